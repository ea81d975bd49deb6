/* domain/challenge_input.h */
#include "domain/challenge_input.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static struct conf_volume allow[] = {{"/srv/ctf", false}};
static const struct conf conf = {.volumes = allow, .volumes_n = 1};

/* Set `field`, which must be known. */
static enum err
set(void *mem, struct challenge *c, const char *field, const char *value,
    struct error *e)
{
	bool known = false;
	enum err err = challenge_set(mem, c, field, value, &known, e);

	assert_true(known);
	return err;
}

static void
must_set(void *mem, struct challenge *c, const char *field, const char *value)
{
	struct error e = {0};

	if (set(mem, c, field, value, &e) != ERR_OK)
		fail_msg("%s = \"%s\": %s", field, value, e.message);
}

/* A container challenge that is whole. */
static struct challenge *
whole(void *mem)
{
	struct challenge *c = challenge_default(mem);

	must_set(mem, c, "name", "Web 1");
	must_set(mem, c, "image", "ctf/web:1");
	must_set(mem, c, "port", "8080");
	return c;
}

static void
a_form_fills_every_member(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge *c = challenge_default(mem);
	static const char *const form[][2] = {{"name", " Web 1 "},
	    {"category", "web"},
	    {"description", "    code\r\n\xf0\x9f\x9a\xa2"},
	    {"connection_info", "ctf.example.org"}, {"type", "container"},
	    {"state", "hidden"}, {"max_attempts", "5"},
	    {"function", "logarithmic"}, {"value", "1"}, {"initial", "500"},
	    {"minimum", "100"}, {"decay", "10"}, {"image", " ctf/web:1 "},
	    {"command", "serve\n--all"}, {"volumes", "{\n}"}, {"port", "8080"},
	    {"kind", "http"}, {"memory_mb", "64"}, {"cpu", "0.25"},
	    {"lifetime_min", "-1"}, {"renewals_max", "3"}, {"pids", "50"}};

	for (size_t i = 0; i < N(form); i++)
		must_set(mem, c, form[i][0], form[i][1]);
	assert_int_equal(challenge_check(mem, c, &conf, NULL), ERR_OK);
	assert_string_equal(c->name, "Web 1");
	assert_string_equal(c->category, "web");
	assert_string_equal(c->description, "    code\r\n\xf0\x9f\x9a\xa2");
	assert_string_equal(c->connection_info, "ctf.example.org");
	assert_int_equal(c->type, CHALLENGE_CONTAINER);
	assert_int_equal(c->state, CHALLENGE_HIDDEN);
	assert_int_equal(c->max_attempts, 5);
	assert_int_equal(c->function, SCORE_LOGARITHMIC);
	assert_int_equal(c->initial, 500);
	assert_int_equal(c->minimum, 100);
	assert_int_equal(c->decay, 10);
	assert_int_equal(c->value, 500); /* from initial */
	assert_string_equal(c->image, "ctf/web:1");
	assert_string_equal(c->command, "serve\n--all");
	assert_int_equal(c->ports_n, 1);
	assert_int_equal(c->ports[0].port, 8080);
	assert_int_equal(c->ports[0].kind, KIND_HTTP);
	assert_int_equal(c->memory_mb, 64);
	assert_int_equal(c->cpu_milli, 250);
	assert_int_equal(c->lifetime_min, -1);
	assert_int_equal(c->renewals_max, 3);
	assert_int_equal(c->pids, 50);
	mem_free(&mem);
}

static void
an_empty_number_is_its_default(void **state)
{
	static const char *const numbers[] = {"max_attempts", "value",
	    "initial", "minimum", "decay", "memory_mb", "cpu", "pids",
	    "lifetime_min", "renewals_max"};
	void *mem = mem_arena(NULL);
	struct challenge *c = challenge_default(mem);

	for (size_t i = 0; i < N(numbers); i++) {
		must_set(mem, c, numbers[i], "7");
		must_set(mem, c, numbers[i], " ");
	}
	assert_int_equal(c->max_attempts, 0);
	assert_int_equal(c->value, 0);
	assert_int_equal(c->initial, 0);
	assert_int_equal(c->minimum, 0);
	assert_int_equal(c->decay, 0);
	assert_int_equal(c->memory_mb, 0);
	assert_int_equal(c->cpu_milli, 0);
	assert_int_equal(c->pids, 0);
	assert_int_equal(c->lifetime_min, 0);
	assert_int_equal(c->renewals_max, -1);
	must_set(mem, c, "renewals_max", "0");
	assert_int_equal(c->renewals_max, 0);
	mem_free(&mem);
}

