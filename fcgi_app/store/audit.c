#include "store/audit.h"

#include "base/mem.h"
#include "store/accounts.h"

enum err
store_audit_add(struct db *db, const struct audit_entry *a, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO audit_log (user_id, user_name, ip, action, object, "
	    "before_, after_) VALUES (?, ?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_ID(a->user.n), DB_STR(a->user_name), DB_STR(a->ip),
		DB_STR(a->action), DB_STR(a->object), DB_STR(a->before),
		DB_STR(a->after)),
	    NULL, NULL, e));
}

static void
read_row(void *mem, const struct db_rows *rows, struct audit_entry *a)
{
	a->id = db_int(rows, 0);
	a->at_us = db_time(rows, 1);
	a->user.n = db_int(rows, 2);
	a->user_name = store_text(mem, rows, 3);
	a->ip = store_text(mem, rows, 4);
	a->action = store_text(mem, rows, 5);
	a->object = store_text(mem, rows, 6);
	a->before = store_text(mem, rows, 7);
	a->after = store_text(mem, rows, 8);
}

enum err
store_audit_list(struct db *db, void *mem, int offset, int limit,
    struct audit_entry **ret, size_t *ret_n, struct error *e)
{
	struct audit_entry *list, *row;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, at, user_id, user_name, ip, action, object, before_, "
	    "after_ FROM audit_log ORDER BY id DESC LIMIT ? OFFSET ?",
	    DB_ARGS(DB_INT(limit), DB_INT(offset)), &rows, e);
	if (err != ERR_OK)
		return (err);
	list = row = mem_array(mem, struct audit_entry, db_count(rows) + 1);
	while (db_next(rows))
		read_row(list, rows, row++);
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}
