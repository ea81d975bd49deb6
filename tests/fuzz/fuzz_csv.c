/*
 * A list of people as CSV: rows within the limits, and what is written again
 * reads as the same but for the mark before a formula.
 */
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"

#define CELLS_MAX 8
#define ROWS_MAX  200

/* What csv_str() makes harmless. */
static int
same(const char *read, const char *again)
{
	return (strcmp(read, again) == 0 ||
		(again[0] == '\'' && strcmp(read, again + 1) == 0));
}

static void
check(void *mem, const struct csv_row *rows, size_t n)
{
	struct buf *b = buf_new(mem, SIZE_MAX);
	struct csv_row *again;
	size_t i, k, m;

	HOLDS(n <= ROWS_MAX);
	for (i = 0; i < n; i++) {
		HOLDS(rows[i].n >= 1 && rows[i].n <= CELLS_MAX);
		HOLDS(rows[i].line > (i > 0 ? rows[i - 1].line : 0));
		for (k = 0; k < rows[i].n; k++)
			csv_str(b, rows[i].cells[k]);
		csv_end(b);
	}
	HOLDS(csv_parse(mem, buf_data(b), CELLS_MAX, ROWS_MAX, &again, &m,
		  NULL) == ERR_OK);
	if (m != n)
		return; /* a row of one empty cell is an empty line */
	for (i = 0; i < n; i++) {
		HOLDS(rows[i].n == again[i].n);
		for (k = 0; k < rows[i].n; k++)
			HOLDS(same(rows[i].cells[k], again[i].cells[k]));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct error e = {0};
	struct csv_row *rows;
	size_t n;
	enum err err = csv_parse(mem, fuzz_string(mem, data, size), CELLS_MAX,
	    ROWS_MAX, &rows, &n, &e);

	if (err == ERR_OK)
		check(mem, rows, n);
	else
		HOLDS(e.code == err && e.message[0] != '\0');
	mem_free(&mem);
	return (0);
}
