#include "store/work.h"

#include <string.h>

#include "base/mem.h"
#include "store/instances.h"

#define FREE_NOW                                \
	" AND i.not_before <= UTC_TIMESTAMP(6)" \
	" AND (i.lease_until IS NULL OR i.lease_until < UTC_TIMESTAMP(6))"
#define IS_START \
	" i.desired = 'running' AND i.state IN " INSTANCE_PENDING_STATES
#define IS_REMOVAL                                                        \
	" i.state IN " INSTANCE_LIVE_STATES " AND (i.desired = 'stopped'" \
	" OR i.state IN ('failed', 'stopping'))"

/* The fence: every write of a lease's holder ends with this. */
#define HELD \
	" WHERE id = ? AND lease_owner = ? AND fence = ? AND generation = ?"

#define HELD_ARGS(l)                                               \
	DB_INT((l)->id.n), DB_STR((l)->owner), DB_INT((l)->fence), \
	    DB_INT((l)->generation)

/* ------------------------------------------------ what is due */

static void
fill_due(void *mem, struct db_rows *rows, struct due **ret, size_t *ret_n)
{
	struct due *d = mem_array(mem, struct due, db_count(rows));
	size_t i;

	for (i = 0; db_next(rows); i++) {
		d[i].id.n = db_int(rows, 0);
		d[i].user.n = db_int(rows, 1);
		d[i].team.n = db_int(rows, 2);
	}
	*ret = d;
	*ret_n = i;
}

#define DUE_START                                                           \
	"SELECT i.id, i.user_id, i.team_id FROM instances i WHERE" IS_START \
	    FREE_NOW

enum err
store_work_due_starts(struct db *db, void *mem, int max, struct due **ret,
    size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    DUE_START " AND i.pool = 0"
		      " AND NOT EXISTS (SELECT 1 FROM instances o"
		      "  WHERE o.team_id = i.team_id AND o.id <> i.id"
		      "  AND o.state IN " INSTANCE_PENDING_STATES
		      "  AND o.lease_until >= UTC_TIMESTAMP(6))"
		      " AND NOT EXISTS (SELECT 1 FROM instances o"
		      "  WHERE i.team_id IS NULL AND o.team_id IS NULL"
		      "  AND o.user_id = i.user_id AND o.id <> i.id"
		      "  AND o.state IN " INSTANCE_PENDING_STATES
		      "  AND o.lease_until >= UTC_TIMESTAMP(6))"
		      " ORDER BY i.turn, i.requested_at, i.id LIMIT ?",
	    DB_ARGS(DB_INT(max)), &rows, e);
	if (err == ERR_OK)
		fill_due(mem, rows, ret, ret_n);
	return (err);
}

/* One that a keeper has begun goes on all the same: it has a container. */
enum err
store_work_due_refills(struct db *db, void *mem, int max, struct due **ret,
    size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    DUE_START " AND i.pool = 1"
		      " AND (i.state <> 'queued' OR NOT EXISTS"
		      "  (SELECT 1 FROM instances q WHERE q.pool = 0"
		      "   AND q.state = 'queued' AND q.desired = 'running'))"
		      " ORDER BY i.id LIMIT ?",
	    DB_ARGS(DB_INT(max)), &rows, e);
	if (err == ERR_OK)
		fill_due(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_work_due_removals(struct db *db, void *mem, int max, struct due **ret,
    size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT i.id, i.user_id, i.team_id FROM instances i"
	    " WHERE" IS_REMOVAL FREE_NOW " ORDER BY i.not_before, i.id LIMIT ?",
	    DB_ARGS(DB_INT(max)), &rows, e);
	if (err == ERR_OK)
		fill_due(mem, rows, ret, ret_n);
	return (err);
}

/* Run a locking query: whether it gave a row. */
static enum err
lock(struct db *db, const char *sql, int64_t id, int *ret_locked,
    struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, sql, DB_ARGS(DB_INT(id)), &rows, e);
	if (err == ERR_OK)
		*ret_locked = db_count(rows) > 0;
	mem_free(&mem);
	return (err);
}

enum err
store_work_lock_user(
    struct db *db, struct user_id user, int *ret_locked, struct error *e)
{
	static const char sql[] =
	    "SELECT id FROM users WHERE id = ? FOR UPDATE SKIP LOCKED";

	return (lock(db, sql, user.n, ret_locked, e));
}

