#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define BUF_FIRST 256 /* the first allocation */

struct buf {
	char *data; /* NULL until the first append */
	size_t off; /* consumed bytes at the front of data */
	size_t len; /* live bytes behind them */
	size_t cap; /* bytes of data, without the one for the NUL */
	size_t max;
	bool full;
};

struct buf *
buf_new(void *mem, size_t max)
{
	struct buf *b = mem_new(mem, struct buf);

	b->max = max;
	return b;
}

static void
grow(struct buf *b, size_t need)
{
	size_t cap = b->cap < BUF_FIRST ? BUF_FIRST : b->cap;

	while (cap < need)
		cap = cap > SIZE_MAX / 4 ? need : cap * 2;
	b->data = mem_grow(b, b->data, cap + 1, 1);
	b->cap = cap;
}

/*
 * Make place for `n` more bytes and return where they go, NULL if that would
 * pass the maximum.  Consumed bytes are given up only when there are at least
 * as many of them as live ones, so that moving costs no more than appending.
 */
static char *
reserve(struct buf *b, size_t n)
{
	if (b->full || n > b->max - b->len) {
		b->full = true;
		return NULL;
	}
	if (b->off > 0 && b->off >= b->len && b->off + b->len + n > b->cap) {
		memmove(b->data, b->data + b->off, b->len);
		b->off = 0;
	}
	if (b->data == NULL || b->off + b->len + n > b->cap)
		grow(b, b->off + b->len + n);
	return b->data + b->off + b->len;
}

static void
appended(struct buf *b, size_t n)
{
	b->len += n;
	b->data[b->off + b->len] = '\0';
}

void
buf_add(struct buf *b, const void *data, size_t len)
{
	char *to;

	if (len == 0 || (to = reserve(b, len)) == NULL)
		return;
	memcpy(to, data, len);
	appended(b, len);
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	char small[128];
	va_list ap, again;
	char *to;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	if (n > 0 && (size_t)n < sizeof(small)) {
		buf_add(b, small, (size_t)n);
	} else if (n > 0 && (to = reserve(b, (size_t)n)) != NULL) {
		vsnprintf(to, (size_t)n + 1, fmt, again);
		appended(b, (size_t)n);
	}
	va_end(again);
	va_end(ap);
}

const char *
buf_data(const struct buf *b)
{
	return b->data == NULL ? "" : b->data + b->off;
}

size_t
buf_len(const struct buf *b)
{
	return b->len;
}

bool
buf_full(const struct buf *b)
{
	return b->full;
}

void
buf_clear(struct buf *b)
{
	b->off = 0;
	b->len = 0;
	b->full = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

void
buf_consume(struct buf *b, size_t n)
{
	if (n < b->len) {
		b->off += n;
		b->len -= n;
		return;
	}
	b->off = 0;
	b->len = 0;
	if (b->data != NULL)
		b->data[0] = '\0';
}
