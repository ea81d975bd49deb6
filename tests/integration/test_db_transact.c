/* Transactions, contention and lost connections: db/ against a real MariaDB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cut_proxy.h"
#include "db_fixture.h"

static const char count_rows[] = "SELECT COUNT(*) FROM t WHERE id > 2";
static const char add_row[] = "INSERT INTO t (n) VALUES (7)";
static const char raise_row[] = "UPDATE t SET n = n + 1 WHERE id = ?";

/* Rows 1 and 2 are there to be locked. */
static int
setup(void **state)
{
	struct db_fixture *f;

	if (db_fixture_setup(state) != 0)
		return -1;
	f = *state;
	MUST(db_script(f->b,
	    "CREATE TABLE t (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,"
	    " n INT NOT NULL) ENGINE=InnoDB;"
	    "INSERT INTO t VALUES (1, 0), (2, 0)",
	    &f->e));
	return 0;
}

/* What a body is given; the functions below are bodies. */
struct work {
	struct db_fixture *f;
	int runs;
	enum err end; /* what the body returns after its work */
	int64_t victim;
};

static enum err
add(struct db *db, void *arg, struct error *e)
{
	struct work *w = arg;
	enum err err;

	w->runs++;
	assert_true(db_in_transaction(db));
	err = db_exec(db, add_row, DB_NONE, NULL, NULL, e);
	if (err == ERR_OK && w->end != ERR_OK)
		err = err_set(e, w->end, NULL, "the body says no");
	return err;
}

/* Add a row, lose the connection, and go on, as a body should not. */
static enum err
add_and_lose(struct db *db, void *arg, struct error *e)
{
	struct work *w = arg;

	w->runs++;
	if (db_exec(db, add_row, DB_NONE, NULL, NULL, e) != ERR_OK)
		return ERR_INTERNAL;
	db_fixture_kill(w->f, w->f->b, w->victim);
	if (w->end == ERR_OK)
		return ERR_OK;
	return db_exec(db, add_row, DB_NONE, NULL, NULL, e);
}

static enum err
lose_and_overlook(struct db *db, void *arg, struct error *e)
{
	struct work *w = arg;
	int i;

	w->runs++;
	db_fixture_kill(w->f, w->f->b, w->victim);
	for (i = 0; i < 3; i++)
		assert_int_equal(db_exec(db, add_row, DB_NONE, NULL, NULL, e),
		    ERR_UNAVAILABLE);
	return ERR_OK;
}

static void
a_body_that_succeeds_is_committed(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f};

	MUST(db_transact(f->a, add, &w, &f->e));
	assert_int_equal(w.runs, 1);
	assert_false(db_in_transaction(f->a));
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 1);
}

static void
a_body_that_fails_is_rolled_back_and_not_run_again(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f, .end = ERR_CONFLICT};

	EXPECT(ERR_CONFLICT, db_transact(f->a, add, &w, &f->e));
	assert_string_equal(f->e.message, "the body says no");
	assert_int_equal(w.runs, 1);
	assert_false(db_in_transaction(f->a));
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 0);
	/* and the next statement commits by itself again */
	MUST(db_exec(f->a, add_row, DB_NONE, NULL, NULL, &f->e));
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 1);
}

/* ------------------------------------------------ contention */

/*
 * Two transactions that raise rows 1 and 2 in opposite orders.  Each tells the
 * other when it holds its first row; the child's has changed more, so InnoDB
 * makes the parent's the victim.
 */
struct duel {
	int said, heard; /* pipes: our end of each */
	int first, second, extra, runs;
};

