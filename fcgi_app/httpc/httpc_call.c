#include "httpc/httpc_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"

#define CONNECT_MS_DEFAULT 5000

/* Set an option; the first refusal is kept and ends the call later. */
#define SET(call, option, value) \
	keep_code((call), curl_easy_setopt((call)->easy, (option), (value)))

static void
keep_code(struct httpc_call *call, CURLcode code)
{
	if (call->setup == CURLE_OK)
		call->setup = code;
}

/* libcurl answers NULL when memory is out; so we end, as base/mem.h does. */
static void *
not_null(void *p)
{
	if (p == NULL) {
		log_error("httpc.no_memory", LOG_STR("from", "libcurl"));
		abort();
	}
	return p;
}

static void
add_header(struct httpc_call *call, const char *line)
{
	call->headers = not_null(curl_slist_append(call->headers, line));
}

static bool
is_success(const struct httpc_call *call)
{
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	return status >= 200 && status <= 299;
}

/* libcurl's write function; another result than `n` ends the transfer. */
static size_t
on_data(char *data, size_t size, size_t n, void *arg)
{
	struct httpc_call *call = arg;

	call->loop->happened = true;
	if (call->state == CALL_CANCELLED)
		return CURL_WRITEFUNC_ERROR;
	if (call->data != NULL && is_success(call)) {
		if (call->data(call->arg, data, n))
			return n;
		call->ended = true;
		return CURL_WRITEFUNC_ERROR;
	}
	buf_add(call->body, data, n);
	if (!buf_full(call->body))
		return n;
	call->too_large = true;
	return CURL_WRITEFUNC_ERROR;
}

/* Where to, and what the way there is made of. */
static void
set_target(struct httpc_call *call, const struct httpc_target *target,
    const char *path)
{
	SET(call, CURLOPT_URL,
	    mem_printf(call, "%s%s", target->base_url, path));
	SET(call, CURLOPT_PATH_AS_IS, 1L);
	SET(call, CURLOPT_PROTOCOLS_STR, "http,https");
	SET(call, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(call, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	/* not even what http_proxy in the environment says */
	SET(call, CURLOPT_PROXY, "");
	SET(call, CURLOPT_TCP_KEEPALIVE, 1L);
	if (*target->unix_socket != '\0')
		SET(call, CURLOPT_UNIX_SOCKET_PATH, target->unix_socket);
	SET(call, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (*target->tls_ca != '\0')
		SET(call, CURLOPT_CAINFO, target->tls_ca);
	if (*target->tls_cert != '\0')
		SET(call, CURLOPT_SSLCERT, target->tls_cert);
	if (*target->tls_key != '\0')
		SET(call, CURLOPT_SSLKEY, target->tls_key);
}

static void
set_body(struct httpc_call *call, const struct httpc_request *req)
{
	const char *type = req->content_type;

	if (type == NULL)
		type = "application/json";
	/* The size first: libcurl copies that many bytes. */
	SET(call, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)req->body_len);
	SET(call, CURLOPT_COPYPOSTFIELDS, req->body);
	add_header(call, mem_printf(call, "Content-Type: %s", type));
}

static void
set_request(struct httpc_call *call, const struct httpc_request *req)
{
	bool is_get = strcmp(req->method, "GET") == 0;

	if (req->body != NULL) {
		set_body(call, req);
	} else if (strcmp(req->method, "POST") == 0) {
		SET(call, CURLOPT_POSTFIELDSIZE, 0L);
		SET(call, CURLOPT_POSTFIELDS, "");
		add_header(call, "Content-Type:");
	}
	SET(call, CURLOPT_CUSTOMREQUEST, req->method);
	/* no round trip before a body, no waiting for an answer to it */
	add_header(call, "Expect:");
	SET(call, CURLOPT_HTTPHEADER, call->headers);
	SET(call, CURLOPT_USERAGENT, "berth");
	SET(call, CURLOPT_FRESH_CONNECT, is_get ? 0L : 1L);
	SET(call, CURLOPT_FORBID_REUSE, is_get ? 0L : 1L);
	SET(call, CURLOPT_CONNECTTIMEOUT_MS,
	    req->connect_ms > 0 ? req->connect_ms : CONNECT_MS_DEFAULT);
	SET(call, CURLOPT_TIMEOUT_MS, req->total_ms);
}

struct httpc_call *
call_new(struct httpc *loop, const struct httpc_target *target,
    const struct httpc_request *req)
{
	struct httpc_call *call = mem_new(loop, struct httpc_call);

	call->loop = loop;
	call->easy = not_null(curl_easy_init());
	call->body = buf_new(
	    call, req->max_body > 0 ? req->max_body : LIMIT_ENGINE_BODY);
	call->data = req->data;
	call->done = req->done;
	call->arg = req->arg;
	SET(call, CURLOPT_PRIVATE, call);
	SET(call, CURLOPT_ERRORBUFFER, call->error);
	SET(call, CURLOPT_WRITEFUNCTION, on_data);
	SET(call, CURLOPT_WRITEDATA, call);
	set_target(call, target, req->path);
	set_request(call, req);

	call->prev = loop->last;
	if (call->prev != NULL)
		call->prev->next = call;
	else
		loop->calls = call;
	loop->last = call;
	return call;
}

void
call_add(struct httpc_call *call)
{
	if (curl_multi_add_handle(call->loop->multi, call->easy) != CURLM_OK)
		not_null(NULL);
	call->state = CALL_RUNNING;
}

/*
 * What an end means to the caller.  Whether a byte of the request was sent
 * decides between "it did not happen" and "it may have happened"; libcurl
 * counts them, while its error codes don't tell.
 */
static enum err
classify(const struct httpc_call *call, CURLcode code)
{
	long sent = 0;

	if (call->too_large)
		return ERR_TOO_LARGE;
	if (code == CURLE_OK || call->ended)
		return ERR_OK;
	curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &sent);
	if (sent == 0)
		return ERR_UNAVAILABLE;
	if (code == CURLE_OPERATION_TIMEDOUT)
		return ERR_TIMEOUT;
	return ERR_UNCERTAIN;
}

void
call_finish(struct httpc_call *call, CURLcode code)
{
	struct httpc_answer answer = {.err = classify(call, code)};
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	answer.status = (int)status;
	answer.body = buf_data(call->body);
	answer.len = buf_len(call->body);
	if (answer.err != ERR_OK)
		snprintf(answer.detail, sizeof(answer.detail), "%s",
		    call->error[0] != '\0' ? call->error
					   : curl_easy_strerror(code));

	call->state = CALL_ENDING;
	call->loop->active--;
	call->loop->happened = true;
	call->done(call->arg, &answer);
	call_free(call);
}

void
call_free(struct httpc_call *call)
{
	if (call->prev != NULL)
		call->prev->next = call->next;
	else
		call->loop->calls = call->next;
	if (call->next != NULL)
		call->next->prev = call->prev;
	else
		call->loop->last = call->prev;
	/* A call that was never added is fine here too. */
	curl_multi_remove_handle(call->loop->multi, call->easy);
	curl_easy_cleanup(call->easy);
	curl_slist_free_all(call->headers);
	mem_free(&call);
}
