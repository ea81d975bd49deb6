/* From FastCGI parameters to a request: http/request.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "http/request_parse.h"

static int
setup(void **state)
{
	*state = mem_arena(NULL);
	return 0;
}

static int
teardown(void **state)
{
	mem_free(state);
	return 0;
}

/* Parse a GET of /x with up to three more parameters; the status, or 0. */
static int
parse(void *mem, const char *a, const char *b, const char *c,
    struct http_request *req)
{
	const char *env[] = {"REQUEST_METHOD=GET", a, b, c, NULL};
	const struct http_refusal *refusal;
	size_t i;

	for (i = 1; i < 4; i++) {
		if (env[i] == NULL)
			env[i] = "REQUEST_URI=/x";
	}
	memset(req, 0, sizeof(*req));
	refusal = http_request_parse(mem, (char *const *)env, req);
	return refusal != NULL ? refusal->status : 0;
}

static char *
repeat(void *mem, const char *prefix, char c, size_t n)
{
	char *s = mem_zalloc(mem, strlen(prefix) + n + 1, "text");

	strcpy(s, prefix);
	memset(s + strlen(prefix), c, n);
	return s;
}

static void
paths_are_decoded_or_refused(void **state)
{
	static const struct {
		const char *uri;
		int status;
		const char *path; /* NULL: the same as uri */
	} cases[] = {
	    {"/", 0, NULL},
	    {"/containers/", 0, NULL},
	    {"/containers/challenges/7", 0, NULL},
	    {"/a?b=/../", 0, "/a"},
	    {"/%61%2Bb+c", 0, "/a+b+c"},
	    {"/%C3%A4", 0, "/\xc3\xa4"},
	    {"/a/.b/..c/...", 0, NULL},
	    {"/%2561", 0, "/%61"},
	    {"/%252f", 0, "/%2f"},
	    {"/a%5cb", 0, "/a\\b"},
	    {"", 400, NULL},
	    {"*", 400, NULL},
	    {"a/b", 400, NULL},
	    {"http://host/a", 400, NULL},
	    {"?a=b", 400, NULL},
	    {"/a#b", 400, NULL},
	    {"/%", 400, NULL},
	    {"/%4", 400, NULL},
	    {"/%4?a", 400, NULL},
	    {"/%zz", 400, NULL},
	    {"/%00", 400, NULL},
	    {"/a%00b", 400, NULL},
	    {"/%2f", 400, NULL},
	    {"/a%2Fb", 400, NULL},
	    {"/%0a", 400, NULL},
	    {"/%0d%0aX: y", 400, NULL},
	    {"/\x01", 400, NULL},
	    {"/%7f", 400, NULL},
	    {"/%ff", 400, NULL},
	    {"/%c0%af", 400, NULL},
	    {"/%ed%a0%80", 400, NULL},
	    {"/\xff", 400, NULL},
	    {"/%E2%80%AE", 400, NULL},
	    {"//", 404, NULL},
	    {"//a", 404, NULL},
	    {"/a//b", 404, NULL},
	    {"/a//", 404, NULL},
	    {"/.", 404, NULL},
	    {"/..", 404, NULL},
	    {"/./a", 404, NULL},
	    {"/a/../b", 404, NULL},
	    {"/a/./b", 404, NULL},
	    {"/a/..", 404, NULL},
	    {"/a/.", 404, NULL},
	    {"/a/%2e%2e/b", 404, NULL},
	    {"/a/%2E/b", 404, NULL},
	};
	struct http_request req;
	const char *uri;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uri = mem_printf(*state, "REQUEST_URI=%s", cases[i].uri);
		if (parse(*state, uri, NULL, NULL, &req) != cases[i].status)
			fail_msg("wrong status: %s", cases[i].uri);
		if (cases[i].status != 0)
			assert_string_equal(req.path, "");
		else
			assert_string_equal(req.path, cases[i].path != NULL
							  ? cases[i].path
							  : cases[i].uri);
	}
}

