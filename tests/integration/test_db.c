/* Statements and values: db/ against a real MariaDB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "db_fixture.h"

static const char count_rows[] = "SELECT COUNT(*) FROM t";
static const char add_row[] = "INSERT INTO t (name) VALUES (?)";

static int
setup(void **state)
{
	struct db_fixture *f;

	if (db_fixture_setup(state) != 0)
		return -1;
	f = *state;
	MUST(db_script(f->b,
	    "CREATE TABLE t ("
	    " id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,"
	    " name VARCHAR(20) CHARACTER SET utf8mb4 UNIQUE,"
	    " n INT NULL, at DATETIME(6) NULL, body MEDIUMTEXT NULL"
	    ") ENGINE=InnoDB",
	    &f->e));
	return 0;
}

/* ------------------------------------------------ prepared statements */

static int64_t
prepared(struct db_fixture *f)
{
	const char *n = db_fixture_str(f, f->a,
	    "SELECT variable_value FROM information_schema.session_status"
	    " WHERE variable_name = 'Com_stmt_prepare'");

	return strtoll(n, NULL, 10);
}

static void
a_statement_is_prepared_once_per_connection(void **state)
{
	struct db_fixture *f = *state;
	int64_t before = prepared(f);
	int i;

	for (i = 0; i < 5; i++)
		MUST(db_exec(
		    f->a, add_row, DB_ARGS(DB_NULL), NULL, NULL, &f->e));
	assert_int_equal(prepared(f) - before, 1);
}

static void
a_new_connection_prepares_anew(void **state)
{
	struct db_fixture *f = *state;

	MUST(db_exec(f->a, add_row, DB_ARGS(DB_NULL), NULL, NULL, &f->e));
	db_fixture_kill(f, f->b, db_fixture_connection(f, f->a));
	MUST(db_exec(f->a, add_row, DB_ARGS(DB_NULL), NULL, NULL, &f->e));
	assert_int_equal(db_fixture_int(f, f->a, count_rows), 2);
}

static void
another_text_at_the_same_address_is_another_statement(void **state)
{
	struct db_fixture *f = *state;
	char sql[32];
	int i;

	for (i = 0; i < 20; i++) {
		snprintf(sql, sizeof(sql), "SELECT %d", i);
		assert_int_equal(db_fixture_int(f, f->a, sql), i);
	}
}

static void
more_statements_than_the_cache_holds_still_work(void **state)
{
	struct db_fixture *f = *state;
	const char *sql[600];
	int i;

	for (i = 0; i < 600; i++)
		sql[i] = mem_printf(f->mem, "SELECT %d", i);
	for (i = 0; i < 1200; i++)
		assert_int_equal(
		    db_fixture_int(f, f->a, sql[i % 600]), i % 600);
}

static void
statements_are_counted(void **state)
{
	struct db_fixture *f = *state;
	uint64_t before;

	MUST(db_connect(f->a, &f->e));
	before = db_statements(f->a);
	db_fixture_int(f, f->a, "SELECT 1");
	db_fixture_int(f, f->a, "SELECT 2");
	assert_int_equal(db_statements(f->a) - before, 2);
}

/* ------------------------------------------------ values */

static void
a_time_comes_back_to_the_microsecond(void **state)
{
	static const struct {
		int64_t us;
		const char *text;
	} cases[] = {
	    {1, "1970-01-01 00:00:00.000001"},
	    {-1, "1969-12-31 23:59:59.999999"},
	    {-USEC_PER_SEC, "1969-12-31 23:59:59.000000"},
	    {951782400000000, "2000-02-29 00:00:00.000000"},
	    {1795512600123456, "2026-11-24 09:30:00.123456"},
	    {253402300799999999, "9999-12-31 23:59:59.999999"},
	};
	struct db_fixture *f = *state;
	struct db_rows *rows;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		MUST(db_exec(f->a,
		    "REPLACE INTO t (id, name, at) VALUES (1, 'x', ?)",
		    DB_ARGS(DB_TIME(cases[i].us)), NULL, NULL, &f->e));
		MUST(db_query(f->a, f->mem,
		    "SELECT at, CAST(at AS CHAR), at = ? FROM t",
		    DB_ARGS(DB_TIME(cases[i].us)), &rows, &f->e));
		assert_true(db_next(rows));
		assert_int_equal(db_time(rows, 0), cases[i].us);
		assert_string_equal(db_str(rows, 1), cases[i].text);
		assert_int_equal(db_int(rows, 2), 1);
	}
}

