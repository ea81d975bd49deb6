#include "db/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/mem.h"
#include "base/text.h"

#define SCRIPT_MAX	(4 * 1024 * 1024)
#define MIGRATIONS_MAX	9999
#define MIGRATION_LOCK	"berth-migrate"

/* The table that remembers; itself no migration. */
static const char create_table[] =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " number INT NOT NULL PRIMARY KEY,"
    " name VARCHAR(255) NOT NULL,"
    " checksum CHAR(64) NOT NULL,"
    " started_at DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),"
    " applied_at DATETIME(6) NULL"
    ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";

/* "0001_core.sql" → 1; 0 for a file of another form. */
static int
file_number(const char *name)
{
	char digits[5];
	int64_t n = 0;

	if (strlen(name) < 10 || name[4] != '_' || !text_ends(name, ".sql"))
		return (0);
	memcpy(digits, name, 4);
	digits[4] = '\0';
	return (text_int(digits, 1, MIGRATIONS_MAX, &n) == ERR_OK ? (int)n : 0);
}

static int
by_number(const void *a, const void *b)
{
	const struct migration *x = a, *y = b;

	return ((x->number > y->number) - (x->number < y->number));
}

static enum err
read_dir(void *mem, const char *dir, struct migration **ret, size_t *ret_n,
    struct error *e)
{
	struct migration *list = NULL;
	struct dirent *ent;
	size_t n = 0;
	DIR *d = opendir(dir);

	if (d == NULL)
		return (err_set(e, ERR_NOT_FOUND, "sql_dir",
		    "cannot read the folder %s: %s", dir, strerror(errno)));
	while ((ent = readdir(d)) != NULL) {
		if (file_number(ent->d_name) == 0)
			continue;
		list = mem_grow(mem, list, n + 1, sizeof(*list));
		list[n].number = file_number(ent->d_name);
		list[n].name = mem_strdup(mem, ent->d_name);
		list[n].state = MIGRATION_PENDING;
		n++;
	}
	closedir(d);
	if (n > 0)
		qsort(list, n, sizeof(*list), by_number);
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

static enum err
read_script(void *mem, const char *dir, const char *name, const char **ret,
    struct error *e)
{
	char *path = mem_printf(mem, "%s/%s", dir, name), block[4096];
	struct buf *b = buf_new(mem, SCRIPT_MAX);
	FILE *f = fopen(path, "re");
	size_t n;

	if (f == NULL)
		return (err_set(e, ERR_NOT_FOUND, NULL, "cannot read %s: %s",
		    path, strerror(errno)));
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		buf_add(b, block, n);
	fclose(f);
	if (buf_full(b))
		return (err_set(e, ERR_TOO_LARGE, NULL, "%s is too large", path));
	*ret = buf_data(b);
	return (ERR_OK);
}

static enum err
judge(struct db *db, void *mem, const char *dir, struct migration *m,
    struct error *e)
{
	char sum[CRYPTO_HASH_SIZE];
	struct db_rows *rows;
	const char *script;
	enum err err;

	err = db_query(db, mem,
	    "SELECT checksum, applied_at IS NOT NULL FROM schema_migrations"
	    " WHERE number = ?",
	    DB_ARGS(DB_INT(m->number)), &rows, e);
	if (err != ERR_OK || !db_next(rows))
		return (err);
	err = read_script(mem, dir, m->name, &script, e);
	if (err != ERR_OK)
		return (err);
	crypto_checksum(script, strlen(script), sum);
	if (db_int(rows, 1) == 0)
		m->state = MIGRATION_FAILED;
	else if (!crypto_equal(sum, db_str(rows, 0)))
		m->state = MIGRATION_CHANGED;
	else
		m->state = MIGRATION_APPLIED;
	return (ERR_OK);
}

enum err
migrate_list(struct db *db, void *mem, const char *dir, struct migration **ret,
    size_t *ret_n, struct error *e)
{
	size_t i;
	enum err err;

	err = db_exec(db, create_table, DB_NONE, NULL, NULL, e);
	if (err == ERR_OK)
		err = read_dir(mem, dir, ret, ret_n, e);
	for (i = 0; err == ERR_OK && i < *ret_n; i++)
		err = judge(db, mem, dir, &(*ret)[i], e);
	return (err);
}

static enum err
apply(struct db *db, void *mem, const char *dir, const struct migration *m,
    struct error *e)
{
	char sum[CRYPTO_HASH_SIZE];
	const char *script;
	enum err err;

	err = read_script(mem, dir, m->name, &script, e);
	if (err != ERR_OK)
		return (err);
	crypto_checksum(script, strlen(script), sum);
	err = db_exec(db,
	    "INSERT INTO schema_migrations (number, name, checksum)"
	    " VALUES (?, ?, ?)",
	    DB_ARGS(DB_INT(m->number), DB_STR(m->name), DB_STR(sum)), NULL,
	    NULL, e);
	if (err == ERR_OK)
		err = db_script(db, script, e);
	if (err == ERR_OK)
		err = db_exec(db,
		    "UPDATE schema_migrations SET applied_at = UTC_TIMESTAMP(6)"
		    " WHERE number = ?",
		    DB_ARGS(DB_INT(m->number)), NULL, NULL, e);
	return (err);
}

static enum err
apply_pending(struct db *db, void *mem, const char *dir, int *ret_applied,
    struct error *e)
{
	struct migration *list;
	size_t i, n;
	enum err err = migrate_list(db, mem, dir, &list, &n, e);

	*ret_applied = 0;
	for (i = 0; err == ERR_OK && i < n; i++)
		if (list[i].state == MIGRATION_CHANGED)
			return (err_set(e, ERR_CONFLICT, NULL,
			    "%s was changed after it had been applied; put the "
			    "released file back", list[i].name));
		else if (list[i].state == MIGRATION_FAILED)
			return (err_set(e, ERR_CONFLICT, NULL,
			    "%s stopped half-way; restore the database from its "
			    "backup, then run migrate again", list[i].name));
	for (i = 0; err == ERR_OK && i < n; i++) {
		if (list[i].state != MIGRATION_PENDING)
			continue;
		err = apply(db, mem, dir, &list[i], e);
		if (err == ERR_OK)
			++*ret_applied;
	}
	return (err);
}

enum err
migrate_apply(struct db *db, const char *dir, int *ret_applied, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct error ignored;
	enum err err;

	err = db_lock(db, MIGRATION_LOCK, e);
	if (err == ERR_OK)
		err = apply_pending(db, mem, dir, ret_applied, e);
	/* a lock that cannot be given back ends with the connection */
	(void)!db_exec(db, "DO RELEASE_LOCK('" MIGRATION_LOCK "')", DB_NONE,
	    NULL, NULL, &ignored);
	mem_free(&mem);
	return (err);
}
