/* domain/contest.h, domain/moment.h and domain/requires.h */
#include "domain/contest.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "domain/moment.h"
#include "domain/requires.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct account player = {.id = {42}};
static const struct account member = {.id = {42}, .team = {7}};
static const struct account boss = {.id = {1}, .role = ROLE_ADMIN};

static void
a_player_plays_for_the_team_where_teams_play(void **state)
{
	struct settings users = {0}, teams = {.teams_mode = true};
	struct account_id a = {0};
	struct owner o;
	struct error e = {0};

	assert_int_equal(contest_account(&users, &member, &a, &o, &e), ERR_OK);
	assert_int_equal(a.n, 42);
	assert_int_equal(o.team.n, 0);
	assert_int_equal(contest_account(&teams, &member, &a, &o, &e), ERR_OK);
	assert_int_equal(a.n, -7);
	assert_int_equal(o.user.n, 42);
	assert_int_equal(o.team.n, 7);
	assert_int_equal(
	    contest_account(&teams, &player, &a, &o, &e), ERR_FORBIDDEN);
	assert_true(strlen(e.message) > 0);
}

static void
the_window_says_who_may_what(void **state)
{
	static const struct {
		int64_t start, end, now;
		enum event_deed deed;
		const struct account *who;
		enum err want;
	} rows[] = {
	    {0, 0, 5, EVENT_PLAY, &player, ERR_OK},
	    {5, 9, 4, EVENT_SEE, &player, ERR_FORBIDDEN},
	    {5, 9, 4, EVENT_PLAY, &player, ERR_FORBIDDEN},
	    {5, 9, 4, EVENT_SEE, NULL, ERR_FORBIDDEN},
	    {5, 9, 4, EVENT_PLAY, &boss, ERR_OK},
	    {5, 9, 5, EVENT_PLAY, &player, ERR_OK},
	    {5, 9, 8, EVENT_PLAY, &player, ERR_OK},
	    {5, 9, 9, EVENT_PLAY, &player, ERR_FORBIDDEN},
	    {5, 9, 9, EVENT_SEE, &player, ERR_OK},
	    {5, 0, 9, EVENT_PLAY, &player, ERR_OK},
	    {0, 9, 10, EVENT_PLAY, &player, ERR_FORBIDDEN},
	};

	for (size_t i = 0; i < N(rows); i++) {
		struct settings s = {.event_start_us = rows[i].start,
		    .event_end_us = rows[i].end};
		struct error e = {0};

		s.value[SETTING_EVENT_NAME] = "CTF";
		if (event_allows(&s, rows[i].who, rows[i].deed, rows[i].now,
			&e) != rows[i].want)
			fail_msg("row %zu", i);
	}
}

static void
moments_have_many_spellings_and_one_form(void **state)
{
	static const struct {
		const char *text, *want; /* NULL: refused */
	} rows[] = {
	    {"", ""},
	    {"  ", ""},
	    {"2026-11-25T10:00:00Z", "2026-11-25T10:00:00Z"},
	    {"2026-11-25T10:00", "2026-11-25T10:00:00Z"},
	    {"2026-11-25 10:00:30.5", "2026-11-25T10:00:30Z"},
	    {"2026-11-25T10:00:00+01:30", "2026-11-25T08:30:00Z"},
	    {"2026-11-25T10:00:00-0100", "2026-11-25T11:00:00Z"},
	    {"1795600800", "2026-11-25T10:00:00Z"},
	    {"2024-02-29T00:00Z", "2024-02-29T00:00:00Z"},
	    {"2026-02-29T00:00Z", NULL},
	    {"2026-13-01T00:00Z", NULL},
	    {"2026-11-25T24:00Z", NULL},
	    {"2026-11-25", NULL},
	    {"tomorrow", NULL},
	    {"-1", NULL},
	    {"1e9", NULL},
	    {"0", NULL},
	    {"99999999999999", NULL},
	    {"1969-12-31T23:59Z", NULL},
	    {"2026-11-25T10:00:00Zx", NULL},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++) {
		int64_t us = -1;
		enum err err = moment_read(mem, rows[i].text, &us);

		if ((err == ERR_OK) != (rows[i].want != NULL))
			fail_msg("\"%s\": %s", rows[i].text, err_name(err));
		if (err == ERR_OK)
			assert_string_equal(moment_text(mem, us), rows[i].want);
	}
	mem_free(&mem);
}

static void
a_day_or_a_moment_names_all_of_it(void **state)
{
	static const struct {
		const char *text, *from, *until; /* NULL: refused */
	} rows[] = {
	    {"", "", ""},
	    {" 2026-11-25 ", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z"},
	    {"2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"},
	    {"2026-12-31", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"},
	    {"9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z"},
	    {"2026-11-25T10:00", "2026-11-25T10:00:00Z",
		"2026-11-25T10:01:00Z"},
	    {"2026-11-25 10:00:30.5+01:00", "2026-11-25T09:00:30Z",
		"2026-11-25T09:00:31Z"},
	    {"1795600800", "2026-11-25T10:00:00Z", "2026-11-25T10:00:01Z"},
	    {"2026-02-29", NULL, NULL},
	    {"2026-11-25Z", NULL, NULL},
	    {"2026-11-25T", NULL, NULL},
	    {"2026-11", NULL, NULL},
	    {"25.11.2026", NULL, NULL},
	    {"1969-12-31", NULL, NULL},
	    {"10000-01-01", NULL, NULL},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++) {
		int64_t from = -1, until = -1;
		enum err err = moment_span(mem, rows[i].text, &from, &until);

		if ((err == ERR_OK) != (rows[i].from != NULL))
			fail_msg("\"%s\": %s", rows[i].text, err_name(err));
		if (err != ERR_OK)
			continue;
		assert_string_equal(moment_text(mem, from), rows[i].from);
		assert_string_equal(moment_text(mem, until), rows[i].until);
	}
	mem_free(&mem);
}

static void
a_circle_of_requirements_is_seen(void **state)
{
	/* 2 → 1, 3 → 2, 5 → 4 */
	static const struct requirement all[] = {
	    {{2}, {1}}, {{3}, {2}}, {{5}, {4}}};
	int64_t self[] = {9}, three[] = {3}, four[] = {4}, two[] = {1, 3};
	struct challenge c = {.id = {9}, .requires = self, .requires_n = 1};

	assert_true(requires_circle(all, N(all), &c));
	c = (struct challenge){.id = {1}, .requires = three, .requires_n = 1};
	assert_true(requires_circle(all, N(all), &c));
	c = (struct challenge){.id = {1}, .requires = four, .requires_n = 1};
	assert_false(requires_circle(all, N(all), &c));
	c = (struct challenge){.id = {5}, .requires = two, .requires_n = 2};
	assert_false(requires_circle(all, N(all), &c));
	c.requires_n = 0;
	assert_false(requires_circle(all, N(all), &c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_player_plays_for_the_team_where_teams_play),
	    cmocka_unit_test(the_window_says_who_may_what),
	    cmocka_unit_test(moments_have_many_spellings_and_one_form),
	    cmocka_unit_test(a_day_or_a_moment_names_all_of_it),
	    cmocka_unit_test(a_circle_of_requirements_is_seen),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
