/*
 * Rows of `instances`: who has which, and the orders of players and admins.
 * The keeper's claims and steps are in store/work.h.
 *
 * How an order is written: "stop" is desired = stopped with restart = 0;
 * "take down, then start anew" is desired = stopped with restart = 1.
 * Every order makes the row due at once (not_before = now).
 */
#ifndef BERTH_STORE_INSTANCES_H
#define BERTH_STORE_INSTANCES_H

#include "db/db.h"
#include "domain/model.h"
#include "domain/slot.h"

/* ------------------------------------------------ what a request needs */

/* What a challenge says about starting it. */
struct startable {
	const char *name;
	enum challenge_type type;
	enum challenge_state state;
	int lifetime_min; /* 0: the setting, -1: never ends */
	bool has_renewals_max;
	int renewals_max;
};

/*
 * Challenge `c`, locked against change and deletion until the transaction
 * ends; NULL in *ret if there is none.
 */
enum err store_instances_challenge(struct db *db, void *mem,
    struct challenge_id c, struct startable **ret, struct error *e) MUST_USE;

/* Lock the user's row; ERR_LOGIN if it is gone or banned.  *ret_team is the
 * team now. */
enum err store_instances_lock_user(struct db *db, struct user_id user,
    struct team_id *ret_team, struct error *e) MUST_USE;

/* Lock the team's row; ERR_FORBIDDEN if it is banned. */
enum err store_instances_lock_team(
    struct db *db, struct team_id team, struct error *e) MUST_USE;

/* Lock the row of an instance. */
enum err store_instances_lock(
    struct db *db, struct instance_id id, struct error *e) MUST_USE;

struct instance_new {
	const char *public_id;
	struct challenge_id challenge;
	const char *challenge_name;
	struct owner owner;
	const char *slot;
	int lifetime_min; /* -1: never ends */
	int renewals_max; /* -1: no limit */
};

/* Add a queued row.  ERR_CONFLICT: the slot is taken. */
enum err store_instances_add(struct db *db, const struct instance_new *n,
    struct instance_id *ret, struct error *e) MUST_USE;

/* ------------------------------------------------ reading */

/* Live rows that `user` has started, for whatever owner, oldest first. */
enum err store_instances_live_of_user(struct db *db, void *mem,
    struct user_id user, struct instance **ret, size_t *ret_n,
    struct error *e) MUST_USE;

/* Live rows of `owner`: the team's, and the user's own, oldest first; at most
 * LIMIT_OWN_INSTANCES. */
enum err store_instances_live_of_owner(struct db *db, void *mem,
    const struct owner *owner, struct instance **ret, size_t *ret_n,
    struct error *e) MUST_USE;

/* The owner's live row of `c`, otherwise the last that ended; else NULL. */
enum err store_instances_of_challenge(struct db *db, void *mem,
    const struct owner *owner, struct challenge_id c, struct instance **ret,
    struct error *e) MUST_USE;

/* One row, or NULL in *ret. */
enum err store_instances_by_id(struct db *db, void *mem, struct instance_id id,
    struct instance **ret, struct error *e) MUST_USE;
enum err store_instances_by_public_id(struct db *db, void *mem,
    const char *public_id, struct instance **ret, struct error *e) MUST_USE;
enum err store_instances_by_slot(struct db *db, void *mem, const char *slot,
    struct instance **ret, struct error *e) MUST_USE;
/* Live rows only. */
enum err store_instances_by_container(struct db *db, void *mem,
    const char *container_id, struct instance **ret, struct error *e) MUST_USE;

/* A page of rows, newest first; `like` is a pattern, "" for all. */
enum err store_instances_page(struct db *db, void *mem, int live_only,
    const char *like, int limit, int offset, struct instance **ret,
    size_t *ret_n, struct error *e) MUST_USE;
/* How many rows the page is taken from. */
enum err store_instances_page_total(struct db *db, void *mem, int live_only,
    const char *like, int *ret_total, struct error *e) MUST_USE;

/* Place in the queue from 1, in the order of claiming; 0 if not queued. */
enum err store_instances_queue_place(struct db *db, void *mem,
    struct instance_id id, int *ret_place, struct error *e) MUST_USE;

/* The few columns that a waiting request looks at; nothing else is set.
 * ERR_NOT_FOUND if there is no such row. */
enum err store_instances_peek(struct db *db, void *mem, struct instance_id id,
    struct instance *ret, struct error *e) MUST_USE;

/* ------------------------------------------------ orders */

/* Take down and start anew under these terms. */
enum err store_instances_order_restart(struct db *db, struct instance_id id,
    int lifetime_min, int renewals_max, struct error *e) MUST_USE;

/* Take down.  The first reason that a row got stays. */
enum err store_instances_order_stop(struct db *db, struct instance_id id,
    enum end_reason reason, struct error *e) MUST_USE;

/* Take down all live rows; how many. */
enum err store_instances_order_stop_all(
    struct db *db, int *ret_count, struct error *e) MUST_USE;

/* Take down all live rows of challenge `c`, which is about to be deleted. */
enum err store_instances_stop_challenge(
    struct db *db, struct challenge_id c, struct error *e) MUST_USE;

/*
 * Take down the live rows that `user` alone owns, or those of `team`, with an
 * event of `cause` by `actor`: the owner is banned or about to be deleted.
 */
enum err store_instances_stop_user(struct db *db, struct user_id user,
    const char *cause, const char *actor, struct error *e) MUST_USE;
enum err store_instances_stop_team(struct db *db, struct team_id team,
    const char *cause, const char *actor, struct error *e) MUST_USE;

/* Extend to now + lifetime, never earlier.  *ret_renewed is 0 unless the row
 * runs, shall run, has not expired and has a renewal left. */
enum err store_instances_renew(struct db *db, struct instance_id id,
    int64_t *ret_renewed, struct error *e) MUST_USE;

#endif
