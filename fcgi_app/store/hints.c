#include "store/hints.h"

#include "base/mem.h"
#include "store/accounts.h"

static void
read_row(void *mem, const struct db_rows *rows, struct hint *h)
{
	h->id = db_int(rows, 0);
	h->challenge.n = db_int(rows, 1);
	h->title = store_text(mem, rows, 2);
	h->content = store_text(mem, rows, 3);
	h->cost = (int)db_int(rows, 4);
	h->unlocked = !db_is_null(rows, 5);
}

#define HINT_ROW                                                    \
	"SELECT h.id, h.challenge_id, h.title, h.content, h.cost, " \
	"u.account FROM hints h LEFT JOIN hint_unlocks u "          \
	"ON u.hint_id = h.id AND u.account = ? "

static void
read_list(void *mem, struct db_rows *rows, struct hint **ret, size_t *ret_n)
{
	struct hint *list;
	size_t n = 0;

	list = mem_array(mem, struct hint, db_count(rows) + 1);
	while (db_next(rows))
		read_row(list, rows, &list[n++]);
	*ret = list;
	*ret_n = n;
}

enum err
store_hints_list(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, struct hint **ret, size_t *ret_n,
    struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err =
	    db_query(db, mem, HINT_ROW "WHERE h.challenge_id = ? ORDER BY h.id",
		DB_ARGS(DB_INT(account.n), DB_INT(c.n)), &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_hints_unlocked(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, struct hint *list, size_t n, struct error *e)
{
	struct db_rows *rows;
	enum err err;
	size_t i;

	err = db_query(db, mem,
	    "SELECT u.hint_id FROM hints h JOIN hint_unlocks u "
	    "ON u.hint_id = h.id AND u.account = ? WHERE h.challenge_id = ?",
	    DB_ARGS(DB_INT(account.n), DB_INT(c.n)), &rows, e);
	while (err == ERR_OK && db_next(rows))
		for (i = 0; i < n; i++)
			if (list[i].id == db_int(rows, 0))
				list[i].unlocked = true;
	return (err);
}

enum err
store_hints_all(struct db *db, void *mem, struct hint **ret, size_t *ret_n,
    struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, HINT_ROW "ORDER BY h.challenge_id, h.id",
	    DB_ARGS(DB_INT(0)), &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_hint_get(struct db *db, void *mem, int64_t id, struct account_id account,
    struct hint **ret, struct error *e)
{
	struct hint *h = NULL;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, HINT_ROW "WHERE h.id = ?",
	    DB_ARGS(DB_INT(account.n), DB_INT(id)), &rows, e);
	if (err != ERR_OK)
		return (err);
	if (db_next(rows)) {
		h = mem_new(mem, struct hint);
		read_row(h, rows, h);
	}
	*ret = h;
	return (ERR_OK);
}

enum err
store_hint_add(struct db *db, struct hint *h, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO hints (challenge_id, title, content, cost) "
	    "VALUES (?, ?, ?, ?)",
	    DB_ARGS(DB_INT(h->challenge.n), DB_STR(h->title),
		DB_STR(h->content), DB_INT(h->cost)),
	    NULL, &h->id, e));
}

enum err
store_hint_put(struct db *db, const struct hint *h, struct error *e)
{
	return (db_exec(db,
	    "UPDATE hints SET title = ?, content = ?, cost = ? WHERE id = ?",
	    DB_ARGS(DB_STR(h->title), DB_STR(h->content), DB_INT(h->cost),
		DB_INT(h->id)),
	    NULL, NULL, e));
}

enum err
store_hint_delete(struct db *db, int64_t id, struct error *e)
{
	return (db_exec(db, "DELETE FROM hints WHERE id = ?",
	    DB_ARGS(DB_INT(id)), NULL, NULL, e));
}

enum err
store_hints_copy(struct db *db, struct challenge_id from,
    struct challenge_id to, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO hints (challenge_id, title, content, cost) "
	    "SELECT ?, title, content, cost FROM hints "
	    "WHERE challenge_id = ? ORDER BY id",
	    DB_ARGS(DB_INT(to.n), DB_INT(from.n)), NULL, NULL, e));
}

enum err
store_hint_unlock(struct db *db, int64_t id, struct account_id account,
    struct user_id user, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO hint_unlocks (hint_id, account, user_id) "
	    "VALUES (?, ?, ?)",
	    DB_ARGS(DB_INT(id), DB_INT(account.n), DB_INT(user.n)), NULL, NULL,
	    e));
}

enum err
store_contestant_hold(struct db *db, void *mem, struct account_id account,
    bool *ret_found, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	if (account.n < 0)
		err = db_query(db, mem,
		    "SELECT id FROM teams WHERE id = ? FOR UPDATE",
		    DB_ARGS(DB_INT(-account.n)), &rows, e);
	else
		err = db_query(db, mem,
		    "SELECT id FROM users WHERE id = ? FOR UPDATE",
		    DB_ARGS(DB_INT(account.n)), &rows, e);
	if (err == ERR_OK)
		*ret_found = db_next(rows);
	return (err);
}

enum err
store_account_score(struct db *db, void *mem, struct account_id account,
    int64_t *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT COALESCE((SELECT SUM(c.value) FROM solves s "
	    "JOIN challenges c ON c.id = s.challenge_id "
	    "WHERE s.account = ?), 0) + COALESCE((SELECT SUM(value) "
	    "FROM awards WHERE account = ?), 0)",
	    DB_ARGS(DB_INT(account.n), DB_INT(account.n)), &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? db_int(rows, 0) : 0;
	return (err);
}

/* ------------------------------------------------ awards */

enum err
store_award_add(struct db *db, struct award *a, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO awards (account, user_id, team_id, name, "
	    "description, category, value, hint_id) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_INT(a->account.n), DB_ID(a->owner.user.n),
		DB_ID(a->owner.team.n), DB_STR(a->name), DB_STR(a->description),
		DB_STR(a->category), DB_INT(a->value), DB_ID(a->hint)),
	    NULL, &a->id, e));
}

enum err
store_award_delete(
    struct db *db, void *mem, int64_t id, int64_t *ret_value, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT value FROM awards WHERE id = ?",
	    DB_ARGS(DB_INT(id)), &rows, e);
	if (err != ERR_OK)
		return (err);
	*ret_value = db_next(rows) ? db_int(rows, 0) : 0;
	return (db_exec(db, "DELETE FROM awards WHERE id = ?",
	    DB_ARGS(DB_INT(id)), NULL, NULL, e));
}
