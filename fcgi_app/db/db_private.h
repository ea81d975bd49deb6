/*
 * What db.c, stmt.c and rows.c share: the connection and its statements.
 */
#ifndef BERTH_DB_DB_PRIVATE_H
#define BERTH_DB_DB_PRIVATE_H

#include <mysql.h>

#include "db/db.h"

/* As many prepared statements as a process may keep. */
#define DB_STATEMENTS_MAX 256

struct db_stmt {
	const char *sql;	/* the literal; its address is the key */
	MYSQL_STMT *stmt;
};

struct db {
	const struct conf *conf;
	MYSQL *my;		/* NULL: not connected */
	bool in_transaction;
	bool broken_inside;	/* lost while a transaction was open */
	unsigned last_code;	/* of the last failure, for the retry */
	struct db_stmt stmts[DB_STATEMENTS_MAX];
	int stmts_n;
	uint64_t sent;
};

struct db_cell {
	int64_t num;
	const char *str;
	bool null;
};

struct db_rows {
	struct db_cell *cells;
	size_t n, width, at;	/* at: rows stepped to, 0 before the first */
};

/* Drop the connection and everything prepared on it. */
void db_drop(struct db *db);

/* Whether `code` says that the connection is gone (2006, 2013, 2055 …). */
bool db_code_lost(unsigned code);

/* Whether the whole transaction should be run again: 1213, 1205, 1020. */
bool db_code_retry(unsigned code);

/*
 * Prepare (or find) the statement for `sql`, bind `params` and execute it.  A
 * connection found stale before the statement could be done is opened anew
 * once, outside a transaction.
 */
enum err db_run(struct db *db, const char *sql, const struct db_value *params,
    size_t n, MYSQL_STMT **ret, struct error *e) MUST_USE;

/* Buffer the result of an executed statement under `mem`. */
enum err db_fetch(struct db *db, void *mem, MYSQL_STMT *stmt,
    struct db_rows **ret, struct error *e) MUST_USE;

/* Turn the failure of a statement into an error. */
enum err db_failed(struct db *db, unsigned code, const char *text,
    bool was_sent, struct error *e);

/* MYSQL_TIME to and from microseconds since 1970. */
int64_t db_time_to_us(const MYSQL_TIME *t);
void db_time_from_us(int64_t us, MYSQL_TIME *ret);

#endif
