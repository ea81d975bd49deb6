/*
 * Teams: who gets in, who leads, what stays when somebody goes.
 */
#include "people_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "service/instances.h"

#define JOINERS 20
#define SIZE    7

/* What the processes of one test join by. */
static char the_secret[INVITE_SIZE];

static int
teams_setup(void **state)
{
	if (people_setup(state) != 0)
		return (-1);
	people_set(*state, SETTING_USER_MODE, "teams");
	return (0);
}

/* ann makes a team and a link to it. */
static struct team_id
make_team(struct db_fixture *f, char secret[INVITE_SIZE])
{
	struct service *ann = people_call(f, f->a, "ann");
	struct team_id id;

	OK(ann, team_create(ann, "Reds", "", &id));
	ann = people_call(f, f->a, "ann");
	OK(ann, team_invite(ann, secret));
	return (id);
}

static void
join(struct db_fixture *f, const char *who, const char *secret)
{
	struct service *s = people_call(f, f->a, who);
	struct team_id id;

	OK(s, team_join(s, secret, &id));
}

static const char *
members(struct db_fixture *f)
{
	return (TEXT("SELECT COALESCE(GROUP_CONCAT(name ORDER BY id), '') "
		     "FROM users WHERE team_id IS NOT NULL"));
}

static void
a_link_opens_the_team_until_it_is_renewed(void **state)
{
	struct db_fixture *f = *state;
	char first[INVITE_SIZE], second[INVITE_SIZE];
	struct service *s;
	struct team_id id;
	struct team *t;

	make_team(f, first);
	/* only a hash of the secret is kept */
	assert_int_equal(strlen(first), INVITE_SIZE - 1);
	assert_int_equal(
	    NUMBER(mem_printf(f->mem,
		"SELECT COUNT(*) FROM teams WHERE invite_hash LIKE '%%%s%%'",
		first)),
	    0);
	s = people_call(f, f->a, "bob");
	OK(s, team_of_invite(s, first, &t));
	assert_string_equal(t->name, "Reds");
	OK(s, team_join(s, first, &id));
	assert_string_equal(members(f), "ann,bob");
	s = people_call(f, f->a, "ann");
	OK(s, team_invite(s, second));
	s = people_call(f, f->a, "cyd");
	NO(s, ERR_NOT_FOUND, "not valid", team_of_invite(s, first, &t));
	NO(s, ERR_NOT_FOUND, "not valid", team_join(s, first, &id));
	s = people_call(f, f->a, "ann");
	OK(s, team_invite_close(s));
	s = people_call(f, f->a, "cyd");
	NO(s, ERR_NOT_FOUND, "not valid", team_join(s, second, &id));
	assert_string_equal(members(f), "ann,bob");
}

static void
without_the_link_nobody_gets_in(void **state)
{
	static const char *const guesses[] = {"", "0", "Reds", "1",
	    "000000000000000000000000000000000000000000000000", "%", "'"};
	struct db_fixture *f = *state;
	char secret[INVITE_SIZE];
	struct service *s;
	struct team_id id;
	struct team *t;

	make_team(f, secret);
	s = people_call(f, f->a, "bob");
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
		NO(s, ERR_NOT_FOUND, NULL, team_join(s, guesses[i], &id));
	/* the hash that the database keeps opens nothing either */
	NO(s, ERR_NOT_FOUND, NULL,
	    team_join(s, TEXT("SELECT invite_hash FROM teams"), &id));
	for (int i = 0; i < 12; i++)
		NO(s, ERR_NOT_FOUND, NULL, team_of_invite(s, "guess", &t));
	NO(s, ERR_RATE, NULL, team_of_invite(s, "guess", &t));
	NO(s, ERR_RATE, NULL, team_join(s, secret, &id));
	assert_string_equal(members(f), "ann");
}

static int
join_alone(struct db_fixture *f, int i)
{
	const char *name = mem_printf(f->mem, "joiner%d", i);
	struct service *s = people_call(f, db_fixture_open(f, &f->conf), name);
	struct team_id id;

	return (team_join(s, the_secret, &id) == ERR_OK ? 0 : 1);
}

static void
twenty_who_join_at_once_fill_the_team_and_no_more(void **state)
{
	struct db_fixture *f = *state;

	people_set(f, SETTING_TEAM_SIZE, "7");
	make_team(f, the_secret);
	for (int i = 0; i < JOINERS; i++)
		SQL(mem_printf(f->mem,
		    "INSERT INTO users (name, name_key, password_hash) "
		    "VALUES ('joiner%1$d', 'joiner%1$d', '')",
		    i));
	assert_int_equal(people_at_once(f, JOINERS, join_alone), SIZE - 1);
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM users WHERE team_id IS NOT NULL"),
	    SIZE);
}

