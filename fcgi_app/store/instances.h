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
#include "domain/instance_list.h"
#include "domain/slot.h"

/*
 * The states of instance_is_live(), for IN.  What lives is few and what is gone
 * is many, and no index helps with `state <> 'gone'`: of an ENUM only equality
 * is a range to MariaDB.
 */
#define INSTANCE_LIVE_STATES                             \
	"('queued', 'creating', 'starting', 'checking'," \
	" 'running', 'failed', 'stopping', 'warm')"

/* Those on the way to running. */
#define INSTANCE_PENDING_STATES "('queued', 'creating', 'starting', 'checking')"

/*
 * A table of one row whose `turn` is that of the queue's head.  While nobody
 * waits it is the last of those under way, whom a newcomer must not overtake
 * when they have to be tried again.
 */
#define INSTANCE_QUEUE_HEAD                                                  \
	"(SELECT COALESCE(MIN(IF(q.state = 'queued', q.turn, NULL)),"        \
	" MAX(q.turn), 0) AS turn FROM instances q WHERE q.pool = 0"         \
	" AND q.desired = 'running' AND q.state IN " INSTANCE_PENDING_STATES \
	")"

/* Those in which the endpoints of a row lead to its container. */
#define INSTANCE_PUBLISHED_STATES "('running', 'stopping', 'warm')"

/*
 * The state of row `i` as people are shown it: what was ordered to stop is
 * stopping, though no keeper may have begun (web's instance_shown_state()).
 */
#define INSTANCE_SHOWN_STATE                   \
	"IF(i.state NOT IN ('failed', 'gone')" \
	" AND (i.desired = 'stopped' OR i.restart), 'stopping', i.state)"

/* ------------------------------------------------ what a request needs */

/* What a challenge says about starting it. */
struct startable {
	const char *name;
	enum challenge_type type;
	enum challenge_state state;
	int lifetime_min; /* 0: the setting, -1: never ends */
	bool has_renewals_max;
	int renewals_max;
	const char *flag_template; /* "" if it has none */
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
	struct owner owner;	/* {0} of a test … */
	struct user_id tester;	/* … which has this */
	const char *slot;
	int lifetime_min; /* -1: never ends */
	int renewals_max; /* -1: no limit */
	const char *flag; /* NULL if none */
	int64_t turn;     /* the least it gets */
};

/*
 * Until the transaction ends, no other adds to the queue (or, under a cap, to
 * the pool).  Whoever adds holds this from before the row has its place until
 * the commit: so rows are seen in the order of their places, and nobody is
 * pushed back by one that had been written before but is seen only now.
 */
enum err store_instances_lock_queue(struct db *db, struct error *e) MUST_USE;
/* How many instances there are, pool included. */
enum err store_instances_count_live(
    struct db *db, int *ret, struct error *e) MUST_USE;

/* Add a queued row.  ERR_CONFLICT: the slot is taken. */
enum err store_instances_add(struct db *db, const struct instance_new *n,
    struct instance_id *ret, struct error *e) MUST_USE;

/* ------------------------------------------------ reading */

/* Live rows that `user` has started, for whatever owner, oldest first. */
enum err store_instances_live_of_user(struct db *db, void *mem,
    struct user_id user, struct instance **ret, size_t *ret_n,
    struct error *e) MUST_USE;

/* Live rows of `owner`: the team's, and the user's own, oldest first, with
 * endpoints; at most LIMIT_OWN_INSTANCES. */
enum err store_instances_live_of_owner(struct db *db, void *mem,
    const struct owner *owner, struct instance **ret, size_t *ret_n,
    struct error *e) MUST_USE;

/* The owner's live row of `c` with endpoints, otherwise the last that ended;
 * else NULL. */
enum err store_instances_of_challenge(struct db *db, void *mem,
    const struct owner *owner, struct challenge_id c, struct instance **ret,
    struct error *e) MUST_USE;

