/*
 * A challenge as ctfcli's challenge.yml, both ways.  One table has the fields
 * that are one scalar; domain/challenge_input checks their values.
 */
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/challenge_input.h"
#include "service/transfer_private.h"
#include "yaml/yaml.h"

#define AT(member) offsetof(struct challenge, member)

/* What is written in this order where it is not the default. */
const struct transfer_key transfer_keys[] = {
    {"category", KEY_TOP, "category", KEY_TEXT, AT(category)},
    {"description", KEY_TOP, "description", KEY_TEXT, AT(description)},
    {"connection_info", KEY_TOP, "connection_info", KEY_TEXT,
	AT(connection_info)},
    {"attempts", KEY_TOP, "max_attempts", KEY_INT, AT(max_attempts)},
    {"initial", KEY_EXTRA, "initial", KEY_INT, AT(initial)},
    {"minimum", KEY_EXTRA, "minimum", KEY_INT, AT(minimum)},
    {"decay", KEY_EXTRA, "decay", KEY_INT, AT(decay)},
    {"image", KEY_EXTRA, "image", KEY_TEXT, AT(image)},
    {"command", KEY_EXTRA, "command", KEY_TEXT, AT(command)},
    {"volumes", KEY_EXTRA, "volumes", KEY_TEXT, AT(volumes)},
    {"memory_mb", KEY_EXTRA, "memory_mb", KEY_INT, AT(memory_mb)},
    {"cpu", KEY_EXTRA, "cpu", KEY_CPU, AT(cpu_milli)},
    {"pids", KEY_EXTRA, "pids", KEY_INT, AT(pids)},
    {"lifetime_min", KEY_EXTRA, "lifetime_min", KEY_INT, AT(lifetime_min)},
    {"renewals_max", KEY_EXTRA, "renewals_max", KEY_INT, AT(renewals_max)},
    {"warm", KEY_EXTRA, "warm", KEY_INT, AT(warm)},
    {"flag_template", KEY_EXTRA, "flag_template", KEY_TEXT, AT(flag_template)},
    {"flag_env", KEY_EXTRA, "flag_env", KEY_TEXT, AT(flag_env)},
    {"stop_on_solve_min", KEY_EXTRA, "stop_on_solve_min", KEY_INT,
	AT(stop_on_solve_min)},
    {"cap_add", KEY_EXTRA, "cap_add", KEY_TEXT, AT(cap_add)},
    {"run_as", KEY_EXTRA, "run_as", KEY_TEXT, AT(run_as)},
    {"tmpfs", KEY_EXTRA, "tmpfs", KEY_TEXT, AT(tmpfs)},
    {"runtime", KEY_EXTRA, "runtime", KEY_TEXT, AT(runtime)},
};
const size_t transfer_keys_n = sizeof(transfer_keys) / sizeof(transfer_keys[0]);

/* Scalars that are only read by the table; their writing has a reason. */
static const struct transfer_key more_keys[] = {
    {"name", KEY_TOP, "name", KEY_TEXT, 0},
    {"value", KEY_TOP, "value", KEY_INT, 0},
    {"state", KEY_TOP, "state", KEY_TEXT, 0},
    {"logic", KEY_TOP, "flag_logic", KEY_TEXT, 0},
    {"function", KEY_EXTRA, "function", KEY_TEXT, 0},
    {"port", KEY_EXTRA, "port", KEY_INT, 0},
    {"kind", KEY_EXTRA, "kind", KEY_TEXT, 0},
    {"root_fs", KEY_EXTRA, "root_fs", KEY_TEXT, 0},
    {"egress", KEY_EXTRA, "egress", KEY_TEXT, 0},
    {"network", KEY_EXTRA, "network", KEY_TEXT, 0},
};
#define MORE_KEYS_N (sizeof(more_keys) / sizeof(more_keys[0]))

/* Read by functions of their own. */
static const char *const lists[] = {"type", "extra", "flags", "tags", "hints",
    "files", "requirements", "next", "image", NULL};

/* ctfcli's own, which mean nothing here; the first few without a word. */
static const char *const passed_over[] = {"author", "attribution", "version",
    "topics", "healthcheck", "protocol", "host", "position", "solution", NULL};
#define SILENT_N 3

/* ------------------------------------------------ sentences */