static void
one_team_each(void **state)
{
	struct db_fixture *f = *state;
	char secret[INVITE_SIZE];
	struct service *s;
	struct team_id id;

	make_team(f, secret);
	s = people_call(f, f->a, "ann");
	NO(s, ERR_CONFLICT, "Leave it first", team_join(s, secret, &id));
	NO(s, ERR_CONFLICT, "Leave it first", team_create(s, "Blues", "", &id));
	s = people_call(f, f->a, "bob");
	NO(s, ERR_CONFLICT, "looks too much",
	    team_create(s, "R E D S", "", &id));
	NO(s, ERR_CONFLICT, "taken", team_create(s, "reds", "", &id));
	NO(s, ERR_INVALID, NULL, team_create(s, " ", "", &id));
	OK(s, team_create(s, "Blues", "", &id));
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM teams"), 2);
}

static void
who_leaves_takes_nothing_and_the_oldest_leads(void **state)
{
	struct db_fixture *f = *state;
	char secret[INVITE_SIZE];
	struct instance *mine;
	struct service *s;
	size_t n;

	make_team(f, secret);
	join(f, "cyd", secret);
	join(f, "bob", secret);
	SQL("INSERT INTO instances (public_id, challenge_id, challenge_name,"
	    " user_id, team_id, state, slot)"
	    " VALUES ('teams', 1, 'Web', 3, (SELECT id FROM teams), 'running',"
	    " 't')");
	s = people_call(f, f->a, "ann");
	OK(s, team_leave(s));
	assert_string_equal(members(f), "bob,cyd");
	assert_int_equal(NUMBER("SELECT captain_id FROM teams"), 4);
	/* ann started it; it is the team's all the same */
	s = people_call(f, f->a, "ann");
	OK(s, instance_mine_all(s, &mine, &n));
	assert_int_equal(n, 0);
	s = people_call(f, f->a, "bob");
	OK(s, instance_mine_all(s, &mine, &n));
	assert_int_equal(n, 1);
	OK(s, team_leave(s));
	s = people_call(f, f->a, "bob");
	NO(s, ERR_NOT_FOUND, "no team", team_leave(s));
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM instances WHERE desired = 'running'"),
	    1);
}

static void
the_last_to_leave_turns_off_the_light(void **state)
{
	struct db_fixture *f = *state;
	char secret[INVITE_SIZE];
	struct service *s;
	struct team_id id;

	make_team(f, secret);
	SQL("INSERT INTO instances (public_id, challenge_name, user_id, "
	    "team_id,"
	    " state, slot) VALUES ('teams', 'Web', 3, (SELECT id FROM teams),"
	    " 'running', 't')");
	s = people_call(f, f->a, "ann");
	OK(s, team_leave(s));
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM instances WHERE desired = 'stopped'"),
	    1);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM teams "
				"WHERE captain_id IS NULL AND "
				"invite_hash IS NULL"),
	    1);
	s = people_call(f, f->a, "bob");
	NO(s, ERR_NOT_FOUND, NULL, team_join(s, secret, &id));
}

static void
the_captain_alone_leads(void **state)
{
	const struct user_id bob = {4}, cyd = {5}, none = {0};
	struct db_fixture *f = *state;
	char secret[INVITE_SIZE];
	struct service *s;

	make_team(f, secret);
	join(f, "bob", secret);
	s = people_call(f, f->a, "bob");
	NO(s, ERR_FORBIDDEN, "captain", team_invite(s, secret));
	NO(s, ERR_FORBIDDEN, "captain", team_invite_close(s));
	NO(s, ERR_FORBIDDEN, "captain", team_edit(s, "Blues", none));
	NO(s, ERR_FORBIDDEN, "captain", team_edit(s, NULL, bob));
	NO(s, ERR_FORBIDDEN, "captain",
	    team_remove_member(s, (struct user_id){3}));
	s = people_call(f, f->a, "cyd");
	NO(s, ERR_NOT_FOUND, "no team", team_edit(s, "Blues", none));
	s = people_call(f, f->a, "ann");
	NO(s, ERR_NOT_FOUND, "not a member", team_edit(s, NULL, cyd));
	NO(s, ERR_NOT_FOUND, "not a member", team_remove_member(s, cyd));
	/* both or neither */
	NO(s, ERR_NOT_FOUND, "not a member", team_edit(s, "Greens", cyd));
	assert_string_equal(TEXT("SELECT name FROM teams"), "Reds");
	OK(s, team_edit(s, "REDS", none));
	OK(s, team_edit(s, NULL, bob));
	NO(s, ERR_FORBIDDEN, "captain", team_edit(s, "Blues", none));
	s = people_call(f, f->a, "bob");
	OK(s, team_remove_member(s, (struct user_id){3}));
	assert_string_equal(members(f), "bob");
	people_set(f, SETTING_NAME_CHANGES, "no");
	s = people_call(f, f->a, "bob");
	NO(s, ERR_FORBIDDEN, "can't be changed", team_edit(s, "Blues", none));
}

