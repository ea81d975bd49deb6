/*
 * Hints, which may cost points, and awards, by which admins give and take
 * them.
 */
#ifndef BERTH_SERVICE_HINTS_H
#define BERTH_SERVICE_HINTS_H

#include "domain/hint.h"
#include "service/service.h"

/*
 * The hints of a challenge that the actor may see.  Those that cost and are
 * not unlocked have no content, unless the actor is an admin.
 */
enum err hint_list(struct service *s, struct challenge_id c, struct hint **ret,
    size_t *ret_n) MUST_USE;

/* One, in the same way. */
enum err hint_get(struct service *s, int64_t id, struct hint **ret) MUST_USE;

/*
 * Unlock a hint for the actor's account and pay for it; unlocked already is
 * fine and costs nothing.  ERR_INVALID (field "cost") without the points.
 */
enum err hint_unlock(struct service *s, int64_t id, struct hint **ret) MUST_USE;

/* Admins; audited. */
enum err hint_add(struct service *s, struct hint *h) MUST_USE;
enum err hint_update(struct service *s, const struct hint *h) MUST_USE;
enum err hint_delete(
    struct service *s, int64_t id, struct challenge_id *ret) MUST_USE;

/*
 * Give (or, with a value below 0, take) points; sets a->id and fills a->owner
 * from a->account.  ERR_NOT_FOUND if there is no such account.
 */
enum err award_add(struct service *s, struct award *a) MUST_USE;
enum err award_delete(struct service *s, int64_t id) MUST_USE;

/* The account of this name, of the kind that plays: ERR_INVALID (field
 * "account") if there is none. */
enum err award_account(
    struct service *s, const char *name, struct account_id *ret) MUST_USE;

#endif
