#include "json/json_node.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_gen.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

/* Far above any answer; keeps a runaway loop from taking all memory. */
#define TEXT_MAX  LIMIT_ENGINE_BODY
#define DEPTH_MAX 100 /* yajl_gen itself stops at 128 */

/* What may come next at one level of the text. */
enum next { NEXT_VALUE, NEXT_KEY, NEXT_MEMBER, NEXT_NOTHING };

struct json_writer {
	yajl_gen gen;
	struct buf *text;
	/*
	 * One entry per level; the last is the innermost.  An array expects a
	 * value always, an object a key and a member in turn, the top one
	 * value.  yajl_gen knows this too but does not tell: it would take a
	 * string for a key and close an array as an object.
	 */
	enum next next[DEPTH_MAX + 1];
	int depth;
};

/* A call out of order, see the header. */
static void __attribute__((noreturn)) bug(const char *why)
{
	log_error("json.bug", LOG_STR("why", why));
	abort();
}

static void
check(yajl_gen_status st)
{
	if (st != yajl_gen_status_ok)
		bug("yajl_gen refused a call");
}

/* The escape of what `s` begins with, and its length, if it has one. */
static const char *
escape_of(const char *s, size_t n, size_t *ret_len)
{
	*ret_len = 1;
	if (*s == '<')
		return "\\u003c";
	if (*s == '>')
		return "\\u003e";
	if (*s == '&')
		return "\\u0026";
	*ret_len = 3;
	if (n >= 3 && memcmp(s, "\xe2\x80\xa8", 3) == 0)
		return "\\u2028";
	if (n >= 3 && memcmp(s, "\xe2\x80\xa9", 3) == 0)
		return "\\u2029";
	return NULL;
}

/*
 * yajl_gen hands us its output in pieces.  The characters that we escape can
 * stand in strings only, so there is no need to know whether a piece is one;
 * and yajl_gen divides a string only at what it escapes itself, so that a
 * code point is never in two pieces.
 */
static void
print(void *ctx, const char *s, size_t n)
{
	struct buf *b = ctx;
	size_t done = 0, i = 0;

	while (i < n) {
		size_t len;
		const char *esc = escape_of(s + i, n - i, &len);

		if (esc == NULL) {
			i++;
			continue;
		}
		buf_add(b, s + done, i - done);
		buf_str(b, esc);
		i += len;
		done = i;
	}
	buf_add(b, s + done, n - done);
}

static void *
take(void *ctx, size_t size)
{
	return mem_grow(ctx, NULL, size, 1);
}

static void *
resize(void *ctx, void *old, size_t size)
{
	return mem_grow(ctx, old, size, 1);
}

static void
give_back(void *ctx, void *block)
{
	mem_free(&block);
}

struct json_writer *
json_writer_new(void *mem)
{
	struct json_writer *w = mem_new(mem, struct json_writer);
	/* All of yajl_gen hangs below the writer, so nobody need free it. */
	yajl_alloc_funcs funcs = {take, resize, give_back, w};

	w->text = buf_new(w, TEXT_MAX);
	w->gen = yajl_gen_alloc(&funcs);
	yajl_gen_config(w->gen, yajl_gen_print_callback, print, w->text);
	w->next[0] = NEXT_VALUE;
	return w;
}

/* One value begins here: is it its turn, and what comes behind it? */
static void
value(struct json_writer *w)
{
	enum next *next = &w->next[w->depth];

	if (*next == NEXT_MEMBER)
		*next = NEXT_KEY;
	else if (*next != NEXT_VALUE)
		bug("a value where none may stand");
	else if (w->depth == 0)
		*next = NEXT_NOTHING;
}

static void
begin(struct json_writer *w, enum next next)
{
	value(w);
	if (w->depth == DEPTH_MAX)
		bug("nested too deep");
	w->next[++w->depth] = next;
}

static void
end(struct json_writer *w, enum next next)
{
	if (w->depth == 0 || w->next[w->depth] != next)
		bug("an end without its beginning");
	w->depth--;
}

void
json_begin_object(struct json_writer *w)
{
	begin(w, NEXT_KEY);
	check(yajl_gen_map_open(w->gen));
}

void
json_end_object(struct json_writer *w)
{
	end(w, NEXT_KEY);
	check(yajl_gen_map_close(w->gen));
}

void
json_begin_array(struct json_writer *w)
{
	begin(w, NEXT_VALUE);
	check(yajl_gen_array_open(w->gen));
}