static void
without_teams_in_the_event_there_are_none(void **state)
{
	struct db_fixture *f = *state;
	struct service *s;
	struct team_id id;

	people_set(f, SETTING_USER_MODE, "users");
	s = people_call(f, f->a, "ann");
	NO(s, ERR_FORBIDDEN, "not played in teams",
	    team_create(s, "Reds", "", &id));
	/* but instances may be one per team */
	people_set(f, SETTING_DOCKER_ASSIGNMENT, "team");
	s = people_call(f, f->a, "ann");
	OK(s, team_create(s, "Reds", "", &id));
}

static void
teams_choose_a_bracket(void **state)
{
	struct db_fixture *f = *state;
	struct service *s;
	struct team_id id;

	people_set(f, SETTING_BRACKETS, "Students, Open");
	s = people_call(f, f->a, "ann");
	NO(s, ERR_INVALID, "one of", team_create(s, "Reds", "", &id));
	OK(s, team_create(s, "Reds", "students", &id));
	assert_string_equal(TEXT("SELECT bracket FROM teams"), "Students");
}

/* ------------------------------------------------ admins */

static void
an_admin_moves_members_within_the_size(void **state)
{
	struct db_fixture *f = *state;
	struct user_change move = {.has_team = true};
	struct team_change c = {.name = "Blues"};
	struct service *s;
	struct account *a;

	people_set(f, SETTING_TEAM_SIZE, "1");
	s = people_call(f, f->a, "root");
	OK(s, team_add(s, &c, &move.team));
	OK(s, user_update(s, (struct user_id){4}, &move, &a));
	assert_string_equal(a->team_name, "Blues");
	assert_true(a->is_captain);
	NO(s, ERR_CONFLICT, "full",
	    user_update(s, (struct user_id){5}, &move, &a));
	move.team.n = 999;
	NO(s, ERR_INVALID, "no such team",
	    user_update(s, (struct user_id){5}, &move, &a));
	move.team.n = 0;
	OK(s, user_update(s, (struct user_id){4}, &move, &a));
	assert_int_equal(a->team.n, 0);
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM teams WHERE captain_id IS NULL"), 1);
}

static void
an_admin_changes_bans_and_deletes_a_team(void **state)
{
	struct db_fixture *f = *state;
	char secret[INVITE_SIZE];
	struct team_id id = make_team(f, secret);
	struct team_change c = {.has_captain = true, .captain = {5}};
	struct service *s = people_call(f, f->a, "root"), *bob;
	enum request_outcome outcome;
	struct account *list;
	struct instance *in;
	struct team *t;
	size_t n;

	join(f, "bob", secret);
	bob = people_call(f, f->b, "bob");
	NO(s, ERR_INVALID, "must be a member", team_update(s, id, &c));
	c.captain.n = 4;
	c.name = "Crimson";
	OK(s, team_update(s, id, &c));
	OK(s, team_get(s, id, PEOPLE_PUBLIC, &t, &list, &n));
	assert_string_equal(t->name, "Crimson");
	assert_string_equal(t->captain_name, "bob");
	assert_int_equal(t->members, 2);
	assert_int_equal(n, 2);
	SQL("INSERT INTO instances (public_id, challenge_name, user_id, "
	    "team_id,"
	    " state, slot) VALUES ('teams', 'Web', 3, (SELECT id FROM teams),"
	    " 'running', 't'), ('own', 'Web', 3, NULL, 'running', 'u3')");
	c = (struct team_change){.has_banned = true, .banned = true};
	OK(s, team_update(s, id, &c));
	assert_string_equal(
	    TEXT("SELECT GROUP_CONCAT(public_id) FROM instances "
		 "WHERE desired = 'stopped'"),
	    "teams");
	NO(s, ERR_NOT_FOUND, NULL,
	    team_get(s, id, PEOPLE_PUBLIC, &t, &list, &n));
	people_set(f, SETTING_DOCKER_ASSIGNMENT, "team");
	bob = people_call(f, f->b, "bob");
	NO(bob, ERR_FORBIDDEN, "team has been banned",
	    instance_request(bob, (struct challenge_id){1}, &outcome, &in));
	OK(s, team_delete(s, id));
	NO(s, ERR_NOT_FOUND, NULL, team_delete(s, id));
	assert_string_equal(members(f), "");
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users"), 5);
}

