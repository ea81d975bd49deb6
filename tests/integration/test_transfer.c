/*
 * Challenges as a folder of challenge.yml files: there and back, what is
 * refused, and that nothing is half done.
 */
#include "people_fixture.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ftw.h>

#include <cmocka.h>

#include "base/mem.h"
#include "service/challenges.h"
#include "service/files.h"
#include "service/flags.h"
#include "service/hints.h"
#include "service/transfer.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* The folder of the test under way. */
static char top[] = "/tmp/berth-transfer-XXXXXX";

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return (remove(path));
}

static const char *
below(struct db_fixture *f, const char *path)
{
	return (mem_printf(f->mem, "%s/%s", top, path));
}

/* Where the bytes of files lie. */
static void
use_files_dir(struct db_fixture *f)
{
	f->conf.files_dir = below(f, "store");
	assert_int_equal(mkdir(f->conf.files_dir, 0777), 0);
}

/* How many there are. */
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

static int
transfer_setup(void **state)
{
	strcpy(top + strlen(top) - 6, "XXXXXX");
	assert_non_null(mkdtemp(top));
	if (people_setup(state) != 0)
		return (-1);
	use_files_dir(*state);
	return (0);
}

static int
transfer_teardown(void **state)
{
	assert_int_equal(nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	return (db_fixture_teardown(state));
}

static void
make_folders(struct db_fixture *f, const char *path)
{
	char *copy = mem_strdup(f->mem, below(f, path)), *at;

	for (at = copy + strlen(top) + 1; (at = strchr(at, '/')) != NULL;
	     at++) {
		*at = '\0';
		assert_true(mkdir(copy, 0777) == 0 || errno == EEXIST);
		*at = '/';
	}
}

static void
put_file(struct db_fixture *f, const char *path, const char *text)
{
	FILE *out;

	make_folders(f, path);
	out = fopen(below(f, path), "w");
	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static struct transfer_summary
import(struct db_fixture *f, const char *dir, enum transfer_mode mode)
{
	struct service *s = people_call(f, f->a, "root");
	struct transfer_summary sum = {0};

	OK(s, transfer_import(s, below(f, dir), mode, &sum));
	return (sum);
}

static void export(struct db_fixture *f, const char *dir, int want)
{
	struct service *s = people_call(f, f->a, "root");
	int n = 0;

	OK(s, transfer_export(s, below(f, dir), &n));
	assert_int_equal(n, want);
}

/* Everything of every challenge but numbers and times. */
static const char *
all_of_it(struct db_fixture *f)
{
	return (TEXT(
	    "SELECT COALESCE(GROUP_CONCAT(x.line ORDER BY x.line), '') FROM ("
	    "SELECT CONCAT_WS('|', c.name, c.category, c.description, "
	    "c.connection_info, c.type, c.state, c.max_attempts, "
	    "c.score_function, c.value, c.initial, c.minimum, c.decay, "
	    "c.image, c.command, c.volumes, c.memory_mb, c.cpu_milli, c.pids, "
	    "c.lifetime_min, c.renewals_max, c.warm, c.flag_template, "
	    "c.flag_env, c.flag_logic, c.tags, c.stop_on_solve_min, "
	    "c.cap_add, c.run_as, c.root_fs, c.tmpfs, c.runtime, c.egress, "
	    "c.network, "
	    "COALESCE((SELECT name FROM challenges n WHERE n.id = c.next_id), "
	    "'')) AS line FROM challenges c"
	    " UNION ALL SELECT CONCAT_WS('|', 'port', c.name, p.position, "
	    "p.port, p.kind, p.label) FROM challenge_ports p "
	    "JOIN challenges c ON c.id = p.challenge_id"
	    " UNION ALL SELECT CONCAT_WS('|', 'flag', c.name, g.kind, "
	    "g.content) FROM flags g JOIN challenges c "
	    "ON c.id = g.challenge_id"
	    " UNION ALL SELECT CONCAT_WS('|', 'hint', c.name, h.title, "
	    "h.content, h.cost) FROM hints h JOIN challenges c "
	    "ON c.id = h.challenge_id"
	    " UNION ALL SELECT CONCAT_WS('|', 'file', c.name, d.name, "
	    "d.hash, d.size) FROM files d JOIN challenges c "
	    "ON c.id = d.challenge_id"
	    " UNION ALL SELECT CONCAT_WS('|', 'requires', c.name, o.name) "
	    "FROM challenge_requirements r "
	    "JOIN challenges c ON c.id = r.challenge_id "
	    "JOIN challenges o ON o.id = r.requires_id) AS x"));
}

/* ------------------------------------------------ there and back */

static struct challenge_id
create(struct db_fixture *f, const struct challenge_field *fields, size_t n)
{
	struct service *s = people_call(f, f->a, "root");
	struct challenge *c = NULL;

	OK(s, challenge_create(s, fields, n, &c));
	return (c->id);
}

static void
add_flag(struct db_fixture *f, struct challenge_id c, enum flag_kind kind,
    const char *content)
{
	struct service *s = people_call(f, f->a, "root");
	struct flag flag = {.challenge = c.n, .kind = kind, .content = content};

	OK(s, flag_add(s, &flag));
}

static void
add_hint(struct db_fixture *f, struct challenge_id c, const char *title,
    const char *content, int cost)
{
	struct service *s = people_call(f, f->a, "root");
	struct hint h = {
	    .challenge = c, .title = title, .content = content, .cost = cost};

	OK(s, hint_add(s, &h));
}

static void
add_file(struct db_fixture *f, struct challenge_id c, const char *name,
    const char *data, size_t len)
{
	struct service *s = people_call(f, f->a, "root");
	struct challenge_file *file;

	OK(s, file_add(s, c, name, data, len, &file));
}

static const struct challenge_field plain[] = {
    {"name", "The \"plain\" one: # no comment"},
    {"category", "misc / \u65e5\u672c"},
    {"description", "  code first\r\n\r\nthen *text*\u2028and \U0001f600\n\n"},
    {"type", "standard"},
    {"value", "123"},
    {"max_attempts", "7"},
    {"tags", "no, 123, easy"},
    {"flag_logic", "all"},
    {"state", "hidden"},
};

static const struct challenge_field full[] = {
    {"name", "null"},
    {"category", "web"},
    {"description", "- not\n- a list\n"},
    {"connection_info", "ctf.example.org"},
    {"type", "container"},
    {"function", "linear"},
    {"initial", "500"},
    {"minimum", "50"},
    {"decay", "9"},
    {"image", "registry.example.org/web:1"},
    {"command", "sh -c 'echo \"$A\"'"},
    {"ports", "8080/http Page\n53/udp\n22/ssh"},
    {"memory_mb", "64"},
    {"cpu", "0.25"},
    {"pids", "50"},
    {"lifetime_min", "-1"},
    {"renewals_max", "0"},
    {"warm", "2"},
    {"flag_template", "flag{%hex16%}"},
    {"flag_env", "THE_FLAG"},
    {"cap_add", "CHOWN KILL"},
    {"run_as", "1000:1000"},
    {"root_fs", "read-only"},
    {"tmpfs", "/tmp 16, /run 1"},
    {"runtime", "runsc"},
    {"egress", "allowed"},
    {"network", "own"},
    {"stop_on_solve_min", "0"},
};

static void
what_is_exported_comes_back_the_same(void **state)
{
	struct db_fixture *f = *state;
	struct transfer_summary sum;
	struct challenge_id a, b;
	const char *before;

	a = create(f, plain, N(plain));
	b = create(f, full, N(full));
	add_flag(f, a, FLAG_STATIC, "flag{*&!%@`}");
	add_flag(f, a, FLAG_NOCASE, "yes");
	add_flag(f, a, FLAG_REGEX, "(?i)flag\\{\\d+\\}");
	add_hint(f, a, "", "free", 0);
	add_hint(f, a, "Title", "two\nlines\n", 20);
	SQL(mem_printf(f->mem,
	    "INSERT INTO challenge_requirements (challenge_id, requires_id) "
	    "VALUES (%lld, 1), (%lld, %lld);"
	    "UPDATE challenges SET next_id = %lld WHERE id = %lld",
	    (long long)a.n, (long long)b.n, (long long)a.n, (long long)b.n,
	    (long long)a.n));
	add_file(f, a, "dump \u65e5.bin", "a\0b\xff\n", 5);
	add_file(f, b, "empty", "", 0);
	before = all_of_it(f);
	assert_non_null(strstr(before, "requires|null|The \"plain\" one"));
	export(f, "out", 3);
	sum = import(f, "out", TRANSFER_APPLY);
	assert_int_equal(sum.count[TRANSFER_UNCHANGED], 3);
	assert_int_equal(sum.notes_n, 0);
	SQL("DELETE FROM challenges");
	assert_int_equal(rename(below(f, "store"), below(f, "old")), 0);
	use_files_dir(f);
	assert_string_equal(all_of_it(f), "");
	sum = import(f, "out", TRANSFER_APPLY);
	assert_int_equal(sum.count[TRANSFER_ADDED], 3);
	assert_string_equal(all_of_it(f), before);
	assert_int_equal(stored(f), 2);
	/* and there is nothing left to do */
	sum = import(f, "out", TRANSFER_APPLY);
	assert_int_equal(sum.count[TRANSFER_UNCHANGED], 3);
}

static void
an_export_overwrites_nothing(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	int n;

	put_file(f, "out/mine", "x");
	NO(s, ERR_CONFLICT, "not empty",
	    transfer_export(s, below(f, "out"), &n));
	NO(s, ERR_CONFLICT, "cannot be made",
	    transfer_export(s, below(f, "no/where"), &n));
	assert_int_equal(access(below(f, "out/mine"), F_OK), 0);
	/* an empty folder is fine, and a slash at the end */
	make_folders(f, "empty/");
	OK(s, transfer_export(s, below(f, "empty/"), &n));
	assert_int_equal(
	    access(below(f, "empty/none/web/challenge.yml"), F_OK), 0);
}

/* ------------------------------------------------ ctfcli's own */

static const char ctfcli[] = "name: \"Log in\"\n"
			     "author: somebody\n"
			     "category: web\n"
			     "description: Get in.\n"
			     "value: 100\n"
			     "type: dynamic\n"
			     "extra: {initial: 400, decay: 10, minimum: 40}\n"
			     "image: null\n"
			     "healthcheck: ./check.sh\n"
			     "attempts: 5\n"
			     "flags:\n"
			     "  - flag{one}\n"
			     "  - {type: static, content: 'flag{two',"
			     " data: case_insensitive}\n"
			     "  - {type: regex, content: '[a-z]+'}\n"
			     "topics: [sql]\n"
			     "tags: [web, easy]\n"
			     "hints: [free, {content: Costly, cost: 30}]\n"
			     "requirements: {prerequisites: [Web]}\n"
			     "next: Web\n"
			     "state: hidden\n"
			     "version: \"0.1\"\n";

static void
a_file_of_ctfcli_is_read(void **state)
{
	struct db_fixture *f = *state;
	struct transfer_summary sum;

	put_file(f, "in/web/challenge.yml", ctfcli);
	put_file(f, "in/web/src/challenge.yml", "not looked at\n");
	put_file(f, "in/.git/x/challenge.yml", "nor this\n");
	sum = import(f, "in", TRANSFER_APPLY);
	assert_int_equal(sum.n, 1);
	assert_int_equal(sum.count[TRANSFER_ADDED], 1);
	assert_int_equal(sum.notes_n, 2);
	assert_non_null(strstr(sum.notes[0], "web/challenge.yml:15: topics"));
	assert_string_equal(
	    TEXT("SELECT CONCAT_WS(' ', type, state, score_function, value, "
		 "initial, minimum, decay, max_attempts, tags, next_id, "
		 "(SELECT GROUP_CONCAT(kind, ':', content ORDER BY id) "
		 "FROM flags WHERE challenge_id = c.id), "
		 "(SELECT GROUP_CONCAT(content, ':', cost ORDER BY id) "
		 "FROM hints WHERE challenge_id = c.id), "
		 "(SELECT GROUP_CONCAT(requires_id) FROM "
		 "challenge_requirements WHERE challenge_id = c.id)) "
		 "FROM challenges c WHERE name = 'Log in'"),
	    "standard hidden logarithmic 400 400 40 10 5 web, easy 1 "
	    "static:flag{one},nocase:flag{two,regex:[a-z]+ "
	    "free:0,Costly:30 1");
}

/* ------------------------------------------------ what changes */

static void
only_what_is_another_is_written(void **state)
{
	struct db_fixture *f = *state;
	struct transfer_summary sum;

	put_file(f, "in/challenge.yml",
	    "name: A\ntype: dynamic\nvalue: 100\nextra: {decay: 2}\n"
	    "flags: [one, two]\nhints: [{title: T, content: old, cost: 1}, "
	    "gone]\n");
	import(f, "in", TRANSFER_APPLY);
	SQL("UPDATE challenges SET solves = 1 WHERE name = 'A';"
	    "INSERT INTO hint_unlocks (hint_id, account, user_id) "
	    "SELECT id, 3, 3 FROM hints WHERE title = 'T'");
	put_file(f, "in/challenge.yml",
	    "name: A\ntype: dynamic\nvalue: 200\nextra: {decay: 2}\n"
	    "flags: [three, two]\nhints: [{title: T, content: new, cost: 2}, "
	    "more]\n");
	sum = import(f, "in", TRANSFER_DRY_RUN);
	assert_int_equal(sum.count[TRANSFER_CHANGED], 1);
	assert_int_equal(
	    NUMBER("SELECT initial FROM challenges WHERE name = 'A'"), 100);
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM flags WHERE content = 'three'"), 0);
	sum = import(f, "in", TRANSFER_APPLY);
	assert_int_equal(sum.count[TRANSFER_CHANGED], 1);
	/* what is paid for stays paid for, though its text is better now */
	assert_string_equal(TEXT("SELECT GROUP_CONCAT(h.content) FROM hints h "
				 "JOIN hint_unlocks u ON u.hint_id = h.id"),
	    "new");
	assert_string_equal(
	    TEXT("SELECT GROUP_CONCAT(content ORDER BY id) FROM hints"),
	    "new,more");
	/* the flag that was there has kept its number */
	assert_string_equal(
	    TEXT("SELECT GROUP_CONCAT(content ORDER BY id) FROM flags"),
	    "two,three");
	/* one has solved it: CTFd's first solve is for the full value */
	assert_int_equal(
	    NUMBER("SELECT value FROM challenges WHERE name = 'A'"), 200);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM audit_log WHERE "
				"action = 'challenge.import'"),
	    2);
	/* another order of the same is the same */
	sum = import(f, "in", TRANSFER_APPLY);
	assert_int_equal(sum.count[TRANSFER_UNCHANGED], 1);
}

