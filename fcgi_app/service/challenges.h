/*
 * Challenges: lists, one, create, change, delete.
 */
#ifndef BERTH_SERVICE_CHALLENGES_H
#define BERTH_SERVICE_CHALLENGES_H

#include "json/json.h"
#include "service/service.h"

/* Who is looking: players get visible challenges only. */
enum challenge_view { VIEW_PLAYER, VIEW_ADMIN };

/*
 * What a player sees: after the event's start (ERR_FORBIDDEN before), visible
 * challenges whose requirements are solved, with value, solves and the
 * viewer's own solve from the board.
 */

/* All challenges in the order of the board (category, value as the viewer sees
 * it, name), for VIEW_ADMIN with their ports and descriptions. */
enum err challenge_list(struct service *s, enum challenge_view view,
    struct challenge **ret, size_t *ret_n) MUST_USE;

/* One challenge, for VIEW_ADMIN with its ports and requirements.
 * ERR_NOT_FOUND "Challenge not found", also for a
 * hidden one in VIEW_PLAYER. */
enum err challenge_get(struct service *s, struct challenge_id id,
    enum challenge_view view, struct challenge **ret) MUST_USE;

/* A field as it came, from form or JSON. */
struct challenge_field {
	const char *name;
	const char *value;
};

/* Create from fields over the defaults.  Audited.  ERR_INVALID names the
 * field. */
enum err challenge_create(struct service *s,
    const struct challenge_field *fields, size_t n,
    struct challenge **ret) MUST_USE;

/* Change only the fields given.  Running instances stay as they are. */
enum err challenge_update(struct service *s, struct challenge_id id,
    const struct challenge_field *fields, size_t n,
    struct challenge **ret) MUST_USE;

/* Delete; its live instances are ordered to stop (END_CHALLENGE_GONE). */
enum err challenge_delete(struct service *s, struct challenge_id id) MUST_USE;

/*
 * A hidden copy with ports, flags, hints and requirements, called "NAME
 * (copy)"; nobody has solved it.
 */
enum err challenge_clone(struct service *s, struct challenge_id id,
    struct challenge **ret) MUST_USE;

/*
 * Show or hide several at once; *ret_changed is how many were in the other
 * state.  ERR_NOT_FOUND, and nothing changed, if one of them does not exist.
 */
enum err challenge_set_state(struct service *s, const int64_t *ids, size_t n,
    enum challenge_state state, int *ret_changed) MUST_USE;

#endif
