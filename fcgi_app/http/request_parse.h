/*
 * From the FastCGI parameters to a request.  Knows nothing of libfcgi, so
 * that tests and fuzzers can call it.  Internal to http/.
 */
#ifndef BERTH_HTTP_REQUEST_PARSE_H
#define BERTH_HTTP_REQUEST_PARSE_H

#include "base/err.h"
#include "http/http.h"

/* Why a request is answered before any route sees it. */
struct http_refusal {
	int status;
	const char *message; /* a sentence for the person */
};

/*
 * The value of parameter `name` in the NULL-terminated array of "NAME=value"
 * strings, NULL if absent; borrowed.
 */
const char *http_env_get(char *const *envp, const char *name);

/*
 * Fill the zeroed `req` from the parameters, copying everything under `mem`.
 * Returns NULL, or the reason to refuse the request: 400, 404 (a path with
 * an empty, "." or ".." segment: nothing is normalised, so none can match a
 * route), 413, 414 or 431.  Also then `req` is safe to read: whatever was not
 * reached is "", NULL or 0.
 */
const struct http_refusal *http_request_parse(
    void *mem, char *const *envp, struct http_request *req);

/*
 * Whether the client asked for a path of the API, whose errors are JSON;
 * decided on the raw address, because that may be what is wrong.
 */
bool http_request_is_api(char *const *envp);

#endif
