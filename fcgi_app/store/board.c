#include "store/board.h"

#include "base/mem.h"
#include "store/accounts.h"
#include "store/challenges.h"

/* Rows that are in memory at once. */
#define CHUNK 20000

enum err
store_board_challenges(struct db *db, struct board *b, struct error *e)
{
	struct challenge *list;
	size_t n;
	enum err err = store_challenge_list_by_name(db, b, &list, &n, e);

	if (err == ERR_OK)
		board_set_challenges(b, list, n);
	return (err);
}

static void
add_accounts(struct board *b, struct db_rows *rows)
{
	struct board_account a;

	while (db_next(rows)) {
		a = (struct board_account){.id = {db_int(rows, 0)},
		    .name = store_text(b, rows, 1),
		    .bracket = store_text(b, rows, 2),
		    .counts = db_int(rows, 3) == 0};
		board_add_account(b, &a);
	}
}

#define USER_ROW                                                          \
	"SELECT CAST(id AS SIGNED), name, bracket, hidden + banned FROM " \
	"users "
#define TEAM_ROW                                                      \
	"SELECT -CAST(id AS SIGNED), name, bracket, hidden + banned " \
	"FROM teams "

enum err
store_board_accounts(struct db *db, struct board *b, struct error *e)
{
	void *tmp = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, tmp, USER_ROW, DB_NONE, &rows, e);
	if (err == ERR_OK) {
		add_accounts(b, rows);
		err = db_query(db, tmp, TEAM_ROW, DB_NONE, &rows, e);
	}
	if (err == ERR_OK)
		add_accounts(b, rows);
	mem_free(&tmp);
	return (err);
}

enum err
store_board_account(
    struct db *db, struct board *b, struct account_id id, struct error *e)
{
	void *tmp = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	if (id.n < 0)
		err = db_query(db, tmp, TEAM_ROW "WHERE id = ?",
		    DB_ARGS(DB_INT(-id.n)), &rows, e);
	else
		err = db_query(db, tmp, USER_ROW "WHERE id = ?",
		    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err == ERR_OK)
		add_accounts(b, rows);
	mem_free(&tmp);
	return (err);
}

/* ------------------------------------------------ solves and awards */

static enum err
know(struct db *db, struct board *b, struct account_id id, struct error *e)
{
	if (board_account(b, id) != BOARD_NONE)
		return (ERR_OK);
	return (store_board_account(db, b, id, e));
}

static enum err
add_solves(struct db *db, struct board *b, struct db_rows *rows, int64_t *after,
    struct error *e)
{
	struct account_id account;
	struct challenge_id c;
	struct board_solve s;
	enum err err = ERR_OK;

	while (err == ERR_OK && db_next(rows)) {
		s = (struct board_solve){.id = db_int(rows, 0),
		    .user = {db_int(rows, 3)},
		    .at_us = db_time(rows, 4)};
		c.n = db_int(rows, 1);
		account.n = db_int(rows, 2);
		err = know(db, b, account, e);
		if (err == ERR_OK)
			board_add_solve(b, &s, c, account);
		*after = s.id;
	}
	return (err);
}

static enum err
add_awards(struct db *db, struct board *b, struct db_rows *rows, int64_t *after,
    struct error *e)
{
	struct account_id account;
	struct board_award w;
	enum err err = ERR_OK;

	while (err == ERR_OK && db_next(rows)) {
		w = (struct board_award){.id = db_int(rows, 0),
		    .user = {db_int(rows, 2)},
		    .value = (int)db_int(rows, 3),
		    .at_us = db_time(rows, 4),
		    .name = store_text(b, rows, 5),
		    .category = store_text(b, rows, 6)};
		account.n = db_int(rows, 1);
		err = know(db, b, account, e);
		if (err == ERR_OK)
			board_add_award(b, &w, account);
		*after = w.id;
	}
	return (err);
}

typedef enum err (*add_fn)(struct db *db, struct board *b, struct db_rows *rows,
    int64_t *after, struct error *e);

/* Add all rows of `sql`, which gives those behind an id, some at a time. */
static enum err
read_on(struct db *db, struct board *b, const char *sql, add_fn add,
    int64_t *after, struct error *e)
{
	struct db_rows *rows;
	size_t n = CHUNK;
	enum err err = ERR_OK;
	void *tmp;

	while (err == ERR_OK && n == CHUNK) {
		tmp = mem_arena(NULL);
		err = db_query(db, tmp, sql,
		    DB_ARGS(DB_INT(*after), DB_INT(CHUNK)), &rows, e);
		if (err == ERR_OK) {
			n = db_count(rows);
			err = add(db, b, rows, after, e);
		}
		mem_free(&tmp);
	}
	return (err);
}

enum err
store_board_solves(
    struct db *db, struct board *b, int64_t *after, struct error *e)
{
	return (read_on(db, b,
	    "SELECT id, challenge_id, account, user_id, at "
	    "FROM solves WHERE id > ? ORDER BY id LIMIT ?",
	    add_solves, after, e));
}

enum err
store_board_awards(
    struct db *db, struct board *b, int64_t *after, struct error *e)
{
	return (read_on(db, b,
	    "SELECT id, account, user_id, value, at, name, category "
	    "FROM awards WHERE id > ? ORDER BY id LIMIT ?",
	    add_awards, after, e));
}

enum err
store_board_members(struct db *db, void *mem, struct board_member **ret,
    size_t *ret_n, struct error *e)
{
	struct board_member *list, *at;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT team_id, id, name FROM users WHERE team_id IS NOT NULL "
	    "AND hidden = 0 AND banned = 0 ORDER BY team_id, id",
	    DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	list = at = mem_array(mem, struct board_member, db_count(rows) + 1);
	for (; db_next(rows); at++) {
		at->team.n = db_int(rows, 0);
		at->user.n = db_int(rows, 1);
		at->name = store_text(list, rows, 2);
	}
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}
