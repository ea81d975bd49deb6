/*
 * A whole event as an archive: everything comes back, and no archive that is
 * not whole and ours changes anything.
 */
#include "people_fixture.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <ftw.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "service/board.h"
#include "service/event.h"
#include "service/files.h"
#include "store/event.h"
#include "tar/tar.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* The folder of the test under way. */
static char top[] = "/tmp/berth-event-XXXXXX";

static const char *
below(struct db_fixture *f, const char *path)
{
	return (mem_printf(f->mem, "%s/%s", top, path));
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return (remove(path));
}

static int
event_setup(void **state)
{
	struct db_fixture *f;

	strcpy(top + strlen(top) - 6, "XXXXXX");
	assert_non_null(mkdtemp(top));
	if (people_setup(state) != 0)
		return (-1);
	f = *state;
	f->conf.files_dir = below(f, "store");
	assert_int_equal(mkdir(f->conf.files_dir, 0777), 0);
	return (0);
}

static int
event_teardown(void **state)
{
	assert_int_equal(nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	return (db_fixture_teardown(state));
}

/* How many files are stored. */
static int
stored(struct db_fixture *f)
{
	struct dirent *entry;
	DIR *d = opendir(f->conf.files_dir);
	int n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.';
	closedir(d);
	return (n);
}

static void
clear(struct db_fixture *f)
{
	SQL("DELETE FROM awards; DELETE FROM cheats; DELETE FROM attempts; "
	    "DELETE FROM flag_finds; DELETE FROM solves; "
	    "DELETE FROM submissions; DELETE FROM challenges; "
	    "UPDATE teams SET captain_id = NULL; DELETE FROM users; "
	    "DELETE FROM teams; DELETE FROM settings; DELETE FROM audit_log");
	assert_int_equal(
	    nftw(below(f, "store"), remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	assert_int_equal(mkdir(f->conf.files_dir, 0777), 0);
}

/* Every row of the event as text. */
static const char *
all_of_it(struct db_fixture *f)
{
	struct buf *b = buf_new(f->mem, 64 * 1024 * 1024);
	const char **rows;
	size_t part, i, n;
	int64_t at;

	for (part = 0; part < store_event_parts; part++) {
		at = 0;
		do {
			MUST(store_event_read(
			    f->a, f->mem, part, &at, &rows, &n, &f->e));
			for (i = 0; i < n; i++)
				buf_printf(b, "%s %s\n", store_event_part(part),
				    rows[i]);
		} while (n > 0);
	}
	assert_false(buf_full(b));
	return (buf_data(b));
}

/* Who stands where with how many points, as the board has it. */
static const char *
standings(struct db_fixture *f)
{
	struct service *s = people_call(f, f->a, "root");
	struct buf *b = buf_new(f->mem, 1024 * 1024);
	const struct standings *st;
	const struct board *board;
	size_t i;

	OK(s, board_get(s, &board, &st));
	for (i = 0; i < st->n; i++)
		buf_printf(b, "%lld %lld\n",
		    (long long)board->accounts[st->list[i].account].id.n,
		    (long long)st->list[i].score);
	for (i = 0; i < board->challenges_n; i++)
		buf_printf(
		    b, "%d/%d\n", st->prices[i].value, st->prices[i].solves);
	return (buf_data(b));
}

/* An event of everything: ties, awards, hints, cheats, files, odd texts. */
static void
fill(struct db_fixture *f)
{
	struct service *s;
	struct challenge_file *file;

	SQL("INSERT INTO teams (id, name, name_key, captain_id, bracket) "
	    "VALUES (7, 'Reds \\\\ \"1\"', 'reds', 3, 'pro');"
	    "UPDATE users SET team_id = 7, verified = 1 WHERE id = 3;"
	    "INSERT INTO challenges (id, name, description, type, state, "
	    "value, score_function, initial, minimum, decay, solves, next_id) "
	    "VALUES (2, 'Two', 'a\\n\"b\" \xf0\x9f\x98\x80 \\\\u0041', "
	    "'standard', 'visible', 400, 'linear', 500, 50, 50, 3, 1),"
	    "(3, 'Three', '', 'standard', 'visible', 10, 'static', 0, 0, 0, "
	    "1, NULL);"
	    "INSERT INTO challenge_requirements VALUES (3, 2);"
	    "INSERT INTO flags (id, challenge_id, kind, content) VALUES "
	    "(5, 2, 'regex', 'a\\\\d+'), (6, 3, 'nocase', 'x');"
	    "INSERT INTO hints (id, challenge_id, title, content, cost) "
	    "VALUES (4, 2, 't', 'c', 5);"
	    "INSERT INTO hint_unlocks (hint_id, account, user_id) "
	    "VALUES (4, 3, 3);"
	    "INSERT INTO attempts VALUES (2, 4, 3);"
	    "INSERT INTO flag_finds VALUES (2, 3, 5);"
	    "INSERT INTO submissions (challenge_id, account, user_id, kind, "
	    "provided, at) VALUES (2, 3, 3, 'correct', 'a1', "
	    "'2026-01-01 00:00:00.000001');"
	    "INSERT INTO solves (id, challenge_id, account, user_id, "
	    "first_blood, at) VALUES "
	    "(11, 2, 4, 4, 1, '2026-01-01 00:00:00.5'),"
	    "(12, 2, 3, 3, 0, '2026-01-01 00:00:00.5'),"
	    "(13, 2, 5, 5, 0, '2026-01-01 00:00:00.25'),"
	    "(14, 3, 3, 3, 1, '2026-01-01 00:01:00');"
	    "INSERT INTO awards (account, user_id, name, value, hint_id, at) "
	    "VALUES (3, 3, 'Hint', -10, 4, '2026-01-01 00:02:00');"
	    "INSERT INTO cheats (challenge_id, challenge_name, account, "
	    "user_id, name, started, owner_account, owner_name, instance) "
	    "VALUES (2, 'Two', 4, 4, 'bob', 1, 3, 'ann', "
	    "'0123456789abcdef');"
	    "UPDATE contest_version SET version = version + 1, "
	    "epoch = epoch + 1");
	people_set(f, SETTING_EVENT_NAME, "The event");
	s = people_call(f, f->a, "root");
	OK(s, file_add(s, (struct challenge_id){2}, "a.bin", "a\0b", 3, &file));
	s = people_call(f, f->a, "root");
	OK(s, file_add(s, (struct challenge_id){3}, "b.bin", "a\0b", 3, &file));
}

/* What an import into an empty installation must do. */
static void
import_fails(
    struct db_fixture *f, const char *path, enum err want, const char *words)
{
	struct service *s = people_call(f, f->a, "");

	NO(s, want, words, event_import(s, path));
	assert_string_equal(all_of_it(f), "");
	assert_int_equal(stored(f), 0);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM audit_log"), 0);
}

static void
an_event_comes_back_as_it_was(void **state)
{
	struct db_fixture *f = *state;
	const char *path = below(f, "event.tar.gz"), *before, *board;
	struct service *s;
	struct stat st;

	fill(f);
	before = all_of_it(f);
	board = standings(f);
	/* three have solved it, one by one and at the same moment */
	assert_non_null(strstr(board, "400/3"));
	s = people_call(f, f->a, "root");
	OK(s, event_export(s, path));
	assert_int_equal(stat(path, &st), 0);
	/* there are flags and password hashes in it */
	assert_int_equal(st.st_mode & 0777, 0600);
	NO(s, ERR_CONFLICT, "File exists", event_export(s, path));
	NO(s, ERR_CONFLICT, "empty installation", event_import(s, path));
	assert_string_equal(all_of_it(f), before);
	clear(f);
	assert_string_equal(all_of_it(f), "");
	s = people_call(f, f->a, "");
	OK(s, event_import(s, path));
	assert_string_equal(all_of_it(f), before);
	assert_string_equal(standings(f), board);
	assert_int_equal(stored(f), 1);
}

static void
many_rows_take_many_pages(void **state)
{
	struct db_fixture *f = *state;
	const char *path = below(f, "event.tar.gz"), *before;
	struct service *s;

	SQL("INSERT INTO submissions (challenge_id, account, user_id, kind, "
	    "provided) SELECT 1, 3, 3, 'incorrect', REPEAT('x', 1000) "
	    "FROM seq_1_to_3500;"
	    "INSERT INTO attempts SELECT seq, 3, 1 FROM seq_1_to_2500");
	before = all_of_it(f);
	s = people_call(f, f->a, "root");
	OK(s, event_export(s, path));
	clear(f);
	s = people_call(f, f->a, "");
	OK(s, event_import(s, path));
	assert_string_equal(all_of_it(f), before);
}

/* ------------------------------------------------ what is refused */

static const struct bad {
	const char *name, *data; /* behind the head */
	const char *words;
} bad[] = {
    {"../evil", "x", "lie outside of it"},
    {"/etc/evil", "x", "lie outside of it"},
    {"rows/../../evil", "x", "lie outside of it"},
    {"evil", "x", "no archive of an event"},
    {"rows/sessions/000001", "[]", "no archive of an event"},
    {"rows/users", "[]", "no archive of an event"},
    {"rows/users/000001", "[{", "does not fit"},
    {"rows/users/000001", "[{\"id\": 1}]", "does not fit"},
    {"rows/users/000001", "[{\"id\": {\"a\": 1}}]", "does not fit"},
    {"rows/flags/000001",
	"[{\"id\":1,\"challenge_id\":99,\"kind\":\"static\","
	"\"content\":\"x\"}]",
	"does not fit"},
    {"rows/users/000001", "\xff", "no archive of an event"},
    {"files/0123", "x", "is not what it was"},
    {"files/../../x", "x", "lie outside of it"},
};

static struct tar_writer *
begin(struct db_fixture *f, const char *path)
{
	struct tar_writer *w;

	(void)unlink(path);
	MUST(tar_create(f->mem, path, &w, &f->e));
	MUST(tar_add(w, "berth-event", "1\n", 2, &f->e));
	return (w);
}

static void
an_archive_that_is_not_ours_changes_nothing(void **state)
{
	struct db_fixture *f = *state;
	const char *path = below(f, "bad.tar.gz");
	struct tar_writer *w;
	size_t i;

	clear(f);
	for (i = 0; i < N(bad); i++) {
		w = begin(f, path);
		MUST(tar_add(w, "rows/settings/000001",
		    "[{\"name\":\"a\",\"value\":\"b\"}]", 26, &f->e));
		MUST(tar_add(
		    w, bad[i].name, bad[i].data, strlen(bad[i].data), &f->e));
		MUST(tar_add(w, "end", "1\n", 2, &f->e));
		MUST(tar_finish(w, &f->e));
		import_fails(f, path, ERR_INVALID, bad[i].words);
	}
	/* the end is missing */
	w = begin(f, path);
	MUST(tar_finish(w, &f->e));
	import_fails(f, path, ERR_INVALID, "cut short");
	/* parts in another order */
	w = begin(f, path);
	MUST(tar_add(w, "rows/users/000001", "[]", 2, &f->e));
	MUST(tar_add(w, "rows/teams/000001", "[]", 2, &f->e));
	MUST(tar_finish(w, &f->e));
	import_fails(f, path, ERR_INVALID, "no archive of an event");
	import_fails(f, below(f, "none"), ERR_NOT_FOUND, "cannot be read");
}

static void
zeros_without_end_are_refused(void **state)
{
	struct db_fixture *f = *state;
	const char *path = below(f, "bad.tar.gz");
	size_t len = 40 * 1024 * 1024;
	char *zeros = mem_zalloc(f->mem, len, "zeros");
	struct tar_writer *w;

	clear(f);
	w = begin(f, path);
	MUST(tar_add(w, "rows/users/000001", zeros, len, &f->e));
	MUST(tar_finish(w, &f->e));
	import_fails(f, path, ERR_TOO_LARGE, "is longer than");
	w = begin(f, path);
	MUST(tar_add(w, "files/00", zeros, len, &f->e));
	MUST(tar_finish(w, &f->e));
	import_fails(f, path, ERR_TOO_LARGE, "is longer than");
}

static void
an_archive_that_is_cut_is_refused(void **state)
{
	struct db_fixture *f = *state;
	const char *path = below(f, "event.tar.gz");
	struct service *s;
	struct stat st;

	fill(f);
	s = people_call(f, f->a, "root");
	OK(s, event_export(s, path));
	clear(f);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size / 2), 0);
	import_fails(f, path, ERR_INVALID, NULL);
}

/* A link, which tar_add() cannot make. */
static void
a_link_is_refused(void **state)
{
	struct db_fixture *f = *state;
	const char *path = below(f, "bad.tar");
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	clear(f);
	archive_write_set_format_ustar(a);
	assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
	archive_entry_set_pathname(entry, "berth-event");
	archive_entry_set_filetype(entry, AE_IFLNK);
	archive_entry_set_symlink(entry, "/etc/passwd");
	assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
	archive_entry_free(entry);
	assert_int_equal(archive_write_free(a), ARCHIVE_OK);
	import_fails(f, path, ERR_INVALID, "no plain file");
}

#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, event_setup, event_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(an_event_comes_back_as_it_was),
	    TEST(many_rows_take_many_pages),
	    TEST(an_archive_that_is_not_ours_changes_nothing),
	    TEST(zeros_without_end_are_refused),
	    TEST(an_archive_that_is_cut_is_refused),
	    TEST(a_link_is_refused),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
