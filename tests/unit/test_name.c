/* domain/name.h */
#include "domain/name.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static char *
repeat(void *mem, char c, size_t n)
{
	char *s = mem_zalloc(mem, n + 1, "repeat");

	memset(s, c, n);
	return s;
}

static void
names_are_trimmed_and_bounded(void **state)
{
	void *mem = mem_arena(NULL);
	const char *const bad[] = {"", "   ", "\xc2\xa0", "a\nb", "a\tb",
	    "a\xe2\x80\x8b"
	    "b",
	    "a\xe2\x80\xae"
	    "b",
	    "\xff", repeat(mem, 'x', LIMIT_NAME + 1)};
	const char *got = "as it was";
	struct error e;

	for (size_t i = 0; i < N(bad); i++) {
		err_clear(&e);
		assert_int_equal(
		    name_check(mem, "team", bad[i], &got, &e), ERR_INVALID);
		assert_string_equal(e.field, "team");
		assert_true(e.message[0] != '\0');
		assert_string_equal(got, "as it was");
	}
	assert_int_equal(
	    name_check(mem, "name", "  Zo\xc3\xab  B ", &got, &e), ERR_OK);
	assert_string_equal(got, "Zo\xc3\xab  B");
	assert_int_equal(
	    name_check(mem, "name", repeat(mem, 'x', LIMIT_NAME), &got, &e),
	    ERR_OK);
	mem_free(&mem);
}

static void
names_that_look_alike_have_one_key(void **state)
{
	static const struct {
		const char *name, *key;
	} rows[] = {
	    {"Alice", "alice"},
	    {"ALICE", "alice"},
	    {"a  B   c", "a b c"},
	    {"a\xc2\xa0"
	     "b",
		"a b"},
	    {"a \xe3\x80\x80\xe2\x80\x83 b", "a b"},
	    {"\xc3\x89T\xc3\x89", "\xc3\x89t\xc3\x89"},
	    {"a\xe2\x82\xac", "a\xe2\x82\xac"},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++)
		assert_string_equal(name_key(mem, rows[i].name), rows[i].key);
	mem_free(&mem);
}

static void
email_addresses_have_one_at_and_no_space(void **state)
{
	void *mem = mem_arena(NULL);
	const char *const bad[] = {"", " ", "a", "@b", "a@", "a@b@c", "a b@c",
	    "a@b c", "<a@b>", "a@b,c@d", "a@b\nBcc: x",
	    mem_printf(mem, "a@%s", repeat(mem, 'b', LIMIT_EMAIL))};
	const char *got = "as it was";
	struct error e;

	for (size_t i = 0; i < N(bad); i++) {
		err_clear(&e);
		assert_int_equal(
		    email_check(mem, bad[i], &got, &e), ERR_INVALID);
		assert_string_equal(e.field, "email");
		assert_string_equal(got, "as it was");
	}
	assert_int_equal(
	    email_check(mem, " Ann+ctf@Example.ORG ", &got, &e), ERR_OK);
	assert_string_equal(got, "ann+ctf@example.org");
	mem_free(&mem);
}

static void
passwords_have_a_shortest_and_a_longest(void **state)
{
	void *mem = mem_arena(NULL);
	static const struct {
		size_t length;
		enum err want;
	} rows[] = {
	    {0, ERR_INVALID},
	    {LIMIT_PASSWORD_MIN - 1, ERR_INVALID},
	    {LIMIT_PASSWORD_MIN, ERR_OK},
	    {LIMIT_PASSWORD_MAX, ERR_OK},
	    {LIMIT_PASSWORD_MAX + 1, ERR_INVALID},
	};
	struct error e;

	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(
		    password_check(repeat(mem, 'p', rows[i].length), &e),
		    rows[i].want);
	/* seven characters of two bytes are still seven */
	assert_int_equal(password_check("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
					"\xc3\xa9\xc3\xa9\xc3\xa9",
			     &e),
	    ERR_INVALID);
	assert_string_equal(e.field, "password");
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_trimmed_and_bounded),
	    cmocka_unit_test(names_that_look_alike_have_one_key),
	    cmocka_unit_test(email_addresses_have_one_at_and_no_space),
	    cmocka_unit_test(passwords_have_a_shortest_and_a_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
