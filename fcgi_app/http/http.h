/*
 * HTTP over FastCGI: a request with everything checked and copied into the
 * request's arena, and a response that is sent once.  The only folder that
 * includes libfcgi, and the only one that knows status codes.
 *
 * ONE function (header_block_set) takes headers, and it refuses bytes below
 * 0x20 and 0x7f: our output is parsed by nginx, where a stray CR LF would be a
 * header such as X-Accel-Redirect.
 */
#ifndef BERTH_HTTP_HTTP_H
#define BERTH_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "json/json.h"

enum http_method {
	HTTP_GET = 1 << 0,	/* HEAD comes as GET with `head` set */
	HTTP_POST = 1 << 1,
	HTTP_PATCH = 1 << 2,
	HTTP_PUT = 1 << 3,
	HTTP_DELETE = 1 << 4,
	HTTP_OTHER = 1 << 5,
};

/* The body's kind, from Content-Type. */
enum http_body {
	HTTP_BODY_NONE,		/* no bytes; the type does not matter */
	HTTP_BODY_JSON,		/* application/json, or application/…+json */
	HTTP_BODY_FORM,		/* application/x-www-form-urlencoded */
	HTTP_BODY_MULTIPART,	/* multipart/form-data */
	HTTP_BODY_OTHER,
};

/* A field of a query or form; name and value are valid UTF-8 without NUL. */
struct http_field {
	const char *name;
	const char *value;
};

/* A file in a multipart form. */
struct http_file {
	const char *name;		/* the field's */
	const char *filename;		/* as sent: any text */
	const char *data;		/* in the body, no NUL behind it */
	size_t len;
};

struct http_request {
	void *mem;			/* the request's arena */
	char id[17];			/* 16 hex digits, for log and answer */
	enum http_method method;
	bool head;
	/* decoded; no "//", "/./", "/../", no control character */
	const char *path;
	const char *query_string;	/* as sent */
	const char *host;		/* of the Host header without port, lower case; "" if unusable */
	const char *host_port;		/* the Host header as sent if it is clean, "" otherwise */
	const char *ip;			/* REMOTE_ADDR, after nginx's realip; "" if it is none */
	bool tls;			/* HTTPS=on from nginx */
	/* nginx asks whether this may be sent (auth_request): answer 204 or
	 * 403; there is no body */
	bool asks;
	bool chunked;			/* asks: a body of unknown length */
	const char *user_agent;		/* "" if none; cut at 255, printable ASCII */
	const char *authorization;	/* NULL if none */
	const char *csrf_token;		/* header CSRF-Token, NULL if none */
	const char *origin;		/* header Origin, NULL if none */
	const char *fetch_site;		/* header Sec-Fetch-Site, NULL if none */
	const char *accept;		/* header Accept, "" if none */
	const char *accept_language;	/* header Accept-Language, "" if none */
	const char *cookies;		/* header Cookie, "" if none */
	enum http_body body_kind;
	const char *content_type;	/* as sent, "" if none */
	size_t body_len;		/* Content-Length as announced */
};

/* The listening socket and the request under way; one per process. */
struct http;

/*
 * Accept on descriptor `fd` (0 under spawn-fcgi and systemd), which is made
 * non-blocking.  ERR_INTERNAL if it is no listening socket, or if the process
 * has one open already.
 */
enum err http_open(void *mem, int fd, struct http **ret, struct error *e)
    MUST_USE;

/*
 * Wait for the next request.  A request that is broken in itself (bad
 * encoding in the path, a path that is not plain, a header or body over its
 * limit) is answered here, and the next one awaited; one that the caller left
 * unanswered is answered with 500.
 *
 * ERR_OK; or ERR_TIMEOUT when `idle_ms` (-1: no limit) have passed since the
 * call without a good request, so that the worker can look after itself; or
 * ERR_LOST after http_stop(): leave; or ERR_INTERNAL when the socket is gone:
 * end the process with an error.
 *
 * Workers of several processes may share the socket: whoever loses the race
 * for a connection waits on within its time.  A worker under steady load gets
 * no ERR_TIMEOUT: duties with a deadline belong behind every request too.
 */
enum err http_accept(struct http *h, int idle_ms, struct http_request **ret)
    MUST_USE;

/*
 * Let http_accept() return ERR_LOST from now on.  Async-signal-safe, for the
 * handler of SIGTERM.  Install it with SA_RESTART: then the request under way
 * is read and answered to its end.  http_open() does so for SIGUSR1, with
 * which a FastCGI server asks its workers to end.
 */
