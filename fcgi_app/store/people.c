#include "store/people.h"

#include "base/mem.h"

void
store_account_rows(
    void *mem, struct db_rows *rows, struct account **ret, size_t *ret_n)
{
	struct account *list =
	    mem_array(mem, struct account, db_count(rows) + 1);
	size_t i;

	for (i = 0; db_next(rows); i++) {
		list[i] = *store_account_row(list, rows, 0);
		list[i].password_hash = "";
	}
	*ret = list;
	*ret_n = i;
}

#define USER_FILTER                                                \
	"WHERE (? = '' OR u.name LIKE ? OR u.email LIKE ?) "       \
	"AND (? = 0 OR (u.banned = 0 AND u.hidden = 0)) "          \
	"AND CASE ? WHEN 'admin' THEN u.role = 'admin' "           \
	"WHEN 'banned' THEN u.banned WHEN 'hidden' THEN u.hidden " \
	"WHEN 'verified' THEN u.verified "                         \
	"WHEN 'unverified' THEN NOT u.verified "                   \
	"WHEN 'teamless' THEN u.team_id IS NULL ELSE 1 END "

enum err
store_users_page(struct db *db, void *mem, const struct people_filter *f,
    struct account **ret, size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT " ACCOUNT_COLUMNS "FROM " ACCOUNT_FROM USER_FILTER
	    "ORDER BY u.id LIMIT ? OFFSET ?",
	    DB_ARGS(DB_STR(f->like), DB_STR(f->like), DB_STR(f->like_email),
		DB_INT(f->visible_only), DB_STR(f->only), DB_INT(f->limit),
		DB_INT(f->offset)),
	    &rows, e);
	if (err == ERR_OK)
		store_account_rows(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_users_total(struct db *db, void *mem, const struct people_filter *f,
    int *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT COUNT(*) FROM users u " USER_FILTER,
	    DB_ARGS(DB_STR(f->like), DB_STR(f->like), DB_STR(f->like_email),
		DB_INT(f->visible_only), DB_STR(f->only)),
	    &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? (int)db_int(rows, 0) : 0;
	return (err);
}

#define TEAM_FILTER                                                 \
	"WHERE (? = '' OR t.name LIKE ?) "                          \
	"AND (? = 0 OR (t.banned = 0 AND t.hidden = 0)) "           \
	"AND CASE ? WHEN 'banned' THEN t.banned "                   \
	"WHEN 'hidden' THEN t.hidden WHEN 'empty' THEN NOT EXISTS " \
	"(SELECT * FROM users m WHERE m.team_id = t.id) ELSE 1 END "

enum err
store_teams_page(struct db *db, void *mem, const struct people_filter *f,
    struct team **ret, size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	struct team *list;
	enum err err;
	size_t i;

	err = db_query(db, mem,
	    "SELECT " TEAM_COLUMNS "FROM " TEAM_FROM TEAM_FILTER
	    "ORDER BY t.id LIMIT ? OFFSET ?",
	    DB_ARGS(DB_STR(f->like), DB_STR(f->like), DB_INT(f->visible_only),
		DB_STR(f->only), DB_INT(f->limit), DB_INT(f->offset)),
	    &rows, e);
	if (err != ERR_OK)
		return (err);
	list = mem_array(mem, struct team, db_count(rows) + 1);
	for (i = 0; db_next(rows); i++)
		store_team_row(list, rows, &list[i]);
	*ret = list;
	*ret_n = i;
	return (ERR_OK);
}

enum err
store_teams_total(struct db *db, void *mem, const struct people_filter *f,
    int *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT COUNT(*) FROM teams t " TEAM_FILTER,
	    DB_ARGS(DB_STR(f->like), DB_STR(f->like), DB_INT(f->visible_only),
		DB_STR(f->only)),
	    &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? (int)db_int(rows, 0) : 0;
	return (err);
}

/* ------------------------------------------------ in bulk */

/* The array as a table; lengths are those of the columns. */
#define IMPORT_TABLE                                                        \
	"JSON_TABLE(?, '$[*]' COLUMNS (line INT PATH '$.line', "            \
	"name VARCHAR(128) PATH '$.name', "                                 \
	"name_key VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin "  \
	"PATH '$.key', "                                                    \
	"name_look VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin " \
	"PATH '$.look', "                                                   \
	"email VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin "     \
	"PATH '$.email', hash VARCHAR(128) PATH '$.hash', "                 \
	"role VARCHAR(16) PATH '$.role', bracket VARCHAR(64) "              \
	"PATH '$.bracket', banned INT PATH '$.banned', "                    \
	"hidden INT PATH '$.hidden', verified INT PATH '$.verified', "      \
	"team_key VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin "  \
	"PATH '$.team_key')) j "

enum err
store_users_import_clashes(struct db *db, void *mem, const char *json,
    struct import_clash **ret, size_t *ret_n, struct error *e)
{
	struct import_clash *list;
	struct db_rows *rows;
	enum err err;
	size_t i;

	err = db_query(db, mem,
	    "SELECT j.line, CASE WHEN EXISTS (SELECT * FROM users u "
	    "WHERE u.name_key = j.name_key) THEN 1 WHEN EXISTS "
	    "(SELECT * FROM users u WHERE u.name_look = j.name_look) THEN 2 "
	    "WHEN EXISTS (SELECT * FROM users u WHERE u.email = j.email) "
	    "THEN 3 ELSE 0 END AS why FROM " IMPORT_TABLE
	    "HAVING why <> 0 ORDER BY j.line",
	    DB_ARGS(DB_STR(json)), &rows, e);
	if (err != ERR_OK)
		return (err);
	list = mem_array(mem, struct import_clash, db_count(rows) + 1);
	for (i = 0; db_next(rows); i++) {
		list[i].line = (int)db_int(rows, 0);
		list[i].why = (enum taken)db_int(rows, 1);
	}
	*ret = list;
	*ret_n = i;
	return (ERR_OK);
}

enum err
store_users_import(
    struct db *db, const char *json, int64_t *ret_added, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO users (name, name_key, name_look, email, "
	    "password_hash, role, bracket, banned, hidden, verified, team_id) "
	    "SELECT j.name, j.name_key, j.name_look, j.email, j.hash, j.role, "
	    "j.bracket, j.banned, j.hidden, j.verified, t.id "
	    "FROM " IMPORT_TABLE
	    "LEFT JOIN teams t ON t.name_key = j.team_key ORDER BY j.line",
	    DB_ARGS(DB_STR(json)), ret_added, NULL, e));
}

