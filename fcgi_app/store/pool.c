#include "store/pool.h"

#include "base/mem.h"
#include "store/instances.h"

/* How many pool rows of challenge c there are or will be. */
#define POOL_SIZE                                                  \
	"(SELECT COUNT(*) FROM instances i WHERE i.pool = 1"       \
	" AND i.challenge_id = c.id AND i.state NOT IN ('failed'," \
	" 'stopping', 'gone') AND i.desired = 'running')"
#define POOL_WANTED \
	"IF(c.state = 'visible' AND c.type = 'container', c.warm, 0)"

/*
 * A locking read that skips what others are taking, so that a hundred starts
 * in the same moment don't wait for one another; then the claim itself.  The
 * index holds the challenge's warm rows in the order of their ids.  By another
 * one that has to sort, or reads other rows on the way, more is locked than is
 * taken, and somebody goes without though one is left.
 */
static enum err
lock_warm(struct db *db, struct challenge_id c, struct instance_id *ret,
    struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	ret->n = 0;
	err = db_query(db, mem,
	    "SELECT id FROM instances FORCE INDEX (instances_challenge)"
	    " WHERE challenge_id = ?"
	    " AND state = 'warm' AND desired = 'running'"
	    " AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6))"
	    " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
	    DB_ARGS(DB_INT(c.n)), &rows, e);
	if (err == ERR_OK && db_next(rows))
		ret->n = db_int(rows, 0);
	mem_free(&mem);
	return (err);
}

enum err
store_pool_take(struct db *db, const struct instance_new *n,
    struct instance_id *ret, struct error *e)
{
	enum err err = lock_warm(db, n->challenge, ret, e);

	if (err != ERR_OK || ret->n == 0)
		return (err);
	return (db_exec(db,
	    "UPDATE instances SET state = 'running', pool = 0, user_id = ?,"
	    " team_id = ?, slot = ?, lifetime_min = ?, renewals_max = ?,"
	    " requested_at = UTC_TIMESTAMP(6), ready_at = UTC_TIMESTAMP(6),"
	    " expires_at = IF(lifetime_min > 0,"
	    "  UTC_TIMESTAMP(6) + INTERVAL lifetime_min MINUTE, NULL)"
	    " WHERE id = ? AND state = 'warm'",
	    DB_ARGS(DB_INT(n->owner.user.n), DB_ID(n->owner.team.n),
		DB_STR(n->slot), DB_INT(n->lifetime_min),
		DB_INT(n->renewals_max), DB_INT(ret->n)),
	    NULL, NULL, e));
}

enum err
store_pool_gaps(struct db *db, void *mem, int pause_s, struct pool_gap **ret,
    size_t *ret_n, struct error *e)
{
	struct pool_gap *gap;
	struct db_rows *rows;
	enum err err;
	size_t n = 0;

	err = db_query(db, mem,
	    "SELECT g.id, g.missing FROM (SELECT c.id, " POOL_WANTED
	    " - " POOL_SIZE " AS missing FROM challenges c"
	    " WHERE c.warm > 0 OR EXISTS (SELECT 1 FROM instances i"
	    "  WHERE i.pool = 1 AND i.challenge_id = c.id"
	    "  AND i.state <> 'gone')) g"
	    " WHERE g.missing < 0 OR (g.missing > 0 AND NOT EXISTS"
	    " (SELECT 1 FROM instances i WHERE i.pool = 1"
	    "  AND i.challenge_id = g.id"
	    "  AND i.end_reason IN ('failed', 'died', 'evicted')"
	    "  AND (i.ended_at IS NULL"
	    "   OR i.ended_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND)))",
	    DB_ARGS(DB_INT(pause_s)), &rows, e);
	if (err != ERR_OK)
		return (err);
	gap = mem_array(mem, struct pool_gap, db_count(rows) + 1);
	for (; db_next(rows); n++) {
		gap[n].challenge.n = db_int(rows, 0);
		gap[n].missing = (int)db_int(rows, 1);
	}
	*ret = gap;
	*ret_n = n;
	return (ERR_OK);
}

enum err
store_pool_lock(struct db *db, void *mem, struct challenge_id c,
    struct pool_terms *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	*ret = (struct pool_terms){0};
	err = db_query(db, mem,
	    "SELECT id FROM challenges WHERE id = ? FOR UPDATE SKIP LOCKED",
	    DB_ARGS(DB_INT(c.n)), &rows, e);
	if (err != ERR_OK || !db_next(rows))
		return (err);
	err = db_query(db, mem,
	    "SELECT c.name, c.flag_template, " POOL_WANTED " - " POOL_SIZE
	    " FROM challenges c WHERE c.id = ?",
	    DB_ARGS(DB_INT(c.n)), &rows, e);
	if (err != ERR_OK || !db_next(rows))
		return (err);
	ret->name = db_str(rows, 0);
	ret->flag_template = db_str(rows, 1);
	ret->missing = (int)db_int(rows, 2);
	return (ERR_OK);
}

enum err
store_pool_add(struct db *db, const char *public_id, struct challenge_id c,
    const char *name, const char *flag, struct instance_id *ret,
    struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO instances (public_id, challenge_id, challenge_name,"
	    " pool, flag) VALUES (?, ?, ?, 1, ?)",
	    DB_ARGS(DB_STR(public_id), DB_INT(c.n), DB_STR(name), DB_STR(flag)),
	    NULL, &ret->n, e));
}

#define ORDER_STOP                                           \
	"UPDATE instances SET desired = 'stopped',"          \
	" end_reason = COALESCE(end_reason, 'stopped'),"     \
	" not_before = UTC_TIMESTAMP(6)"                     \
	" WHERE pool = 1 AND state IN " INSTANCE_LIVE_STATES \
	" AND desired = 'running'"

enum err
store_pool_shrink(
    struct db *db, struct challenge_id c, int max, struct error *e)
{
	return (db_exec(db,
	    ORDER_STOP " AND challenge_id = ? ORDER BY id DESC LIMIT ?",
	    DB_ARGS(DB_INT(c.n), DB_INT(max)), NULL, NULL, e));
}

enum err
store_pool_discard(struct db *db, struct challenge_id c, struct error *e)
{
	return (db_exec(db, ORDER_STOP " AND (? = 0 OR challenge_id = ?)",
	    DB_ARGS(DB_INT(c.n), DB_INT(c.n)), NULL, NULL, e));
}
