#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/challenge_input.h"
#include "service/challenges.h"
#include "web/api.h"
#include "web/handlers.h"

#define TEXT_MAX 8192 /* of a list of ports */

/* ------------------------------------------------ out */

static void
put_ports(struct json_writer *jw, const struct challenge *c)
{
	int i;

	if (c->ports_n > 0)
		json_set_int(jw, "port", c->ports[0].port);
	else
		json_set_null(jw, "port");
	json_key(jw, "ports");
	json_begin_array(jw);
	for (i = 0; i < c->ports_n; i++) {
		json_begin_object(jw);
		json_set_int(jw, "port", c->ports[i].port);
		json_set_string(
		    jw, "kind", endpoint_kind_name(c->ports[i].kind));
		json_set_string(jw, "label", c->ports[i].label);
		json_end_object(jw);
	}
	json_end_array(jw);
}

/* What players must not know. */
static void
put_inside(struct json_writer *jw, const struct challenge *c)
{
	json_set_string(jw, "state", challenge_state_name(c->state));
	json_set_string(jw, "function", score_function_name(c->function));
	json_set_int(jw, "initial", c->initial);
	json_set_int(jw, "minimum", c->minimum);
	json_set_int(jw, "decay", c->decay);
	json_set_string(jw, "flag_logic", flag_logic_name(c->flag_logic));
	json_set_int(jw, "stop_on_solve_min", c->stop_on_solve_min);
	json_set_string(jw, "image", c->image);
	json_set_string(jw, "command", c->command);
	json_set_string(jw, "volumes", c->volumes);
	put_ports(jw, c);
	json_set_int(jw, "memory_mb", c->memory_mb);
	json_set_real(jw, "cpu", c->cpu_milli / 1000.0);
	json_set_int(jw, "lifetime_min", c->lifetime_min);
	json_set_int(jw, "renewals_max", c->renewals_max);
	json_set_int(jw, "pids", c->pids);
	json_set_int(jw, "warm", c->warm);
	json_set_string(jw, "flag_template", c->flag_template);
	json_set_string(jw, "flag_env", c->flag_env);
	json_set_string(jw, "cap_add", c->cap_add);
	json_set_string(jw, "run_as", c->run_as);
	json_set_string(jw, "root_fs", root_fs_name(c->root_fs));
	json_set_string(jw, "tmpfs", c->tmpfs);
	json_set_string(jw, "runtime", c->runtime);
	json_set_string(jw, "egress", egress_name(c->egress));
	json_set_string(jw, "network", network_mode_name(c->network));
}

static void
put_tags(struct json_writer *jw, const struct challenge *c)
{
	const char *at = c->tags;
	size_t n;

	json_key(jw, "tags");
	json_begin_array(jw);
	for (; *at != '\0'; at += n + strspn(at + n, ", ")) {
		n = strcspn(at, ",");
		json_begin_object(jw);
		json_set_string(jw, "value", mem_strndup(jw, at, n));
		json_end_object(jw);
	}
	json_end_array(jw);
}

static void
put_summary(struct json_writer *jw, const struct challenge *c)
{
	json_set_int(jw, "id", c->id.n);
	json_set_string(jw, "type", challenge_type_name(c->type));
	json_set_string(jw, "name", c->name);
	json_set_string(jw, "category", c->category);
	json_set_int(jw, "value", c->value);
	json_set_int(jw, "solves", c->solves);
	json_set_bool(jw, "solved_by_me", c->solved);
	put_tags(jw, c);
}

static void
put_details(struct json_writer *jw, const struct challenge *c)
{
	json_set_string(jw, "description", c->description);
	json_set_string(jw, "connection_info", c->connection_info);
	json_set_int(jw, "max_attempts", c->max_attempts);
	if (c->next.n != 0)
		json_set_int(jw, "next_id", c->next.n);
	else
		json_set_null(jw, "next_id");
}

static void
put_requirements(struct json_writer *jw, const struct challenge *c)
{
	int i;

	json_key(jw, "requirements");
	json_begin_object(jw);
	json_key(jw, "prerequisites");
	json_begin_array(jw);
	for (i = 0; i < c->requires_n; i++)
		json_put_int(jw, c->requires[i]);
	json_end_array(jw);
	json_end_object(jw);
}

static enum challenge_view
view_of(const struct web *w)
{
	return (w->me->role == ROLE_ADMIN ? VIEW_ADMIN : VIEW_PLAYER);
}

/* The answer that one challenge is. */
static enum err
send_challenge(struct web *w, const struct challenge *c)
{
	struct json_writer *jw = api_begin(w);

	json_begin_object(jw);
	put_summary(jw, c);
	put_details(jw, c);
	json_set_string(
	    jw, "description_html", markdown_html(w->mem, c->description));
	if (view_of(w) == VIEW_ADMIN) {
		put_inside(jw, c);
		put_requirements(jw, c);
	}
	json_end_object(jw);
	return (api_end(w, jw));
}

