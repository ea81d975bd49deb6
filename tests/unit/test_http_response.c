/* The header block, redirects and statuses: http/header_block.c, response.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "http/header_block.h"
#include "http/http.h"

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

static const char *
text_of(struct header_block *b)
{
	size_t len;
	const char *text = header_block_text(b, &len);

	assert_int_equal(strlen(text), len);
	return text;
}

static void
every_block_has_the_security_headers(void **state)
{
	static const char *const lines[] = {
	    "Content-Security-Policy: default-src 'none'; script-src 'self'; "
	    "style-src 'self'; img-src 'self' data:; font-src 'self'; "
	    "connect-src 'self'; form-action 'self'; base-uri 'none'; "
	    "frame-ancestors 'none'\r\n",
	    "X-Content-Type-Options: nosniff\r\n",
	    "Referrer-Policy: same-origin\r\n",
	    "Cross-Origin-Opener-Policy: same-origin\r\n",
	    "Cross-Origin-Resource-Policy: same-origin\r\n",
	    "Permissions-Policy: ",
	};
	const char *text = text_of(header_block_new(*state));
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_non_null(strstr(text, lines[i]));
	assert_string_equal(text + strlen(text) - 4, "\r\n\r\n");
}

static void
the_security_headers_cannot_be_replaced(void **state)
{
	struct header_block *b = header_block_new(*state);

	assert_int_equal(
	    header_block_set(b, "content-security-policy", "x"), ERR_FORBIDDEN);
	assert_int_equal(
	    header_block_set(b, "X-Content-Type-Options", ""), ERR_FORBIDDEN);
	assert_null(strstr(text_of(b), ": x\r\n"));
}

static void
a_header_is_written_once_and_cookies_each(void **state)
{
	struct header_block *b = header_block_new(*state);
	const char *own;

	assert_int_equal(header_block_set(b, "Allow", "GET"), ERR_OK);
	assert_int_equal(header_block_set(b, "Set-Cookie", "a=1"), ERR_OK);
	assert_int_equal(header_block_set(b, "ALLOW", "GET, POST"), ERR_OK);
	assert_int_equal(header_block_set(b, "set-cookie", "b=2"), ERR_OK);
	assert_int_equal(header_block_set(b, "X-Empty", ""), ERR_OK);
	own = strstr(text_of(b), "ALLOW");
	assert_non_null(own);
	assert_string_equal(own, "ALLOW: GET, POST\r\nSet-Cookie: a=1\r\n"
				 "set-cookie: b=2\r\nX-Empty: \r\n\r\n");
	assert_true(header_block_has(b, "x-empty"));
	assert_false(header_block_has(b, "X-Emp"));
}

/* Every byte below 0x20 and 0x7f, in name and value; nothing is written. */
static void
control_bytes_never_get_into_the_block(void **state)
{
	struct header_block *b = header_block_new(*state);
	const char *before = mem_strdup(*state, text_of(b));
	char bad[8];
	int c;

	for (c = 1; c < 0x80; c = c == 0x1f ? 0x7f : c + 1) {
		snprintf(bad, sizeof(bad), "a%cb", c);
		assert_int_equal(
		    header_block_set(b, "X-Test", bad), ERR_INVALID);
		assert_int_equal(
		    header_block_set(b, bad, "value"), ERR_INVALID);
	}
	assert_int_equal(
	    header_block_set(b, "X-Test", "a\r\nX-Accel-Redirect: /etc/passwd"),
	    ERR_INVALID);
	assert_int_equal(header_block_set(b, "", "x"), ERR_INVALID);
	assert_int_equal(header_block_set(b, "a:", "x"), ERR_INVALID);
	assert_int_equal(header_block_set(b, "a b", "x"), ERR_INVALID);
	assert_int_equal(header_block_set(b, "\xc3\xa4", "x"), ERR_INVALID);
	assert_string_equal(text_of(b), before);
}

