#include "db_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "base/mem.h"

/* The value of `name`, which a test cannot do without. */
static const char *
need(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL)
		fail_msg("%s is not set: ./dev test sets it", name);
	return value;
}

static const char *
or_empty(const char *name)
{
	const char *value = getenv(name);

	return value == NULL ? "" : value;
}

/* A name that no other program running now has. */
static const char *
own_database(void *mem)
{
	char random[9];

	crypto_random_hex(random, 4);
	return mem_printf(mem, "%s_%s", need("BERTH_TEST_DB_NAME"), random);
}

/* The database is made from the one that exists, then entered. */
static void
make_database(struct db_fixture *f, const char *name)
{
	struct db *db;

	f->conf.db_name = need("BERTH_TEST_DB_NAME");
	db = db_new(f->mem, &f->conf);
	MUST(db_script(db,
	    mem_printf(
		f->mem, "CREATE DATABASE %s CHARACTER SET utf8mb4", name),
	    &f->e));
	mem_free(&db);
	f->conf.db_name = name;
}

int
db_fixture_setup(void **state)
{
	void *mem = mem_arena(NULL);
	struct db_fixture *f = mem_new(mem, struct db_fixture);

	if (crypto_init() != ERR_OK)
		return -1;
	f->mem = mem;
	f->conf = (struct conf){.db_socket = need("BERTH_TEST_DB_SOCKET"),
	    .db_host = "",
	    .db_user = need("BERTH_TEST_DB_USER"),
	    .db_password = or_empty("BERTH_TEST_DB_PASSWORD"),
	    .db_tls_ca = ""};
	make_database(f, own_database(mem));
	f->a = db_new(mem, &f->conf);
	f->b = db_new(mem, &f->conf);
	*state = f;
	return 0;
}

int
db_fixture_teardown(void **state)
{
	struct db_fixture *f = *state;
	void *mem = f->mem; /* the fixture lies in it */

	MUST(db_script(f->b,
	    mem_printf(f->mem, "DROP DATABASE %s", f->conf.db_name), &f->e));
	mem_free(&mem);
	return 0;
}

struct db *
db_fixture_open(struct db_fixture *f, const struct conf *conf)
{
	return db_new(f->mem, conf);
}

void
db_fixture_expect(enum err err, enum err want, const struct error *e, int line)
{
	if (err != want)
		fail_msg("line %d: %s, not %s: %s (%s)", line, err_name(err),
		    err_name(want), e->message, e->detail);
}

static struct db_rows *
one_row(struct db_fixture *f, struct db *db, const char *sql)
{
	struct db_rows *rows;

	err_clear(&f->e);
	MUST(db_query(db, f->mem, sql, DB_NONE, &rows, &f->e));
	assert_int_equal(db_count(rows), 1);
	assert_true(db_next(rows));
	return rows;
}

int64_t
db_fixture_int(struct db_fixture *f, struct db *db, const char *sql)
{
	return db_int(one_row(f, db, sql), 0);
}

const char *
db_fixture_str(struct db_fixture *f, struct db *db, const char *sql)
{
	return db_str(one_row(f, db, sql), 0);
}

int64_t
db_fixture_connection(struct db_fixture *f, struct db *db)
{
	return db_fixture_int(f, db, "SELECT CONNECTION_ID()");
}

void
db_fixture_kill(struct db_fixture *f, struct db *by, int64_t id)
{
	MUST(db_script(
	    by, mem_printf(f->mem, "KILL %lld", (long long)id), &f->e));
}
