/* domain/password.h */
#include "domain/password.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const char *const common[] = {
#include "domain/common_passwords.inc"
};

static char *
repeat(void *mem, const char *what, size_t n)
{
	char *s = mem_zalloc(mem, n * strlen(what) + 1, "repeat");

	for (size_t i = 0; i < n; i++)
		memcpy(s + i * strlen(what), what, strlen(what));
	return s;
}

static void
passwords_have_a_shortest_and_a_longest(void **state)
{
	static const struct {
		const char *of;
		size_t length;
		enum err want;
	} rows[] = {
	    {"p", 0, ERR_INVALID},
	    {"p", LIMIT_PASSWORD_MIN - 1, ERR_INVALID},
	    {"p", LIMIT_PASSWORD_MIN, ERR_OK},
	    {"p", LIMIT_PASSWORD_MAX, ERR_OK},
	    {"p", LIMIT_PASSWORD_MAX + 1, ERR_INVALID},
	    /* seven characters of two bytes are still seven */
	    {"\xc3\xa9", LIMIT_PASSWORD_MIN - 1, ERR_INVALID},
	    {"\xf0\x9f\x90\xb1", LIMIT_PASSWORD_MAX, ERR_OK},
	    {"\xff", LIMIT_PASSWORD_MIN, ERR_INVALID},
	};
	void *mem = mem_arena(NULL);
	struct error e;

	for (size_t i = 0; i < N(rows); i++) {
		err_clear(&e);
		assert_int_equal(
		    password_check(repeat(mem, rows[i].of, rows[i].length),
			NULL, NULL, &e),
		    rows[i].want);
		if (rows[i].want != ERR_OK)
			assert_string_equal(e.field, "password");
	}
	mem_free(&mem);
}

static void
the_commonest_and_ones_own_name_are_refused(void **state)
{
	static const struct {
		const char *password;
		enum err want;
	} rows[] = {
	    {"password", ERR_INVALID},
	    {"PassWord1", ERR_INVALID},
	    {"12345678", ERR_INVALID},
	    {"iloveyou1", ERR_INVALID},
	    {"Ada.Lovelace", ERR_INVALID},
	    {"countess@example.org", ERR_INVALID},
	    {"COUNTESS", ERR_INVALID},
	    {"countess of the engine", ERR_OK},
	    {"correct horse battery", ERR_OK},
	};
	struct error e;

	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(
		    password_check(rows[i].password, "ada.lovelace",
			"countess@example.org", &e),
		    rows[i].want);
}

/* bsearch() finds nothing in a list that is not in order. */
static void
the_list_is_in_order_and_every_entry_is_found(void **state)
{
	struct error e;

	assert_true(N(common) > 3000);
	for (size_t i = 0; i < N(common); i++) {
		if (i > 0)
			assert_true(strcmp(common[i - 1], common[i]) < 0);
		assert_int_equal(
		    password_check(common[i], NULL, NULL, &e), ERR_INVALID);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(passwords_have_a_shortest_and_a_longest),
	    cmocka_unit_test(the_commonest_and_ones_own_name_are_refused),
	    cmocka_unit_test(the_list_is_in_order_and_every_entry_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