static void
null_goes_in_and_comes_out(void **state)
{
	struct db_fixture *f = *state;
	struct db_rows *rows;

	MUST(db_exec(f->a,
	    "INSERT INTO t (id, name, n, at, body) VALUES (1, ?, ?, ?, ?)",
	    DB_ARGS(DB_STR(NULL), DB_ID(0), DB_TIME(0), DB_NULL), NULL, NULL,
	    &f->e));
	MUST(db_query(f->a, f->mem, "SELECT name, n, at, body, NULL, id FROM t",
	    DB_NONE, &rows, &f->e));
	assert_true(db_next(rows));
	assert_null(db_str(rows, 0));
	assert_int_equal(db_int(rows, 1), 0);
	assert_int_equal(db_time(rows, 2), 0);
	assert_null(db_str(rows, 3));
	assert_true(db_is_null(rows, 0) && db_is_null(rows, 1) &&
		    db_is_null(rows, 2) && db_is_null(rows, 3) &&
		    db_is_null(rows, 4));
	assert_false(db_is_null(rows, 5));
	assert_false(db_next(rows));
}

static void
integers_keep_their_value(void **state)
{
	static const int64_t cases[] = {
	    0, 1, -1, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
	struct db_fixture *f = *state;
	struct db_rows *rows;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		MUST(db_query(f->a, f->mem, "SELECT CAST(? AS SIGNED)",
		    DB_ARGS(DB_INT(cases[i])), &rows, &f->e));
		assert_true(db_next(rows));
		assert_true(db_int(rows, 0) == cases[i]);
	}
}

static void
every_type_has_its_reader(void **state)
{
	struct db_fixture *f = *state;
	struct db_rows *rows;

	MUST(db_query(f->a, f->mem,
	    "SELECT CAST(7 AS UNSIGNED), TRUE, SUM(3), COUNT(*), 1 = 2,"
	    " AVG(1), 1.5e0, DATE '2026-11-24', TIME '09:30:00', 'x',"
	    " CAST('2026-11-24 09:30:00' AS DATETIME(6)), ''",
	    DB_NONE, &rows, &f->e));
	assert_true(db_next(rows));
	assert_int_equal(db_int(rows, 0), 7);
	assert_int_equal(db_int(rows, 1), 1);
	assert_int_equal(db_int(rows, 2), 3);
	assert_int_equal(db_int(rows, 3), 1);
	assert_int_equal(db_int(rows, 4), 0);
	assert_string_equal(db_str(rows, 5), "1.0000");
	assert_string_equal(db_str(rows, 6), "1.5");
	assert_string_equal(db_str(rows, 7), "2026-11-24");
	assert_string_equal(db_str(rows, 8), "09:30:00");
	assert_string_equal(db_str(rows, 9), "x");
	assert_true(db_time(rows, 10) == 1795512600000000);
	assert_string_equal(db_str(rows, 11), "");
}

static void
text_of_any_length_comes_back_whole(void **state)
{
	static const size_t sizes[] = {0, 1, 255, 256, 65535, 65536, 3000000};
	struct db_fixture *f = *state;
	struct db_rows *rows;
	char *text = mem_array(f->mem, char, 3000001);
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memset(text, 'a' + (int)i, sizes[i]);
		text[sizes[i]] = '\0';
		MUST(db_exec(f->a, "INSERT INTO t (body) VALUES (?)",
		    DB_ARGS(DB_STR(text)), NULL, NULL, &f->e));
	}
	MUST(db_query(f->a, f->mem,
	    "SELECT body, LENGTH(body) FROM t"
	    " ORDER BY id",
	    DB_NONE, &rows, &f->e));
	assert_int_equal(db_count(rows), i);
	for (i = 0; db_next(rows); i++) {
		assert_int_equal(strlen(db_str(rows, 0)), sizes[i]);
		assert_int_equal(db_int(rows, 1), sizes[i]);
	}
}

static void
text_is_four_byte_utf8(void **state)
{
	struct db_fixture *f = *state;

	MUST(db_exec(
	    f->a, add_row, DB_ARGS(DB_STR("⚓ 🚢 ü")), NULL, NULL, &f->e));
	assert_string_equal(
	    db_fixture_str(f, f->a, "SELECT name FROM t"), "⚓ 🚢 ü");
	assert_int_equal(
	    db_fixture_int(f, f->a, "SELECT CHAR_LENGTH(name) FROM t"), 5);
}

