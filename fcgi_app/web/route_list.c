/*
 * The route table as JSON, for tests that hold every row against what the
 * program answers.
 */
#include "base/limits.h"
#include "json/json.h"
#include "web/web.h"

static const char *
method_name(enum http_method method)
{
	switch (method) {
	case HTTP_GET:
		return ("GET");
	case HTTP_POST:
		return ("POST");
	case HTTP_PATCH:
		return ("PATCH");
	case HTTP_PUT:
		return ("PUT");
	case HTTP_DELETE:
		return ("DELETE");
	default:
		return ("OTHER");
	}
}

static const char *const access_names[] = {
    [ACCESS_ANYONE] = "anyone",
    [ACCESS_PLAYER] = "player",
    [ACCESS_ADMIN] = "admin",
};

static const char *const shape_names[] = {
    [SHAPE_PAGE] = "page",
    [SHAPE_PLUGIN] = "plugin",
    [SHAPE_API] = "api",
};

static const char *const body_names[] = {
    [BODY_NONE] = "none",
    [BODY_JSON] = "json",
    [BODY_FORM] = "form",
    [BODY_FILES] = "files",
    [BODY_JSON_OR_FORM] = "json or form",
};

static void
put_route(struct json_writer *jw, const struct web_route *r)
{
	size_t limit = r->body_limit > 0 ? r->body_limit : LIMIT_BODY_SMALL;

	json_begin_object(jw);
	json_set_string(jw, "method", method_name(r->method));
	json_set_string(jw, "pattern", r->pattern);
	json_set_string(jw, "access", access_names[r->access]);
	json_set_string(jw, "shape", shape_names[r->shape]);
	json_set_string(jw, "body", body_names[r->body]);
	json_set_int(jw, "body_limit", (int64_t)limit);
	json_set_bool(jw, "csrf", r->csrf);
	json_end_object(jw);
}

const char *
web_routes_json(void *mem)
{
	struct json_writer *jw = json_writer_new(mem);
	size_t i, len;

	json_begin_array(jw);
	for (i = 0; i < web_routes_n; i++)
		put_route(jw, &web_routes[i]);
	json_end_array(jw);
	return (json_text(jw, &len));
}
