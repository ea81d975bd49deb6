/*
 * What the two files behind service/instances.h share.
 */
#ifndef BERTH_SERVICE_INSTANCES_PRIVATE_H
#define BERTH_SERVICE_INSTANCES_PRIVATE_H

#include "domain/slot.h"
#include "service/instances.h"

#define INSTANCE_PUBLIC_ID_SIZE 17

/* Whose instances the actor sees and controls: the actor's own and those of
 * the actor's team.  ERR_LOGIN without an actor. */
enum err instances_actor(struct service *s, struct owner *ret) MUST_USE;

/* Who acts, for the timeline. */
const char *instances_actor_name(const struct service *s);

/* A new random public id: 16 hex digits. */
void instances_public_id(char out[INSTANCE_PUBLIC_ID_SIZE]);

/* Add places in the queue to `n` rows just read: at most one statement, however
 * many rows. */
enum err instances_places(
    struct service *s, struct instance *list, size_t n) MUST_USE;

/* Read the row anew, complete. */
enum err instances_reread(
    struct service *s, struct instance_id id, struct instance **ret) MUST_USE;

#endif
