#include <string.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "json/json.h"
#include "web/web.h"

#define LOGIN_PAGE "/containers/login"

enum err
web_json(struct web *w, int status, struct json_writer *body)
{
	size_t len;
	const char *text = json_text(body, &len);

	http_send(w->http, status, "application/json", text, len);
	return (ERR_OK);
}

/* {"<key>": "<message>"} */
static void
send_message(struct web *w, int status, const char *key, const char *message)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_begin_object(jw);
	if (status == 429)
		json_set_int(jw, "code", status);
	json_set_string(jw, key, message);
	json_end_object(jw);
	(void)web_json(w, status, jw);
}

/* CTFd's {"success":false,"errors":{field:[message]}} */
static void
send_errors(struct web *w, int status, const char *field, const char *message)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_begin_object(jw);
	json_set_bool(jw, "success", false);
	json_key(jw, "errors");
	json_begin_object(jw);
	json_key(jw, field);
	json_begin_array(jw);
	json_put_string(jw, message);
	json_end_array(jw);
	json_end_object(jw);
	json_end_object(jw);
	(void)web_json(w, status, jw);
}

/* Statuses whose body is {"message":…} whatever the shape. */
static bool
is_common(int status)
{
	return (status == 403 || status == 405 || status == 429);
}

void
web_refuse(struct web *w, int status, const char *message)
{
	if (w->route->shape == SHAPE_PAGE)
		page_fail(w, status, message);
	else if (w->route->shape == SHAPE_PLUGIN && !is_common(status))
		send_message(w, status, "error", message);
	else
		send_message(w, status, "message", message);
}

/* ------------------------------------------------ failed calls */

/* What is said when nobody has said anything better. */
static const char *
default_message(enum err code)
{
	switch (code) {
	case ERR_INVALID:
		return (N_("Invalid request"));
	case ERR_TOO_LARGE:
		return (N_("The request is too large"));
	case ERR_NOT_FOUND:
		return (N_("There is nothing here"));
	case ERR_LOGIN:
		return (N_("You must be logged in"));
	case ERR_FORBIDDEN:
		return (N_("You may not do this"));
	case ERR_CONFLICT:
	case ERR_LOST:
		return (N_("This is not possible right now"));
	case ERR_RATE:
		return (N_("Too many requests"));
	case ERR_UNAVAILABLE:
	case ERR_TIMEOUT:
		return (N_("The platform is not reachable right now. Try "
			   "again in a few seconds."));
	case ERR_UNCERTAIN:
		return (N_("It is not known whether this was done. Look at "
			   "the current state before you try again."));
	case ERR_OK:
	case ERR_INTERNAL:
		break;
	}
	return (N_("An error happened on our side"));
}

/*
 * The sentence for the person.  Where an installation is broken its words go
 * into the log only.
 */
static const char *
fail_message(const struct web *w, enum err code)
{
	const struct error *e = &w->svc.error;

	if (code == ERR_INTERNAL || e->message[0] == '\0')
		return (tr(default_message(code)));
	return (err_said(e));
}

static void
fail_plugin(struct web *w, enum err code, const char *message)
{
	const struct error *e = &w->svc.error;

	if (e->field[0] != '\0' && e->message[0] != '\0')
		message = mem_printf(w->mem, "%s: %s", e->field, message);
	if (code == ERR_NOT_FOUND || code == ERR_CONFLICT)
		web_refuse(w, 400, message);
	else
		web_refuse(w, http_status(code), message);
}

static void
fail_api(struct web *w, enum err code, const char *message)
{
	const struct error *e = &w->svc.error;

	if (code == ERR_INVALID ||
	    (code == ERR_TOO_LARGE && e->field[0] != '\0'))
		send_errors(w, 400, e->field, message);
	else if (code == ERR_CONFLICT)
		send_errors(w, 409, e->field, message);
	else
		send_message(w, http_status(code), "message", message);
}

static void
fail_page(struct web *w, enum err code, const char *message)
{
	const struct error *e = &w->svc.error;

	if (code == ERR_LOGIN && !w->by_token) {
		/* a matched path is plain text: patterns allow no more */
		if (w->req->method == HTTP_GET)
			http_redirect(w->http, 302,
			    mem_printf(
				w->mem, LOGIN_PAGE "?next=%s", w->req->path));
		else
			http_redirect(w->http, 303, LOGIN_PAGE);
		return;
	}
	if (e->field[0] != '\0' && code != ERR_INTERNAL)
		message = mem_printf(w->mem, "%s: %s", e->field, message);
	page_fail(w, http_status(code), message);
}

void
web_retry_after(struct web *w)
{
	int seconds = w->svc.error.retry_after;

	http_header(w->http, "Retry-After",
	    mem_printf(w->mem, "%d", seconds > 0 ? seconds : 1));
}

void
web_fail(struct web *w, enum err code)
{
	const char *message = fail_message(w, code);

	if (http_status(code) >= 500)
		log_error("web.failed", LOG_STR("route", w->route->pattern),
		    LOG_STR("code", err_name(code)), LOG_ERR(&w->svc.error));
	if (code == ERR_RATE)
		web_retry_after(w);
	if (w->route->shape == SHAPE_API)
		web_language_headers(w);
	switch (w->route->shape) {
	case SHAPE_PLUGIN:
		fail_plugin(w, code, message);
		break;
	case SHAPE_API:
		fail_api(w, code, message);
		break;
	case SHAPE_PAGE:
		fail_page(w, code, message);
		break;
	}
}
