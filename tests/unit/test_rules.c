/*
 * The contest's and the queue's pure rules: scores, slots, states.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "domain/instance_state.h"
#include "domain/scoring.h"
#include "domain/slot.h"

static void
scores_follow_the_contract(void **state)
{
	static const struct {
		enum score_function f;
		int initial, minimum, decay, solves, value;
	} cases[] = {
	    {SCORE_LOGARITHMIC, 500, 100, 10, 0, 500},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 1, 500},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 2, 496},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 3, 484},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 6, 400},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 11, 100},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 20, 100},
	    {SCORE_LOGARITHMIC, 500, 100, 0, 2, 100},
	    {SCORE_LINEAR, 500, 100, 30, 3, 440},
	    {SCORE_LINEAR, 500, 100, 30, 1000, 100},
	    {SCORE_LOGARITHMIC, 1000000, 0, 1000000, 1000000, 2},
	};
	struct challenge c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&c, 0, sizeof(c));
		c.function = cases[i].f;
		c.initial = cases[i].initial;
		c.minimum = cases[i].minimum;
		c.decay = cases[i].decay;
		assert_int_equal(
		    score_value(&c, cases[i].solves), cases[i].value);
	}
}

static void
static_value_never_moves(void **state)
{
	struct challenge c = {.function = SCORE_STATIC, .value = 42};

	(void)state;
	assert_int_equal(score_value(&c, 0), 42);
	assert_int_equal(score_value(&c, 900), 42);
}

static void
slots_name_owner_and_challenge(void **state)
{
	static const struct {
		enum assignment a;
		bool teams;
		int64_t team;
		enum err err;
		const char *slot;
	} cases[] = {
	    {ASSIGN_USER, false, 0, ERR_OK, "u42"},
	    {ASSIGN_USER, true, 7, ERR_OK, "u42"},
	    {ASSIGN_TEAM, false, 7, ERR_OK, "t7"},
	    {ASSIGN_TEAM, false, 0, ERR_CONFLICT, NULL},
	    {ASSIGN_UNLIMITED, false, 7, ERR_OK, "u42:c3"},
	    {ASSIGN_UNLIMITED, true, 7, ERR_OK, "t7:c3"},
	    {ASSIGN_UNLIMITED, true, 0, ERR_CONFLICT, NULL},
	};
	struct challenge_id c = {3};
	char slot[SLOT_SIZE];
	struct owner owner;
	struct error e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct settings s = {.assignment = cases[i].a,
		    .teams_mode = cases[i].teams};
		struct account who = {.id = {42}, .team = {cases[i].team}};

		assert_int_equal(
		    slot_make(&s, &who, c, &owner, slot, &e), cases[i].err);
		if (cases[i].err == ERR_OK)
			assert_string_equal(slot, cases[i].slot);
		else
			assert_string_equal(
			    e.message, "User not a member of a team");
	}
}

static void
gone_is_final(void **state)
{
	enum instance_state to;
	int event;

	(void)state;
	for (event = 0; event < EVENT_KINDS; event++)
		assert_false(instance_next(
		    INSTANCE_GONE, (enum instance_event_kind)event, &to));
}

static void
every_live_state_can_be_stopped(void **state)
{
	enum instance_state to;
	int s;

	(void)state;
	for (s = 0; s < INSTANCE_STATES; s++) {
		if (s == INSTANCE_STOPPING || s == INSTANCE_GONE)
			continue;
		assert_true(
		    instance_next((enum instance_state)s, EVENT_STOP, &to));
		assert_int_equal(to, INSTANCE_STOPPING);
	}
}

static void
only_a_confirmed_removal_frees_the_slot(void **state)
{
	enum instance_state to;
	int s, event;

	(void)state;
	for (s = 0; s < INSTANCE_STATES; s++)
		for (event = 0; event < EVENT_KINDS; event++)
			if (instance_next((enum instance_state)s,
				(enum instance_event_kind)event, &to) &&
			    to == INSTANCE_GONE) {
				assert_int_equal(s, INSTANCE_STOPPING);
				assert_int_equal(event, EVENT_REMOVED);
			}
}

static void
names_of_states_read_back(void **state)
{
	int s;

	(void)state;
	for (s = 0; s < INSTANCE_STATES; s++)
		assert_int_equal(instance_state_from(instance_state_name(
				     (enum instance_state)s)),
		    s);
	assert_int_equal(instance_state_from("warmish"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scores_follow_the_contract),
	    cmocka_unit_test(static_value_never_moves),
	    cmocka_unit_test(slots_name_owner_and_challenge),
	    cmocka_unit_test(gone_is_final),
	    cmocka_unit_test(every_live_state_can_be_stopped),
	    cmocka_unit_test(only_a_confirmed_removal_frees_the_slot),
	    cmocka_unit_test(names_of_states_read_back),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
