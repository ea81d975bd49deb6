/*
 * Requests and the keeper's work against a real database: who gets a row, who
 * may touch it, and that a claim which is no longer ours changes nothing.
 */
#include "db_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "db/migrate.h"
#include "service/instances.h"
#include "service/work.h"
#include "store/instances.h"

#define STARTERS 20
#define KEEPERS  8
#define ROWS     40

#define WEB   ((struct challenge_id){1})
#define PWN   ((struct challenge_id){2})
#define BARE  ((struct challenge_id){3}) /* no container */
#define DARK  ((struct challenge_id){4}) /* hidden */
#define SHORT ((struct challenge_id){5}) /* one renewal */
#define NEVER ((struct challenge_id){6}) /* never ends */

#define ID64 "abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcd"

/* Teams: 1 has users 1 and 2; user 3 is alone; user 4 is an admin. */
static const char people_and_challenges[] =
    "INSERT INTO teams (id, name, name_key) VALUES (1, 'T', 't');"
    "INSERT INTO users (id, name, name_key, password_hash, role, team_id)"
    " VALUES (1, 'ann', 'ann', '', 'player', 1),"
    " (2, 'bob', 'bob', '', 'player', 1),"
    " (3, 'cyd', 'cyd', '', 'player', NULL),"
    " (4, 'adm', 'adm', '', 'admin', NULL);"
    "INSERT INTO challenges (id, name, description, type, state, image,"
    " lifetime_min, renewals_max) VALUES"
    " (1, 'Web 1', '', 'container', 'visible', 'i:1', 0, NULL),"
    " (2, 'Pwn 1', '', 'container', 'visible', 'i:1', 0, NULL),"
    " (3, 'Bare', '', 'standard', 'visible', '', 0, NULL),"
    " (4, 'Dark', '', 'container', 'hidden', 'i:1', 0, NULL),"
    " (5, 'Short', '', 'container', 'visible', 'i:1', 10, 1),"
    " (6, 'Never', '', 'container', 'visible', 'i:1', -1, NULL);"
    "INSERT INTO challenge_ports (challenge_id, position, port) VALUES"
    " (1, 0, 80), (2, 0, 80), (4, 0, 80), (5, 0, 80), (6, 0, 80);";

static const struct account ann = {
    .id = {1}, .name = "ann", .team = {1}, .team_name = "T"};
static const struct account bob = {
    .id = {2}, .name = "bob", .team = {1}, .team_name = "T"};
static const struct account cyd = {.id = {3}, .name = "cyd", .team_name = ""};
static const struct account adm = {
    .id = {4}, .name = "adm", .team_name = "", .role = ROLE_ADMIN};

/* ------------------------------------------------ set-up */

static int
setup(void **state)
{
	const char *dir = getenv("BERTH_TEST_SQL_DIR");
	struct db_fixture *f;
	int applied;

	if (db_fixture_setup(state) != 0)
		return (-1);
	f = *state;
	MUST(migrate_apply(f->a, dir != NULL ? dir : "sql", &applied, &f->e));
	MUST(db_script(f->a, people_and_challenges, &f->e));
	return (0);
}

/* A process of the program: settings and one connection of its own. */
static struct service_process *
process(struct db_fixture *f, struct db *db, enum assignment a)
{
	struct service_process *p = mem_new(f->mem, struct service_process);

	p->conf = &f->conf;
	p->db = db;
	p->settings = mem_new(f->mem, struct settings);
	p->settings->assignment = a;
	p->settings->expiration_min = 45;
	p->settings->renewals = -1;
	p->wake_fd = -1;
	return (p);
}

static struct service
call(struct db_fixture *f, struct service_process *p, const struct account *who)
{
	return ((struct service){.mem = f->mem,
	    .p = p,
	    .actor = who,
	    .actor_name = who != NULL ? who->name : "keeper",
	    .ip = ""});
}

static struct instance *
request(struct db_fixture *f, struct service_process *p,
    const struct account *who, struct challenge_id c, enum request_outcome want)
{
	struct service s = call(f, p, who);
	enum request_outcome got = REQUEST_QUEUED;
	struct instance *in = NULL;

	db_fixture_expect(
	    instance_request(&s, c, &got, &in), ERR_OK, &s.error, __LINE__);
	assert_int_equal(got, want);
	return (in);
}

static void
refused(struct db_fixture *f, struct service_process *p,
    const struct account *who, struct challenge_id c, enum err want,
    const char *message)
{
	struct service s = call(f, p, who);
	enum request_outcome got;
	struct instance *in;

	db_fixture_expect(
	    instance_request(&s, c, &got, &in), want, &s.error, __LINE__);
	assert_string_equal(s.error.message, message);
}