static void
each_limit_has_its_status(void **state)
{
	const struct {
		const char *prefix;
		size_t fits;
		int over;
	} cases[] = {
	    {"REQUEST_URI=/", LIMIT_PATH - 1, 414},
	    {"QUERY_STRING=", LIMIT_QUERY, 414},
	    {"HTTP_COOKIE=", LIMIT_COOKIES, 431},
	    {"HTTP_AUTHORIZATION=", LIMIT_HEADER, 431},
	    {"HTTP_CSRF_TOKEN=", LIMIT_HEADER, 431},
	    {"HTTP_ORIGIN=", LIMIT_HEADER, 431},
	    {"HTTP_SEC_FETCH_SITE=", LIMIT_HEADER, 431},
	    {"HTTP_ACCEPT=", LIMIT_HEADER, 431},
	    {"CONTENT_TYPE=", LIMIT_HEADER, 431},
	};
	struct http_request req;
	const char *s;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = repeat(*state, cases[i].prefix, 'a', cases[i].fits);
		assert_int_equal(parse(*state, s, NULL, NULL, &req), 0);
		s = repeat(*state, cases[i].prefix, 'a', cases[i].fits + 1);
		assert_int_equal(
		    parse(*state, s, NULL, NULL, &req), cases[i].over);
	}
}

static void
methods_are_known_by_their_exact_names(void **state)
{
	static const struct {
		const char *name;
		enum http_method method;
		bool head;
	} cases[] = {
	    {"GET", HTTP_GET, false},
	    {"HEAD", HTTP_GET, true},
	    {"POST", HTTP_POST, false},
	    {"PATCH", HTTP_PATCH, false},
	    {"PUT", HTTP_PUT, false},
	    {"DELETE", HTTP_DELETE, false},
	    {"OPTIONS", HTTP_OTHER, false},
	    {"get", HTTP_OTHER, false},
	    {"", HTTP_OTHER, false},
	};
	struct http_request req;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *env[] = {
		    mem_printf(*state, "REQUEST_METHOD=%s", cases[i].name),
		    "REQUEST_URI=/x", NULL};

		memset(&req, 0, sizeof(req));
		assert_null(
		    http_request_parse(*state, (char *const *)env, &req));
		assert_int_equal(req.method, cases[i].method);
		assert_int_equal(req.head, cases[i].head);
	}
}

static void
the_body_is_known_by_type_and_length(void **state)
{
	static const struct {
		const char *type, *length;
		int status;
		enum http_body kind;
	} cases[] = {
	    {"application/json", "2", 0, HTTP_BODY_JSON},
	    {"Application/JSON ; charset=utf-8", "2", 0, HTTP_BODY_JSON},
	    {"application/problem+json", "2", 0, HTTP_BODY_JSON},
	    {"application/+json", "2", 0, HTTP_BODY_OTHER},
	    {"application/jsonx", "2", 0, HTTP_BODY_OTHER},
	    {"text/x+json", "2", 0, HTTP_BODY_OTHER},
	    {"application/x-www-form-urlencoded", "2", 0, HTTP_BODY_FORM},
	    {"multipart/form-data; boundary=x", "2", 0, HTTP_BODY_MULTIPART},
	    {"multipart/mixed; boundary=x", "2", 0, HTTP_BODY_OTHER},
	    {"text/plain", "2", 0, HTTP_BODY_OTHER},
	    {"", "2", 0, HTTP_BODY_OTHER},
	    {"application/json", "0", 0, HTTP_BODY_NONE},
	    {"application/json", "", 0, HTTP_BODY_NONE},
	    {"a", "1048576", 0, HTTP_BODY_OTHER},
	    {"a", "1048577", 413, HTTP_BODY_NONE},
	    {"a", "9223372036854775807", 413, HTTP_BODY_NONE},
	    {"a", "9223372036854775808", 400, HTTP_BODY_NONE},
	    {"a", "-1", 400, HTTP_BODY_NONE},
	    {"a", "1x", 400, HTTP_BODY_NONE},
	    {"a", "0x10", 400, HTTP_BODY_NONE},
	    {"a", " 1", 400, HTTP_BODY_NONE},
	};
	struct http_request req;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    parse(*state,
			mem_printf(*state, "CONTENT_TYPE=%s", cases[i].type),
			mem_printf(
			    *state, "CONTENT_LENGTH=%s", cases[i].length),
			NULL, &req),
		    cases[i].status);
		assert_int_equal(req.body_kind, cases[i].kind);
	}
}

