/*
 * The OpenAPI 3.0 document of the JSON routes, made from the route table.
 */
#include <string.h>

#include "web/handlers.h"
#include "web/lists.h"

static const struct {
	enum http_method method;
	const char *name;
} verbs[] = {
    {HTTP_GET, "get"},
    {HTTP_POST, "post"},
    {HTTP_PATCH, "patch"},
    {HTTP_PUT, "put"},
    {HTTP_DELETE, "delete"},
};

static const char *
verb_name(enum http_method method)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (verbs[i].method == method)
			return (verbs[i].name);
	return ("trace");
}

static void
put_parameter(
    struct json_writer *jw, const struct web_route *route, const char *name)
{
	const char *at = strchr(route->pattern, '{');
	size_t n = strlen(name);

	while (
	    at != NULL && (strncmp(at + 1, name, n) != 0 || at[n + 1] != '}'))
		at = strchr(at + 1, '{');
	if (at == NULL)
		return;
	json_begin_object(jw);
	json_set_string(jw, "name", name);
	json_set_string(jw, "in", "path");
	json_set_bool(jw, "required", true);
	json_key(jw, "schema");
	json_begin_object(jw);
	if (strcmp(name, "id") == 0) {
		json_set_string(jw, "type", "integer");
		json_set_string(jw, "format", "int64");
	} else {
		json_set_string(jw, "type", "string");
		json_set_string(jw, "pattern", "^[0-9a-z_]{1,64}$");
	}
	json_end_object(jw);
	json_end_object(jw);
}

/* `kinds`: NULL, or the list whose kinds are the only values. */
static void
put_query(struct json_writer *jw, const char *name, const char *about,
    const char *type, const struct list_def *kinds)
{
	int i;

	json_begin_object(jw);
	json_set_string(jw, "name", name);
	json_set_string(jw, "in", "query");
	json_set_string(jw, "description", about);
	json_key(jw, "schema");
	json_begin_object(jw);
	json_set_string(jw, "type", type);
	if (kinds != NULL) {
		json_key(jw, "enum");
		json_begin_array(jw);
		for (i = 0; i < LIST_FILTERS_MAX; i++)
			if (kinds->filters[i].key != NULL)
				json_put_string(jw, kinds->filters[i].key);
		json_end_array(jw);
	}
	json_end_object(jw);
	json_end_object(jw);
}

/* How an admins' list is narrowed down. */
static void
put_list_queries(struct json_writer *jw, const struct list_def *l)
{
	put_query(jw, "page", "From 1", "integer", NULL);
	put_query(jw, "per_page", "Rows of a page, up to 100", "integer", NULL);
	put_query(jw, "q", "A text in it", "string", NULL);
	put_query(jw, "filter", "A kind", "string", l);
	if (!l->has_dates)
		return;
	put_query(jw, "from",
	    "The first day, 2026-11-25, or moment, 2026-11-25T10:00:00Z",
	    "string", NULL);
	put_query(jw, "to", "The last one", "string", NULL);
}

static void
put_media(struct json_writer *jw, const char *type)
{
	json_key(jw, type);
	json_begin_object(jw);
	json_key(jw, "schema");
	json_begin_object(jw);
	json_set_string(jw, "type", "object");
	json_end_object(jw);
	json_end_object(jw);
}

static void
put_body(struct json_writer *jw, enum web_body body)
{
	if (body == BODY_NONE)
		return;
	json_key(jw, "requestBody");
	json_begin_object(jw);
	json_set_bool(jw, "required", true);
	json_key(jw, "content");
	json_begin_object(jw);
	if (body == BODY_JSON || body == BODY_JSON_OR_FORM)
		put_media(jw, "application/json");
	if (body != BODY_JSON) {
		put_media(jw, "application/x-www-form-urlencoded");
		put_media(jw, "multipart/form-data");
	}
	json_end_object(jw);
	json_end_object(jw);
}

static void
put_response(struct json_writer *jw, const char *status, const char *about)
{
	json_key(jw, status);
	json_begin_object(jw);
	json_set_string(jw, "description", about);
	json_end_object(jw);
}

