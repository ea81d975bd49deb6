/* Migrations: db/migrate.c against a real MariaDB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "db/migrate.h"
#include "db_fixture.h"

static char dir[] = "/tmp/berth-migrate.XXXXXX";

static const char tables[] = "SELECT COUNT(*) FROM information_schema.tables"
			     " WHERE table_schema = DATABASE()";

static void
put(struct db_fixture *f, const char *name, const char *text)
{
	FILE *file = fopen(mem_printf(f->mem, "%s/%s", dir, name), "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int
setup(void **state)
{
	struct db_fixture *f;

	memcpy(dir + sizeof(dir) - 7, "XXXXXX", 7);
	if (mkdtemp(dir) == NULL || db_fixture_setup(state) != 0)
		return -1;
	f = *state;
	/* on purpose not in their order */
	put(f, "0002_more.sql",
	    "ALTER TABLE one ADD COLUMN n INT NOT NULL DEFAULT 0;\n"
	    "INSERT INTO one (id, n) VALUES (1, 5);\n-- the end\n");
	put(f, "0001_first.sql",
	    "-- the first\nCREATE TABLE one (id INT NOT NULL PRIMARY KEY);\n");
	put(f, "README", "no migration");
	put(f, "1_short.sql", "no migration");
	return 0;
}

static int
teardown(void **state)
{
	struct db_fixture *f = *state;
	struct dirent *ent;
	DIR *d = opendir(dir);

	while (d != NULL && (ent = readdir(d)) != NULL)
		unlink(mem_printf(f->mem, "%s/%s", dir, ent->d_name));
	closedir(d);
	rmdir(dir);
	return db_fixture_teardown(state);
}

static void
what_is_pending_is_applied_once_and_in_order(void **state)
{
	struct db_fixture *f = *state;
	int n = -1;

	MUST(migrate_apply(f->a, dir, &n, &f->e));
	assert_int_equal(n, 2);
	assert_int_equal(db_fixture_int(f, f->b, "SELECT n FROM one"), 5);
	MUST(migrate_apply(f->a, dir, &n, &f->e));
	assert_int_equal(n, 0);
	put(f, "0003_third.sql", "INSERT INTO one (id, n) VALUES (2, 6)");
	MUST(migrate_apply(f->b, dir, &n, &f->e));
	assert_int_equal(n, 1);
	assert_int_equal(db_fixture_int(f, f->b, "SELECT SUM(n) FROM one"), 11);
}

static void
the_list_says_what_is_pending_and_changes_nothing(void **state)
{
	struct db_fixture *f = *state;
	struct migration *list;
	size_t n, i;
	int applied;

	MUST(migrate_list(f->a, f->mem, dir, &list, &n, &f->e));
	assert_int_equal(n, 2);
	assert_string_equal(list[0].name, "0001_first.sql");
	assert_string_equal(list[1].name, "0002_more.sql");
	for (i = 0; i < n; i++) {
		assert_int_equal(list[i].number, i + 1);
		assert_int_equal(list[i].state, MIGRATION_PENDING);
	}
	assert_int_equal(db_fixture_int(f, f->b, tables), 0);
	MUST(migrate_apply(f->a, dir, &applied, &f->e));
	put(f, "0003_third.sql", "SELECT 1");
	put(f, "0001_first.sql", "SELECT 2");
	MUST(migrate_list(f->a, f->mem, dir, &list, &n, &f->e));
	assert_int_equal(n, 3);
	assert_int_equal(list[0].state, MIGRATION_CHANGED);
	assert_int_equal(list[1].state, MIGRATION_APPLIED);
	assert_int_equal(list[2].state, MIGRATION_PENDING);
}

static void
a_changed_file_is_named_and_nothing_is_applied(void **state)
{
	struct db_fixture *f = *state;
	int n = -1;

	MUST(migrate_apply(f->a, dir, &n, &f->e));
	put(f, "0001_first.sql", "CREATE TABLE one (id BIGINT)");
	put(f, "0003_third.sql", "CREATE TABLE three (id INT)");
	n = -1;
	EXPECT(ERR_CONFLICT, migrate_apply(f->a, dir, &n, &f->e));
	assert_int_equal(n, -1);
	assert_non_null(strstr(f->e.message, "0001_first.sql was changed"));
	assert_int_equal(db_fixture_int(f, f->b, tables), 2);
}

