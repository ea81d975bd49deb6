#include "db/db_private.h"

#include <string.h>

#include "base/fault.h"
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

/* ------------------------------------------------ the cache */

/*
 * The prepared statement of `sql`, NULL if there is none yet.  Literals are
 * told apart by their address; the text is compared all the same, so that a
 * string that was no literal cannot run another one's statement.
 */
static MYSQL_STMT *
find(struct db *db, const char *sql)
{
	int i;

	for (i = 0; i < db->stmts_n; i++)
		if (db->stmts[i].key == sql &&
		    strcmp(db->stmts[i].sql, sql) == 0)
			return (db->stmts[i].stmt);
	return (NULL);
}

static void
forget_oldest(struct db *db)
{
	mysql_stmt_close(db->stmts[0].stmt);
	mem_free(&db->stmts[0].sql);
	db->stmts_n--;
	memmove(&db->stmts[0], &db->stmts[1],
	    sizeof(db->stmts[0]) * (size_t)db->stmts_n);
}

static void
remember(struct db *db, const char *sql, MYSQL_STMT *stmt)
{
	if (db->stmts_n == DB_STATEMENTS_MAX)
		forget_oldest(db);
	db->stmts[db->stmts_n++] = (struct db_stmt){
	    .key = sql, .sql = mem_strdup(db, sql), .stmt = stmt};
}

static enum err
prepare(struct db *db, const char *sql, MYSQL_STMT **ret, struct error *e)
{
	my_bool yes = 1;
	MYSQL_STMT *stmt = find(db, sql);
	enum err err;

	if (stmt == NULL) {
		stmt = mysql_stmt_init(db->my);
		if (stmt == NULL)
			return (
			    err_set(e, ERR_INTERNAL, NULL, "out of memory"));
		/* db_fetch() sizes its columns by it */
		mysql_stmt_attr_set(stmt, STMT_ATTR_UPDATE_MAX_LENGTH, &yes);
		if (mysql_stmt_prepare(stmt, sql, strlen(sql)) != 0) {
			err = db_failed(db, mysql_stmt_errno(stmt),
			    mysql_stmt_error(stmt), DB_HARMLESS, e);
			mysql_stmt_close(stmt);
			return (err);
		}
		remember(db, sql, stmt);
	}
	*ret = stmt;
	return (ERR_OK);
}

/* ------------------------------------------------ execution */

static void
bind_one(
    const struct db_value *v, MYSQL_BIND *b, MYSQL_TIME *t, unsigned long *len)
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
		*len = strlen(v->str);
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer = (void *)(uintptr_t)v->str;
		b->buffer_length = *len;
		b->length = len;
		break;
	case DB_V_TIME:
		db_time_from_us(v->num, t);
		b->buffer_type = MYSQL_TYPE_DATETIME;
		b->buffer = t;
		break;
	}
}

/* A statement outside a transaction is one by itself. */
static void
note_write(struct db *db, MYSQL_STMT *stmt)
{
	if (mysql_stmt_field_count(stmt) > 0 ||
	    mysql_stmt_affected_rows(stmt) == 0)
		return;
	db->tx_wrote = true;
	if (db->tx == DB_TX_NONE)
		fault_point("write.after");
}

static enum err
execute(struct db *db, MYSQL_STMT *stmt, const struct db_value *params,
    size_t n, struct error *e)
{
	MYSQL_BIND binds[PARAMS_MAX];
	MYSQL_TIME times[PARAMS_MAX];
	unsigned long lengths[PARAMS_MAX];
	size_t i;

	if (n > PARAMS_MAX || mysql_stmt_param_count(stmt) != n)
		return (err_set(e, ERR_INTERNAL, NULL,
		    "A statement got the wrong number of parameters."));
	memset(binds, 0, sizeof(binds[0]) * n);
	for (i = 0; i < n; i++)
		bind_one(&params[i], &binds[i], &times[i], &lengths[i]);
	db->sent++;
	if ((n == 0 || mysql_stmt_bind_param(stmt, binds) == 0) &&
	    mysql_stmt_execute(stmt) == 0) {
		note_write(db, stmt);
		return (ERR_OK);
	}
	return (db_failed(
	    db, mysql_stmt_errno(stmt), mysql_stmt_error(stmt), DB_CHANGES, e));
}

enum err
db_run(struct db *db, const char *sql, const struct db_value *params, size_t n,
    MYSQL_STMT **ret, struct error *e)
{
	enum err err;
	int try;

	/* the server ended this transaction: alone, the rest must not run */
	if (db->tx == DB_TX_RETRY)
		return (db_busy(e));
	for (try = 0; try < 2; try++) {
		err = db_connect(db, e);
		if (err != ERR_OK)
			return (err);
		err = prepare(db, sql, ret, e);
		if (err == ERR_OK)
			err = execute(db, *ret, params, n, e);
		if (err != ERR_UNAVAILABLE || db->my != NULL ||
		    db->tx != DB_TX_NONE)
			break;
	}
	return (err);
}
