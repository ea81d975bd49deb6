/*
 * The keeper's work on instances against a real database: who may claim a row,
 * and that a claim which is no longer ours changes nothing.
 */
#include "instances_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/mem.h"

#define KEEPERS 8
#define ROWS    40

/* ------------------------------------------------ many at once */

/* In a child: claim and note who got what until nothing is left. */
static int
claim_in_child(struct db_fixture *f, int i)
{
	struct service_process *p =
	    process(f, db_fixture_open(f, &f->conf), ASSIGN_UNLIMITED);
	struct service s = call(f, p, NULL);
	struct work *w;
	int rounds;
	size_t n;

	for (rounds = 0; rounds < 4 * ROWS; rounds++) {
		if (work_claim(&s, mem_printf(f->mem, "k%d/1", i), WORK_START,
			2, &w, &n) != ERR_OK)
			return (1);
		while (n > 0)
			if (db_exec(p->db,
				"INSERT INTO claimed (id) VALUES (?)",
				DB_ARGS(DB_INT(w[--n].in.id.n)), NULL, NULL,
				&s.error) != ERR_OK)
				return (2);
	}
	return (0);
}

static void
test_keepers_never_claim_a_row_twice(void **state)
{
	struct db_fixture *f = *state;
	int i;

	MUST(db_script(f->a, "CREATE TABLE claimed (id BIGINT)", &f->e));
	for (i = 0; i < ROWS; i++)
		MUST(db_script(f->a,
		    mem_printf(f->mem,
			"INSERT INTO users (id, name, name_key, password_hash)"
			" VALUES (%d, 'u%d', 'u%d', '');"
			"INSERT INTO instances (public_id, challenge_id,"
			" challenge_name, user_id, slot) VALUES"
			" ('p%d', 1, 'Web 1', %d, 'u%d')",
			100 + i, i, i, i, 100 + i, 100 + i),
		    &f->e));
	in_children(f, KEEPERS, claim_in_child);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM claimed"), ROWS);
	assert_int_equal(
	    count(f, "SELECT COUNT(DISTINCT id) FROM claimed"), ROWS);
	assert_int_equal(count(f, "SELECT MAX(fence) FROM instances"), 1);
}

static void
test_an_owner_has_one_start_in_flight(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_UNLIMITED);
	int i;

	MUST(db_script(f->a,
	    "CREATE TABLE claimed (id BIGINT);"
	    "INSERT INTO instances (public_id, challenge_id, challenge_name,"
	    " user_id, slot) SELECT CONCAT('p', id), id, name, 3,"
	    " CONCAT('u3:c', id) FROM challenges",
	    &f->e));
	in_children(f, KEEPERS, claim_in_child);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM claimed"), 1);
	for (i = 0; i < 3; i++)
		assert_null(claim(f, p, "late/1", WORK_START));
}

/* ------------------------------------------------ leases and steps */

static void
test_a_stale_claim_changes_nothing(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct work_step created = {
	    .event = EVENT_CREATED, .cause = "late", .container_id = ID64};
	struct service s = call(f, p, NULL);
	struct work *old, *new;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	old = claim(f, p, "k/1", WORK_START);
	assert_non_null(old);
	assert_null(claim(f, p, "k/2", WORK_START));
	MUST(db_script(f->a,
	    "UPDATE instances SET lease_until = UTC_TIMESTAMP(6)"
	    " - INTERVAL 1 SECOND",
	    &f->e));
	new = claim(f, p, "k/1", WORK_START);
	assert_non_null(new);
	assert_int_equal(new->in.state, INSTANCE_CREATING);
	assert_int_equal(advance(f, p, "k/1", old, created), ERR_LOST);
	assert_int_equal(work_extend(&s, "k/1", old), ERR_LOST);
	assert_int_equal(work_release(&s, "k/1", old, 0, "late"), ERR_LOST);
	assert_int_equal(advance(f, p, "k/2", new, created), ERR_LOST);
	assert_int_equal(work_extend(&s, "k/1", new), ERR_OK);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instances WHERE"
				  " container_id IS NULL AND error_admin = ''"
				  " AND state = 'creating'"),
	    1);
	assert_int_equal(work_forget_leases(&s, "k/"), ERR_OK);
	assert_int_equal(work_extend(&s, "k/1", new), ERR_LOST);
}