static void
an_unknown_field_is_told_and_changes_nothing(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge *c = challenge_default(mem), before = *c;
	static const char *const unknown[] = {
	    "", "nonce", "id", "Name", "cpu_"};

	for (size_t i = 0; i < N(unknown); i++) {
		bool known = true;

		assert_int_equal(
		    challenge_set(mem, c, unknown[i], "1", &known, NULL),
		    ERR_OK);
		assert_false(known);
		assert_memory_equal(c, &before, sizeof(before));
	}
	mem_free(&mem);
}

static void
wrong_values_are_refused_with_field_and_reason(void **state)
{
	static const struct {
		const char *field, *value, *why;
	} rows[] = {
	    {"port", "0", "must be 1 to 65535"},
	    {"port", "70000", "must be 1 to 65535"},
	    {"port", "http", "must be 1 to 65535"},
	    {"port", "1e3", "must be 1 to 65535"},
	    {"value", "9223372036854775808", "must be a whole number"},
	    {"kind", "ftp", "must be one of tcp, http, https, ssh, udp"},
	    {"kind", "", "must be one of tcp, http, https, ssh, udp"},
	    {"ports", "80\n0/http", "must be 1 to 65535"},
	    {"ports", "80/gopher", "must be one of tcp, http"},
	    {"ports", "80/http a\x01", "a label must be"},
	    {"type", "docker", "must be one of standard, container"},
	    {"state", "", "must be one of hidden, visible"},
	    {"function", "cubic", "must be one of static, linear, logarithmic"},
	    {"value", "-1", "must be a whole number from 0 to 1000000"},
	    {"value", "1000001", "must be a whole number from 0 to 1000000"},
	    {"value", "1.5", "must be a whole number"},
	    {"memory_mb", "5", "must be 0 or a whole number from 6 to"},
	    {"cpu", "0.001", "must be 0 or a number from 0.01 to 1024"},
	    {"cpu", "half", "must be 0 or a number from 0.01 to 1024"},
	    {"lifetime_min", "-2", "must be a whole number from -1 to"},
	    {"name", "a\nb", "must not have control"},
	    {"name",
		"a\xe2\x80\xae"
		"b",
		"must not have control"},
	    {"image", "a\tb", "must not have control"},
	    {"description",
		"a\x01"
		"b",
		"must not have control"},
	    {"description",
		"a\xff"
		"b",
		"must not have control"},
	    {"command", "a\x7f", "must not have control"},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++) {
		struct challenge *c = whole(mem), before = *c;
		struct error e = {0};

		assert_int_equal(
		    set(mem, c, rows[i].field, rows[i].value, &e), ERR_INVALID);
		assert_string_equal(e.field, rows[i].field);
		assert_non_null(strstr(e.message, rows[i].why));
		assert_memory_equal(c, &before, sizeof(before));
	}
	mem_free(&mem);
}

static void
texts_are_bounded(void **state)
{
	static const struct {
		const char *field;
		size_t max;
	} rows[] = {
	    {"name", LIMIT_NAME},
	    {"category", LIMIT_NAME},
	    {"description", LIMIT_DESCRIPTION},
	    {"connection_info", LIMIT_CONNECTION_INFO},
	    {"image", LIMIT_IMAGE},
	    {"command", LIMIT_COMMAND},
	    {"volumes", LIMIT_VOLUMES_JSON},
	};
	void *mem = mem_arena(NULL);
	struct challenge *c = challenge_default(mem);
	struct error e = {0};

	for (size_t i = 0; i < N(rows); i++) {
		char *s = mem_zalloc(mem, rows[i].max + 2, "text");

		memset(s, 'x', rows[i].max);
		must_set(mem, c, rows[i].field, s);
		s[rows[i].max] = 'x';
		assert_int_equal(
		    set(mem, c, rows[i].field, s, &e), ERR_TOO_LARGE);
		assert_string_equal(e.field, rows[i].field);
	}
	mem_free(&mem);
}

