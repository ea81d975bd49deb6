/* base/log.h: a line is a line, whatever is in its values. */
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/*
 * The log writes into one end of a pair that keeps the borders of messages,
 * so that one read(2) is one write(2).
 */
static int ends[2];
static char line[20000];

static int
setup(void **state)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
		return -1;
	log_to(ends[0]);
	log_init("test", LOG_INFO_);
	log_context_clear();
	return 0;
}

static int
teardown(void **state)
{
	log_to(STDERR_FILENO);
	close(ends[0]);
	close(ends[1]);
	return 0;
}

/* The next line, without waiting; "" if there is none. */
static const char *
next_line(void)
{
	ssize_t n = recv(ends[1], line, sizeof(line) - 1, MSG_DONTWAIT);

	line[n > 0 ? n : 0] = '\0';
	return line;
}

/* The next line behind its time stamp. */
static const char *
next_rest(void)
{
	const char *s = next_line();

	assert_int_equal(strncmp(s, "ts=", 3), 0);
	assert_true(strlen(s) > 31);
	return s + 31;
}

static void
line_has_time_level_program_event_and_fields(void **state)
{
	log_info("instance.request", LOG_INT("challenge", 3),
	    LOG_STR("state", "queued"), LOG_STR("left_out", NULL),
	    LOG_INT("zero", 0));
	assert_string_equal(next_rest(),
	    "level=info prog=test event=instance.request challenge=3 "
	    "state=queued zero=0\n");
	assert_int_equal(line[29], 'Z');
	assert_string_equal(next_line(), "");
}

static void
event_alone_is_a_line(void **state)
{
	log_warn("started");
	assert_string_equal(
	    next_rest(), "level=warn prog=test event=started\n");
}

static void
context_is_on_every_line_until_cleared(void **state)
{
	char id[] = "8f3a";

	log_context_set(&(struct log_context){
	    .request_id = id, .ip = "192.0.2.7", .user_id = 42});
	id[0] = 'X'; /* it was copied */
	log_error("one");
	log_context_clear();
	log_error("two");
	assert_string_equal(next_rest(),
	    "level=error prog=test req=8f3a ip=192.0.2.7 user=42 "
	    "event=one\n");
	assert_string_equal(next_rest(), "level=error prog=test event=two\n");
}

static void
user_and_challenge_join_the_context_once_they_are_known(void **state)
{
	log_context_set(&(struct log_context){.request_id = "8f3a"});
	log_context_user(42);
	log_context_challenge(7);
	log_error("one");
	log_error("two", LOG_INT("challenge", 8));
	log_context_clear();
	log_error("three");
	assert_string_equal(next_rest(),
	    "level=error prog=test req=8f3a user=42 event=one challenge=7\n");
	assert_string_equal(next_rest(),
	    "level=error prog=test req=8f3a user=42 event=two challenge=8\n");
	assert_string_equal(next_rest(), "level=error prog=test event=three\n");
}

static void
lines_below_the_minimum_are_left_out(void **state)
{
	log_debug("quiet");
	assert_string_equal(next_line(), "");
	log_init("test", LOG_DEBUG_);
	log_debug("loud");
	assert_string_equal(next_rest(), "level=debug prog=test event=loud\n");
}

static void
values_cannot_forge_lines_or_keys(void **state)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
	    {"plain-value_1.2/3:4", "plain-value_1.2/3:4"},
	    {"", "\"\""},
	    {"two words", "\"two words\""},
	    {"a\nts=1 event=forged", "\"a\\nts=1 event=forged\""},
	    {"a\r\n\tb", "\"a\\r\\n\\tb\""},
	    {"user=1", "\"user=1\""},
	    {"say \"hi\"", "\"say \\\"hi\\\"\""},
	    {"back\\slash", "\"back\\\\slash\""},
	    {"\x1b[31mred", "\"\\x1b[31mred\""},
	    {"\x7f", "\"\\x7f\""},
	    {"caf\xc3\xa9", "\"caf\xc3\xa9\""},
	    {"\xff\xc3", "\"\\xff\\xc3\""},
	    {"\xc2\x9b"
	     "31m",
		"\"\\xc2\\x9b31m\""},
	    {"\xed\xa0\x80", "\"\\xed\\xa0\\x80\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char want[200];

		log_info("e", LOG_STR("v", cases[i].value));
		snprintf(want, sizeof(want),
		    "level=info prog=test event=e v=%s\n", cases[i].want);
		assert_string_equal(next_rest(), want);
	}
}

