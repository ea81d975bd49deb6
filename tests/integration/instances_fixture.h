/*
 * People, challenges and processes for the tests of instances, and a keeper's
 * steps in one call each.  "f" and "p" are the fixture and the process of the
 * test everywhere.
 */
#ifndef BERTH_TESTS_INSTANCES_FIXTURE_H
#define BERTH_TESTS_INSTANCES_FIXTURE_H

#include "db_fixture.h"
#include "service/instances.h"
#include "service/work.h"

#define WEB   ((struct challenge_id){1})
#define PWN   ((struct challenge_id){2})
#define BARE  ((struct challenge_id){3}) /* no container */
#define DARK  ((struct challenge_id){4}) /* hidden */
#define SHORT ((struct challenge_id){5}) /* one renewal */
#define NEVER ((struct challenge_id){6}) /* never ends */

#define ID64 "abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcd"

/* Teams: 1 has users 1 and 2; user 3 is alone; user 4 is an admin. */
extern const struct account ann, bob, cyd, adm;

/* cmocka's set-up: the schema, and the people and challenges above. */
int instances_setup(void **state);
/* A test with a database of its own. */
#define FRESH(name)                      \
	cmocka_unit_test_setup_teardown( \
	    name, instances_setup, db_fixture_teardown)

/* A process of the program: settings and the connection `db`. */
struct service_process *process(
    struct db_fixture *f, struct db *db, enum assignment a);

/* A call by `who`, NULL for the keeper. */
struct service call(
    struct db_fixture *f, struct service_process *p, const struct account *who);

/* Request an instance of `c`: it must come out as `want`; or be refused. */
struct instance *request(struct db_fixture *f, struct service_process *p,
    const struct account *who, struct challenge_id c,
    enum request_outcome want);
void refused(struct db_fixture *f, struct service_process *p,
    const struct account *who, struct challenge_id c, enum err want,
    const char *message);

/* Claim one row for `keeper`; NULL if none is due. */
struct work *claim(struct db_fixture *f, struct service_process *p,
    const char *keeper, enum work_kind kind);
enum err advance(struct db_fixture *f, struct service_process *p,
    const char *keeper, struct work *w, struct work_step step);

/* Do step `…` for keeper "k/1", which must work. */
#define STEP(w, ...)                                                         \
	assert_int_equal(advance(f, p, "k/1", (w),                           \
			     (struct work_step){.cause = "t", __VA_ARGS__}), \
	    ERR_OK)

/* Bring the one due row of `kind` up, reachable at port `host_port`. */
struct work *bring_up_kind(struct db_fixture *f, struct service_process *p,
    enum work_kind kind, int host_port);
struct work *bring_up(
    struct db_fixture *f, struct service_process *p, int host_port);

/* Take the one row down that shall go. */
struct work *take_down(struct db_fixture *f, struct service_process *p);

/* Fill the warm pools up, or shrink them; how many rows that changed. */
int refill(struct db_fixture *f, struct service_process *p);

/* Run a script. */
void sql(struct db_fixture *f, const char *script);

/* The number that a query gives. */
int64_t count(struct db_fixture *f, const char *query);

/* Run `body` in `n` processes at once; all must return 0. */
void in_children(
    struct db_fixture *f, int n, int (*body)(struct db_fixture *f, int i));

#endif
