#include "db/db_private.h"

#include <assert.h>
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "base/mem.h"

#define TRANSACTION_TRIES 4	/* the first and three more */
#define RETRY_PAUSE_MS	  20

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
	mem_on_free(db, db_done);
	return (db);
}

void
db_drop(struct db *db)
{
	int i;

	for (i = 0; i < db->stmts_n; i++)
		mysql_stmt_close(db->stmts[i].stmt);
	db->stmts_n = 0;
	if (db->my != NULL)
		mysql_close(db->my);
	db->my = NULL;
	if (db->in_transaction)
		db->broken_inside = true;
}

bool
db_code_lost(unsigned code)
{
	return (code == CR_SERVER_GONE_ERROR || code == CR_SERVER_LOST ||
	    code == CR_CONNECTION_ERROR || code == CR_CONN_HOST_ERROR ||
	    code == ER_SERVER_SHUTDOWN || code == 1927 /* killed */);
}

bool
db_code_retry(unsigned code)
{
	return (code == ER_LOCK_DEADLOCK || code == ER_LOCK_WAIT_TIMEOUT ||
	    code == ER_CHECKREAD);
}

static void
set_options(MYSQL *my, const struct conf *conf)
{
	unsigned connect_s = 5, io_s = 30, off = 0;
	my_bool no = 0;

	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &io_s);
	mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &io_s);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_OPT_RECONNECT, &no);
	mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(my, MYSQL_INIT_COMMAND,
	    "SET time_zone='+00:00',"
	    "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,"
	    "ERROR_FOR_DIVISION_BY_ZERO',"
	    "innodb_lock_wait_timeout=5,"
	    "tx_isolation='READ-COMMITTED'");
	if (conf->db_tls_ca[0] != '\0')
		mysql_ssl_set(my, NULL, NULL, conf->db_tls_ca, NULL, NULL);
}

enum err
db_connect(struct db *db, struct error *e)
{
	const struct conf *c = db->conf;
	bool local = c->db_socket[0] != '\0';
	MYSQL *my;

	if (db->my != NULL)
		return (ERR_OK);
	my = mysql_init(NULL);
	if (my == NULL)
		return (err_set(e, ERR_INTERNAL, NULL, "out of memory"));
	set_options(my, c);
	if (mysql_real_connect(my, local ? NULL : c->db_host, c->db_user,
		c->db_password, c->db_name, local ? 0 : (unsigned)c->db_port,
		local ? c->db_socket : NULL, CLIENT_MULTI_STATEMENTS) == NULL) {
		err_set(e, ERR_UNAVAILABLE, NULL,
		    "The database cannot be reached. Try again in a moment.");
		err_detail(e, "%u: %s", mysql_errno(my), mysql_error(my));
		mysql_close(my);
		return (ERR_UNAVAILABLE);
	}
	db->my = my;
	return (ERR_OK);
}

enum err
db_failed(struct db *db, unsigned code, const char *text, bool was_sent,
    struct error *e)
{
	enum err err = ERR_INTERNAL;
	char copy[ERR_MESSAGE_MAX];

	db->last_code = code;
	snprintf(copy, sizeof(copy), "%s", text);
	if (db_code_lost(code)) {
		err = was_sent && !db->in_transaction ? ERR_UNCERTAIN
						      : ERR_UNAVAILABLE;
		db_drop(db);
		err_set(e, err, NULL,
		    "The database cannot be reached. Try again in a moment.");
	} else if (code == ER_DUP_ENTRY) {
		err = err_set(e, ERR_CONFLICT, NULL, "That exists already.");
	} else {
		err_set(e, err, NULL, "The database refused a statement.");
	}
	err_detail(e, "%u: %s", code, copy);
	return (err);
}

