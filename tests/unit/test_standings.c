/* domain/standings.h */
#include "domain/standings.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static struct challenge challenges[] = {
    {.id = {3}, .function = SCORE_STATIC, .value = 100},
    {.id = {5},
	.function = SCORE_LOGARITHMIC,
	.initial = 500,
	.minimum = 100,
	.decay = 10},
    {.id = {8}, .function = SCORE_STATIC, .value = 0},
};

static struct board *
make(void *mem)
{
	static const struct board_account accounts[] = {
	    {.id = {1}, .name = "ann", .bracket = "", .counts = true},
	    {.id = {2}, .name = "bob", .bracket = "", .counts = true},
	    {.id = {4}, .name = "cyd", .bracket = "", .counts = true},
	    {.id = {6}, .name = "hid", .bracket = "", .counts = false},
	    {.id = {-1}, .name = "team", .bracket = "", .counts = true},
	};
	struct board *b = board_new(mem);

	board_set_challenges(b, challenges, N(challenges));
	for (size_t i = 0; i < N(accounts); i++)
		board_add_account(b, &accounts[i]);
	return (b);
}

static void
solve(struct board *b, int64_t id, int64_t c, int64_t account, int64_t at)
{
	struct board_solve s = {.id = id, .at_us = at};

	board_add_solve(
	    b, &s, (struct challenge_id){c}, (struct account_id){account});
}

/* "bob:596 ann:100" */
static const char *
text(void *mem, const struct board *b, const struct standings *st)
{
	const char *out = "";

	for (size_t i = 0; i < st->n; i++)
		out = mem_printf(mem, "%s%s%s:%lld", out, i > 0 ? " " : "",
		    b->accounts[st->list[i].account].name,
		    (long long)st->list[i].score);
	return (out);
}

static void
places_follow_points_and_then_who_was_first(void **state)
{
	void *mem = mem_arena(NULL);
	struct board *b = make(mem);
	struct board_award fine = {.id = 1, .value = -7, .at_us = 90};

	solve(b, 1, 3, 2, 10); /* bob, then ann: the same points */
	solve(b, 2, 3, 1, 20);
	solve(b, 3, 5, 4, 30);
	solve(b, 4, 5, 6, 40);  /* hidden: is not on it, prices nothing */
	solve(b, 5, 8, 2, 50);  /* no points: bob keeps his time */
	solve(b, 6, 3, -1, 60); /* a team's, in an event of users */
	solve(b, 7, 99, 1, 70); /* no such challenge, no such account */
	solve(b, 8, 3, 77, 80);
	assert_string_equal(text(mem, b, standings_new(mem, b, BOARD_USERS, 0)),
	    "cyd:500 bob:100 ann:100");
	assert_string_equal(
	    text(mem, b, standings_new(mem, b, BOARD_TEAMS, 0)), "team:100");
	board_add_award(b, &fine, (struct account_id){2});
	assert_string_equal(text(mem, b, standings_new(mem, b, BOARD_USERS, 0)),
	    "cyd:500 ann:100 bob:93");
	mem_free(&mem);
}

static void
a_freeze_keeps_prices_and_places(void **state)
{
	void *mem = mem_arena(NULL);
	struct board *b = make(mem);
	struct standings *st;

	solve(b, 1, 5, 1, 10);
	solve(b, 2, 5, 2, 20);
	solve(b, 3, 3, 2, 21);
	st = standings_new(mem, b, BOARD_USERS, 20);
	assert_string_equal(text(mem, b, st), "ann:500");
	assert_int_equal(st->prices[1].value, 500);
	assert_int_equal(st->prices[1].solves, 1);
	st = standings_new(mem, b, BOARD_USERS, 0);
	assert_string_equal(text(mem, b, st), "bob:596 ann:496");
	assert_int_equal(st->prices[1].solves, 2);
	assert_int_equal(b->solves[st->prices[1].first].id, 1);
	mem_free(&mem);
}

static void
solved_and_open_are_known(void **state)
{
	void *mem = mem_arena(NULL);
	struct board *b = make(mem);
	struct requirement needs[] = {{{5}, {3}}, {{5}, {8}}};

	b->requires = needs;
	b->requires_n = N(needs);
	solve(b, 1, 3, 1, 10);
	assert_true(board_has_solved(
	    b, (struct account_id){1}, (struct challenge_id){3}));
	assert_false(board_has_solved(
	    b, (struct account_id){2}, (struct challenge_id){3}));
	assert_false(
	    board_is_open(b, (struct account_id){1}, (struct challenge_id){5}));
	solve(b, 2, 8, 1, 20);
	assert_true(
	    board_is_open(b, (struct account_id){1}, (struct challenge_id){5}));
	assert_false(
	    board_is_open(b, (struct account_id){0}, (struct challenge_id){5}));
	mem_free(&mem);
}

/* More than the first table and lists hold. */
static void
many_accounts_are_all_found(void **state)
{
	void *mem = mem_arena(NULL);
	struct board *b = make(mem);
	struct board_account a = {.name = "x", .bracket = "", .counts = true};

	for (int64_t i = 100; i < 5100; i++) {
		a.id.n = i;
		board_add_account(b, &a);
		solve(b, i, 3, i, i);
	}
	for (int64_t i = 100; i < 5100; i++)
		assert_int_equal(
		    b->accounts[board_account(b, (struct account_id){i})].id.n,
		    i);
	assert_true(board_account(b, (struct account_id){5100}) == BOARD_NONE);
	assert_int_equal(standings_new(mem, b, BOARD_USERS, 0)->n, 5000);
	mem_free(&mem);
}

static void
challenges_by_id_and_by_name(void **state)
{
	void *mem = mem_arena(NULL);
	struct board *b = board_new(mem);
	struct challenge *list = mem_array(b, struct challenge, 4);

	(void)state;
	list[0] = (struct challenge){.id = {8}, .name = "a"};
	list[1] = (struct challenge){.id = {3}, .name = "b"};
	list[2] = (struct challenge){.id = {5}, .name = "c"};
	board_set_challenges(b, list, 3);
	assert_int_equal(board_challenge(b, (struct challenge_id){3}), 0);
	assert_int_equal(board_challenge(b, (struct challenge_id){5}), 1);
	assert_int_equal(board_challenge(b, (struct challenge_id){8}), 2);
	assert_true(
	    board_challenge(b, (struct challenge_id){4}) == BOARD_NONE);
	assert_string_equal(b->challenges[b->by_name[0]].name, "a");
	assert_string_equal(b->challenges[b->by_name[1]].name, "b");
	assert_string_equal(b->challenges[b->by_name[2]].name, "c");
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(challenges_by_id_and_by_name),
	    cmocka_unit_test(places_follow_points_and_then_who_was_first),
	    cmocka_unit_test(a_freeze_keeps_prices_and_places),
	    cmocka_unit_test(solved_and_open_are_known),
	    cmocka_unit_test(many_accounts_are_all_found),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
