#include "store/audit.h"

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
