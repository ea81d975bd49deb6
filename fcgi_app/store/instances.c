#include "store/instances.h"

#include "base/limits.h"
#include "base/mem.h"
#include "store/endpoints.h"

/* ------------------------------------------------ reading rows */

#define COLUMNS                                                              \
	"SELECT i.id, i.public_id, i.challenge_id, i.challenge_name,"        \
	" i.image, i.user_id, u.name, i.team_id, t.name, i.state,"           \
	" i.desired, i.restart, i.generation, i.container_id,"               \
	" i.requested_at, i.ready_at, i.expires_at, i.ended_at, i.renewals," \
	" i.renewals_max, i.attempt, i.not_before, i.end_reason,"            \
	" i.exit_code, i.oom_killed, i.error_player, i.error_admin,"         \
	" i.pool, i.slot, i.turn, i.flag, i.claimed_at, i.tester_id,"        \
	" c.connection_info, i.own_network, c.network"

#define TABLES                                   \
	" FROM instances i"                                             \
	" LEFT JOIN users u ON u.id = COALESCE(i.user_id, i.tester_id)" \
	" LEFT JOIN teams t ON t.id = i.team_id"                        \
	" LEFT JOIN challenges c ON c.id = i.challenge_id"

/*
 * One row for each endpoint, or one without: what is published while the
 * container is there.  WHOLE goes before the condition, WHOLE_ORDER behind it.
 */
#define WHOLE                                                    \
	COLUMNS "," ENDPOINT_COLUMNS TABLES                      \
		" LEFT JOIN endpoints p ON p.instance_id = i.id" \
		" AND i.state IN " INSTANCE_PUBLISHED_STATES
#define WHOLE_ORDER " ORDER BY i.id, p.position"

/* The order of COLUMNS. */
enum column {
	C_ID,
	C_PUBLIC_ID,
	C_CHALLENGE_ID,
	C_CHALLENGE_NAME,
	C_IMAGE,
	C_USER_ID,
	C_USER_NAME,
	C_TEAM_ID,
	C_TEAM_NAME,
	C_STATE,
	C_DESIRED,
	C_RESTART,
	C_GENERATION,
	C_CONTAINER_ID,
	C_REQUESTED_AT,
	C_READY_AT,
	C_EXPIRES_AT,
	C_ENDED_AT,
	C_RENEWALS,
	C_RENEWALS_MAX,
	C_ATTEMPT,
	C_NOT_BEFORE,
	C_END_REASON,
	C_EXIT_CODE,
	C_OOM_KILLED,
	C_ERROR_PLAYER,
	C_ERROR_ADMIN,
	C_POOL,
	C_SLOT,
	C_TURN,
	C_FLAG,
	C_CLAIMED_AT,
	C_TESTER_ID,
	C_CONNECTION_INFO,
	C_OWN_NETWORK,
	C_NETWORK,
	C_ENDPOINT,
};

static const char *
text(const struct db_rows *rows, int col)
{
	const char *s = db_str(rows, col);

	return (s != NULL ? s : "");
}

static void
fill_fate(const struct db_rows *rows, struct instance *in)
{
	in->requested_us = db_time(rows, C_REQUESTED_AT);
	in->claimed_us = db_time(rows, C_CLAIMED_AT);
	in->ready_us = db_time(rows, C_READY_AT);
	in->expires_us = db_time(rows, C_EXPIRES_AT);
	in->ended_us = db_time(rows, C_ENDED_AT);
	in->not_before_us = db_time(rows, C_NOT_BEFORE);
	in->renewals = (int)db_int(rows, C_RENEWALS);
	in->renewals_max = (int)db_int(rows, C_RENEWALS_MAX);
	in->attempt = (int)db_int(rows, C_ATTEMPT);
	in->end_reason =
	    (enum end_reason)end_reason_from(db_str(rows, C_END_REASON));
	in->has_exit_code = !db_is_null(rows, C_EXIT_CODE);
	in->exit_code = (int)db_int(rows, C_EXIT_CODE);
	in->oom_killed = db_int(rows, C_OOM_KILLED) != 0;
	in->error_player = text(rows, C_ERROR_PLAYER);
	in->error_admin = text(rows, C_ERROR_ADMIN);
}

