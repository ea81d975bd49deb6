/*
 * What admins see and order as a whole: the list of instances by stage and in
 * order, orders for several at once, the load minute by minute, and the other
 * lists with their totals.
 */
#include "instances_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "service/load.h"
#include "service/settings.h"
#include "store/instances.h"
#include "store/lists.h"

/* Ann's runs, Bob's waits, Cyd's is to be stopped; newest last. */
static struct service_process *
three(struct db_fixture *f, struct instance *ret[3])
{
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &cyd);

	ret[0] = request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 4001);
	ret[2] = request(f, p, &cyd, SHORT, REQUEST_QUEUED);
	bring_up(f, p, 4002);
	assert_int_equal(instance_stop(&s, SHORT, &ret[2]), ERR_OK);
	ret[1] = request(f, p, &bob, PWN, REQUEST_QUEUED);
	return (p);
}

static struct instance *
list(struct db_fixture *f, struct service_process *p,
    struct instance_filter filter, size_t *ret_n, int *ret_total)
{
	struct service s = call(f, p, &adm);
	struct instance *rows;

	if (filter.search == NULL)
		filter.search = "";
	if (filter.limit == 0)
		filter.limit = 10;
	assert_int_equal(
	    instance_list(&s, &filter, &rows, ret_n, ret_total), ERR_OK);
	return (rows);
}

static void
test_the_list_shows_each_stage(void **state)
{
	static const struct {
		enum instance_which which;
		size_t n;
	} cases[] = {{WHICH_LIVE, 3}, {WHICH_QUEUED, 1}, {WHICH_RUNNING, 1},
	    {WHICH_STOPPING, 1}, {WHICH_STARTING, 0}, {WHICH_WARM, 0},
	    {WHICH_ERROR, 0}, {WHICH_FAILED, 0}, {WHICH_ENDED, 0}};
	struct db_fixture *f = *state;
	struct instance *in[3];
	struct service_process *p = three(f, in);
	size_t i, n;
	int total;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		list(f, p, (struct instance_filter){.which = cases[i].which},
		    &n, &total);
		assert_int_equal(n, cases[i].n);
		assert_int_equal(total, cases[i].n);
	}
	MUST(db_script(f->a,
	    "UPDATE instances SET error_admin = 'refused' WHERE user_id = 2;"
	    "UPDATE instances SET state = 'gone', end_reason = 'died',"
	    " ended_at = UTC_TIMESTAMP(6) WHERE user_id = 3",
	    &f->e));
	list(f, p, (struct instance_filter){.which = WHICH_ERROR}, &n, &total);
	assert_int_equal(n, 1);
	list(f, p, (struct instance_filter){.which = WHICH_FAILED}, &n, &total);
	assert_int_equal(n, 1);
	list(f, p, (struct instance_filter){.which = WHICH_ENDED}, &n, &total);
	assert_int_equal(n, 1);
}

static void
test_the_list_is_sorted_and_paged(void **state)
{
	static const struct {
		enum instance_sort sort;
		enum sort_direction direction;
		int first, last; /* whose, in the order of three() */
	} cases[] = {
	    {SORT_CREATED, SORT_DOWN, 1, 0},
	    {SORT_CREATED, SORT_UP, 0, 1},
	    {SORT_OWNER, SORT_UP, 0, 2},
	    {SORT_OWNER, SORT_DOWN, 2, 0},
	    {SORT_STATE, SORT_UP, 1, 2}, /* queued, running, stopping */
	    {SORT_RENEWALS, SORT_DOWN, 0, 2},
	    /* what has no end yet is last either way */
	    {SORT_EXPIRES, SORT_UP, 0, 1},
	    {SORT_EXPIRES, SORT_DOWN, 2, 1},
	};
	struct db_fixture *f = *state;
	struct instance *in[3], *rows;
	struct service_process *p = three(f, in);
	size_t i, n;
	int total;

	MUST(db_script(f->a,
	    "UPDATE instances SET renewals = 2,"
	    " expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 MINUTE"
	    " WHERE user_id = 1;"
	    "UPDATE instances SET renewals = 1 WHERE user_id = 2;"
	    "UPDATE instances SET team_id = NULL",
	    &f->e));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rows = list(f, p,
		    (struct instance_filter){
			.sort = cases[i].sort, .direction = cases[i].direction},
		    &n, &total);
		assert_int_equal(n, 3);
		assert_string_equal(
		    rows[0].public_id, in[cases[i].first]->public_id);
		assert_string_equal(
		    rows[2].public_id, in[cases[i].last]->public_id);
	}
	/* the total, whether a page is full, partly full, or past the end */
	for (i = 0; i < 5; i++) {
		list(f, p,
		    (struct instance_filter){.limit = 2, .offset = (int)i}, &n,
		    &total);
		assert_int_equal(total, 3);
		assert_int_equal(n, i < 2 ? 2 : i == 2 ? 1 : 0);
	}
}

static struct bulk_result
bulk(struct db_fixture *f, struct service_process *p, enum instance_bulk what,
    struct instance *const *in, size_t n)
{
	struct service s = call(f, p, &adm);
	const char *ids[8];
	struct bulk_result r;
	size_t i;