enum err
api_challenges(struct web *w)
{
	const char *wish = http_form_get(w->query, "view");
	enum challenge_view view = VIEW_PLAYER;
	struct json_writer *jw;
	struct challenge *list;
	size_t i, n;
	enum err err;

	/* CTFd's: an admin sees what players see until told otherwise */
	if (wish != NULL && strcmp(wish, "admin") == 0)
		view = view_of(w);
	err = challenge_list(&w->svc, view, &list, &n);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++) {
		json_begin_object(jw);
		put_summary(jw, &list[i]);
		if (view == VIEW_ADMIN) {
			put_details(jw, &list[i]);
			put_inside(jw, &list[i]);
		}
		json_end_object(jw);
	}
	json_end_array(jw);
	return (api_end(w, jw));
}

enum err
api_challenge(struct web *w)
{
	struct challenge_id id = {w->id};
	struct challenge *c;
	enum err err;

	err = challenge_get(&w->svc, id, view_of(w), &c);
	return (err == ERR_OK ? send_challenge(w, c) : err);
}

/* ------------------------------------------------ in */

/* messages: wrong:3 */
static enum err
wrong(struct web *w, const char *field, const char *why)
{
	return (err_say(&w->svc.error, ERR_INVALID, field, why));
}

/* A string or number as the text that a form would have sent, NULL if none. */
static const char *
scalar_text(struct web *w, const struct json *value)
{
	switch (json_type(value)) {
	case JSON_STRING:
		return (json_string(value));
	case JSON_INT:
		return (
		    mem_printf(w->mem, "%lld", (long long)json_int(value, 0)));
	case JSON_REAL:
		return (mem_printf(w->mem, "%.15g", json_real(value, 0)));
	case JSON_NULL:
	case JSON_BOOL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return (NULL);
}

/*
 * Part of a port's line.  The line's own separators must not be in it, or one
 * port could become several.
 */
static enum err
port_part(
    struct web *w, const struct json *value, const char *dflt, const char **ret)
{
	const char *text = dflt;

	if (!json_is(value, JSON_NULL))
		text = scalar_text(w, value);
	if (text == NULL || text_has_control(text) || strchr(text, ','))
		return (wrong(w, "ports",
		    "must be numbers, or objects of port, kind and label, "
		    "without commas or control characters"));
	*ret = text;
	return (ERR_OK);
}

static enum err
check_port_keys(struct web *w, const struct json *object)
{
	const char *key;
	size_t i;

	for (i = 0; i < json_count(object); i++) {
		key = json_key_at(object, i);
		if (strcmp(key, "port") != 0 && strcmp(key, "kind") != 0 &&
		    strcmp(key, "label") != 0)
			return (wrong(w, "ports",
			    "must have the members port, kind and label only"));
	}
	return (ERR_OK);
}

/* One element of `ports` as its line, "8080/http Label". */
static enum err
port_line(struct web *w, const struct json *value, struct buf *b)
{
	const char *port, *kind, *label;
	enum err err;

	if (!json_is(value, JSON_OBJECT)) {
		err = port_part(w, value, NULL, &port);
		if (err == ERR_OK)
			buf_printf(b, "%s\n", port);
		return (err);
	}
	err = check_port_keys(w, value);
	if (err == ERR_OK)
		err = port_part(w, json_get(value, "port"), NULL, &port);
	if (err == ERR_OK)
		err = port_part(w, json_get(value, "kind"), "tcp", &kind);
	if (err == ERR_OK)
		err = port_part(w, json_get(value, "label"), "", &label);
	if (err == ERR_OK)
		buf_printf(b, "%s/%s%s%s\n", port, kind,
		    label[0] != '\0' ? " " : "", label);
	return (err);
}

static enum err
ports_text(struct web *w, const struct json *list, const char **ret)
{
	struct buf *b = buf_new(w->mem, TEXT_MAX);
	enum err err = ERR_OK;
	size_t i;

	if (json_count(list) > LIMIT_PORTS)
		return (wrong(w, "ports", "are too many"));
	for (i = 0; i < json_count(list) && err == ERR_OK; i++)
		err = port_line(w, json_at(list, i), b);
	if (err == ERR_OK && buf_full(b))
		err = wrong(w, "ports", "are too long");
	*ret = buf_data(b);
	return (err);
}

/* An array of texts or numbers as one text, separated by commas. */
static enum err
list_text(
    struct web *w, const char *field, const struct json *list, const char **ret)
{
	struct buf *b = buf_new(w->mem, TEXT_MAX);
	const char *text;
	size_t i;

	for (i = 0; i < json_count(list); i++) {
		/* CTFd writes a tag as {"value": "web"} */
		text = json_is(json_at(list, i), JSON_OBJECT)
			   ? json_string(json_get(json_at(list, i), "value"))
			   : scalar_text(w, json_at(list, i));
		if (text == NULL || strchr(text, ',') != NULL)
			return (wrong(w, field,
			    "must be texts or numbers without commas"));
		buf_printf(b, "%s%s", i > 0 ? "," : "", text);
	}
	*ret = buf_data(b);
	return (buf_full(b) ? wrong(w, field, "are too many") : ERR_OK);
}

/* What null stands for: the name of the default, or "" for text and number. */
static const char *
default_text(struct web *w, const char *field)
{
	const struct challenge *c = challenge_default(w->mem);

	if (strcmp(field, "type") == 0)
		return (challenge_type_name(c->type));
	if (strcmp(field, "state") == 0)
		return (challenge_state_name(c->state));
	if (strcmp(field, "function") == 0)
		return (score_function_name(c->function));
	return ("");
}

static const char *
volumes_text(struct web *w, const struct json *value)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_put_json(jw, value);
	return (json_text(jw, NULL));
}

