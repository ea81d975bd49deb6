/*
 * The board: each worker keeps a copy of what the contest is about and of what
 * places hang on.  One small statement per request asks whether it is of the
 * present version; new solves and awards are then added to it, and only a
 * change of another kind (an epoch: a challenge, its hints and files, a name,
 * somebody hidden) reads it anew.
 */
#ifndef BERTH_SERVICE_BOARD_H
#define BERTH_SERVICE_BOARD_H

#include "domain/standings.h"
#include "service/service.h"

/*
 * The board, and the places that the actor may see: as they are for admins, as
 * they were at the freeze for everybody else.  Both live as long as s->mem.
 */
enum err board_get(struct service *s, const struct board **ret,
    const struct standings **ret_standings) MUST_USE;

/* The same for everybody whoever asks: what the freeze shows. */
enum err board_public(struct service *s, const struct board **ret,
    const struct standings **ret_standings) MUST_USE;

#endif
