/* json/json.h: reading; test_json_write.c has the writing. */
#include "json/json.h"

#include <stdio.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

#define N(a)   (sizeof(a) / sizeof((a)[0]))
#define LIT(s) (s), sizeof(s) - 1

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

static struct json *
parse(void *mem, const char *text)
{
	struct json *j = NULL;
	struct error e;

	if (json_parse(mem, text, strlen(text), &json_limits_request, &j, &e) !=
	    ERR_OK)
		fail_msg("%s: %s", text, e.message);
	return j;
}

static void
every_type_is_read(void **state)
{
	struct json *j = parse(*state,
	    " {\"n\":null,\"t\":true,\"f\":false,\"i\":-7,\"r\":1.5,"
	    "\"s\":\"x\",\"a\":[1,\"b\",[]],\"o\":{\"k\":{}}} \n");

	assert_int_equal(json_type(j), JSON_OBJECT);
	assert_int_equal(json_count(j), 8);
	assert_true(json_is(json_get(j, "n"), JSON_NULL));
	assert_true(json_bool(json_get(j, "t"), false));
	assert_false(json_bool(json_get(j, "f"), true));
	assert_int_equal(json_int(json_get(j, "i"), 0), -7);
	assert_true(json_real(json_get(j, "r"), 0) == 1.5);
	assert_true(json_real(json_get(j, "i"), 0) == -7.0);
	assert_string_equal(json_string(json_get(j, "s")), "x");
	assert_int_equal(json_count(json_get(j, "a")), 3);
	assert_string_equal(json_string(json_at(json_get(j, "a"), 1)), "b");
	assert_null(json_key_at(json_get(j, "a"), 1));
	assert_null(json_at(json_get(j, "a"), 3));
	assert_string_equal(json_key_at(j, 6), "a");
	assert_null(json_key_at(j, 8));
}

static void
readers_answer_the_default_for_absent_and_other_types(void **state)
{
	struct json *j = parse(*state, "{\"s\":\"1\",\"i\":1,\"b\":true}");

	assert_int_equal(json_type(NULL), JSON_NULL);
	assert_true(json_is(NULL, JSON_NULL));
	assert_false(json_is(NULL, JSON_OBJECT));
	assert_null(json_get(NULL, "x"));
	assert_null(json_get(json_get(j, "s"), "x"));
	assert_null(json_get(j, "absent"));
	assert_int_equal(json_count(NULL), 0);
	assert_int_equal(json_count(json_get(j, "s")), 0);
	assert_null(json_at(json_get(j, "s"), 0));
	assert_null(json_string(json_get(j, "i")));
	assert_null(json_string(NULL));
	assert_int_equal(json_int(json_get(j, "s"), 9), 9);
	assert_int_equal(json_int(json_get(j, "b"), 9), 9);
	assert_true(json_bool(json_get(j, "i"), true));
	assert_true(json_real(json_get(j, "s"), 2.5) == 2.5);
}

static void
path_goes_along_keys(void **state)
{
	struct json *j = parse(*state, "{\"a\":{\"bc\":{\"d\":5}},\"e\":1}");

	assert_int_equal(json_int(json_path(j, "a.bc.d"), 0), 5);
	assert_int_equal(json_int(json_path(j, "e"), 0), 1);
	assert_null(json_path(j, "a.b.d"));
	assert_null(json_path(j, "a.bcd"));
	assert_null(json_path(j, "e.f"));
	assert_null(json_path(j, ""));
	assert_null(json_path(j, "a."));
	assert_null(json_path(NULL, "a"));
}

static void
scalars_may_stand_alone(void **state)
{
	assert_int_equal(json_int(parse(*state, "12"), 0), 12);
	assert_string_equal(json_string(parse(*state, "\"\"")), "");
	assert_int_equal(json_count(parse(*state, "[]")), 0);
}

static void
strings_are_decoded(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
	    {"\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac"},
	    {"\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!"},
	    {"\"\\\\ud83d\"", "\\ud83d"},
	    {"\"\xf0\x9f\x98\x80\"", "\xf0\x9f\x98\x80"},
	};

	for (size_t i = 0; i < N(cases); i++)
		assert_string_equal(
		    json_string(parse(*state, cases[i].text)), cases[i].want);
}

