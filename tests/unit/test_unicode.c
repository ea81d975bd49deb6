/* base/unicode.h */
#include "base/unicode.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static void
folding_drops_case_width_and_what_is_invisible(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
	    {"", ""},
	    {"ABC", "abc"},
	    {"Stra\xc3\x9f"
	     "e",
		"strasse"},
	    {"\xef\xbc\xa1\xef\xbd\x82", "ab"}, /* full width */
	    {"\xef\xac\x81", "fi"},             /* the ligature */
	    {"a\xc2\xad"
	     "b",
		"ab"}, /* soft hyphen */
	    {"e\xcc\x81", "\xc3\xa9"},
	    {"\xff", "\xef\xbf\xbd"},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++)
		assert_string_equal(
		    unicode_fold(mem, rows[i].text), rows[i].want);
	mem_free(&mem);
}

static void
the_longest_expansion_fits(void **state)
{
	static const char word[] = "\xef\xb7\xba"; /* U+FDFA */
	void *mem = mem_arena(NULL);
	char *text = mem_zalloc(mem, 300 * strlen(word) + 1, "text");

	for (int i = 0; i < 300; i++)
		memcpy(text + (size_t)i * strlen(word), word, strlen(word));
	assert_true(strlen(unicode_fold(mem, text)) > 300 * 18);
	assert_true(strlen(unicode_skeleton(mem, text)) > 0);
	mem_free(&mem);
}

static void
skeletons_of_look_alikes_are_equal(void **state)
{
	static const char *const pairs[][2] = {
	    {"paypal", "p\xd0\xb0yp\xd0\xb0l"}, /* Cyrillic a */
	    {"paypal", "paypa1"}, {"modem", "modern"},
	    {"Omega", "\xce\x9fmega"}, /* Greek omicron */
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(pairs); i++)
		assert_string_equal(unicode_skeleton(mem, pairs[i][0]),
		    unicode_skeleton(mem, pairs[i][1]));
	assert_string_not_equal(
	    unicode_skeleton(mem, "abc"), unicode_skeleton(mem, "abd"));
	mem_free(&mem);
}

static void
what_nobody_sees_is_not_plain(void **state)
{
	static const char *const plain[] = {"", "Zo\xc3\xab",
	    "\xe6\x97\xa5\xe6\x9c\xac", "\xf0\x9f\x90\xb1",
	    "\xe2\x9d\xa4\xef\xb8\x8f" /* heart with VS16 */};
	static const char *const bad[] = {"a\n", "\xc2\xad", /* soft hyphen */
	    "\xcd\x8f",         /* combining grapheme joiner */
	    "\xe3\x85\xa4",     /* Hangul filler */
	    "\xee\x80\x80",     /* private use */
	    "\xef\xbf\xbe",     /* U+FFFE */
	    "\xf3\xa0\x81\x81", /* a tag */
	    "\xe2\x80\xa8", "\xff"};

	for (size_t i = 0; i < N(plain); i++)
		assert_true(unicode_is_plain(plain[i]));
	for (size_t i = 0; i < N(bad); i++)
		assert_false(unicode_is_plain(bad[i]));
}

static void
marks_are_counted_in_a_row(void **state)
{
	assert_int_equal(unicode_marks("abc"), 0);
	assert_int_equal(unicode_marks("e\xcc\x81"), 1);
	assert_int_equal(
	    unicode_marks("e\xcc\x81\xcc\x82x\xcc\x81\xcc\x81\xcc\x81"), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(folding_drops_case_width_and_what_is_invisible),
	    cmocka_unit_test(the_longest_expansion_fits),
	    cmocka_unit_test(skeletons_of_look_alikes_are_equal),
	    cmocka_unit_test(what_nobody_sees_is_not_plain),
	    cmocka_unit_test(marks_are_counted_in_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
