/*
 * The warm pool against a real database: who gets one that is ready, and when
 * another is made.
 */
#include "instances_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/mem.h"
#include "service/challenges.h"

#define AT_ONCE 20

static void
test_a_start_takes_one_that_is_warm(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct instance *in;
	struct work *w;

	sql(f, "UPDATE challenges SET warm = 2 WHERE id = 1");
	assert_int_equal(refill(f, p), 2);
	assert_int_equal(refill(f, p), 0);
	w = bring_up_kind(f, p, WORK_REFILL, 30000);
	assert_int_equal(w->in.expires_us, 0);
	in = request(f, p, &ann, WEB, REQUEST_WARM);
	assert_int_equal(in->id.n, w->in.id.n);
	assert_int_equal(in->state, INSTANCE_RUNNING);
	assert_false(in->pool);
	assert_true(in->expires_us > in->ready_us);
	assert_int_equal(in->endpoints[0].host_port, 30000);
	assert_string_equal(in->slot, "u1");
	/* used once: the next gets one of its own, and the pool is refilled */
	request(f, p, &bob, WEB, REQUEST_QUEUED);
	assert_int_equal(refill(f, p), 1);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instances WHERE pool = 1"), 2);
}

/* In a child: one start over its own connection. */
static int
take_in_child(struct db_fixture *f, int i)
{
	struct service_process *p =
	    process(f, db_fixture_open(f, &f->conf), ASSIGN_USER);
	struct account who = {
	    .id = {100 + i}, .name = "child", .team_name = ""};
	struct service s = call(f, p, &who);
	enum request_outcome outcome;
	struct instance *in;

	return (instance_request(&s, WEB, &outcome, &in) != ERR_OK);
}

static void
test_no_warm_one_is_taken_twice(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	int i;

	sql(f, "UPDATE challenges SET warm = 10 WHERE id = 1");
	for (i = 0; i < AT_ONCE; i++)
		MUST(db_exec(f->b,
		    "INSERT INTO users (id, name, name_key, password_hash)"
		    " VALUES (?, ?, ?, '')",
		    DB_ARGS(DB_INT(100 + i),
			DB_STR(mem_printf(f->mem, "c%d", i)),
			DB_STR(mem_printf(f->mem, "c%d", i))),
		    NULL, NULL, &f->e));
	assert_int_equal(refill(f, p), 10);
	for (i = 0; i < 10; i++)
		bring_up_kind(f, p, WORK_REFILL, 30000 + i);
	in_children(f, AT_ONCE, take_in_child);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instances WHERE state = 'running'"
		     " AND pool = 0"),
	    10);
	assert_int_equal(
	    count(f, "SELECT COUNT(DISTINCT user_id) FROM instances"), AT_ONCE);
	assert_int_equal(
	    count(f, "SELECT COUNT(*) FROM instances WHERE state = 'queued'"
		     " AND pool = 0"),
	    AT_ONCE - 10);
}

static void
test_the_pool_waits_while_players_do(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);

	sql(f, "UPDATE challenges SET warm = 1 WHERE id = 1");
	refill(f, p);
	request(f, p, &ann, PWN, REQUEST_QUEUED);
	assert_null(claim(f, p, "k/1", WORK_REFILL));
	bring_up(f, p, 30000);
	assert_non_null(claim(f, p, "k/1", WORK_REFILL));
}

static void
test_a_pool_shrinks_and_is_renewed_with_its_challenge(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &adm);
	struct challenge_field image = {"image", "i:2"};
	struct challenge_field text = {"description", "other"};
	struct challenge *c;

	sql(f, "UPDATE challenges SET warm = 3 WHERE id = 1");
	refill(f, p);
	bring_up_kind(f, p, WORK_REFILL, 30000);
	assert_int_equal(challenge_update(&s, WEB, &text, 1, &c), ERR_OK);
	assert_int_equal(
	    count(
		f, "SELECT COUNT(*) FROM instances WHERE desired = 'stopped'"),
	    0);
	assert_int_equal(challenge_update(&s, WEB, &image, 1, &c), ERR_OK);
	assert_int_equal(
	    count(
		f, "SELECT COUNT(*) FROM instances WHERE desired = 'stopped'"),
	    3);
	request(f, p, &ann, WEB, REQUEST_QUEUED);
	assert_int_equal(refill(f, p), 3);
	sql(f, "UPDATE challenges SET warm = 1 WHERE id = 1");
	assert_int_equal(refill(f, p), 2);
	sql(f, "UPDATE challenges SET state = 'hidden' WHERE id = 1");
	assert_int_equal(refill(f, p), 1);
	assert_int_equal(refill(f, p), 0);
}

static void
test_a_pool_that_fails_is_not_refilled_at_once(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct work *w;

	sql(f, "UPDATE challenges SET warm = 1 WHERE id = 1");
	refill(f, p);
	w = claim(f, p, "k/1", WORK_REFILL);
	STEP(w, .event = EVENT_GIVEN_UP, .release = true);
	assert_int_equal(refill(f, p), 0);
	take_down(f, p);
	assert_int_equal(refill(f, p), 0);
	sql(f, "UPDATE instances SET"
	       " ended_at = UTC_TIMESTAMP(6) - INTERVAL 61 SECOND");
	assert_int_equal(refill(f, p), 1);
}

static void
test_a_warm_container_that_dies_is_taken_down(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, NULL);
	struct work_known *k;
	struct work *w;
	size_t n;

	sql(f, "UPDATE challenges SET warm = 1 WHERE id = 1");
	refill(f, p);
	bring_up_kind(f, p, WORK_REFILL, 30000);
	assert_int_equal(work_known_list(&s, &k, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(k[0].state, INSTANCE_WARM);
	assert_int_equal(work_died(&s, &k[0], true, 1, false, "x"), ERR_OK);
	request(f, p, &ann, WEB, REQUEST_QUEUED);
	w = take_down(f, p);
	assert_int_equal(w->in.end_reason, END_DIED);
}

static void
test_a_pool_whose_last_wrote_too_much_waits(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, NULL);
	struct work_known *k;
	bool done = false;
	size_t n;

	sql(f, "UPDATE challenges SET warm = 1 WHERE id = 1");
	refill(f, p);
	bring_up_kind(f, p, WORK_REFILL, 30000);
	assert_int_equal(work_known_list(&s, &k, &n), ERR_OK);
	assert_int_equal(work_evict(&s, k[0].public_id, 1, "x", &done), ERR_OK);
	assert_true(done);
	assert_int_equal(take_down(f, p)->in.end_reason, END_EVICTED);
	assert_int_equal(refill(f, p), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(test_a_start_takes_one_that_is_warm),
	    FRESH(test_no_warm_one_is_taken_twice),
	    FRESH(test_the_pool_waits_while_players_do),
	    FRESH(test_a_pool_shrinks_and_is_renewed_with_its_challenge),
	    FRESH(test_a_pool_that_fails_is_not_refilled_at_once),
	    FRESH(test_a_warm_container_that_dies_is_taken_down),
	    FRESH(test_a_pool_whose_last_wrote_too_much_waits),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