	for (i = 0; i < n; i++)
		ids[i] = in[i]->public_id;
	ids[n] = "0000000000000000";
	assert_int_equal(instance_bulk(&s, what, ids, n + 1, &r), ERR_OK);
	return (r);
}

static void
test_several_are_stopped_at_once(void **state)
{
	struct db_fixture *f = *state;
	struct instance *in[3];
	struct service_process *p = three(f, in);
	struct bulk_result r = bulk(f, p, BULK_STOP, in, 3);

	assert_int_equal(r.done, 3);
	assert_int_equal(r.skipped, 1); /* there is no such instance */
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instances"
				  " WHERE desired = 'stopped'"),
	    3);
	/* what no keeper had begun with is gone */
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instances WHERE state = 'gone'"), 1);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM audit_log WHERE user_name = 'adm'"
		     " AND action = 'instance.kill'"
		     " AND before_ LIKE '% of %, %'"),
	    3);
	r = bulk(f, p, BULK_STOP, in + 1, 1);
	assert_int_equal(r.done, 0);
	assert_int_equal(r.skipped, 2);
}

static void
test_an_admins_renewal_costs_the_owner_nothing(void **state)
{
	struct db_fixture *f = *state;
	struct instance *in[3];
	struct service_process *p = three(f, in);
	struct bulk_result r;

	MUST(db_script(f->a,
	    "UPDATE instances SET renewals_max = 0,"
	    " expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 MINUTE"
	    " WHERE state = 'running'",
	    &f->e));
	r = bulk(f, p, BULK_RENEW, in, 3);
	/* one waits, and one shall stop */
	assert_int_equal(r.done, 1);
	assert_int_equal(r.skipped, 3);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instances WHERE user_id = 1"
		     " AND renewals = 0 AND expires_at >"
		     " UTC_TIMESTAMP(6) + INTERVAL 44 MINUTE"),
	    1);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instances WHERE user_id = 3"
		     " AND expires_at > UTC_TIMESTAMP(6) + INTERVAL 2 MINUTE"),
	    0);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instance_events"
		     " WHERE cause = 'extended' AND actor = 'adm'"),
	    1);
}

static void
test_removal_at_once_frees_the_slot(void **state)
{
	struct db_fixture *f = *state;
	struct instance *in[3];
	struct service_process *p = three(f, in);
	struct bulk_result r = bulk(f, p, BULK_REMOVE, in, 3);

	assert_int_equal(r.done, 3);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instances WHERE state = 'gone'"
		     " AND slot IS NULL"),
	    3);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM endpoints"), 0);
	request(f, p, &ann, WEB, REQUEST_QUEUED);
}

static void
test_the_load_is_counted_now_and_by_the_minute(void **state)
{
	struct db_fixture *f = *state;
	struct instance *in[3];
	struct service_process *p = three(f, in);
	struct service s = call(f, p, &adm);
	struct load load;

	assert_int_equal(load_read(&s, &load), ERR_OK);
	assert_int_equal(load.minutes_n, 0);
	assert_int_equal(load.start_ms, -1);
	assert_int_equal(load.starts, 2);
	/* one start took 2 s, one 4 s: the median is between */
	MUST(db_script(f->a,
	    "UPDATE instances SET ready_at = requested_at + INTERVAL 2 SECOND"
	    " WHERE user_id = 1;"
	    "UPDATE instances SET ready_at = requested_at + INTERVAL 4 SECOND"
	    " WHERE user_id = 3;"
	    "UPDATE challenges SET memory_mb = 100, cpu_milli = 250"
	    " WHERE id = 1",
	    &f->e));
	assert_int_equal(load_sample(&s), ERR_OK);
	assert_int_equal(load_sample(&s), ERR_OK);
	assert_int_equal(load_read(&s, &load), ERR_OK);
	assert_int_equal(load.by_state[INSTANCE_RUNNING], 1);
	assert_int_equal(load.by_state[INSTANCE_QUEUED], 1);
	assert_int_equal(load.by_state[INSTANCE_STOPPING], 1);
	assert_int_equal(load.live, 3);
	assert_int_equal(load.failed, 0);
	/* promised: what a challenge says, else the settings; none in queue */
	assert_int_equal(load.memory_mb, 100 + p->settings->memory_mb);
	assert_int_equal(load.cpu_milli, 250 + p->settings->cpu_milli);
	assert_in_range(load.minutes_n, 1, 2);
	assert_int_equal(load.start_ms, 3000);
	assert_int_equal(load.minutes[load.minutes_n - 1].running, 1);
	assert_int_equal(load.minutes[load.minutes_n - 1].queued, 1);
	assert_int_equal(load.minutes[load.minutes_n - 1].stopping, 1);
	MUST(db_script(f->a,
	    "UPDATE instances SET state = 'gone', end_reason = 'failed',"
	    " ended_at = UTC_TIMESTAMP(6) WHERE user_id = 2",
	    &f->e));
	assert_int_equal(load_read(&s, &load), ERR_OK);
	assert_int_equal(load.failed, 1);
}

