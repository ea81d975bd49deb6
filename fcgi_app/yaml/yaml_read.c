#include "yaml/yaml.h"

#include <stdint.h>
#include <string.h>

#include <yaml.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

struct yaml {
	enum yaml_type type;
	bool plain; /* a scalar without quotes */
	int line;
	const char *key; /* as a member of a map */
	const char *text;
	struct yaml **items;
	size_t n, room;
};

struct reader {
	void *mem;
	yaml_parser_t parser;
	int nodes;
	int line; /* of what is being read, for the sentence */
	struct error *e;
};

/* messages: STOP:3 */
#define STOP(r, code, ...) err_set((r)->e, (code), NULL, __VA_ARGS__)

/* The next event; the caller deletes it. */
static enum err
next(struct reader *r, yaml_event_t *ev)
{
	if (yaml_parser_parse(&r->parser, ev)) {
		r->line = (int)ev->start_mark.line + 1;
		return (ERR_OK);
	}
	if (r->parser.problem_mark.line > 0)
		r->line = (int)r->parser.problem_mark.line + 1;
	return (STOP(r, ERR_INVALID, "is not valid YAML: %s",
	    r->parser.problem != NULL ? r->parser.problem : "unreadable"));
}

/* What is refused of any event, whatever it is. */
static enum err
check_event(struct reader *r, const yaml_event_t *ev)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (ev->type) {
	case YAML_ALIAS_EVENT:
		return (STOP(r, ERR_INVALID, "aliases (*name) are not taken"));
	case YAML_SCALAR_EVENT:
		anchor = ev->data.scalar.anchor;
		tag = ev->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = ev->data.sequence_start.anchor;
		tag = ev->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = ev->data.mapping_start.anchor;
		tag = ev->data.mapping_start.tag;
		break;
	default:
		break;
	}
	if (anchor != NULL)
		return (STOP(r, ERR_INVALID, "anchors (&name) are not taken"));
	if (tag != NULL)
		return (STOP(r, ERR_INVALID, "tags (!name) are not taken"));
	if (++r->nodes > LIMIT_YAML_NODES)
		return (STOP(r, ERR_TOO_LARGE, "has more than %d values",
		    LIMIT_YAML_NODES));
	return (ERR_OK);
}

static enum err
scalar_text(struct reader *r, const yaml_event_t *ev, const char **ret)
{
	const char *s = (const char *)ev->data.scalar.value;

	if (!text_utf8(s, ev->data.scalar.length))
		return (
		    STOP(r, ERR_INVALID, "has a NUL byte or invalid UTF-8"));
	*ret = mem_strndup(r->mem, s, ev->data.scalar.length);
	return (ERR_OK);
}

static void
add_item(struct reader *r, struct yaml *to, struct yaml *item)
{
	if (to->n == to->room) {
		to->room = to->room > 0 ? to->room * 2 : 8;
		to->items = mem_grow(
		    r->mem, to->items, to->room, sizeof(struct yaml *));
	}
	to->items[to->n++] = item;
}

static enum err value(
    struct reader *r, const yaml_event_t *ev, int depth, struct yaml **ret);

static enum err
list(struct reader *r, struct yaml *y, int depth)
{
	yaml_event_t ev;
	struct yaml *item;
	enum err err;
	bool end;

	for (;;) {
		err = next(r, &ev);
		if (err != ERR_OK)
			return (err);
		end = ev.type == YAML_SEQUENCE_END_EVENT;
		if (!end)
			err = value(r, &ev, depth, &item);
		yaml_event_delete(&ev);
		if (err != ERR_OK || end)
			return (err);
		add_item(r, y, item);
	}
}

/* The key that `ev` is, new in `y`. */
static enum err
key(struct reader *r, const struct yaml *y, const yaml_event_t *ev,
    const char **ret)
{
	enum err err;

	if (ev->type != YAML_SCALAR_EVENT)
		return (STOP(r, ERR_INVALID, "a key must be a word"));
	if (y->n == LIMIT_YAML_KEYS)
		return (STOP(r, ERR_TOO_LARGE, "a map has more than %d keys",
		    LIMIT_YAML_KEYS));
	err = check_event(r, ev);
	if (err == ERR_OK)
		err = scalar_text(r, ev, ret);
	if (err == ERR_OK && yaml_get(y, *ret) != NULL)
		return (STOP(r, ERR_INVALID, "\"%.64s\" is there twice", *ret));
	return (err);
}

static enum err
map(struct reader *r, struct yaml *y, int depth)
{
	const char *name = "";
	yaml_event_t ev;
	struct yaml *item;
	enum err err;
	bool end;

	for (;;) {
		err = next(r, &ev);
		if (err != ERR_OK)
			return (err);
		end = ev.type == YAML_MAPPING_END_EVENT;
		if (!end)
			err = key(r, y, &ev, &name);
		yaml_event_delete(&ev);
		if (err == ERR_OK && !end)
			err = next(r, &ev);
		if (err != ERR_OK || end)
			return (err);
		err = value(r, &ev, depth, &item);
		yaml_event_delete(&ev);
		if (err != ERR_OK)
			return (err);
		item->key = name;
		add_item(r, y, item);
	}
}

