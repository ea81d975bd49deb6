#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/settings.h"
#include "service/throttle.h"
#include "web/auth.h"
#include "web/route_match.h"
#include "web/web.h"

/* What stands for a route where there is none, so that errors have a shape. */
static const struct web_route no_page = {
    .method = HTTP_GET, .pattern = "-", .shape = SHAPE_PAGE};
static const struct web_route no_api = {
    .method = HTTP_GET, .pattern = "-", .shape = SHAPE_API};

static const struct {
	int limit;
	int window_s;
} rates[] = {
    [RATE_NONE] = {0, 0},
    [RATE_CONTRACT] = {100, 300}, /* CONTRACT.md */
    [RATE_WRITE] = {1200, 300},
};

static const struct {
	enum http_method method;
	const char *name;
} methods[] = {
    {HTTP_GET, "GET"},
    {HTTP_POST, "POST"},
    {HTTP_PATCH, "PATCH"},
    {HTTP_PUT, "PUT"},
    {HTTP_DELETE, "DELETE"},
};
#define METHODS_N (sizeof(methods) / sizeof(methods[0]))

static const char *
method_name(enum http_method method)
{
	size_t i;

	for (i = 0; i < METHODS_N; i++)
		if (methods[i].method == method)
			return (methods[i].name);
	return ("OTHER");
}

/* ------------------------------------------------ the route */

static void
refuse_method(struct web *w, unsigned allowed)
{
	struct buf *b = buf_new(w->mem, 64);
	size_t i;

	for (i = 0; i < METHODS_N; i++)
		if (allowed & methods[i].method)
			buf_printf(b, "%s%s", buf_len(b) > 0 ? ", " : "",
			    methods[i].name);
	http_header(w->http, "Allow", buf_data(b));
	web_refuse(w, 405, tr("This address does not take that method"));
}

static bool
is_api_path(const char *path)
{
	return (text_starts(path, "/api/") ||
		text_starts(path, "/containers/api/"));
}

/*
 * Set w->route, id and key.  *ret_allowed is the set of methods that the path
 * takes: 0 where no pattern matches it, and without w->req->method in it
 * where w->route is only a row of the same path.
 */
static void
find_route(struct web *w, unsigned *ret_allowed)
{
	struct route_params params;
	size_t i;

	*ret_allowed = 0;
	w->route = is_api_path(w->req->path) ? &no_api : &no_page;
	for (i = 0; i < web_routes_n; i++) {
		if (!route_match(web_routes[i].pattern, w->req->path, &params))
			continue;
		if (*ret_allowed == 0 ||
		    web_routes[i].method == w->req->method) {
			w->route = &web_routes[i];
			w->id = params.id;
			w->key = mem_strdup(w->mem, params.key);
		}
		*ret_allowed |= web_routes[i].method;
	}
}

/* Whether the {id} of a route is a challenge's. */
static bool
is_of_challenge(const struct web_route *route)
{
	return (strstr(route->pattern, "/challenges/{id}") != NULL ||
		strcmp(route->pattern, "/containers/flags/{id}") == 0);
}

/* ------------------------------------------------ checks */

/* The part of the pattern that both prefixes of the contract share. */
static const char *
rate_name(const struct web_route *route)
{
	const char *api = strstr(route->pattern, "/api/");

	return (api != NULL ? api : route->pattern);
}

static enum err
check_rate(struct web *w)
{
	enum web_rate rate = w->route->rate;
	const char *subject;

	if (rate == RATE_NONE || w->me == NULL)
		return (ERR_OK);
	if (rate == RATE_CONTRACT)
		subject = mem_printf(w->mem, "%s:u%lld", rate_name(w->route),
		    (long long)w->me->id.n);
	else
		subject =
		    mem_printf(w->mem, "write:u%lld", (long long)w->me->id.n);
	return (throttle_hit(
	    &w->svc, subject, rates[rate].limit, rates[rate].window_s));
}

/* ------------------------------------------------ the body */

static bool
is_form(enum http_body kind)
{
	return (kind == HTTP_BODY_FORM || kind == HTTP_BODY_MULTIPART);
}

static bool
kind_is_accepted(const struct web *w)
{
	enum http_body kind = w->req->body_kind;

	switch (w->route->body) {
	case BODY_NONE:
		return (true);
	case BODY_JSON:
		return (kind == HTTP_BODY_NONE || kind == HTTP_BODY_JSON);
	case BODY_FORM:
	case BODY_FILES:
		return (kind == HTTP_BODY_NONE || is_form(kind));
	case BODY_JSON_OR_FORM:
		return (kind == HTTP_BODY_NONE || kind == HTTP_BODY_JSON ||
			is_form(kind));
	}
	return (false);
}