static void
fill(const struct db_rows *rows, struct instance *in)
{
	in->id.n = db_int(rows, C_ID);
	in->public_id = text(rows, C_PUBLIC_ID);
	in->challenge.n = db_int(rows, C_CHALLENGE_ID);
	in->challenge_name = text(rows, C_CHALLENGE_NAME);
	in->connection_info = text(rows, C_CONNECTION_INFO);
	in->image = text(rows, C_IMAGE);
	in->user.n = db_int(rows, C_USER_ID);
	in->tester.n = db_int(rows, C_TESTER_ID);
	in->user_name = text(rows, C_USER_NAME);
	in->team.n = db_int(rows, C_TEAM_ID);
	in->team_name = text(rows, C_TEAM_NAME);
	in->state =
	    (enum instance_state)instance_state_from(db_str(rows, C_STATE));
	in->desired = (enum instance_desired)instance_desired_from(
	    db_str(rows, C_DESIRED));
	in->restart = db_int(rows, C_RESTART) != 0;
	in->generation = (int)db_int(rows, C_GENERATION);
	in->container_id = text(rows, C_CONTAINER_ID);
	in->pool = db_int(rows, C_POOL) != 0;
	in->slot = text(rows, C_SLOT);
	in->turn = db_int(rows, C_TURN);
	in->flag = text(rows, C_FLAG);
	in->own_network = db_int(rows, C_OWN_NETWORK) != 0;
	in->wants_own_network =
	    network_mode_from(db_str(rows, C_NETWORK)) == NETWORK_OWN;
	fill_fate(rows, in);
}

static void
fill_all(void *mem, struct db_rows *rows, struct instance **ret, size_t *ret_n)
{
	struct instance *in = mem_array(mem, struct instance, db_count(rows));
	size_t i;

	for (i = 0; db_next(rows); i++)
		fill(rows, &in[i]);
	*ret = in;
	*ret_n = i;
}

/* What WHOLE gives. */
static void
fill_all_whole(
    void *mem, struct db_rows *rows, struct instance **ret, size_t *ret_n)
{
	struct instance *in = mem_array(mem, struct instance, db_count(rows));
	size_t n = 0;

	while (db_next(rows)) {
		if (n == 0 || in[n - 1].id.n != db_int(rows, C_ID))
			fill(rows, &in[n++]);
		if (!db_is_null(rows, C_ENDPOINT))
			store_endpoint_fill(mem, rows, C_ENDPOINT, &in[n - 1]);
	}
	*ret = in;
	*ret_n = n;
}

static void
fill_one_whole(void *mem, struct db_rows *rows, struct instance **ret)
{
	size_t n;

	fill_all_whole(mem, rows, ret, &n);
	if (n == 0)
		*ret = NULL;
}

static void
fill_one(void *mem, struct db_rows *rows, struct instance **ret)
{
	*ret = NULL;
	if (!db_next(rows))
		return;
	*ret = mem_new(mem, struct instance);
	fill(rows, *ret);
}

enum err
store_instances_live_of_user(struct db *db, void *mem, struct user_id user,
    struct instance **ret, size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    COLUMNS TABLES " WHERE i.user_id = ? AND i.state <> 'gone'"
			   " ORDER BY i.id",
	    DB_ARGS(DB_INT(user.n)), &rows, e);
	if (err == ERR_OK)
		fill_all(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_instances_live_of_owner(struct db *db, void *mem,
    const struct owner *owner, struct instance **ret, size_t *ret_n,
    struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    WHOLE " JOIN (SELECT m.id FROM instances m"
		  "  WHERE m.state <> 'gone' AND ((m.user_id = ?"
		  "  AND m.team_id IS NULL) OR m.team_id = ?)"
		  "  ORDER BY m.id LIMIT ?) own ON own.id = i.id" WHOLE_ORDER,
	    DB_ARGS(DB_INT(owner->user.n), DB_ID(owner->team.n),
		DB_INT(LIMIT_OWN_INSTANCES)),
	    &rows, e);
	if (err == ERR_OK)
		fill_all_whole(mem, rows, ret, ret_n);
	return (err);
}