/* The value that begins with `ev`, `depth` levels down. */
static enum err
value(struct reader *r, const yaml_event_t *ev, int depth, struct yaml **ret)
{
	struct yaml *y = mem_new(r->mem, struct yaml);
	enum err err = check_event(r, ev);

	y->line = r->line;
	*ret = y;
	if (err != ERR_OK)
		return (err);
	if (ev->type == YAML_SCALAR_EVENT) {
		y->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		return (scalar_text(r, ev, &y->text));
	}
	if (depth == LIMIT_YAML_DEPTH)
		return (STOP(r, ERR_TOO_LARGE,
		    "is nested deeper than %d levels", LIMIT_YAML_DEPTH));
	y->type = ev->type == YAML_MAPPING_START_EVENT ? YAML_MAP : YAML_LIST;
	return (
	    y->type == YAML_MAP ? map(r, y, depth + 1) : list(r, y, depth + 1));
}

/* Whether what comes is `want`. */
static enum err
expect(struct reader *r, yaml_event_type_t want)
{
	yaml_event_t ev;
	bool ok;
	enum err err = next(r, &ev);

	if (err != ERR_OK)
		return (err);
	ok = ev.type == want;
	yaml_event_delete(&ev);
	if (!ok)
		return (STOP(r, ERR_INVALID, "must be one document"));
	return (ERR_OK);
}

static enum err
document(struct reader *r, struct yaml **ret)
{
	yaml_event_t ev;
	bool empty;
	enum err err = expect(r, YAML_STREAM_START_EVENT);

	if (err == ERR_OK)
		err = next(r, &ev);
	if (err != ERR_OK)
		return (err);
	empty = ev.type == YAML_STREAM_END_EVENT;
	yaml_event_delete(&ev);
	if (empty) {
		*ret = mem_new(r->mem, struct yaml);
		**ret = (struct yaml){.plain = true, .line = 1, .text = ""};
		return (ERR_OK);
	}
	err = next(r, &ev);
	if (err != ERR_OK)
		return (err);
	err = value(r, &ev, 0, ret);
	yaml_event_delete(&ev);
	if (err == ERR_OK)
		err = expect(r, YAML_DOCUMENT_END_EVENT);
	if (err == ERR_OK)
		err = expect(r, YAML_STREAM_END_EVENT);
	return (err);
}

enum err
yaml_read(void *mem, const char *data, size_t len, struct yaml **ret,
    int *ret_line, struct error *e)
{
	struct reader r = {.mem = mem, .line = 1, .e = e};
	enum err err;

	*ret_line = 1;
	if (len > LIMIT_YAML)
		return (STOP(
		    &r, ERR_TOO_LARGE, "is longer than %d bytes", LIMIT_YAML));
	if (!yaml_parser_initialize(&r.parser))
		return (STOP(&r, ERR_INTERNAL, "no memory"));
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &r.parser, (const unsigned char *)data, len);
	err = document(&r, ret);
	*ret_line = r.line;
	yaml_parser_delete(&r.parser);
	return (err);
}

/* ------------------------------------------------ the tree */

enum yaml_type
yaml_type(const struct yaml *y)
{
	return (y != NULL ? y->type : YAML_SCALAR);
}

int
yaml_line(const struct yaml *y)
{
	return (y != NULL ? y->line : 0);
}

bool
yaml_is_null(const struct yaml *y)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
	size_t i;

	if (y == NULL)
		return (true);
	if (y->type != YAML_SCALAR || !y->plain)
		return (false);
	for (i = 0; i < sizeof(nulls) / sizeof(nulls[0]); i++)
		if (strcmp(y->text, nulls[i]) == 0)
			return (true);
	return (false);
}

const char *
yaml_text(const struct yaml *y)
{
	return (yaml_is_null(y) ? NULL : y->text);
}

size_t
yaml_count(const struct yaml *y)
{
	return (y != NULL ? y->n : 0);
}

const struct yaml *
yaml_at(const struct yaml *y, size_t i)
{
	return (i < yaml_count(y) ? y->items[i] : NULL);
}

const char *
yaml_key_at(const struct yaml *y, size_t i)
{
	return (i < yaml_count(y) ? y->items[i]->key : NULL);
}

const struct yaml *
yaml_get(const struct yaml *map, const char *key)
{
	size_t i;

	if (yaml_type(map) != YAML_MAP)
		return (NULL);
	for (i = 0; i < map->n; i++)
		if (strcmp(map->items[i]->key, key) == 0)
			return (map->items[i]);
	return (NULL);
}