static void
numbers_are_exact_integers_or_reals(void **state)
{
	static const struct {
		const char *text;
		enum json_type type;
		int64_t i;
		double d;
	} cases[] = {
	    {"0", JSON_INT, 0, 0},
	    {"-0", JSON_INT, 0, 0},
	    {"9223372036854775807", JSON_INT, INT64_MAX, 0},
	    {"-9223372036854775808", JSON_INT, INT64_MIN, 0},
	    {"9223372036854775808", JSON_REAL, 0, 0x1p63},
	    {"18446744073709551616", JSON_REAL, 0, 0x1p64},
	    {"1e3", JSON_REAL, 0, 1000},
	    {"1.0", JSON_REAL, 0, 1},
	    {"-2.5E-1", JSON_REAL, 0, -0.25},
	    {"1e-999", JSON_REAL, 0, 0},
	};

	for (size_t i = 0; i < N(cases); i++) {
		struct json *j = parse(*state, cases[i].text);

		assert_int_equal(json_type(j), cases[i].type);
		if (cases[i].type == JSON_INT)
			assert_true(json_int(j, 99) == cases[i].i);
		else
			assert_true(json_real(j, 99) == cases[i].d &&
				    json_int(j, 99) == 99);
	}
}

static void
broken_texts_are_invalid(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
	    {LIT("")},
	    {LIT(" ")},
	    {LIT("{")},
	    {LIT("[1,2")},
	    {LIT("\"abc")},
	    {LIT("{\"a\"")},
	    {LIT("{\"a\":")},
	    {LIT("{\"a\":1,")},
	    {LIT("tru")},
	    {LIT("-")},
	    {LIT("1.")},
	    {LIT("1e")},
	    {LIT("nul")},
	    {LIT("[1,]")},
	    {LIT("{\"a\":1,}")},
	    {LIT("{a:1}")},
	    {LIT("{'a':1}")},
	    {LIT("{1:1}")},
	    {LIT("[1 2]")},
	    {LIT("01")},
	    {LIT("+1")},
	    {LIT(".5")},
	    {LIT("0x1")},
	    {LIT("NaN")},
	    {LIT("Infinity")},
	    {LIT("]")},
	    {LIT("[}")},
	    /* anything behind the value */
	    {LIT("{} {}")},
	    {LIT("1 2")},
	    {LIT("[]x")},
	    {LIT("{}\0")},
	    {LIT("null,")},
	    {LIT("\"a\"\"b\"")},
	    /* comments */
	    {LIT("/* c */ 1")},
	    {LIT("1 // c")},
	    {LIT("[1 /**/]")},
	    /* NUL, control characters and broken escapes in strings */
	    {LIT("\"a\0b\"")},
	    {LIT("\"a\\u0000b\"")},
	    {LIT("\"a\nb\"")},
	    {LIT("{\"a\\u0000\":1}")},
	    {LIT("\"\\x41\"")},
	    {LIT("\"\\u12\"")},
	    {LIT("\"\\u12g4\"")},
	    {LIT("\"\\")},
	    {LIT("\"\\u")},
	    /* halves of surrogate pairs */
	    {LIT("\"\\ud800\"")},
	    {LIT("\"\\udc00\"")},
	    {LIT("\"\\ud800\\u0041\"")},
	    {LIT("\"\\ud800\\n\"")},
	    {LIT("\"\\ud800\\ud800\"")},
	    {LIT("\"\\ud83d")},
	    {LIT("\"\\ud800\\")},
	    {LIT("{\"\\udfff\":1}")},
	    /* UTF-8 */
	    {LIT("\"\xff\"")},
	    {LIT("\"\xc3\"")},
	    {LIT("\"\xc0\x80\"")},
	    {LIT("\"\xed\xa0\x80\"")},
	    {LIT("\"\xf4\x90\x80\x80\"")},
	    {LIT("{\"\xe0\x80\xaf\":1}")},
	    {LIT("\xef\xbb\xbf{}")},
	    {LIT("\"\xf0\x9f\x98")},
	    /* numbers that nothing holds */
	    {LIT("1e999")},
	    {LIT("-1e400")},
	};

	for (size_t i = 0; i < N(cases); i++) {
		struct json *j = (struct json *)&cases;
		struct error e;
		enum err err;

		err_clear(&e);
		err = json_parse(*state, cases[i].text, cases[i].n,
		    &json_limits_request, &j, &e);
		if (err != ERR_INVALID || e.code != ERR_INVALID)
			fail_msg("accepted: %s", cases[i].text);
		assert_ptr_equal(j, &cases);
		assert_int_equal(
		    strncmp(e.message, "The body is not valid JSON: ", 28), 0);
	}
}

