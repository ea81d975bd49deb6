#include "db/db_private.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define CONNECT_SECONDS 5
/*
 * A person waits for it, and nginx for 60 s at most: a database that hangs
 * must be a sentence before that, the time of a connection on top.
 */
#define IO_SECONDS 10

/* One statement, so that a new connection costs one round trip more. */
static const char session_setup[] =
    "SET time_zone = '+00:00',"
    " sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',"
    " innodb_lock_wait_timeout = 5,"
    " tx_isolation = 'READ-COMMITTED'";

static void
db_done(void *block)
{
	db_drop(block);
}

struct db *
db_new(void *mem, const struct conf *conf)
{
	struct db *db = mem_new(mem, struct db);

	db->conf = conf;
	db->io_seconds = IO_SECONDS;
	mem_on_free(db, db_done);
	return (db);
}

/* ------------------------------------------------ the connection */

/*
 * Closing the connection frees the statements on the server; closing them
 * one by one first would send a packet for each.
 */
void
db_drop(struct db *db)
{
	int i;

	if (db->my != NULL)
		mysql_close(db->my);
	db->my = NULL;
	for (i = 0; i < db->stmts_n; i++) {
		mysql_stmt_close(db->stmts[i].stmt);
		mem_free(&db->stmts[i].sql);
	}
	db->stmts_n = 0;
	if (db->tx == DB_TX_OPEN || db->tx == DB_TX_COMMITTING)
		db->tx = DB_TX_LOST;
}

void
db_patience(struct db *db, unsigned seconds)
{
	if (db->io_seconds == seconds)
		return;
	db->io_seconds = seconds;
	db_drop(db);
}

/* Over the network only with the server's certificate checked. */
static void
set_tls(MYSQL *my, const char *ca)
{
	my_bool on = 1;

	mysql_ssl_set(my, NULL, NULL, ca, NULL, NULL);
	mysql_options(my, MYSQL_OPT_SSL_ENFORCE, &on);
	mysql_options(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
}

static void
set_options(MYSQL *my, const struct db *db)
{
	const unsigned connect_s = CONNECT_SECONDS, off = 0;
	const my_bool no = 0;

	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &db->io_seconds);
	mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &db->io_seconds);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_OPT_RECONNECT, &no);
	mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(my, MYSQL_INIT_COMMAND, session_setup);
}

static MYSQL *
connect_with(MYSQL *my, const struct conf *c)
{
	if (c->db_socket[0] != '\0')
		return (mysql_real_connect(my, NULL, c->db_user, c->db_password,
		    c->db_name, 0, c->db_socket, 0));
	if (c->db_tls_ca[0] != '\0')
		set_tls(my, c->db_tls_ca);
	return (mysql_real_connect(my, c->db_host, c->db_user, c->db_password,
	    c->db_name, (unsigned)c->db_port, NULL, 0));
}

/*
 * Whether the server has closed its end of an idle connection.  Without this
 * look, which costs well under a microsecond, a statement sent into a closed
 * TCP connection could not be told from one that was lost on its way.
 */
static bool
hung_up(MYSQL *my)
{
	struct pollfd p = {.fd = mysql_get_socket(my), .events = POLLRDHUP};

	return (poll(&p, 1, 0) > 0);
}

enum err
db_connect(struct db *db, struct error *e)
{
	MYSQL *my;

	if (db->my != NULL && hung_up(db->my))
		db_drop(db);
	if (db->tx == DB_TX_LOST)
		return (db_out_of_reach(e));
	if (db->my != NULL)
		return (ERR_OK);
	my = mysql_init(NULL);
	if (my == NULL)
		return (err_set(e, ERR_INTERNAL, NULL, "out of memory"));
	set_options(my, db);
	if (connect_with(my, db->conf) == NULL) {
		db_out_of_reach(e);
		err_detail(e, "%u: %s", mysql_errno(my), mysql_error(my));
		mysql_close(my);
		return (ERR_UNAVAILABLE);
	}
	db->my = my;
	return (ERR_OK);
}

/* ------------------------------------------------ failures */

enum err
db_out_of_reach(struct error *e)
{
	return (err_set(e, ERR_UNAVAILABLE, NULL,
	    "The database cannot be reached. Try again in a moment."));
}

enum err
db_busy(struct error *e)
{
	return (err_set(e, ERR_UNAVAILABLE, NULL,
	    "The database is busy. Try again in a moment."));
}

/*
 * Everything that the client library itself reports means that the
 * conversation cannot go on; the server says so with two codes of its own.
 */
static bool
is_lost(unsigned code)
{
	return ((code >= CR_MIN_ERROR && code <= CR_MAX_ERROR) ||
		(code >= CER_MIN_ERROR && code <= CER_MAX_ERROR) ||
		code == ER_SERVER_SHUTDOWN || code == ER_CONNECTION_KILLED);
}