static enum err
field_text(struct web *w, const char *field, const struct json *value,
    const char **ret)
{
	if (json_is(value, JSON_ARRAY) && strcmp(field, "ports") == 0)
		return (ports_text(w, value, ret));
	if (json_is(value, JSON_ARRAY) &&
	    (strcmp(field, "tags") == 0 || strcmp(field, "requires") == 0))
		return (list_text(w, field, value, ret));
	if (json_is(value, JSON_OBJECT) && strcmp(field, "volumes") == 0)
		*ret = volumes_text(w, value);
	else if (json_is(value, JSON_NULL))
		*ret = default_text(w, field);
	else
		*ret = scalar_text(w, value);
	if (*ret == NULL)
		return (wrong(w, field, "must be text or a number"));
	return (ERR_OK);
}

/* A port of null is none at all. */
static bool
is_absent(const char *field, const struct json *value)
{
	if (strcmp(field, "nonce") == 0)
		return (true);
	return (json_is(value, JSON_NULL) &&
		(strcmp(field, "port") == 0 || strcmp(field, "kind") == 0));
}

/* The body's members as the fields of a form. */
static enum err
read_fields(struct web *w, struct challenge_field **ret, size_t *ret_n)
{
	size_t i, n = json_count(w->json), out = 0;
	struct challenge_field *fields;
	const struct json *value;
	const char *name;
	enum err err;

	fields = mem_array(w->mem, struct challenge_field, n + 1);
	for (i = 0; i < n; i++) {
		name = json_key_at(w->json, i);
		value = json_at(w->json, i);
		if (is_absent(name, value))
			continue;
		if (strcmp(name, "requirements") == 0) {
			/* CTFd's {"prerequisites": [1, 2]} */
			name = "requires";
			value = json_get(value, "prerequisites");
		}
		fields[out].name = name;
		err = field_text(w, name, value, &fields[out].value);
		if (err != ERR_OK)
			return (err);
		out++;
	}
	*ret = fields;
	*ret_n = out;
	return (ERR_OK);
}

enum err
api_challenge_create(struct web *w)
{
	struct challenge_field *fields;
	struct challenge *c;
	size_t n;
	enum err err;

	err = read_fields(w, &fields, &n);
	if (err == ERR_OK)
		err = challenge_create(&w->svc, fields, n, &c);
	return (err == ERR_OK ? send_challenge(w, c) : err);
}

enum err
api_challenge_update(struct web *w)
{
	struct challenge_id id = {w->id};
	struct challenge_field *fields;
	struct challenge *c;
	size_t n;
	enum err err;

	err = read_fields(w, &fields, &n);
	if (err == ERR_OK)
		err = challenge_update(&w->svc, id, fields, n, &c);
	return (err == ERR_OK ? send_challenge(w, c) : err);
}

enum err
api_challenge_delete(struct web *w)
{
	struct challenge_id id = {w->id};
	enum err err = challenge_delete(&w->svc, id);

	return (err == ERR_OK ? api_done(w) : err);
}

enum err
api_challenge_clone(struct web *w)
{
	struct challenge_id id = {w->id};
	struct challenge *c;
	enum err err = challenge_clone(&w->svc, id, &c);

	return (err == ERR_OK ? send_challenge(w, c) : err);
}

enum err
api_challenges_state(struct web *w)
{
	const struct json *list = json_get(w->json, "ids");
	int state =
	    challenge_state_from(json_string(json_get(w->json, "state")));
	size_t i, n = json_count(list);
	struct json_writer *jw;
	int64_t *ids;
	int changed;
	enum err err;

	if (state < 0)
		return (wrong(w, "state", "must be one of hidden, visible"));
	if (!json_is(list, JSON_ARRAY) || n == 0)
		return (wrong(w, "ids", "must be numbers of challenges"));
	ids = mem_array(w->mem, int64_t, n);
	for (i = 0; i < n; i++)
		ids[i] = json_int(json_at(list, i), 0);
	err = challenge_set_state(
	    &w->svc, ids, n, (enum challenge_state)state, &changed);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_int(jw, "changed", changed);
	json_end_object(jw);
	return (api_end(w, jw));
}

enum err
api_markdown(struct web *w)
{
	const char *text = json_string(json_get(w->json, "text"));
	struct json_writer *jw;

	if (text == NULL)
		return (wrong(w, "text", "must be text"));
	if (strlen(text) > LIMIT_DESCRIPTION)
		return (wrong(w, "text", "is too long"));
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_string(jw, "html", markdown_html(w->mem, text));
	json_end_object(jw);
	return (api_end(w, jw));
}