/* Every beginning of a valid text is invalid, and none is read past its end. */
static void
text_cut_anywhere_is_invalid(void **state)
{
	static const char text[] =
	    "{\"a\":[1.5e3,true,null,\"\\ud83d\\ude00\xc3\xa9\"],\"b\":{}}";

	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		char *exact = mem_grow(*state, NULL, n, 1);
		struct json *j;

		memcpy(exact, text, n);
		assert_int_equal(json_parse(*state, exact, n,
				     &json_limits_request, &j, NULL),
		    ERR_INVALID);
	}
	parse(*state, text);
}

static void
duplicate_keys_are_named(void **state)
{
	struct json *j;
	struct error e;

	assert_int_equal(json_parse(*state,
			     LIT("{\"a\":1,\"b\":{\"a\":1},"
				 "\"\\u0061\":2}"),
			     &json_limits_request, &j, &e),
	    ERR_INVALID);
	assert_string_equal(
	    e.message, "The body is not valid JSON: duplicate key \"a\".");
	parse(*state, "{\"a\":{\"a\":{\"a\":1}},\"A\":1}");
}

/* {"k0":0,"k1":0,…} with `n` members and, at the end, the member "k<again>". */
static const char *
many_members(void *mem, int n, int again)
{
	char *s = mem_grow(mem, NULL, (size_t)(n + 2) * 16, 1);
	size_t at = 0;

	for (int i = 0; i < n; i++)
		at += (size_t)sprintf(s + at, "%c\"k%d\":0", i ? ',' : '{', i);
	sprintf(s + at, ",\"k%d\":1}", again);
	return s;
}

static void
duplicate_key_is_found_among_many(void **state)
{
	static const int sizes[] = {7, 8, 9, 100, 19000};

	for (size_t i = 0; i < N(sizes); i++) {
		int n = sizes[i];
		const char *bad = many_members(*state, n, n / 2);
		struct json *j;

		assert_int_equal(json_parse(*state, bad, strlen(bad),
				     &json_limits_request, &j, NULL),
		    ERR_INVALID);
		j = parse(*state, many_members(*state, n, n));
		assert_int_equal(json_count(j), n + 1);
		assert_string_equal(json_key_at(j, 0), "k0");
		assert_int_equal(json_int(json_at(j, (size_t)n), 0), 1);
	}
}

static void
message_cuts_a_long_key_between_code_points(void **state)
{
	char text[1000] = "{\"";
	struct json *j;
	struct error e;

	for (int half = 0; half < 2; half++) {
		strcat(text, half ? ",\"x" : "x");
		for (int i = 0; i < 100; i++)
			strcat(text, "\xc3\xa9");
		strcat(text, "\":1");
	}
	strcat(text, "}");
	assert_int_equal(json_parse(*state, text, strlen(text),
			     &json_limits_request, &j, &e),
	    ERR_INVALID);
	assert_int_equal(strlen(strchr(e.message, '"')), 1 + 63 + 2);
}