void
transfer_note(struct transfer_notes *notes, const char *fmt, ...)
{
	va_list ap;

	if (notes->n == notes->room) {
		notes->room = notes->room > 0 ? notes->room * 2 : 16;
		notes->list = mem_grow(
		    notes->mem, notes->list, notes->room, sizeof(*notes->list));
	}
	va_start(ap, fmt);
	notes->list[notes->n++] = mem_vprintf(notes->mem, fmt, ap);
	va_end(ap);
}

enum err
transfer_wrong(void *mem, const char *path, int line, struct error *e)
{
	const char *field = mem_strdup(mem, e->field);

	e->field[0] = '\0';
	err_prefix(e, "%.*s:%d: %s%s", TRANSFER_SHOWN, path, line, field,
	    field[0] != '\0' ? ": " : "");
	return (e->code);
}

/* A file on its way into a challenge. */
struct reading {
	void *mem;
	const char *path;
	const struct yaml *top, *extra;
	struct transfer_challenge *t;
	struct transfer_notes *notes;
	struct error *e;
};

static enum err
wrong(struct reading *r, const struct yaml *at)
{
	int line = yaml_line(at);

	return (transfer_wrong(r->mem, r->path, line > 0 ? line : 1, r->e));
}

/* messages: WRONG:4 */
#define WRONG(r, at, key, ...) \
	(err_set((r)->e, ERR_INVALID, (key), __VA_ARGS__), wrong((r), (at)))

/* ------------------------------------------------ scalars */

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return (true);
	return (false);
}

static const struct transfer_key *
find_key(const char *name, enum transfer_place place)
{
	size_t i;

	for (i = 0; i < transfer_keys_n; i++)
		if (transfer_keys[i].place == place &&
		    strcmp(transfer_keys[i].key, name) == 0)
			return (&transfer_keys[i]);
	for (i = 0; i < MORE_KEYS_N; i++)
		if (more_keys[i].place == place &&
		    strcmp(more_keys[i].key, name) == 0)
			return (&more_keys[i]);
	return (NULL);
}

/* Set `field` from the text at `at`; null is the default. */
static enum err
set(struct reading *r, const struct yaml *at, const char *key,
    const char *field, const char *text)
{
	bool known;
	enum err err;

	err = challenge_set(r->mem, r->t->c, field, text, &known, r->e);
	if (err == ERR_OK && known)
		return (ERR_OK);
	return (WRONG(r, at, key, "%s",
	    err == ERR_OK ? "is not known"
			  : (const char *)mem_strdup(r->mem, r->e->message)));
}

static enum err
set_scalar(
    struct reading *r, const struct transfer_key *k, const struct yaml *at)
{
	if (yaml_is_null(at))
		return (ERR_OK);
	if (yaml_text(at) == NULL)
		return (WRONG(r, at, k->key, "must be a single value"));
	return (set(r, at, k->key, k->field, yaml_text(at)));
}

/* Every member of the map: known, and set where it is a scalar. */
static enum err
set_all(struct reading *r, const struct yaml *map, enum transfer_place place)
{
	const struct transfer_key *k;
	const struct yaml *at;
	const char *name;
	enum err err = ERR_OK;
	size_t i;

	for (i = 0; err == ERR_OK && i < yaml_count(map); i++) {
		name = yaml_key_at(map, i);
		at = yaml_at(map, i);
		k = find_key(name, place);
		if (k != NULL)
			err = set_scalar(r, k, at);
		else if (place == KEY_TOP ? !is_one_of(name, lists) &&
						!is_one_of(name, passed_over)
					  : strcmp(name, "ports") != 0)
			err = WRONG(r, at, NULL,
			    place == KEY_TOP
				? "\"%.64s\" is not a field of a challenge"
				: "\"%.64s\" is not a field of a challenge "
				  "under extra",
			    name);
	}
	return (err);
}

static void
note_passed_over(struct reading *r)
{
	const struct yaml *at;
	size_t i;

	for (i = SILENT_N; passed_over[i] != NULL; i++) {
		at = yaml_get(r->top, passed_over[i]);
		if (!yaml_is_null(at))
			transfer_note(r->notes,
			    "%.*s:%d: %s means nothing here and is passed over",
			    TRANSFER_SHOWN, r->path, yaml_line(at),
			    passed_over[i]);
	}
}

