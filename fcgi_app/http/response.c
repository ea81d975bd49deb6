#include "http/http_private.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/cookie.h"
#include "http/request_parse.h"

#define OUR_FAULT "500 Internal Server Error"

/* Every status that we answer with, and its reason phrase (RFC 9110, 15). */
static const struct {
	int status;
	const char *line;
} statuses[] = {
    {200, "200 OK"},
    {201, "201 Created"},
    {202, "202 Accepted"},
    {204, "204 No Content"},
    {302, "302 Found"},
    {303, "303 See Other"},
    {400, "400 Bad Request"},
    {401, "401 Unauthorized"},
    {403, "403 Forbidden"},
    {404, "404 Not Found"},
    {405, "405 Method Not Allowed"},
    {409, "409 Conflict"},
    {413, "413 Content Too Large"},
    {414, "414 URI Too Long"},
    {415, "415 Unsupported Media Type"},
    {421, "421 Misdirected Request"},
    {422, "422 Unprocessable Content"},
    {429, "429 Too Many Requests"},
    {431, "431 Request Header Fields Too Large"},
    {500, OUR_FAULT},
    {502, "502 Bad Gateway"},
    {503, "503 Service Unavailable"},
    {504, "504 Gateway Timeout"},
};

static const int error_statuses[] = {
    [ERR_OK] = 200,
    [ERR_INVALID] = 400,
    [ERR_TOO_LARGE] = 413,
    [ERR_NOT_FOUND] = 404,
    [ERR_LOGIN] = 403, /* not 401, which must name a scheme: CONTRACT.md */
    [ERR_FORBIDDEN] = 403,
    [ERR_CONFLICT] = 409,
    [ERR_RATE] = 429,
    [ERR_UNAVAILABLE] = 503,
    [ERR_UNCERTAIN] = 503,
    [ERR_TIMEOUT] = 504,
    [ERR_LOST] = 409,
    [ERR_INTERNAL] = 500,
};

int
http_status(enum err code)
{
	size_t n = sizeof(error_statuses) / sizeof(error_statuses[0]);

	return (size_t)code < n ? error_statuses[code] : 500;
}

/* The text of `status`, NULL if it is not in the table. */
static const char *
status_line(int status)
{
	size_t i;

	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (statuses[i].status == status)
			return statuses[i].line;
	}
	return NULL;
}

void
http_header(struct http *h, const char *name, const char *value)
{
	enum err err;

	if (h->req == NULL)
		return;
	err = header_block_set(h->headers, name, value);
	if (err != ERR_OK)
		log_error("http.header_refused", LOG_STR("name", name),
		    LOG_STR("err", err_name(err)));
}

void
http_cookie(struct http *h, const char *name, const char *value, int max_age,
    enum cookie_kind kind)
{
	const char *text;

	if (h->req == NULL)
		return;
	text = http_cookie_text(h->req->mem, name, value, max_age, kind);
	if (text == NULL)
		log_error("http.cookie_refused", LOG_STR("name", name));
	else
		http_header(h, "Set-Cookie", text);
}

static void
add_own_headers(
    struct http *h, const char *line, const char *content_type, size_t len)
{
	char length[24];

	snprintf(length, sizeof(length), "%zu", len);
	header_block_open_reserve(h->headers);
	http_header(h, "Status", line);
	http_header(h, "X-Request-Id", h->req->id);
	if (!header_block_has(h->headers, "Cache-Control"))
		http_header(h, "Cache-Control", "no-store");
	if (strncmp(line, "204", 3) == 0)
		return;
	http_header(h, "Content-Length", length);
	if (content_type != NULL)
		http_header(h, "Content-Type", content_type);
}

/*
 * Whether the client got it is not looked at: it may have gone away at any
 * time, and nothing depends on it.
 */
void
http_send(struct http *h, int status, const char *content_type,
    const char *body, size_t len)
{
	const char *line = status_line(status), *text;
	size_t text_len;

	if (h->req == NULL) {
		log_error("http.sent_twice", LOG_INT("status", status));
		return;
	}
	if (line == NULL || len > LIMIT_RESPONSE) {
		log_error("http.response_refused", LOG_INT("status", status),
		    LOG_INT("len", len));
		line = OUR_FAULT;
		status = 500;
		len = 0;
	}
	h->status = status;
	add_own_headers(h, line, content_type, len);
	text = header_block_text(h->headers, &text_len);
	FCGX_PutStr(text, (int)text_len, h->fcgi.out);
	if (len > 0 && !h->req->head && status != 204)
		FCGX_PutStr(body, (int)len, h->fcgi.out);
	http_end(h);
}

void
http_redirect(struct http *h, int status, const char *path)
{
	if (h->req != NULL)
		http_header(
		    h, "Location", http_redirect_target(h->req->mem, path));
	http_send(h, status, NULL, NULL, 0);
}

bool
http_sent(const struct http *h)
{
	return h->req == NULL;
}

int
http_sent_status(const struct http *h)
{
	return h->status;
}

void
http_send_message(struct http *h, int status, const char *message)
{
	struct json_writer *w;
	const char *text;
	size_t len;

	if (!http_request_is_api(h->fcgi.envp)) {
		text = mem_printf(h->req->mem, "%s\n", message);
		http_send(
		    h, status, "text/plain; charset=utf-8", text, strlen(text));
		return;
	}
	w = json_writer_new(h->req->mem);
	json_begin_object(w);
	json_set_string(w, "message", message);
	json_end_object(w);
	text = json_text(w, &len);
	http_send(h, status, "application/json", text, len);
}