enum err
store_work_lock_team(
    struct db *db, struct team_id team, int *ret_locked, struct error *e)
{
	static const char sql[] =
	    "SELECT id FROM teams WHERE id = ? FOR UPDATE SKIP LOCKED";

	return (lock(db, sql, team.n, ret_locked, e));
}

enum err
store_work_lock_start(
    struct db *db, struct instance_id id, int *ret_locked, struct error *e)
{
	static const char sql[] =
	    "SELECT i.id FROM instances i WHERE i.id = ? AND" IS_START FREE_NOW
	    " FOR UPDATE SKIP LOCKED";

	return (lock(db, sql, id.n, ret_locked, e));
}

enum err
store_work_lock_removal(
    struct db *db, struct instance_id id, int *ret_locked, struct error *e)
{
	static const char sql[] =
	    "SELECT i.id FROM instances i WHERE i.id = ? AND" IS_REMOVAL
		FREE_NOW " FOR UPDATE SKIP LOCKED";

	return (lock(db, sql, id.n, ret_locked, e));
}

enum err
store_work_owner_busy(
    struct db *db, const struct due *d, int *ret_count, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT COUNT(*) FROM instances o WHERE o.id <> ?"
	    " AND (o.team_id = ? OR (? IS NULL AND o.team_id IS NULL"
	    "  AND o.user_id = ?))"
	    " AND o.state IN " INSTANCE_PENDING_STATES
	    " AND o.lease_until >= UTC_TIMESTAMP(6)",
	    DB_ARGS(DB_INT(d->id.n), DB_ID(d->team.n), DB_ID(d->team.n),
		DB_ID(d->user.n)),
	    &rows, e);
	if (err == ERR_OK)
		*ret_count = db_next(rows) ? (int)db_int(rows, 0) : 0;
	mem_free(&mem);
	return (err);
}

/* ------------------------------------------------ the lease */

enum err
store_work_take(struct db *db, struct instance_id id, const char *owner,
    int lease_s, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET lease_owner = ?, fence = fence + 1,"
	    " claimed_at = COALESCE(claimed_at, UTC_TIMESTAMP(6)),"
	    " lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND"
	    " WHERE id = ?",
	    DB_ARGS(DB_STR(owner), DB_INT(lease_s), DB_INT(id.n)), NULL, NULL,
	    e));
}

enum err
store_work_fence(
    struct db *db, struct instance_id id, int64_t *ret_fence, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT fence FROM instances WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err == ERR_OK)
		*ret_fence = db_next(rows) ? db_int(rows, 0) : 0;
	mem_free(&mem);
	return (err);
}

enum err
store_work_extend(struct db *db, const struct lease *l, int lease_s,
    int64_t *ret_ours, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET"
	    " lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND" HELD,
	    DB_ARGS(DB_INT(lease_s), HELD_ARGS(l)), ret_ours, NULL, e));
}

enum err
store_work_release(struct db *db, const struct lease *l,
    enum instance_desired desired, int after_ms, const char *error_admin,
    int64_t *ret_ours, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET lease_owner = NULL, lease_until = NULL,"
	    " not_before = IF(desired = ?,"
	    "  UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, UTC_TIMESTAMP(6)),"
	    " error_admin = COALESCE(LEFT(?, 1000), error_admin)" HELD,
	    DB_ARGS(DB_STR(instance_desired_name(desired)),
		DB_INT((int64_t)after_ms * 1000), DB_STR(error_admin),
		HELD_ARGS(l)),
	    ret_ours, NULL, e));
}

enum err
store_work_forget(struct db *db, const char *prefix, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET lease_owner = NULL, lease_until = NULL"
	    " WHERE state IN " INSTANCE_LIVE_STATES
	    " AND LEFT(lease_owner, ?) = ?",
	    DB_ARGS(DB_INT(strlen(prefix)), DB_STR(prefix)), NULL, NULL, e));
}

/* ------------------------------------------------ steps */

static enum err
lost(struct error *e)
{
	return (err_set(
	    e, ERR_LOST, NULL, "Another keeper has taken this instance over."));
}

enum err
store_work_lock(struct db *db, const struct lease *l, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT id FROM instances" HELD " FOR UPDATE",
	    DB_ARGS(HELD_ARGS(l)), &rows, e);
	if (err == ERR_OK && db_count(rows) == 0)
		err = lost(e);
	mem_free(&mem);
	return (err);
}