/* ------------------------------------------------ what is refused */

static const struct wrong {
	const char *text, *words;
} wrong[] = {
    {"", "b/challenge.yml:1: must be a map"},
    {"- a\n", "b/challenge.yml:1: must be a map"},
    {"value: 1\n", "b/challenge.yml:1: name: must not be empty"},
    {"name: B\nvalue: many\n", "b/challenge.yml:2: value: must be"},
    {"name: B\nvalue: -1\n", "b/challenge.yml:2: value: must be"},
    {"name: B\nvalue: [1]\n", ":2: value: must be a single value"},
    {"name: B\ntype: quiz\n", ":2: type: must be one of"},
    {"name: B\nstate: open\n", ":2: state: must be one of"},
    {"name: B\n\nflagz: [x]\n", ":3: \"flagz\" is not a field"},
    {"name: B\nextra:\n  cpus: 1\n", ":3: \"cpus\" is not a field"},
    {"name: B\nextra: 3\n", ":2: extra: must be a map"},
    {"name: B\nflags: x\n", ":2: flags: must be a list"},
    {"name: B\nflags:\n- ok\n- {type: regex, content: '('}\n", ":4: content:"},
    {"name: B\nflags: ['']\n", ":2: content: must not be empty"},
    {"name: B\nflags: [{type: magic, content: a}]\n", "static, regex"},
    {"name: B\nflags: [{type: static, kontent: a}]\n", "\"kontent\""},
    {"name: B\nflags: [{content: a, data: odd}]\n", "case_insensitive"},
    {"name: B\nhints:\n- {content: a, cost: -5}\n", ":3: hints: cost must"},
    {"name: B\nhints: [[a]]\n", ":2: hints: must be a text"},
    {"name: B\ntags: [a, 'b,c']\n", ":2: tags: must be"},
    {"name: B\nfiles: [../a/x]\n", ":2: files: ../a/x: must be a path below"},
    {"name: B\nfiles: [/etc/passwd]\n", ":2: files: /etc/passwd: must be a"},
    {"name: B\nfiles: [a/./x]\n", ":2: files: a/./x: must be a path below"},
    {"name: B\nfiles: [none]\n", ":2: files: none: No such file"},
    {"name: B\nfiles: [d]\n", ":2: files: d: is not a plain file"},
    {"name: B\nfiles: [link]\n", "link: leads through a link"},
    {"name: B\nfiles: [way/passwd]\n", "way/passwd: leads through a link"},
    {"name: B\nfiles:\n- x\n- d/x\n", ":4: files: d/x: another file has"},
    {"name: B\nfiles: [x, big]\n", "big: is longer than"},
    {"name: B\nfiles: [.x]\n", "and not begin with a dot"},
    {"name: B\nfiles: x\n", ":2: files: must be a list"},
    {"name: B\nfiles: [x]\nnext: Nowhere\n", ":3: there is no challenge"},
    {"name: B\nrequirements: [Nowhere]\n", ":2: there is no challenge called"},
    {"name: B\nrequirements: [B]\n", ":2: must be another challenge"},
    {"name: B\nnext: Nowhere\n", ":2: there is no challenge called"},
    {"name: B\nnext: Twin\n", ":2: several challenges are called"},
    {"name: Twin\n", "b/challenge.yml:1: several challenges are called"},
    {"name: A\n", "b/challenge.yml:1: name: the same as in a/challenge.yml"},
    {"name: B\nrequirements: [C]\n", ": requirements: would make a circle"},
    {"name: B\ntype: container\nextra: {port: 80}\n", ": image: must not be"},
    {"name: B\ntype: container\nimage: .\nextra: {port: 80}\n",
	":3: image: must be an image name"},
    {"name: B\ntype: container\nimage: i:1\n", ": port: must be 1 to 65535"},
    {"name: B\ntype: container\nimage: i:1\nextra:\n  ports: [0]\n",
	":5: ports: must be 1 to 65535"},
    {"name: B\ntype: dynamic\nextra:\n  initial: 1\n  minimum: 2\n",
	":5: minimum: must not be above initial"},
    {"name: B\nname: C\n", ":2: \"name\" is there twice"},
    {"name: &a B\n", ":1: anchors"},
    {"name: B\nvalue: !!int 3\n", ":2: tags"},
};