static enum err
cross(struct db *db, void *arg, struct error *e)
{
	struct duel *d = arg;
	enum err err = ERR_OK;
	char c = 'x';
	int i;

	for (i = 0; err == ERR_OK && i < d->extra; i++)
		err = db_exec(db, add_row, DB_NONE, NULL, NULL, e);
	if (err == ERR_OK)
		err = db_exec(
		    db, raise_row, DB_ARGS(DB_INT(d->first)), NULL, NULL, e);
	if (err == ERR_OK && d->runs++ == 0 &&
	    (write(d->said, &c, 1) != 1 || read(d->heard, &c, 1) != 1))
		err = ERR_INTERNAL;
	if (err == ERR_OK)
		err = db_exec(
		    db, raise_row, DB_ARGS(DB_INT(d->second)), NULL, NULL, e);
	return err;
}

static pid_t
fork_rival(struct db_fixture *f, int said, int heard)
{
	struct duel d = {
	    .said = said, .heard = heard, .first = 2, .second = 1, .extra = 30};
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	alarm(30);
	_exit(db_transact(db_fixture_open(f, &f->conf), cross, &d, &f->e) !=
		  ERR_OK ||
	      d.runs != 1);
}

static void
a_deadlock_runs_the_whole_body_again(void **state)
{
	struct db_fixture *f = *state;
	struct duel d = {.first = 1, .second = 2};
	int ours[2], theirs[2], status;
	pid_t pid;

	assert_int_equal(pipe(ours), 0);
	assert_int_equal(pipe(theirs), 0);
	pid = fork_rival(f, theirs[1], ours[0]);
	assert_true(pid > 0);
	d.said = ours[1];
	d.heard = theirs[0];
	MUST(db_transact(f->a, cross, &d, &f->e));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(d.runs, 2);
	assert_int_equal(
	    db_fixture_int(f, f->b, "SELECT SUM(n) FROM t WHERE id <= 2"), 4);
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 30);
	close(ours[0]);
	close(ours[1]);
	close(theirs[0]);
	close(theirs[1]);
}

/* Add a row, wait for row 1, which is held; go on or not. */
static enum err
add_and_wait(struct db *db, void *arg, struct error *e)
{
	struct work *w = arg;
	enum err err;

	w->runs++;
	err = db_exec(db, add_row, DB_NONE, NULL, NULL, e);
	if (err == ERR_OK)
		err = db_exec(db, raise_row, DB_ARGS(DB_INT(1)), NULL, NULL, e);
	if (err == ERR_OK || w->end != ERR_OK)
		return err;
	/* what an overlooked error must not do: add a row by itself */
	assert_int_equal(
	    db_exec(db, add_row, DB_NONE, NULL, NULL, e), ERR_UNAVAILABLE);
	return ERR_OK;
}

/* Hold row 1 on one connection while the other works. */
static enum err
hold_and_run(struct db *db, void *arg, struct error *e)
{
	struct work *w = arg;
	struct db_fixture *f = w->f;

	MUST(db_exec(db, raise_row, DB_ARGS(DB_INT(1)), NULL, NULL, e));
	EXPECT(ERR_UNAVAILABLE, db_transact(f->a, add_and_wait, w, &f->e));
	assert_false(db_in_transaction(f->a));
	return ERR_OK;
}

static void
a_lock_that_stays_held_ends_after_four_runs(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f, .end = ERR_UNAVAILABLE};

	MUST(db_exec(f->a, "SET innodb_lock_wait_timeout = 0", DB_NONE, NULL,
	    NULL, &f->e));
	MUST(db_transact(f->b, hold_and_run, &w, &f->e));
	assert_int_equal(w.runs, 4);
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 0);
	/* the connection was not given up for it */
	MUST(db_exec(f->a, raise_row, DB_ARGS(DB_INT(1)), NULL, NULL, &f->e));
}

static void
a_body_that_overlooks_a_lock_wait_does_not_commit(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f};

	MUST(db_exec(f->a, "SET innodb_lock_wait_timeout = 0", DB_NONE, NULL,
	    NULL, &f->e));
	MUST(db_transact(f->b, hold_and_run, &w, &f->e));
	assert_int_equal(w.runs, 4);
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 0);
}

