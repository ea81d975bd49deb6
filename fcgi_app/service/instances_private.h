/*
 * What the two files behind service/instances.h share.
 */
#ifndef BERTH_SERVICE_INSTANCES_PRIVATE_H
#define BERTH_SERVICE_INSTANCES_PRIVATE_H

#include "domain/slot.h"
#include "service/instances.h"

/* Whose instances the actor sees and controls: the actor's own and those of
 * the actor's team.  ERR_LOGIN without an actor. */
enum err instances_actor(struct service *s, struct owner *ret) MUST_USE;

/* Add endpoints and the place in the queue to a row just read. */
enum err instances_complete(struct service *s, struct instance *in) MUST_USE;

/* Read the row anew, complete. */
enum err instances_reread(
    struct service *s, struct instance_id id, struct instance **ret) MUST_USE;

#endif
