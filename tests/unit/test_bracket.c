/* domain/bracket.h */
#include "domain/bracket.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static void
a_list_has_one_form_and_every_name_once(void **state)
{
	static const struct {
		const char *list, *want; /* NULL: refused */
	} rows[] = {
	    {"", ""},
	    {" , ,", ""},
	    {"Open", "Open"},
	    {" Students ,Open ", "Students, Open"},
	    {"Open, open", NULL},
	    {"a\tb", NULL},
	};
	void *mem = mem_arena(NULL);
	char *many = mem_strdup(mem, "b0"), *lengthy;
	const char *got;
	struct error e;

	for (size_t i = 0; i < N(rows); i++) {
		err_clear(&e);
		got = NULL;
		assert_int_equal(
		    bracket_list_check(mem, "brackets", rows[i].list, &got, &e),
		    rows[i].want != NULL ? ERR_OK : ERR_INVALID);
		if (rows[i].want != NULL)
			assert_string_equal(got, rows[i].want);
		else
			assert_string_equal(e.field, "brackets");
	}
	for (int i = 1; i <= LIMIT_BRACKETS; i++)
		many = mem_printf(mem, "%s,b%d", many, i);
	assert_int_equal(
	    bracket_list_check(mem, "brackets", many, &got, &e), ERR_INVALID);
	lengthy = mem_zalloc(mem, LIMIT_BRACKET + 2, "name");
	memset(lengthy, 'x', LIMIT_BRACKET + 1);
	assert_int_equal(bracket_list_check(mem, "brackets", lengthy, &got, &e),
	    ERR_INVALID);
	mem_free(&mem);
}

static void
a_choice_is_one_of_the_list(void **state)
{
	static const struct {
		const char *list, *name;
		enum bracket_need need;
		const char *want; /* NULL: refused */
	} rows[] = {
	    {"", "", BRACKET_NEEDED, ""},
	    {"", "Open", BRACKET_NEEDED, NULL},
	    {"Students, Open", "", BRACKET_NEEDED, NULL},
	    {"Students, Open", "", BRACKET_OPTIONAL, ""},
	    {"Students, Open", " open ", BRACKET_NEEDED, "Open"},
	    {"Students, Open", "Students, Open", BRACKET_OPTIONAL, NULL},
	};
	void *mem = mem_arena(NULL);
	const char *got;
	struct error e;

	for (size_t i = 0; i < N(rows); i++) {
		err_clear(&e);
		assert_int_equal(bracket_check(mem, rows[i].list, rows[i].name,
				     rows[i].need, &got, &e),
		    rows[i].want != NULL ? ERR_OK : ERR_INVALID);
		if (rows[i].want != NULL)
			assert_string_equal(got, rows[i].want);
		else
			assert_string_equal(e.field, "bracket");
	}
	assert_int_equal(bracket_number(mem, "Students, Open", "open"), 2);
	assert_int_equal(bracket_number(mem, "Students, Open", "none"), 0);
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_has_one_form_and_every_name_once),
	    cmocka_unit_test(a_choice_is_one_of_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