/* Each half of the union is one range of its owner's index. */
enum err
store_instances_of_challenge(struct db *db, void *mem,
    const struct owner *owner, struct challenge_id c, struct instance **ret,
    struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    WHOLE " WHERE i.id = (SELECT m.id FROM"
		  " (SELECT id, state <> 'gone' AS live FROM instances"
		  "  WHERE user_id = ? AND challenge_id = ? AND team_id IS NULL"
		  "  UNION ALL"
		  "  SELECT id, state <> 'gone' FROM instances"
		  "  WHERE team_id = ? AND challenge_id = ?) m"
		  " ORDER BY m.live DESC, m.id DESC LIMIT 1)" WHOLE_ORDER,
	    DB_ARGS(DB_INT(owner->user.n), DB_INT(c.n), DB_ID(owner->team.n),
		DB_INT(c.n)),
	    &rows, e);
	if (err == ERR_OK)
		fill_one_whole(mem, rows, ret);
	return (err);
}

enum err
store_instances_test(struct db *db, void *mem, struct user_id tester,
    struct challenge_id c, struct instance **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    WHOLE
	    " WHERE i.id = (SELECT m.id FROM instances m"
	    "  WHERE m.tester_id = ? AND m.challenge_id = ?"
	    "  ORDER BY m.state <> 'gone' DESC, m.id DESC LIMIT 1)" WHOLE_ORDER,
	    DB_ARGS(DB_INT(tester.n), DB_INT(c.n)), &rows, e);
	if (err == ERR_OK)
		fill_one_whole(mem, rows, ret);
	return (err);
}

enum err
store_instances_by_id(struct db *db, void *mem, struct instance_id id,
    struct instance **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, WHOLE " WHERE i.id = ?" WHOLE_ORDER,
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err == ERR_OK)
		fill_one_whole(mem, rows, ret);
	return (err);
}

enum err
store_instances_by_public_id(struct db *db, void *mem, const char *public_id,
    struct instance **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, WHOLE " WHERE i.public_id = ?" WHOLE_ORDER,
	    DB_ARGS(DB_STR(public_id)), &rows, e);
	if (err == ERR_OK)
		fill_one_whole(mem, rows, ret);
	return (err);
}

enum err
store_instances_by_slot(struct db *db, void *mem, const char *slot,
    struct instance **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, COLUMNS TABLES " WHERE i.slot = ?",
	    DB_ARGS(DB_STR(slot)), &rows, e);
	if (err == ERR_OK)
		fill_one(mem, rows, ret);
	return (err);
}

/*
 * The ids' columns are ASCII and refuse to be compared with other text, which
 * comes from outside: one side is converted, the one that no index needs.
 */
enum err
store_instances_by_container(struct db *db, void *mem, const char *container_id,
    struct instance **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    COLUMNS TABLES " WHERE i.container_id = CONVERT(? USING ascii)"
			   " AND i.state <> 'gone' ORDER BY i.id DESC LIMIT 1",
	    DB_ARGS(DB_STR(container_id)), &rows, e);
	if (err == ERR_OK)
		fill_one(mem, rows, ret);
	return (err);
}

/* Takes the pattern six times. */
#define SEARCH                                                     \
	" AND (? = '' OR i.challenge_name LIKE ? OR u.name LIKE ?" \
	" OR t.name LIKE ? OR i.image LIKE ?"                      \
	" OR CONVERT(i.public_id USING utf8mb4) LIKE ?)"
