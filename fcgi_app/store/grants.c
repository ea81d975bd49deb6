#include "store/grants.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define SCRIPT_MAX ((size_t)64 * 1024)
#define ALL        "SELECT, INSERT, UPDATE, DELETE"

/* Every other table: ALL. */
static const struct {
	const char *table, *rights;
} exceptions[] = {
    {"audit_log", "SELECT, INSERT"},
    {"instance_events", "SELECT, INSERT"},
    {"keepers", "SELECT"},
    {"load_minutes", "SELECT"},
    {"schema_migrations", "SELECT"},
};

static const char *
rights_on(const char *table)
{
	size_t i;

	for (i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strcmp(exceptions[i].table, table) == 0)
			return (exceptions[i].rights);
	return (ALL);
}

enum err
store_grants_web(struct db *db, const char *account, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct buf *script = buf_new(mem, SCRIPT_MAX);
	const char *at = strchr(account, '@'), *table;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT table_name FROM information_schema.tables"
	    " WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
	    " ORDER BY table_name",
	    DB_NONE, &rows, e);
	while (err == ERR_OK && db_next(rows)) {
		table = db_str(rows, 0);
		buf_printf(script, "GRANT %s ON `%s` TO '%.*s'@'%s';\n",
		    rights_on(table), table, (int)strcspn(account, "@"),
		    account, at != NULL ? at + 1 : "localhost");
	}
	if (err == ERR_OK && buf_full(script))
		err = err_set(e, ERR_TOO_LARGE, NULL, "too many tables");
	if (err == ERR_OK)
		err = db_script(db, buf_data(script), e);
	mem_free(&mem);
	return (err);
}
