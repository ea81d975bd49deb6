/* yaml/yaml.h: what is read, what is refused and where, and the way back. */
#include "yaml/yaml.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static int
setup(void **state)
{
	*state = mem_arena(NULL);
	return (0);
}

static int
teardown(void **state)
{
	mem_free(state);
	return (0);
}

static struct yaml *
parse(void *mem, const char *text)
{
	struct yaml *y = NULL;
	struct error e;
	int line;

	if (yaml_read(mem, text, strlen(text), &y, &line, &e) != ERR_OK)
		fail_msg("%s: line %d: %s", text, line, e.message);
	return (y);
}

static void
maps_lists_and_scalars_know_their_lines(void **state)
{
	struct yaml *y = parse(*state, "name: \"a b\"\n"
				       "# a comment\n"
				       "flags:\n"
				       "  - one\n"
				       "  - {type: regex, content: 'x+'}\n"
				       "none: ~\n"
				       "quoted: 'null'\n"
				       "text: |\n  a\n  b\n");
	const struct yaml *flags = yaml_get(y, "flags");

	assert_int_equal(yaml_type(y), YAML_MAP);
	assert_int_equal(yaml_count(y), 5);
	assert_string_equal(yaml_key_at(y, 1), "flags");
	assert_string_equal(yaml_text(yaml_get(y, "name")), "a b");
	assert_int_equal(yaml_type(flags), YAML_LIST);
	assert_int_equal(yaml_line(yaml_at(flags, 0)), 4);
	assert_string_equal(
	    yaml_text(yaml_get(yaml_at(flags, 1), "content")), "x+");
	assert_int_equal(yaml_line(yaml_at(flags, 1)), 5);
	assert_true(yaml_is_null(yaml_get(y, "none")));
	assert_false(yaml_is_null(yaml_get(y, "quoted")));
	assert_string_equal(yaml_text(yaml_get(y, "text")), "a\nb\n");
}

static void
what_is_absent_is_null(void **state)
{
	struct yaml *empty = parse(*state, "");

	assert_true(yaml_is_null(empty));
	assert_true(yaml_is_null(NULL));
	assert_null(yaml_get(empty, "a"));
	assert_null(yaml_at(empty, 0));
	assert_null(yaml_text(NULL));
	assert_int_equal(yaml_count(NULL), 0);
}

static const struct refused {
	const char *text;
	int line;
	const char *words;
} refused[] = {
    {"a: 1\nb: &x 2\n", 2, "anchors"},
    {"a: [1]\nb: *x\n", 2, "aliases"},
    {"a: 1\n\nb: !!python/object x\n", 3, "tags"},
    {"a: 1\nb: 2\na: 3\n", 3, "\"a\" is there twice"},
    {"a: 1\n? [b]\n: 2\n", 2, "a key must be a word"},
    {"a: \"x\\0y\"\n", 1, "NUL"},
    {"a: 1\nb: [1, 2\nc: 3\n", 3, "not valid YAML"},
    {"a: 1\n---\nb: 2\n", 2, "one document"},
    {"a: 1\n\tb: 2\n", 2, "not valid YAML"},
    {"a: \xff\n", 1, "not valid YAML"},
};

static void
what_is_refused_is_told_with_its_line(void **state)
{
	struct yaml *y;
	struct error e;
	int line;

	for (size_t i = 0; i < N(refused); i++) {
		const struct refused *t = &refused[i];

		err_clear(&e);
		if (yaml_read(*state, t->text, strlen(t->text), &y, &line,
			&e) != ERR_INVALID ||
		    strstr(e.message, t->words) == NULL || line != t->line)
			fail_msg(
			    "%s: line %d: \"%s\"", t->text, line, e.message);
	}
}

static const char *
repeat(void *mem, const char *piece, size_t n)
{
	struct buf *b = buf_new(mem, strlen(piece) * n);

	while (n-- > 0)
		buf_str(b, piece);
	return (buf_data(b));
}

static void
what_is_too_much_is_refused(void **state)
{
	const char *texts[] = {
	    repeat(*state, "[", LIMIT_YAML_DEPTH + 1),
	    repeat(*state, "[", 500000),
	    repeat(*state, "- a\n", LIMIT_YAML_NODES),
	    repeat(*state, "a", LIMIT_YAML + 1),
	};
	struct yaml *y;
	struct error e;
	int line;

	for (size_t i = 0; i < N(texts); i++)
		assert_int_equal(yaml_read(*state, texts[i], strlen(texts[i]),
				     &y, &line, &e),
		    ERR_TOO_LARGE);
}

static const char *const texts[] = {"", "plain", "no", "123", "null", "~",
    "'quoted' \"twice\"", "# no comment", "a: b", "- a", " leading",
    "trailing ", "two\nlines", "a block\nof lines\n", "ends\n\n\n",
    "\nbegins with a break", "  indented\ncode", "tab\there", "win\r\ndows\r\n",
    "a line \nwith a blank at its end", "\u00e4\u00f6\u00fc \u65e5\u672c",
    "\U0001f600 smile\nnext", "sep\u2028arated\nx", "nel\xc2\x85x\n", "%x",
    "@x", "flag{a*b&c!d|e>f}", "\\n \\ \\x41", "*x", "&x", "!x",
    "\ufeff bom\nb"};

static void
every_text_comes_back_as_it_was(void **state)
{
	struct yaml_writer *w = yaml_writer_new(*state);
	const char *out;
	struct error e;
	struct yaml *y;

	yaml_begin_list(w);
	for (size_t i = 0; i < N(texts); i++)
		yaml_put_text(w, texts[i]);
	yaml_begin_map(w);
	yaml_put_word(w, "n");
	yaml_put_int(w, -7);
	yaml_end_map(w);
	yaml_end_list(w);
	assert_int_equal(yaml_written(w, &out, &e), ERR_OK);
	y = parse(*state, out);
	for (size_t i = 0; i < N(texts); i++)
		assert_string_equal(yaml_text(yaml_at(y, i)), texts[i]);
	assert_string_equal(
	    yaml_text(yaml_get(yaml_at(y, N(texts)), "n")), "-7");
}

static void
a_text_that_is_too_long_is_not_written(void **state)
{
	struct yaml_writer *w = yaml_writer_new(*state);
	const char *out;
	struct error e;

	yaml_put_text(w, repeat(*state, "a", LIMIT_YAML));
	assert_int_equal(yaml_written(w, &out, &e), ERR_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		maps_lists_and_scalars_know_their_lines, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		what_is_absent_is_null, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		what_is_refused_is_told_with_its_line, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		what_is_too_much_is_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		every_text_comes_back_as_it_was, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_text_that_is_too_long_is_not_written, setup, teardown),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