enum err
db_exec(struct db *db, const char *sql, const struct db_value *params,
    size_t n_params, int64_t *ret_affected, int64_t *ret_id, struct error *e)
{
	MYSQL_STMT *stmt;
	enum err err = db_run(db, sql, params, n_params, &stmt, e);

	if (err != ERR_OK)
		return (err);
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

/* ------------------------------------------------ transactions */

static enum err
plain(struct db *db, const char *sql, struct error *e)
{
	db->sent++;
	if (mysql_real_query(db->my, sql, strlen(sql)) == 0)
		return (ERR_OK);
	return (
	    db_failed(db, mysql_errno(db->my), mysql_error(db->my), true, e));
}

/* Begin; a connection that went stale while idle is opened anew, once. */
static enum err
begin(struct db *db, struct error *e)
{
	enum err err = ERR_UNAVAILABLE;
	int try;

	for (try = 0; try < 2; try++) {
		err = db_connect(db, e);
		if (err != ERR_OK)
			return (err);
		err = plain(db, "START TRANSACTION", e);
		if (err == ERR_OK)
			break;
		if (err != ERR_UNCERTAIN)
			return (err);
		err = ERR_UNAVAILABLE;
	}
	if (err != ERR_OK)
		return (err);
	db->in_transaction = true;
	db->broken_inside = false;
	return (ERR_OK);
}

static enum err
commit(struct db *db, struct error *e)
{
	enum err err;

	db->in_transaction = false;
	err = plain(db, "COMMIT", e);
	return (err);
}

static void
roll_back(struct db *db)
{
	struct error ignored;

	db->in_transaction = false;
	if (db->my == NULL)
		return;
	err_clear(&ignored);
	if (plain(db, "ROLLBACK", &ignored) != ERR_OK)
		db_drop(db);
}

static void
pause_before_retry(int try)
{
	uint32_t ms = 1 + crypto_random_below((uint32_t)(RETRY_PAUSE_MS * try));
	struct timespec ts = {0, (long)ms * 1000000};

	nanosleep(&ts, NULL);
}

static enum err
attempt(struct db *db, db_body body, void *arg, struct error *e,
    bool *ret_again)
{
	enum err err = begin(db, e);
	unsigned code;

	*ret_again = false;
	if (err != ERR_OK)
		return (err);
	err = body(db, arg, e);
	if (db->broken_inside) {
		db->in_transaction = false;
		return (err == ERR_OK ? ERR_UNAVAILABLE : err);
	}
	if (err == ERR_OK)
		err = commit(db, e);
	code = db->last_code;
	if (err != ERR_OK && db->my != NULL)
		roll_back(db);
	*ret_again = err == ERR_INTERNAL && db_code_retry(code);
	return (err);
}

enum err
db_transact(struct db *db, db_body body, void *arg, struct error *e)
{
	enum err err = ERR_INTERNAL;
	bool again = true;
	int try;

	assert(!db->in_transaction);
	for (try = 0; again && try < TRANSACTION_TRIES; try++) {
		if (try > 0)
			pause_before_retry(try);
		db->last_code = 0;
		err = attempt(db, body, arg, e, &again);
	}
	return (err);
}

bool
db_in_transaction(const struct db *db)
{
	return (db->in_transaction);
}

uint64_t
db_statements(const struct db *db)
{
	return (db->sent);
}

/* ------------------------------------------------ the rest */

enum err
db_lock(struct db *db, const char *name, struct error *e)
{
	struct db_rows *rows;
	void *mem = mem_arena(NULL);
	enum err err;

	err = db_query(db, mem, "SELECT GET_LOCK(?, 0)",
	    DB_ARGS(DB_STR(name)), &rows, e);
	if (err == ERR_OK && (!db_next(rows) || db_int(rows, 0) != 1))
		err = err_set(e, ERR_CONFLICT, NULL,
		    "Another process holds the lock \"%s\".", name);
	mem_free(&mem);
	return (err);
}

enum err
db_script(struct db *db, const char *script, struct error *e)
{
	MYSQL_RES *res;
	enum err err = db_connect(db, e);
	int more;

	if (err != ERR_OK)
		return (err);
	err = plain(db, script, e);
	while (err == ERR_OK) {
		res = mysql_store_result(db->my);
		if (res != NULL)
			mysql_free_result(res);
		more = mysql_next_result(db->my);
		if (more < 0)
			break;
		if (more > 0)
			err = db_failed(db, mysql_errno(db->my),
			    mysql_error(db->my), true, e);
	}
	return (err);
}
