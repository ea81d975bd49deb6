#include "json/json_node.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_parse.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

#define NUMBER_MAX  128  /* bytes of a number's text */
#define SHOWN_MAX   64   /* bytes of a key that a message quotes */
#define BLOCK_FIRST 16   /* nodes of the first block … */
#define BLOCK_LAST  4096 /* … and of the largest */
#define PAIRWISE    8    /* members up to which no sort is needed */

#define INVALID "The body is not valid JSON: "

const struct json_limits json_limits_request = {
    .depth = LIMIT_JSON_DEPTH,
    .nodes = LIMIT_JSON_NODES,
};

const struct json_limits json_limits_engine = {
    .depth = LIMIT_ENGINE_DEPTH,
    .nodes = LIMIT_ENGINE_NODES,
};

/*
 * A tree in the making.  Values wait on one stack until their container ends
 * and they move, all together, into their place in the tree.  Everything of
 * the tree hangs below its root.
 */
struct reader {
	struct json *root;
	void *scratch;
	const struct json_limits *limits;
	int nodes; /* values seen so far */

	struct json *stack;
	size_t stack_n, stack_cap;
	size_t *open; /* per open container, its place in the stack */
	int depth;
	const char *key; /* read, waits for its value */

	struct json *block; /* unused nodes of the tree */
	size_t block_left, block_size;
	char *text; /* unused bytes for strings */
	size_t text_left;

	enum err err;
	struct error *e;
};

/* Remember why to stop; the answer 0 of a callback makes yajl do so. */
static int
stop(struct reader *r, enum err err)
{
	r->err = err;
	return 0;
}

/* messages: STOP:3 */
#define STOP(r, code, ...) stop((r), err_set((r)->e, (code), NULL, __VA_ARGS__))

/* Nodes come in blocks: one allocation each would double the tree's size. */
static struct json *
new_nodes(struct reader *r, size_t n)
{
	struct json *first;

	if (n > r->block_left) {
		if (r->block_size < BLOCK_LAST)
			r->block_size *= 2;
		r->block_left = n > r->block_size ? n : r->block_size;
		r->block = mem_array(r->root, struct json, r->block_left);
	}
	first = r->block;
	r->block += n;
	r->block_left -= n;
	return first;
}

/* A new value on the stack, NULL past the limit. */
static struct json *
push(struct reader *r, enum json_type type)
{
	struct json *j;

	if (++r->nodes > r->limits->nodes) {
		STOP(r, ERR_TOO_LARGE, "The JSON has more than %d values.",
		    r->limits->nodes);
		return NULL;
	}
	if (r->stack_n == r->stack_cap) {
		r->stack_cap = r->stack_cap ? r->stack_cap * 2 : 64;
		r->stack = mem_grow(
		    r->scratch, r->stack, r->stack_cap, sizeof(*r->stack));
	}
	j = &r->stack[r->stack_n++];
	*j = (struct json){.type = type, .key = r->key};
	r->key = NULL;
	return j;
}

/*
 * Keep a string, NULL if it is refused.  All strings share one block as large
 * as the input: a string's quotes make up for its NUL, and no escape is
 * shorter than what it stands for.
 */
static const char *
keep(struct reader *r, const unsigned char *s, size_t n)
{
	char *to = r->text;

	/* yajl takes overlong forms and encoded surrogates for UTF-8. */
	if (!text_utf8((const char *)s, n)) {
		STOP(r, ERR_INVALID,
		    INVALID "a string has a NUL or invalid UTF-8.");
		return NULL;
	}
	if (n >= r->text_left) {
		STOP(r, ERR_INTERNAL, "The JSON could not be read.");
		return NULL;
	}
	memcpy(to, s, n);
	to[n] = '\0';
	r->text += n + 1;
	r->text_left -= n + 1;
	return to;
}

static int
on_null(void *ctx)
{
	return push(ctx, JSON_NULL) != NULL;
}

static int
on_bool(void *ctx, int value)
{
	struct json *j = push(ctx, JSON_BOOL);

	if (j == NULL)
		return 0;
	j->u.i = value != 0;
	return 1;
}