static void
a_wrong_file_changes_nothing(void **state)
{
	struct db_fixture *f = *state;
	struct transfer_summary sum;
	struct service *s;
	const char *before;
	enum err err;
	size_t i;

	SQL("INSERT INTO challenges (name, description, type, state) VALUES "
	    "('Twin', '', 'standard', 'visible'), "
	    "('Twin', '', 'standard', 'hidden')");
	put_file(f, "in/a/challenge.yml", "name: A\nflags: [x]\n");
	put_file(f, "in/c/challenge.yml", "name: C\nrequirements: [B]\n");
	put_file(f, "in/b/x", "x");
	put_file(f, "in/b/d/x", "y");
	put_file(f, "in/b/big", "");
	assert_int_equal(truncate(below(f, "in/b/big"), 10LL << 30), 0);
	assert_int_equal(symlink("/etc/passwd", below(f, "in/b/link")), 0);
	assert_int_equal(symlink("/etc", below(f, "in/b/way")), 0);
	before = all_of_it(f);
	for (i = 0; i < N(wrong); i++) {
		put_file(f, "in/b/challenge.yml", wrong[i].text);
		s = people_call(f, f->a, "root");
		err = transfer_import(s, below(f, "in"), TRANSFER_APPLY, &sum);
		people_expect(s, err,
		    err == ERR_TOO_LARGE ? ERR_TOO_LARGE : ERR_INVALID,
		    wrong[i].words, __LINE__);
		assert_int_equal(stored(f), 0);
		assert_string_equal(all_of_it(f), before);
	}
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM audit_log"), 0);
	put_file(f, "in/b/challenge.yml", "name: B\nfiles: [d/x]\n");
	sum = import(f, "in", TRANSFER_DRY_RUN);
	assert_int_equal(stored(f), 0);
	sum = import(f, "in", TRANSFER_APPLY);
	assert_int_equal(sum.count[TRANSFER_ADDED], 3);
	assert_int_equal(stored(f), 1);
	/* the same name, other bytes: the old ones are nobody's now */
	put_file(f, "in/b/d/x", "new");
	sum = import(f, "in", TRANSFER_APPLY);
	assert_int_equal(sum.count[TRANSFER_CHANGED], 1);
	assert_int_equal(NUMBER("SELECT size FROM files"), 3);
	assert_int_equal(stored(f), 1);
	put_file(f, "in/b/challenge.yml", "name: B\n");
	sum = import(f, "in", TRANSFER_APPLY);
	assert_int_equal(stored(f), 0);
}

