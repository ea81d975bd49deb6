#include "store/solves.h"

#include <string.h>

#include "base/mem.h"
#include "store/accounts.h"
#include "store/flags.h"

static const char *const kind_names[] = {
    [SUBMISSION_CORRECT] = "correct",
    [SUBMISSION_INCORRECT] = "incorrect",
    [SUBMISSION_PARTIAL] = "partial",
};

enum err
store_attempt_terms(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, struct attempt_terms **ret, struct error *e)
{
	struct attempt_terms *t;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT c.name, c.type, c.state, c.flag_logic = 'all', "
	    "c.max_attempts, c.stop_on_solve_min, s.id, "
	    "COALESCE(a.fails, 0), EXISTS (SELECT 1 "
	    "FROM challenge_requirements r LEFT JOIN solves d "
	    "ON d.challenge_id = r.requires_id AND d.account = ? "
	    "WHERE r.challenge_id = c.id AND d.id IS NULL), "
	    "f.id, f.challenge_id, f.kind, f.content FROM challenges c "
	    "LEFT JOIN solves s ON s.challenge_id = c.id AND s.account = ? "
	    "LEFT JOIN attempts a ON a.challenge_id = c.id AND a.account = ? "
	    "LEFT JOIN flags f ON f.challenge_id = c.id "
	    "WHERE c.id = ? ORDER BY f.id",
	    DB_ARGS(DB_INT(account.n), DB_INT(account.n), DB_INT(account.n),
		DB_INT(c.n)),
	    &rows, e);
	if (err != ERR_OK)
		return (err);
	*ret = NULL;
	if (!db_next(rows))
		return (ERR_OK);
	t = mem_new(mem, struct attempt_terms);
	t->name = store_text(t, rows, 0);
	t->type = (enum challenge_type)challenge_type_from(db_str(rows, 1));
	t->state = (enum challenge_state)challenge_state_from(db_str(rows, 2));
	t->needs_all = db_int(rows, 3) != 0;
	t->max_attempts = (int)db_int(rows, 4);
	t->stop_on_solve_min = (int)db_int(rows, 5);
	t->solved = !db_is_null(rows, 6);
	t->fails = (int)db_int(rows, 7);
	t->locked = db_int(rows, 8) != 0;
	t->flags = mem_array(t, struct flag, db_count(rows));
	do {
		if (!db_is_null(rows, 9))
			store_flag_fill(t, rows, 9, &t->flags[t->flags_n++]);
	} while (db_next(rows));
	*ret = t;
	return (ERR_OK);
}

enum err
store_requirements_missing(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, bool *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT 1 FROM challenge_requirements r LEFT JOIN solves s "
	    "ON s.challenge_id = r.requires_id AND s.account = ? "
	    "WHERE r.challenge_id = ? AND s.id IS NULL LIMIT 1",
	    DB_ARGS(DB_INT(account.n), DB_INT(c.n)), &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows);
	return (err);
}

static enum err
one_int(struct db *db, void *mem, const char *sql, struct challenge_id c,
    struct account_id account, int *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(
	    db, mem, sql, DB_ARGS(DB_INT(c.n), DB_INT(account.n)), &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? (int)db_int(rows, 0) : 0;
	return (err);
}

enum err
store_attempt_fail(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, int *ret_fails, struct error *e)
{
	return (one_int(db, mem,
	    "INSERT INTO attempts (challenge_id, account, fails) "
	    "VALUES (?, ?, 1) ON DUPLICATE KEY UPDATE fails = fails + 1 "
	    "RETURNING fails",
	    c, account, ret_fails, e));
}

enum err
store_attempt_lock(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, int *ret_fails, struct error *e)
{
	return (one_int(db, mem,
	    "INSERT INTO attempts (challenge_id, account, fails) "
	    "VALUES (?, ?, 0) ON DUPLICATE KEY UPDATE fails = fails "
	    "RETURNING fails",
	    c, account, ret_fails, e));
}

enum err
store_submission_add(
    struct db *db, const struct submission *sub, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO submissions (challenge_id, account, user_id, "
	    "team_id, ip, kind, provided) VALUES (?, ?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_INT(sub->challenge.n), DB_INT(sub->account.n),
		DB_INT(sub->owner.user.n), DB_ID(sub->owner.team.n),
		DB_STR(sub->ip), DB_STR(kind_names[sub->kind]),
		DB_STR(sub->provided)),
	    NULL, NULL, e));
}

enum err
store_solve_add(struct db *db, const struct submission *sub, bool first_blood,
    struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO solves (challenge_id, account, user_id, team_id, "
	    "ip, first_blood) VALUES (?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_INT(sub->challenge.n), DB_INT(sub->account.n),
		DB_INT(sub->owner.user.n), DB_ID(sub->owner.team.n),
		DB_STR(sub->ip), DB_INT(first_blood)),
	    NULL, NULL, e));
}