static void
a_file_that_fails_is_named_with_the_reason(void **state)
{
	struct db_fixture *f = *state;
	struct migration *list;
	size_t count;
	int n = -1;

	put(f, "0002_more.sql",
	    "CREATE TABLE two (id INT);\nCREATE NONSENSE;\n");
	put(f, "0003_third.sql", "CREATE TABLE three (id INT)");
	EXPECT(ERR_INTERNAL, migrate_apply(f->a, dir, &n, &f->e));
	assert_int_equal(n, -1);
	assert_non_null(strstr(f->e.message, "0002_more.sql failed: "));
	assert_non_null(strstr(f->e.message, "NONSENSE"));
	MUST(migrate_list(f->a, f->mem, dir, &list, &count, &f->e));
	assert_int_equal(list[0].state, MIGRATION_APPLIED);
	assert_int_equal(list[1].state, MIGRATION_FAILED);
	assert_int_equal(list[2].state, MIGRATION_PENDING);
	/* a corrected file does not help: half of it was done */
	put(f, "0002_more.sql", "CREATE TABLE two (id INT);\n");
	EXPECT(ERR_CONFLICT, migrate_apply(f->a, dir, &n, &f->e));
	assert_non_null(strstr(f->e.message, "0002_more.sql stopped half-way"));
	/* one, two and the table that remembers, but not three */
	assert_int_equal(db_fixture_int(f, f->b, tables), 3);
}

static void
two_files_with_one_number_are_refused(void **state)
{
	struct db_fixture *f = *state;
	int n = -1;

	put(f, "0002_other.sql", "SELECT 1");
	EXPECT(ERR_INVALID, migrate_apply(f->a, dir, &n, &f->e));
	assert_non_null(strstr(f->e.message, "0002_more.sql"));
	assert_non_null(strstr(f->e.message, "0002_other.sql"));
}

static void
a_missing_folder_is_named(void **state)
{
	struct db_fixture *f = *state;
	int n = -1;

	EXPECT(
	    ERR_NOT_FOUND, migrate_apply(f->a, "/nonexistent/sql", &n, &f->e));
	assert_non_null(strstr(f->e.message, "/nonexistent/sql"));
}

static void
one_process_at_a_time(void **state)
{
	struct db_fixture *f = *state;
	const char *lock =
	    mem_printf(f->mem, "berth-migrate %s", f->conf.db_name);
	int n = -1;

	MUST(db_lock(f->b, lock, &f->e));
	EXPECT(ERR_CONFLICT, migrate_apply(f->a, dir, &n, &f->e));
	assert_int_equal(db_fixture_int(f, f->b, tables), 0);
	MUST(db_exec(f->b, "DO RELEASE_LOCK(?)", DB_ARGS(DB_STR(lock)), NULL,
	    NULL, &f->e));
	MUST(migrate_apply(f->a, dir, &n, &f->e));
	/* and the lock is given back at the end */
	MUST(db_lock(f->b, lock, &f->e));
}

static void
our_own_migrations_apply_to_an_empty_database(void **state)
{
	struct db_fixture *f = *state;
	const char *top = getenv("srcdir");
	const char *sql = mem_printf(f->mem, "%s/sql", top != NULL ? top : ".");
	int n = -1;

	MUST(migrate_apply(f->a, sql, &n, &f->e));
	assert_true(n > 0);
	MUST(migrate_apply(f->a, sql, &n, &f->e));
	assert_int_equal(n, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_is_pending_is_applied_once_and_in_order),
	    TEST(the_list_says_what_is_pending_and_changes_nothing),
	    TEST(a_changed_file_is_named_and_nothing_is_applied),
	    TEST(a_file_that_fails_is_named_with_the_reason),
	    TEST(two_files_with_one_number_are_refused),
	    TEST(a_missing_folder_is_named),
	    TEST(one_process_at_a_time),
	    TEST(our_own_migrations_apply_to_an_empty_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