static void
put_responses(struct json_writer *jw, const struct web_route *route)
{
	json_key(jw, "responses");
	json_begin_object(jw);
	put_response(jw, "200", "Done");
	if (route->body != BODY_NONE)
		put_response(jw, "400", "The input is wrong");
	if (route->access != ACCESS_ANYONE || route->csrf)
		put_response(jw, "403", "Not logged in, or not allowed");
	if (route->rate != RATE_NONE)
		put_response(jw, "429", "Too many requests");
	json_end_object(jw);
}

/* One way to be let in: a token, or the session and, to change, its nonce. */
static void
put_scheme_names(struct json_writer *jw, const char *first, const char *second)
{
	json_begin_object(jw);
	json_key(jw, first);
	json_begin_array(jw);
	json_end_array(jw);
	if (second != NULL) {
		json_key(jw, second);
		json_begin_array(jw);
		json_end_array(jw);
	}
	json_end_object(jw);
}

static void
put_security(struct json_writer *jw, const struct web_route *route)
{
	json_key(jw, "security");
	json_begin_array(jw);
	if (route->access != ACCESS_ANYONE) {
		put_scheme_names(jw, "token", NULL);
		put_scheme_names(jw, "session", route->csrf ? "nonce" : NULL);
	}
	json_end_array(jw);
}

static void
put_operation(struct json_writer *jw, const struct web_route *route)
{
	json_key(jw, verb_name(route->method));
	json_begin_object(jw);
	json_set_string(jw, "summary", route->summary);
	json_key(jw, "tags");
	json_begin_array(jw);
	json_put_string(
	    jw, route->shape == SHAPE_PLUGIN ? "container plugin" : "api");
	json_end_array(jw);
	json_key(jw, "parameters");
	json_begin_array(jw);
	put_parameter(jw, route, "id");
	put_parameter(jw, route, "key");
	if (route->handler == api_list)
		put_list_queries(jw, list_of_route(route));
	json_end_array(jw);
	put_body(jw, route->body);
	put_responses(jw, route);
	put_security(jw, route);
	json_end_object(jw);
}

/* Whether row `i` is the first of its path. */
static bool
is_first(size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (strcmp(web_routes[j].pattern, web_routes[i].pattern) == 0)
			return (false);
	return (true);
}

static void
put_paths(struct json_writer *jw)
{
	size_t i, j;

	json_key(jw, "paths");
	json_begin_object(jw);
	for (i = 0; i < web_routes_n; i++) {
		if (web_routes[i].shape == SHAPE_PAGE || !is_first(i))
			continue;
		json_key(jw, web_routes[i].pattern);
		json_begin_object(jw);
		for (j = i; j < web_routes_n; j++)
			if (strcmp(web_routes[j].pattern,
				web_routes[i].pattern) == 0)
				put_operation(jw, &web_routes[j]);
		json_end_object(jw);
	}
	json_end_object(jw);
}

static void
put_scheme(struct json_writer *jw, const char *key, const char *in,
    const char *name, const char *about)
{
	json_key(jw, key);
	json_begin_object(jw);
	json_set_string(jw, "type", "apiKey");
	json_set_string(jw, "in", in);
	json_set_string(jw, "name", name);
	json_set_string(jw, "description", about);
	json_end_object(jw);
}

static void
put_components(struct json_writer *jw, bool secure)
{
	json_key(jw, "components");
	json_begin_object(jw);
	json_key(jw, "securitySchemes");
	json_begin_object(jw);
	put_scheme(jw, "token", "header", "Authorization",
	    "\"Token \" and an API token");
	put_scheme(jw, "session", "cookie",
	    secure ? "__Host-berth_session" : "berth_session",
	    "The session of a browser");
	put_scheme(jw, "nonce", "header", "CSRF-Token",
	    "The session's nonce, from the pages' meta element csrf-token");
	json_end_object(jw);
	json_end_object(jw);
}

enum err
api_openapi(struct web *w)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_begin_object(jw);
	json_set_string(jw, "openapi", "3.0.3");
	json_key(jw, "info");
	json_begin_object(jw);
	json_set_string(jw, "title", "Berth");
	json_set_string(jw, "version", PACKAGE_VERSION);
	json_end_object(jw);
	put_paths(jw);
	put_components(jw, w->svc.p->conf->secure_cookies);
	json_end_object(jw);
	return (web_json(w, 200, jw));
}