static void
a_full_block_refuses_and_keeps_a_reserve(void **state)
{
	struct header_block *b = header_block_new(*state);
	char name[16], value[301];
	enum err err = ERR_OK;
	int i;

	memset(value, 'x', 300);
	value[300] = '\0';
	for (i = 0; err == ERR_OK && i < 100; i++) {
		snprintf(name, sizeof(name), "X-%d", i);
		err = header_block_set(b, name, value);
	}
	assert_int_equal(err, ERR_TOO_LARGE);
	assert_true(
	    strlen(text_of(b)) <= HEADER_BLOCK_MAX - HEADER_BLOCK_RESERVE);
	header_block_open_reserve(b);
	assert_int_equal(header_block_set(b, "Last", value), ERR_OK);
	assert_non_null(strstr(text_of(b), "\r\nLast: xxx"));
	assert_true(strlen(text_of(b)) <= HEADER_BLOCK_MAX);
}

static void
a_block_takes_so_many_headers_and_keeps_a_reserve(void **state)
{
	struct header_block *b = header_block_new(*state);
	int i, taken = 0;

	for (i = 0; i < 100; i++)
		taken += header_block_set(b, "Set-Cookie", "a=1") == ERR_OK;
	assert_true(taken < HEADER_BLOCK_ITEMS);
	header_block_open_reserve(b);
	for (i = 0; i < HEADER_BLOCK_ITEMS_RESERVE; i++)
		assert_int_equal(
		    header_block_set(b, "Set-Cookie", "b=1"), ERR_OK);
	assert_int_equal(
	    header_block_set(b, "Set-Cookie", "b=1"), ERR_TOO_LARGE);
	text_of(b);
}

static void
a_redirect_never_leaves_the_site(void **state)
{
	static const struct {
		const char *path, *target; /* target NULL: home */
	} cases[] = {
	    {"/containers/challenges/7?a=b#c",
		"/containers/challenges/7?a=b#c"},
	    {"/", "/"},
	    {"/a b", "/a%20b"},
	    {"/\xc3\xa4", "/%C3%A4"},
	    {"", NULL},
	    {"containers", NULL},
	    {"//evil.example", NULL},
	    {"/\\evil.example", NULL},
	    {"\\/evil.example", NULL},
	    {"https://evil.example", NULL},
	    {"javascript:alert(1)", NULL},
	    {" /a", NULL},
	    {"/\t/evil.example", NULL},
	    {"/a\r\nSet-Cookie: s=1", NULL},
	    {"/a\x7f", NULL},
	    {NULL, NULL},
	};
	char *longest = mem_zalloc(*state, 2050, "path");
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(http_redirect_target(*state, cases[i].path),
		    cases[i].target != NULL ? cases[i].target : "/containers/");
	memset(longest, '/', 1);
	memset(longest + 1, 'a', 2047);
	assert_string_equal(http_redirect_target(*state, longest), longest);
	longest[2048] = 'a';
	assert_string_equal(
	    http_redirect_target(*state, longest), "/containers/");
}

static void
every_error_has_a_status(void **state)
{
	static const struct {
		enum err code;
		int status;
	} cases[] = {
	    {ERR_OK, 200},
	    {ERR_INVALID, 400},
	    {ERR_TOO_LARGE, 413},
	    {ERR_NOT_FOUND, 404},
	    {ERR_LOGIN, 403},
	    {ERR_FORBIDDEN, 403},
	    {ERR_CONFLICT, 409},
	    {ERR_RATE, 429},
	    {ERR_UNAVAILABLE, 503},
	    {ERR_UNCERTAIN, 503},
	    {ERR_TIMEOUT, 504},
	    {ERR_LOST, 409},
	    {ERR_INTERNAL, 500},
	    {(enum err)(ERR_INTERNAL + 1), 500},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(http_status(cases[i].code), cases[i].status);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(every_block_has_the_security_headers),
	    T(the_security_headers_cannot_be_replaced),
	    T(a_header_is_written_once_and_cookies_each),
	    T(control_bytes_never_get_into_the_block),
	    T(a_full_block_refuses_and_keeps_a_reserve),
	    T(a_block_takes_so_many_headers_and_keeps_a_reserve),
	    T(a_redirect_never_leaves_the_site),
	    T(every_error_has_a_status),
	};

	return cmocka_run_group_tests_name("http_response", tests, NULL, NULL);
}
