/*
 * The rules of the life cycle that go beyond one instance of one player:
 * evictions, flags of single instances, quotas and caps, the order of the
 * queue, the longest life, and the ways out for players and admins.
 */
#include "instances_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "service/challenges.h"

#define AT_ONCE 20

/* ------------------------------------------------ evictions */

static void
test_who_writes_too_much_is_evicted_once_and_in_its_generation(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, NULL);
	const char *public_id;
	struct work_known *k;
	struct work *w;
	bool done = true;
	size_t n;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(work_known_list(&s, &k, &n), ERR_OK);
	public_id = k[0].public_id;
	assert_int_equal(work_evict(&s, public_id, 2, "x", &done), ERR_OK);
	assert_false(done);
	assert_int_equal(
	    work_evict(&s, "0123456789abcdef", 1, "x", &done), ERR_OK);
	assert_false(done);
	assert_int_equal(
	    work_evict(&s, public_id, 1, "9 MB written", &done), ERR_OK);
	assert_true(done);
	assert_int_equal(work_evict(&s, public_id, 1, "x", &done), ERR_OK);
	assert_false(done);
	w = take_down(f, p);
	assert_int_equal(w->in.end_reason, END_EVICTED);
	assert_string_equal(w->in.error_admin, "9 MB written");
	assert_int_equal(work_evict(&s, public_id, 1, "x", &done), ERR_OK);
	assert_false(done);
}

/* ------------------------------------------------ flags */

static void
test_each_instance_has_a_flag_of_its_own_and_keeps_it(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann);
	struct instance *in, *other;

	sql(f, "UPDATE challenges SET flag_template = 'F{%hex16%}'");
	in = request(f, p, &ann, WEB, REQUEST_QUEUED);
	other = request(f, p, &bob, WEB, REQUEST_QUEUED);
	assert_int_equal(strlen(in->flag), 19);
	assert_string_not_equal(in->flag, other->flag);
	bring_up(f, p, 30000);
	assert_int_equal(instance_reset(&s, WEB, &other), ERR_OK);
	take_down(f, p);
	assert_int_equal(instance_mine(&s, WEB, &other), ERR_OK);
	assert_string_equal(other->flag, in->flag);
	sql(f, "UPDATE challenges SET flag_template = ''");
	assert_string_equal(request(f, p, &cyd, WEB, REQUEST_QUEUED)->flag, "");
}

/* ------------------------------------------------ quota and cap */

static void
test_a_quota_of_three_is_exact(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann);
	struct instance *in;

	p->settings->quota = 3;
	request(f, p, &ann, WEB, REQUEST_QUEUED);
	request(f, p, &ann, PWN, REQUEST_QUEUED);
	request(f, p, &ann, SHORT, REQUEST_QUEUED);
	request(f, p, &ann, PWN, REQUEST_PENDING);
	refused(f, p, &ann, NEVER, ERR_CONFLICT,
	    "Stop other instance running (Web 1)");
	assert_int_equal(instance_stop(&s, PWN, &in), ERR_OK);
	assert_string_equal(
	    request(f, p, &ann, NEVER, REQUEST_QUEUED)->slot, "u1#2");
	/* a smaller quota counts what is there */
	p->settings->quota = 1;
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	refused(f, p, &ann, WEB, ERR_CONFLICT,
	    "Stop other instance running (Short)");
}

/* In a child: one start of another challenge each, quota 3. */
static int
quota_in_child(struct db_fixture *f, int i)
{
	static const struct challenge_id all[] = {WEB, PWN, SHORT, NEVER};
	struct service_process *p =
	    process(f, db_fixture_open(f, &f->conf), ASSIGN_TEAM);
	struct service s = call(f, p, i % 2 == 0 ? &ann : &bob);
	enum request_outcome outcome;
	struct instance *in;
	enum err err;

	p->settings->quota = 3;
	err = instance_request(&s, all[i % 4], &outcome, &in);
	return (err != ERR_OK && err != ERR_CONFLICT);
}

static void
test_a_teams_quota_holds_against_twenty_at_once(void **state)
{
	struct db_fixture *f = *state;

	in_children(f, AT_ONCE, quota_in_child);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instances"), 3);
}

/* In a child: as somebody of one's own, under a cap of 5. */
static int
cap_in_child(struct db_fixture *f, int i)
{
	struct service_process *p =
	    process(f, db_fixture_open(f, &f->conf), ASSIGN_UNLIMITED);
	static const struct challenge_id all[] = {WEB, PWN, SHORT, NEVER};
	static const struct account *const people[] = {
	    &ann, &bob, &adm, &adm, &ann};
	struct service s = call(f, p, people[i / 4]);
	enum request_outcome outcome;
	struct instance *in;
	enum err err;

	p->settings->instances_max = 5;
	err = instance_request(&s, all[i % 4], &outcome, &in);
	return (err != ERR_OK && err != ERR_CONFLICT);
}

