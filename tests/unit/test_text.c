/* base/text.h */
#include "base/text.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static void
int_reads_whole_decimals_in_range(void **state)
{
	static const struct {
		const char *s;
		int64_t min, max, want;
	} good[] = {
	    {"0", 0, 9, 0},
	    {"-0", 0, 9, 0},
	    {"007", 0, 9, 7},
	    {"-5", -5, 5, -5},
	    {"9223372036854775807", 0, INT64_MAX, INT64_MAX},
	    {"-9223372036854775808", INT64_MIN, 0, INT64_MIN},
	};

	for (size_t i = 0; i < N(good); i++) {
		int64_t v = 99;

		assert_int_equal(
		    text_int(good[i].s, good[i].min, good[i].max, &v), ERR_OK);
		assert_true(v == good[i].want);
	}
}

static void
int_refuses_all_else_and_leaves_the_result(void **state)
{
	static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1e3",
	    "0x10", "1.0", "--1", "9223372036854775808", "-9223372036854775809",
	    "00000000000000000001", "1\n", "12a", "\xd9\xa1", "101", "-1"};

	for (size_t i = 0; i < N(bad); i++) {
		int64_t v = 99;

		assert_int_equal(text_int(bad[i], 0, 100, &v), ERR_INVALID);
		assert_int_equal(v, 99);
	}
}

static void
scaled_reads_fractions_exactly(void **state)
{
	static const struct {
		const char *s;
		int places;
		int64_t want;
	} good[] = {
	    {"0.5", 3, 500},
	    {"2", 3, 2000},
	    {"1.234", 3, 1234},
	    {"0.001", 3, 1},
	    {"12", 0, 12},
	};

	for (size_t i = 0; i < N(good); i++) {
		int64_t v = 99;

		assert_int_equal(
		    text_scaled(good[i].s, good[i].places, 0, 100000, &v),
		    ERR_OK);
		assert_int_equal(v, good[i].want);
	}
}

static void
scaled_refuses_all_else(void **state)
{
	static const char *const bad[] = {"", ".", ".5", "5.", "0.1234", "-1",
	    "+1", "1e3", "1,5", "1.5 ", "0.5.5", "101", "0x1",
	    "9223372036854775807", "99999999999999999999", "1.-5"};

	for (size_t i = 0; i < N(bad); i++) {
		int64_t v = 99;

		assert_int_equal(
		    text_scaled(bad[i], 3, 0, 100000, &v), ERR_INVALID);
		assert_int_equal(v, 99);
	}
}

static void
utf8_is_rfc_3629_without_nul(void **state)
{
	static const struct {
		const char *s;
		size_t n;
		int valid;
	} cases[] = {
	    {"", 0, 1}, {"plain", 5, 1}, {"\xc3\xa9", 2, 1},
	    {"\xe2\x82\xac", 3, 1}, {"\xf0\x9f\x98\x80", 4, 1},
	    {"\xed\x9f\xbf", 3, 1},     /* U+D7FF */
	    {"\xee\x80\x80", 3, 1},     /* U+E000 */
	    {"\xf4\x8f\xbf\xbf", 4, 1}, /* U+10FFFF */
	    {"a\0b", 3, 0}, {"\x80", 1, 0}, {"\xff", 1, 0},
	    {"\xc3", 1, 0},                      /* cut */
	    {"\xe2\x82", 2, 0},                  /* cut */
	    {"\xc3(", 2, 0}, {"\xc0\x80", 2, 0}, /* overlong NUL */
	    {"\xc1\xbf", 2, 0},                  /* overlong */
	    {"\xe0\x80\xaf", 3, 0},              /* overlong slash */
	    {"\xf0\x80\x80\xaf", 4, 0},          /* overlong slash */
	    {"\xed\xa0\x80", 3, 0},              /* surrogate */
	    {"\xf4\x90\x80\x80", 4, 0},          /* past U+10FFFF */
	    {"\xf8\x88\x80\x80\x80", 5, 0},      /* five bytes */
	};

	for (size_t i = 0; i < N(cases); i++)
		assert_int_equal(
		    text_utf8(cases[i].s, cases[i].n), cases[i].valid);
}

