#include "http/request_parse.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "http/urlcode.h"

#define USER_AGENT_MAX 255
#define HOST_MAX       255
#define PORT_MAX       65535

static const struct http_refusal bad_path = {
    400, "The address of this request is not valid."};
static const struct http_refusal bad_header = {
    400, "A header of this request is not valid."};
static const struct http_refusal bad_length = {
    400, "The length of this request is not valid."};
static const struct http_refusal no_such_path = {
    404, "There is nothing at this address."};
static const struct http_refusal long_body = {413, "The request is too large."};
static const struct http_refusal long_path = {
    414, "The address of this request is too long."};
static const struct http_refusal long_header = {
    431, "A header of this request is too long."};

enum absent { ABSENT_EMPTY, ABSENT_NULL };

/* Headers that are copied as they are, once they are clean and short. */
static const struct {
	const char *param;
	size_t offset;
	size_t max;
	enum absent absent;
} headers[] = {
#define FIELD(f) offsetof(struct http_request, f)
    {"CONTENT_TYPE", FIELD(content_type), LIMIT_HEADER, ABSENT_EMPTY},
    {"HTTP_ACCEPT", FIELD(accept), LIMIT_HEADER, ABSENT_EMPTY},
    {"HTTP_ACCEPT_LANGUAGE", FIELD(accept_language), LIMIT_HEADER,
	ABSENT_EMPTY},
    {"HTTP_COOKIE", FIELD(cookies), LIMIT_COOKIES, ABSENT_EMPTY},
    {"HTTP_AUTHORIZATION", FIELD(authorization), LIMIT_HEADER, ABSENT_NULL},
    {"HTTP_CSRF_TOKEN", FIELD(csrf_token), LIMIT_HEADER, ABSENT_NULL},
    {"HTTP_ORIGIN", FIELD(origin), LIMIT_HEADER, ABSENT_NULL},
    {"HTTP_SEC_FETCH_SITE", FIELD(fetch_site), LIMIT_HEADER, ABSENT_NULL},
#undef FIELD
};
#define HEADERS_N (sizeof(headers) / sizeof(headers[0]))

static const struct {
	const char *name;
	enum http_method method;
} methods[] = {
    {"GET", HTTP_GET},
    {"HEAD", HTTP_GET},
    {"POST", HTTP_POST},
    {"PATCH", HTTP_PATCH},
    {"PUT", HTTP_PUT},
    {"DELETE", HTTP_DELETE},
};

const char *
http_env_get(char *const *envp, const char *name)
{
	size_t n = strlen(name);

	for (; *envp != NULL; envp++) {
		if (strncmp(*envp, name, n) == 0 && (*envp)[n] == '=')
			return *envp + n + 1;
	}
	return NULL;
}

/* The same, with "" for an absent one: nginx sends absent headers empty. */
static const char *
env(char *const *envp, const char *name)
{
	const char *value = http_env_get(envp, name);

	return value != NULL ? value : "";
}

static void
set_method(char *const *envp, struct http_request *req)
{
	const char *name = env(envp, "REQUEST_METHOD");
	size_t i;

	req->method = HTTP_OTHER;
	req->head = strcmp(name, "HEAD") == 0;
	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (strcmp(methods[i].name, name) == 0)
			req->method = methods[i].method;
	}
}

/* The client's address if it is one, so that it is safe as a key. */
static const char *
parse_ip(void *mem, const char *s)
{
	struct in6_addr addr;

	if (inet_pton(AF_INET, s, &addr) != 1 &&
	    inet_pton(AF_INET6, s, &addr) != 1)
		return "";
	return mem_strdup(mem, s);
}

/* Plain ASCII, at most USER_AGENT_MAX bytes: it goes into logs and rows. */
static const char *
parse_user_agent(void *mem, const char *s)
{
	char *copy = mem_strndup(mem, s, strnlen(s, USER_AGENT_MAX)), *p;

	for (p = copy; *p != '\0'; p++) {
		if (*p < 0x20 || *p > 0x7e)
			*p = '?';
	}
	return copy;
}

