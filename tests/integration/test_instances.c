/*
 * Requests and orders against a real database: who gets a row, and who may
 * touch it.
 */
#include "instances_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "store/instances.h"

#define STARTERS 20

/* ------------------------------------------------ many at once */

/* In a child: one request over its own connection; the exit status. */
static int
request_in_child(struct db_fixture *f, int i)
{
	struct service_process *p =
	    process(f, db_fixture_open(f, &f->conf), ASSIGN_USER);
	struct service s = call(f, p, &ann);
	enum request_outcome outcome;
	struct instance *in;
	enum err err;

	err = instance_request(&s, i % 2 == 0 ? WEB : PWN, &outcome, &in);
	if (err == ERR_OK)
		return (0);
	return (
	    err == ERR_CONFLICT && strncmp(s.error.message,
				       "Stop other instance running (", 29) == 0
		? 0
		: 1);
}

static void
test_twenty_at_once_make_one_row(void **state)
{
	struct db_fixture *f = *state;

	in_children(f, STARTERS, request_in_child);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instances"), 1);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instances WHERE slot = 'u1'"), 1);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instance_events"), 1);
}

/* ------------------------------------------------ quotas */

static void
test_user_has_one_over_all_challenges(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	request(f, p, &ann, WEB, REQUEST_PENDING);
	refused(f, p, &ann, PWN, ERR_CONFLICT,
	    "Stop other instance running (Web 1)");
	request(f, p, &bob, PWN, REQUEST_QUEUED);
}

static void
test_team_has_one_for_all_members(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_TEAM);
	struct instance *in = request(f, p, &ann, WEB, REQUEST_QUEUED);

	assert_int_equal(
	    request(f, p, &bob, WEB, REQUEST_PENDING)->id.n, in->id.n);
	refused(f, p, &bob, PWN, ERR_CONFLICT,
	    "Stop other instance running (Web 1)");
	refused(f, p, &cyd, WEB, ERR_CONFLICT, "User not a member of a team");
}

static void
test_unlimited_has_one_for_each_challenge(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);
	struct service s = call(f, p, &ann);
	struct instance *all;
	size_t n;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	request(f, p, &ann, PWN, REQUEST_QUEUED);
	request(f, p, &ann, WEB, REQUEST_PENDING);
	request(f, p, &bob, WEB, REQUEST_QUEUED);
	assert_int_equal(instance_mine_all(&s, &all, &n), ERR_OK);
	assert_int_equal(n, 2);
	assert_int_equal(all[0].queue_place, 1);
	/* bob comes between: owners take turns */
	assert_int_equal(all[1].queue_place, 3);
	p->settings->teams_mode = true;
	request(f, p, &ann, SHORT, REQUEST_QUEUED);
	request(f, p, &bob, SHORT, REQUEST_PENDING);
}

static void
test_quota_holds_when_the_assignment_changes(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	p->settings->assignment = ASSIGN_USER;
	refused(f, p, &ann, PWN, ERR_CONFLICT,
	    "Stop other instance running (Web 1)");
	request(f, p, &ann, WEB, REQUEST_PENDING);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instances"), 1);
}

static void
test_only_visible_container_challenges_start(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);

	refused(f, p, &ann, (struct challenge_id){99}, ERR_NOT_FOUND,
	    "Challenge not found");
	refused(f, p, &ann, BARE, ERR_NOT_FOUND, "Challenge not found");
	refused(f, p, &ann, DARK, ERR_NOT_FOUND, "Challenge not found");
	refused(f, p, NULL, WEB, ERR_LOGIN, "You are not logged in.");
	request(f, p, &adm, DARK, REQUEST_QUEUED);
}

/* ------------------------------------------------ orders */

static void
test_nobody_stops_what_is_not_theirs(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &bob);
	struct instance *in;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_NOT_FOUND);
	assert_string_equal(s.error.message, "No running container found.");
	assert_int_equal(instance_renew(&s, WEB, &in), ERR_NOT_FOUND);
	assert_string_equal(s.error.message, "Container not found");
	assert_int_equal(instance_mine(&s, WEB, &in), ERR_OK);
	assert_null(in);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instances WHERE "
				  "desired = 'running'"),
	    1);
}

