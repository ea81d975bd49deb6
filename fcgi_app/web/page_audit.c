/* One row of the audit log: what it is about, and what was changed. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "json/json.h"
#include "web/lists.h"
#include "web/page.h"

/* Bytes of a change that are shown at once; more opens on request. */
#define SHORT 120
/* Names of changed fields that stand above what opens. */
#define NAMES_MAX 160

enum cell { AT = 1, WHO, IP, ACTION, OBJECT, BEFORE, AFTER };

/* Where admins find what an object's name begins with. */
static const struct {
	const char *prefix, *path;
} places[] = {
    {"challenges/", "/containers/admin/challenges/"},
    {"users/", "/containers/admin/users/"},
    {"teams/", "/containers/admin/teams/"},
    {"instance/", "/containers/admin/instances/"},
};

/* The address of the object; "" if it has none, or none any more. */
static const char *
path_of(void *mem, const char *action, const char *object)
{
	const char *rest;
	size_t i;

	if (text_ends(action, ".delete"))
		return ("");
	if (text_starts(object, "settings/"))
		return (mem_printf(mem, "/containers/settings#%s",
		    object + strlen("settings/")));
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (!text_starts(object, places[i].prefix))
			continue;
		rest = object + strlen(places[i].prefix);
		return (mem_printf(mem, "%s%.*s", places[i].path,
		    (int)strcspn(rest, "/"), rest));
	}
	return ("");
}

/* A snapshot such as challenges have, or NULL for any other text. */
static struct json *
snapshot(void *mem, const char *text)
{
	struct json *j = NULL;

	if (text[0] != '{' || json_parse(mem, text, strlen(text),
				  &json_limits_request, &j, NULL) != ERR_OK)
		return (NULL);
	return (json_is(j, JSON_OBJECT) ? j : NULL);
}

/* A value as people read it; "" where there is none. */
static const char *
value_text(void *mem, const struct json *j)
{
	struct json_writer *jw;

	if (j == NULL || json_is(j, JSON_NULL))
		return ("");
	if (json_string(j) != NULL)
		return (json_string(j));
	jw = json_writer_new(mem);
	json_put_json(jw, j);
	return (json_text(jw, NULL));
}

/* The fields that differ; their names go to `names`. */
static void
fields_view(struct web *w, struct tpl *row, const struct json *before,
    const struct json *after, struct buf *names)
{
	const struct json *all = after != NULL ? after : before;
	const char *key, *old, *new;
	struct tpl *field;
	size_t i;

	for (i = 0; i < json_count(all); i++) {
		key = json_key_at(all, i);
		old = value_text(w->mem, json_get(before, key));
		new = value_text(w->mem, json_get(after, key));
		if (strcmp(old, new) == 0)
			continue;
		field = tpl_add(row, "FIELD");
		tpl_str(field, "FIELD_NAME", key);
		tpl_str(field, "OLD", old);
		tpl_show_if(field, "HAS_OLD", old[0] != '\0');
		tpl_str(field, "NEW", new);
		tpl_show_if(field, "HAS_NEW", new[0] != '\0');
		buf_str(names, buf_len(names) == 0
				   ? key
				   : mem_printf(w->mem, ", %s", key));
	}
}

static void
change_view(
    struct web *w, struct tpl *row, const char *before, const char *after)
{
	struct json *old = snapshot(w->mem, before);
	struct json *new = snapshot(w->mem, after);
	struct buf *names;

	if ((old != NULL || before[0] == '\0') &&
	    (new != NULL || after[0] == '\0') && (old != NULL || new != NULL)) {
		names = buf_new(w->mem, NAMES_MAX);
		fields_view(w, row, old, new, names);
		tpl_show(row, "IS_FIELDS");
		tpl_show(row, old == NULL   ? "IS_MADE"
			      : new == NULL ? "IS_GONE"
					    : "IS_CHANGED");
		tpl_str(row, "NAMES", buf_data(names));
		tpl_show_if(row, "HAS_MORE", buf_full(names));
		tpl_show_if(row, "IS_SAME", buf_len(names) == 0);
		return;
	}
	tpl_str(row, "BEFORE", before);
	tpl_show_if(row, "HAS_BEFORE", before[0] != '\0');
	tpl_str(row, "AFTER", after);
	tpl_show_if(row, "HAS_AFTER", after[0] != '\0');
	tpl_show(row,
	    strlen(before) + strlen(after) > SHORT ? "IS_LONG" : "IS_SHORT");
}

void
audit_row_view(struct web *w, struct tpl *row, const struct list_row *from)
{
	const char *const *cells = from->cells;
	const char *path = path_of(w->mem, cells[ACTION], cells[OBJECT]);

	tpl_str(row, "AT", cells[AT]);
	tpl_str(row, "WHO", cells[WHO]);
	tpl_str(row, "IP", cells[IP]);
	tpl_str(row, "ACTION", cells[ACTION]);
	tpl_str(row, "OBJECT", cells[OBJECT]);
	tpl_str(row, "OBJECT_PATH", path);
	tpl_show(row, path[0] != '\0' ? "HAS_PATH" : "NO_PATH");
	change_view(w, row, cells[BEFORE], cells[AFTER]);
}
