#include "store/teams.h"

#include "base/mem.h"
#include "store/people.h"

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

void
store_team_row(void *mem, const struct db_rows *rows, struct team *t)
{
	t->id.n = db_int(rows, 0);
	t->name = store_text(mem, rows, 1);
	t->captain.n = db_int(rows, 2);
	t->captain_name = store_text(mem, rows, 3);
	t->banned = db_int(rows, 4) != 0;
	t->hidden = db_int(rows, 5) != 0;
	t->bracket = store_text(mem, rows, 6);
	t->has_invite = db_int(rows, 7) != 0;
	t->created_us = db_time(rows, 8);
	t->members = (int)db_int(rows, 9);
}

static void
read_one(void *mem, struct db_rows *rows, struct team **ret)
{
	*ret = NULL;
	if (!db_next(rows))
		return;
	*ret = mem_new(mem, struct team);
	store_team_row(*ret, rows, *ret);
}

enum err
store_team_get(struct db *db, void *mem, struct team_id id, struct team **ret,
    struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT " TEAM_COLUMNS "FROM " TEAM_FROM "WHERE t.id = ?",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err == ERR_OK)
		read_one(mem, rows, ret);
	return (err);
}

/* Two statements: what is read after the lock is what the lock keeps. */
enum err
store_team_lock(struct db *db, void *mem, struct team_id id, struct team **ret,
    struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT id FROM teams WHERE id = ? FOR UPDATE",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	return (store_team_get(db, mem, id, ret, e));
}

enum err
store_team_by_invite(struct db *db, void *mem, const char *hash,
    struct team **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT " TEAM_COLUMNS "FROM " TEAM_FROM "WHERE t.invite_hash = ?",
	    DB_ARGS(DB_STR(hash)), &rows, e);
	if (err == ERR_OK)
		read_one(mem, rows, ret);
	return (err);
}

enum err
store_team_lock_invite(struct db *db, void *mem, const char *hash,
    struct team **ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id FROM teams WHERE invite_hash = ? FOR UPDATE",
	    DB_ARGS(DB_STR(hash)), &rows, e);
	*ret = NULL;
	if (err == ERR_OK && db_next(rows))
		err = store_team_get(
		    db, mem, (struct team_id){db_int(rows, 0)}, ret, e);
	return (err);
}

enum err
store_team_add(struct db *db, const struct team_row *t, struct team_id *ret,
    struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO teams (name, name_key, name_look, captain_id, "
	    "bracket, banned, hidden) VALUES (?, ?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_STR(t->name.name), DB_STR(t->name.key),
		DB_STR(t->name.look), DB_ID(t->captain.n), DB_STR(t->bracket),
		DB_INT(t->banned), DB_INT(t->hidden)),
	    NULL, &ret->n, e));
}

enum err
store_team_write(
    struct db *db, struct team_id id, const struct team_row *t, struct error *e)
{
	return (db_exec(db,
	    "UPDATE teams SET name = ?, name_key = COALESCE(?, name_key), "
	    "name_look = COALESCE(?, name_look), captain_id = ?, bracket = ?, "
	    "banned = ?, hidden = ? WHERE id = ?",
	    DB_ARGS(DB_STR(t->name.name), DB_STR(t->name.key),
		DB_STR(t->name.look), DB_ID(t->captain.n), DB_STR(t->bracket),
		DB_INT(t->banned), DB_INT(t->hidden), DB_INT(id.n)),
	    NULL, NULL, e));
}

enum err
store_team_delete(struct db *db, struct team_id id, struct error *e)
{
	return (db_exec(db, "DELETE FROM teams WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_team_set_captain(
    struct db *db, struct team_id id, struct user_id captain, struct error *e)
{
	return (db_exec(db, "UPDATE teams SET captain_id = ? WHERE id = ?",
	    DB_ARGS(DB_ID(captain.n), DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_team_set_invite(
    struct db *db, struct team_id id, const char *hash, struct error *e)
{
	return (db_exec(db, "UPDATE teams SET invite_hash = ? WHERE id = ?",
	    DB_ARGS(DB_STR(hash), DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_team_taken(struct db *db, void *mem, const struct team_row *t,
    struct team_id except, enum taken *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT CASE WHEN name_key = ? THEN 1 ELSE 2 END AS why "
	    "FROM teams WHERE (name_key = ? OR name_look = ?) AND id <> ? "
	    "ORDER BY why LIMIT 1",
	    DB_ARGS(DB_STR(t->name.key), DB_STR(t->name.key),
		DB_STR(t->name.look), DB_INT(except.n)),
	    &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? (enum taken)db_int(rows, 0) : TAKEN_NOT;
	return (err);
}

enum err
store_team_members(struct db *db, void *mem, struct team_id id,
    struct account **ret, size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT " ACCOUNT_COLUMNS "FROM " ACCOUNT_FROM
	    "WHERE u.team_id = ? ORDER BY u.id",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err == ERR_OK)
		store_account_rows(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_team_lock_members(
    struct db *db, void *mem, struct team_id id, struct error *e)
{
	struct db_rows *rows;

	return (db_query(db, mem,
	    "SELECT id FROM users WHERE team_id = ? ORDER BY id FOR UPDATE",
	    DB_ARGS(DB_INT(id.n)), &rows, e));
}

enum err
store_team_heir(struct db *db, void *mem, struct team_id id,
    struct user_id *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT u.id FROM users u JOIN teams t ON t.id = u.team_id "
	    "WHERE u.team_id = ? ORDER BY u.id <=> t.captain_id DESC, u.id "
	    "LIMIT 1",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err == ERR_OK)
		ret->n = db_next(rows) ? db_int(rows, 0) : 0;
	return (err);
}

enum err
store_teams_crown(struct db *db, struct error *e)
{
	return (db_exec(db,
	    "UPDATE teams SET captain_id = "
	    "(SELECT MIN(u.id) FROM users u WHERE u.team_id = teams.id) "
	    "WHERE captain_id IS NULL",
	    DB_NONE, NULL, NULL, e));
}
