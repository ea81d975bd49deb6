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

/* A name that is short until it is written out. */
static const char *
many_ligatures(void *mem)
{
	char *s = mem_strdup(mem, "");

	while (strlen(s) + 3 <= LIMIT_NAME)
		s = mem_printf(mem, "%s\xef\xb7\xba", s); /* U+FDFA */
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
	    "\xff", repeat(mem, 'x', LIMIT_NAME + 1), "\xe3\x85\xa4",
	    "\xe2\xa0\x80", "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
	    many_ligatures(mem)};
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
spellings_of_one_name_have_one_key(void **state)
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
	    {"\xc3\x89T\xc3\x89", "\xc3\xa9t\xc3\xa9"},
	    {"e\xcc\x81", "\xc3\xa9"},
	    {"\xef\xbc\xa1lice", "alice"}, /* full width */
	    {"Stra\xc3\x9f"
	     "e",
		"strasse"},
	    {"a\xe2\x82\xac", "a\xe2\x82\xac"},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++)
		assert_string_equal(name_key(mem, rows[i].name), rows[i].key);
	mem_free(&mem);
}

static void
names_that_look_alike_have_one_look(void **state)
{
	static const struct {
		const char *a, *b;
	} same[] =
	    {
		{"admin", "ADMIN"},
		{"admin", "ad min"},
		{"admin", "\xd0\xb0"
			  "dmin"},         /* Cyrillic a */
		{"admin", "adm\xd1\x96n"}, /* Ukrainian i */
		{"admin", "adm1n"},
		{"Ian", "\xce\xb9"
			"an"}, /* Greek iota */
		{"Ian", "lan"},
		{"PayPal", "PAYPA1"},
		{"root", "r00t"},
		{"modern", "modem"},
		{"\xd0\x92\xd0\x9e\xd0\x92", "BOB"}, /* Cyrillic */
		{"caf\xc3\xa9", "cafe\xcc\x81"},
	    },
	  other[] = {
	      {"admin", "admins"},
	      {"team 2", "team 3"},
	      {"cafe", "caf\xc3\xa9"},
	  };
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(same); i++)
		assert_string_equal(
		    name_look(mem, same[i].a), name_look(mem, same[i].b));
	for (size_t i = 0; i < N(other); i++)
		assert_string_not_equal(
		    name_look(mem, other[i].a), name_look(mem, other[i].b));
	mem_free(&mem);
}

static void
an_account_is_not_called_like_an_address(void **state)
{
	void *mem = mem_arena(NULL);
	const char *got;
	struct error e;

	assert_int_equal(
	    name_check_account(mem, "ann@example.org", &got, &e), ERR_INVALID);
	assert_string_equal(e.field, "name");
	assert_int_equal(name_check_account(mem, " @nn ", &got, &e), ERR_OK);
	assert_string_equal(got, "@nn");
	mem_free(&mem);
}

static void
email_addresses_have_one_at_and_no_space(void **state)
{
	void *mem = mem_arena(NULL);
	const char *const bad[] = {"", " ", "a", "@b", "a@", "a@b@c", "a b@c",
	    "a@b c", "<a@b>", "a@b,c@d", "a@b\nBcc: x",
	    "\xd0\xb0nn@example.org", /* Cyrillic a */
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
	/* full width is the same address */
	assert_int_equal(
	    email_check(mem, "\xef\xbd\x81nn@example.org", &got, &e), ERR_OK);
	assert_string_equal(got, "ann@example.org");
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_trimmed_and_bounded),
	    cmocka_unit_test(spellings_of_one_name_have_one_key),
	    cmocka_unit_test(email_addresses_have_one_at_and_no_space),
	    cmocka_unit_test(names_that_look_alike_have_one_look),
	    cmocka_unit_test(an_account_is_not_called_like_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