static void
challenges_are_priced_anew_with_every_team_that_counts_or_not(void **state)
{
	struct db_fixture *f = *state;
	char secret[INVITE_SIZE];
	struct team_id id = make_team(f, secret);
	struct team_change c = {.has_hidden = true, .hidden = true};
	struct service *s = people_call(f, f->a, "root");

	SQL("INSERT INTO teams (id, name, name_key) VALUES (99, 'X', 'x');"
	    "UPDATE challenges SET score_function = 'logarithmic', value = 496,"
	    " initial = 500, minimum = 100, decay = 10, solves = 2;"
	    "INSERT INTO solves (challenge_id, account, user_id, team_id)"
	    " SELECT 1, -CAST(id AS SIGNED), 3, id FROM teams");
	OK(s, team_update(s, id, &c));
	assert_int_equal(NUMBER("SELECT value FROM challenges"), 500);
	c.hidden = false;
	OK(s, team_update(s, id, &c));
	assert_int_equal(NUMBER("SELECT value FROM challenges"), 496);
	OK(s, team_delete(s, id));
	assert_int_equal(NUMBER("SELECT value FROM challenges"), 500);
}

static void
lists_of_teams_show_players_only_what_they_may_see(void **state)
{
	static const struct {
		enum people_view view;
		const char *search, *only;
		int total;
	} rows[] = {
	    {PEOPLE_ADMIN, "", "", 3},
	    {PEOPLE_ADMIN, "", "banned", 1},
	    {PEOPLE_ADMIN, "", "hidden", 1},
	    {PEOPLE_ADMIN, "", "empty", 2},
	    {PEOPLE_ADMIN, "RED", "", 1},
	    {PEOPLE_PUBLIC, "", "", 1},
	    {PEOPLE_PUBLIC, "b", "", 0},
	};
	struct db_fixture *f = *state;
	struct service *s;
	char secret[INVITE_SIZE];
	const char *text;
	struct account *list;
	struct team *teams;
	int total;
	size_t n;

	make_team(f, secret);
	join(f, "bob", secret);
	SQL("INSERT INTO teams (name, name_key, banned, hidden)"
	    " VALUES ('@Blues', 'blues', 1, 0), ('Black', 'black', 0, 1);"
	    "UPDATE users SET hidden = 1 WHERE id = 4");
	s = people_call(f, f->a, "root");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct people_query q = {.search = rows[i].search,
		    .only = rows[i].only,
		    .view = rows[i].view,
		    .limit = 50};

		OK(s, team_list(s, &q, &teams, &n, &total));
		if (total != rows[i].total || n != (size_t)total)
			fail_msg("row %zu: %d", i, total);
		if (rows[i].view == PEOPLE_ADMIN && rows[i].search[0] == '\0' &&
		    rows[i].only[0] == '\0') {
			OK(s, team_export(s, &q, &text, &n));
			assert_non_null(strstr(text, "\"'@Blues\""));
		}
	}
	s = people_call(f, f->a, "cyd");
	OK(s, team_get(s, (struct team_id){NUMBER("SELECT MIN(id) FROM teams")},
		  PEOPLE_PUBLIC, &teams, &list, &n));
	assert_int_equal(n, 1);
	assert_string_equal(list[0].name, "ann");
}

int
main(void)
{
#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, teams_setup, db_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_link_opens_the_team_until_it_is_renewed),
	    TEST(without_the_link_nobody_gets_in),
	    TEST(twenty_who_join_at_once_fill_the_team_and_no_more),
	    TEST(one_team_each),
	    TEST(who_leaves_takes_nothing_and_the_oldest_leads),
	    TEST(the_last_to_leave_turns_off_the_light),
	    TEST(the_captain_alone_leads),
	    TEST(without_teams_in_the_event_there_are_none),
	    TEST(teams_choose_a_bracket),
	    TEST(an_admin_moves_members_within_the_size),
	    TEST(an_admin_changes_bans_and_deletes_a_team),
	    TEST(challenges_are_priced_anew_with_every_team_that_counts_or_not),
	    TEST(lists_of_teams_show_players_only_what_they_may_see),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
