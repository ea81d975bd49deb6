/*
 * What the files of this folder share: the connection, its statements and the
 * state of its transaction.  The only place that includes mysql.h.
 */
#ifndef BERTH_DB_DB_PRIVATE_H
#define BERTH_DB_DB_PRIVATE_H

#include <mysql.h>

#include "db/db.h"

/* As many prepared statements as a process keeps. */
#define DB_STATEMENTS_MAX 256

struct db_stmt {
	const char *key; /* the address of the caller's literal … */
	char *sql;       /* … and a copy of its text */
	MYSQL_STMT *stmt;
};

enum db_tx {
	DB_TX_NONE,
	DB_TX_OPEN,
	DB_TX_COMMITTING, /* COMMIT was sent, not yet answered */
	DB_TX_LOST,       /* the connection broke inside */
	DB_TX_RETRY,      /* the server gave it up: run it again */
};

/* Whether a statement that was sent may have changed something. */
enum db_effect { DB_HARMLESS, DB_CHANGES };

struct db {
	const struct conf *conf;
	MYSQL *my;           /* NULL: not connected */
	unsigned io_seconds; /* how long an answer may take */
	enum db_tx tx;
	bool tx_wrote; /* rows, in this transaction */
	struct db_stmt stmts[DB_STATEMENTS_MAX];
	int stmts_n;
	uint64_t sent, commits;
};

/* Drop the connection and everything prepared on it. */
void db_drop(struct db *db);

/*
 * Let answers take `seconds` instead of 30, for migrations.  A change closes
 * the connection, because the client library sets its time-outs when it
 * connects.
 */
void db_patience(struct db *db, unsigned seconds);

/* Run `sql`, which returns no rows, as text; connected already. */
enum err db_plain(struct db *db, const char *sql, enum db_effect effect,
    struct error *e) MUST_USE;

/*
 * Prepare (or find) the statement for `sql`, bind `params` and execute it.  A
 * connection that broke before the statement was sent is opened anew once,
 * outside a transaction.
 */
enum err db_run(struct db *db, const char *sql, const struct db_value *params,
    size_t n, MYSQL_STMT **ret, struct error *e) MUST_USE;

/* Buffer the result of an executed statement under `mem`. */
enum err db_fetch(struct db *db, void *mem, MYSQL_STMT *stmt,
    struct db_rows **ret, struct error *e) MUST_USE;

/*
 * Turn the code and text of a failure into an error, and note what it means
 * for connection and transaction.  `text` may belong to the connection.
 */
enum err db_failed(struct db *db, unsigned code, const char *text,
    enum db_effect effect, struct error *e);

/* The errors that have no code of the server's. */
enum err db_out_of_reach(struct error *e);
enum err db_busy(struct error *e);

/* MYSQL_TIME to and from microseconds since 1970. */
int64_t db_time_to_us(const MYSQL_TIME *t);
void db_time_from_us(int64_t us, MYSQL_TIME *ret);

#endif
