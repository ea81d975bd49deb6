/*
 * The web application: one constant table of routes (routes.c), one dispatcher
 * (dispatch.c) that does everything routes have in common, and handlers.
 *
 * The dispatcher alone answers 404, 405 (+ Allow), 403, 413, 415, 422 and 429,
 * logs people in, checks the CSRF nonce, reads and parses the body; a handler
 * starts with all of that done and returns an error code, which the dispatcher
 * turns into an answer of the route's shape.
 */
#ifndef BERTH_WEB_WEB_H
#define BERTH_WEB_WEB_H

#include "http/http.h"
#include "service/contest.h"
#include "service/service.h"

struct web;

/* Who may call. */
enum web_access {
	ACCESS_ANYONE,
	ACCESS_PLAYER,		/* anyone logged in */
	ACCESS_ADMIN,
};

/* The shape of the answers, errors included. */
enum web_shape {
	SHAPE_PAGE,		/* HTML; not logged in → 302 to the login page */
	SHAPE_PLUGIN,		/* CONTRACT.md: {"error":…}, 403/429 {"message":…} */
	SHAPE_API,		/* CTFd's: {"success":…,"data":…|"errors":…} */
};

/* Accepted bodies. */
enum web_body {
	BODY_NONE,		/* GET, or a POST whose body is ignored */
	BODY_JSON,
	BODY_FORM,		/* urlencoded or multipart, without files */
	BODY_FILES,		/* the same with files */
	BODY_JSON_OR_FORM,
};

/* Rate classes: limits in dispatch.c's table. */
enum web_rate {
	RATE_NONE,
	RATE_CONTRACT,		/* 100 in 300 s per account and route */
	RATE_WRITE,		/* admins' and players' other writes */
};

typedef enum err (*web_handler)(struct web *w);

struct web_route {
	enum http_method method;
	const char *pattern;	/* "/api/v1/challenges/{id}"; {id}: 1–19 digits;
				 * {key}: [0-9a-z_]{1,64} */
	enum web_access access;
	enum web_shape shape;
	enum web_body body;
	size_t body_limit;	/* 0: LIMIT_BODY_SMALL */
	enum web_rate rate;
	bool csrf;		/* every route that changes something */
	web_handler handler;
	const char *summary;	/* for the OpenAPI document */
};

extern const struct web_route web_routes[];
extern const size_t web_routes_n;

/* The table as a JSON array of objects, under `mem`; for tests. */
const char *web_routes_json(void *mem);

/* Everything a handler sees. */
struct web {
	struct http *http;
	const struct http_request *req;
	void *mem;			/* the request's arena */
	struct service svc;		/* begun; actor and ip set */
	const struct web_route *route;
	const struct account *me;	/* NULL: nobody is logged in */
	const char *cookie;		/* the session's (or anonymous) secret, "" none */
	const char *nonce;		/* CSRF nonce of it */
	bool by_token;			/* Authorization: Token */
	int64_t id;			/* the {id} of the path, 0 if none */
	const char *key;		/* the {key} of the path, "" if none */
	const struct json *json;	/* the body, an object, NULL if not JSON */
	const struct http_form *form;	/* the body as a form, NULL if not */
	const struct http_form *query;
	const struct attempt *attempt;	/* what a form just handed in, or NULL */
};

/*
 * Serve one request to its end: begin the service, authenticate, check, call
 * the handler, answer.  Never fails; failures are answers.
 */
void web_dispatch(struct http *http, const struct http_request *req,
    struct service_process *p);

/* ---- answers (answer.c) */

/* Send a JSON body with a status. */
enum err web_json(struct web *w, int status, struct json_writer *body);

/* Answer a failed call in the route's shape, from w->svc.error and `code`. */
void web_fail(struct web *w, enum err code);

/* Say with an answer to ERR_RATE when to come back. */
void web_retry_after(struct web *w);

/*
 * Answer in the route's shape with a status that no error code stands for
 * (405, 415, 502).
 */
void web_refuse(struct web *w, int status, const char *message);

/* Begin an anonymous session's cookie if there is none (for forms). */
void web_need_cookie(struct web *w);

/* Set or delete the session cookie. */
void web_set_cookie(struct web *w, const char *secret);
void web_clear_cookie(struct web *w);

/* ---- the language of the answer (language.c) */

/*
 * Speak the language of the request from now on (base/lang.h).  Pages: the
 * visitor's choice in the cookie, else what the browser asks for, else the
 * setting.  The API: what the header asks for, else English.  The plugin's
 * routes: English.
 */
void web_language(struct web *w);

/* Headers of an answer that has sentences in it: which language, and why. */
void web_language_headers(struct web *w);

/* ---- pages (page.c): the layout around a page's template */

struct tpl;

/*
 * A dictionary with what every page needs: NONCE, EVENT_NAME, USER_NAME and
 * the sections LOGGED_IN, LOGGED_OUT, IS_ADMIN, and NAV_<nav> for the current
 * place.  `title` is shown in the window's title.
 */
struct tpl *page_new(struct web *w, const char *title, const char *nav);

/* Expand `file` inside layout.tpl and send it with `status`. */
enum err page_send(struct web *w, struct tpl *page, const char *file,
    int status);

/* The page of a failure: 403, 404, 500, 503 … with what to do. */
void page_fail(struct web *w, int status, const char *message);

#endif