static enum err
parse_json(struct web *w, const char *data, size_t len)
{
	struct json *json;
	enum err err;

	/* too deep or too many values is a wrong body, not a large one */
	err = json_parse(
	    w->mem, data, len, &json_limits_request, &json, &w->svc.error);
	if (err != ERR_OK)
		return (err == ERR_TOO_LARGE ? ERR_INVALID : err);
	if (!json_is(json, JSON_OBJECT))
		return (err_set(&w->svc.error, ERR_INVALID, NULL,
		    "The body must be a JSON object"));
	w->json = json;
	return (ERR_OK);
}

/*
 * None of our forms has a field twice.  Who sends one so wants one part of the
 * program to see the first and another to see the last.  The contract has a
 * sentence of its own for it, which its handler says.
 */
static enum err
check_repeated(struct web *w)
{
	const struct http_field *f;
	size_t i;

	if (w->route->shape == SHAPE_PLUGIN)
		return (ERR_OK);
	for (i = 0; i < http_form_size(w->form); i++) {
		f = http_form_at(w->form, i);
		if (http_form_count(w->form, f->name) > 1)
			return (err_set(&w->svc.error, ERR_INVALID, f->name,
			    "is there more than once"));
	}
	return (ERR_OK);
}

static enum err
parse_form(struct web *w, const char *data, size_t len)
{
	const struct http_file *file;
	struct http_form *form;
	enum err err;

	err = http_form_parse(w->mem, w->req->body_kind, w->req->content_type,
	    data, len, &form, &w->svc.error);
	if (err != ERR_OK)
		return (err == ERR_TOO_LARGE ? ERR_INVALID : err);
	w->form = form;
	file = http_form_file_at(form, 0);
	if (file != NULL && w->route->body != BODY_FILES)
		return (err_set(&w->svc.error, ERR_INVALID, file->name,
		    "Files are not accepted here."));
	return (check_repeated(w));
}

static enum err
parse_body(struct web *w)
{
	enum web_body accepted = w->route->body;
	const char *data;
	size_t len, limit;
	enum err err;

	limit =
	    w->route->body_limit > 0 ? w->route->body_limit : LIMIT_BODY_SMALL;
	err = http_body_read(w->http, limit, &data, &len, &w->svc.error);
	if (err != ERR_OK)
		return (err);
	if (accepted == BODY_FORM || accepted == BODY_FILES ||
	    is_form(w->req->body_kind))
		return (parse_form(w, data, len));
	if (len == 0)
		return (err_set(&w->svc.error, ERR_INVALID, NULL,
		    "A JSON object is expected"));
	return (parse_json(w, data, len));
}

/*
 * Read and parse the body as the route wants it.  The contract knows one
 * sentence for everything that can be wrong with one but its size.
 */
static enum err
read_body(struct web *w)
{
	enum err err = ERR_OK;

	if (w->route->body == BODY_NONE)
		return (ERR_OK);
	if (!kind_is_accepted(w) && w->route->shape != SHAPE_PLUGIN) {
		web_refuse(w, 415,
		    tr("The body has a content type that is not taken here"));
		return (ERR_OK);
	}
	if (kind_is_accepted(w))
		err = parse_body(w);
	else
		err = ERR_INVALID;
	if (err == ERR_INVALID && w->route->shape == SHAPE_PLUGIN) {
		err_clear(&w->svc.error);
		return (err_set(
		    &w->svc.error, ERR_INVALID, NULL, "Invalid request"));
	}
	return (err);
}

static enum err
parse_query(struct web *w)
{
	struct http_form *query;
	enum err err = http_query_parse(w->req, &query, &w->svc.error);

	if (err == ERR_OK)
		w->query = query;
	return (err);
}

/* ------------------------------------------------ one request */

static bool
nonce_is_in_body(const struct web *w)
{
	return (w->req->csrf_token == NULL && w->route->body != BODY_NONE &&
		is_form(w->req->body_kind));
}

/* What can be said without the body. */
static enum err
check_sender(struct web *w)
{
	enum err err = auth_access(w);

	if (err == ERR_OK)
		err = auth_site(w);
	if (err == ERR_OK && !nonce_is_in_body(w))
		err = auth_nonce(w);
	return (err);
}

