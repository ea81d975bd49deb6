#include "store/tokens.h"

#include "base/mem.h"
#include "store/accounts.h"

enum err
store_token_account(struct db *db, void *mem, const char *hash,
    struct account **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT " ACCOUNT_COLUMNS
	    "FROM api_tokens k JOIN users u ON u.id = k.user_id "
	    "LEFT JOIN teams t ON t.id = u.team_id "
	    "WHERE k.token_hash = ? AND u.banned = 0 "
	    "AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(6))",
	    DB_ARGS(DB_STR(hash)), &rows, e);
	if (err != ERR_OK)
		return (err);
	*ret = NULL;
	if (db_next(rows)) {
		*ret = store_account_row(mem, rows, 0);
		(*ret)->password_hash = "";
	}
	return (ERR_OK);
}

enum err
store_token_add(struct db *db, const char *hash, struct user_id user,
    const char *description, int64_t expires_us, int64_t *ret_id,
    struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO api_tokens (token_hash, user_id, description, "
	    "expires_at) VALUES (?, ?, ?, ?)",
	    DB_ARGS(DB_STR(hash), DB_INT(user.n), DB_STR(description),
		DB_TIME(expires_us)),
	    NULL, ret_id, e));
}

enum err
store_token_count(struct db *db, void *mem, struct user_id user, int64_t *ret,
    struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, (SELECT COUNT(*) FROM api_tokens k "
	    "WHERE k.user_id = u.id) FROM users u WHERE u.id = ? FOR UPDATE",
	    DB_ARGS(DB_INT(user.n)), &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? db_int(rows, 1) : 0;
	return (err);
}

enum err
store_token_list(struct db *db, void *mem, struct user_id user,
    struct token_row **ret, size_t *ret_n, struct error *e)
{
	struct token_row *list, *row;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, description, created_at, expires_at FROM api_tokens "
	    "WHERE user_id = ? ORDER BY id DESC",
	    DB_ARGS(DB_INT(user.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	list = row = mem_array(mem, struct token_row, db_count(rows) + 1);
	for (; db_next(rows); row++) {
		row->id = db_int(rows, 0);
		row->description = store_text(list, rows, 1);
		row->created_us = db_time(rows, 2);
		row->expires_us = db_time(rows, 3);
	}
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_token_delete(struct db *db, struct user_id user, int64_t id,
    int64_t *ret_deleted, struct error *e)
{
	return (
	    db_exec(db, "DELETE FROM api_tokens WHERE id = ? AND user_id = ?",
		DB_ARGS(DB_INT(id), DB_INT(user.n)), ret_deleted, NULL, e));
}

enum err
store_token_delete_all(struct db *db, struct user_id user, struct error *e)
{
	return (db_exec(db, "DELETE FROM api_tokens WHERE user_id = ?",
	    DB_ARGS(DB_INT(user.n)), NULL, NULL, e));
}