/* ------------------------------------------------ type and image */

static enum err
set_type(struct reading *r)
{
	const struct yaml *at = yaml_get(r->top, "type");
	const char *type = yaml_text(at);
	struct challenge *c = r->t->c;

	c->type = CHALLENGE_STANDARD;
	if (yaml_is_null(at) || (type != NULL && strcmp(type, "standard") == 0))
		return (ERR_OK);
	if (type != NULL && strcmp(type, "container") == 0)
		c->type = CHALLENGE_CONTAINER;
	else if (type == NULL || strcmp(type, "dynamic") != 0)
		return (WRONG(r, at, "type",
		    "must be one of standard, dynamic, container"));
	/* CTFd's default for what loses value */
	if (strcmp(type, "dynamic") == 0 ||
	    !yaml_is_null(yaml_get(r->extra, "initial")))
		c->function = SCORE_LOGARITHMIC;
	return (ERR_OK);
}

/* ctfcli's `image` is what a container runs, if extra does not say. */
static enum err
set_image(struct reading *r)
{
	const struct yaml *at = yaml_get(r->top, "image");

	if (yaml_is_null(at))
		return (ERR_OK);
	if (r->t->c->type != CHALLENGE_CONTAINER) {
		transfer_note(r->notes,
		    "%.*s:%d: image is for the type container and is passed "
		    "over",
		    TRANSFER_SHOWN, r->path, yaml_line(at));
		return (ERR_OK);
	}
	if (yaml_text(at) == NULL)
		return (WRONG(r, at, "image", "must be a single value"));
	if (!yaml_is_null(yaml_get(r->extra, "image")))
		return (ERR_OK);
	return (set(r, at, "image", "image", yaml_text(at)));
}

/* ------------------------------------------------ lists */

/* The list `key` of at most `max`; *ret is NULL where there is none. */
static enum err
get_list(struct reading *r, const struct yaml *map, const char *key, size_t max,
    const struct yaml **ret)
{
	const struct yaml *at = yaml_get(map, key);

	*ret = NULL;
	if (yaml_is_null(at))
		return (ERR_OK);
	if (yaml_type(at) != YAML_LIST)
		return (WRONG(r, at, key, "must be a list"));
	if (yaml_count(at) > max)
		return (WRONG(r, at, key, "must be at most %zu", max));
	*ret = at;
	return (ERR_OK);
}

/* The texts of a list joined by `separator`, which none may contain. */
static enum err
set_joined(struct reading *r, const struct yaml *map, const char *key,
    size_t max, char separator)
{
	struct buf *b = buf_new(r->mem, LIMIT_YAML);
	const struct yaml *list;
	const char *text;
	size_t i;
	enum err err = get_list(r, map, key, max, &list);

	if (err != ERR_OK || list == NULL)
		return (err);
	for (i = 0; i < yaml_count(list); i++) {
		text = yaml_text(yaml_at(list, i));
		if (text == NULL || strchr(text, separator) != NULL ||
		    strchr(text, ',') != NULL)
			return (WRONG(r, yaml_at(list, i), key,
			    "must be single words or lines without a comma"));
		buf_printf(b, "%s%c", text, separator);
	}
	return (set(r, list, key, key, buf_data(b)));
}

/* A map has only keys of `known`; the first other one is the error. */
static enum err
only(struct reading *r, const struct yaml *map, const char *what,
    const char *const *known)
{
	size_t i;

	if (yaml_type(map) != YAML_MAP)
		return (ERR_OK);
	for (i = 0; i < yaml_count(map); i++)
		if (!is_one_of(yaml_key_at(map, i), known))
			return (WRONG(r, yaml_at(map, i), what,
			    "\"%.64s\" is not known", yaml_key_at(map, i)));
	return (ERR_OK);
}

