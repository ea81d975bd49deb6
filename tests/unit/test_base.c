/* base/mem.h and base/err.h, which stand below everything, and base/clock.h */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static char order[8];

static void
note_parent(void *block)
{
	strcat(order, "p");
}

static void
note_child(void *block)
{
	strcat(order, "c");
}

static void
freeing_an_arena_frees_all_below_it(void **state)
{
	void *mem = mem_arena(NULL);
	int *a = mem_array(mem, int, 100);
	size_t before = mem_total(mem);

	for (int i = 0; i < 100; i++)
		assert_int_equal(a[i], 0);
	(void)mem_strdup(a, "below the array");
	assert_true(mem_total(mem) > before);
	mem_free(&a);
	assert_null(a);
	assert_true(mem_total(mem) < before);
	mem_free(&mem);
	assert_null(mem);
	mem_free(&mem);
}

static void
hook_runs_once_and_before_those_of_children(void **state)
{
	void *mem = mem_arena(NULL);
	long *parent = mem_new(mem, long);
	long *child = mem_new(parent, long);

	order[0] = '\0';
	mem_on_free(child, note_parent);
	mem_on_free(child, note_child); /* replaces */
	mem_on_free(parent, note_parent);
	(void)mem_new(parent, long);
	mem_free(&mem);
	assert_string_equal(order, "pc");
}

static void
stolen_block_outlives_its_first_parent(void **state)
{
	void *a = mem_arena(NULL), *b = mem_arena(NULL);
	char *s = mem_printf(a, "%d-%s", 5, "x");

	assert_ptr_equal(mem_steal(b, s), s);
	mem_free(&a);
	assert_string_equal(s, "5-x");
	mem_free(&b);
}

static void
grow_keeps_what_was_there(void **state)
{
	void *mem = mem_arena(NULL);
	int *a = mem_grow(mem, NULL, 0, sizeof(*a));

	for (int i = 0; i < 1000; i++) {
		a = mem_grow(mem, a, (size_t)i + 1, sizeof(*a));
		a[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(a[i], i);
	mem_free(&mem);
}

static void
string_copies(void **state)
{
	void *mem = mem_arena(NULL);

	assert_null(mem_strdup(mem, NULL));
	assert_string_equal(mem_strdup(mem, ""), "");
	assert_string_equal(mem_strndup(mem, "abcdef", 3), "abc");
	mem_free(&mem);
}

/* What a child process that asks for `n` times `size` bytes ends with. */
static int
exit_of(size_t n, size_t size)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		log_to(-1);
		(void)mem_zarray(NULL, n, size, "huge");
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
impossible_sizes_end_the_process(void **state)
{
	assert_int_equal(exit_of(1, 8), 0);
	assert_int_equal(exit_of(SIZE_MAX / 4, 8), EX_OSERR);
	assert_int_equal(exit_of(1, SIZE_MAX / 2), EX_OSERR);
}

static void
error_set_fills_everything_and_returns_its_code(void **state)
{
	struct error e;

	memset(&e, 'x', sizeof(e));
	assert_int_equal(err_set(&e, ERR_RATE, NULL, "in %d s", 5), ERR_RATE);
	assert_int_equal(e.code, ERR_RATE);
	assert_string_equal(e.field, "");
	assert_string_equal(e.message, "in 5 s");
	assert_string_equal(e.detail, "");
	assert_int_equal(e.retry_after, 0);
	assert_int_equal(err_set(NULL, ERR_LOST, "f", "x"), ERR_LOST);
	err_detail(NULL, "x");
}

static void
error_may_be_made_from_its_own_parts(void **state)
{
	struct error e;

	(void)err_set(&e, ERR_INVALID, "port", "bad");
	err_detail(&e, "why");
	(void)err_set(&e, ERR_CONFLICT, e.field, "%s: %s", e.message, e.detail);
	assert_string_equal(e.field, "port");
	assert_string_equal(e.message, "bad: why");
	err_detail(&e, "[%s]", e.message);
	assert_string_equal(e.detail, "[bad: why]");
	assert_string_equal(e.message, "bad: why");
	err_clear(&e);
	assert_int_equal(e.code, ERR_OK);
	assert_string_equal(e.message, "");
}

static void
error_messages_are_cut_between_code_points(void **state)
{
	char text[2000];
	struct error e;

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	(void)err_set(&e, ERR_INVALID, text, "%s", text);
	assert_int_equal(strlen(e.message), ERR_MESSAGE_MAX - 1);
	assert_int_equal(strlen(e.field), ERR_FIELD_MAX - 1);

	for (size_t i = 0; i < 3; i++) {
		memcpy(text + ERR_MESSAGE_MAX - 1 - i, "\xe2\x82\xac", 3);
		err_detail(&e, "%s", text);
		assert_int_equal(strlen(e.detail), ERR_MESSAGE_MAX - 1 - i);
		assert_int_equal(e.detail[strlen(e.detail) - 1], 'a');
		memset(text + ERR_MESSAGE_MAX - 1 - i, 'a', 3);
	}
	(void)err_set(&e, ERR_INVALID, NULL, "\"%.2s\" \xff.", "\xe2\x82\xac");
	assert_string_equal(e.message, "\"\" .");
}

static void
every_error_has_a_name_of_its_own(void **state)
{
	for (int a = ERR_OK; a <= ERR_INTERNAL; a++) {
		assert_string_not_equal(err_name(a), "unknown");
		for (int b = ERR_OK; b < a; b++)
			assert_string_not_equal(err_name(a), err_name(b));
	}
	assert_string_equal(err_name((enum err)99), "unknown");
}

static void
times_are_iso_8601_in_utc(void **state)
{
	static const struct {
		int64_t us;
		const char *want;
	} cases[] = {
	    {0, "1970-01-01T00:00:00.000000Z"},
	    {-5, "1970-01-01T00:00:00.000000Z"},
	    {INT64_C(1795512600123456), "2026-11-24T09:30:00.123456Z"},
	    {INT64_C(1709164800000001), "2024-02-29T00:00:00.000001Z"},
	    {INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z"},
	    {INT64_MAX, "9999-12-31T23:59:59.999999Z"},
	};
	char out[CLOCK_ISO_SIZE];

	for (size_t i = 0; i < N(cases); i++) {
		clock_iso(cases[i].us, out);
		assert_string_equal(out, cases[i].want);
	}
}

static void
monotonic_clock_never_goes_back(void **state)
{
	int64_t last = clock_mono_us();

	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_mono_us();

		assert_true(now >= last);
		last = now;
	}
	assert_true(clock_wall_us() > INT64_C(1700000000000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(freeing_an_arena_frees_all_below_it),
	    cmocka_unit_test(hook_runs_once_and_before_those_of_children),
	    cmocka_unit_test(stolen_block_outlives_its_first_parent),
	    cmocka_unit_test(grow_keeps_what_was_there),
	    cmocka_unit_test(string_copies),
	    cmocka_unit_test(impossible_sizes_end_the_process),
	    cmocka_unit_test(error_set_fills_everything_and_returns_its_code),
	    cmocka_unit_test(error_may_be_made_from_its_own_parts),
	    cmocka_unit_test(error_messages_are_cut_between_code_points),
	    cmocka_unit_test(every_error_has_a_name_of_its_own),
	    cmocka_unit_test(times_are_iso_8601_in_utc),
	    cmocka_unit_test(monotonic_clock_never_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