void
json_end_array(struct json_writer *w)
{
	end(w, NEXT_VALUE);
	check(yajl_gen_array_close(w->gen));
}

static void
gen_string(struct json_writer *w, const char *s, size_t n)
{
	check(yajl_gen_string(w->gen, (const unsigned char *)s, n));
}

/* Write `s`, every byte that is no UTF-8 as U+FFFD. */
static void
gen_repaired(struct json_writer *w, const char *s, size_t n)
{
	struct buf *b = buf_new(w, SIZE_MAX);

	while (n > 0) {
		size_t len = text_utf8_next(s, n, NULL);

		if (len == 0)
			buf_str(b, "\xef\xbf\xbd");
		else
			buf_add(b, s, len);
		s += len > 0 ? len : 1;
		n -= len > 0 ? len : 1;
	}
	gen_string(w, buf_data(b), buf_len(b));
	mem_free(&b);
}

static void
gen_text(struct json_writer *w, const char *s)
{
	size_t n = strlen(s);

	if (text_utf8(s, n))
		gen_string(w, s, n);
	else
		gen_repaired(w, s, n);
}

void
json_key(struct json_writer *w, const char *key)
{
	if (w->next[w->depth] != NEXT_KEY)
		bug("a key where none may stand");
	w->next[w->depth] = NEXT_MEMBER;
	gen_text(w, key);
}

void
json_put_string(struct json_writer *w, const char *s)
{
	if (s == NULL) {
		json_put_null(w);
		return;
	}
	value(w);
	gen_text(w, s);
}

void
json_put_int(struct json_writer *w, int64_t n)
{
	value(w);
	check(yajl_gen_integer(w->gen, n));
}

/*
 * The shortest digits that read back as `d` (17 always do, IEEE 754 5.12.2),
 * where yajl_gen_double() would write 0.1 as 0.10000000000000000555; and a
 * ".0" behind whole numbers, so that they stay reals.
 */
void
json_put_real(struct json_writer *w, double d)
{
	char text[40];

	if (!isfinite(d))
		bug("a number that is not finite");
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, d);
		if (strtod(text, NULL) == d)
			break;
	}
	if (text[strspn(text, "-0123456789")] == '\0')
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    ".0");
	value(w);
	check(yajl_gen_number(w->gen, text, strlen(text)));
}

void
json_put_bool(struct json_writer *w, bool b)
{
	value(w);
	check(yajl_gen_bool(w->gen, b));
}

void
json_put_null(struct json_writer *w)
{
	value(w);
	check(yajl_gen_null(w->gen));
}

static void
put_items(struct json_writer *w, const struct json *j)
{
	for (uint32_t i = 0; i < j->n; i++) {
		if (j->type == JSON_OBJECT)
			json_key(w, j->u.items[i].key);
		json_put_json(w, &j->u.items[i]);
	}
}

void
json_put_json(struct json_writer *w, const struct json *j)
{
	switch (json_type(j)) {
	case JSON_NULL:
		json_put_null(w);
		break;
	case JSON_BOOL:
		json_put_bool(w, j->u.i != 0);
		break;
	case JSON_INT:
		json_put_int(w, j->u.i);
		break;
	case JSON_REAL:
		json_put_real(w, j->u.d);
		break;
	case JSON_STRING:
		json_put_string(w, j->u.s);
		break;
	case JSON_ARRAY:
		json_begin_array(w);
		put_items(w, j);
		json_end_array(w);
		break;
	case JSON_OBJECT:
		json_begin_object(w);
		put_items(w, j);
		json_end_object(w);
		break;
	}
}

void
json_set_string(struct json_writer *w, const char *key, const char *s)
{
	json_key(w, key);
	json_put_string(w, s);
}

void
json_set_int(struct json_writer *w, const char *key, int64_t n)
{
	json_key(w, key);
	json_put_int(w, n);
}

void
json_set_real(struct json_writer *w, const char *key, double d)
{
	json_key(w, key);
	json_put_real(w, d);
}

void
json_set_bool(struct json_writer *w, const char *key, bool b)
{
	json_key(w, key);
	json_put_bool(w, b);
}

void
json_set_null(struct json_writer *w, const char *key)
{
	json_key(w, key);
	json_put_null(w);
}

const char *
json_text(struct json_writer *w, size_t *ret_len)
{
	if (w->depth != 0 || w->next[0] != NEXT_NOTHING)
		bug("the text is not complete");
	if (buf_full(w->text))
		bug("the text is too long");
	if (ret_len != NULL)
		*ret_len = buf_len(w->text);
	return buf_data(w->text);
}