/* The tester's live test of `c` with endpoints, otherwise the last that ended;
 * else NULL. */
enum err store_instances_test(struct db *db, void *mem, struct user_id tester,
    struct challenge_id c, struct instance **ret, struct error *e) MUST_USE;

/* One row, or NULL in *ret; the first two with endpoints. */
enum err store_instances_by_id(struct db *db, void *mem, struct instance_id id,
    struct instance **ret, struct error *e) MUST_USE;
enum err store_instances_by_public_id(struct db *db, void *mem,
    const char *public_id, struct instance **ret, struct error *e) MUST_USE;
enum err store_instances_by_slot(struct db *db, void *mem, const char *slot,
    struct instance **ret, struct error *e) MUST_USE;
/* Live rows only. */
enum err store_instances_by_container(struct db *db, void *mem,
    const char *container_id, struct instance **ret, struct error *e) MUST_USE;

/* A page of the list; what is past is always shown newest first. */
struct instance_page {
	enum instance_which which;
	enum instance_sort sort;
	enum sort_direction direction;
	const char *like; /* a pattern, "" for all */
	int limit, offset;
};
enum err store_instances_page(struct db *db, void *mem,
    const struct instance_page *p, struct instance **ret, size_t *ret_n,
    struct error *e) MUST_USE;
/* How many rows the page is taken from. */
enum err store_instances_page_total(struct db *db, void *mem,
    const struct instance_page *p, int *ret_total, struct error *e) MUST_USE;

/*
 * What those who wait are told: of the queued ones among `ids`, a JSON array,
 * into those of the `n` in `list`, the place in the order of claiming from 1,
 * the seconds it will take where that is known, and whether there is no keeper
 * that reaches the engine.
 */
enum err store_instances_queue_places(struct db *db, void *mem, const char *ids,
    struct instance *list, size_t n, struct error *e) MUST_USE;

/*
 * Rows that have a step before them and to which nothing has happened for
 * `quiet_s` seconds, waiting in a queue that moves not counted; at most
 * LIMIT_PAGE, oldest first.
 */
enum err store_instances_stuck(struct db *db, void *mem, int quiet_s,
    struct instance **ret, size_t *ret_n, struct error *e) MUST_USE;

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

/* End a row for which no keeper has done anything; *ret_cancelled is 0 if one
 * has. */
enum err store_instances_cancel(struct db *db, struct instance_id id,
    int64_t *ret_cancelled, struct error *e) MUST_USE;

/* Make the next step due now, as if nothing had been tried before; *ret_due is
 * 0 where there is none. */
enum err store_instances_retry(struct db *db, struct instance_id id,
    int64_t *ret_due, struct error *e) MUST_USE;

/*
 * End a row that shall stop without the engine's word.  Whoever holds its
 * lease loses it.  *ret_gone is 0 unless it was ordered to stop.
 */
enum err store_instances_forget(struct db *db, struct instance_id id,
    int64_t *ret_gone, struct error *e) MUST_USE;

/*
 * Extend to now + lifetime, never earlier, and never past `life_max_min`
 * minutes after it was ready (0: no end).  *ret_renewed is 0 unless the row
 * runs, shall run, has not expired, and has a renewal and life left.
 */
enum err store_instances_renew(struct db *db, struct instance_id id,
    int life_max_min, int64_t *ret_renewed, struct error *e) MUST_USE;

/*
 * Extend to now + lifetime, never earlier, whatever was renewed before and
 * without counting as a renewal.  *ret_extended is 0 unless the row runs,
 * shall run and has an end.
 */
enum err store_instances_extend(struct db *db, struct instance_id id,
    int64_t *ret_extended, struct error *e) MUST_USE;

/* Let the owner's live instances of `c` end in `minutes` at the latest. */
enum err store_instances_end_soon(struct db *db, const struct owner *owner,
    struct challenge_id c, int minutes, struct error *e) MUST_USE;

#endif
