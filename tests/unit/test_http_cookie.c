/* Cookies in and out: http/cookie.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "http/cookie.h"

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

static void
a_cookie_is_found_by_its_whole_name(void **state)
{
	static const struct {
		const char *header, *name, *value;
	} cases[] = {
	    {"", "s", NULL},
	    {"s=1", "s", "1"},
	    {"s=", "s", ""},
	    {"s", "s", NULL},
	    {"a=b; s=1", "s", "1"},
	    {"a=b;s=1;c=d", "s", "1"},
	    {"a=b;  \ts=1 ; c=d", "s", "1"},
	    {"ss=2; s=1", "s", "1"},
	    {"as=2", "s", NULL},
	    {"S=2", "s", NULL},
	    {"s =2", "s", NULL},
	    {"s=first; s=second", "s", "first"},
	    {"s=a=b", "s", "a=b"},
	    {"a=s=1", "s", NULL},
	    {";;; ;s=1;;", "s", "1"},
	    {"__Host-s=1; s=2", "__Host-s", "1"},
	    {"s=\"q\"", "s", "\"q\""},
	};
	struct http_request req = {.mem = *state};
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		req.cookies = cases[i].header;
		value = http_cookie_get(&req, cases[i].name);
		if (cases[i].value == NULL) {
			if (value != NULL)
				fail_msg("found in: %s", cases[i].header);
			continue;
		}
		if (value == NULL)
			fail_msg("not found in: %s", cases[i].header);
		assert_string_equal(value, cases[i].value);
	}
}

static void
a_cookie_is_kept_from_scripts_and_other_sites(void **state)
{
	assert_string_equal(
	    http_cookie_text(*state, "s", "abc", 3600, COOKIE_PLAIN),
	    "s=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
	assert_string_equal(
	    http_cookie_text(*state, "__Host-s", "abc", 1, COOKIE_SECURE),
	    "__Host-s=abc; Path=/; Max-Age=1; HttpOnly; SameSite=Lax; Secure");
}

static void
age_zero_deletes(void **state)
{
	assert_string_equal(http_cookie_text(*state, "s", "", 0, COOKIE_PLAIN),
	    "s=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
	assert_string_equal(http_cookie_text(*state, "s", "", -5, COOKIE_PLAIN),
	    "s=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

static void
bytes_that_would_break_the_header_are_refused(void **state)
{
	static const struct {
		const char *name, *value;
	} cases[] = {
	    {"s", "a;Domain=evil"},
	    {"s", "a\r\nX-Accel-Redirect: /etc"},
	    {"s", "a b"},
	    {"s", "a,b"},
	    {"s", "a\"b"},
	    {"s", "a\\b"},
	    {"s", "a\x7f"},
	    {"s", "\xc3\xa4"},
	    {"", "a"},
	    {"a=b", "a"},
	    {"a;b", "a"},
	    {"a b", "a"},
	    {"a\n", "a"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_null(http_cookie_text(
		    *state, cases[i].name, cases[i].value, 1, COOKIE_PLAIN));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(a_cookie_is_found_by_its_whole_name),
	    T(a_cookie_is_kept_from_scripts_and_other_sites),
	    T(age_zero_deletes),
	    T(bytes_that_would_break_the_header_are_refused),
	};

	return cmocka_run_group_tests_name("http_cookie", tests, NULL, NULL);
}
