/*
 * A database with a few people for the tests of accounts and teams, on top of
 * db_fixture.
 */
#ifndef BERTH_TESTS_PEOPLE_FIXTURE_H
#define BERTH_TESTS_PEOPLE_FIXTURE_H

#include "db_fixture.h"
#include "service/accounts.h"
#include "service/teams.h"
#include "service/users.h"
#include "store/lists.h"

#define PASSWORD "correct horse battery"

/* cmocka's set-up: migrated, with the admins root (1) and vice (2), and the
 * players ann (3), bob (4), cyd (5), whose password is PASSWORD. */
int people_setup(void **state);

/* A service as for one request of `who` ("" for nobody), from 192.0.2.1, in a
 * process of its own with connection `db`. */
struct service *people_call(
    struct db_fixture *f, struct db *db, const char *who);

/* Open a session for `name` whose password is PASSWORD; whether one is open. */
void people_log_in(
    struct db_fixture *f, const char *name, char cookie[SECRET_SIZE]);
bool people_is_open(struct db_fixture *f, const char *cookie);

/* Change one setting. */
void people_set(struct db_fixture *f, enum setting which, const char *value);

/* The newest rows of the audit log, ten at most. */
enum err people_audit(struct service *s, struct list_row **ret, size_t *ret_n);

/* Check an error's code, and that its sentence has `words` (NULL: any). */
void people_expect(struct service *s, enum err got, enum err want,
    const char *words, int line);
#define OK(s, call) people_expect((s), (call), ERR_OK, NULL, __LINE__)
#define NO(s, want, words, call) \
	people_expect((s), (call), (want), (words), __LINE__)

/* Run `child` in `n` processes at once; how many of them returned 0. */
int people_at_once(
    struct db_fixture *f, int n, int (*child)(struct db_fixture *f, int i));

/* One number, or one text, of the database. */
#define NUMBER(sql) db_fixture_int(f, f->a, (sql))
#define TEXT(sql)   db_fixture_str(f, f->a, (sql))
#define SQL(script) MUST(db_script(f->a, (script), &f->e))

#endif