static void
test_a_start_gives_way_to_a_stop(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct work_step created = {
	    .event = EVENT_CREATED, .cause = "t", .container_id = ID64};
	struct service s = call(f, p, &ann);
	struct instance *in;
	struct work *w;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	w = claim(f, p, "k/1", WORK_START);
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	assert_null(claim(f, p, "k/2", WORK_REMOVE));
	assert_int_equal(advance(f, p, "k/1", w, created), ERR_CONFLICT);
	assert_int_equal(work_release(&s, "k/1", w, 60000, NULL), ERR_OK);
	assert_int_equal(take_down(f, p)->in.state, INSTANCE_GONE);
}

static void
test_a_failed_step_waits_and_then_gives_up(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, NULL);
	struct work_known *known;
	struct work *w;
	size_t n;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	w = claim(f, p, "k/1", WORK_START);
	STEP(w, .event = EVENT_RETRY, .retry_after_ms = 60000,
	    .error_admin = "cut \xc3", .release = true);
	assert_int_equal(w->in.attempt, 1);
	assert_string_equal(w->in.error_admin, "cut ?");
	assert_null(claim(f, p, "k/1", WORK_START));
	assert_int_equal(work_known_list(&s, &known, &n), ERR_OK);
	assert_int_equal(n, 1);
	MUST(db_script(
	    f->a, "UPDATE instances SET not_before = UTC_TIMESTAMP(6)", &f->e));
	w = claim(f, p, "k/1", WORK_START);
	STEP(w, .event = EVENT_GIVEN_UP, .error_player = "No.",
	    .error_admin = "no image", .release = true);
	assert_int_equal(w->in.state, INSTANCE_FAILED);
	assert_int_equal(w->in.desired, DESIRED_STOPPED);
	w = take_down(f, p);
	assert_int_equal(w->in.end_reason, END_FAILED);
	assert_string_equal(w->in.error_player, "No.");
}

static void
test_a_step_out_of_order_is_refused(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct work_step started = {.event = EVENT_STARTED, .cause = "t"};
	struct work *w;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	w = claim(f, p, "k/1", WORK_START);
	assert_int_equal(advance(f, p, "k/1", w, started), ERR_INTERNAL);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM instances WHERE"
				  " state = 'creating'"),
	    1);
}

static void
test_an_address_belongs_to_the_latest(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, &ann);
	struct instance *in;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	request(f, p, &bob, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(instance_mine(&s, WEB, &in), ERR_OK);
	assert_int_equal(in->endpoints_n, 0);
	assert_int_equal(count(f, "SELECT COUNT(*) FROM endpoints"), 1);
}

static void
test_a_dead_container_ends_its_generation_only(void **state)
{
	struct db_fixture *f = *state;
	struct service_process *p = process(f, f->a, ASSIGN_USER);
	struct service s = call(f, p, NULL);
	struct work_counts counts;
	struct work_known *k;
	struct work *w;
	size_t n;

	request(f, p, &ann, WEB, REQUEST_QUEUED);
	bring_up(f, p, 30000);
	assert_int_equal(work_known_list(&s, &k, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_string_equal(k->container_id, ID64);
	k->generation = 7;
	assert_int_equal(work_died(&s, k, true, 137, true, "gone"), ERR_OK);
	assert_int_equal(work_count(&s, &counts), ERR_OK);
	assert_int_equal(counts.by_state[INSTANCE_RUNNING], 1);
	k->generation = 1;
	assert_int_equal(work_died(&s, k, true, 137, true, "gone"), ERR_OK);
	w = take_down(f, p);
	assert_int_equal(w->in.end_reason, END_DIED);
	assert_int_equal(w->in.exit_code, 137);
	assert_true(w->in.oom_killed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(test_keepers_never_claim_a_row_twice),
	    FRESH(test_an_owner_has_one_start_in_flight),
	    FRESH(test_a_stale_claim_changes_nothing),
	    FRESH(test_a_start_gives_way_to_a_stop),
	    FRESH(test_a_failed_step_waits_and_then_gives_up),
	    FRESH(test_a_step_out_of_order_is_refused),
	    FRESH(test_an_address_belongs_to_the_latest),
	    FRESH(test_a_dead_container_ends_its_generation_only),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
