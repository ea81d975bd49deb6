#include "store/keepers.h"

#include "base/mem.h"

enum err
store_keepers_put(struct db *db, const struct keeper_row *k, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO keepers (name, seen_at, engine_ok, engine_error,"
	    " starts_limit, start_ms)"
	    " VALUES (?, UTC_TIMESTAMP(6), ?, LEFT(?, 255), ?, ?)"
	    " ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at),"
	    " engine_ok = VALUES(engine_ok),"
	    " engine_error = VALUES(engine_error),"
	    " starts_limit = VALUES(starts_limit),"
	    " start_ms = VALUES(start_ms)",
	    DB_ARGS(DB_STR(k->name), DB_INT(k->engine_ok),
		DB_STR(k->engine_error), DB_INT(k->starts_limit),
		DB_INT(k->start_ms)),
	    NULL, NULL, e));
}

enum err
store_keepers_list(struct db *db, void *mem, struct keeper_row **ret,
    size_t *ret_n, struct error *e)
{
	struct keeper_row *k;
	struct db_rows *rows;
	enum err err;
	size_t n = 0;

	err = db_query(db, mem,
	    "SELECT name, seen_at, engine_ok, engine_error, starts_limit,"
	    " start_ms, TIMESTAMPDIFF(SECOND, seen_at, UTC_TIMESTAMP(6))"
	    " FROM keepers ORDER BY name",
	    DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	k = mem_array(mem, struct keeper_row, db_count(rows) + 1);
	for (; db_next(rows); n++) {
		k[n].name = db_str(rows, 0);
		k[n].seen_us = db_time(rows, 1);
		k[n].engine_ok = db_int(rows, 2) != 0;
		k[n].engine_error = db_str(rows, 3);
		k[n].starts_limit = (int)db_int(rows, 4);
		k[n].start_ms = (int)db_int(rows, 5);
		k[n].silent_s = (int)db_int(rows, 6);
	}
	*ret = k;
	*ret_n = n;
	return (ERR_OK);
}

enum err
store_keepers_remove(struct db *db, const char *name, struct error *e)
{
	return (db_exec(db, "DELETE FROM keepers WHERE name = ?",
	    DB_ARGS(DB_STR(name)), NULL, NULL, e));
}