enum err
store_teams_import(
    struct db *db, const char *json, int64_t *ret_added, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO teams (name, name_key, name_look) "
	    "SELECT j.name, j.name_key, j.name_look FROM " IMPORT_TABLE
	    "WHERE NOT EXISTS (SELECT * FROM teams t "
	    "WHERE t.name_key = j.name_key)",
	    DB_ARGS(DB_STR(json)), ret_added, NULL, e));
}

enum err
store_teams_import_over(struct db *db, void *mem, const char *json, int most,
    const char **ret_name, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT t.name FROM " IMPORT_TABLE
	    "JOIN teams t ON t.name_key = j.name_key "
	    "WHERE (SELECT COUNT(*) FROM users u WHERE u.team_id = t.id) > ? "
	    "LIMIT 1",
	    DB_ARGS(DB_STR(json), DB_INT(most)), &rows, e);
	if (err == ERR_OK)
		*ret_name = db_next(rows) ? store_text(mem, rows, 0) : NULL;
	return (err);
}

/* ------------------------------------------------ keys of old names */

enum err
store_names_unlooked(struct db *db, void *mem, enum named of, int64_t after,
    int limit, struct unlooked **ret, size_t *ret_n, struct error *e)
{
	static const char *const queries[] = {
	    [NAMED_USERS] = "SELECT id, name FROM users "
			    "WHERE name_look IS NULL AND id > ? "
			    "ORDER BY id LIMIT ?",
	    [NAMED_TEAMS] = "SELECT id, name FROM teams "
			    "WHERE name_look IS NULL AND id > ? "
			    "ORDER BY id LIMIT ?",
	};
	struct unlooked *list, *row;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, queries[of],
	    DB_ARGS(DB_INT(after), DB_INT(limit)), &rows, e);
	if (err != ERR_OK)
		return (err);
	list = row = mem_array(mem, struct unlooked, db_count(rows) + 1);
	for (; db_next(rows); row++) {
		row->id = db_int(rows, 0);
		row->name = store_text(list, rows, 1);
	}
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_name_set_keys(struct db *db, enum named of, int64_t id, const char *key,
    const char *look, struct error *e)
{
	static const char *const updates[] = {
	    [NAMED_USERS] =
		"UPDATE users SET name_key = ?, name_look = ? WHERE id = ?",
	    [NAMED_TEAMS] =
		"UPDATE teams SET name_key = ?, name_look = ? WHERE id = ?",
	};

	return (db_exec(db, updates[of],
	    DB_ARGS(DB_STR(key), DB_STR(look), DB_INT(id)), NULL, NULL, e));
}