static void
utf8_next_gives_length_and_code_point(void **state)
{
	uint32_t cp = 7;

	assert_int_equal(text_utf8_next("\xf0\x9f\x98\x80x", 5, &cp), 4);
	assert_int_equal(cp, 0x1f600);
	assert_int_equal(text_utf8_next("", 1, &cp), 1);
	assert_int_equal(cp, 0);
	assert_int_equal(text_utf8_next("\xf0\x9f\x98\x80", 3, &cp), 0);
	assert_int_equal(text_utf8_next("a", 0, NULL), 0);
}

static void
length_counts_code_points(void **state)
{
	assert_int_equal(text_length(""), 0);
	assert_int_equal(text_length("abc"), 3);
	assert_int_equal(
	    text_length("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4);
}

static void
control_characters_and_invisible_ones_are_found(void **state)
{
	static const char *const bad[] = {"a\nb", "\t", "\x1b[31m", "\x7f",
	    "\xc2\x9b", "x\xe2\x80\x8b",
	    "\xe2\x80\xaegnp",
	    "\xe2\x80\xa8", "\xe2\x81\xa0", "\xe2\x81\xa6", "\xef\xbb\xbf",
	    "\xff"};
	static const char *const good[] = {"", "plain text", "\xc3\xa9",
	    "\xc2\xa0", "\xe2\x80\x90", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};

	for (size_t i = 0; i < N(bad); i++)
		assert_true(text_has_control(bad[i]));
	for (size_t i = 0; i < N(good); i++)
		assert_false(text_has_control(good[i]));
}

static void
trim_takes_white_space_from_both_ends_only(void **state)
{
	static const struct {
		const char *s, *want;
	} cases[] = {
	    {"", ""}, {" \t\r\n\v\f ", ""}, {" a b ", "a b"},
	    {"\xc2\xa0\xe3\x80\x80x\xe2\x80\x83", "x"},
	    {"\xc3\xa9", "\xc3\xa9"}, {"\xc3\xa9 ", "\xc3\xa9"},
	    {"\xe2\x80\x8bx", "\xe2\x80\x8bx"}, /* zero width: no space */
	    {"\x80\x80", "\x80\x80"},           /* invalid stays */
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(cases); i++) {
		assert_string_equal(text_trim(mem, cases[i].s), cases[i].want);
		assert_int_equal(text_is_trimmed(cases[i].s),
		    strcmp(cases[i].s, cases[i].want) == 0);
	}
	mem_free(&mem);
}

static void
starts_ends_and_case(void **state)
{
	assert_true(text_starts("/srv/ctf", "/srv"));
	assert_true(text_starts("x", ""));
	assert_false(text_starts("/sr", "/srv"));
	assert_true(text_ends("a.tpl", ".tpl"));
	assert_false(text_ends("tpl", ".tpl"));
	assert_true(text_ends("", ""));
	assert_true(text_equal_nocase("Content-TYPE", "content-type"));
	assert_false(text_equal_nocase("a", "ab"));
	assert_false(text_equal_nocase("ab", "a"));
	/* '[' is '{' with the bit cleared that separates the cases */
	assert_false(text_equal_nocase("[", "{"));
	assert_false(text_equal_nocase("\xc3\x89", "\xc3\xa9"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(int_reads_whole_decimals_in_range),
	    cmocka_unit_test(int_refuses_all_else_and_leaves_the_result),
	    cmocka_unit_test(scaled_reads_fractions_exactly),
	    cmocka_unit_test(scaled_refuses_all_else),
	    cmocka_unit_test(utf8_is_rfc_3629_without_nul),
	    cmocka_unit_test(utf8_next_gives_length_and_code_point),
	    cmocka_unit_test(length_counts_code_points),
	    cmocka_unit_test(control_characters_and_invisible_ones_are_found),
	    cmocka_unit_test(trim_takes_white_space_from_both_ends_only),
	    cmocka_unit_test(starts_ends_and_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
