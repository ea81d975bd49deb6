/* domain/instance_state.h, and the names of domain/model.h */
#include "domain/instance_state.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "domain/instance_list.h"
#include "domain/model.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* Every arrow of the machine; what is not here must not be. */
static const struct {
	enum instance_state from;
	enum instance_event_kind event;
	enum instance_state to;
} arrows[] = {
    {INSTANCE_QUEUED, EVENT_CLAIMED, INSTANCE_CREATING},
    {INSTANCE_QUEUED, EVENT_GIVEN_UP, INSTANCE_FAILED},
    {INSTANCE_QUEUED, EVENT_STOP, INSTANCE_STOPPING},
    {INSTANCE_CREATING, EVENT_CREATED, INSTANCE_STARTING},
    {INSTANCE_CREATING, EVENT_RETRY, INSTANCE_QUEUED},
    {INSTANCE_CREATING, EVENT_GIVEN_UP, INSTANCE_FAILED},
    {INSTANCE_CREATING, EVENT_STOP, INSTANCE_STOPPING},
    {INSTANCE_STARTING, EVENT_STARTED, INSTANCE_CHECKING},
    {INSTANCE_STARTING, EVENT_RETRY, INSTANCE_QUEUED},
    {INSTANCE_STARTING, EVENT_GIVEN_UP, INSTANCE_FAILED},
    {INSTANCE_STARTING, EVENT_STOP, INSTANCE_STOPPING},
    {INSTANCE_CHECKING, EVENT_READY, INSTANCE_RUNNING},
    {INSTANCE_CHECKING, EVENT_RETRY, INSTANCE_QUEUED},
    {INSTANCE_CHECKING, EVENT_GIVEN_UP, INSTANCE_FAILED},
    {INSTANCE_CHECKING, EVENT_DIED, INSTANCE_FAILED},
    {INSTANCE_CHECKING, EVENT_STOP, INSTANCE_STOPPING},
    {INSTANCE_CHECKING, EVENT_WARMED, INSTANCE_WARM},
    {INSTANCE_WARM, EVENT_TAKEN, INSTANCE_RUNNING},
    {INSTANCE_WARM, EVENT_DIED, INSTANCE_STOPPING},
    {INSTANCE_WARM, EVENT_STOP, INSTANCE_STOPPING},
    {INSTANCE_RUNNING, EVENT_DIED, INSTANCE_STOPPING},
    {INSTANCE_RUNNING, EVENT_STOP, INSTANCE_STOPPING},
    {INSTANCE_FAILED, EVENT_STOP, INSTANCE_STOPPING},
    {INSTANCE_STOPPING, EVENT_REMOVED, INSTANCE_GONE},
    {INSTANCE_STOPPING, EVENT_RESTARTED, INSTANCE_QUEUED},
};

/* The state behind the arrow, -1 for none. */
static int
expected(enum instance_state from, enum instance_event_kind event)
{
	for (size_t i = 0; i < N(arrows); i++)
		if (arrows[i].from == from && arrows[i].event == event)
			return (int)arrows[i].to;
	return -1;
}

static void
every_pair_of_state_and_event_is_as_drawn(void **state)
{
	for (int s = 0; s < INSTANCE_STATES; s++)
		for (int ev = 0; ev < EVENT_KINDS; ev++) {
			int want = expected((enum instance_state)s,
			    (enum instance_event_kind)ev);
			/* the sentinel must survive a refusal */
			enum instance_state to = INSTANCE_STATES;

			assert_int_equal(instance_next((enum instance_state)s,
					     (enum instance_event_kind)ev, &to),
			    want >= 0);
			assert_int_equal(
			    to, want >= 0 ? want : INSTANCE_STATES);
		}
}

static void
every_live_state_can_be_left_by_a_stop(void **state)
{
	for (int s = 0; s < INSTANCE_STATES; s++) {
		enum instance_state to;

		if (s == INSTANCE_GONE || s == INSTANCE_STOPPING)
			continue;
		assert_true(
		    instance_next((enum instance_state)s, EVENT_STOP, &to));
		assert_int_equal(to, INSTANCE_STOPPING);
	}
}