static enum err
read_flag(struct reading *r, const struct yaml *at, struct flag *f)
{
	static const char *const known[] = {
	    "type", "content", "data", "flag", NULL};
	const char *type = yaml_text(yaml_get(at, "type"));
	const char *data = yaml_text(yaml_get(at, "data"));
	bool nocase = data != NULL && strcmp(data, "case_insensitive") == 0;
	enum err err = only(r, at, "flags", known);

	if (err != ERR_OK)
		return (err);
	f->kind = nocase ? FLAG_NOCASE : FLAG_STATIC;
	f->content = yaml_type(at) == YAML_MAP
			 ? yaml_text(yaml_get(at, "content"))
			 : yaml_text(at);
	if (data != NULL && data[0] != '\0' && !nocase &&
	    strcmp(data, "case_sensitive") != 0)
		return (WRONG(r, at, "flags",
		    "data must be case_insensitive or left out"));
	if (f->content == NULL)
		return (WRONG(
		    r, at, "flags", "must be a text, or a map with content"));
	if (type != NULL && strcmp(type, "regex") == 0) {
		f->kind = FLAG_REGEX;
		if (nocase)
			f->content = mem_printf(r->mem, "(?i)%s", f->content);
	} else if (type != NULL && strcmp(type, "static") != 0)
		return (
		    WRONG(r, at, "flags", "type must be one of static, regex"));
	err = flag_check(f->kind, f->content, r->e);
	return (err == ERR_OK ? ERR_OK : wrong(r, at));
}

static enum err
read_flags(struct reading *r)
{
	const struct yaml *list;
	enum err err = get_list(r, r->top, "flags", LIMIT_FLAGS, &list);
	size_t i;

	r->t->flags_n = yaml_count(list);
	r->t->flags = mem_array(r->mem, struct flag, r->t->flags_n + 1);
	for (i = 0; err == ERR_OK && i < yaml_count(list); i++)
		err = read_flag(r, yaml_at(list, i), &r->t->flags[i]);
	return (err);
}

static enum err
read_hint(struct reading *r, const struct yaml *at, struct hint *h)
{
	static const char *const known[] = {
	    "content", "cost", "title", "requirements", NULL};
	const struct yaml *cost = yaml_get(at, "cost");
	const struct yaml *title = yaml_get(at, "title");
	int64_t n = 0;
	enum err err = only(r, at, "hints", known);

	if (err != ERR_OK)
		return (err);
	h->content = yaml_type(at) == YAML_MAP
			 ? yaml_text(yaml_get(at, "content"))
			 : yaml_text(at);
	h->title = yaml_is_null(title) ? "" : yaml_text(title);
	if (h->content == NULL || h->title == NULL)
		return (WRONG(r, at, "hints",
		    "must be a text, or a map with content, cost and title"));
	if (!yaml_is_null(cost) &&
	    (yaml_text(cost) == NULL ||
		text_int(yaml_text(cost), 0, LIMIT_VALUE, &n) != ERR_OK))
		return (WRONG(r, cost, "hints",
		    "cost must be a whole number from 0 to %d", LIMIT_VALUE));
	h->cost = (int)n;
	err = hint_check(h, r->e);
	return (err == ERR_OK ? ERR_OK : wrong(r, at));
}

static enum err
read_hints(struct reading *r)
{
	const struct yaml *list;
	enum err err = get_list(r, r->top, "hints", LIMIT_FLAGS, &list);
	size_t i;

	r->t->hints_n = yaml_count(list);
	r->t->hints = mem_array(r->mem, struct hint, r->t->hints_n + 1);
	for (i = 0; err == ERR_OK && i < yaml_count(list); i++)
		err = read_hint(r, yaml_at(list, i), &r->t->hints[i]);
	return (err);
}

static enum err
read_files(struct reading *r)
{
	const struct yaml *list;
	enum err err = get_list(r, r->top, "files", LIMIT_FLAGS, &list);
	size_t i;

	r->t->files_n = yaml_count(list);
	r->t->files =
	    mem_array(r->mem, struct transfer_file, r->t->files_n + 1);
	for (i = 0; err == ERR_OK && i < yaml_count(list); i++) {
		r->t->files[i].path = yaml_text(yaml_at(list, i));
		r->t->files[i].line = yaml_line(yaml_at(list, i));
		if (r->t->files[i].path == NULL)
			err = WRONG(
			    r, yaml_at(list, i), "files", "must be paths");
	}
	return (err);
}

