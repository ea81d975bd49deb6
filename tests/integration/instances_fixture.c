#include "instances_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "db/migrate.h"

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

const struct account ann = {
    .id = {1}, .name = "ann", .team = {1}, .team_name = "T"};
const struct account bob = {
    .id = {2}, .name = "bob", .team = {1}, .team_name = "T"};
const struct account cyd = {.id = {3}, .name = "cyd", .team_name = ""};
const struct account adm = {
    .id = {4}, .name = "adm", .team_name = "", .role = ROLE_ADMIN};

/* ------------------------------------------------ set-up */

int
instances_setup(void **state)
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
struct service_process *
process(struct db_fixture *f, struct db *db, enum assignment a)
{
	struct service_process *p = mem_new(f->mem, struct service_process);

	p->conf = &f->conf;
	p->db = db;
	p->settings_mem = mem_arena(f->mem);
	p->settings = mem_new(p->settings_mem, struct settings);
	p->settings->assignment = a;
	p->settings->expiration_min = 45;
	p->settings->renewals = -1;
	p->settings->quota = 1;
	p->wake_fd = -1;
	return (p);
}

struct service
call(struct db_fixture *f, struct service_process *p, const struct account *who)
{
	return ((struct service){.mem = f->mem,
	    .p = p,
	    .actor = who,
	    .actor_name = who != NULL ? who->name : "keeper",
	    .ip = ""});
}

struct instance *
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

void
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

struct work *
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

enum err
advance(struct db_fixture *f, struct service_process *p, const char *keeper,
    struct work *w, struct work_step step)
{
	struct service s = call(f, p, NULL);

	return (work_advance(&s, keeper, w, &step));
}

struct work *
bring_up_kind(struct db_fixture *f, struct service_process *p,
    enum work_kind kind, int host_port)
{
	struct work *w = claim(f, p, "k/1", kind);
	struct endpoint ep = {.port = 80,
	    .kind = KIND_HTTP,
	    .label = "",
	    .host_ip = "0.0.0.0",
	    .host_port = host_port};

	assert_non_null(w);
	assert_non_null(w->challenge);
	assert_int_equal(w->challenge->ports_n, 1);
	STEP(w, .event = EVENT_CREATED, .container_id = ID64, .image = "i:1");
	STEP(w, .event = EVENT_STARTED);
	STEP(w, .event = EVENT_READY, .endpoints = &ep, .endpoints_n = 1,
	    .release = true);
	assert_int_equal(w->in.state,
	    kind == WORK_REFILL ? INSTANCE_WARM : INSTANCE_RUNNING);
	return (w);
}

struct work *
bring_up(struct db_fixture *f, struct service_process *p, int host_port)
{
	return (bring_up_kind(f, p, WORK_START, host_port));
}

/* Take the one row down that shall go. */
struct work *
take_down(struct db_fixture *f, struct service_process *p)
{
	struct work *w = claim(f, p, "k/1", WORK_REMOVE);

	assert_non_null(w);
	if (w->in.state != INSTANCE_STOPPING)
		STEP(w, .event = EVENT_STOP);
	STEP(w, .event = EVENT_REMOVED, .release = true);
	return (w);
}

void
sql(struct db_fixture *f, const char *script)
{
	MUST(db_script(f->b, script, &f->e));
}

int
refill(struct db_fixture *f, struct service_process *p)
{
	struct service s = call(f, p, NULL);
	int changed = -1;

	db_fixture_expect(
	    work_refill(&s, &changed), ERR_OK, &s.error, __LINE__);
	return (changed);
}

int64_t
count(struct db_fixture *f, const char *query)
{
	return (db_fixture_int(f, f->b, query));
}

void
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