static void
nothing_is_read_through_a_link(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct transfer_summary sum;

	put_file(f, "else/challenge.yml", "name: Elsewhere\n");
	make_folders(f, "in/a/");
	assert_int_equal(symlink(below(f, "else"), below(f, "in/b")), 0);
	NO(s, ERR_NOT_FOUND, "no challenge.yml",
	    transfer_import(s, below(f, "in"), TRANSFER_APPLY, &sum));
	assert_int_equal(symlink(below(f, "else/challenge.yml"),
			     below(f, "in/a/challenge.yml")),
	    0);
	NO(s, ERR_INVALID, "a/challenge.yml:1: leads through a link",
	    transfer_import(s, below(f, "in"), TRANSFER_APPLY, &sum));
	assert_int_equal(unlink(below(f, "in/a/challenge.yml")), 0);
	assert_int_equal(mkfifo(below(f, "in/a/challenge.yml"), 0666), 0);
	NO(s, ERR_INVALID, "is not a plain file",
	    transfer_import(s, below(f, "in"), TRANSFER_APPLY, &sum));
	NO(s, ERR_NOT_FOUND, "cannot be read",
	    transfer_import(s, below(f, "nowhere"), TRANSFER_APPLY, &sum));
}

static void
a_file_of_gigabytes_is_refused(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct transfer_summary sum;

	put_file(f, "in/challenge.yml", "name: A\n");
	assert_int_equal(truncate(below(f, "in/challenge.yml"), 10LL << 30), 0);
	NO(s, ERR_TOO_LARGE, "challenge.yml:1: is longer than",
	    transfer_import(s, below(f, "in"), TRANSFER_APPLY, &sum));
}

#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, transfer_setup, transfer_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_is_exported_comes_back_the_same),
	    TEST(an_export_overwrites_nothing),
	    TEST(a_file_of_ctfcli_is_read),
	    TEST(only_what_is_another_is_written),
	    TEST(a_wrong_file_changes_nothing),
	    TEST(nothing_is_read_through_a_link),
	    TEST(a_file_of_gigabytes_is_refused),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