enum err
store_contestant_lock(struct db *db, void *mem, const struct owner *owner,
    bool *ret_counts, struct team_id *ret_team, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT u.hidden OR u.banned, t.hidden OR t.banned, t.id "
	    "FROM users u LEFT JOIN teams t ON t.id = u.team_id "
	    "WHERE u.id = ? LOCK IN SHARE MODE",
	    DB_ARGS(DB_INT(owner->user.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	if (!db_next(rows))
		return (err_set(e, ERR_LOGIN, NULL, "You must be logged in"));
	*ret_counts = db_int(rows, owner->team.n != 0 ? 1 : 0) == 0;
	ret_team->n = db_int(rows, 2);
	return (ERR_OK);
}

/* ------------------------------------------------ versions and prices */

enum err
store_contest_bump(struct db *db, enum contest_change what, struct error *e)
{
	return (db_exec(db,
	    "UPDATE contest_version SET version = version + 1, "
	    "epoch = epoch + ? WHERE id = 1",
	    DB_ARGS(DB_INT(what == CONTEST_CHANGED ? 1 : 0)), NULL, NULL, e));
}

enum err
store_contest_version(struct db *db, void *mem, int64_t *ret_version,
    int64_t *ret_epoch, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT version, epoch FROM contest_version WHERE id = 1", DB_NONE,
	    &rows, e);
	if (err != ERR_OK)
		return (err);
	if (!db_next(rows))
		return (err_set(
		    e, ERR_INTERNAL, NULL, "contest_version has no row"));
	*ret_version = db_int(rows, 0);
	*ret_epoch = db_int(rows, 1);
	return (ERR_OK);
}

#define PRICE_COLUMNS                                                \
	"SELECT id, name, score_function, value, initial, minimum, " \
	"decay, solves FROM challenges "

static void
read_prices(
    void *mem, struct db_rows *rows, struct challenge **ret, size_t *ret_n)
{
	struct challenge *list, *c;

	list = c = mem_array(mem, struct challenge, db_count(rows) + 1);
	for (; db_next(rows); c++) {
		c->id.n = db_int(rows, 0);
		c->name = store_text(list, rows, 1);
		c->function =
		    (enum score_function)score_function_from(db_str(rows, 2));
		c->value = (int)db_int(rows, 3);
		c->initial = (int)db_int(rows, 4);
		c->minimum = (int)db_int(rows, 5);
		c->decay = (int)db_int(rows, 6);
		c->solves = (int)db_int(rows, 7);
	}
	*ret = list;
	*ret_n = db_count(rows);
}

enum err
store_price_lock(struct db *db, void *mem, struct challenge_id c,
    struct challenge **ret, struct error *e)
{
	struct challenge *list;
	struct db_rows *rows;
	enum err err;
	size_t n;

	err = db_query(db, mem, PRICE_COLUMNS "WHERE id = ? FOR UPDATE",
	    DB_ARGS(DB_INT(c.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	read_prices(mem, rows, &list, &n);
	*ret = n > 0 ? list : NULL;
	return (ERR_OK);
}

enum err
store_prices_lock(struct db *db, void *mem, struct challenge **ret,
    size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(
	    db, mem, PRICE_COLUMNS "ORDER BY id FOR UPDATE", DB_NONE, &rows, e);
	if (err == ERR_OK)
		read_prices(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_price_put(struct db *db, const struct challenge *c, struct error *e)
{
	return (db_exec(db,
	    "UPDATE challenges SET solves = ?, value = ? WHERE id = ?",
	    DB_ARGS(DB_INT(c->solves), DB_INT(c->value), DB_INT(c->id.n)), NULL,
	    NULL, e));
}

enum err
store_solves_count(struct db *db, void *mem, struct solve_count **ret,
    size_t *ret_n, struct error *e)
{
	struct solve_count *list, *at;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT s.challenge_id, COUNT(*), MIN(s.id) FROM solves s "
	    "LEFT JOIN users u ON s.account > 0 AND u.id = s.account "
	    "LEFT JOIN teams t ON s.account < 0 AND t.id = -s.account "
	    "WHERE u.hidden + u.banned = 0 OR t.hidden + t.banned = 0 "
	    "GROUP BY s.challenge_id ORDER BY s.challenge_id",
	    DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	list = at = mem_array(mem, struct solve_count, db_count(rows) + 1);
	for (; db_next(rows); at++) {
		at->challenge.n = db_int(rows, 0);
		at->n = (int)db_int(rows, 1);
		at->first = db_int(rows, 2);
	}
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_first_blood(
    struct db *db, struct challenge_id c, int64_t first, struct error *e)
{
	return (db_exec(db,
	    "UPDATE solves SET first_blood = (id = ?) WHERE challenge_id = ? "
	    "AND (first_blood = 1 OR id = ?)",
	    DB_ARGS(DB_INT(first), DB_INT(c.n), DB_INT(first)), NULL, NULL, e));
}

enum err
store_contest_sweep(struct db *db, struct error *e)
{
	static const char *const sqls[] = {
	    "DELETE FROM solves WHERE user_id IS NULL AND account > 0",
	    "DELETE FROM solves WHERE team_id IS NULL AND account < 0",
	    "DELETE FROM awards WHERE user_id IS NULL AND account > 0",
	    "DELETE FROM awards WHERE team_id IS NULL AND account < 0",
	    "DELETE FROM submissions WHERE user_id IS NULL AND account > 0",
	    "DELETE FROM submissions WHERE team_id IS NULL AND account < 0",
	    "DELETE FROM attempts WHERE (account > 0 AND account NOT IN "
	    "(SELECT id FROM users)) OR (account < 0 AND -account NOT IN "
	    "(SELECT id FROM teams))",
	    "DELETE FROM flag_finds WHERE (account > 0 AND account NOT IN "
	    "(SELECT id FROM users)) OR (account < 0 AND -account NOT IN "
	    "(SELECT id FROM teams))",
	    "DELETE FROM hint_unlocks WHERE (account > 0 AND account NOT IN "
	    "(SELECT id FROM users)) OR (account < 0 AND -account NOT IN "
	    "(SELECT id FROM teams))",
	};
	enum err err = ERR_OK;
	size_t i;

	for (i = 0; err == ERR_OK && i < sizeof(sqls) / sizeof(sqls[0]); i++)
		err = db_exec(db, sqls[i], DB_NONE, NULL, NULL, e);
	return (err);
}