enum err
store_work_write(struct db *db, const struct lease *l,
    const struct work_write *w, struct error *e)
{
	int64_t changed = 0;
	enum err err;

	err = db_exec(db,
	    "UPDATE instances SET state = ?,"
	    " container_id = NULLIF(COALESCE(?, container_id), ''),"
	    " image = COALESCE(LEFT(?, 255), image),"
	    " own_network = IF(? = 0, own_network, 1),"
	    " error_player = COALESCE(LEFT(?, 255), error_player),"
	    " error_admin = COALESCE(LEFT(?, 1000), error_admin),"
	    " lease_owner = IF(? = 0, NULL, lease_owner),"
	    " lease_until = IF(? = 0, NULL,"
	    "  UTC_TIMESTAMP(6) + INTERVAL ? SECOND)" HELD,
	    DB_ARGS(DB_STR(instance_state_name(w->state)),
		DB_STR(w->container_id), DB_STR(w->image),
		DB_INT(w->own_network),
		DB_STR(w->error_player), DB_STR(w->error_admin),
		DB_INT(w->lease_s), DB_INT(w->lease_s), DB_INT(w->lease_s),
		HELD_ARGS(l)),
	    &changed, NULL, e);
	if (err == ERR_OK && changed == 0)
		err = lost(e);
	return (err);
}

enum err
store_work_ready(struct db *db, struct instance_id id, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET ready_at = UTC_TIMESTAMP(6), attempt = 0,"
	    " expires_at = IF(lifetime_min > 0,"
	    "  UTC_TIMESTAMP(6) + INTERVAL lifetime_min MINUTE, NULL)"
	    " WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_work_warmed(struct db *db, struct instance_id id, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET attempt = 0, not_before = UTC_TIMESTAMP(6)"
	    " WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_work_retry(
    struct db *db, struct instance_id id, int after_ms, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET attempt = attempt + 1,"
	    " not_before = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND"
	    " WHERE id = ?",
	    DB_ARGS(DB_INT((int64_t)after_ms * 1000), DB_INT(id.n)), NULL, NULL,
	    e));
}