static int
on_number(void *ctx, const char *s, size_t n)
{
	struct reader *r = ctx;
	struct json *j = push(r, JSON_INT);
	char text[NUMBER_MAX + 1];

	if (j == NULL)
		return 0;
	if (n > NUMBER_MAX)
		return STOP(r, ERR_INVALID,
		    INVALID "a number is longer than %d characters.",
		    NUMBER_MAX);
	memcpy(text, s, n);
	text[n] = '\0';
	if (text_int(text, INT64_MIN, INT64_MAX, &j->u.i) == ERR_OK)
		return 1;
	j->type = JSON_REAL;
	j->u.d = strtod(text, NULL);
	if (!isfinite(j->u.d))
		return STOP(r, ERR_INVALID, INVALID "a number is too large.");
	return 1;
}

static int
on_string(void *ctx, const unsigned char *s, size_t n)
{
	struct json *j = push(ctx, JSON_STRING);

	return j != NULL && (j->u.s = keep(ctx, s, n)) != NULL;
}

static int
on_key(void *ctx, const unsigned char *s, size_t n)
{
	struct reader *r = ctx;

	r->key = keep(r, s, n);
	return r->key != NULL;
}

static int
begin(struct reader *r, enum json_type type)
{
	if (r->depth == r->limits->depth)
		return STOP(r, ERR_TOO_LARGE,
		    "The JSON is nested deeper than %d levels.",
		    r->limits->depth);
	if (push(r, type) == NULL)
		return 0;
	r->open[r->depth++] = r->stack_n;
	return 1;
}

/* Move the values of the innermost container into the tree. */
static struct json *
end(struct reader *r)
{
	size_t first = r->open[--r->depth];
	struct json *j = &r->stack[first - 1];

	j->n = (uint32_t)(r->stack_n - first);
	if (j->n > 0) {
		j->u.items = new_nodes(r, j->n);
		memcpy(j->u.items, &r->stack[first], j->n * sizeof(*j));
	}
	r->stack_n = first;
	return j;
}

static int
on_begin_object(void *ctx)
{
	return begin(ctx, JSON_OBJECT);
}

static int
on_begin_array(void *ctx)
{
	return begin(ctx, JSON_ARRAY);
}

static int
on_end_array(void *ctx)
{
	end(ctx);
	return 1;
}

static int
compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *
duplicate_of_few(const struct json *obj)
{
	for (uint32_t i = 1; i < obj->n; i++)
		for (uint32_t k = 0; k < i; k++)
			if (strcmp(obj->u.items[i].key, obj->u.items[k].key) ==
			    0)
				return obj->u.items[i].key;
	return NULL;
}

/* A key that `obj` has twice, NULL if there is none; n log n. */
static const char *
duplicate_key(const struct json *obj)
{
	const char *found = NULL;
	const char **sorted;

	if (obj->n <= PAIRWISE)
		return duplicate_of_few(obj);
	sorted = mem_array(NULL, const char *, obj->n);
	for (uint32_t i = 0; i < obj->n; i++)
		sorted[i] = obj->u.items[i].key;
	qsort(sorted, obj->n, sizeof(*sorted), compare_keys);
	for (uint32_t i = 1; i < obj->n && found == NULL; i++)
		if (strcmp(sorted[i - 1], sorted[i]) == 0)
			found = sorted[i];
	mem_free(&sorted);
	return found;
}

/* The length of `s`, cut at SHOWN_MAX but in no code point. */
static int
shown_length(const char *s)
{
	size_t n = strnlen(s, SHOWN_MAX + 1);

	if (n > SHOWN_MAX)
		for (n = SHOWN_MAX; ((unsigned char)s[n] & 0xc0) == 0x80;)
			n--;
	return (int)n;
}

static int
on_end_object(void *ctx)
{
	struct reader *r = ctx;
	const char *twice = duplicate_key(end(r));

	if (twice == NULL)
		return 1;
	return STOP(r, ERR_INVALID, INVALID "duplicate key \"%.*s\".",
	    shown_length(twice), twice);
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_bool,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_begin_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_end_object,
    .yajl_start_array = on_begin_array,
    .yajl_end_array = on_end_array,
};

