/* shell_words() of domain/container.h */
#include "domain/container.h"

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
words_are_split_as_a_shell_does(void **state)
{
	static const struct {
		const char *line;
		const char *words[6];
	} rows[] = {
	    {"", {NULL}},
	    {" \t\r\n ", {NULL}},
	    {"sleep 600", {"sleep", "600"}},
	    {"  a\tb\r\nc  ", {"a", "b", "c"}},
	    {"'a b' \"c d\"", {"a b", "c d"}},
	    {"a'b c'd\"e f\"g", {"ab cde fg"}},
	    {"'' \"\"", {"", ""}},
	    {"'a\\b\"c'", {"a\\b\"c"}},
	    {"\"a\\\"b\\\\c\\$d\\`e\\nf\"", {"a\"b\\c$d`e\\nf"}},
	    {"a\\ b \\'c \\\\", {"a b", "'c", "\\"}},
	    {"\"it's\"", {"it's"}},
	    {"a\\\nb \"c\\\nd\"", {"ab", "cd"}},
	    {"a \\\n b", {"a", "b"}},
	    {"\"c:\\dir\"", {"c:\\dir"}},
	    /* nothing is expanded, and no operator is one */
	    {"$HOME *.c ~ `id` a;b", {"$HOME", "*.c", "~", "`id`", "a;b"}},
	    {"a|b >c #d", {"a|b", ">c", "#d"}},
	    {"h\xc3\xa9 \xe2\x82\xac", {"h\xc3\xa9", "\xe2\x82\xac"}},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++) {
		const char **got;
		int n, want = 0;

		assert_int_equal(
		    shell_words(mem, rows[i].line, &got, &n, NULL), ERR_OK);
		for (; rows[i].words[want] != NULL; want++)
			assert_string_equal(got[want], rows[i].words[want]);
		assert_int_equal(n, want);
		assert_null(got[n]);
	}
	mem_free(&mem);
}

static void
an_open_end_is_refused(void **state)
{
	static const char *const bad[] = {
	    "'a", "\"a", "a'b", "a\"", "\"a\\\"", "a\\", "\\", "'a\\'b'"};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(bad); i++) {
		const char **got = NULL;
		int n = -1;
		struct error e = {0};

		assert_int_equal(
		    shell_words(mem, bad[i], &got, &n, &e), ERR_INVALID);
		assert_string_equal(e.field, "command");
		assert_string_equal(
		    e.message, "has a quote or backslash with no end");
		assert_null(got);
		assert_int_equal(n, -1);
	}
	mem_free(&mem);
}

/* `n` words "a" in a row. */
static char *
many(void *mem, int n)
{
	char *s = mem_zalloc(mem, (size_t)n * 2 + 1, "many");

	for (int i = 0; i < n; i++)
		memcpy(s + i * 2, "a ", 2);
	return s;
}

static void
number_and_length_are_bounded(void **state)
{
	void *mem = mem_arena(NULL);
	char *lengthy = mem_zalloc(mem, LIMIT_COMMAND + 2, "long");
	const char **got;
	struct error e = {0};
	int n;

	assert_int_equal(
	    shell_words(mem, many(mem, LIMIT_COMMAND_WORDS), &got, &n, &e),
	    ERR_OK);
	assert_int_equal(n, LIMIT_COMMAND_WORDS);
	assert_int_equal(
	    shell_words(mem, many(mem, LIMIT_COMMAND_WORDS + 1), &got, &n, &e),
	    ERR_INVALID);
	assert_string_equal(e.message, "must have at most 128 words");

	memset(lengthy, 'x', LIMIT_COMMAND);
	assert_int_equal(shell_words(mem, lengthy, &got, &n, &e), ERR_OK);
	assert_int_equal(strlen(got[0]), LIMIT_COMMAND);
	lengthy[LIMIT_COMMAND] = 'x';
	assert_int_equal(shell_words(mem, lengthy, &got, &n, &e), ERR_INVALID);
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_split_as_a_shell_does),
	    cmocka_unit_test(an_open_end_is_refused),
	    cmocka_unit_test(number_and_length_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
