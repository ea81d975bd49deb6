#include "store/accounts.h"

#include "base/mem.h"

const char *
store_text(void *mem, const struct db_rows *rows, int col)
{
	const char *s = db_str(rows, col);

	return (s == NULL ? "" : mem_strdup(mem, s));
}

struct account *
store_account_row(void *mem, const struct db_rows *rows, int at)
{
	struct account *a = mem_new(mem, struct account);

	a->id.n = db_int(rows, at);
	a->name = store_text(a, rows, at + 1);
	a->email = store_text(a, rows, at + 2);
	a->password_hash = store_text(a, rows, at + 3);
	a->role = (enum role)role_from(db_str(rows, at + 4));
	a->banned = db_int(rows, at + 5) != 0;
	a->hidden = db_int(rows, at + 6) != 0;
	a->team.n = db_int(rows, at + 7);
	a->team_name = store_text(a, rows, at + 8);
	a->created_us = db_time(rows, at + 9);
	a->verified = db_int(rows, at + 10) != 0;
	a->bracket = store_text(a, rows, at + 11);
	a->team_banned = db_int(rows, at + 12) != 0;
	a->is_captain = db_int(rows, at + 13) != 0;
	return (a);
}

enum err
store_account_by_login(struct db *db, void *mem, const char *key,
    struct account **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT " ACCOUNT_COLUMNS "FROM " ACCOUNT_FROM
	    "WHERE u.name_key = ? OR u.email = ? "
	    "ORDER BY u.email <=> ? DESC LIMIT 1",
	    DB_ARGS(DB_STR(key), DB_STR(key), DB_STR(key)), &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? store_account_row(mem, rows, 0) : NULL;
	return (err);
}

enum err
store_account_by_key(struct db *db, void *mem, const char *key,
    struct account **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT " ACCOUNT_COLUMNS "FROM " ACCOUNT_FROM
	    "WHERE u.name_key = ?",
	    DB_ARGS(DB_STR(key)), &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? store_account_row(mem, rows, 0) : NULL;
	return (err);
}

enum err
store_account_add(struct db *db, const struct new_account *a,
    struct user_id *ret, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO users (name, name_key, email, password_hash, role, "
	    "team_id) VALUES (?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_STR(a->name), DB_STR(a->key), DB_STR(a->email),
		DB_STR(a->password_hash), DB_STR(role_name(a->role)),
		DB_ID(a->team.n)),
	    NULL, &ret->n, e));
}

enum err
store_team_by_key(struct db *db, void *mem, const char *key,
    struct team_id *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT id FROM teams WHERE name_key = ?",
	    DB_ARGS(DB_STR(key)), &rows, e);
	if (err == ERR_OK)
		ret->n = db_next(rows) ? db_int(rows, 0) : 0;
	return (err);
}

enum err
store_team_add(struct db *db, const char *name, const char *key,
    struct team_id *ret, struct error *e)
{
	return (db_exec(db, "INSERT INTO teams (name, name_key) VALUES (?, ?)",
	    DB_ARGS(DB_STR(name), DB_STR(key)), NULL, &ret->n, e));
}
