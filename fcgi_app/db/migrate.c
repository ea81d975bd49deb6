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
#include "db/db_private.h"

#define SCRIPT_MAX        (4 * 1024 * 1024)
#define MIGRATIONS_MAX    9999
#define MIGRATION_SECONDS 3600 /* for one statement: large tables take long */

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

/* Two branches that were merged can both bring a number 0007. */
static enum err
check_numbers(const struct migration *list, size_t n, struct error *e)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (list[i].number == list[i - 1].number)
			return (err_set(e, ERR_INVALID, "sql_dir",
			    "%s and %s have the same number", list[i - 1].name,
			    list[i].name));
	return (ERR_OK);
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
	return (check_numbers(list, n, e));
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
		return (
		    err_set(e, ERR_TOO_LARGE, NULL, "%s is too large", path));
	*ret = buf_data(b);
	return (ERR_OK);
}

/* A folder of migrations before the first was applied has no table. */
static enum err
has_table(struct db *db, void *mem, bool *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT 1 FROM information_schema.tables"
	    " WHERE table_schema = DATABASE()"
	    " AND table_name = 'schema_migrations'",
	    DB_NONE, &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows);
	return (err);
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
	    "SELECT checksum, applied_at FROM schema_migrations"
	    " WHERE number = ?",
	    DB_ARGS(DB_INT(m->number)), &rows, e);
	if (err != ERR_OK || !db_next(rows))
		return (err);
	err = read_script(mem, dir, m->name, &script, e);
	if (err != ERR_OK)
		return (err);
	crypto_checksum(script, strlen(script), sum);
	if (db_is_null(rows, 1))
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
	struct migration *list;
	bool recorded = false;
	size_t i, n;
	enum err err;

	err = read_dir(mem, dir, &list, &n, e);
	if (err == ERR_OK)
		err = has_table(db, mem, &recorded, e);
	for (i = 0; err == ERR_OK && recorded && i < n; i++)
		err = judge(db, mem, dir, &list[i], e);
	if (err != ERR_OK)
		return (err);
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

/* Say which file it was and, to the operator who runs it, what was wrong. */
static enum err
name_file(struct error *e, enum err err, const struct migration *m)
{
	char why[ERR_MESSAGE_MAX];

	if (e == NULL)
		return (err);
	snprintf(why, sizeof(why), "%s",
	    e->detail[0] != '\0' ? e->detail : e->message);
	err_set(e, err, NULL, "%s failed: %s", m->name, why);
	err_detail(e, "%s", why);
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
	return (err == ERR_OK ? ERR_OK : name_file(e, err, m));
}

/* Nothing is applied on top of a file that is not what it was. */
static enum err
check_states(const struct migration *list, size_t n, struct error *e)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (list[i].state == MIGRATION_CHANGED)
			return (err_set(e, ERR_CONFLICT, NULL,
			    "%s was changed after it had been applied; put the "
			    "released file back",
			    list[i].name));
		if (list[i].state == MIGRATION_FAILED)
			return (err_set(e, ERR_CONFLICT, NULL,
			    "%s stopped half-way; restore the database from "
			    "its backup, then run migrate again",
			    list[i].name));
	}
	return (ERR_OK);
}

static enum err
apply_pending(struct db *db, void *mem, const char *dir, int *ret_applied,
    struct error *e)
{
	struct migration *list = NULL;
	size_t i, n = 0;
	int applied = 0;
	enum err err;

	err = db_exec(db, create_table, DB_NONE, NULL, NULL, e);
	if (err == ERR_OK)
		err = migrate_list(db, mem, dir, &list, &n, e);
	if (err == ERR_OK)
		err = check_states(list, n, e);
	for (i = 0; err == ERR_OK && i < n; i++) {
		if (list[i].state != MIGRATION_PENDING)
			continue;
		err = apply(db, mem, dir, &list[i], e);
		applied++;
	}
	if (err == ERR_OK)
		*ret_applied = applied;
	return (err);
}

/* One name per database: two deployments may share a server. */
static enum err
apply_locked(struct db *db, void *mem, const char *dir, int *ret_applied,
    struct error *e)
{
	const char *lock =
	    mem_printf(mem, "berth-migrate %s", db->conf->db_name);
	enum err err;

	err = db_lock(db, lock, e);
	if (err != ERR_OK)
		return (err);
	err = apply_pending(db, mem, dir, ret_applied, e);
	/* a lock that cannot be given back ends with the connection */
	(void)!db_exec(
	    db, "DO RELEASE_LOCK(?)", DB_ARGS(DB_STR(lock)), NULL, NULL, NULL);
	return (err);
}

enum err
migrate_apply(struct db *db, const char *dir, int *ret_applied, struct error *e)
{
	void *mem = mem_arena(NULL);
	unsigned seconds = db->io_seconds;
	enum err err;

	db_patience(db, MIGRATION_SECONDS);
	err = apply_locked(db, mem, dir, ret_applied, e);
	db_patience(db, seconds);
	mem_free(&mem);
	return (err);
}