/* A list of names, or a map with them under `prerequisites`. */
static enum err
read_requires(struct reading *r)
{
	static const char *const known[] = {"prerequisites", "anonymize", NULL};
	const struct yaml *at = yaml_get(r->top, "requirements"), *list;
	struct transfer_challenge *t = r->t;
	bool is_map = yaml_type(at) == YAML_MAP;
	enum err err = is_map ? only(r, at, "requirements", known) : ERR_OK;
	size_t i;

	if (err == ERR_OK)
		err = get_list(r, is_map ? at : r->top,
		    is_map ? "prerequisites" : "requirements", LIMIT_REQUIRES,
		    &list);
	if (err != ERR_OK)
		return (err);
	t->requires_line = yaml_line(list);
	t->requires = mem_array(r->mem, const char *, yaml_count(list) + 1);
	for (i = 0; i < yaml_count(list); i++) {
		if (yaml_text(yaml_at(list, i)) == NULL)
			return (WRONG(r, yaml_at(list, i), "requirements",
			    "must be names of challenges"));
		t->requires[t->requires_n++] =
		    text_trim(r->mem, yaml_text(yaml_at(list, i)));
	}
	return (ERR_OK);
}

static enum err
read_next(struct reading *r)
{
	const struct yaml *at = yaml_get(r->top, "next");

	r->t->next = "";
	r->t->next_line = yaml_line(at);
	if (yaml_is_null(at))
		return (ERR_OK);
	if (yaml_text(at) == NULL)
		return (WRONG(r, at, "next", "must be a challenge's name"));
	r->t->next = text_trim(r->mem, yaml_text(at));
	return (ERR_OK);
}

/* ------------------------------------------------ the whole file */

/* Where challenge_check()'s error about `field` is in the file. */
static const struct yaml *
place_of(const struct reading *r, const char *field)
{
	const struct yaml *at = yaml_get(r->extra, field);

	if (at == NULL)
		at = yaml_get(r->top, field);
	if (at == NULL && strcmp(field, "port") == 0)
		at = yaml_get(r->extra, "ports");
	return (at != NULL ? at : r->extra);
}

static enum err
check(struct reading *r, const struct conf *conf)
{
	struct challenge *c = r->t->c;
	enum err err;

	if (c->function != SCORE_STATIC &&
	    yaml_is_null(yaml_get(r->extra, "initial")))
		c->initial = c->value;
	err = challenge_check(r->mem, c, conf, r->e);
	return (err == ERR_OK ? ERR_OK : wrong(r, place_of(r, r->e->field)));
}

static enum err
read_top(struct reading *r)
{
	r->extra = yaml_get(r->top, "extra");
	if (yaml_type(r->top) != YAML_MAP)
		return (WRONG(r, r->top, NULL, "must be a map of fields"));
	if (!yaml_is_null(r->extra) && yaml_type(r->extra) != YAML_MAP)
		return (WRONG(r, r->extra, "extra", "must be a map of fields"));
	return (ERR_OK);
}

enum err
transfer_from_yaml(void *mem, const char *path, const char *data, size_t len,
    const struct conf *conf, struct transfer_challenge *ret,
    struct transfer_notes *notes, struct error *e)
{
	struct reading r = {
	    .mem = mem, .path = path, .t = ret, .notes = notes, .e = e};
	struct yaml *top;
	int line;
	enum err err = yaml_read(mem, data, len, &top, &line, e);

	if (err != ERR_OK)
		return (transfer_wrong(mem, path, line, e));
	*ret = (struct transfer_challenge){
	    .path = path, .c = challenge_default(mem)};
	r.top = top;
	err = read_top(&r);
	if (err == ERR_OK)
		err = set_type(&r);
	if (err == ERR_OK)
		err = set_all(&r, r.top, KEY_TOP);
	if (err == ERR_OK)
		err = set_all(&r, r.extra, KEY_EXTRA);
	if (err == ERR_OK)
		err = set_image(&r);
	if (err == ERR_OK)
		err = set_joined(&r, r.top, "tags", LIMIT_TAGS, ',');
	if (err == ERR_OK)
		err = set_joined(&r, r.extra, "ports", LIMIT_PORTS, '\n');
	if (err == ERR_OK)
		err = read_flags(&r);
	if (err == ERR_OK)
		err = read_hints(&r);
	if (err == ERR_OK)
		err = read_files(&r);
	if (err == ERR_OK)
		err = read_requires(&r);
	if (err == ERR_OK)
		err = read_next(&r);
	if (err == ERR_OK)
		err = check(&r, conf);
	if (err == ERR_OK)
		note_passed_over(&r);
	return (err);
}
