/*
 * A database of its own for a test program: beside the one that
 * BERTH_TEST_DB_NAME names and on its server, empty at the start of each test.
 */
#ifndef BERTH_TESTS_DB_FIXTURE_H
#define BERTH_TESTS_DB_FIXTURE_H

#include "db/db.h"

struct db_fixture {
	void *mem;
	struct conf conf;
	struct db *a, *b; /* two connections */
	struct error e;
};

/* cmocka's set-up and tear-down of a test; *state is the fixture. */
int db_fixture_setup(void **state);
int db_fixture_teardown(void **state);

/* Another handle with the settings of `conf`. */
struct db *db_fixture_open(struct db_fixture *f, const struct conf *conf);

/* Fail the test with what `e` says unless `err` is `want`. */
void db_fixture_expect(
    enum err err, enum err want, const struct error *e, int line);
#define EXPECT(want, call) db_fixture_expect((call), (want), &f->e, __LINE__)
#define MUST(call)         EXPECT(ERR_OK, call)

/* The first column of the one row that `sql`, without parameters, gives. */
int64_t db_fixture_int(struct db_fixture *f, struct db *db, const char *sql);
const char *db_fixture_str(
    struct db_fixture *f, struct db *db, const char *sql);

/* The server's id of the connection. */
int64_t db_fixture_connection(struct db_fixture *f, struct db *db);

/* End connection `id` of the server, by way of `by`. */
void db_fixture_kill(struct db_fixture *f, struct db *by, int64_t id);

#endif