static void
many_rows_come_in_order(void **state)
{
	struct db_fixture *f = *state;
	struct db_rows *rows;
	char name[20];
	int64_t n = 0;

	MUST(db_query(f->a, f->mem,
	    "SELECT seq, CONCAT('name ', seq) FROM seq_0_to_4999 ORDER BY seq",
	    DB_NONE, &rows, &f->e));
	assert_int_equal(db_count(rows), 5000);
	for (; db_next(rows); n++) {
		snprintf(name, sizeof(name), "name %d", (int)n);
		assert_int_equal(db_int(rows, 0), n);
		assert_string_equal(db_str(rows, 1), name);
	}
	assert_int_equal(n, 5000);
}

static void
no_rows_are_no_error(void **state)
{
	struct db_fixture *f = *state;
	struct db_rows *rows;

	MUST(db_query(f->a, f->mem, "SELECT id FROM t", DB_NONE, &rows, &f->e));
	assert_int_equal(db_count(rows), 0);
	assert_false(db_next(rows));
}

static void
affected_are_the_rows_that_changed(void **state)
{
	struct db_fixture *f = *state;
	int64_t n = -1, id = -1;

	MUST(db_exec(f->a, "INSERT INTO t (id, n) VALUES (41, 1)", DB_NONE, &n,
	    NULL, &f->e));
	assert_int_equal(n, 1);
	MUST(db_exec(f->a, add_row, DB_ARGS(DB_STR("x")), &n, &id, &f->e));
	assert_int_equal(id, 42);
	MUST(db_exec(f->a, "UPDATE t SET n = 1 WHERE id = 41", DB_NONE, &n,
	    NULL, &f->e));
	assert_int_equal(n, 0);
	MUST(db_exec(f->a, "UPDATE t SET n = 2", DB_NONE, &n, NULL, &f->e));
	assert_int_equal(n, 2);
}

/* ------------------------------------------------ the session */

static void
a_session_is_set_up_as_the_code_expects(void **state)
{
	static const char *const cases[][2] = {
	    {"SELECT @@tx_isolation", "READ-COMMITTED"},
	    {"SELECT @@time_zone", "+00:00"},
	    {"SELECT @@character_set_client", "utf8mb4"},
	    {"SELECT @@character_set_results", "utf8mb4"},
	    {"SELECT CAST(@@innodb_lock_wait_timeout AS CHAR)", "5"},
	    {"SELECT CAST(@@autocommit AS CHAR)", "ON"},
	};
	struct db_fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    db_fixture_str(f, f->a, cases[i][0]), cases[i][1]);
	assert_int_equal(
	    db_fixture_int(f, f->a, "SELECT NOW() = UTC_TIMESTAMP()"), 1);
}

static void
what_does_not_fit_is_refused_not_cut(void **state)
{
	struct db_fixture *f = *state;

	EXPECT(ERR_INTERNAL,
	    db_exec(f->a, add_row, DB_ARGS(DB_STR("more than twenty letters")),
		NULL, NULL, &f->e));
	EXPECT(
	    ERR_INTERNAL, db_exec(f->a, "INSERT INTO t (n) VALUES (?)",
			      DB_ARGS(DB_INT(INT64_MAX)), NULL, NULL, &f->e));
	assert_int_equal(db_fixture_int(f, f->a, count_rows), 0);
}

static void
a_unique_key_makes_a_conflict_and_work_goes_on(void **state)
{
	struct db_fixture *f = *state;

	MUST(db_exec(f->a, add_row, DB_ARGS(DB_STR("x")), NULL, NULL, &f->e));
	EXPECT(ERR_CONFLICT,
	    db_exec(f->a, add_row, DB_ARGS(DB_STR("x")), NULL, NULL, &f->e));
	assert_non_null(strstr(f->e.detail, "1062"));
	assert_null(strstr(f->e.message, "Duplicate"));
	MUST(db_exec(f->a, add_row, DB_ARGS(DB_STR("y")), NULL, NULL, &f->e));
}