static enum err
hold_and_update(struct db *db, void *arg, struct error *e)
{
	struct work *w = arg;
	struct db_fixture *f = w->f;

	MUST(db_exec(db, raise_row, DB_ARGS(DB_INT(1)), NULL, NULL, e));
	EXPECT(ERR_UNAVAILABLE,
	    db_exec(f->a, raise_row, DB_ARGS(DB_INT(1)), NULL, NULL, &f->e));
	assert_non_null(strstr(f->e.message, "busy"));
	return ERR_OK;
}

static void
a_single_statement_that_cannot_have_its_lock_changed_nothing(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f};

	MUST(db_exec(f->a, "SET innodb_lock_wait_timeout = 0", DB_NONE, NULL,
	    NULL, &f->e));
	MUST(db_transact(f->b, hold_and_update, &w, &f->e));
	assert_int_equal(
	    db_fixture_int(f, f->a, "SELECT n FROM t WHERE id = 1"), 1);
}

/* ------------------------------------------------ lost connections */

static void
a_connection_lost_while_idle_is_not_noticed(void **state)
{
	struct db_fixture *f = *state;
	int64_t id = db_fixture_connection(f, f->a);

	db_fixture_kill(f, f->b, id);
	MUST(db_exec(f->a, add_row, DB_NONE, NULL, NULL, &f->e));
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 1);
	assert_int_not_equal(db_fixture_connection(f, f->a), id);
	/* the new session is set up like the first */
	assert_string_equal(
	    db_fixture_str(f, f->a, "SELECT @@tx_isolation"), "READ-COMMITTED");
}

static void
a_transaction_on_a_connection_lost_while_idle_works(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f};

	db_fixture_kill(f, f->b, db_fixture_connection(f, f->a));
	MUST(db_transact(f->a, add, &w, &f->e));
	assert_int_equal(w.runs, 1);
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 1);
}

static void
a_connection_lost_inside_a_transaction_changes_nothing(void **state)
{
	static const struct {
		db_body body;
		enum err end;
	} cases[] = {
	    {add_and_lose, ERR_UNAVAILABLE}, /* before another statement */
	    {add_and_lose, ERR_OK},          /* before COMMIT */
	    {lose_and_overlook, ERR_OK},
	};
	struct db_fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct work w = {.f = f,
		    .end = cases[i].end,
		    .victim = db_fixture_connection(f, f->a)};

		EXPECT(ERR_UNAVAILABLE,
		    db_transact(f->a, cases[i].body, &w, &f->e));
		assert_int_equal(w.runs, 1);
		assert_false(db_in_transaction(f->a));
		assert_int_equal(db_fixture_int(f, f->b, count_rows), 0);
	}
	MUST(db_exec(f->a, add_row, DB_NONE, NULL, NULL, &f->e));
}

/* Kill connection `id` as soon as the server runs a SLEEP on it. */
static pid_t
fork_killer(struct db_fixture *f, int64_t id)
{
	struct db_rows *rows;
	struct db *db;
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	alarm(20);
	db = db_fixture_open(f, &f->conf);
	do {
		usleep(5000);
		MUST(db_query(db, f->mem,
		    "SELECT 1 FROM information_schema.processlist"
		    " WHERE id = ? AND state = 'User sleep'",
		    DB_ARGS(DB_INT(id)), &rows, &f->e));
	} while (db_count(rows) == 0);
	db_fixture_kill(f, db, id);
	_exit(0);
}

static void
a_statement_lost_on_its_way_is_uncertain(void **state)
{
	struct db_fixture *f = *state;
	pid_t pid = fork_killer(f, db_fixture_connection(f, f->a));
	int status;

	EXPECT(ERR_UNCERTAIN,
	    db_exec(f->a, "UPDATE t SET n = SLEEP(10) WHERE id = ?",
		DB_ARGS(DB_INT(1)), NULL, NULL, &f->e));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(db_fixture_int(f, f->a, "SELECT 1"), 1);
}