/* yajl's memory comes from the arena, so that it cannot run out unseen. */

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

/*
 * The code unit of the escape \uXXXX at `s`, of which `n` bytes are left; 0
 * if it is none or a broken one, which yajl will refuse.
 */
static unsigned
code_unit(const char *s, size_t n)
{
	unsigned unit = 0;

	if (n < 6 || s[0] != '\\' || s[1] != 'u')
		return 0;
	for (int i = 2; i < 6; i++) {
		const char *hex = "0123456789abcdef0123456789ABCDEF";
		const char *at = s[i] == '\0' ? NULL : strchr(hex, s[i]);

		if (at == NULL)
			return 0;
		unit = unit << 4 | (unsigned)((at - hex) & 15);
	}
	return unit;
}

/*
 * Whether every \u escape of a surrogate is one half of a pair.  yajl makes
 * "?" of a high one alone and joins it with any other escape behind it, so
 * we look before it does.  In valid JSON a backslash stands in strings only.
 */
static bool
surrogates_paired(const char *s, size_t n)
{
	const char *limit = s + n;

	while (
	    s < limit && (s = memchr(s, '\\', (size_t)(limit - s))) != NULL) {
		unsigned unit = code_unit(s, (size_t)(limit - s));
		size_t step = 2;

		if ((unit & 0xfc00) == 0xdc00)
			return false;
		if ((unit & 0xfc00) == 0xd800) {
			unit = code_unit(s + 6, (size_t)(limit - s) - 6);
			if ((unit & 0xfc00) != 0xdc00)
				return false;
			step = 12;
		}
		if ((size_t)(limit - s) < step)
			return true;
		s += step;
	}
	return true;
}

/* Turn yajl's own complaint into ours: "lexical error: why\n" → "why". */
static void
explain(struct reader *r, yajl_handle h)
{
	unsigned char *text = yajl_get_error(h, 0, NULL, 0);
	const char *why = strchr((const char *)text, ':');

	why = why != NULL ? why + 1 + strspn(why + 1, " ") : "syntax error";
	STOP(r, ERR_INVALID, INVALID "%.*s (near byte %zu).",
	    (int)strcspn(why, ".\n"), why, yajl_get_bytes_consumed(h));
	yajl_free_error(h, text);
}

static enum err
run(struct reader *r, const char *data, size_t len)
{
	yajl_alloc_funcs funcs = {take, resize, give_back, r->scratch};
	yajl_handle h = yajl_alloc(&callbacks, &funcs, r);
	yajl_status st;

	/* Its defaults, said aloud: these are what the header promises. */
	yajl_config(h, yajl_allow_comments, 0);
	yajl_config(h, yajl_dont_validate_strings, 0);
	yajl_config(h, yajl_allow_trailing_garbage, 0);
	yajl_config(h, yajl_allow_multiple_values, 0);
	yajl_config(h, yajl_allow_partial_values, 0);
	st = yajl_parse(h, (const unsigned char *)data, len);
	if (st == yajl_status_ok)
		st = yajl_complete_parse(h);
	if (st != yajl_status_ok && r->err == ERR_OK)
		explain(r, h);
	yajl_free(h);
	return r->err;
}

enum err
json_parse(void *mem, const char *data, size_t len,
    const struct json_limits *limits, struct json **ret, struct error *e)
{
	void *scratch;
	struct reader r = {.limits = limits, .e = e};
	enum err err;

	if (!surrogates_paired(data, len))
		return err_set(e, ERR_INVALID, NULL,
		    INVALID "a \\u escape is half of a pair.");
	scratch = mem_arena(NULL);
	r.root = mem_new(mem, struct json);
	r.scratch = scratch;
	r.open = mem_array(scratch, size_t, (size_t)limits->depth + 1);
	r.block_size = BLOCK_FIRST;
	r.text_left = len + 1;
	r.text = mem_grow(r.root, NULL, r.text_left, 1);
	err = run(&r, data, len);
	if (err == ERR_OK) {
		*r.root = r.stack[0];
		*ret = r.root;
	} else {
		mem_free(&r.root);
	}
	mem_free(&scratch);
	return err;
}
