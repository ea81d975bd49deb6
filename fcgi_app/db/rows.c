#include "db/db_private.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

#define COLUMNS_MAX 64

/* How a column is read; KIND_NONE is a bare NULL, which is of every kind. */
enum kind { KIND_NONE, KIND_INT, KIND_TIME, KIND_STR };

struct db_cell {
	int64_t num;     /* KIND_INT, and KIND_TIME in microseconds */
	const char *str; /* KIND_STR */
	bool null;
};

struct db_rows {
	enum kind kinds[COLUMNS_MAX];
	struct db_cell *cells;
	size_t n, width;
	size_t at; /* rows stepped to; 0 before the first */
};

/* Where one row lands before it is copied into its cells. */
struct landing {
	MYSQL_BIND bind[COLUMNS_MAX];
	unsigned long length[COLUMNS_MAX];
	my_bool null[COLUMNS_MAX];
	int64_t num[COLUMNS_MAX];
	MYSQL_TIME time[COLUMNS_MAX];
};

/* ------------------------------------------------ times */

int64_t
db_time_to_us(const MYSQL_TIME *t)
{
	struct tm tm = {.tm_year = (int)t->year - 1900,
	    .tm_mon = (int)t->month - 1,
	    .tm_mday = (int)t->day,
	    .tm_hour = (int)t->hour,
	    .tm_min = (int)t->minute,
	    .tm_sec = (int)t->second};

	return (timegm(&tm) * USEC_PER_SEC + (int64_t)t->second_part);
}

void
db_time_from_us(int64_t us, MYSQL_TIME *ret)
{
	int64_t part = us % USEC_PER_SEC;
	time_t s;
	struct tm tm;

	/* before 1970 the second still counts upwards */
	if (part < 0)
		part += USEC_PER_SEC;
	s = (us - part) / USEC_PER_SEC;
	gmtime_r(&s, &tm);
	*ret = (MYSQL_TIME){.year = (unsigned)tm.tm_year + 1900,
	    .month = (unsigned)tm.tm_mon + 1,
	    .day = (unsigned)tm.tm_mday,
	    .hour = (unsigned)tm.tm_hour,
	    .minute = (unsigned)tm.tm_min,
	    .second = (unsigned)tm.tm_sec,
	    .second_part = (unsigned long)part,
	    .time_type = MYSQL_TIMESTAMP_DATETIME};
}

/* ------------------------------------------------ from the server */

/* A sum of integers is a DECIMAL without decimals. */
static enum kind
kind_of(const MYSQL_FIELD *f)
{
	switch (f->type) {
	case MYSQL_TYPE_NULL:
		return (KIND_NONE);
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR:
		return (KIND_INT);
	case MYSQL_TYPE_DECIMAL:
	case MYSQL_TYPE_NEWDECIMAL:
		return (f->decimals == 0 ? KIND_INT : KIND_STR);
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
		return (KIND_TIME);
	default:
		return (KIND_STR);
	}
}

/* Numbers and times land in place, text in a block of its largest size. */
static void
bind_column(
    void *mem, struct landing *l, size_t i, enum kind kind, size_t max_length)
{
	MYSQL_BIND *b = &l->bind[i];

	b->is_null = &l->null[i];
	b->length = &l->length[i];
	switch (kind) {
	case KIND_NONE:
		b->buffer_type = MYSQL_TYPE_NULL;
		break;
	case KIND_INT:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = &l->num[i];
		break;
	case KIND_TIME:
		b->buffer_type = MYSQL_TYPE_DATETIME;
		b->buffer = &l->time[i];
		break;
	case KIND_STR:
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer_length = max_length + 1;
		b->buffer = mem_array(mem, char, max_length + 1);
		break;
	}
}

/* All text of a row goes into one block: allocations are what costs here. */
static char *
row_block(struct db_rows *rows, const struct landing *l)
{
	size_t i, size = 0;

	for (i = 0; i < rows->width; i++)
		if (rows->kinds[i] == KIND_STR && !l->null[i])
			size += l->length[i] + 1;
	return (size == 0 ? NULL : mem_array(rows, char, size));
}

static void
copy_row(struct db_rows *rows, const struct landing *l, struct db_cell *cells)
{
	char *block = row_block(rows, l);
	size_t i;

	for (i = 0; i < rows->width; i++) {
		cells[i].null = l->null[i] || rows->kinds[i] == KIND_NONE;
		if (cells[i].null)
			continue;
		if (rows->kinds[i] == KIND_INT)
			cells[i].num = l->num[i];
		if (rows->kinds[i] == KIND_TIME)
			cells[i].num = db_time_to_us(&l->time[i]);
		if (rows->kinds[i] == KIND_STR) {
			memcpy(block, l->bind[i].buffer, l->length[i]);
			cells[i].str = block;
			block += l->length[i] + 1;
		}
	}
}

