/* domain/flag.h and base/pattern.h */
#include "domain/flag.h"

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
a_submission_is_the_flag_or_not(void **state)
{
	static const struct {
		enum flag_kind kind;
		const char *content, *submission;
		bool is;
	} rows[] = {
	    {FLAG_STATIC, "flag{a}", "flag{a}", true},
	    {FLAG_STATIC, "flag{a}", "flag{A}", false},
	    {FLAG_STATIC, "flag{a}", "flag{a", false},
	    {FLAG_STATIC, "flag{a}", "flag{a}}", false},
	    {FLAG_NOCASE, "Flag{aZ}", "fLAG{Az}", true},
	    {FLAG_NOCASE, "flag[", "flag{", false}, /* 0x5b + 0x20 */
	    {FLAG_NOCASE, "flag@", "flag`", false},
	    {FLAG_REGEX, "flag\\{\\d+\\}", "flag{42}", true},
	    {FLAG_REGEX, "flag\\{\\d+\\}", "xflag{42}", false},
	    {FLAG_REGEX, "flag\\{\\d+\\}", "flag{42}x", false},
	    {FLAG_REGEX, "flag$", "flag\n", false},
	    {FLAG_REGEX, "a|ab", "ab", true}, /* the whole, not the first */
	    {FLAG_REGEX, "(?i)FLAG", "flag", true},
	    {FLAG_REGEX, ".", "\xc3\xa9", true}, /* one character */
	};

	for (size_t i = 0; i < N(rows); i++) {
		struct flag f = {
		    .kind = rows[i].kind, .content = rows[i].content};

		if (flag_is(&f, rows[i].submission) != rows[i].is)
			fail_msg("row %zu: %s", i, rows[i].submission);
	}
}

static void
a_pattern_that_explodes_is_given_up(void **state)
{
	static const char *const patterns[] = {"(a+)+b", "(a|aa)+$b",
	    "(.*)*(.*)*(.*)*x", "((a{0,50}){0,50}){0,50}b"};
	char text[LIMIT_FLAG + 1];

	memset(text, 'a', LIMIT_FLAG);
	text[LIMIT_FLAG] = '\0';
	for (size_t i = 0; i < N(patterns); i++) {
		struct flag f = {.kind = FLAG_REGEX, .content = patterns[i]};

		assert_false(flag_is(&f, text));
	}
}

static void
only_what_can_be_a_flag_is_saved(void **state)
{
	char long_one[LIMIT_FLAG + 2];
	const struct {
		enum flag_kind kind;
		const char *content;
		enum err want;
	} rows[] = {
	    {FLAG_STATIC, "flag{a}", ERR_OK},
	    {FLAG_STATIC, "(", ERR_OK},
	    {FLAG_STATIC, "", ERR_INVALID},
	    {FLAG_STATIC, " flag", ERR_INVALID},
	    {FLAG_STATIC, "flag\t", ERR_INVALID},
	    {FLAG_STATIC, "flag\xc2\xa0", ERR_INVALID}, /* trimmed, too */
	    {FLAG_STATIC, "fl\nag", ERR_INVALID},
	    {FLAG_STATIC, long_one, ERR_INVALID},
	    {FLAG_REGEX, "flag\\{.*\\}", ERR_OK},
	    {FLAG_REGEX, "(", ERR_INVALID},
	    {FLAG_REGEX, "[z-a]", ERR_INVALID},
	    {FLAG_REGEX, "\\C", ERR_INVALID},
	    {FLAG_REGEX, "(?<n>", ERR_INVALID},
	};

	memset(long_one, 'a', sizeof(long_one));
	long_one[LIMIT_FLAG + 1] = '\0';
	for (size_t i = 0; i < N(rows); i++) {
		struct error e = {0};

		assert_int_equal(flag_check(rows[i].kind, rows[i].content, &e),
		    rows[i].want);
		if (rows[i].want == ERR_INVALID)
			assert_string_equal(e.field, "content");
	}
}

static void
a_submission_is_trimmed_and_bounded(void **state)
{
	void *mem = mem_arena(NULL);
	char long_one[LIMIT_FLAG + 2];
	const char *out = NULL;
	struct error e = {0};

	assert_int_equal(flag_submission(mem, " \tflag{a} \r\n", &out, &e), 0);
	assert_string_equal(out, "flag{a}");
	assert_int_equal(flag_submission(mem, " \n", &out, &e), ERR_INVALID);
	assert_int_equal(flag_submission(mem, "a\x01", &out, &e), ERR_INVALID);
	memset(long_one, 'a', sizeof(long_one));
	long_one[LIMIT_FLAG + 1] = '\0';
	assert_int_equal(flag_submission(mem, long_one, &out, &e), ERR_INVALID);
	mem_free(&mem);
}

static void
the_first_flag_that_fits_is_found(void **state)
{
	static const struct flag flags[] = {
	    {.id = 1, .kind = FLAG_STATIC, .content = "a"},
	    {.id = 2, .kind = FLAG_REGEX, .content = "[ab]"},
	    {.id = 3, .kind = FLAG_STATIC, .content = "b"},
	};

	assert_int_equal(flag_find(flags, 3, "a")->id, 1);
	assert_int_equal(flag_find(flags, 3, "b")->id, 2);
	assert_null(flag_find(flags, 3, "c"));
	assert_null(flag_find(flags, 0, "a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_submission_is_the_flag_or_not),
	    cmocka_unit_test(a_pattern_that_explodes_is_given_up),
	    cmocka_unit_test(only_what_can_be_a_flag_is_saved),
	    cmocka_unit_test(a_submission_is_trimmed_and_bounded),
	    cmocka_unit_test(the_first_flag_that_fits_is_found),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
