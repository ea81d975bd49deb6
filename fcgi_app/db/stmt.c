#include "db/db_private.h"

#include <errmsg.h>
#include <string.h>

#include "base/mem.h"

#define PARAMS_MAX 64

struct db_value
db_str_value(const char *s)
{
	if (s == NULL)
		return (DB_NULL);
	return ((struct db_value){.type = DB_V_STR, .str = s});
}

struct db_value
db_time_value(int64_t us)
{
	if (us == 0)
		return (DB_NULL);
	return ((struct db_value){.type = DB_V_TIME, .num = us});
}

struct db_value
db_id_value(int64_t id)
{
	return (id == 0 ? DB_NULL : DB_INT(id));
}

/* The prepared statement of `sql`, NULL if there is none yet. */
static MYSQL_STMT *
find(struct db *db, const char *sql)
{
	int i;

	for (i = 0; i < db->stmts_n; i++)
		if (db->stmts[i].sql == sql)
			return (db->stmts[i].stmt);
	return (NULL);
}

static void
remember(struct db *db, const char *sql, MYSQL_STMT *stmt)
{
	/* more literals than places is a bug; the oldest makes room */
	if (db->stmts_n == DB_STATEMENTS_MAX) {
		mysql_stmt_close(db->stmts[0].stmt);
		memmove(&db->stmts[0], &db->stmts[1],
		    sizeof(db->stmts[0]) * (DB_STATEMENTS_MAX - 1));
		db->stmts_n--;
	}
	db->stmts[db->stmts_n].sql = sql;
	db->stmts[db->stmts_n].stmt = stmt;
	db->stmts_n++;
}

/* Prepare `sql`; *ret_code is the server's code on failure. */
static enum err
prepare(struct db *db, const char *sql, MYSQL_STMT **ret, unsigned *ret_code,
    struct error *e)
{
	my_bool yes = 1;
	MYSQL_STMT *stmt = find(db, sql);
	enum err err;

	if (stmt == NULL) {
		stmt = mysql_stmt_init(db->my);
		if (stmt == NULL)
			return (
			    err_set(e, ERR_INTERNAL, NULL, "out of memory"));
		mysql_stmt_attr_set(stmt, STMT_ATTR_UPDATE_MAX_LENGTH, &yes);
		if (mysql_stmt_prepare(stmt, sql, strlen(sql)) != 0) {
			*ret_code = mysql_stmt_errno(stmt);
			err = db_failed(
			    db, *ret_code, mysql_stmt_error(stmt), false, e);
			mysql_stmt_close(stmt);
			return (err);
		}
		remember(db, sql, stmt);
	}
	*ret = stmt;
	return (ERR_OK);
}

static void
bind_one(const struct db_value *v, MYSQL_BIND *b, MYSQL_TIME *t,
    unsigned long *len)
{
	switch (v->type) {
	case DB_V_NULL:
		b->buffer_type = MYSQL_TYPE_NULL;
		break;
	case DB_V_INT:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = (void *)(uintptr_t)&v->num;
		break;
	case DB_V_STR:
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer = (void *)(uintptr_t)v->str;
		*len = strlen(v->str);
		b->buffer_length = *len;
		b->length = len;
		break;
	case DB_V_TIME:
		b->buffer_type = MYSQL_TYPE_DATETIME;
		db_time_from_us(v->num, t);
		b->buffer = t;
		break;
	}
}

static enum err
execute(struct db *db, MYSQL_STMT *stmt, const struct db_value *params,
    size_t n, unsigned *ret_code, struct error *e)
{
	MYSQL_BIND binds[PARAMS_MAX];
	MYSQL_TIME times[PARAMS_MAX];
	unsigned long lengths[PARAMS_MAX];
	size_t i;

	if (n > PARAMS_MAX || mysql_stmt_param_count(stmt) != n)
		return (err_set(e, ERR_INTERNAL, NULL,
		    "A statement got the wrong number of parameters."));
	memset(binds, 0, sizeof(binds[0]) * (n + 1 > PARAMS_MAX ? n : n + 1));
	for (i = 0; i < n; i++)
		bind_one(&params[i], &binds[i], &times[i], &lengths[i]);
	db->sent++;
	if ((n == 0 || mysql_stmt_bind_param(stmt, binds) == 0) &&
	    mysql_stmt_execute(stmt) == 0)
		return (ERR_OK);
	*ret_code = mysql_stmt_errno(stmt);
	return (db_failed(db, *ret_code, mysql_stmt_error(stmt),
	    *ret_code != CR_SERVER_GONE_ERROR, e));
}

enum err
db_run(struct db *db, const char *sql, const struct db_value *params, size_t n,
    MYSQL_STMT **ret, struct error *e)
{
	unsigned code = 0;
	enum err err;
	int try;

	if (db->broken_inside && db->in_transaction)
		return (err_set(e, ERR_UNAVAILABLE, NULL,
		    "The database cannot be reached. Try again in a moment."));
	for (try = 0;; try++) {
		err = db_connect(db, e);
		if (err == ERR_OK)
			err = prepare(db, sql, ret, &code, e);
		if (err == ERR_OK)
			err = execute(db, *ret, params, n, &code, e);
		/* gone before it was sent: the connection had gone stale */
		if (err != ERR_UNAVAILABLE || !db_code_lost(code) || try > 0 ||
		    db->in_transaction)
			return (err);
	}
}
