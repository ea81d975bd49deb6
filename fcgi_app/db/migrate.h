/*
 * Migrations: the files NNNN_name.sql of a folder, applied in order, each
 * recorded with its checksum in `schema_migrations`.  MariaDB commits DDL by
 * itself, so a file that failed half-way is recorded as such and named.
 */
#ifndef BERTH_DB_MIGRATE_H
#define BERTH_DB_MIGRATE_H

#include "db/db.h"

enum migration_state {
	MIGRATION_PENDING,
	MIGRATION_APPLIED,
	MIGRATION_CHANGED, /* applied, but the file differs now */
	MIGRATION_FAILED,  /* began and did not end */
};

struct migration {
	int number;
	const char *name; /* the file's name */
	enum migration_state state;
};

/*
 * What `dir` holds and what the database says of it, under `mem`, in order.
 * Works on an empty database and changes nothing.  ERR_INVALID when two files
 * have one number.
 */
enum err migrate_list(struct db *db, void *mem, const char *dir,
    struct migration **ret, size_t *ret_n, struct error *e) MUST_USE;

/*
 * Apply what is pending, one process at a time (advisory lock).  Refuses when
 * any is MIGRATION_CHANGED or MIGRATION_FAILED, naming it.  *ret_applied is
 * how many were applied.  A statement may take an hour.  The message is for
 * the operator: it names the file that failed and says what the server said.
 */
enum err migrate_apply(
    struct db *db, const char *dir, int *ret_applied, struct error *e) MUST_USE;

#endif