static void
test_stop_frees_the_slot_once_the_engine_confirmed(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann);
	struct instance *in;
	struct work *w;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	in = request(f, p, &ann, WEB, REQUEST_RUNNING);
	assert_int_equal(in->endpoints_n, 1);
	assert_int_equal(in->endpoints[0].host_port, 30000);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	assert_int_equal(in->desired, DESIRED_STOPPED);
	refused(f, p, &ann, PWN, ERR_CONFLICT,
	    "Stop other instance running (Web 1)");
	w = take_down(f, p);
	assert_int_equal(w->in.state, INSTANCE_GONE);
	assert_int_equal(w->in.end_reason, END_STOPPED);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM endpoints"), 0);
	assert_int_equal(count(f, "SELECT COUNT(slot) FROM instances"), 0);
	assert_int_equal(instance_wait(&s, in, WAIT_GONE, 1, &in), ERR_OK);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_NOT_FOUND);
	request(f, p, &ann, PWN, REQUEST_QUEUED);
}

static void
test_reset_starts_the_next_generation(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann);
	struct instance *in, *first;
	struct work *w;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(instance_reset(&s, WEB, &first), ERR_OK);
	assert_true(first->restart);
	assert_int_equal(
	    instance_wait(&s, first, WAIT_RUNNING, 0, &in), ERR_TIMEOUT);
	request(f, p, &ann, WEB, REQUEST_PENDING);
	w = take_down(f, p);
	assert_int_equal(w->in.state, INSTANCE_QUEUED);
	assert_int_equal(w->in.generation, 2);
	assert_string_equal(w->in.container_id, "");
	w = bring_up(f, p, 30001);
	assert_int_equal(w->in.id.n, first->id.n);
	assert_int_equal(
	    instance_wait(&s, first, WAIT_RUNNING, 1, &in), ERR_OK);
	assert_int_equal(in->generation, 2);
	assert_int_equal(in->endpoints[0].host_port, 30001);
}

static void
test_request_while_stopping_starts_anew(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann);
	struct instance *in;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	request(f, p, &ann, WEB, REQUEST_QUEUED);
	assert_int_equal(take_down(f, p)->in.generation, 2);
	bring_up(f, p, 30001);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	request(f, p, &ann, WEB, REQUEST_QUEUED);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	assert_int_equal(take_down(f, p)->in.state, INSTANCE_GONE);
}

static void
test_renewals_are_counted_and_never_shorten(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);
	struct service s = call(f, p, &ann);
	struct instance *in;
	int64_t was_us;

	request(f, p, &ann, SHORT, REQUEST_QUEUED);
	assert_int_equal(instance_renew(&s, SHORT, &in), ERR_NOT_FOUND);
	was_us = bring_up(f, p, 30000)->in.expires_us;
	assert_true(was_us > 0);
	assert_int_equal(instance_renew(&s, SHORT, &in), ERR_OK);
	assert_true(in->expires_us > was_us);
	assert_int_equal(in->renewals, 1);
	assert_int_equal(instance_renew(&s, SHORT, &in), ERR_CONFLICT);
	assert_string_equal(s.error.message, "No renewals left");
	MUST(db_script(f->a,
	    "UPDATE instances SET renewals = 0,"
	    " expires_at = '2099-01-01 00:00:00'",
	    &f->e));
	was_us = in->expires_us;
	assert_int_equal(instance_renew(&s, SHORT, &in), ERR_OK);
	assert_int_equal(
	    count(f, "SELECT YEAR(expires_at) FROM instances"), 2099);
}

static void
test_without_lifetime_nothing_expires(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);
	struct service s = call(f, p, &ann);
	int64_t now_us, next_us;
	struct instance *in;
	int n;

	request(f, p, &ann, NEVER, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(work_expire(&s, &n, &now_us, &next_us), ERR_OK);
	assert_int_equal(n, 0);
	assert_true(now_us > 0);
	assert_int_equal(next_us, 0);
	assert_int_equal(instance_renew(&s, NEVER, &in), ERR_OK);
	assert_int_equal(in->expires_us, 0);
}