static void
test_the_cap_over_all_is_exact_and_counts_the_pool(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);

	p->settings->instances_max = 5;
	sql(f, "UPDATE challenges SET warm = 2 WHERE id = 5");
	assert_int_equal(refill(f, p), 2);
	in_children(f, 16, cap_in_child);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instances"), 5);
	refused(f, p, &cyd, PWN, ERR_CONFLICT,
	    "There is no room for another instance right now. Please try "
	    "again later.");
	sql(f, "UPDATE challenges SET warm = 4 WHERE id = 5");
	assert_int_equal(refill(f, p), 0);
}

/* ------------------------------------------------ the queue */

static void
test_owners_take_turns(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);
	struct instance *first, *second, *other;
	struct work *w;

	first = request(f, p, &cyd, WEB, REQUEST_QUEUED);
	second = request(f, p, &cyd, PWN, REQUEST_QUEUED);
	request(f, p, &cyd, SHORT, REQUEST_QUEUED);
	other = request(f, p, &adm, WEB, REQUEST_QUEUED);
	assert_int_equal(first->queue_place, 1);
	assert_int_equal(second->queue_place, 2);
	assert_int_equal(other->queue_place, 2);
	w = bring_up(f, p, 30000);
	assert_int_equal(w->in.id.n, first->id.n);
	w = bring_up(f, p, 30001);
	assert_int_equal(w->in.id.n, other->id.n);
	w = bring_up(f, p, 30002);
	assert_int_equal(w->in.id.n, second->id.n);
}

static void
test_a_place_only_falls_and_the_wait_comes_from_the_keepers(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct keeper_row k = {.name = "k",
	    .engine_ok = true,
	    .engine_error = "",
	    .starts_limit = 2,
	    .start_ms = 5000};
	struct service s = call(f, p, &cyd);
	struct instance *in;
	struct work *w;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	request(f, p, &bob, WEB, REQUEST_QUEUED);
	in = request(f, p, &cyd, WEB, REQUEST_QUEUED);
	assert_int_equal(in->queue_place, 3);
	assert_int_equal(in->wait_s, -1);
	assert_int_equal(work_report(&s, &k), ERR_OK);
	/* one that fails and waits for another try was never behind */
	w = claim(f, p, "k/1", WORK_START);
	STEP(w, .event = EVENT_RETRY, .retry_after_ms = 60000, .release = true);
	assert_int_equal(instance_mine(&s, WEB, &in), ERR_OK);
	assert_int_equal(in->queue_place, 3);
	assert_int_equal(in->wait_s, 8); /* 3 × 5 s, two at a time */
	bring_up(f, p, 30000);
	assert_int_equal(instance_mine(&s, WEB, &in), ERR_OK);
	assert_int_equal(in->queue_place, 2);
}

static void
test_who_is_being_checked_counts_as_ahead_and_a_retry_pushes_nobody(
    void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &cyd);
	struct instance *in;
	struct work *w;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	assert_int_equal(
	    request(f, p, &cyd, WEB, REQUEST_QUEUED)->queue_place, 2);
	w = claim(f, p, "k/1", WORK_START);
	STEP(w, .event = EVENT_CREATED, .container_id = ID64);
	STEP(w, .event = EVENT_STARTED);
	assert_int_equal(instance_mine(&s, WEB, &in), ERR_OK);
	assert_int_equal(in->queue_place, 2);
	STEP(w, .event = EVENT_RETRY, .retry_after_ms = 60000, .release = true);
	assert_int_equal(instance_mine(&s, WEB, &in), ERR_OK);
	assert_int_equal(in->queue_place, 2);
}

static void
test_who_comes_to_an_empty_queue_does_not_overtake_a_retry(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);
	struct service s = call(f, p, &cyd);
	struct instance *in;
	struct work *w;

	request(f, p, &cyd, WEB, REQUEST_QUEUED);
	request(f, p, &cyd, PWN, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(instance_mine(&s, PWN, &in), ERR_OK);
	assert_int_equal(in->queue_place, 1);
	w = claim(f, p, "k/1", WORK_START);
	request(f, p, &adm, WEB, REQUEST_QUEUED);
	STEP(w, .event = EVENT_RETRY, .retry_after_ms = 60000, .release = true);
	assert_int_equal(instance_mine(&s, PWN, &in), ERR_OK);
	assert_int_equal(in->queue_place, 1);
}

static void
test_what_no_keeper_has_begun_is_cancelled_at_once(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann);
	struct instance *in;
	struct work *w;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	assert_int_equal(in->state, INSTANCE_GONE);
	assert_int_equal(in->end_reason, END_STOPPED);
	/* one that failed once may have left a container */
	request(f, p, &ann, PWN, REQUEST_QUEUED);
	w = claim(f, p, "k/1", WORK_START);
	STEP(w, .event = EVENT_RETRY, .release = true);
	assert_int_equal(instance_stop(&s, PWN, &in), ERR_OK);
	assert_int_equal(in->state, INSTANCE_QUEUED);
	refused(f, p, &ann, WEB, ERR_CONFLICT,
	    "Stop other instance running (Pwn 1)");
	take_down(f, p);
	request(f, p, &ann, WEB, REQUEST_QUEUED);
}