static void
test_minutes_are_forgotten_after_a_day(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &adm);
	struct load load;

	MUST(db_script(f->a,
	    "INSERT INTO load_minutes SELECT DATE_FORMAT(UTC_TIMESTAMP()"
	    " - INTERVAL h.h HOUR, '%Y-%m-%d %H:%i:00'), 7, 0, 0, 0, 0, 0, 0,"
	    " NULL FROM (SELECT 0 AS h UNION SELECT 2 UNION SELECT 25) h",
	    &f->e));
	assert_int_equal(load_read(&s, &load), ERR_OK);
	assert_int_equal(load.minutes_n, 1);
	assert_int_equal(load.minutes[0].running, 7);
	assert_int_equal(load.start_ms, -1);
	assert_int_equal(load_trim(&s), ERR_OK);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM load_minutes"), 2);
}

static void
test_lists_count_what_they_show(void **state)
{
	static const struct {
		enum list list;
		const char *filter, *search;
		int total;
	} cases[] = {
	    {LIST_SUBMISSIONS, "", "", 2},
	    {LIST_SUBMISSIONS, "correct", "", 1},
	    {LIST_SUBMISSIONS, "", "wro", 1},
	    {LIST_SUBMISSIONS, "incorrect", "Web 1", 1},
	    {LIST_SOLVES, "", "", 0},
	    {LIST_AWARDS, "", "", 1},
	    {LIST_AWARDS, "taken", "", 0},
	    {LIST_AWARDS, "given", "help", 1},
	    {LIST_CHEATS, "", "", 0},
	    {LIST_AUDIT, "", "", 2},
	    {LIST_AUDIT, "settings", "", 1},
	    {LIST_AUDIT, "user", "", 1},
	    {LIST_AUDIT, "", "45", 1},
	    {LIST_AUDIT, "", "192.0.2.1", 2},
	    {LIST_AUDIT, "", "192.0.2", 0},
	    {LIST_AUDIT, "settings", "nothing", 0},
	};
	struct db_fixture *f = *state;
	struct list_query q = {.limit = 10};
	struct list_row *rows;
	size_t i, n;
	int total;

	MUST(db_script(f->a,
	    "INSERT INTO submissions (challenge_id, account, user_id, kind,"
	    " provided, ip) VALUES (1, 1, 1, 'correct', 'right', '192.0.2.1'),"
	    " (1, 2, 2, 'incorrect', 'wrong', '192.0.2.2');"
	    "INSERT INTO awards (account, user_id, name, value, category,"
	    " description) VALUES (1, 1, 'help', 5, '', '');"
	    "INSERT INTO audit_log (user_name, ip, action, object, before_,"
	    " after_) VALUES ('adm', '192.0.2.1', 'settings.update',"
	    " 'settings/x', '45', '30'), ('adm', '192.0.2.1', 'user.add',"
	    " 'users/9', NULL, 'nina')",
	    &f->e));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		q.filter = cases[i].filter;
		q.search = cases[i].search;
		MUST(store_list(
		    f->a, f->mem, cases[i].list, &q, &rows, &n, &f->e));
		MUST(store_list_total(
		    f->a, f->mem, cases[i].list, &q, &total, &f->e));
		assert_int_equal(n, cases[i].total);
		assert_int_equal(total, cases[i].total);
	}
}

/* One schema for all: making it takes longer than all of the tests. */
static int
clean(void **state)
{
	struct db_fixture *f = *state;

	MUST(db_script(f->a,
	    "DELETE FROM instances; DELETE FROM audit_log;"
	    "DELETE FROM load_minutes; DELETE FROM submissions;"
	    "DELETE FROM awards;"
	    "UPDATE challenges SET memory_mb = 0, cpu_milli = 0",
	    &f->e));
	return (0);
}

/* Statements find what lives by a list of states that stands in SQL. */
static void
test_the_list_of_live_states_is_complete(void **state)
{
	struct db_fixture *f = *state;
	const char *quoted;
	int i;

	for (i = 0; i < INSTANCE_STATES; i++) {
		quoted = mem_printf(f->mem, "'%s'",
		    instance_state_name((enum instance_state)i));
		assert_int_equal(strstr(INSTANCE_LIVE_STATES, quoted) != NULL,
		    instance_is_live((enum instance_state)i));
	}
}

#define T(name) cmocka_unit_test_setup(name, clean)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(test_the_list_shows_each_stage),
	    T(test_the_list_is_sorted_and_paged),
	    T(test_several_are_stopped_at_once),
	    T(test_an_admins_renewal_costs_the_owner_nothing),
	    T(test_removal_at_once_frees_the_slot),
	    T(test_the_load_is_counted_now_and_by_the_minute),
	    T(test_minutes_are_forgotten_after_a_day),
	    T(test_lists_count_what_they_show),
	    T(test_the_list_of_live_states_is_complete),
	};

	return (cmocka_run_group_tests(
	    tests, instances_setup, db_fixture_teardown));
}
