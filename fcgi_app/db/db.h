/*
 * MariaDB over Connector/C (the only folder that includes it): one connection
 * per process, statements prepared once and cached by their text, times in
 * UTC as microseconds.  Knows nothing of our tables.
 */
#ifndef BERTH_DB_DB_H
#define BERTH_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"
#include "base/err.h"

struct db;
struct db_rows;

/* One value bound to a `?`; made by the macros below. */
struct db_value {
	enum { DB_V_NULL, DB_V_INT, DB_V_STR, DB_V_TIME } type;
	int64_t num;
	const char *str;
};

#define DB_INT(n) ((struct db_value){.type = DB_V_INT, .num = (int64_t)(n)})
/* A string; NULL is SQL's NULL. */
#define DB_STR(s) db_str_value(s)
/* A time in microseconds; 0 is SQL's NULL. */
#define DB_TIME(us) db_time_value(us)
#define DB_NULL     ((struct db_value){.type = DB_V_NULL})
/* An integer, or NULL where it is 0: ids that may be absent. */
#define DB_ID(n) db_id_value((int64_t)(n))

struct db_value db_str_value(const char *s);
struct db_value db_time_value(int64_t us);
struct db_value db_id_value(int64_t id);

/* The parameter list of a call: DB_ARGS(DB_INT(1), DB_STR(s)) or DB_NONE. */
#define DB_ARGS(...)                                         \
	(const struct db_value[]){__VA_ARGS__},              \
	    sizeof((const struct db_value[]){__VA_ARGS__}) / \
		sizeof(struct db_value)
#define DB_NONE NULL, 0

/*
 * A handle that connects at the first statement and again whenever the
 * connection was lost.  Sets strict mode, UTC, utf8mb4, READ COMMITTED and an
 * innodb_lock_wait_timeout of 5 s.  Connect time-out 5 s, read/write 10 s.
 * Closed with `mem`.
 */
struct db *db_new(void *mem, const struct conf *conf);

/* Connect now if not connected: ERR_OK or ERR_UNAVAILABLE. */
enum err db_connect(struct db *db, struct error *e) MUST_USE;

/*
 * Run a statement that returns no rows.  `sql` must be a string literal (it is
 * the cache's key).  *ret_affected (may be NULL) is the number of rows
 * *changed*; *ret_id (may be NULL) the AUTO_INCREMENT value.
 *
 * ERR_UNAVAILABLE: not connected, or given up by the server for a deadlock or
 * a lock held for too long; nothing was done.  ERR_UNCERTAIN: the connection
 * broke after the statement was sent outside a transaction.  ERR_CONFLICT: a
 * UNIQUE key refused it.  ERR_INTERNAL: any other refusal.
 * A statement that found a stale connection before being sent is retried once.
 */
enum err db_exec(struct db *db, const char *sql, const struct db_value *params,
    size_t n_params, int64_t *ret_affected, int64_t *ret_id,
    struct error *e) MUST_USE;

/* Run a query and buffer its rows under `mem`.  Errors as db_exec(). */
enum err db_query(struct db *db, void *mem, const char *sql,
    const struct db_value *params, size_t n_params, struct db_rows **ret_rows,
    struct error *e) MUST_USE;

/* Step to the next row; the first call gives the first.  false at the end. */
bool db_next(struct db_rows *rows);
size_t db_count(const struct db_rows *rows);

/*
 * Column `col` (from 0) of the current row.  NULL is 0, NULL and 0.  Integers
 * (and decimals without a fraction: sums) are read by db_int(), DATETIME and
 * TIMESTAMP by db_time(), everything else by db_str(); to ask for another kind
 * is a bug and ends the program.
 */
int64_t db_int(const struct db_rows *rows, int col);
const char *db_str(const struct db_rows *rows, int col); /* lives with rows */
int64_t db_time(const struct db_rows *rows, int col);    /* DATETIME, in us */
bool db_is_null(const struct db_rows *rows, int col);

/*
 * Run `body` in a transaction: commit when it returns ERR_OK, roll back
 * otherwise and return its error.  Deadlock (1213), lock wait (1205) and
 * "record has changed" (1020) run the whole body again, up to 3 times with a
 * short random pause, so `body` must not change anything outside the database
 * before it returns; when that does not help either it is ERR_UNAVAILABLE.
 * Once one of these or a lost connection has ended the transaction, the rest
 * of the body's statements fail, and a body that overlooks it does not commit.
 * A connection lost before COMMIT was sent is ERR_UNAVAILABLE, after it
 * ERR_UNCERTAIN.  Must not be nested.
 */
typedef enum err (*db_body)(struct db *db, void *arg, struct error *e);
enum err db_transact(
    struct db *db, db_body body, void *arg, struct error *e) MUST_USE;

/* "%text%" under `mem` for LIKE, with its own characters taken literally; NULL
 * and "" give "". */
const char *db_like(void *mem, const char *text);

/* Whether a transaction is open; store functions that need one assert it. */
bool db_in_transaction(const struct db *db);

/* Statements sent so far, for the bench and the tests. */
uint64_t db_statements(const struct db *db);

/* Transactions that have come to their COMMIT so far: what was read before the
 * last of them may be out of date. */
uint64_t db_commits(const struct db *db);

/*
 * Take the server-wide advisory lock `name` for this connection without
 * waiting: ERR_OK, or ERR_CONFLICT when another connection holds it.
 */
enum err db_lock(struct db *db, const char *name, struct error *e) MUST_USE;

/* Run a script of several statements (migrations only); stops at an error. */
enum err db_script(struct db *db, const char *script, struct error *e) MUST_USE;

#endif