static void
test_expired_is_ordered_to_stop_and_cannot_renew(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);
	struct service s = call(f, p, &ann);
	int64_t now_us, next_us;
	struct instance *in;
	int n;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	request(f, p, &ann, PWN, REQUEST_QUEUED);
	bring_up(f, p, 30001);
	MUST(db_script(f->a,
	    "UPDATE instances SET expires_at = UTC_TIMESTAMP(6)"
	    " WHERE challenge_id = 1",
	    &f->e));
	assert_int_equal(instance_renew(&s, WEB, &in), ERR_NOT_FOUND);
	assert_int_equal(work_expire(&s, &n, &now_us, &next_us), ERR_OK);
	assert_int_equal(n, 1);
	assert_true(next_us > now_us);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instance_events"
				  " WHERE cause = 'expired'"),
	    1);
	assert_int_equal(take_down(f, p)->in.end_reason, END_EXPIRED);
	assert_null(claim(f, p, "k/1", WORK_REMOVE));
}

static void
test_kill_and_purge_take_everything(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &adm);
	struct instance *in;
	int n;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(
	    instance_kill_container(&s, "none", &in), ERR_NOT_FOUND);
	assert_int_equal(instance_kill_container(&s, ID64, &in), ERR_OK);
	assert_int_equal(in->end_reason, END_KILLED);
	request(f, p, &bob, WEB, REQUEST_QUEUED);
	assert_int_equal(instance_purge(&s, &n), ERR_OK);
	assert_int_equal(n, 2);
	take_down(f, p);
	take_down(f, p);
	assert_int_equal(instance_kill(&s, in->public_id, &in), ERR_NOT_FOUND);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM audit_log WHERE user_id = 4"), 2);
}

static void
test_deleting_a_challenge_stops_its_instances(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct work *w;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	MUST(store_instances_stop_challenge(f->a, WEB, &f->e));
	MUST(db_script(f->a, "DELETE FROM challenges WHERE id = 1", &f->e));
	w = take_down(f, p);
	assert_int_equal(w->in.state, INSTANCE_GONE);
	assert_int_equal(w->in.end_reason, END_CHALLENGE_GONE);
	assert_string_equal(w->in.challenge_name, "Web 1");
}

static void
test_list_finds_by_text_taken_literally(void **state)
{
	static const struct {
		const char *search;
		int total;
	} cases[] = {{"", 2}, {"web", 1}, {"bob", 1}, {"%", 0}, {"_", 0},
	    {"\\", 0}, {"x", 0}};
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &adm);
	struct instance_filter filter = {.which = WHICH_LIVE, .limit = 1};
	struct instance *rows;
	int total;
	size_t i, n;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	request(f, p, &bob, PWN, REQUEST_QUEUED);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		filter.search = cases[i].search;
		assert_int_equal(
		    instance_list(&s, &filter, &rows, &n, &total), ERR_OK);
		assert_int_equal(total, cases[i].total);
		assert_int_equal(n, total > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(test_twenty_at_once_make_one_row),
	    FRESH(test_user_has_one_over_all_challenges),
	    FRESH(test_team_has_one_for_all_members),
	    FRESH(test_unlimited_has_one_for_each_challenge),
	    FRESH(test_quota_holds_when_the_assignment_changes),
	    FRESH(test_only_visible_container_challenges_start),
	    FRESH(test_nobody_stops_what_is_not_theirs),
	    FRESH(test_stop_frees_the_slot_once_the_engine_confirmed),
	    FRESH(test_reset_starts_the_next_generation),
	    FRESH(test_request_while_stopping_starts_anew),
	    FRESH(test_renewals_are_counted_and_never_shorten),
	    FRESH(test_without_lifetime_nothing_expires),
	    FRESH(test_expired_is_ordered_to_stop_and_cannot_renew),
	    FRESH(test_kill_and_purge_take_everything),
	    FRESH(test_deleting_a_challenge_stops_its_instances),
	    FRESH(test_list_finds_by_text_taken_literally),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
