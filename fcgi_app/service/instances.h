/*
 * Instances for players and admins: a change is one short transaction on the
 * row (the outbox), then the keeper is woken.  Nothing here talks to the
 * engine.
 */
#ifndef BERTH_SERVICE_INSTANCES_H
#define BERTH_SERVICE_INSTANCES_H

#include "domain/instance_list.h"
#include "domain/slot.h"
#include "service/service.h"

/* What a request found or made. */
enum request_outcome {
	REQUEST_QUEUED,  /* a new one, or a stopping one ordered to restart */
	REQUEST_PENDING, /* one is on its way already */
	REQUEST_RUNNING, /* one is running already */
	REQUEST_WARM,    /* one was ready and is the actor's now */
};

/*
 * Ask for an instance of challenge `c` for the actor.  ERR_NOT_FOUND
 * "Challenge not found" (unknown, hidden to a player, not a container
 * challenge); ERR_CONFLICT "Stop other instance running (<name>)", "User
 * not a member of a team", or that the cap over all is reached.  Exact under
 * any concurrency: owner row locked, slot UNIQUE.
 */
enum err instance_request(struct service *s, struct challenge_id c,
    enum request_outcome *ret_outcome, struct instance **ret) MUST_USE;

/*
 * Throw the actor's instance of `c` away and start anew: the row keeps its
 * slot, the generation grows once the old container is gone.  Without a live
 * instance it is a request.
 */
enum err instance_reset(
    struct service *s, struct challenge_id c, struct instance **ret) MUST_USE;

/* Extend to now + lifetime, never earlier.  ERR_NOT_FOUND "Container not
 * found" unless running; ERR_CONFLICT "No renewals left". */
enum err instance_renew(
    struct service *s, struct challenge_id c, struct instance **ret) MUST_USE;

/* Order the actor's instance of `c` to stop, in whatever stage it is; one that
 * no keeper has begun with is gone at once.
 * ERR_NOT_FOUND "No running container found." */
enum err instance_stop(
    struct service *s, struct challenge_id c, struct instance **ret) MUST_USE;

/*
 * The actor's live instance of `c` with endpoints and queue place; if none
 * lives, the last one that ended (so that the page can say why), or NULL in
 * *ret when there never was one.
 */
enum err instance_mine(
    struct service *s, struct challenge_id c, struct instance **ret) MUST_USE;

/* All live instances of the actor (and of the actor's team), with endpoints. */
enum err instance_mine_all(
    struct service *s, struct instance **ret, size_t *ret_n) MUST_USE;

/*
 * Wait until `in` is settled, at most `wait_s` seconds, and read it again into
 * *ret: settled is running, failed or gone (for WAIT_RUNNING), gone or queued
 * anew (for WAIT_GONE).  At most half of the workers wait at once; without a
 * place the row is read once.  ERR_TIMEOUT when it is not settled; *ret is
 * filled all the same.
 */
enum wait_for { WAIT_RUNNING, WAIT_GONE };
enum err instance_wait(struct service *s, const struct instance *in,
    enum wait_for what, int wait_s, struct instance **ret) MUST_USE;

/* ------------------------------------------------ admins */

/*
 * Start a test instance of `c`, hidden or not, for the admin who acts: outside
 * of the event, its times and its quotas; it ends after 15 minutes, its flag
 * solves nothing, and players' lists do not know it.  At most one per challenge
 * and admin: one that lives is returned.  ERR_NOT_FOUND "Challenge not found";
 * ERR_FORBIDDEN for others than admins.
 */
enum err instance_test(
    struct service *s, struct challenge_id c, struct instance **ret) MUST_USE;

/* The actor's test of `c` that lives, else the last one; NULL for none. */
enum err instance_test_mine(
    struct service *s, struct challenge_id c, struct instance **ret) MUST_USE;

/* Order it to stop.  ERR_NOT_FOUND if none lives. */
enum err instance_test_stop(
    struct service *s, struct challenge_id c, struct instance **ret) MUST_USE;

struct instance_filter {
	enum instance_which which;
	enum instance_sort sort;
	enum sort_direction direction;
	const char *search; /* in challenge, user, team, image; "" for all */
	int offset, limit;  /* limit ≤ LIMIT_EXPORT */
};

/* A page of instances, complete, and how many there are in all. */
enum err instance_list(struct service *s, const struct instance_filter *f,
    struct instance **ret, size_t *ret_n, int *ret_total) MUST_USE;

/* One by public id with endpoints, or ERR_NOT_FOUND. */
enum err instance_by_public_id(
    struct service *s, const char *public_id, struct instance **ret) MUST_USE;
enum err instance_events(struct service *s, struct instance_id id,
    struct instance_event **ret, size_t *ret_n) MUST_USE;

/* Order removal by the engine's full container id, or by public id.
 * ERR_NOT_FOUND "Container not found". */
enum err instance_kill_container(struct service *s, const char *container_id,
    struct instance **ret) MUST_USE;
enum err instance_kill(
    struct service *s, const char *public_id, struct instance **ret) MUST_USE;

/*
 * One order for several instances by public id, a hundred in one transaction so
 * that nobody else waits long; what was done before an error stays.  Those
 * to which it does not apply are left out and counted: gone, not running (to
 * renew), without an end (to renew).
 */
struct bulk_result {
	int done, skipped;
};
enum err instance_bulk(struct service *s, enum instance_bulk what,
    const char *const *public_ids, size_t n,
    struct bulk_result *ret) MUST_USE;

/*
 * Try the next step of a live instance now, as if it had not failed before.
 * ERR_NOT_FOUND; ERR_CONFLICT if it runs.
 */
enum err instance_retry(
    struct service *s, const char *public_id, struct instance **ret) MUST_USE;

/*
 * End an instance that was ordered to stop without the engine's word, and free
 * its slot.  What is left of the container is an orphan, which the keeper
 * removes when the engine lets it.  ERR_NOT_FOUND; ERR_CONFLICT if it was not
 * ordered to stop.
 */
enum err instance_force_remove(
    struct service *s, const char *public_id, struct instance **ret) MUST_USE;

/* Instances that have a step before them to which nothing happens. */
enum err instance_stuck_list(
    struct service *s, struct instance **ret, size_t *ret_n) MUST_USE;

/* Order removal of all live instances; how many. */
enum err instance_purge(struct service *s, int *ret_count) MUST_USE;

/*
 * The owner has solved challenge `c`: let its instance end in `minutes` at the
 * latest, inside the caller's transaction.  Wake the keeper afterwards.
 */
enum err instance_end_soon(struct db *db, const struct owner *owner,
    struct challenge_id c, int minutes, struct error *e) MUST_USE;

#endif