/* ------------------------------------------------ the longest life */

static void
test_no_renewal_goes_past_the_longest_life(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann);
	struct instance *in;

	p->settings->life_max_min = 60;
	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	sql(f, "UPDATE instances SET ready_at = ready_at - INTERVAL 30 MINUTE,"
	       " expires_at = expires_at - INTERVAL 30 MINUTE");
	assert_int_equal(instance_renew(&s, WEB, &in), ERR_OK);
	assert_int_equal((in->expires_us - in->ready_us) / 1000000, 60 * 60);
	assert_int_equal(instance_renew(&s, WEB, &in), ERR_CONFLICT);
	assert_string_equal(s.error.message, "No renewals left");
	assert_int_equal(count(f, "SELECT renewals FROM instances"), 1);
}

/* ------------------------------------------------ ways out */

static void
test_a_removal_that_does_not_end_can_be_forced(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann), admin = call(f, p, &adm);
	struct instance *in;
	struct work *w;

	in = request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(
	    instance_force_remove(&admin, in->public_id, &in), ERR_CONFLICT);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	w = claim(f, p, "k/1", WORK_REMOVE);
	STEP(w, .event = EVENT_STOP);
	assert_int_equal(
	    instance_force_remove(&admin, in->public_id, &in), ERR_OK);
	assert_int_equal(in->state, INSTANCE_GONE);
	/* the keeper that was at it has lost it */
	assert_int_equal(
	    advance(f, p, "k/1", w,
		(struct work_step){.event = EVENT_REMOVED, .cause = "late"}),
	    ERR_LOST);
	request(f, p, &ann, PWN, REQUEST_QUEUED);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM audit_log"
				  " WHERE action = 'instance.force_remove'"),
	    1);
}

static void
test_a_retry_makes_a_waiting_step_due(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service admin = call(f, p, &adm);
	struct instance *in;
	struct work *w;

	in = request(f, p, &ann, WEB, REQUEST_QUEUED);
	w = claim(f, p, "k/1", WORK_START);
	STEP(
	    w, .event = EVENT_RETRY, .retry_after_ms = 600000, .release = true);
	assert_null(claim(f, p, "k/1", WORK_START));
	assert_int_equal(instance_retry(&admin, in->public_id, &in), ERR_OK);
	bring_up(f, p, 30000);
	assert_int_equal(
	    instance_retry(&admin, in->public_id, &in), ERR_CONFLICT);
}

static void
test_what_stands_still_is_named(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &adm);
	struct keeper_row k = {
	    .name = "k", .engine_ok = true, .engine_error = ""};
	struct instance *in;
	size_t n;

	assert_int_equal(work_report(&s, &k), ERR_OK);
	request(f, p, &ann, WEB, REQUEST_QUEUED);
	request(f, p, &bob, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(instance_purge(&s, &(int){0}), ERR_OK);
	assert_int_equal(instance_stuck_list(&s, &in, &n), ERR_OK);
	assert_int_equal(n, 0);
	sql(f, "UPDATE instance_events SET at = at - INTERVAL 61 SECOND");
	assert_int_equal(instance_stuck_list(&s, &in, &n), ERR_OK);
	assert_int_equal(n, 1); /* what runs is said to stop, no step yet */
	sql(f, "UPDATE keepers SET seen_at = seen_at - INTERVAL 1 HOUR");
	request(f, p, &cyd, WEB, REQUEST_QUEUED);
	sql(f, "UPDATE instance_events SET at = at - INTERVAL 61 SECOND");
	assert_int_equal(instance_stuck_list(&s, &in, &n), ERR_OK);
	assert_int_equal(n, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(
		test_who_writes_too_much_is_evicted_once_and_in_its_generation),
	    FRESH(test_each_instance_has_a_flag_of_its_own_and_keeps_it),
	    FRESH(test_a_quota_of_three_is_exact),
	    FRESH(test_a_teams_quota_holds_against_twenty_at_once),
	    FRESH(test_the_cap_over_all_is_exact_and_counts_the_pool),
	    FRESH(test_owners_take_turns),
	    FRESH(test_a_place_only_falls_and_the_wait_comes_from_the_keepers),
	    FRESH(
		test_who_is_being_checked_counts_as_ahead_and_a_retry_pushes_nobody),
	    FRESH(test_who_comes_to_an_empty_queue_does_not_overtake_a_retry),
	    FRESH(test_what_no_keeper_has_begun_is_cancelled_at_once),
	    FRESH(test_no_renewal_goes_past_the_longest_life),
	    FRESH(test_a_removal_that_does_not_end_can_be_forced),
	    FRESH(test_a_retry_makes_a_waiting_step_due),
	    FRESH(test_what_stands_still_is_named),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