static enum err
copy_rows(struct db *db, MYSQL_STMT *stmt, const struct landing *l,
    struct db_rows *rows, struct error *e)
{
	size_t r;
	int rc;

	for (r = 0; r < rows->n; r++) {
		rc = mysql_stmt_fetch(stmt);
		if (rc == MYSQL_DATA_TRUNCATED)
			return (err_set(e, ERR_INTERNAL, NULL,
			    "The database gave a value that does not fit."));
		if (rc != 0)
			return (db_failed(db, mysql_stmt_errno(stmt),
			    mysql_stmt_error(stmt), DB_CHANGES, e));
		copy_row(rows, l, &rows->cells[r * rows->width]);
	}
	return (ERR_OK);
}

/* Rows of the columns of `stmt`, whose result is here; `tmp` for landing. */
static struct db_rows *
bind_columns(
    void *mem, void *tmp, MYSQL_STMT *stmt, MYSQL_RES *meta, struct landing *l)
{
	struct db_rows *rows = mem_new(mem, struct db_rows);
	const MYSQL_FIELD *f = mysql_fetch_fields(meta);
	size_t i;

	rows->width = mysql_num_fields(meta);
	rows->n = (size_t)mysql_stmt_num_rows(stmt);
	rows->cells = mem_array(rows, struct db_cell, rows->n * rows->width);
	memset(l->bind, 0, sizeof(l->bind[0]) * rows->width);
	for (i = 0; i < rows->width; i++) {
		rows->kinds[i] = kind_of(&f[i]);
		bind_column(tmp, l, i, rows->kinds[i], f[i].max_length);
	}
	return (rows);
}

enum err
db_fetch(struct db *db, void *mem, MYSQL_STMT *stmt, struct db_rows **ret,
    struct error *e)
{
	void *tmp = mem_arena(NULL);
	struct db_rows *rows;
	struct landing l;
	MYSQL_RES *meta = mysql_stmt_result_metadata(stmt);
	enum err err;

	if (meta == NULL || mysql_num_fields(meta) > COLUMNS_MAX) {
		err = err_set(e, ERR_INTERNAL, NULL,
		    "A query gave no columns or too many.");
		goto out;
	}
	if (mysql_stmt_store_result(stmt) != 0) {
		err = db_failed(db, mysql_stmt_errno(stmt),
		    mysql_stmt_error(stmt), DB_CHANGES, e);
		goto out;
	}
	rows = bind_columns(mem, tmp, stmt, meta, &l);
	if (mysql_stmt_bind_result(stmt, l.bind) != 0)
		err = db_failed(db, mysql_stmt_errno(stmt),
		    mysql_stmt_error(stmt), DB_CHANGES, e);
	else
		err = copy_rows(db, stmt, &l, rows, e);
	if (err == ERR_OK)
		*ret = rows;
out:
	/* a dropped connection has closed its statements */
	if (meta != NULL && db->my != NULL)
		mysql_stmt_free_result(stmt);
	if (meta != NULL)
		mysql_free_result(meta);
	mem_free(&tmp);
	return (err);
}

/* ------------------------------------------------ to the caller */

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

/* Column `col` of the current row; another kind than asked for is a bug. */
static const struct db_cell *
cell_of(const struct db_rows *rows, int col, enum kind kind)
{
	assert(rows->at > 0 && col >= 0 && (size_t)col < rows->width);
	assert(kind == KIND_NONE || rows->kinds[col] == KIND_NONE ||
	       rows->kinds[col] == kind);
	return (&rows->cells[(rows->at - 1) * rows->width + (size_t)col]);
}

int64_t
db_int(const struct db_rows *rows, int col)
{
	return (cell_of(rows, col, KIND_INT)->num);
}

const char *
db_str(const struct db_rows *rows, int col)
{
	return (cell_of(rows, col, KIND_STR)->str);
}

int64_t
db_time(const struct db_rows *rows, int col)
{
	return (cell_of(rows, col, KIND_TIME)->num);
}

bool
db_is_null(const struct db_rows *rows, int col)
{
	return (cell_of(rows, col, KIND_NONE)->null);
}

const char *
db_like(void *mem, const char *text)
{
	size_t n = 0;
	char *out;

	if (text == NULL || text[0] == '\0')
		return ("");
	for (const char *p = text; *p != '\0'; p++)
		n += *p == '%' || *p == '_' || *p == '\\' ? 2 : 1;
	out = mem_array(mem, char, n + 3);
	n = 0;
	out[n++] = '%';
	for (; *text != '\0'; text++) {
		if (*text == '%' || *text == '_' || *text == '\\')
			out[n++] = '\\';
		out[n++] = *text;
	}
	out[n] = '%';
	return (out);
}
