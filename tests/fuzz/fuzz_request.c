/*
 * The FastCGI parameters, "NAME=value" each, divided by NUL bytes: a request
 * that is not refused is plain and within the limits, and one that is can
 * still be read.
 */
#include <arpa/inet.h>
#include <string.h>

#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"
#include "http/request_parse.h"

#define PARAMS_MAX 64

/* What must hold whether it was refused or not. */
static void
readable(const struct http_request *r)
{
	struct in6_addr a;

	HOLDS(strlen(r->id) == 16);
	HOLDS(r->method != 0 && (!r->head || r->method == HTTP_GET));
	HOLDS(r->ip[0] == '\0' || inet_pton(AF_INET, r->ip, &a) == 1 ||
	      inet_pton(AF_INET6, r->ip, &a) == 1);
	HOLDS(strlen(r->user_agent) <= 255 &&
	      !fuzz_has_control(r->user_agent) &&
	      text_utf8(r->user_agent, strlen(r->user_agent)));
	HOLDS(r->host[strspn(r->host, "abcdefghijklmnopqrstuvwxyz0123456789"
				      "ABCDEF.-_:[]")] == '\0');
	HOLDS(!fuzz_has_control(r->host_port) &&
	      strpbrk(r->host_port, "/\\\"'<>@ ") == NULL);
	HOLDS(r->path != NULL && r->query_string != NULL);
	HOLDS(r->accept_language != NULL &&
	      lang_accept(r->accept_language, LANG_DE) < LANGS);
	HOLDS(
	    r->accept != NULL && r->cookies != NULL && r->content_type != NULL);
	HOLDS(r->body_len <= LIMIT_FILE || r->asks);
}

static int
is_clean(const char *s, size_t max)
{
	if (s == NULL)
		return (1);
	for (; *s != '\0' && max > 0; s++, max--)
		if (((unsigned char)*s < 0x20 && *s != '\t') || *s == 0x7f)
			return (0);
	return (*s == '\0');
}

static void
plain(const struct http_request *r)
{
	HOLDS(r->path[0] == '/' && strlen(r->path) <= LIMIT_PATH);
	HOLDS(text_utf8(r->path, strlen(r->path)));
	HOLDS(!text_has_control(r->path));
	HOLDS(strstr(r->path, "//") == NULL);
	HOLDS(
	    strstr(r->path, "/./") == NULL && strstr(r->path, "/../") == NULL);
	HOLDS(!text_ends(r->path, "/.") && !text_ends(r->path, "/.."));
	HOLDS(is_clean(r->query_string, LIMIT_QUERY));
	HOLDS(is_clean(r->cookies, LIMIT_COOKIES));
	HOLDS(is_clean(r->accept, LIMIT_HEADER));
	HOLDS(is_clean(r->authorization, LIMIT_HEADER));
	HOLDS(is_clean(r->csrf_token, LIMIT_HEADER));
	HOLDS(is_clean(r->origin, LIMIT_HEADER));
	HOLDS(is_clean(r->fetch_site, LIMIT_HEADER));
	HOLDS(is_clean(r->content_type, LIMIT_HEADER));
	HOLDS((r->body_kind == HTTP_BODY_NONE) == (r->body_len == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct fuzz_input in = {mem, (const char *)data, size};
	char *envp[PARAMS_MAX + 1] = {NULL};
	struct http_request req = {0};
	const struct http_refusal *refusal;
	struct http_form *query;
	int i;

	for (i = 0; i < PARAMS_MAX && in.left > 0; i++)
		envp[i] = fuzz_piece(&in);
	refusal = http_request_parse(mem, envp, &req);
	readable(&req);
	if (refusal == NULL) {
		plain(&req);
		if (http_query_parse(&req, &query, NULL) == ERR_OK)
			HOLDS(http_form_size(query) <= LIMIT_FORM_FIELDS);
	} else {
		HOLDS(refusal->status >= 400 && refusal->status < 500);
		HOLDS(refusal->message[0] != '\0');
	}
	(void)http_request_is_api(envp);
	mem_free(&mem);
	return (0);
}
