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
store_account_by_id(struct db *db, void *mem, struct user_id id,
    struct account **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT " ACCOUNT_COLUMNS "FROM " ACCOUNT_FROM "WHERE u.id = ?",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? store_account_row(mem, rows, 0) : NULL;
	return (err);
}

/* Two statements: FOR UPDATE on the join would lock the team's row too. */
enum err
store_account_lock(struct db *db, void *mem, struct user_id id,
    struct account **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT id FROM users WHERE id = ? FOR UPDATE",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	return (store_account_by_id(db, mem, id, ret, e));
}

enum err
store_account_add(struct db *db, const struct account_row *a,
    struct user_id *ret, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO users (name, name_key, name_look, email, "
	    "password_hash, role, team_id, bracket, banned, hidden, verified) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_STR(a->name.name), DB_STR(a->name.key),
		DB_STR(a->name.look), DB_STR(a->email),
		DB_STR(a->password_hash), DB_STR(role_name(a->role)),
		DB_ID(a->team.n), DB_STR(a->bracket), DB_INT(a->banned),
		DB_INT(a->hidden), DB_INT(a->verified)),
	    NULL, &ret->n, e));
}

enum err
store_account_write(struct db *db, struct user_id id,
    const struct account_row *a, struct error *e)
{
	return (db_exec(db,
	    "UPDATE users SET name = ?, name_key = COALESCE(?, name_key), "
	    "name_look = COALESCE(?, name_look), email = ?, password_hash = ?, "
	    "role = ?, team_id = ?, "
	    "bracket = ?, banned = ?, hidden = ?, verified = ? WHERE id = ?",
	    DB_ARGS(DB_STR(a->name.name), DB_STR(a->name.key),
		DB_STR(a->name.look), DB_STR(a->email),
		DB_STR(a->password_hash), DB_STR(role_name(a->role)),
		DB_ID(a->team.n), DB_STR(a->bracket), DB_INT(a->banned),
		DB_INT(a->hidden), DB_INT(a->verified), DB_INT(id.n)),
	    NULL, NULL, e));
}

enum err
store_account_delete(struct db *db, struct user_id id, struct error *e)
{
	return (db_exec(db, "DELETE FROM users WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_account_set_team(
    struct db *db, struct user_id id, struct team_id team, struct error *e)
{
	return (db_exec(db, "UPDATE users SET team_id = ? WHERE id = ?",
	    DB_ARGS(DB_ID(team.n), DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_account_taken(struct db *db, void *mem, const struct account_row *a,
    struct user_id except, enum taken *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT CASE WHEN name_key = ? THEN 1 WHEN name_look = ? THEN 2 "
	    "ELSE 3 END AS why FROM users "
	    "WHERE (name_key = ? OR name_look = ? OR email = ?) AND id <> ? "
	    "ORDER BY why LIMIT 1",
	    DB_ARGS(DB_STR(a->name.key), DB_STR(a->name.look),
		DB_STR(a->name.key), DB_STR(a->name.look), DB_STR(a->email),
		DB_INT(except.n)),
	    &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? (enum taken)db_int(rows, 0) : TAKEN_NOT;
	return (err);
}

enum err
store_accounts_lock_admins(struct db *db, void *mem, struct user_id except,
    int *ret_others, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id FROM users WHERE role = 'admin' AND banned = 0 "
	    "ORDER BY id FOR UPDATE",
	    DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	*ret_others = 0;
	while (db_next(rows))
		*ret_others += db_int(rows, 0) != except.n;
	return (ERR_OK);
}