static void
ports_are_a_list_by_line_or_comma(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge *c = whole(mem);
	struct error e = {0};

	must_set(mem, c, "ports",
	    " 8080/http  Web page \r\n\r\n22/ssh, 9000 Raw,53/udp");
	assert_int_equal(c->ports_n, 4);
	assert_int_equal(c->ports[0].port, 8080);
	assert_int_equal(c->ports[0].kind, KIND_HTTP);
	assert_string_equal(c->ports[0].label, "Web page");
	assert_int_equal(c->ports[1].kind, KIND_SSH);
	assert_string_equal(c->ports[1].label, "");
	assert_int_equal(c->ports[2].port, 9000);
	assert_int_equal(c->ports[2].kind, KIND_TCP);
	assert_string_equal(c->ports[2].label, "Raw");
	assert_int_equal(c->ports[3].kind, KIND_UDP);

	/* the first alone changes, with its label kept */
	must_set(mem, c, "port", "8443");
	must_set(mem, c, "kind", "https");
	assert_int_equal(c->ports_n, 4);
	assert_int_equal(c->ports[0].port, 8443);
	assert_int_equal(c->ports[0].kind, KIND_HTTPS);
	assert_string_equal(c->ports[0].label, "Web page");
	assert_int_equal(c->ports[1].port, 22);

	must_set(mem, c, "ports", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16");
	assert_int_equal(c->ports_n, LIMIT_PORTS);
	assert_int_equal(set(mem, c, "ports",
			     "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", &e),
	    ERR_INVALID);
	assert_string_equal(e.message, "must be at most 16");
	mem_free(&mem);
}

static void
the_whole_must_fit_together(void **state)
{
	static const struct {
		const char *field, *value, *at_fault;
	} rows[] = {
	    {"name", "", "name"},
	    {"image", "", "image"},
	    {"image", "Not An Image", "image"},
	    {"port", "", "port"},
	    {"ports", "", "port"},
	    {"ports", "80,80/http", "ports"},
	    {"command", "sh -c 'x", "command"},
	    {"volumes", "/srv:/x", "volumes"},
	    {"volumes", "{\"/etc\": {\"bind\": \"/x\"}}", "volumes"},
	};
	void *mem = mem_arena(NULL);

	assert_int_equal(challenge_check(mem, whole(mem), &conf, NULL), ERR_OK);
	for (size_t i = 0; i < N(rows); i++) {
		struct challenge *c = whole(mem);
		struct error e = {0};

		must_set(mem, c, rows[i].field, rows[i].value);
		assert_int_equal(
		    challenge_check(mem, c, &conf, &e), ERR_INVALID);
		assert_string_equal(e.field, rows[i].at_fault);
		assert_true(e.message[0] != '\0');
	}
	mem_free(&mem);
}

static void
one_number_may_be_both_tcp_and_udp(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge *c = whole(mem);

	must_set(mem, c, "ports", "53,53/udp");
	assert_int_equal(challenge_check(mem, c, &conf, NULL), ERR_OK);
	mem_free(&mem);
}

static void
minimum_is_not_above_initial_where_points_change(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge *c = whole(mem);
	struct error e = {0};

	must_set(mem, c, "value", "30");
	must_set(mem, c, "initial", "100");
	must_set(mem, c, "minimum", "101");
	assert_int_equal(challenge_check(mem, c, &conf, &e), ERR_OK);
	assert_int_equal(c->value, 30);
	must_set(mem, c, "function", "linear");
	assert_int_equal(challenge_check(mem, c, &conf, &e), ERR_INVALID);
	assert_string_equal(e.field, "minimum");
	must_set(mem, c, "minimum", "100");
	assert_int_equal(challenge_check(mem, c, &conf, &e), ERR_OK);
	assert_int_equal(c->value, 100);
	mem_free(&mem);
}

static void
a_standard_challenge_needs_no_container(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge *c = challenge_default(mem);

	must_set(mem, c, "name", "Quiz");
	must_set(mem, c, "type", "standard");
	must_set(mem, c, "port", "");
	must_set(mem, c, "kind", "tcp");
	assert_int_equal(challenge_check(mem, c, &conf, NULL), ERR_OK);
	assert_int_equal(c->ports_n, 0);
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_form_fills_every_member),
	    cmocka_unit_test(an_empty_number_is_its_default),
	    cmocka_unit_test(an_unknown_field_is_told_and_changes_nothing),
	    cmocka_unit_test(wrong_values_are_refused_with_field_and_reason),
	    cmocka_unit_test(texts_are_bounded),
	    cmocka_unit_test(ports_are_a_list_by_line_or_comma),
	    cmocka_unit_test(the_whole_must_fit_together),
	    cmocka_unit_test(one_number_may_be_both_tcp_and_udp),
	    cmocka_unit_test(minimum_is_not_above_initial_where_points_change),
	    cmocka_unit_test(a_standard_challenge_needs_no_container),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
