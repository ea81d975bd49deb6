/* domain/flag_template.h */
#include "domain/flag_template.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/crypto.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static void
templates_are_taken_or_refused_with_a_reason(void **state)
{
	static const struct {
		const char *text, *reason; /* NULL: taken */
	} cases[] = {
	    {"", NULL},
	    {"CTF{%hex16%}", NULL},
	    {"%alnum8%", NULL},
	    {"a%hex5%b%digits7%c", NULL},
	    {"%hex64%%alnum64%", NULL},
	    {"%hex64%%hex64%%hex64%%hex63%", NULL},
	    {"%hex64%%hex64%%hex64%%hex64%", "more than 255 bytes"},
	    {"CTF{fixed}", "more random"},
	    {"CTF{%hex9%}", "more random"},
	    {"CTF{%digits12%}", "more random"},
	    {"CTF{%hex16}", "begins none"},
	    {"CTF{%hex0%}", "begins none"},
	    {"CTF{%hex65%}", "begins none"},
	    {"CTF{%hex99999999999999999999%}", "begins none"},
	    {"CTF{%hex-1%}", "begins none"},
	    {"CTF{%hex%}", "begins none"},
	    {"CTF{%HEX16%}", "begins none"},
	    {"100% %hex16%", "begins none"},
	    {"%hex16%%", "begins none"},
	    {"%", "begins none"},
	};
	struct error e;
	size_t i;

	for (i = 0; i < N(cases); i++) {
		err_clear(&e);
		if (cases[i].reason == NULL) {
			assert_int_equal(
			    flag_template_check(cases[i].text, &e), ERR_OK);
			continue;
		}
		assert_int_equal(
		    flag_template_check(cases[i].text, &e), ERR_INVALID);
		assert_string_equal(e.field, "flag_template");
		assert_non_null(strstr(e.message, cases[i].reason));
	}
}

/* The last letter of each alphabet. */
static uint32_t
last(uint32_t bound)
{
	return bound - 1;
}

static void
placeholders_become_letters_of_their_alphabet(void **state)
{
	void *mem = mem_arena(NULL);

	assert_string_equal(
	    flag_make(mem, "CTF{%hex4%-%alnum3%-%digits2%}", last),
	    "CTF{ffff-999-99}");
	assert_string_equal(flag_make(mem, "%hex1%%hex2%", last), "fff");
	assert_null(flag_make(mem, "", last));
	mem_free(&mem);
}

static void
no_two_flags_are_alike(void **state)
{
	void *mem = mem_arena(NULL);
	const char *flags[100];
	size_t i, j;

	for (i = 0; i < N(flags); i++)
		flags[i] = flag_make(mem, "{%hex10%}", crypto_random_below);
	for (i = 0; i < N(flags); i++) {
		assert_int_equal(strlen(flags[i]), 12);
		for (j = 0; j < i; j++)
			assert_string_not_equal(flags[i], flags[j]);
	}
	mem_free(&mem);
}

static void
only_harmless_names_carry_a_flag(void **state)
{
	static const char *const good[] = {"", "FLAG", "_f", "a1", "MY_FLAG"};
	static const char *const bad[] = {
	    "1A", "A-B", "A B", "A=B", "\xc3\x84", "PATH", "LD_PRELOAD"};
	char long_name[66] = "";
	struct error e;
	size_t i;

	for (i = 0; i < N(good); i++)
		assert_int_equal(flag_env_check(good[i], &e), ERR_OK);
	memset(long_name, 'A', sizeof(long_name) - 1);
	assert_int_equal(flag_env_check(long_name, &e), ERR_INVALID);
	for (i = 0; i < N(bad); i++) {
		err_clear(&e);
		assert_int_equal(flag_env_check(bad[i], &e), ERR_INVALID);
		assert_string_equal(e.field, "flag_env");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(templates_are_taken_or_refused_with_a_reason),
	    cmocka_unit_test(placeholders_become_letters_of_their_alphabet),
	    cmocka_unit_test(no_two_flags_are_alike),
	    cmocka_unit_test(only_harmless_names_carry_a_flag),
	};

	if (crypto_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
