/*
 * A growing string with a mandatory maximum, after curl's dynbuf.  Once an
 * append would pass the maximum the buffer is "full": it keeps what it has,
 * takes nothing more, and buf_full() says so.  So appends need no check each.
 */
#ifndef BERTH_BASE_BUF_H
#define BERTH_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf;

/* A new empty buffer under `mem` that holds at most `max` bytes. */
struct buf *buf_new(void *mem, size_t max);

/* Append bytes, a string, a byte, formatted text; `data` is not in `b`. */
void buf_add(struct buf *b, const void *data, size_t len);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The bytes, NUL-terminated, owned by the buffer until the next append. */
const char *buf_data(const struct buf *b);
size_t buf_len(const struct buf *b);

/* Whether an append has been refused since the last buf_clear(). */
bool buf_full(const struct buf *b);

/* Empty the buffer, keeping its memory. */
void buf_clear(struct buf *b);

/* Drop `n` bytes from the front (all of them if there are fewer). */
void buf_consume(struct buf *b, size_t n);

#endif
