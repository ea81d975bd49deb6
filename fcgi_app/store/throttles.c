#include "store/throttles.h"

#include "base/mem.h"
#include "store/accounts.h"

/*
 * MariaDB assigns from left to right, so `hits` still sees the old
 * window_start.
 */
enum err
store_throttle_hit(struct db *db, void *mem, const char *subject, int window_s,
    struct throttle_state *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "INSERT INTO throttles (subject, window_start, hits) "
	    "VALUES (?, UTC_TIMESTAMP(6), 1) ON DUPLICATE KEY UPDATE "
	    "hits = IF(window_start <= UTC_TIMESTAMP(6) - INTERVAL ? SECOND, "
	    "1, hits + 1), "
	    "window_start = IF(hits = 1, UTC_TIMESTAMP(6), window_start) "
	    "RETURNING hits, ? - TIMESTAMPDIFF(SECOND, window_start, "
	    "UTC_TIMESTAMP(6))",
	    DB_ARGS(DB_STR(subject), DB_INT(window_s), DB_INT(window_s)), &rows,
	    e);
	if (err != ERR_OK)
		return (err);
	if (!db_next(rows))
		return (err_set(
		    e, ERR_INTERNAL, NULL, "A throttle was not counted."));
	ret->hits = db_int(rows, 0);
	ret->left_s = db_int(rows, 1) > 0 ? db_int(rows, 1) : 1;
	return (ERR_OK);
}

enum err
store_throttle_get(struct db *db, void *mem, const char *subject, int window_s,
    struct throttle_state *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT hits, ? - TIMESTAMPDIFF(SECOND, window_start, "
	    "UTC_TIMESTAMP(6)) FROM throttles WHERE subject = ? "
	    "AND window_start > UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
	    DB_ARGS(DB_INT(window_s), DB_STR(subject), DB_INT(window_s)), &rows,
	    e);
	if (err != ERR_OK)
		return (err);
	*ret = (struct throttle_state){0, 1};
	if (db_next(rows)) {
		ret->hits = db_int(rows, 0);
		ret->left_s = db_int(rows, 1) > 0 ? db_int(rows, 1) : 1;
	}
	return (ERR_OK);
}

/*
 * Not deleted: hits side by side would run into the row's remains, and into
 * each other (deadlock).  The next hit starts a new window.
 */
enum err
store_throttle_forget(struct db *db, const char *subject, struct error *e)
{
	return (db_exec(db, "UPDATE throttles SET hits = 0 WHERE subject = ?",
	    DB_ARGS(DB_STR(subject)), NULL, NULL, e));
}

enum err
store_throttle_undo(struct db *db, const char *subject, struct error *e)
{
	return (db_exec(db,
	    "UPDATE throttles SET hits = hits - 1 "
	    "WHERE subject = ? AND hits > 0",
	    DB_ARGS(DB_STR(subject)), NULL, NULL, e));
}

enum err
store_throttles_old(struct db *db, void *mem, int age_s, int limit,
    const char ***ret, size_t *ret_n, struct error *e)
{
	const char **list, **at;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT subject FROM throttles "
	    "WHERE window_start < UTC_TIMESTAMP(6) - INTERVAL ? SECOND "
	    "ORDER BY window_start LIMIT ?",
	    DB_ARGS(DB_INT(age_s), DB_INT(limit)), &rows, e);
	if (err != ERR_OK)
		return (err);
	list = at = mem_array(mem, const char *, db_count(rows) + 1);
	while (db_next(rows))
		*at++ = store_text(list, rows, 0);
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_throttle_expire(
    struct db *db, const char *subject, int age_s, struct error *e)
{
	return (db_exec(db,
	    "DELETE FROM throttles WHERE subject = ? "
	    "AND window_start < UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
	    DB_ARGS(DB_STR(subject), DB_INT(age_s)), NULL, NULL, e));
}