enum err
store_work_given_up(struct db *db, struct instance_id id, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET desired = 'stopped',"
	    " end_reason = COALESCE(end_reason, 'failed'),"
	    " not_before = UTC_TIMESTAMP(6) WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_work_ended(struct db *db, struct instance_id id, const int *exit_code,
    int oom_killed, struct error *e)
{
	struct db_value code = DB_NULL;

	if (exit_code != NULL)
		code = DB_INT(*exit_code);
	return (db_exec(db,
	    "UPDATE instances SET desired = 'stopped',"
	    " end_reason = COALESCE(end_reason, 'died'), exit_code = ?,"
	    " oom_killed = ?, not_before = UTC_TIMESTAMP(6) WHERE id = ?",
	    DB_ARGS(code, DB_INT(oom_killed), DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_work_gone(struct db *db, struct instance_id id, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET slot = NULL, desired = 'stopped',"
	    " restart = 0, ended_at = UTC_TIMESTAMP(6),"
	    " lease_owner = NULL, lease_until = NULL WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_work_restarted(struct db *db, struct instance_id id, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET generation = generation + 1,"
	    " desired = 'running', restart = 0, container_id = NULL,"
	    " attempt = 0, renewals = 0, requested_at = UTC_TIMESTAMP(6),"
	    " claimed_at = NULL,"
	    " turn = (SELECT h.turn FROM " INSTANCE_QUEUE_HEAD " h),"
	    " ready_at = NULL, expires_at = NULL, ended_at = NULL,"
	    " not_before = UTC_TIMESTAMP(6), end_reason = NULL,"
	    " exit_code = NULL, oom_killed = 0, error_player = '',"
	    " own_network = 0, error_admin = '', lease_owner = NULL,"
	    " lease_until = NULL WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

/* ------------------------------------------------ expiry */

enum err
store_work_next_expiry(
    struct db *db, int64_t *ret_now_us, int64_t *ret_next_us, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT UTC_TIMESTAMP(6), MIN(expires_at) FROM instances"
	    " WHERE state = 'running' AND desired = 'running'",
	    DB_NONE, &rows, e);
	if (err == ERR_OK && db_next(rows)) {
		*ret_now_us = db_time(rows, 0);
		*ret_next_us = db_time(rows, 1);
	}
	mem_free(&mem);
	return (err);
}

enum err
store_work_expire(
    struct db *db, int64_t now_us, int64_t *ret_count, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET desired = 'stopped', restart = 0,"
	    " end_reason = 'expired', not_before = ?"
	    " WHERE state = 'running' AND desired = 'running'"
	    " AND expires_at <= ?",
	    DB_ARGS(DB_TIME(now_us), DB_TIME(now_us)), ret_count, NULL, e));
}

/* ------------------------------------------------ reconciliation */

enum err
store_work_known(struct db *db, void *mem, struct known_row **ret,
    size_t *ret_n, struct error *e)
{
	struct known_row *k;
	struct db_rows *rows;
	enum err err;
	size_t i;

	err = db_query(db, mem,
	    "SELECT id, public_id, generation, state, container_id,"
	    " lease_until >= UTC_TIMESTAMP(6) FROM instances"
	    " WHERE state IN " INSTANCE_LIVE_STATES " AND (state <> 'queued'"
	    "  OR claimed_at IS NOT NULL)"
	    " ORDER BY public_id",
	    DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	k = mem_array(mem, struct known_row, db_count(rows));
	for (i = 0; db_next(rows); i++) {
		k[i].id.n = db_int(rows, 0);
		k[i].public_id = db_str(rows, 1);
		k[i].generation = (int)db_int(rows, 2);
		k[i].state =
		    (enum instance_state)instance_state_from(db_str(rows, 3));
		k[i].container_id = db_is_null(rows, 4) ? "" : db_str(rows, 4);
		k[i].leased = db_int(rows, 5) != 0;
	}
	*ret = k;
	*ret_n = i;
	return (ERR_OK);
}

enum err
store_work_died(struct db *db, struct instance_id id, int generation,
    const struct death *d, int64_t *ret_changed, struct error *e)
{
	struct db_value code = DB_NULL;

	if (d->exit_code != NULL)
		code = DB_INT(*d->exit_code);
	return (db_exec(db,
	    "UPDATE instances SET state = ?, desired = 'stopped', restart = 0,"
	    " end_reason = 'died', exit_code = ?, oom_killed = ?,"
	    " error_player = LEFT(?, 255), error_admin = LEFT(?, 1000),"
	    " not_before = UTC_TIMESTAMP(6)"
	    " WHERE id = ? AND generation = ? AND state IN ('running', 'warm')"
	    " AND desired = 'running' AND (lease_until IS NULL"
	    "  OR lease_until < UTC_TIMESTAMP(6))",
	    DB_ARGS(DB_STR(instance_state_name(d->state)), code,
		DB_INT(d->oom_killed), DB_STR(d->error_player),
		DB_STR(d->error_admin), DB_INT(id.n), DB_INT(generation)),
	    ret_changed, NULL, e));
}

enum err
store_work_evict(struct db *db, void *mem, const char *public_id,
    int generation, const char *error_player, const char *error_admin,
    struct instance_id *ret_id, enum instance_state *ret_state,
    struct error *e)
{
	struct db_rows *rows;
	struct instance_id id;
	int state;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, state FROM instances WHERE public_id = ?"
	    " AND generation = ? AND state IN " INSTANCE_LIVE_STATES
	    " AND desired = 'running' FOR UPDATE",
	    DB_ARGS(DB_STR(public_id), DB_INT(generation)), &rows, e);
	if (err != ERR_OK || !db_next(rows))
		return (err);
	id.n = db_int(rows, 0);
	state = instance_state_from(db_str(rows, 1));
	err = db_exec(db,
	    "UPDATE instances SET desired = 'stopped', restart = 0,"
	    " end_reason = 'evicted', error_player = LEFT(?, 255),"
	    " error_admin = LEFT(?, 1000), not_before = UTC_TIMESTAMP(6)"
	    " WHERE id = ?",
	    DB_ARGS(DB_STR(error_player), DB_STR(error_admin), DB_INT(id.n)),
	    NULL, NULL, e);
	if (err != ERR_OK || state < 0)
		return (err);
	*ret_id = id;
	*ret_state = (enum instance_state)state;
	return (ERR_OK);
}

enum err
store_work_count(struct db *db, int by_state[INSTANCE_STATES], struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;
	int state;

	memset(by_state, 0, sizeof(int) * INSTANCE_STATES);
	err = db_query(db, mem,
	    "SELECT state, COUNT(*) FROM instances GROUP BY state", DB_NONE,
	    &rows, e);
	while (err == ERR_OK && db_next(rows)) {
		state = instance_state_from(db_str(rows, 0));
		if (state >= 0)
			by_state[state] = (int)db_int(rows, 1);
	}
	mem_free(&mem);
	return (err);
}
