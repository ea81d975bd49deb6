#include "base/csv.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* ------------------------------------------------ writing */

static void
separate(struct buf *b)
{
	size_t n = buf_len(b);

	if (n > 0 && buf_data(b)[n - 1] != '\n')
		buf_char(b, ',');
}

/*
 * Every cell is quoted, so that the separator in front of it is the only
 * thing that can follow a line end: an empty first cell is seen as one.
 */
void
csv_str(struct buf *b, const char *cell)
{
	separate(b);
	buf_char(b, '"');
	if (*cell != '\0' && strchr("=+-@\t\r\n", *cell) != NULL)
		buf_char(b, '\'');
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			buf_char(b, '"');
		buf_char(b, *cell);
	}
	buf_char(b, '"');
}

void
csv_int(struct buf *b, int64_t n)
{
	separate(b);
	buf_printf(b, "%lld", (long long)n);
}

void
csv_end(struct buf *b)
{
	buf_str(b, "\r\n");
}

/* ------------------------------------------------ reading */

struct reader {
	void *mem;
	const char *at;
	char separator;
	int line; /* of `at` */
	size_t cells_max;
};

static enum err
wrong(const struct reader *r, const char *why, struct error *e)
{
	return (err_set(e, ERR_INVALID, NULL, "Line %d: %s", r->line, why));
}

/* Whether a line ends at `s`: LF, CR LF (at its LF), or CR alone. */
static bool
line_ends(const char *s)
{
	return (s[0] == '\n' || (s[0] == '\r' && s[1] != '\n'));
}

/* Bytes up to the quote that ends the cell; a doubled one does not. */
static size_t
quoted_length(const char *s)
{
	const char *p = s;

	for (; *p != '\0'; p++) {
		if (*p != '"')
			continue;
		if (p[1] != '"')
			break;
		p++;
	}
	return ((size_t)(p - s));
}

/* Spreadsheets of half the world write semicolons. */
static char
find_separator(const char *text)
{
	text += strspn(text, "\r\n");
	if (*text == '"')
		text += 1 + quoted_length(text + 1);
	text += strcspn(text, ",;\r\n");
	return (*text == ';' ? ';' : ',');
}

/* A quoted cell; `at` stands behind its opening quote. */
static enum err
read_quoted(struct reader *r, const char **ret, struct error *e)
{
	size_t n = quoted_length(r->at);
	char *out = mem_array(r->mem, char, n + 1), *to = out;
	const char *end = r->at + n;

	if (*end == '\0')
		return (wrong(r, "a quote has no end.", e));
	for (; r->at < end; r->at++) {
		if (*r->at == '"')
			r->at++;
		if (line_ends(r->at))
			r->line++;
		*to++ = *r->at;
	}
	r->at++;
	if (*r->at != '\0' && *r->at != r->separator && *r->at != '\r' &&
	    *r->at != '\n')
		return (wrong(r, "there is text behind a quoted cell.", e));
	*ret = out;
	return (ERR_OK);
}

static enum err
read_cell(struct reader *r, const char **ret, struct error *e)
{
	const char ends[] = {r->separator, '\r', '\n', '\0'};
	size_t n;

	if (*r->at == '"') {
		r->at++;
		return (read_quoted(r, ret, e));
	}
	n = strcspn(r->at, ends);
	*ret = mem_strndup(r->mem, r->at, n);
	r->at += n;
	return (ERR_OK);
}

static enum err
read_row(struct reader *r, struct csv_row *row, struct error *e)
{
	enum err err;

	row->line = r->line;
	row->n = 0;
	row->cells = mem_array(r->mem, const char *, r->cells_max);
	for (;;) {
		if (row->n == r->cells_max)
			return (wrong(r, "there are too many columns.", e));
		err = read_cell(r, &row->cells[row->n], e);
		if (err != ERR_OK)
			return (err);
		row->n++;
		if (*r->at != r->separator)
			return (ERR_OK);
		r->at++;
	}
}

/* Step over line ends, counting lines. */
static void
skip_lines(struct reader *r)
{
	for (; *r->at == '\r' || *r->at == '\n'; r->at++)
		if (line_ends(r->at))
			r->line++;
}

enum err
csv_parse(void *mem, const char *text, size_t cells_max, size_t rows_max,
    struct csv_row **ret, size_t *ret_n, struct error *e)
{
	struct reader r = {
	    .mem = mem, .at = text, .line = 1, .cells_max = cells_max};
	struct csv_row *rows = NULL;
	size_t n = 0;
	enum err err;

	if (strncmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
		r.at += strlen(BYTE_ORDER_MARK);
	r.separator = find_separator(r.at);
	for (skip_lines(&r); *r.at != '\0'; skip_lines(&r)) {
		if (n == rows_max)
			return (err_set(e, ERR_TOO_LARGE, NULL,
			    "There are more than %zu lines.", rows_max));
		if ((n & (n - 1)) == 0)
			rows = mem_grow(
			    mem, rows, n == 0 ? 1 : 2 * n, sizeof(*rows));
		err = read_row(&r, &rows[n], e);
		if (err != ERR_OK)
			return (err);
		n++;
	}
	*ret = rows;
	*ret_n = n;
	return (ERR_OK);
}