static void
a_refused_statement_keeps_its_reason_from_the_person(void **state)
{
	struct db_fixture *f = *state;

	EXPECT(ERR_INTERNAL,
	    db_exec(f->a, "SELECT nonsense", DB_NONE, NULL, NULL, &f->e));
	assert_non_null(strstr(f->e.detail, "nonsense"));
	assert_null(strstr(f->e.message, "nonsense"));
	EXPECT(
	    ERR_INTERNAL, db_exec(f->a, add_row, DB_NONE, NULL, NULL, &f->e));
	EXPECT(
	    ERR_INTERNAL, db_exec(f->a, add_row, DB_ARGS(DB_INT(1), DB_INT(2)),
			      NULL, NULL, &f->e));
	assert_int_equal(db_fixture_int(f, f->a, "SELECT 1"), 1);
}

static void
one_statement_at_a_time_outside_scripts(void **state)
{
	struct db_fixture *f = *state;

	MUST(db_script(f->a, "SELECT 1; SELECT 2", &f->e));
	EXPECT(ERR_INTERNAL, db_exec(f->a, "DELETE FROM t; DELETE FROM t",
				 DB_NONE, NULL, NULL, &f->e));
}

static void
rows_that_nobody_reads_do_not_disturb(void **state)
{
	struct db_fixture *f = *state;

	MUST(db_exec(
	    f->a, "SELECT seq FROM seq_1_to_100", DB_NONE, NULL, NULL, &f->e));
	assert_int_equal(db_fixture_int(f, f->a, "SELECT 1"), 1);
	MUST(db_exec(
	    f->a, "SELECT seq FROM seq_1_to_100", DB_NONE, NULL, NULL, &f->e));
}

static void
a_query_without_columns_is_refused(void **state)
{
	struct db_fixture *f = *state;
	struct db_rows *rows = NULL;

	EXPECT(ERR_INTERNAL,
	    db_query(f->a, f->mem, "DO 1", DB_NONE, &rows, &f->e));
	assert_null(rows);
	assert_int_equal(db_fixture_int(f, f->a, "SELECT 1"), 1);
}

/* ------------------------------------------------ locks and scripts */

static void
a_lock_has_one_holder(void **state)
{
	struct db_fixture *f = *state;
	const char *name = f->conf.db_name; /* the server's locks are shared */

	MUST(db_lock(f->a, name, &f->e));
	EXPECT(ERR_CONFLICT, db_lock(f->b, name, &f->e));
	MUST(db_exec(f->a, "DO RELEASE_LOCK(?)", DB_ARGS(DB_STR(name)), NULL,
	    NULL, &f->e));
	MUST(db_lock(f->b, name, &f->e));
}

static void
a_script_stops_at_its_first_error(void **state)
{
	struct db_fixture *f = *state;

	EXPECT(ERR_INTERNAL,
	    db_script(f->a,
		"INSERT INTO t (n) VALUES (1); SELECT n FROM t;"
		"INSERT INTO nowhere VALUES (1); INSERT INTO t (n) VALUES (2)",
		&f->e));
	assert_non_null(strstr(f->e.detail, "nowhere"));
	assert_int_equal(db_fixture_int(f, f->a, count_rows), 1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, db_fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_statement_is_prepared_once_per_connection),
	    TEST(a_new_connection_prepares_anew),
	    TEST(another_text_at_the_same_address_is_another_statement),
	    TEST(more_statements_than_the_cache_holds_still_work),
	    TEST(statements_are_counted),
	    TEST(a_time_comes_back_to_the_microsecond),
	    TEST(null_goes_in_and_comes_out),
	    TEST(integers_keep_their_value),
	    TEST(every_type_has_its_reader),
	    TEST(text_of_any_length_comes_back_whole),
	    TEST(text_is_four_byte_utf8),
	    TEST(many_rows_come_in_order),
	    TEST(no_rows_are_no_error),
	    TEST(affected_are_the_rows_that_changed),
	    TEST(a_session_is_set_up_as_the_code_expects),
	    TEST(what_does_not_fit_is_refused_not_cut),
	    TEST(a_unique_key_makes_a_conflict_and_work_goes_on),
	    TEST(a_refused_statement_keeps_its_reason_from_the_person),
	    TEST(one_statement_at_a_time_outside_scripts),
	    TEST(rows_that_nobody_reads_do_not_disturb),
	    TEST(a_query_without_columns_is_refused),
	    TEST(a_lock_has_one_holder),
	    TEST(a_script_stops_at_its_first_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
