/*
 * YAML in and out, over libyaml (the only folder that includes it).
 *
 * Reading builds a small tree in which every value knows its line, so that
 * whoever reads it can say where something is wrong.  It takes one document of
 * maps, lists and scalars and refuses what makes YAML dangerous or ambiguous:
 * anchors and aliases (a few lines that unfold to gigabytes), tags, keys that
 * are there twice or are no scalars, NUL bytes, more than LIMIT_YAML_DEPTH
 * levels or LIMIT_YAML_NODES values.  What a scalar means (number, truth) is
 * its reader's business.
 */
#ifndef BERTH_YAML_YAML_H
#define BERTH_YAML_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum yaml_type { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml;

/*
 * Read `len` bytes as one document under `mem`.  ERR_INVALID or ERR_TOO_LARGE
 * with a sentence and the line (from 1) it is about in *ret_line.  An empty
 * text is a null.
 */
enum err yaml_read(void *mem, const char *data, size_t len, struct yaml **ret,
    int *ret_line, struct error *e) MUST_USE;

/* All of these take NULL for "absent", which is a null on line 0. */
enum yaml_type yaml_type(const struct yaml *y);
int yaml_line(const struct yaml *y);

/* Absent, or one of the ways of YAML to write null, without quotes. */
bool yaml_is_null(const struct yaml *y);

/* The text of a scalar; NULL for a list, a map and null. */
const char *yaml_text(const struct yaml *y);

/* Elements of a list or members of a map; the key is NULL in lists. */
size_t yaml_count(const struct yaml *y);
const struct yaml *yaml_at(const struct yaml *y, size_t i);
const char *yaml_key_at(const struct yaml *y, size_t i);

/* The member `key` of a map, NULL if there is none. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);

/*
 * Writing: one document of at most LIMIT_YAML bytes, block style.  A failure
 * is kept until the end.  Calls out of order are a bug, which ends there too.
 */
struct yaml_writer;

struct yaml_writer *yaml_writer_new(void *mem);
void yaml_begin_map(struct yaml_writer *w);
void yaml_end_map(struct yaml_writer *w);
void yaml_begin_list(struct yaml_writer *w);
void yaml_end_list(struct yaml_writer *w);

/* A text, quoted so that every reader takes it for one; several lines are a
 * block.  It must be valid UTF-8. */
void yaml_put_text(struct yaml_writer *w, const char *text);
/* A word that needs no quotes: a key, a number, a name of an enum. */
void yaml_put_word(struct yaml_writer *w, const char *word);
void yaml_put_int(struct yaml_writer *w, long long n);

/* The finished text, which lives with the writer; ERR_TOO_LARGE past the
 * limit. */
enum err yaml_written(
    struct yaml_writer *w, const char **ret, struct error *e) MUST_USE;

#endif
