/* base/csv.h */
#include "base/csv.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static void
cells_are_quoted_and_formulas_are_defused(void **state)
{
	static const struct {
		const char *cell, *want;
	} rows[] = {
	    {"", "\"\""},
	    {"plain", "\"plain\""},
	    {"a,b", "\"a,b\""},
	    {"say \"hi\"", "\"say \"\"hi\"\"\""},
	    {"=1+1", "\"'=1+1\""},
	    {"+49", "\"'+49\""},
	    {"-1", "\"'-1\""},
	    {"@SUM(A1)", "\"'@SUM(A1)\""},
	    {"\tx", "\"'\tx\""},
	    {"\rx", "\"'\rx\""},
	    {"a=b", "\"a=b\""},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++) {
		struct buf *b = buf_new(mem, 100);

		csv_str(b, rows[i].cell);
		assert_string_equal(buf_data(b), rows[i].want);
	}
	mem_free(&mem);
}

static void
rows_have_commas_between_and_crlf_behind(void **state)
{
	void *mem = mem_arena(NULL);
	struct buf *b = buf_new(mem, 100);

	csv_str(b, "");
	csv_int(b, -7);
	csv_str(b, "x");
	csv_end(b);
	csv_int(b, 1);
	csv_end(b);
	assert_string_equal(buf_data(b), "\"\",-7,\"x\"\r\n1\r\n");
	mem_free(&mem);
}

static void
what_spreadsheets_write_is_read(void **state)
{
	static const char text[] =
	    "\xef\xbb\xbfname;note\r\n\r\n\"a;b\";\"two\nlines\"\n"
	    "c,d;\"\"\"q\"\"\"\r\nlast;";
	void *mem = mem_arena(NULL);
	struct csv_row *rows;
	struct error e;
	size_t n;

	assert_int_equal(csv_parse(mem, text, 2, 10, &rows, &n, &e), ERR_OK);
	assert_int_equal(n, 4);
	assert_int_equal(rows[0].line, 1);
	assert_string_equal(rows[0].cells[0], "name");
	assert_int_equal(rows[1].line, 3);
	assert_string_equal(rows[1].cells[0], "a;b");
	assert_string_equal(rows[1].cells[1], "two\nlines");
	assert_int_equal(rows[2].line, 5);
	assert_string_equal(rows[2].cells[0], "c,d");
	assert_string_equal(rows[2].cells[1], "\"q\"");
	assert_int_equal(rows[3].n, 2);
	assert_string_equal(rows[3].cells[1], "");
	mem_free(&mem);
}

static void
a_quoted_cell_does_not_say_what_separates(void **state)
{
	void *mem = mem_arena(NULL);
	struct csv_row *rows;
	size_t n;

	assert_int_equal(
	    csv_parse(mem, "\n\"a;b\",c\n", 2, 10, &rows, &n, NULL), ERR_OK);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].cells[0], "a;b");
	assert_string_equal(rows[0].cells[1], "c");
	mem_free(&mem);
}

static void
broken_text_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		enum err want;
		const char *says;
	} rows[] = {
	    {"a,b\n\"c", ERR_INVALID, "Line 2"},
	    {"a\n\nb\n\"c\"d,e", ERR_INVALID, "Line 4"},
	    {"a\rb\r\n\"c\rd\"e", ERR_INVALID, "Line 4"}, /* CR */
	    {"a,b,c", ERR_INVALID, "Line 1"},
	    {"a\nb\nc\nd\ne", ERR_TOO_LARGE, "4 lines"},
	};
	void *mem = mem_arena(NULL);
	struct csv_row *ret;
	struct error e;
	size_t n;

	for (size_t i = 0; i < N(rows); i++) {
		err_clear(&e);
		assert_int_equal(
		    csv_parse(mem, rows[i].text, 2, 4, &ret, &n, &e),
		    rows[i].want);
		assert_non_null(strstr(e.message, rows[i].says));
	}
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cells_are_quoted_and_formulas_are_defused),
	    cmocka_unit_test(rows_have_commas_between_and_crlf_behind),
	    cmocka_unit_test(what_spreadsheets_write_is_read),
	    cmocka_unit_test(a_quoted_cell_does_not_say_what_separates),
	    cmocka_unit_test(broken_text_is_refused_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