/* Takes the states twice, and whether there must be an error. */
#define LIVE                                                        \
	" WHERE i.state IN " INSTANCE_LIVE_STATES                   \
	" AND (? = '' OR FIND_IN_SET(" INSTANCE_SHOWN_STATE ", ?))" \
	" AND (? = 0 OR i.error_admin <> '')" SEARCH
#define ENDED  " WHERE i.state = 'gone'" SEARCH
#define FAILED " WHERE i.end_reason IN ('failed', 'died')" SEARCH

#define PAGE(order) COLUMNS TABLES LIVE " ORDER BY " order " LIMIT ? OFFSET ?"
#define OWNER       "COALESCE(t.name, u.name, '')"

static const char *const live_pages[INSTANCE_SORTS][SORT_DIRECTIONS] = {
    [SORT_CREATED] = {PAGE("i.id DESC"), PAGE("i.id")},
    [SORT_CHALLENGE] = {PAGE("i.challenge_name DESC, i.id DESC"),
	PAGE("i.challenge_name, i.id DESC")},
    [SORT_IMAGE] = {PAGE("i.image DESC, i.id DESC"),
	PAGE("i.image, i.id DESC")},
    [SORT_OWNER] = {PAGE(OWNER " DESC, i.id DESC"), PAGE(OWNER ", i.id DESC")},
    [SORT_STATE] = {PAGE(INSTANCE_SHOWN_STATE " DESC, i.id DESC"),
	PAGE(INSTANCE_SHOWN_STATE ", i.id DESC")},
    /* what has no end comes last, either way */
    [SORT_EXPIRES] = {PAGE(
			  "i.expires_at IS NULL, i.expires_at DESC, i.id DESC"),
	PAGE("i.expires_at IS NULL, i.expires_at, i.id DESC")},
    [SORT_RENEWALS] = {PAGE("i.renewals DESC, i.id DESC"),
	PAGE("i.renewals, i.id DESC")},
};
#define NEWEST " ORDER BY i.id DESC LIMIT ? OFFSET ?"

static const char *
page_sql(const struct instance_page *p)
{
	switch (p->which) {
	case WHICH_FAILED:
		return (COLUMNS TABLES FAILED NEWEST);
	case WHICH_ENDED:
		return (COLUMNS TABLES ENDED NEWEST);
	default:
		return (live_pages[p->sort][p->direction]);
	}
}

static const char *
total_sql(const struct instance_page *p)
{
	switch (p->which) {
	case WHICH_FAILED:
		return ("SELECT COUNT(*)" TABLES FAILED);
	case WHICH_ENDED:
		return ("SELECT COUNT(*)" TABLES ENDED);
	default:
		return ("SELECT COUNT(*)" TABLES LIVE);
	}
}

#define CONDITION_MAX 9

/* The values of LIVE, FAILED or ENDED, with room for two more; how many. */
static size_t
condition(const struct instance_page *p, struct db_value *values)
{
	const char *states = instance_which_states(p->which);
	size_t i, n = 0;

	if (!instance_which_is_past(p->which)) {
		values[n++] = DB_STR(states);
		values[n++] = DB_STR(states);
		values[n++] = DB_INT(p->which == WHICH_ERROR);
	}
	for (i = 0; i < 6; i++)
		values[n++] = DB_STR(p->like);
	return (n);
}

enum err
store_instances_page(struct db *db, void *mem, const struct instance_page *p,
    struct instance **ret, size_t *ret_n, struct error *e)
{
	struct db_value values[CONDITION_MAX + 2];
	size_t n = condition(p, values);
	struct db_rows *rows;
	enum err err;