static void
depth_is_limited(void **state)
{
	static const struct json_limits three = {.depth = 3, .nodes = 100};
	struct json *j;
	struct error e;
	char deep[20001];

	assert_int_equal(
	    json_parse(*state, LIT("[{\"a\":[1]}]"), &three, &j, &e), ERR_OK);
	assert_int_equal(
	    json_parse(*state, LIT("[[[[]]]]"), &three, &j, &e), ERR_TOO_LARGE);
	assert_string_equal(
	    e.message, "The JSON is nested deeper than 3 levels.");
	memset(deep, '[', 10000);
	memset(deep + 10000, ']', 10000);
	assert_int_equal(
	    json_parse(*state, deep, 20000, &json_limits_request, &j, &e),
	    ERR_TOO_LARGE);
	assert_int_equal(
	    json_parse(*state, deep, 10000, &json_limits_engine, &j, &e),
	    ERR_TOO_LARGE);
}

static void
nodes_are_limited(void **state)
{
	static const struct json_limits four = {.depth = 3, .nodes = 4};
	size_t n = LIMIT_BODY;
	char *huge = mem_grow(*state, NULL, n, 1);
	struct json *j;
	struct error e;

	assert_int_equal(
	    json_parse(*state, LIT("[1,[2]]"), &four, &j, &e), ERR_OK);
	assert_int_equal(
	    json_parse(*state, LIT("[1,2,3,4]"), &four, &j, &e), ERR_TOO_LARGE);
	assert_string_equal(e.message, "The JSON has more than 4 values.");
	for (size_t i = 0; i < n; i++)
		huge[i] = ",1"[i % 2];
	huge[0] = '[';
	huge[n - 1] = ']';
	assert_int_equal(
	    json_parse(*state, huge, n, &json_limits_request, &j, &e),
	    ERR_TOO_LARGE);
}

static void
long_strings_and_numbers(void **state)
{
	size_t n = LIMIT_BODY;
	char *text = mem_grow(*state, NULL, n, 1);
	struct json *j;
	struct error e;

	memset(text, 'x', n);
	text[0] = '"';
	text[n - 1] = '"';
	assert_int_equal(
	    json_parse(*state, text, n, &json_limits_request, &j, &e), ERR_OK);
	assert_int_equal(strlen(json_string(j)), n - 2);
	memset(text, '1', n);
	assert_int_equal(
	    json_parse(*state, text, 128, &json_limits_request, &j, &e),
	    ERR_OK);
	assert_int_equal(
	    json_parse(*state, text, 129, &json_limits_request, &j, &e),
	    ERR_INVALID);
	assert_int_equal(
	    json_parse(*state, text, n, &json_limits_request, &j, &e),
	    ERR_INVALID);
}

static void
refused_text_leaves_no_memory_and_a_freed_tree_neither(void **state)
{
	void *mem = mem_arena(*state);
	size_t before = mem_total(mem);
	struct json *j;

	assert_int_equal(json_parse(mem, LIT("{\"a\":[1,2,{\"b\":\"c\"}],"),
			     &json_limits_request, &j, NULL),
	    ERR_INVALID);
	assert_int_equal(mem_total(mem), before);
	j = parse(mem, "{\"a\":[1,2,{\"b\":\"c\"}]}");
	assert_true(mem_total(mem) > before);
	mem_free(&j);
	assert_int_equal(mem_total(mem), before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_type_is_read),
	    cmocka_unit_test(
		readers_answer_the_default_for_absent_and_other_types),
	    cmocka_unit_test(path_goes_along_keys),
	    cmocka_unit_test(scalars_may_stand_alone),
	    cmocka_unit_test(strings_are_decoded),
	    cmocka_unit_test(numbers_are_exact_integers_or_reals),
	    cmocka_unit_test(broken_texts_are_invalid),
	    cmocka_unit_test(text_cut_anywhere_is_invalid),
	    cmocka_unit_test(duplicate_keys_are_named),
	    cmocka_unit_test(duplicate_key_is_found_among_many),
	    cmocka_unit_test(message_cuts_a_long_key_between_code_points),
	    cmocka_unit_test(depth_is_limited),
	    cmocka_unit_test(nodes_are_limited),
	    cmocka_unit_test(long_strings_and_numbers),
	    cmocka_unit_test(
		refused_text_leaves_no_memory_and_a_freed_tree_neither),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