/*
 * The order matters: a request that a foreign site made in a player's name
 * must not use up the player's rate, and no body is read from someone who may
 * not send it.  A form brings its nonce in the body, so it is checked then.
 */
static enum err
check(struct web *w)
{
	enum err err = check_sender(w);

	if (err == ERR_OK)
		err = check_rate(w);
	if (err == ERR_OK)
		err = parse_query(w);
	if (err == ERR_OK)
		err = read_body(w);
	if (err == ERR_OK && !http_sent(w->http) && nonce_is_in_body(w))
		err = auth_nonce(w);
	return (err);
}

/*
 * Whether a large body may be sent, before nginx takes it in: who asks for
 * nothing that the route refuses gets 204, everybody else 403.  What is small
 * may come, so that it gets the answer that says what is wrong.
 */
static enum err
serve_question(struct web *w, unsigned allowed)
{
	enum err err = ERR_OK;

	if (w->req->body_len > LIMIT_BODY || w->req->chunked) {
		if ((allowed & w->req->method) == 0)
			err = ERR_FORBIDDEN;
		if (err == ERR_OK)
			err = settings_refresh(&w->svc, NULL);
		if (err == ERR_OK)
			err = auth_identify(w);
		if (err == ERR_OK && !auth_host_ok(w))
			err = ERR_FORBIDDEN;
		if (err == ERR_OK)
			err = check_sender(w);
	}
	if (err == ERR_OK)
		http_send(w->http, 204, NULL, "", 0);
	else if (http_status(err) == 403)
		web_refuse(w, 403, "This may not be sent");
	return (err);
}

static enum err
serve(struct web *w)
{
	unsigned allowed;
	enum err err;

	if (strcmp(w->req->path, "/containers") == 0) {
		http_redirect(w->http, 302, "/containers/");
		return (ERR_OK);
	}
	find_route(w, &allowed);
	if (w->req->asks)
		return (serve_question(w, allowed));
	if (allowed == 0 && w->route->shape != SHAPE_PAGE)
		return (ERR_NOT_FOUND);
	err = settings_refresh(&w->svc, NULL);
	web_language(w);
	if (err == ERR_OK)
		err = auth_identify(w);
	if (err != ERR_OK)
		return (err);
	if (!auth_host_ok(w)) {
		web_refuse(w, 421, "This site is not served under that name");
		return (ERR_OK);
	}
	if (allowed == 0)
		return (ERR_NOT_FOUND);
	if (is_of_challenge(w->route))
		log_context_challenge(w->id);
	if (w->route->method != w->req->method) {
		refuse_method(w, allowed);
		return (ERR_OK);
	}
	err = check(w);
	if (err == ERR_OK && !http_sent(w->http))
		err = w->route->handler(w);
	return (err);
}

/*
 * One line per request that may have changed something, and per one in which
 * somebody who said who they are was not let in.
 */
static void
log_request(const struct web *w, int64_t began_us)
{
	bool is_known = w->me != NULL || w->by_token;
	int status = http_sent_status(w->http);

	if (!w->route->csrf && !(is_known && status == 403))
		return;
	log_info("web.request",
	    LOG_STR("method", method_name(w->route->method)),
	    LOG_STR("route", w->route->pattern), LOG_INT("status", status),
	    LOG_INT("ms", (clock_mono_us() - began_us) / USEC_PER_MSEC));
}

void
web_dispatch(struct http *http, const struct http_request *req,
    struct service_process *p)
{
	int64_t began_us = clock_mono_us();
	bool asks = req->asks;
	struct web w = {.http = http,
	    .req = req,
	    .mem = req->mem,
	    .route = &no_page,
	    .cookie = "",
	    .nonce = "",
	    .key = ""};
	enum err err;

	lang_set(LANG_EN);
	service_begin(&w.svc, p, req->mem);
	w.svc.ip = mem_strdup(req->mem, req->ip);
	w.svc.actor_name = "";
	log_context_set(
	    &(struct log_context){.request_id = req->id, .ip = req->ip});
	err = serve(&w);
	/* once the answer is sent, everything under req->mem is gone */
	if (!http_sent(http))
		web_fail(&w, err == ERR_OK ? ERR_INTERNAL : err);
	/* a yes is followed by the request itself */
	if (!asks || http_sent_status(http) != 204)
		log_request(&w, began_us);
	log_context_clear();
}
