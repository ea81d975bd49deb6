/*
 * The list of containers, read as it arrives: of thousands neither the text nor
 * its tree is held, only what we want to know.
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "engine/docker_private.h"

#define LIST_FIRST 64
#define TEXT_BLOCK 16384 /* strings share blocks: each alone costs twice */

struct docker_list {
	struct buf *item; /* the one under way */
	int depth;        /* brackets that are open: 1 is between items */
	bool in_string, escaped;
	char before; /* between items: the last of [ , { ]; 0 at first */
	bool failed;
	size_t bytes; /* so far */

	struct engine_container *items;
	size_t n, size;
	char *text; /* unused bytes for strings */
	size_t text_left;
};

struct docker_list *
docker_list_new(void *mem)
{
	struct docker_list *l = mem_new(mem, struct docker_list);

	l->item = buf_new(l, LIMIT_ENGINE_LINE);
	return l;
}

/* ------------------------------------------------ one container */

static const char *
keep(struct docker_list *l, const char *s)
{
	size_t n = strlen(s) + 1;
	char *to;

	if (n > l->text_left) {
		l->text_left = n > TEXT_BLOCK ? n : TEXT_BLOCK;
		l->text = mem_array(l, char, l->text_left);
	}
	to = l->text;
	memcpy(to, s, n);
	l->text += n;
	l->text_left -= n;
	return to;
}

/* A copy of `c`, whose strings are the tree's. */
static void
add(struct docker_list *l, const struct engine_container *c)
{
	struct engine_container *to;
	size_t i;

	if (l->n == l->size) {
		l->size = l->size > 0 ? 2 * l->size : LIST_FIRST;
		l->items = mem_grow(l, l->items, l->size, sizeof(*l->items));
	}
	to = &l->items[l->n++];
	*to = *c;
	to->id = keep(l, c->id);
	to->name = keep(l, c->name);
	to->deployment = keep(l, c->deployment);
	to->instance = keep(l, c->instance);
	to->network = keep(l, c->network);
	if (c->volumes_n > 0)
		to->volumes = mem_array(l, const char *, c->volumes_n);
	for (i = 0; i < c->volumes_n; i++)
		to->volumes[i] = keep(l, c->volumes[i]);
}

static bool
read_item(struct docker_list *l)
{
	struct engine_container c = {0};
	void *scratch = mem_arena(NULL);
	struct json *j;
	bool good;

	good = !buf_full(l->item) &&
	       json_parse(scratch, buf_data(l->item), buf_len(l->item),
		   &json_limits_engine, &j, NULL) == ERR_OK &&
	       docker_read_container(scratch, j, &c);
	if (good)
		add(l, &c);
	buf_clear(l->item);
	mem_free(&scratch);
	return good;
}

/* ------------------------------------------------ where items are */

enum step { STEP_ON, STEP_BEGINS, STEP_ENDS, STEP_WRONG };

static enum step
step_between(struct docker_list *l, char c)
{
	const char *behind; /* what may come */

	if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
		return STEP_ON;
	behind = l->before == 0     ? "["
		 : l->before == '[' ? "{]"
		 : l->before == ',' ? "{"
		 : l->before == '{' ? ",]"
				    : "";
	if (c == '\0' || strchr(behind, c) == NULL)
		return STEP_WRONG;
	l->before = c;
	if (c == '[' || c == '{')
		l->depth++;
	if (c == ']')
		l->depth--;
	return c == '{' ? STEP_BEGINS : STEP_ON;
}

static enum step
step_inside(struct docker_list *l, char c)
{
	if (l->in_string) {
		if (c == '"' && !l->escaped)
			l->in_string = false;
		l->escaped = c == '\\' && !l->escaped;
		return STEP_ON;
	}
	l->in_string = c == '"';
	if (c == '{' || c == '[')
		l->depth++;
	if (c == '}' || c == ']')
		l->depth--;
	return l->depth == 1 ? STEP_ENDS : STEP_ON;
}

static bool
feed(struct docker_list *l, const char *data, size_t len)
{
	size_t i, from = 0;

	for (i = 0; i < len; i++) {
		switch (l->depth > 1 ? step_inside(l, data[i])
				     : step_between(l, data[i])) {
		case STEP_BEGINS:
			from = i;
			break;
		case STEP_ENDS:
			buf_add(l->item, data + from, i + 1 - from);
			if (!read_item(l))
				return false;
			break;
		case STEP_WRONG:
			return false;
		case STEP_ON:
			break;
		}
	}
	if (l->depth > 1)
		buf_add(l->item, data + from, len - from);
	return !buf_full(l->item);
}

bool
docker_list_feed(struct docker_list *l, const char *data, size_t len)
{
	l->bytes += len;
	l->failed =
	    l->failed || l->bytes > LIMIT_ENGINE_BODY || !feed(l, data, len);
	return !l->failed;
}

bool
docker_list_end(const struct docker_list *l, struct engine_reply *reply)
{
	reply->list = l->items;
	reply->n = l->n;
	return !l->failed && l->before == ']';
}
