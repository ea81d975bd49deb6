/*
 * Rows of `instances` as the keeper sees them: which are due, who holds the
 * lease, and the steps.  What is called with a `struct lease` is fenced by it.
 */
#ifndef BERTH_STORE_WORK_H
#define BERTH_STORE_WORK_H

#include "db/db.h"
#include "domain/model.h"

/* A claim: it is ours while all four are as in the row. */
struct lease {
	struct instance_id id;
	const char *owner;
	int64_t fence;
	int generation;
};

/* A row that may be claimed. */
struct due {
	struct instance_id id;
	struct user_id user;
	struct team_id team;
};

/*
 * Rows that are due, at most `max`, without locking them; starts in the order
 * of the queue, without owners that have another start under lease.
 */
enum err store_work_due_starts(struct db *db, void *mem, int max,
    struct due **ret, size_t *ret_n, struct error *e) MUST_USE;
/* Rows of the pool, while no player waits in the queue. */
enum err store_work_due_refills(struct db *db, void *mem, int max,
    struct due **ret, size_t *ret_n, struct error *e) MUST_USE;
enum err store_work_due_removals(struct db *db, void *mem, int max,
    struct due **ret, size_t *ret_n, struct error *e) MUST_USE;

/* Lock the owner's row without waiting; *ret_locked is 0 if it is taken. */
enum err store_work_lock_user(struct db *db, struct user_id user,
    int *ret_locked, struct error *e) MUST_USE;
enum err store_work_lock_team(struct db *db, struct team_id team,
    int *ret_locked, struct error *e) MUST_USE;

/* How many other starts of the owner of `d` are under a valid lease. */
enum err store_work_owner_busy(struct db *db, const struct due *d,
    int *ret_count, struct error *e) MUST_USE;

/* Lock the row if it is still due and nobody has it; *ret_locked is 0 if not.
 */
enum err store_work_lock_start(struct db *db, struct instance_id id,
    int *ret_locked, struct error *e) MUST_USE;
enum err store_work_lock_removal(struct db *db, struct instance_id id,
    int *ret_locked, struct error *e) MUST_USE;

/* Take the lease of a locked row for `lease_s` seconds; the fence grows. */
enum err store_work_take(struct db *db, struct instance_id id,
    const char *owner, int lease_s, struct error *e) MUST_USE;
/* The fence of a locked row. */
enum err store_work_fence(struct db *db, struct instance_id id,
    int64_t *ret_fence, struct error *e) MUST_USE;

/* Keep the lease for `lease_s` seconds more; *ret_ours is 0 if it is lost. */
enum err store_work_extend(struct db *db, const struct lease *l, int lease_s,
    int64_t *ret_ours, struct error *e) MUST_USE;

/*
 * Give the lease back, due in `after_ms`, or at once if `desired` is no longer
 * what the holder was working for.
 */
enum err store_work_release(struct db *db, const struct lease *l,
    enum instance_desired desired, int after_ms, const char *error_admin,
    int64_t *ret_ours, struct error *e) MUST_USE;

/* Lock the row under lease `l`; ERR_LOST if it is not ours. */
enum err store_work_lock(
    struct db *db, const struct lease *l, struct error *e) MUST_USE;

/* What every step writes; NULL leaves a column, "" empties it. */
struct work_write {
	enum instance_state state;
	const char *container_id, *image, *error_player, *error_admin;
	int own_network; /* 0: leave */
	int lease_s; /* from now; 0 gives the lease back */
};
enum err store_work_write(struct db *db, const struct lease *l,
    const struct work_write *w, struct error *e) MUST_USE;

/* What single events write besides, on the locked row. */
enum err store_work_ready(
    struct db *db, struct instance_id id, struct error *e) MUST_USE;
enum err store_work_warmed(
    struct db *db, struct instance_id id, struct error *e) MUST_USE;
enum err store_work_retry(struct db *db, struct instance_id id, int after_ms,
    struct error *e) MUST_USE;
enum err store_work_given_up(
    struct db *db, struct instance_id id, struct error *e) MUST_USE;
enum err store_work_ended(struct db *db, struct instance_id id,
    const int *exit_code, int oom_killed, struct error *e) MUST_USE;
enum err store_work_gone(
    struct db *db, struct instance_id id, struct error *e) MUST_USE;
enum err store_work_restarted(
    struct db *db, struct instance_id id, struct error *e) MUST_USE;

/* Forget the leases whose owner begins with `prefix`. */
enum err store_work_forget(
    struct db *db, const char *prefix, struct error *e) MUST_USE;

/* The database's time, and the next expiry (0: none). */
enum err store_work_next_expiry(struct db *db, int64_t *ret_now_us,
    int64_t *ret_next_us, struct error *e) MUST_USE;
/* Order what has expired at `now_us` to stop; not_before becomes now_us. */
enum err store_work_expire(struct db *db, int64_t now_us, int64_t *ret_count,
    struct error *e) MUST_USE;

/* A row whose container exists or may exist. */
struct known_row {
	struct instance_id id;
	const char *public_id;
	int generation;
	enum instance_state state;
	const char *container_id;
	bool leased;
};
enum err store_work_known(struct db *db, void *mem, struct known_row **ret,
    size_t *ret_n, struct error *e) MUST_USE;

/* How a running container ended. */
struct death {
	enum instance_state state; /* entered */
	const int *exit_code;      /* NULL: not known */
	int oom_killed;
	const char *error_player, *error_admin;
};

/* End running generation `generation`; *ret_changed is 0 if the row has moved
 * on: another generation or state, to be stopped already, or under lease. */
enum err store_work_died(struct db *db, struct instance_id id, int generation,
    const struct death *d, int64_t *ret_changed, struct error *e) MUST_USE;

/*
 * Order generation `generation` to stop for what it wrote.  *ret_id is the
 * row's and *ret_state its state; both 0 and untouched if it has moved on or is
 * to be stopped already.
 */
enum err store_work_evict(struct db *db, void *mem, const char *public_id,
    int generation, const char *error_player, const char *error_admin,
    struct instance_id *ret_id, enum instance_state *ret_state,
    struct error *e) MUST_USE;

/* Rows per state. */
enum err store_work_count(
    struct db *db, int by_state[INSTANCE_STATES], struct error *e) MUST_USE;

#endif