/* The length of the name or address in a Host header; 0 if it is not clean. */
static size_t
host_name_length(const char *s)
{
	static const char hex[] = "0123456789abcdefABCDEF:.";
	static const char name[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.-_";
	size_t n;

	if (s[0] != '[')
		return strspn(s, name);
	n = strspn(s + 1, hex);
	return n > 0 && s[n + 1] == ']' ? n + 2 : 0;
}

/* Leaves host and host_port "" unless the header is clean. */
static void
set_host(void *mem, char *const *envp, struct http_request *req)
{
	const char *s = env(envp, "HTTP_HOST");
	size_t n = host_name_length(s);
	int64_t port;
	char *host, *p;

	if (n == 0 || n > HOST_MAX)
		return;
	if (s[n] != '\0' &&
	    (s[n] != ':' || text_int(s + n + 1, 1, PORT_MAX, &port) != ERR_OK))
		return;
	host = mem_strndup(mem, s, n);
	for (p = host; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	req->host = host;
	req->host_port = mem_strdup(mem, s);
}

/* Whether a header's value has no control byte but tab (RFC 9110, 5.5). */
static bool
value_is_clean(const char *s)
{
	for (; *s != '\0'; s++) {
		if (((unsigned char)*s < 0x20 && *s != '\t') || *s == 0x7f)
			return false;
	}
	return true;
}

static const struct http_refusal *
set_headers(void *mem, char *const *envp, struct http_request *req)
{
	const char *value, **field;
	size_t i;

	for (i = 0; i < HEADERS_N; i++) {
		field = (const char **)((char *)req + headers[i].offset);
		value = env(envp, headers[i].param);
		if (strlen(value) > headers[i].max)
			return &long_header;
		if (!value_is_clean(value))
			return &bad_header;
		if (*value != '\0')
			*field = mem_strdup(mem, value);
	}
	return NULL;
}

static enum http_body
parse_body_kind(void *mem, const char *content_type)
{
	const char *type = text_trim(
	    mem, mem_strndup(mem, content_type, strcspn(content_type, ";")));
	size_t n = strlen(type);

	if (text_equal_nocase(type, "application/json"))
		return HTTP_BODY_JSON;
	if (text_equal_nocase(type, "application/x-www-form-urlencoded"))
		return HTTP_BODY_FORM;
	if (text_equal_nocase(type, "multipart/form-data"))
		return HTTP_BODY_MULTIPART;
	if (n > strlen("application/+json") &&
	    strncasecmp(type, "application/", strlen("application/")) == 0 &&
	    text_equal_nocase(type + n - strlen("+json"), "+json"))
		return HTTP_BODY_JSON;
	return HTTP_BODY_OTHER;
}

static int64_t
body_max(const char *type)
{
	static const char form[] = "multipart/form-data";

	if (strcmp(type, "application/octet-stream") == 0)
		return LIMIT_FILE;
	if (strncasecmp(type, form, strlen(form)) == 0)
		return LIMIT_UPLOAD;
	return LIMIT_BODY;
}

static const struct http_refusal *
set_body(void *mem, char *const *envp, struct http_request *req)
{
	const char *length = env(envp, "CONTENT_LENGTH");
	int64_t n = 0;

	if (*length != '\0' && text_int(length, 0, INT64_MAX, &n) != ERR_OK)
		return &bad_length;
	/* only files are larger; each route has a limit of its own, and who
	 * asks whether to send is told so when it is sent */
	if (!req->asks && n > body_max(env(envp, "CONTENT_TYPE")))
		return &long_body;
	req->body_len = (size_t)n;
	req->body_kind = HTTP_BODY_NONE;
	if (n > 0)
		req->body_kind = parse_body_kind(mem, req->content_type);
	return NULL;
}

/* Whether no segment of `path` is ".", ".." or, but for the last, empty. */
static bool
path_is_plain(const char *path)
{
	const char *segment;
	size_t n;

	for (; path != NULL; path = strchr(path + 1, '/')) {
		segment = path + 1;
		n = strcspn(segment, "/");
		if (n == 0 && *segment != '\0')
			return false;
		if (n <= 2 && n > 0 && strncmp(segment, "..", n) == 0)
			return false;
	}
	return true;
}

/*
 * The path comes from REQUEST_URI, as the client sent it: nginx's own $uri
 * is decoded and normalised by rules that are not ours.
 */
static const struct http_refusal *
set_path(void *mem, char *const *envp, struct http_request *req)
{
	const char *uri = env(envp, "REQUEST_URI");
	size_t n = strcspn(uri, "?");
	char *path;

	if (n > LIMIT_PATH)
		return &long_path;
	if (uri[0] != '/' || memchr(uri, '#', n) != NULL)
		return &bad_path;
	path = mem_zalloc(mem, n + 1, "path");
	if (!url_decode(URL_PATH, uri, n, path) || text_has_control(path))
		return &bad_path;
	if (!path_is_plain(path))
		return &no_such_path;
	req->path = path;
	return NULL;
}

static const struct http_refusal *
set_query(void *mem, char *const *envp, struct http_request *req)
{
	const char *query = env(envp, "QUERY_STRING");

	if (strlen(query) > LIMIT_QUERY)
		return &long_path;
	if (!value_is_clean(query))
		return &bad_path;
	req->query_string = mem_strdup(mem, query);
	return NULL;
}

static void
set_defaults(void *mem, struct http_request *req)
{
	size_t i;

	req->mem = mem;
	crypto_random_hex(req->id, (sizeof(req->id) - 1) / 2);
	req->path = req->query_string = "";
	req->host = req->host_port = "";
	req->ip = req->user_agent = "";
	for (i = 0; i < HEADERS_N; i++) {
		if (headers[i].absent == ABSENT_EMPTY)
			*(const char **)((char *)req + headers[i].offset) = "";
	}
}

const struct http_refusal *
http_request_parse(void *mem, char *const *envp, struct http_request *req)
{
	const struct http_refusal *refusal;

	set_defaults(mem, req);
	set_method(envp, req);
	req->ip = parse_ip(mem, env(envp, "REMOTE_ADDR"));
	req->tls = strcmp(env(envp, "HTTPS"), "on") == 0;
	req->asks = strcmp(env(envp, "BERTH_ASKS"), "1") == 0;
	req->chunked = env(envp, "HTTP_TRANSFER_ENCODING")[0] != '\0';
	req->user_agent = parse_user_agent(mem, env(envp, "HTTP_USER_AGENT"));
	set_host(mem, envp, req);

	refusal = set_path(mem, envp, req);
	if (refusal == NULL)
		refusal = set_query(mem, envp, req);
	if (refusal == NULL)
		refusal = set_headers(mem, envp, req);
	if (refusal == NULL)
		refusal = set_body(mem, envp, req);
	return refusal;
}

bool
http_request_is_api(char *const *envp)
{
	const char *uri = env(envp, "REQUEST_URI");

	return text_starts(uri, "/api/") ||
	       text_starts(uri, "/containers/api/");
}
