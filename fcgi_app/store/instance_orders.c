/* The orders of store/instances.h: what shall be, written into the rows. */
#include "store/instances.h"

enum err
store_instances_order_restart(struct db *db, struct instance_id id,
    int lifetime_min, int renewals_max, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET desired = 'stopped', restart = 1,"
	    " lifetime_min = ?, renewals_max = ?,"
	    " not_before = UTC_TIMESTAMP(6)"
	    " WHERE id = ? AND state <> 'gone'",
	    DB_ARGS(DB_INT(lifetime_min), DB_INT(renewals_max), DB_INT(id.n)),
	    NULL, NULL, e));
}

/* ------------------------------------------------ stop */

/* The order to stop, for a reason; the first one that a row got stays. */
#define STOP                                                     \
	"UPDATE instances SET desired = 'stopped', restart = 0," \
	" end_reason = COALESCE(end_reason, ?),"                 \
	" not_before = UTC_TIMESTAMP(6) WHERE "
#define REASON(reason) DB_STR(end_reason_name(reason))

enum err
store_instances_order_stop(struct db *db, struct instance_id id,
    enum end_reason reason, struct error *e)
{
	return (db_exec(db, STOP "id = ? AND state <> 'gone'",
	    DB_ARGS(REASON(reason), DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_instances_order_stop_all(struct db *db, int *ret_count, struct error *e)
{
	int64_t changed = 0;
	enum err err;

	err = db_exec(db, STOP "state IN " INSTANCE_LIVE_STATES,
	    DB_ARGS(REASON(END_PURGED)), &changed, NULL, e);
	*ret_count = (int)changed;
	return (err);
}

enum err
store_instances_stop_challenge(
    struct db *db, struct challenge_id c, struct error *e)
{
	return (db_exec(db, STOP "challenge_id = ? AND state <> 'gone'",
	    DB_ARGS(REASON(END_CHALLENGE_GONE), DB_INT(c.n)), NULL, NULL, e));
}

/* An owner's instances: the event of each, and its order. */
struct owned {
	const char *events, *stop;
};
#define OWNED(whose)                                              \
	{                                                         \
		"INSERT INTO instance_events"                     \
		" (instance_id, generation, state, cause, actor)" \
		" SELECT id, generation, state, LEFT(?, 255),"    \
		" LEFT(?, 128) FROM instances"                    \
		" WHERE " whose " AND state <> 'gone'",           \
		    STOP whose " AND state <> 'gone'"             \
	}

static enum err
stop_owned(struct db *db, const struct owned *of, int64_t owner,
    const char *cause, const char *actor, struct error *e)
{
	enum err err;

	err = db_exec(db, of->events,
	    DB_ARGS(DB_STR(cause), DB_STR(actor), DB_INT(owner)), NULL, NULL,
	    e);
	if (err != ERR_OK)
		return (err);
	return (db_exec(db, of->stop,
	    DB_ARGS(REASON(END_KILLED), DB_INT(owner)), NULL, NULL, e));
}

/* What a user has started alone, and what an admin tests: each by its index. */
enum err
store_instances_stop_user(struct db *db, struct user_id user, const char *cause,
    const char *actor, struct error *e)
{
	static const struct owned alone =
	    OWNED("user_id = ? AND team_id IS NULL");
	static const struct owned tests = OWNED("tester_id = ?");
	enum err err;

	err = stop_owned(db, &alone, user.n, cause, actor, e);
	if (err == ERR_OK)
		err = stop_owned(db, &tests, user.n, cause, actor, e);
	return (err);
}

enum err
store_instances_stop_team(struct db *db, struct team_id team, const char *cause,
    const char *actor, struct error *e)
{
	static const struct owned teams = OWNED("team_id = ?");

	return (stop_owned(db, &teams, team.n, cause, actor, e));
}

/* ------------------------------------------------ other orders */

enum err
store_instances_cancel(struct db *db, struct instance_id id,
    int64_t *ret_cancelled, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET state = 'gone', desired = 'stopped',"
	    " restart = 0, slot = NULL, end_reason = 'stopped',"
	    " ended_at = UTC_TIMESTAMP(6)"
	    " WHERE id = ? AND state = 'queued' AND claimed_at IS NULL",
	    DB_ARGS(DB_INT(id.n)), ret_cancelled, NULL, e));
}

enum err
store_instances_retry(
    struct db *db, struct instance_id id, int64_t *ret_due, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET attempt = 0, not_before = UTC_TIMESTAMP(6),"
	    " claimed_at = IF(claimed_at IS NULL, NULL, UTC_TIMESTAMP(6))"
	    " WHERE id = ? AND state NOT IN ('running', 'warm', 'gone')",
	    DB_ARGS(DB_INT(id.n)), ret_due, NULL, e));
}

enum err
store_instances_forget(
    struct db *db, struct instance_id id, int64_t *ret_gone, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET state = 'gone', slot = NULL, restart = 0,"
	    " end_reason = COALESCE(end_reason, 'killed'),"
	    " ended_at = UTC_TIMESTAMP(6), fence = fence + 1,"
	    " lease_owner = NULL, lease_until = NULL"
	    " WHERE id = ? AND desired = 'stopped' AND state <> 'gone'",
	    DB_ARGS(DB_INT(id.n)), ret_gone, NULL, e));
}

/* When the longest life is over; takes its minutes twice, 0 for no end. */
#define LIFE_END                             \
	"IF(? = 0, '9999-01-01 00:00:00.0'," \
	" ready_at + INTERVAL ? MINUTE)"

enum err
store_instances_renew(struct db *db, struct instance_id id, int life_max_min,
    int64_t *ret_renewed, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET renewals = renewals + 1,"
	    " expires_at = GREATEST(expires_at, LEAST(" LIFE_END ","
	    "  UTC_TIMESTAMP(6) + INTERVAL lifetime_min MINUTE)),"
	    " not_before = UTC_TIMESTAMP(6)"
	    " WHERE id = ? AND state = 'running' AND desired = 'running'"
	    " AND expires_at > UTC_TIMESTAMP(6) AND expires_at < " LIFE_END
	    " AND (renewals_max = -1 OR renewals < renewals_max)",
	    DB_ARGS(DB_INT(life_max_min), DB_INT(life_max_min), DB_INT(id.n),
		DB_INT(life_max_min), DB_INT(life_max_min)),
	    ret_renewed, NULL, e));
}

enum err
store_instances_extend(struct db *db, struct instance_id id,
    int64_t *ret_extended, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET expires_at = GREATEST(expires_at,"
	    "  UTC_TIMESTAMP(6) + INTERVAL lifetime_min MINUTE),"
	    " not_before = UTC_TIMESTAMP(6)"
	    " WHERE id = ? AND state = 'running' AND desired = 'running'"
	    " AND expires_at > UTC_TIMESTAMP(6)",
	    DB_ARGS(DB_INT(id.n)), ret_extended, NULL, e));
}

enum err
store_instances_end_soon(struct db *db, const struct owner *owner,
    struct challenge_id c, int minutes, struct error *e)
{
	return (db_exec(db,
	    "UPDATE instances SET expires_at = LEAST(COALESCE(expires_at, "
	    "'9999-01-01'), UTC_TIMESTAMP(6) + INTERVAL ? MINUTE) "
	    "WHERE challenge_id = ? AND slot IS NOT NULL AND ready_at IS NOT "
	    "NULL AND (user_id = ? OR team_id = ?)",
	    DB_ARGS(DB_INT(minutes), DB_INT(c.n), DB_INT(owner->user.n),
		DB_INT(owner->team.n)),
	    NULL, NULL, e));
}
