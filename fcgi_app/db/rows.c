#include "db/db_private.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

#define COLUMNS_MAX 64

/* Where one row lands before it is copied into its cells. */
struct landing {
	MYSQL_BIND bind[COLUMNS_MAX];
	unsigned long length[COLUMNS_MAX];
	my_bool null[COLUMNS_MAX];
	int64_t num[COLUMNS_MAX];
	MYSQL_TIME time[COLUMNS_MAX];
};

int64_t
db_time_to_us(const MYSQL_TIME *t)
{
	struct tm tm = {.tm_year = (int)t->year - 1900,
	    .tm_mon = (int)t->month - 1,
	    .tm_mday = (int)t->day,
	    .tm_hour = (int)t->hour,
	    .tm_min = (int)t->minute,
	    .tm_sec = (int)t->second};

	return ((int64_t)timegm(&tm) * USEC_PER_SEC + (int64_t)t->second_part);
}

void
db_time_from_us(int64_t us, MYSQL_TIME *ret)
{
	time_t s = (time_t)(us / USEC_PER_SEC);
	struct tm tm;

	gmtime_r(&s, &tm);
	memset(ret, 0, sizeof(*ret));
	ret->year = (unsigned)tm.tm_year + 1900;
	ret->month = (unsigned)tm.tm_mon + 1;
	ret->day = (unsigned)tm.tm_mday;
	ret->hour = (unsigned)tm.tm_hour;
	ret->minute = (unsigned)tm.tm_min;
	ret->second = (unsigned)tm.tm_sec;
	ret->second_part = (unsigned long)(us % USEC_PER_SEC);
	ret->time_type = MYSQL_TIMESTAMP_DATETIME;
}

static bool
is_number(enum enum_field_types type)
{
	return (type == MYSQL_TYPE_TINY || type == MYSQL_TYPE_SHORT ||
	    type == MYSQL_TYPE_INT24 || type == MYSQL_TYPE_LONG ||
	    type == MYSQL_TYPE_LONGLONG || type == MYSQL_TYPE_YEAR ||
	    type == MYSQL_TYPE_DECIMAL || type == MYSQL_TYPE_NEWDECIMAL);
}

static bool
is_time(enum enum_field_types type)
{
	return (type == MYSQL_TYPE_DATETIME || type == MYSQL_TYPE_TIMESTAMP);
}

/* Bind column `i`: numbers and times in place, text sized by its maximum. */
static void
bind_column(void *mem, struct landing *l, const MYSQL_FIELD *f, unsigned i)
{
	MYSQL_BIND *b = &l->bind[i];

	b->is_null = &l->null[i];
	b->length = &l->length[i];
	if (is_number(f->type)) {
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = &l->num[i];
	} else if (is_time(f->type)) {
		b->buffer_type = MYSQL_TYPE_DATETIME;
		b->buffer = &l->time[i];
	} else {
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer_length = f->max_length + 1;
		b->buffer = mem_zalloc(mem, b->buffer_length, "column");
	}
}

static void
copy_cell(void *mem, const struct landing *l, unsigned i, struct db_cell *cell)
{
	cell->null = l->null[i] != 0;
	if (cell->null)
		return;
	switch (l->bind[i].buffer_type) {
	case MYSQL_TYPE_LONGLONG:
		cell->num = l->num[i];
		break;
	case MYSQL_TYPE_DATETIME:
		cell->num = db_time_to_us(&l->time[i]);
		break;
	default:
		cell->str = mem_strndup(mem, l->bind[i].buffer, l->length[i]);
	}
}

static enum err
fetch_all(struct db *db, MYSQL_STMT *stmt, const struct landing *l,
    struct db_rows *rows, struct error *e)
{
	size_t r;
	unsigned i;
	int rc;

	for (r = 0; (rc = mysql_stmt_fetch(stmt)) == 0 && r < rows->n; r++)
		for (i = 0; i < rows->width; i++)
			copy_cell(rows, l, i, &rows->cells[r * rows->width + i]);
	if (rc == MYSQL_NO_DATA)
		return (ERR_OK);
	return (db_failed(db, mysql_stmt_errno(stmt), mysql_stmt_error(stmt),
	    true, e));
}

enum err
db_fetch(struct db *db, void *mem, MYSQL_STMT *stmt, struct db_rows **ret,
    struct error *e)
{
	struct db_rows *rows = mem_new(mem, struct db_rows);
	struct landing *l = mem_new(rows, struct landing);
	MYSQL_RES *meta = NULL;
	enum err err;
	unsigned i;

	if (mysql_stmt_store_result(stmt) != 0)
		return (db_failed(db, mysql_stmt_errno(stmt),
		    mysql_stmt_error(stmt), true, e));
	meta = mysql_stmt_result_metadata(stmt);
	if (meta == NULL || mysql_num_fields(meta) > COLUMNS_MAX) {
		err = err_set(e, ERR_INTERNAL, NULL,
		    "A query returned no rows or too many columns.");
		goto out;
	}
	rows->width = mysql_num_fields(meta);
	rows->n = (size_t)mysql_stmt_num_rows(stmt);
	rows->cells = mem_array(rows, struct db_cell, rows->n * rows->width + 1);
	for (i = 0; i < rows->width; i++)
		bind_column(l, l, mysql_fetch_field_direct(meta, i), i);
	mysql_stmt_bind_result(stmt, l->bind);
	err = fetch_all(db, stmt, l, rows, e);
	if (err == ERR_OK)
		*ret = rows;
out:
	if (meta != NULL)
		mysql_free_result(meta);
	if (db->my != NULL)
		mysql_stmt_free_result(stmt);
	mem_free(&l);
	return (err);
}

bool
db_next(struct db_rows *rows)
{
	if (rows->at >= rows->n)
		return (false);
	rows->at++;
	return (true);
}

size_t
db_count(const struct db_rows *rows)
{
	return (rows->n);
}

static const struct db_cell *
cell_at(const struct db_rows *rows, int col)
{
	return (&rows->cells[(rows->at - 1) * rows->width + (size_t)col]);
}

int64_t
db_int(const struct db_rows *rows, int col)
{
	return (cell_at(rows, col)->num);
}

const char *
db_str(const struct db_rows *rows, int col)
{
	return (cell_at(rows, col)->str);
}

int64_t
db_time(const struct db_rows *rows, int col)
{
	return (cell_at(rows, col)->num);
}

bool
db_is_null(const struct db_rows *rows, int col)
{
	return (cell_at(rows, col)->null);
}