static void
the_slot_is_held_until_gone_and_pending_ends_at_running(void **state)
{
	for (int s = 0; s < INSTANCE_STATES; s++) {
		assert_int_equal(instance_is_live((enum instance_state)s),
		    s != INSTANCE_GONE);
		assert_int_equal(instance_is_pending((enum instance_state)s),
		    s == INSTANCE_QUEUED || s == INSTANCE_CREATING ||
			s == INSTANCE_STARTING || s == INSTANCE_CHECKING);
	}
}

static void
names_of_states_lead_back_to_them(void **state)
{
	for (int s = 0; s < INSTANCE_STATES; s++)
		assert_int_equal(instance_state_from(instance_state_name(
				     (enum instance_state)s)),
		    s);
	assert_string_equal(instance_state_name(INSTANCE_GONE), "gone");
	assert_int_equal(instance_state_from("Gone"), -1);
	assert_int_equal(instance_state_from(""), -1);
	assert_int_equal(instance_state_from(NULL), -1);
	assert_int_equal(instance_desired_from("running"), DESIRED_RUNNING);
	assert_int_equal(instance_desired_from("stopped"), DESIRED_STOPPED);
	assert_int_equal(instance_desired_from("gone"), -1);
	assert_string_equal(instance_desired_name(DESIRED_STOPPED), "stopped");
}

#define LEADS_BACK(what, type, last)                               \
	do {                                                       \
		for (int i = 0; i <= (int)(last); i++)             \
			assert_int_equal(                          \
			    what##_from(what##_name((type)i)), i); \
		assert_int_equal(what##_from("nonsense"), -1);     \
	} while (0)

static void
names_of_the_model_lead_back_to_their_values(void **state)
{
	LEADS_BACK(role, enum role, ROLE_ADMIN);
	LEADS_BACK(challenge_type, enum challenge_type, CHALLENGE_CONTAINER);
	LEADS_BACK(challenge_state, enum challenge_state, CHALLENGE_VISIBLE);
	LEADS_BACK(score_function, enum score_function, SCORE_LOGARITHMIC);
	LEADS_BACK(endpoint_kind, enum endpoint_kind, KIND_UDP);
	LEADS_BACK(end_reason, enum end_reason, END_CHALLENGE_GONE);
	assert_int_equal(role_from(NULL), -1);
	assert_int_equal(endpoint_kind_from(""), -1);
}

static void
views_and_orders_have_names_that_lead_back(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < INSTANCE_WHICH; i++)
		assert_int_equal(instance_which_from(instance_which_name(
				     (enum instance_which)i)),
		    i);
	for (i = 0; i < INSTANCE_SORTS; i++)
		assert_int_equal(instance_sort_from(instance_sort_name(
				     (enum instance_sort)i)),
		    i);
	for (i = 0; i < INSTANCE_BULKS; i++)
		assert_int_equal(instance_bulk_from(instance_bulk_name(
				     (enum instance_bulk)i)),
		    i);
	assert_int_equal(instance_which_from("x"), -1);
	assert_int_equal(instance_sort_from(""), -1);
	assert_int_equal(instance_bulk_from("purge"), -1);
	assert_true(instance_which_is_past(WHICH_ENDED));
	assert_false(instance_which_is_past(WHICH_LIVE));
	assert_string_equal(
	    instance_which_states(WHICH_STARTING), "creating,starting,checking");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_pair_of_state_and_event_is_as_drawn),
	    cmocka_unit_test(every_live_state_can_be_left_by_a_stop),
	    cmocka_unit_test(
		the_slot_is_held_until_gone_and_pending_ends_at_running),
	    cmocka_unit_test(names_of_states_lead_back_to_them),
	    cmocka_unit_test(names_of_the_model_lead_back_to_their_values),
	    cmocka_unit_test(views_and_orders_have_names_that_lead_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
