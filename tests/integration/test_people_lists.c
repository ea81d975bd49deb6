/*
 * Many accounts at once: lists of them, files to take away, and imports.
 */
#include "people_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* ------------------------------------------------ lists */

static void
lists_show_players_only_what_they_may_see(void **state)
{
	static const struct {
		enum people_view view;
		const char *search, *only;
		int total;
	} rows[] = {
	    {PEOPLE_ADMIN, "", "", 5},
	    {PEOPLE_ADMIN, "", "banned", 1},
	    {PEOPLE_ADMIN, "", "hidden", 1},
	    {PEOPLE_ADMIN, "", "admin", 2},
	    {PEOPLE_ADMIN, "", "teamless", 5},
	    {PEOPLE_ADMIN, "", "verified", 0},
	    {PEOPLE_ADMIN, "ANN@EXAMPLE", "", 1},
	    {PEOPLE_ADMIN, "%", "", 0},
	    {PEOPLE_ADMIN, "o", "", 4},
	    {PEOPLE_PUBLIC, "", "", 3},
	    {PEOPLE_PUBLIC, "", "banned", 3},
	    {PEOPLE_PUBLIC, "example", "", 0},
	    {PEOPLE_PUBLIC, "AN", "", 1},
	};
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct account *list;
	int total;
	size_t n;

	SQL("UPDATE users SET banned = 1 WHERE id = 4;"
	    "UPDATE users SET hidden = 1 WHERE id = 5");
	for (size_t i = 0; i < N(rows); i++) {
		struct people_query q = {.search = rows[i].search,
		    .only = rows[i].only,
		    .view = rows[i].view,
		    .limit = 2};

		OK(s, user_list(s, &q, &list, &n, &total));
		if (total != rows[i].total)
			fail_msg("row %zu: %d", i, total);
		assert_int_equal(n, total < 2 ? total : 2);
	}
	NO(s, ERR_NOT_FOUND, NULL,
	    user_get(s, (struct user_id){4}, PEOPLE_PUBLIC, &list));
	NO(s, ERR_NOT_FOUND, NULL,
	    user_get(s, (struct user_id){5}, PEOPLE_PUBLIC, &list));
	OK(s, user_get(s, (struct user_id){5}, PEOPLE_ADMIN, &list));
}

static void
an_export_is_safe_for_spreadsheets(void **state)
{
	struct people_query q = {.search = "=1", .view = PEOPLE_ADMIN};
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	const char *text;
	size_t n;

	SQL("UPDATE users SET name = '=1+1,\"x\"' WHERE id = 3");
	OK(s, user_export(s, &q, &text, &n));
	assert_int_equal(strlen(text), n);
	assert_non_null(
	    strstr(text, "3,\"'=1+1,\"\"x\"\"\",\"ann@example.org\""));
	assert_null(strstr(text, "bob"));
}

/* ------------------------------------------------ in bulk */

static void
an_import_makes_all_of_it(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	const struct registering late = {
	    .name = "D0T", .email = "d@x.org", .password = PASSWORD};
	struct import_result r;
	char cookie[SECRET_SIZE];

	OK(s, user_import(s,
		  "Name,email,team,password,role,verified\n"
		  "dot,dot@x.org,Reds,,,yes\n"
		  "eve,,reds,an own password,admin,\n"
		  "\"fox, \"\"the\"\" 1st\",fox@x.org,,,,0\n",
		  IMPORT_WEB, &r));
	assert_int_equal(r.made_n, 3);
	assert_int_equal(r.teams, 1);
	assert_string_equal(r.made[1].password, "");
	assert_string_equal(r.made[2].name, "fox, \"the\" 1st");
	OK(s, account_login(s, "dot", r.made[0].password, "", cookie));
	OK(s, account_login(s, "eve", "an own password", "", cookie));
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users WHERE team_id = "
				"(SELECT id FROM teams WHERE name = 'Reds')"),
	    2);
	assert_string_equal(TEXT("SELECT u.name FROM teams t JOIN users u "
				 "ON u.id = t.captain_id"),
	    "dot");
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM users WHERE verified = 1"), 1);
	/* what was made is held against new names like any other */
	NO(s, ERR_CONFLICT, NULL, account_register(s, &late, cookie));
}

