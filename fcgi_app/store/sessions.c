#include "store/sessions.h"

#include "base/limits.h"
#include "base/mem.h"
#include "store/accounts.h"

enum err
store_session_get(struct db *db, void *mem, const char *hash,
    struct session **ret, struct error *e)
{
	struct session *s = NULL;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT s.id, "
	    "TIMESTAMPDIFF(SECOND, s.seen_at, "
	    "UTC_TIMESTAMP(6)), " ACCOUNT_COLUMNS
	    "FROM sessions s JOIN users u ON u.id = s.user_id "
	    "LEFT JOIN teams t ON t.id = u.team_id "
	    "WHERE s.token_hash = ? AND s.expires_at > UTC_TIMESTAMP(6) "
	    "AND u.banned = 0",
	    DB_ARGS(DB_STR(hash)), &rows, e);
	if (err != ERR_OK)
		return (err);
	if (db_next(rows)) {
		s = mem_new(mem, struct session);
		s->id = db_int(rows, 0);
		s->idle_s = db_int(rows, 1);
		s->account = store_account_row(mem, rows, 2);
		s->account->password_hash = "";
	}
	*ret = s;
	return (ERR_OK);
}

enum err
store_session_add(struct db *db, const char *hash, struct user_id user,
    const char *ip, const char *user_agent, int lifetime_s, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO sessions (token_hash, user_id, ip, user_agent, "
	    "expires_at) "
	    "VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND)",
	    DB_ARGS(DB_STR(hash), DB_INT(user.n), DB_STR(ip),
		DB_STR(user_agent), DB_INT(lifetime_s)),
	    NULL, NULL, e));
}

enum err
store_session_extend(
    struct db *db, int64_t id, const struct session_terms *t, struct error *e)
{
	return (db_exec(db,
	    "UPDATE sessions SET seen_at = UTC_TIMESTAMP(6), "
	    "expires_at = LEAST(UTC_TIMESTAMP(6) + INTERVAL ? SECOND, "
	    "created_at + INTERVAL ? SECOND) "
	    "WHERE id = ? AND seen_at <= UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
	    DB_ARGS(DB_INT(t->idle_s), DB_INT(t->longest_s), DB_INT(id),
		DB_INT(t->every_s)),
	    NULL, NULL, e));
}

enum err
store_session_delete(struct db *db, const char *hash, struct error *e)
{
	return (db_exec(db, "DELETE FROM sessions WHERE token_hash = ?",
	    DB_ARGS(DB_STR(hash)), NULL, NULL, e));
}

enum err
store_session_list(struct db *db, void *mem, struct user_id user,
    const char *current, struct session_row **ret, size_t *ret_n,
    struct error *e)
{
	struct session_row *list, *row;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, ip, user_agent, created_at, seen_at, token_hash = ? "
	    "FROM sessions WHERE user_id = ? AND expires_at > UTC_TIMESTAMP(6) "
	    "ORDER BY seen_at DESC, id DESC LIMIT ?",
	    DB_ARGS(
		DB_STR(current), DB_INT(user.n), DB_INT(LIMIT_SESSIONS_SHOWN)),
	    &rows, e);
	if (err != ERR_OK)
		return (err);
	list = row = mem_array(mem, struct session_row, db_count(rows) + 1);
	for (; db_next(rows); row++) {
		row->id = db_int(rows, 0);
		row->ip = store_text(list, rows, 1);
		row->user_agent = store_text(list, rows, 2);
		row->created_us = db_time(rows, 3);
		row->seen_us = db_time(rows, 4);
		row->is_current = db_int(rows, 5) != 0;
	}
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_session_end(struct db *db, struct user_id user, int64_t id,
    int64_t *ret_deleted, struct error *e)
{
	return (db_exec(db, "DELETE FROM sessions WHERE id = ? AND user_id = ?",
	    DB_ARGS(DB_INT(id), DB_INT(user.n)), ret_deleted, NULL, e));
}

enum err
store_session_end_others(
    struct db *db, struct user_id user, const char *except, struct error *e)
{
	return (db_exec(db,
	    "DELETE FROM sessions WHERE user_id = ? AND token_hash <> ?",
	    DB_ARGS(DB_INT(user.n), DB_STR(except)), NULL, NULL, e));
}

enum err
store_sessions_clean(struct db *db, int limit, struct error *e)
{
	return (db_exec(db,
	    "DELETE FROM sessions WHERE expires_at <= UTC_TIMESTAMP(6) "
	    "ORDER BY expires_at LIMIT ?",
	    DB_ARGS(DB_INT(limit)), NULL, NULL, e));
}