void http_stop(void);

/*
 * Read the body, at most `limit` bytes: ERR_TOO_LARGE past it (also by
 * Content-Length alone), ERR_INVALID when it ends early.  Owned by the
 * request; a second call gives the same bytes.
 */
enum err http_body_read(struct http *h, size_t limit, const char **ret_data,
    size_t *ret_len, struct error *e) MUST_USE;

/* ------------------------------------------------ the response */

/*
 * Set a header, in place of an earlier one of that name (Set-Cookie is added).
 * A value with a byte below 0x20 or 0x7f, a security header (see http_send)
 * and a header block of more than 3.5 kB are refused: the header is left out
 * and an error logged.
 */
void http_header(struct http *h, const char *name, const char *value);

/*
 * Set-Cookie with HttpOnly, SameSite=Lax, Path=/ and Max-Age in seconds;
 * max_age 0 deletes it.  COOKIE_SECURE adds Secure; a prefix such as __Host-
 * is part of the name.  A value with a byte that cookies may not have (RFC
 * 6265: space, quote, comma, semicolon, backslash, control, not ASCII) is
 * refused like a bad header.
 */
enum cookie_kind { COOKIE_PLAIN, COOKIE_SECURE };
void http_cookie(struct http *h, const char *name, const char *value,
    int max_age, enum cookie_kind kind);

/*
 * Send the response and end the request, freeing its arena: `req` and all
 * under it are gone on return.  `status` is one of the table in response.c
 * (another one, or a body over LIMIT_RESPONSE, becomes an empty 500 and an
 * error in the log); `content_type` may be NULL without a body.  Adds
 * Content-Length, the security headers (CSP, nosniff, referrer, COOP, CORP,
 * permissions), Cache-Control: no-store unless one was set, X-Request-Id; no
 * body for HEAD and 204.  A second call does nothing but log an error.
 */
void http_send(struct http *h, int status, const char *content_type,
    const char *body, size_t len);

/*
 * 302 (after GET) or 303 (after a form) to one of our own paths.  Anything
 * that is no such path ("//host", "/\\host", "https:…", control bytes, over
 * 2048 bytes, NULL) becomes /containers/, so that a path from outside may be
 * passed.
 */
void http_redirect(struct http *h, int status, const char *path);

/*
 * The status that stands for an error: INVALID 400, TOO_LARGE 413, NOT_FOUND
 * 404, LOGIN and FORBIDDEN 403 (the contract's), CONFLICT 409, RATE 429,
 * UNAVAILABLE and UNCERTAIN 503, TIMEOUT 504, LOST 409, INTERNAL 500.
 */
int http_status(enum err code);

/* Whether the response has been sent (and the request is over). */
bool http_sent(const struct http *h);

/* The status of the last response, for the log; 0 before the first. */
int http_sent_status(const struct http *h);

/* ------------------------------------------------ parsing helpers */

/* The value of cookie `name` (RFC 6265), NULL if absent; under req->mem. */
const char *http_cookie_get(const struct http_request *req, const char *name);

/* A parsed query, urlencoded form or multipart form. */
struct http_form;

/*
 * Parse.  ERR_INVALID: bad %-encoding, invalid UTF-8, NUL, a body that is
 * neither form nor empty; ERR_TOO_LARGE: over LIMIT_FORM_FIELDS or
 * LIMIT_FORM_FILES.  Line ends stay as sent (CR LF).  Files are not copied:
 * `data` must live as long as the form.  A field for a file in which none was
 * chosen (no name, no bytes) is left out.
 */
enum err http_form_parse(void *mem, enum http_body kind,
    const char *content_type, const char *data, size_t len,
    struct http_form **ret, struct error *e) MUST_USE;
enum err http_query_parse(const struct http_request *req,
    struct http_form **ret, struct error *e) MUST_USE;

/* The value of `name`, NULL if absent. */
const char *http_form_get(const struct http_form *f, const char *name);
/* How often `name` occurs; more than once is the caller's to refuse. */
int http_form_count(const struct http_form *f, const char *name);
size_t http_form_size(const struct http_form *f);
const struct http_field *http_form_at(const struct http_form *f, size_t i);

/* The file of field `name`, NULL if absent; the i-th, NULL behind the last. */
const struct http_file *http_form_file(
    const struct http_form *f, const char *name);
const struct http_file *http_form_file_at(const struct http_form *f, size_t i);

#endif
