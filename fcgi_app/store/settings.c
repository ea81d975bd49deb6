#include "store/settings.h"

#include "base/mem.h"
#include "store/accounts.h"

enum err
store_settings_version(struct db *db, void *mem, int64_t *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT version FROM settings_version WHERE id = 1", DB_NONE, &rows,
	    e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? db_int(rows, 0) : 0;
	return (err);
}

enum err
store_settings_lock(struct db *db, void *mem, struct error *e)
{
	struct db_rows *rows;

	return (db_query(db, mem,
	    "SELECT version FROM settings_version WHERE id = 1 FOR UPDATE",
	    DB_NONE, &rows, e));
}

enum err
store_settings_bump(struct db *db, struct error *e)
{
	return (db_exec(db,
	    "UPDATE settings_version SET version = version + 1 WHERE id = 1",
	    DB_NONE, NULL, NULL, e));
}

enum err
store_settings_list(struct db *db, void *mem, struct setting_row **ret,
    size_t *ret_n, struct error *e)
{
	struct setting_row *list, *row;
	struct db_rows *rows;
	enum err err;

	err = db_query(
	    db, mem, "SELECT name, value FROM settings", DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	list = row = mem_array(mem, struct setting_row, db_count(rows) + 1);
	for (; db_next(rows); row++) {
		row->name = store_text(list, rows, 0);
		row->value = store_text(list, rows, 1);
	}
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_setting_put(
    struct db *db, const char *name, const char *value, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO settings (name, value) VALUES (?, ?) "
	    "ON DUPLICATE KEY UPDATE value = VALUES(value), "
	    "updated_at = UTC_TIMESTAMP(6)",
	    DB_ARGS(DB_STR(name), DB_STR(value)), NULL, NULL, e));
}
