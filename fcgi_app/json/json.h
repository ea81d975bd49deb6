/*
 * JSON in and out, over yajl (the only folder that includes it).
 *
 * Reading builds our own tree from yajl's callbacks, because yajl's tree
 * accepts comments, cuts strings at \u0000, keeps duplicate keys and has no
 * depth limit.  Ours refuses comments, NUL in strings, duplicate keys, invalid
 * UTF-8, anything behind the value, and too much depth or too many nodes.
 * Strings carry no NUL, so a C string is safe.
 */
#ifndef BERTH_JSON_JSON_H
#define BERTH_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum json_type {
	JSON_NULL,
	JSON_BOOL,
	JSON_INT,  /* no fraction or exponent, fits int64_t */
	JSON_REAL, /* every other number */
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

/* A value; its members are read with the functions below. */
struct json;

struct json_limits {
	int depth;
	int nodes;
};

/* For a request's body: LIMIT_JSON_DEPTH, LIMIT_JSON_NODES. */
extern const struct json_limits json_limits_request;
/* For the engine's answers: LIMIT_ENGINE_DEPTH, LIMIT_ENGINE_NODES. */
extern const struct json_limits json_limits_engine;

/*
 * Read `len` bytes as one JSON value under `mem`; mem_free() of *ret frees the
 * whole tree.  ERR_INVALID with a sentence ("The body is not valid JSON:
 * duplicate key \"a\".", …), ERR_TOO_LARGE past a limit.  A scalar has depth
 * 0, `[]` depth 1; every value counts as a node, keys don't.  Numbers beyond a
 * double (1e999) or of more than 128 characters are refused, and so is half of
 * a surrogate pair.
 */
enum err json_parse(void *mem, const char *data, size_t len,
    const struct json_limits *limits, struct json **ret,
    struct error *e) MUST_USE;

/* All readers take NULL for "absent" and answer NULL, 0 or the default. */
enum json_type json_type(const struct json *j); /* JSON_NULL for NULL */
bool json_is(const struct json *j, enum json_type type); /* absent is null */

/* The member `key` of an object, NULL if none or not an object. */
struct json *json_get(const struct json *obj, const char *key);
/* json_get() along keys separated by '.', for the engine's nested answers. */
struct json *json_path(const struct json *obj, const char *path);

/* Elements of an array or members of an object; the key is NULL in arrays. */
size_t json_count(const struct json *j);
struct json *json_at(const struct json *j, size_t i);
const char *json_key_at(const struct json *j, size_t i);

/* The string, NULL if it is no string; borrowed from the tree. */
const char *json_string(const struct json *j);
/* The integer or truth value, `dflt` if it is none. */
int64_t json_int(const struct json *j, int64_t dflt);
bool json_bool(const struct json *j, bool dflt);
double json_real(const struct json *j, double dflt); /* ints too */

/*
 * Writing: a stream with sticky errors.  Strings must be valid UTF-8; bytes
 * that are not become U+FFFD.  `<`, `>`, `&`, U+2028 and U+2029 are written
 * as \u escapes, so that a body is harmless wherever it ends up.  Calls out of
 * order, a number that is not finite, more than 100 levels and a text above
 * LIMIT_ENGINE_BODY are bugs and end the process with a line in the log.
 */
struct json_writer;

struct json_writer *json_writer_new(void *mem);
void json_begin_object(struct json_writer *w);
void json_end_object(struct json_writer *w);
void json_begin_array(struct json_writer *w);
void json_end_array(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);

/* One value; a NULL string is written as null. */
void json_put_string(struct json_writer *w, const char *s);
void json_put_int(struct json_writer *w, int64_t n);
void json_put_real(struct json_writer *w, double d); /* finite only */
void json_put_bool(struct json_writer *w, bool b);
void json_put_null(struct json_writer *w);
void json_put_json(struct json_writer *w, const struct json *j); /* a copy */

/* key and value in one call */
void json_set_string(struct json_writer *w, const char *key, const char *s);
void json_set_int(struct json_writer *w, const char *key, int64_t n);
void json_set_real(struct json_writer *w, const char *key, double d);
void json_set_bool(struct json_writer *w, const char *key, bool b);
void json_set_null(struct json_writer *w, const char *key);

/*
 * The finished text, owned by the writer's memory; *ret_len (may be NULL) is
 * its length.  The value must be complete.
 */
const char *json_text(struct json_writer *w, size_t *ret_len);

#endif