static void
the_host_is_clean_or_empty(void **state)
{
	static const struct {
		const char *header, *host, *host_port;
	} cases[] = {
	    {"Example.ORG", "example.org", "Example.ORG"},
	    {"example.org:8080", "example.org", "example.org:8080"},
	    {"127.0.0.1:80", "127.0.0.1", "127.0.0.1:80"},
	    {"[::1]", "[::1]", "[::1]"},
	    {"[2001:DB8::1]:443", "[2001:db8::1]", "[2001:DB8::1]:443"},
	    {"", "", ""},
	    {":80", "", ""},
	    {"a:", "", ""},
	    {"a:0", "", ""},
	    {"a:65536", "", ""},
	    {"a:80:80", "", ""},
	    {"a:-1", "", ""},
	    {"a b", "", ""},
	    {"a/b", "", ""},
	    {"a@b", "", ""},
	    {"<script>", "", ""},
	    {"[]", "", ""},
	    {"[::1", "", ""},
	    {"[::1]x", "", ""},
	    {"[g::1]", "", ""},
	    {"h\xc3\xa4", "", ""},
	};
	struct http_request req;
	const char *s;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = mem_printf(*state, "HTTP_HOST=%s", cases[i].header);
		assert_int_equal(parse(*state, s, NULL, NULL, &req), 0);
		assert_string_equal(req.host, cases[i].host);
		assert_string_equal(req.host_port, cases[i].host_port);
	}
	s = repeat(*state, "HTTP_HOST=", 'a', 256);
	assert_int_equal(parse(*state, s, NULL, NULL, &req), 0);
	assert_string_equal(req.host, "");
}

static void
the_address_is_an_address_or_empty(void **state)
{
	static const struct {
		const char *param, *ip;
	} cases[] = {
	    {"REMOTE_ADDR=192.0.2.7", "192.0.2.7"},
	    {"REMOTE_ADDR=2001:db8::1", "2001:db8::1"},
	    {"REMOTE_ADDR=unix:", ""},
	    {"REMOTE_ADDR=1.2.3", ""},
	    {"REMOTE_ADDR=1.2.3.4 level=error", ""},
	};
	struct http_request req;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    parse(*state, cases[i].param, NULL, NULL, &req), 0);
		assert_string_equal(req.ip, cases[i].ip);
	}
}

static void
absent_and_empty_headers_are_the_same(void **state)
{
	static const char *const env[] = {"REQUEST_METHOD=GET",
	    "REQUEST_URI=/x", "HTTP_AUTHORIZATION=", "HTTP_CSRF_TOKEN=",
	    "HTTP_ORIGIN=", "HTTP_ACCEPT=", NULL};
	struct http_request req = {0};

	assert_null(http_request_parse(*state, (char *const *)env, &req));
	assert_null(req.authorization);
	assert_null(req.csrf_token);
	assert_null(req.origin);
	assert_null(req.fetch_site);
	assert_string_equal(req.accept, "");
	assert_string_equal(req.accept_language, "");
	assert_string_equal(req.cookies, "");
	assert_string_equal(req.content_type, "");
	assert_string_equal(req.query_string, "");
	assert_string_equal(req.user_agent, "");
	assert_string_equal(req.host, "");
	assert_string_equal(req.ip, "");
	assert_false(req.tls);
	assert_int_equal(req.body_kind, HTTP_BODY_NONE);
}

