/* base/buf.h */
#include "base/buf.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"

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

static void
empty_buffer_is_an_empty_string(void **state)
{
	struct buf *b = buf_new(*state, 10);

	assert_string_equal(buf_data(b), "");
	assert_int_equal(buf_len(b), 0);
	assert_false(buf_full(b));
	buf_clear(b);
	buf_consume(b, 5);
	assert_string_equal(buf_data(b), "");
}

static void
appends_follow_each_other(void **state)
{
	struct buf *b = buf_new(*state, 100);

	buf_str(b, "ab");
	buf_char(b, 'c');
	buf_add(b, "d\0e", 3);
	buf_printf(b, "%d-%s", 7, "x");
	assert_int_equal(buf_len(b), 9);
	assert_memory_equal(buf_data(b), "abcd\0e7-x", 10);
}

static void
printf_longer_than_its_first_try_is_whole(void **state)
{
	struct buf *b = buf_new(*state, 5000);
	char text[3001];

	memset(text, 'y', sizeof(text) - 1);
	text[3000] = '\0';
	buf_printf(b, "<%s>", text);
	assert_int_equal(buf_len(b), 3002);
	assert_memory_equal(buf_data(b) + 1, text, 3000);
	assert_string_equal(buf_data(b) + 3001, ">");
}

static void
maximum_may_be_reached_but_not_passed(void **state)
{
	struct buf *b = buf_new(*state, 4);

	buf_str(b, "abcd");
	assert_false(buf_full(b));
	buf_char(b, 'e');
	assert_true(buf_full(b));
	assert_string_equal(buf_data(b), "abcd");
}

static void
full_buffer_takes_nothing_even_if_it_would_fit(void **state)
{
	struct buf *b = buf_new(*state, 4);

	buf_str(b, "ab");
	buf_str(b, "cde");
	buf_str(b, "c");
	buf_printf(b, "%d", 1);
	assert_true(buf_full(b));
	assert_string_equal(buf_data(b), "ab");
}

static void
clear_makes_a_full_buffer_usable(void **state)
{
	struct buf *b = buf_new(*state, 2);

	buf_str(b, "abc");
	buf_clear(b);
	assert_false(buf_full(b));
	buf_str(b, "xy");
	assert_string_equal(buf_data(b), "xy");
}

static void
consume_drops_from_the_front(void **state)
{
	struct buf *b = buf_new(*state, 100);

	buf_str(b, "line1\nline2\n");
	buf_consume(b, 6);
	assert_string_equal(buf_data(b), "line2\n");
	buf_str(b, "x");
	assert_string_equal(buf_data(b), "line2\nx");
	buf_consume(b, 1000);
	assert_int_equal(buf_len(b), 0);
	assert_string_equal(buf_data(b), "");
}

/* A stream through the buffer: its memory stays bounded, its bytes in order. */
static void
long_stream_needs_little_memory(void **state)
{
	struct buf *b = buf_new(*state, 1000);
	unsigned in = 0, out = 0;

	while (out < 1000000) {
		for (int i = 0; i < 300; i++)
			buf_char(b, (char)(in++ % 251));
		while (buf_len(b) > 200) {
			assert_int_equal(
			    (unsigned char)buf_data(b)[0], out % 251);
			buf_consume(b, 7);
			out += 7;
		}
	}
	assert_false(buf_full(b));
	assert_in_range(mem_total(b), 1, 8192);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(empty_buffer_is_an_empty_string),
	    cmocka_unit_test(appends_follow_each_other),
	    cmocka_unit_test(printf_longer_than_its_first_try_is_whole),
	    cmocka_unit_test(maximum_may_be_reached_but_not_passed),
	    cmocka_unit_test(full_buffer_takes_nothing_even_if_it_would_fit),
	    cmocka_unit_test(clear_makes_a_full_buffer_usable),
	    cmocka_unit_test(consume_drops_from_the_front),
	    cmocka_unit_test(long_stream_needs_little_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
