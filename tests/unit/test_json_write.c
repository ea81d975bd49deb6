/* json/json.h: writing, and reading what was written. */
#include "json/json.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/log.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

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

/* The text of `j`, written again. */
static const char *
rewrite(void *mem, const struct json *j)
{
	struct json_writer *w = json_writer_new(mem);

	json_put_json(w, j);
	return json_text(w, NULL);
}

static void
written_text_is_as_expected(void **state)
{
	struct json_writer *w = json_writer_new(*state);
	size_t len;

	json_begin_object(w);
	json_set_string(w, "s", "a\"b\\\n\x01/");
	json_set_string(w, "none", NULL);
	json_set_int(w, "i", INT64_MIN);
	json_set_bool(w, "b", true);
	json_set_null(w, "n");
	json_set_real(w, "r", 0.1);
	json_key(w, "a");
	json_begin_array(w);
	json_put_int(w, 1);
	json_begin_object(w);
	json_end_object(w);
	json_put_bool(w, false);
	json_end_array(w);
	json_end_object(w);
	assert_string_equal(json_text(w, &len),
	    "{\"s\":\"a\\\"b\\\\\\n\\u0001/\",\"none\":null,"
	    "\"i\":-9223372036854775808,\"b\":true,\"n\":null,\"r\":0.1,"
	    "\"a\":[1,{},false]}");
	assert_int_equal(len, strlen(json_text(w, NULL)));
}

static void
text_is_harmless_in_html_and_javascript(void **state)
{
	static const struct {
		const char *s, *want;
	} cases[] = {
	    {"</script>&", "\"\\u003c/script\\u003e\\u0026\""},
	    {"<", "\"\\u003c\""},
	    {"a\xe2\x80\xa8"
	     "b\xe2\x80\xa9",
		"\"a\\u2028b\\u2029\""},
	    {"\"<\n>\"", "\"\\\"\\u003c\\n\\u003e\\\"\""},
	    {"\xe2\x80\xa7\xe2\x80",
		"\"\xe2\x80\xa7\xef\xbf\xbd\xef\xbf\xbd\""},
	    {"\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
	    {"\xff<\xc0\x80",
		"\"\xef\xbf\xbd\\u003c\xef\xbf\xbd\xef\xbf\xbd\""},
	    {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	};

	for (size_t i = 0; i < N(cases); i++) {
		struct json_writer *w = json_writer_new(*state);

		json_put_string(w, cases[i].s);
		assert_string_equal(json_text(w, NULL), cases[i].want);
	}
}

static void
keys_are_escaped_too(void **state)
{
	struct json_writer *w = json_writer_new(*state);

	json_begin_object(w);
	json_set_int(w, "<\"\xff", 1);
	json_end_object(w);
	assert_string_equal(
	    json_text(w, NULL), "{\"\\u003c\\\"\xef\xbf\xbd\":1}");
}

static void
reals_are_short_and_read_back_the_same(void **state)
{
	static const struct {
		double d;
		const char *want;
	} cases[] = {
	    {0.1, "0.1"},
	    {0, "0.0"},
	    {-3, "-3.0"},
	    {1e300, "1e+300"},
	    {1.0 / 3, "0.3333333333333333"},
	    {0.1 + 0.2, "0.30000000000000004"},
	    {5e-324, "4.94065645841247e-324"},
	};

	for (size_t i = 0; i < N(cases); i++) {
		struct json_writer *w = json_writer_new(*state);
		struct json *j;

		json_put_real(w, cases[i].d);
		assert_string_equal(json_text(w, NULL), cases[i].want);
		j = parse(*state, json_text(w, NULL));
		assert_true(json_is(j, JSON_REAL));
		assert_true(json_real(j, 1) == cases[i].d);
	}
}

static void
tree_written_and_read_is_the_same(void **state)
{
	static const char text[] =
	    "{\"a\":[1,-2.5,true,null,\"x\\u003cy\",[],{}],"
	    "\"b\":{\"c\":{\"d\":\"\xc3\xa9\"}},\"\":\"\"}";

	assert_string_equal(rewrite(*state, parse(*state, text)), text);
	assert_string_equal(rewrite(*state, NULL), "null");
}

static void
bug_value_as_key(struct json_writer *w)
{
	json_begin_object(w);
	json_put_string(w, "x");
}

static void
bug_key_in_array(struct json_writer *w)
{
	json_begin_array(w);
	json_key(w, "x");
}

static void
bug_wrong_end(struct json_writer *w)
{
	json_begin_array(w);
	json_end_object(w);
}

static void
bug_key_without_value(struct json_writer *w)
{
	json_begin_object(w);
	json_key(w, "x");
	json_end_object(w);
}

static void
bug_end_of_nothing(struct json_writer *w)
{
	json_end_array(w);
}

static void
bug_two_values(struct json_writer *w)
{
	json_put_int(w, 1);
	json_put_int(w, 2);
}

static void
bug_incomplete(struct json_writer *w)
{
	json_begin_array(w);
	json_text(w, NULL);
}

static void
bug_nothing(struct json_writer *w)
{
	json_text(w, NULL);
}

static void
bug_infinite(struct json_writer *w)
{
	json_put_real(w, HUGE_VAL);
}

static void
bug_too_deep(struct json_writer *w)
{
	for (int i = 0; i < 200; i++)
		json_begin_array(w);
}

static void
calls_out_of_order_end_the_process(void **state)
{
	static void (*const bugs[])(struct json_writer *) = {bug_value_as_key,
	    bug_key_in_array, bug_wrong_end, bug_key_without_value,
	    bug_end_of_nothing, bug_two_values, bug_incomplete, bug_nothing,
	    bug_infinite, bug_too_deep};

	for (size_t i = 0; i < N(bugs); i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			log_to(-1);
			signal(SIGABRT, SIG_DFL);
			bugs[i](json_writer_new(NULL));
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(written_text_is_as_expected),
	    cmocka_unit_test(text_is_harmless_in_html_and_javascript),
	    cmocka_unit_test(keys_are_escaped_too),
	    cmocka_unit_test(reals_are_short_and_read_back_the_same),
	    cmocka_unit_test(tree_written_and_read_is_the_same),
	    cmocka_unit_test(calls_out_of_order_end_the_process),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