static enum err
sleep_inside(struct db *db, void *arg, struct error *e)
{
	struct work *w = arg;

	w->runs++;
	return db_exec(db, "UPDATE t SET n = SLEEP(10) WHERE id = ?",
	    DB_ARGS(DB_INT(1)), NULL, NULL, e);
}

static void
a_statement_lost_on_its_way_inside_a_transaction_is_not(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f};
	pid_t pid = fork_killer(f, db_fixture_connection(f, f->a));

	EXPECT(ERR_UNAVAILABLE, db_transact(f->a, sleep_inside, &w, &f->e));
	assert_int_equal(w.runs, 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

/*
 * The connection breaks when the client has sent `word` for the first time: a
 * text behind the protocol's byte for COM_QUERY, 3.
 */
static struct db *
through_proxy(struct db_fixture *f, struct cut_proxy *p, const char *word)
{
	struct conf *conf = mem_new(f->mem, struct conf);

	cut_proxy_start(p, f->conf.db_socket, word);
	*conf = f->conf;
	conf->db_socket = p->path;
	return db_fixture_open(f, conf);
}

static void
a_commit_without_an_answer_is_uncertain(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f};
	struct cut_proxy p;
	struct db *db = through_proxy(f, &p, "\3COMMIT");

	EXPECT(ERR_UNCERTAIN, db_transact(db, add, &w, &f->e));
	cut_proxy_stop(&p);
	assert_int_equal(w.runs, 1);
	assert_false(db_in_transaction(db));
	/* this time it was done */
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 1);
}

static void
a_rollback_without_an_answer_is_what_the_body_said(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f, .end = ERR_FORBIDDEN};
	struct cut_proxy p;
	struct db *db = through_proxy(f, &p, "\3ROLLBACK");

	EXPECT(ERR_FORBIDDEN, db_transact(db, add, &w, &f->e));
	cut_proxy_stop(&p);
	assert_int_equal(db_fixture_int(f, f->b, count_rows), 0);
}

static void
a_database_out_of_reach_is_said_at_once(void **state)
{
	struct db_fixture *f = *state;
	struct work w = {.f = f};
	struct conf conf = f->conf;
	struct db *db = db_fixture_open(f, &conf);
	int64_t start = clock_mono_us();

	conf.db_socket = "/nonexistent/mysqld.sock";
	EXPECT(ERR_UNAVAILABLE, db_connect(db, &f->e));
	assert_non_null(strstr(f->e.detail, "/nonexistent"));
	assert_null(strstr(f->e.message, "/nonexistent"));
	EXPECT(
	    ERR_UNAVAILABLE, db_exec(db, add_row, DB_NONE, NULL, NULL, &f->e));
	EXPECT(ERR_UNAVAILABLE, db_transact(db, add, &w, &f->e));
	assert_int_equal(w.runs, 0);
	assert_true(clock_mono_us() - start < USEC_PER_SEC);
	/* it works as soon as the database is back */
	conf.db_socket = f->conf.db_socket;
	MUST(db_transact(db, add, &w, &f->e));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, db_fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_body_that_succeeds_is_committed),
	    TEST(a_body_that_fails_is_rolled_back_and_not_run_again),
	    TEST(a_deadlock_runs_the_whole_body_again),
	    TEST(a_lock_that_stays_held_ends_after_four_runs),
	    TEST(a_body_that_overlooks_a_lock_wait_does_not_commit),
	    TEST(a_single_statement_that_cannot_have_its_lock_changed_nothing),
	    TEST(a_connection_lost_while_idle_is_not_noticed),
	    TEST(a_transaction_on_a_connection_lost_while_idle_works),
	    TEST(a_connection_lost_inside_a_transaction_changes_nothing),
	    TEST(a_statement_lost_on_its_way_is_uncertain),
	    TEST(a_statement_lost_on_its_way_inside_a_transaction_is_not),
	    TEST(a_commit_without_an_answer_is_uncertain),
	    TEST(a_rollback_without_an_answer_is_what_the_body_said),
	    TEST(a_database_out_of_reach_is_said_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