static void
an_import_with_a_fault_makes_nothing_and_says_where(void **state)
{
	static const struct {
		const char *csv;
		int line;
		const char *says;
	} rows[] = {
	    {"email\nx@y.org", 1, "name among them"},
	    {"name,colour\nx,red", 1, "colour"},
	    {"name,name\nx,y", 1, "twice"},
	    {"name\ngood\n\nbad\tname", 4, "invisible"},
	    {"name,email\nx,nonsense", 2, "e-mail"},
	    {"name,password\nx,short", 2, "8 to 128"},
	    {"name,role\nx,king", 2, "player, admin"},
	    {"name,verified\nx,perhaps", 2, "yes, no"},
	    {"name,bracket\nx,Open", 2, "no brackets"},
	    {"name\nx\ny,z", 3, "more cells"},
	    {"name\nnew\nN E W", 3, "line 2"},
	    {"name,email\nx,a@b.c\ny,A@b.c", 3, "line 2"},
	    {"name\nnew\nAnn", 3, "taken already"},
	    {"name\nnew\n\xd0\xb0nn", 3, "looks too much"},
	    {"name,email\nnew,Ann@example.org", 2, "taken already"},
	};
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct import_result r;

	for (size_t i = 0; i < N(rows); i++) {
		NO(s, ERR_INVALID, "Nothing was made",
		    user_import(s, rows[i].csv, IMPORT_WEB, &r));
		assert_int_equal(r.problems_n, 1);
		if (r.problems[0].line != rows[i].line ||
		    strstr(r.problems[0].message, rows[i].says) == NULL)
			fail_msg("row %zu: line %d: %s", i, r.problems[0].line,
			    r.problems[0].message);
	}
	NO(s, ERR_INVALID, "Line 2",
	    user_import(s, "name\n\"x", IMPORT_WEB, &r));
	NO(s, ERR_INVALID, NULL, user_import(s, "name\n", IMPORT_WEB, &r));
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users"), 5);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM teams"), 0);
}

static void
an_import_keeps_to_the_limits(void **state)
{
	struct db_fixture *f = *state;
	struct service *s;
	struct import_result r;
	char *csv = mem_strdup(f->mem, "name,password\n");

	people_set(f, SETTING_TEAM_SIZE, "2");
	s = people_call(f, f->a, "root");
	NO(s, ERR_CONFLICT, "more than 2 members",
	    user_import(s, "name,team\na1,T\na2,T\na3,T", IMPORT_WEB, &r));
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM teams"), 0);
	for (int i = 0; i < 201; i++)
		csv = mem_printf(f->mem, "%sn%d,password of %d\n", csv, i, i);
	NO(s, ERR_INVALID, NULL, user_import(s, csv, IMPORT_WEB, &r));
	assert_non_null(strstr(r.problems[0].message, "berthctl user import"));
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users"), 5);
}

static void
five_thousand_are_imported_in_a_few_statements(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	char *csv = mem_zalloc(f->mem, 5001 * 40, "csv"), *to = csv;
	struct import_result r;
	uint64_t before = db_statements(f->a);

	to += snprintf(to, 40, "name,email,team\n");
	for (int i = 0; i < 5000; i++)
		to += snprintf(to, 40, "p%d,p%d@x.org,team %d\n", i, i, i / 4);
	OK(s, user_import(s, csv, IMPORT_WEB, &r));
	assert_int_equal(r.made_n, 5000);
	assert_int_equal(r.teams, 1250);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users"), 5005);
	assert_true(db_statements(f->a) - before < 20);
	NO(s, ERR_TOO_LARGE, NULL,
	    user_import(
		s, mem_printf(f->mem, "%sq,q@x.org,\n", csv), IMPORT_WEB, &r));
}

int
main(void)
{
#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, people_setup, db_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(lists_show_players_only_what_they_may_see),
	    TEST(an_export_is_safe_for_spreadsheets),
	    TEST(an_import_makes_all_of_it),
	    TEST(an_import_with_a_fault_makes_nothing_and_says_where),
	    TEST(an_import_keeps_to_the_limits),
	    TEST(five_thousand_are_imported_in_a_few_statements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