static void
headers_are_copied(void **state)
{
	char *env[] = {mem_strdup(*state, "REQUEST_METHOD=POST"),
	    mem_strdup(*state, "REQUEST_URI=/x?a=%20"),
	    mem_strdup(*state, "QUERY_STRING=a=%20"),
	    mem_strdup(*state, "HTTPS=on"),
	    mem_strdup(*state, "HTTP_AUTHORIZATION=Token abc"),
	    mem_strdup(*state, "HTTP_CSRF_TOKEN=n"),
	    mem_strdup(*state, "HTTP_ORIGIN=http://h"),
	    mem_strdup(*state, "HTTP_SEC_FETCH_SITE=same-origin"),
	    mem_strdup(*state, "HTTP_ACCEPT=*/*\t"),
	    mem_strdup(*state, "HTTP_ACCEPT_LANGUAGE=de, en;q=0.5"),
	    mem_strdup(*state, "HTTP_COOKIE=s=\xff"), NULL};
	struct http_request req = {0};
	size_t i;

	assert_null(http_request_parse(*state, env, &req));
	for (i = 0; env[i] != NULL; i++)
		memset(env[i], 'X', strlen(env[i]));
	assert_string_equal(req.path, "/x");
	assert_string_equal(req.query_string, "a=%20");
	assert_true(req.tls);
	assert_string_equal(req.authorization, "Token abc");
	assert_string_equal(req.csrf_token, "n");
	assert_string_equal(req.origin, "http://h");
	assert_string_equal(req.fetch_site, "same-origin");
	assert_string_equal(req.accept, "*/*\t");
	assert_string_equal(req.accept_language, "de, en;q=0.5");
	assert_string_equal(req.cookies, "s=\xff");
	assert_int_equal(strlen(req.id), 16);
	assert_int_equal(strspn(req.id, "0123456789abcdef"), 16);
}

static void
control_bytes_in_headers_are_refused(void **state)
{
	static const char *const params[] = {"HTTP_COOKIE=a\x01",
	    "HTTP_AUTHORIZATION=a\nb", "HTTP_ORIGIN=\x7f", "CONTENT_TYPE=a\rb",
	    "QUERY_STRING=a\nb"};
	struct http_request req;
	size_t i;

	for (i = 0; i < sizeof(params) / sizeof(params[0]); i++)
		assert_int_equal(
		    parse(*state, params[i], NULL, NULL, &req), 400);
}

static void
the_user_agent_is_cut_and_printable(void **state)
{
	struct http_request req;

	assert_int_equal(parse(*state, "HTTP_USER_AGENT=a\n\xc3\xa4\x7f z",
			     NULL, NULL, &req),
	    0);
	assert_string_equal(req.user_agent, "a???? z");
	assert_int_equal(
	    parse(*state, repeat(*state, "HTTP_USER_AGENT=", 'a', 8000), NULL,
		NULL, &req),
	    0);
	assert_int_equal(strlen(req.user_agent), 255);
}

static void
the_api_is_known_by_its_raw_address(void **state)
{
	static const struct {
		const char *param;
		bool api;
	} cases[] = {
	    {"REQUEST_URI=/api/x", true},
	    {"REQUEST_URI=/api/%zz", true},
	    {"REQUEST_URI=/containers/api/x", true},
	    {"REQUEST_URI=/api", false},
	    {"REQUEST_URI=/containers/", false},
	    {"REQUEST_URI=/x/api/", false},
	    {"OTHER=", false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *env[] = {cases[i].param, NULL};

		assert_int_equal(
		    http_request_is_api((char *const *)env), cases[i].api);
	}
}

static void
a_parameter_is_found_by_its_whole_name(void **state)
{
	static const char *const env[] = {"AB=1", "A=2", "B", "=3", NULL};

	assert_string_equal(http_env_get((char *const *)env, "A"), "2");
	assert_string_equal(http_env_get((char *const *)env, "AB"), "1");
	assert_null(http_env_get((char *const *)env, "B"));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(paths_are_decoded_or_refused),
	    T(each_limit_has_its_status),
	    T(methods_are_known_by_their_exact_names),
	    T(the_body_is_known_by_type_and_length),
	    T(the_host_is_clean_or_empty),
	    T(the_address_is_an_address_or_empty),
	    T(absent_and_empty_headers_are_the_same),
	    T(headers_are_copied),
	    T(control_bytes_in_headers_are_refused),
	    T(the_user_agent_is_cut_and_printable),
	    T(the_api_is_known_by_its_raw_address),
	    T(a_parameter_is_found_by_its_whole_name),
	};

	return cmocka_run_group_tests_name("http_request", tests, NULL, NULL);
}