static void
value_is_cut_at_1024_bytes_and_in_no_code_point(void **state)
{
	char value[3000], want[1100];

	memset(value, 'a', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	log_info("e", LOG_STR("v", value));
	snprintf(want, sizeof(want), " v=%.1024s\n", value);
	assert_string_equal(strstr(next_rest(), " v="), want);

	memcpy(value + 1023, "\xc3\xa9", 2);
	log_info("e", LOG_STR("v", value));
	snprintf(want, sizeof(want), " v=\"%.1023s\"\n", value);
	assert_string_equal(strstr(next_rest(), " v="), want);
}

/* The line ends well formed wherever the cut falls. */
static void
line_is_cut_at_8192_bytes_and_stays_whole(void **state)
{
	char bad[1025], pad[1025];

	memset(bad, '\x01', 1024);
	bad[1024] = '\0';
	for (size_t n = 0; n < 40; n++) {
		size_t len;

		memset(pad, 'p', n);
		pad[n] = '\0';
		log_info("e", LOG_STR("pad", pad), LOG_STR("a", bad),
		    LOG_STR("b", bad), LOG_STR("c", bad), LOG_INT("n", n));
		next_line();
		len = strlen(line);
		assert_in_range(len, 8180, 8192);
		assert_memory_equal(line + len - 6, "\\x01\"\n", 6);
		assert_ptr_equal(strchr(line, '\n'), line + len - 1);
	}
}

static void
plain_values_fill_a_line_to_its_limit(void **state)
{
	char v[1025];

	memset(v, 'v', 1024);
	v[1024] = '\0';
	log_info("e", LOG_STR("a", v), LOG_STR("b", v), LOG_STR("c", v),
	    LOG_STR("d", v), LOG_STR("e", v), LOG_STR("f", v), LOG_STR("g", v),
	    LOG_STR("h", v), LOG_STR("i", v), LOG_INT("j", 5));
	next_line();
	assert_in_range(strlen(line), 8180, 8192);
	assert_int_equal(line[strlen(line) - 1], '\n');
	assert_null(strstr(line, "j="));
}

static void
error_record_gives_its_filled_fields(void **state)
{
	struct error e;

	(void)err_set(&e, ERR_INVALID, "port", "must be %d to %d", 1, 65535);
	log_error("refused", LOG_ERR(&e));
	assert_string_equal(next_rest(),
	    "level=error prog=test event=refused err=invalid field=port "
	    "msg=\"must be 1 to 65535\"\n");
	(void)err_set(&e, ERR_UNAVAILABLE, NULL, "later");
	err_detail(&e, "connect: refused");
	log_error("failed", LOG_ERR(&e));
	assert_string_equal(next_rest(),
	    "level=error prog=test event=failed err=unavailable msg=later "
	    "detail=\"connect: refused\"\n");
}

static void
errno_survives_a_log_that_cannot_be_written(void **state)
{
	log_to(-1);
	errno = ENOENT;
	log_info("e");
	assert_int_equal(errno, ENOENT);
}

int
main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(line_has_time_level_program_event_and_fields),
	    T(event_alone_is_a_line),
	    T(context_is_on_every_line_until_cleared),
	    T(user_and_challenge_join_the_context_once_they_are_known),
	    T(lines_below_the_minimum_are_left_out),
	    T(values_cannot_forge_lines_or_keys),
	    T(value_is_cut_at_1024_bytes_and_in_no_code_point),
	    T(line_is_cut_at_8192_bytes_and_stays_whole),
	    T(plain_values_fill_a_line_to_its_limit),
	    T(error_record_gives_its_filled_fields),
	    T(errno_survives_a_log_that_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