/* ER_AUTOINC_READ_FAILED is a deadlock on the counter of a table. */
static bool
is_contention(unsigned code)
{
	return (code == ER_LOCK_DEADLOCK || code == ER_LOCK_WAIT_TIMEOUT ||
		code == ER_CHECKREAD || code == ER_AUTOINC_READ_FAILED);
}

/*
 * CR_SERVER_GONE_ERROR: it could not be written.  Inside a transaction nothing
 * lasts without COMMIT.
 */
static enum err
lost(struct db *db, unsigned code, enum db_effect effect, struct error *e)
{
	bool done = effect == DB_CHANGES && code != CR_SERVER_GONE_ERROR &&
		    db->tx != DB_TX_OPEN;

	db_drop(db);
	if (!done)
		return (db_out_of_reach(e));
	return (err_set(e, ERR_UNCERTAIN, NULL,
	    "The database went away before it answered. Look whether it was "
	    "done before you try again."));
}

enum err
db_failed(struct db *db, unsigned code, const char *text, enum db_effect effect,
    struct error *e)
{
	char copy[ERR_MESSAGE_MAX];
	enum err err;

	snprintf(copy, sizeof(copy), "%s", text);
	if (is_lost(code)) {
		err = lost(db, code, effect, e);
	} else if (is_contention(code)) {
		if (db->tx != DB_TX_NONE)
			db->tx = DB_TX_RETRY;
		err = db_busy(e);
	} else if (code == ER_DUP_ENTRY) {
		err = err_set(e, ERR_CONFLICT, NULL, "That exists already.");
	} else {
		err = err_set(
		    e, ERR_INTERNAL, NULL, "The database refused a statement.");
	}
	err_detail(e, "%u: %s", code, copy);
	return (err);
}

/* ------------------------------------------------ statements */

enum err
db_exec(struct db *db, const char *sql, const struct db_value *params,
    size_t n_params, int64_t *ret_affected, int64_t *ret_id, struct error *e)
{
	MYSQL_STMT *stmt;
	enum err err = db_run(db, sql, params, n_params, &stmt, e);

	if (err != ERR_OK)
		return (err);
	/* rows that nobody reads would stand in the next statement's way */
	if (mysql_stmt_field_count(stmt) > 0)
		mysql_stmt_free_result(stmt);
	if (ret_affected != NULL)
		*ret_affected = (int64_t)mysql_stmt_affected_rows(stmt);
	if (ret_id != NULL)
		*ret_id = (int64_t)mysql_stmt_insert_id(stmt);
	return (ERR_OK);
}

enum err
db_query(struct db *db, void *mem, const char *sql,
    const struct db_value *params, size_t n_params, struct db_rows **ret_rows,
    struct error *e)
{
	MYSQL_STMT *stmt;
	enum err err = db_run(db, sql, params, n_params, &stmt, e);

	if (err != ERR_OK)
		return (err);
	return (db_fetch(db, mem, stmt, ret_rows, e));
}

enum err
db_plain(struct db *db, const char *sql, enum db_effect effect, struct error *e)
{
	db->sent++;
	if (mysql_real_query(db->my, sql, strlen(sql)) == 0)
		return (ERR_OK);
	return (
	    db_failed(db, mysql_errno(db->my), mysql_error(db->my), effect, e));
}

uint64_t
db_statements(const struct db *db)
{
	return (db->sent);
}

uint64_t
db_commits(const struct db *db)
{
	return (db->commits);
}

enum err
db_lock(struct db *db, const char *name, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(
	    db, mem, "SELECT GET_LOCK(?, 0)", DB_ARGS(DB_STR(name)), &rows, e);
	if (err == ERR_OK && (!db_next(rows) || db_int(rows, 0) != 1))
		err = err_set(e, ERR_CONFLICT, NULL,
		    "Another process holds the lock \"%s\".", name);
	mem_free(&mem);
	return (err);
}

/* Step over the results of a script's statements to its end or an error. */
static enum err
read_results(struct db *db, struct error *e)
{
	MYSQL_RES *res;
	int more;

	do {
		res = mysql_store_result(db->my);
		if (res != NULL)
			mysql_free_result(res);
		else if (mysql_errno(db->my) != 0)
			break;
		more = mysql_next_result(db->my);
	} while (more == 0);
	if (mysql_errno(db->my) == 0)
		return (ERR_OK);
	return (db_failed(
	    db, mysql_errno(db->my), mysql_error(db->my), DB_CHANGES, e));
}

/* Several statements in one text are allowed for the script alone. */
enum err
db_script(struct db *db, const char *script, struct error *e)
{
	enum err err = db_connect(db, e);

	if (err != ERR_OK)
		return (err);
	if (mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_ON))
		return (db_failed(db, mysql_errno(db->my), mysql_error(db->my),
		    DB_HARMLESS, e));
	err = db_plain(db, script, DB_CHANGES, e);
	if (err == ERR_OK)
		err = read_results(db, e);
	if (db->my != NULL && mysql_set_server_option(db->my,
				  MYSQL_OPTION_MULTI_STATEMENTS_OFF) != 0)
		db_drop(db);
	return (err);
}
