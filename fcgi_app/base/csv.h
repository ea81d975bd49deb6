/*
 * CSV (RFC 4180), both ways.  What is written is safe to open in a
 * spreadsheet: a cell that a spreadsheet would take for a formula gets an
 * apostrophe in front (OWASP, "CSV Injection").
 */
#ifndef BERTH_BASE_CSV_H
#define BERTH_BASE_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Append one cell to the row under way; rows end with csv_end(). */
void csv_str(struct buf *b, const char *cell);
void csv_int(struct buf *b, int64_t n);
void csv_end(struct buf *b);

/* A row as read: `line` is where it begins, from 1. */
struct csv_row {
	int line;
	size_t n;
	const char **cells;
};

/*
 * Read `text` (comma or semicolon, whichever ends the first cell;
 * quoted cells may hold line ends) into rows of at most `cells_max` cells,
 * trimmed of nothing; empty lines are left out, and so is a byte order mark.
 * ERR_INVALID with the line in the sentence: a quote without its end, text
 * behind a quoted cell, a row of too many cells; ERR_TOO_LARGE beyond
 * `rows_max` rows.
 */
enum err csv_parse(void *mem, const char *text, size_t cells_max,
    size_t rows_max, struct csv_row **ret, size_t *ret_n,
    struct error *e) MUST_USE;

#endif