	values[n++] = DB_INT(p->limit);
	values[n++] = DB_INT(p->offset);
	err = db_query(db, mem, page_sql(p), values, n, &rows, e);
	if (err == ERR_OK)
		fill_all(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_instances_page_total(struct db *db, void *mem,
    const struct instance_page *p, int *ret_total, struct error *e)
{
	struct db_value values[CONDITION_MAX + 2];
	size_t n = condition(p, values);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, total_sql(p), values, n, &rows, e);
	if (err == ERR_OK)
		*ret_total = db_next(rows) ? (int)db_int(rows, 0) : 0;
	return (err);
}

/*
 * Those under way count as ahead as well: one that has to be tried again was
 * never behind, and the place only falls.  The wait is the place over what
 * all keepers together start in a second.
 */
enum err
store_instances_queue_places(struct db *db, void *mem, const char *ids,
    struct instance *list, size_t n, struct error *e)
{
	struct db_rows *rows;
	int64_t rate;
	enum err err;
	size_t i;

	err = db_query(db, mem,
	    "SELECT me.id, COUNT(*), MAX(k.rate), COALESCE(MAX(k.up), 0) FROM"
	    " (SELECT SUM(1000000 * starts_limit DIV NULLIF(start_ms, 0))"
	    "  AS rate, MAX(engine_ok) AS up FROM keepers WHERE engine_ok"
	    "  AND seen_at > UTC_TIMESTAMP(6) - INTERVAL 30 SECOND) k"
	    " JOIN JSON_TABLE(?, '$[*]'"
	    "  COLUMNS (id BIGINT UNSIGNED PATH '$')) w"
	    " JOIN instances me ON me.id = w.id AND me.state = 'queued'"
	    " JOIN instances q ON q.pool = 0"
	    " AND q.state IN " INSTANCE_PENDING_STATES
	    " AND q.desired = 'running' AND (q.turn < me.turn"
	    "  OR (q.turn = me.turn AND (q.requested_at < me.requested_at"
	    "   OR (q.requested_at = me.requested_at AND q.id <= me.id))))"
	    " GROUP BY me.id",
	    DB_ARGS(DB_STR(ids)), &rows, e);
	while (err == ERR_OK && db_next(rows)) {
		for (i = 0; i < n && list[i].id.n != db_int(rows, 0); i++)
			;
		if (i == n)
			continue;
		list[i].queue_place = (int)db_int(rows, 1);
		list[i].is_unserved = db_int(rows, 3) == 0;
		rate = db_int(rows, 2); /* starts in 1000 s */
		if (rate > 0)
			list[i].wait_s =
			    (int)((list[i].queue_place * 1000 + rate - 1) /
				  rate);
	}
	return (err);
}

enum err
store_instances_peek(struct db *db, void *mem, struct instance_id id,
    struct instance *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT state, desired, restart, generation FROM instances"
	    " WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	if (!db_next(rows))
		return (err_set(e, ERR_NOT_FOUND, NULL, "Container not found"));
	ret->state = (enum instance_state)instance_state_from(db_str(rows, 0));
	ret->desired =
	    (enum instance_desired)instance_desired_from(db_str(rows, 1));
	ret->restart = db_int(rows, 2) != 0;
	ret->generation = (int)db_int(rows, 3);
	return (ERR_OK);
}

enum err
store_instances_stuck(struct db *db, void *mem, int quiet_s,
    struct instance **ret, size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    COLUMNS TABLES
	    " WHERE i.state IN " INSTANCE_LIVE_STATES
	    " AND i.state NOT IN ('running', 'warm')"
	    " AND (i.state <> 'queued' OR i.claimed_at IS NOT NULL"
	    "  OR i.desired = 'stopped' OR NOT EXISTS (SELECT 1 FROM keepers k"
	    "   WHERE k.engine_ok"
	    "   AND k.seen_at > UTC_TIMESTAMP(6) - INTERVAL 30 SECOND))"
	    " AND (SELECT MAX(v.at) FROM instance_events v"
	    "  WHERE v.instance_id = i.id)"
	    "  < UTC_TIMESTAMP(6) - INTERVAL ? SECOND"
	    " ORDER BY i.id LIMIT ?",
	    DB_ARGS(DB_INT(quiet_s), DB_INT(LIMIT_PAGE)), &rows, e);
	if (err == ERR_OK)
		fill_all(mem, rows, ret, ret_n);
	return (err);
}