static struct work *
claim(struct db_fixture *f, struct service_process *p, const char *keeper,
    enum work_kind kind)
{
	struct service s = call(f, p, NULL);
	struct work *w = NULL;
	size_t n = 0;

	db_fixture_expect(work_claim(&s, keeper, kind, 1, &w, &n), ERR_OK,
	    &s.error, __LINE__);
	return (n == 1 ? w : NULL);
}

static enum err
advance(struct db_fixture *f, struct service_process *p, const char *keeper,
    struct work *w, struct work_step step)
{
	struct service s = call(f, p, NULL);

	return (work_advance(&s, keeper, w, &step));
}

/* Do step `…` for keeper "k/1", which must work. */
#define STEP(w, ...)                                                         \
	assert_int_equal(advance(f, p, "k/1", (w),                           \
			     (struct work_step){.cause = "t", __VA_ARGS__}), \
	    ERR_OK)

/* Bring the one due row up, reachable at port `host_port`. */
static struct work *
bring_up(struct db_fixture *f, struct service_process *p, int host_port)
{
	struct work *w = claim(f, p, "k/1", WORK_START);
	struct endpoint ep = {.port = 80,
	    .kind = KIND_HTTP,
	    .label = "",
	    .host_ip = "0.0.0.0",
	    .host_port = host_port};

	assert_non_null(w);
	assert_non_null(w->challenge);
	assert_int_equal(w->challenge->ports_n, 1);
	STEP(w, .event = EVENT_CLAIMED);
	STEP(w, .event = EVENT_CREATED, .container_id = ID64, .image = "i:1");
	STEP(w, .event = EVENT_STARTED);
	STEP(w, .event = EVENT_READY, .endpoints = &ep, .endpoints_n = 1,
	    .release = true);
	assert_int_equal(w->in.state, INSTANCE_RUNNING);
	return (w);
}

/* Take the one row down that shall go. */
static struct work *
take_down(struct db_fixture *f, struct service_process *p)
{
	struct work *w = claim(f, p, "k/1", WORK_REMOVE);

	assert_non_null(w);
	if (w->in.state != INSTANCE_STOPPING)
		STEP(w, .event = EVENT_STOP);
	STEP(w, .event = EVENT_REMOVED, .release = true);
	return (w);
}

static int64_t
count(struct db_fixture *f, const char *sql)
{
	return (db_fixture_int(f, f->b, sql));
}

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
in_children(
    struct db_fixture *f, int n, int (*body)(struct db_fixture *f, int i))
{
	int i, status, failed = 0;
	pid_t pid;

	for (i = 0; i < n; i++) {
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			_exit(body(f, i));
	}
	for (i = 0; i < n; i++) {
		assert_true(wait(&status) > 0);
		failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	}
	assert_int_equal(failed, 0);
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
	assert_int_equal(all[1].queue_place, 2);
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
	assert_int_equal(instance_stop(&s, WEB, &in), ERR_OK);
	request(f, p, &ann, WEB, REQUEST_QUEUED);
	assert_int_equal(take_down(f, p)->in.generation, 2);
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
	struct instance_filter filter = {.live_only = true, .limit = 1};
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
	STEP(old, .event = EVENT_CLAIMED);
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
	STEP(w, .event = EVENT_CLAIMED);
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
	STEP(w, .event = EVENT_CLAIMED);
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
				  " state = 'queued'"),
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

#define T(name) \
	cmocka_unit_test_setup_teardown(name, setup, db_fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(test_twenty_at_once_make_one_row),
	    T(test_keepers_never_claim_a_row_twice),
	    T(test_an_owner_has_one_start_in_flight),
	    T(test_user_has_one_over_all_challenges),
	    T(test_team_has_one_for_all_members),
	    T(test_unlimited_has_one_for_each_challenge),
	    T(test_quota_holds_when_the_assignment_changes),
	    T(test_only_visible_container_challenges_start),
	    T(test_nobody_stops_what_is_not_theirs),
	    T(test_stop_frees_the_slot_once_the_engine_confirmed),
	    T(test_reset_starts_the_next_generation),
	    T(test_request_while_stopping_starts_anew),
	    T(test_renewals_are_counted_and_never_shorten),
	    T(test_without_lifetime_nothing_expires),
	    T(test_expired_is_ordered_to_stop_and_cannot_renew),
	    T(test_kill_and_purge_take_everything),
	    T(test_deleting_a_challenge_stops_its_instances),
	    T(test_list_finds_by_text_taken_literally),
	    T(test_a_stale_claim_changes_nothing),
	    T(test_a_start_gives_way_to_a_stop),
	    T(test_a_failed_step_waits_and_then_gives_up),
	    T(test_a_step_out_of_order_is_refused),
	    T(test_an_address_belongs_to_the_latest),
	    T(test_a_dead_container_ends_its_generation_only),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
