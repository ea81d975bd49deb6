/*
 * Accounts, throttles, settings, challenges and the audit log against a real
 * MariaDB: BERTH_TEST_DB_SOCKET, BERTH_TEST_DB_NAME (its rows are deleted),
 * BERTH_TEST_DB_USER, BERTH_TEST_DB_PASSWORD, BERTH_TEST_SQL_DIR.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/migrate.h"
#include "service/accounts.h"
#include "service/challenges.h"
#include "service/settings.h"
#include "service/throttle.h"
#include "store/lists.h"

#define PASSWORD "correct horse battery"

static void *root;
static struct conf *conf;
static struct service_process process;

/* A service as for one request from `ip`. */
static struct service *
begin(const char *ip)
{
	struct service *s = mem_new(root, struct service);

	service_begin(s, &process, mem_arena(root));
	s->ip = ip;
	s->actor_name = "test";
	return (s);
}

/* The newest rows of the audit log. */
static enum err
read_audit(struct service *s, struct list_row **ret, size_t *ret_n)
{
	const struct list_query q = {.search = "", .filter = "", .limit = 10};

	return (store_list(
	    s->p->db, s->mem, LIST_AUDIT, &q, ret, ret_n, &s->error));
}

static const char *
env(const char *name, const char *dflt)
{
	const char *value = getenv(name);

	return (value != NULL && value[0] != '\0' ? value : dflt);
}

static struct conf *
make_conf(void *mem)
{
	char path[] = "/tmp/berth-test-XXXXXX";
	char *sql_dir = realpath(env("BERTH_TEST_SQL_DIR", "sql"), NULL);
	int fd = mkstemp(path);
	struct conf *c = NULL;
	struct error e;

	assert_true(fd >= 0);
	dprintf(fd,
	    "db_socket = %s\ndb_name = %s\ndb_user = %s\nsql_dir = %s\n",
	    env("BERTH_TEST_DB_SOCKET", "/run/mysqld/mysqld.sock"),
	    env("BERTH_TEST_DB_NAME", "berth_test"),
	    env("BERTH_TEST_DB_USER", "root"),
	    sql_dir != NULL ? sql_dir : "/nowhere");
	free(sql_dir);
	if (getenv("BERTH_TEST_DB_PASSWORD") != NULL)
		dprintf(
		    fd, "db_password = %s\n", getenv("BERTH_TEST_DB_PASSWORD"));
	close(fd);
	if (conf_load(mem, path, &c, &e) != ERR_OK)
		fail_msg("%s", e.message);
	unlink(path);
	return (c);
}

static void
run_sql(const char *script)
{
	struct error e;

	err_clear(&e);
	if (db_script(process.db, script, &e) != ERR_OK)
		fail_msg("%s: %s", e.message, e.detail);
}

static int
setup(void **state)
{
	struct error e;
	int applied;

	(void)state;
	root = mem_arena(NULL);
	assert_int_equal(crypto_init(), ERR_OK);
	log_init("test", LOG_ERROR_);
	conf = make_conf(root);
	service_open(root, conf, &process);
	err_clear(&e);
	if (migrate_apply(process.db, conf->sql_dir, &applied, &e) != ERR_OK)
		fail_msg("%s: %s", e.message, e.detail);
	run_sql("DELETE FROM instances; DELETE FROM challenges; "
		"DELETE FROM users; DELETE FROM teams; "
		"DELETE FROM throttles; DELETE FROM settings; "
		"DELETE FROM audit_log; "
		"UPDATE settings_version SET version = version + 1");
	return (0);
}

static int
teardown(void **state)
{
	(void)state;
	mem_free(&root);
	return (0);
}

/* Register, the fields in the order of the form. */
static enum err
sign_up(struct service *s, const char *name, const char *email,
    const char *password, char cookie[SECRET_SIZE])
{
	const struct registering r = {.name = name,
	    .email = email,
	    .password = password,
	    .user_agent = "agent"};

	return (account_register(s, &r, cookie));
}

/* A new account with a session. */
static struct account *
join(struct service *s, const char *name, char cookie[SECRET_SIZE])
{
	const char *email = mem_printf(s->mem, "%s@example.org", name);
	struct account *a = NULL;

	assert_int_equal(sign_up(s, name, email, PASSWORD, cookie), ERR_OK);
	assert_int_equal(session_account(s, cookie, &a), ERR_OK);
	return (a);
}

/* One number from the database. */
static int64_t
number(const char *sql)
{
	struct db_rows *rows = NULL;
	struct error e;

	assert_int_equal(
	    db_query(process.db, root, sql, DB_NONE, &rows, &e), ERR_OK);
	assert_true(db_next(rows));
	return (db_int(rows, 0));
}

/* ------------------------------------------------ accounts */

static void
a_registered_account_is_found_by_its_cookie_in_one_statement(void **state)
{
	struct service *s = begin("192.0.2.1");
	char cookie[SECRET_SIZE];
	struct account *a = join(s, "Ada.Lovelace", cookie);
	uint64_t before;

	(void)state;
	assert_string_equal(a->name, "Ada.Lovelace");
	assert_int_equal(a->role, ROLE_PLAYER);
	assert_int_equal(strlen(cookie), 64);
	assert_string_equal(a->password_hash, "");
	before = db_statements(process.db);
	assert_int_equal(session_account(s, cookie, &a), ERR_OK);
	assert_int_equal(db_statements(process.db) - before, 1);
	cookie[0] = cookie[0] == 'a' ? 'b' : 'a';
	assert_int_equal(session_account(s, cookie, &a), ERR_LOGIN);
}

static void
wrong_fields_are_refused_by_name(void **state)
{
	static const struct {
		const char *name, *email, *password, *field;
	} cases[] = {
	    {"", "x@example.org", PASSWORD, "name"},
	    {"bad\nname", "x@example.org", PASSWORD, "name"},
	    {"x", "", PASSWORD, "email"},
	    {"x", "nobody", PASSWORD, "email"},
	    {"x", "x@example.org", "short", "password"},
	};
	struct service *s = begin("192.0.2.1");
	char cookie[SECRET_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(sign_up(s, cases[i].name, cases[i].email,
				     cases[i].password, cookie),
		    ERR_INVALID);
		assert_string_equal(s->error.field, cases[i].field);
	}
}

static void
names_and_addresses_are_taken_only_once(void **state)
{
	struct service *s = begin("192.0.2.1");
	char cookie[SECRET_SIZE];

	(void)state;
	join(s, "Taken", cookie);
	assert_int_equal(
	    sign_up(s, " tAKEN ", "o@example.org", PASSWORD, cookie),
	    ERR_CONFLICT);
	assert_string_equal(s->error.field, "name");
	assert_int_equal(
	    sign_up(s, "Other", "taken@EXAMPLE.org", PASSWORD, cookie),
	    ERR_CONFLICT);
	assert_string_equal(s->error.field, "email");
	assert_int_equal(
	    number("SELECT COUNT(*) FROM users WHERE name_key = 'other'"), 0);
}

static void
login_takes_name_or_address_and_logout_ends_the_session(void **state)
{
	struct service *s = begin("192.0.2.2");
	char cookie[SECRET_SIZE];
	struct account *a;

	(void)state;
	join(s, "bob", cookie);
	assert_int_equal(
	    account_login(s, " BOB ", PASSWORD, "é\n", cookie), ERR_OK);
	assert_int_equal(
	    account_login(s, "Bob@example.org", PASSWORD, NULL, cookie),
	    ERR_OK);
	assert_int_equal(session_account(s, cookie, &a), ERR_OK);
	assert_int_equal(account_logout(s, cookie), ERR_OK);
	assert_int_equal(session_account(s, cookie, &a), ERR_LOGIN);
}

static void
wrong_password_and_unknown_name_sound_alike_and_are_throttled(void **state)
{
	struct service *s = begin("192.0.2.3");
	char cookie[SECRET_SIZE], text[ERR_MESSAGE_MAX];
	int i;

	(void)state;
	join(s, "carol", cookie);
	assert_int_equal(
	    account_login(s, "carol", "wrong", "", cookie), ERR_LOGIN);
	memcpy(text, s->error.message, sizeof(text));
	assert_int_equal(
	    account_login(s, "nobody at all", "wrong", "", cookie), ERR_LOGIN);
	assert_string_equal(text, s->error.message);
	for (i = 1; i < 10; i++)
		assert_int_equal(
		    account_login(s, "carol", "wrong", "", cookie), ERR_LOGIN);
	assert_int_equal(
	    account_login(s, "Carol", PASSWORD, "", cookie), ERR_RATE);
	assert_in_range(s->error.retry_after, 1, 60);
	/* another address is not held up by it */
	s->ip = "192.0.2.4";
	assert_int_equal(
	    account_login(s, "carol", PASSWORD, "", cookie), ERR_OK);
}

static void
a_name_of_any_bytes_is_an_unknown_name(void **state)
{
	struct service *s = begin("192.0.2.10");
	char cookie[SECRET_SIZE];

	(void)state;
	assert_int_equal(
	    account_login(s, "\xff\xfe'\"\\", "x", "\xff", cookie), ERR_LOGIN);
}

static void
logins_wait_only_so_long_for_a_place_to_hash(void **state)
{
	char dir[] = "/tmp/berth-test-XXXXXX";
	struct service *s = begin("192.0.2.11");
	const char *path, *wait_path;
	struct conf mine = *conf;
	char cookie[SECRET_SIZE];
	struct service_process p;
	struct gate *a, *b;

	(void)state;
	assert_non_null(mkdtemp(dir));
	mine.run_dir = dir;
	service_open(s->mem, &mine, &p);
	assert_int_equal(service_open_gates(s->mem, &p, &s->error), ERR_OK);
	path = mem_printf(s->mem, "%s/hash.gate", dir);
	wait_path = mem_printf(s->mem, "%s/wait.gate", dir);
	assert_int_equal(gate_open(s->mem, path, 2, &a, &s->error), ERR_OK);
	assert_int_equal(gate_open(s->mem, path, 2, &b, &s->error), ERR_OK);
	s->p = &p;
	assert_int_equal(gate_enter(a), ERR_OK);
	join(s, "jim", cookie);
	assert_int_equal(gate_enter(b), ERR_OK);
	assert_int_equal(
	    account_login(s, "jim", PASSWORD, "", cookie), ERR_RATE);
	assert_true(s->error.retry_after > 0);
	gate_leave(b);
	assert_int_equal(account_login(s, "jim", PASSWORD, "", cookie), ERR_OK);
	unlink(path);
	unlink(wait_path);
	rmdir(dir);
}

static void
a_successful_login_clears_the_failures(void **state)
{
	struct service *s = begin("192.0.2.5");
	char cookie[SECRET_SIZE];
	int i;

	(void)state;
	join(s, "dora", cookie);
	for (i = 0; i < 12; i++)
		assert_int_equal(
		    account_login(s, "dora", PASSWORD, "", cookie), ERR_OK);
}

static void
a_banned_account_loses_sessions_and_tokens(void **state)
{
	struct service *s = begin("192.0.2.6");
	char cookie[SECRET_SIZE], token[SECRET_SIZE];
	struct account *a = join(s, "eve", cookie);

	(void)state;
	assert_int_equal(token_add(s, a->id, "t", 0, token, NULL), ERR_OK);
	assert_int_equal(token_account(s, token, &a), ERR_OK);
	run_sql("UPDATE users SET banned = 1 WHERE name_key = 'eve'");
	assert_int_equal(session_account(s, cookie, &a), ERR_LOGIN);
	assert_int_equal(token_account(s, token, &a), ERR_LOGIN);
	assert_int_equal(
	    account_login(s, "eve", PASSWORD, "", cookie), ERR_FORBIDDEN);
	assert_int_equal(
	    account_login(s, "eve", "wrong", "", cookie), ERR_LOGIN);
}

static void
sessions_end_in_time_and_live_on_while_used(void **state)
{
	struct service *s = begin("192.0.2.7");
	char cookie[SECRET_SIZE];
	struct account *a = join(s, "fay", cookie);

	(void)state;
	run_sql("UPDATE sessions SET seen_at = seen_at - INTERVAL 2 MINUTE, "
		"expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR "
		"WHERE ip = '192.0.2.7'");
	assert_int_equal(session_account(s, cookie, &a), ERR_OK);
	assert_int_equal(number("SELECT expires_at > UTC_TIMESTAMP(6) + "
				"INTERVAL 6 DAY FROM sessions "
				"WHERE ip = '192.0.2.7'"),
	    1);
	run_sql("UPDATE sessions SET expires_at = UTC_TIMESTAMP(6) "
		"WHERE ip = '192.0.2.7'");
	assert_int_equal(session_account(s, cookie, &a), ERR_LOGIN);
	assert_int_equal(throttle_clean(s), ERR_OK);
	assert_int_equal(number("SELECT COUNT(*) FROM sessions "
				"WHERE ip = '192.0.2.7'"),
	    0);
}

static void
tokens_belong_to_their_account(void **state)
{
	struct service *s = begin("192.0.2.8");
	char cookie[SECRET_SIZE], token[SECRET_SIZE], old[SECRET_SIZE];
	struct account *owner = join(s, "gil", cookie), *found;
	struct account *other = join(s, "hal", cookie);
	struct token_info *list;
	size_t n;

	(void)state;
	assert_int_equal(token_add(s, owner->id, "ci", 0, token, NULL), ERR_OK);
	assert_int_equal(strncmp(token, "berth_", 6), 0);
	assert_int_equal(strlen(token), 70);
	assert_int_equal(token_add(s, owner->id, "old", 1000000, old, NULL), ERR_OK);
	assert_int_equal(token_account(s, old, &found), ERR_LOGIN);
	assert_int_equal(token_account(s, token, &found), ERR_OK);
	assert_int_equal(found->id.n, owner->id.n);
	s->actor = owner;
	assert_int_equal(token_list(s, &list, &n), ERR_OK);
	assert_int_equal(n, 2);
	assert_string_equal(list[1].description, "ci");
	assert_int_equal(list[1].expires_us, 0);
	assert_int_equal(list[0].expires_us, 1000000);
	s->actor = other;
	assert_int_equal(token_delete(s, list[1].id), ERR_NOT_FOUND);
	s->actor = owner;
	assert_int_equal(token_delete(s, list[1].id), ERR_OK);
	assert_int_equal(token_account(s, token, &found), ERR_LOGIN);
}

static void
an_operator_adds_accounts_with_teams(void **state)
{
	struct service *s = begin("");
	struct account *a;
	struct user_id id, second;

	(void)state;
	assert_int_equal(
	    account_add(s, "root", NULL, PASSWORD, ROLE_ADMIN, "The Team", &id),
	    ERR_OK);
	assert_int_equal(account_add(s, "ivy", NULL, PASSWORD, ROLE_PLAYER,
			     "the team", &second),
	    ERR_OK);
	assert_int_equal(account_by_name(s, "ROOT", &a), ERR_OK);
	assert_int_equal(a->id.n, id.n);
	assert_int_equal(a->role, ROLE_ADMIN);
	assert_string_equal(a->team_name, "The Team");
	assert_int_equal(number("SELECT COUNT(*) FROM teams"), 1);
	assert_int_equal(
	    account_add(s, "root", NULL, PASSWORD, ROLE_ADMIN, "new team", &id),
	    ERR_CONFLICT);
	assert_int_equal(number("SELECT COUNT(*) FROM teams"), 1);
}

/* ------------------------------------------------ throttles */

#define CHILDREN 4
#define HITS     25
#define LIMIT    50

/* How many of HITS were let through. */
static int
hit_alone(void)
{
	struct service_process p;
	struct service s;
	int i, let = 0;

	service_open(root, conf, &p);
	for (i = 0; i < HITS; i++) {
		service_begin(&s, &p, mem_arena(root));
		if (throttle_hit(&s, "atomic", LIMIT, 300) == ERR_OK)
			let++;
	}
	return (let);
}

static void
a_throttle_lets_exactly_its_limit_through_from_all_processes(void **state)
{
	int i, let = 0, status;

	(void)state;
	for (i = 0; i < CHILDREN; i++)
		if (fork() == 0)
			_exit(hit_alone());
	for (i = 0; i < CHILDREN; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		let += WEXITSTATUS(status);
	}
	assert_int_equal(let, LIMIT);
}

static void
a_throttle_says_when_and_opens_a_new_window(void **state)
{
	struct service *s = begin("");

	(void)state;
	assert_int_equal(throttle_check(s, "window", 1, 300), ERR_OK);
	assert_int_equal(throttle_hit(s, "window", 1, 300), ERR_OK);
	assert_int_equal(throttle_check(s, "window", 1, 300), ERR_RATE);
	assert_int_equal(throttle_hit(s, "window", 1, 300), ERR_RATE);
	assert_string_equal(s->error.message,
	    "Too many requests. Limit is 1 requests in 300 seconds");
	assert_in_range(s->error.retry_after, 290, 300);
	run_sql("UPDATE throttles SET window_start = window_start - "
		"INTERVAL 300 SECOND WHERE subject = 'window'");
	assert_int_equal(throttle_check(s, "window", 1, 300), ERR_OK);
	assert_int_equal(throttle_hit(s, "window", 1, 300), ERR_OK);
	assert_int_equal(throttle_hit(s, "window", 1, 300), ERR_RATE);
	run_sql("UPDATE throttles SET window_start = window_start - "
		"INTERVAL 2 DAY WHERE subject = 'window'");
	assert_int_equal(throttle_clean(s), ERR_OK);
	assert_int_equal(number("SELECT COUNT(*) FROM throttles "
				"WHERE subject = 'window'"),
	    0);
}

/* ------------------------------------------------ settings */

static void
a_changed_setting_reaches_another_process_and_is_audited(void **state)
{
	static const enum setting which[] = {
	    SETTING_CONTAINER_EXPIRATION, SETTING_EVENT_NAME};
	const char *values[] = {" 30 ", "Berth"};
	struct service *s = begin("192.0.2.9"), other;
	struct service_process p;
	struct list_row *rows;
	bool changed;
	size_t n;

	(void)state;
	service_open(root, conf, &p);
	service_begin(&other, &p, mem_arena(root));
	assert_int_equal(p.settings->expiration_min, 45);
	assert_int_equal(settings_refresh(&other, &changed), ERR_OK);
	assert_true(changed);
	run_sql("DELETE FROM audit_log");
	assert_int_equal(settings_update(s, which, values, 2), ERR_OK);
	/* within the half second nothing is asked */
	assert_int_equal(settings_refresh(&other, &changed), ERR_OK);
	assert_false(changed);
	p.settings_checked_us -= 500 * 1000;
	assert_int_equal(settings_refresh(&other, &changed), ERR_OK);
	assert_true(changed);
	assert_int_equal(p.settings->expiration_min, 30);
	/* the event's name was not changed, so it is not in the log */
	assert_int_equal(read_audit(s, &rows, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].cells[4], "settings.update");
	assert_string_equal(rows[0].cells[5], "settings/container_expiration");
	assert_string_equal(rows[0].cells[6], "45");
	assert_string_equal(rows[0].cells[7], "30");
	assert_string_equal(rows[0].cells[3], "192.0.2.9");
}

static void
one_wrong_setting_saves_none(void **state)
{
	static const enum setting which[] = {
	    SETTING_CONTAINER_MAXMEMORY, SETTING_DOCKER_ASSIGNMENT};
	const char *values[] = {"256", "everybody"};
	struct service *s = begin("");

	(void)state;
	assert_int_equal(settings_update(s, which, values, 2), ERR_INVALID);
	assert_string_equal(s->error.field, "docker_assignment");
	assert_int_equal(number("SELECT COUNT(*) FROM settings "
				"WHERE name = 'container_maxmemory'"),
	    0);
}

static void
closed_registration_refuses(void **state)
{
	static const enum setting which = SETTING_REGISTRATION;
	const char *closed = "closed", *open = "open";
	struct service *s = begin("192.0.2.1");
	char cookie[SECRET_SIZE];

	(void)state;
	assert_int_equal(settings_update(s, &which, &closed, 1), ERR_OK);
	assert_int_equal(
	    sign_up(s, "late", "late@example.org", PASSWORD, cookie),
	    ERR_FORBIDDEN);
	assert_int_equal(settings_update(s, &which, &open, 1), ERR_OK);
	join(s, "late", cookie);
}

/* ------------------------------------------------ challenges */

#define FIELDS(...)                                                 \
	(const struct challenge_field[]){__VA_ARGS__},              \
	    sizeof((const struct challenge_field[]){__VA_ARGS__}) / \
		sizeof(struct challenge_field)

static struct challenge *
make_challenge(struct service *s, const char *name)
{
	struct challenge *c = NULL;

	assert_int_equal(
	    challenge_create(s,
		FIELDS({"name", name}, {"category", "web"},
		    {"description", "A *text*"}, {"image", "demo:latest"},
		    {"value", "100"}, {"ports", "8080/http Site\n2222/ssh"}),
		&c),
	    ERR_OK);
	return (c);
}

static void
a_challenge_comes_back_as_it_was_sent(void **state)
{
	struct service *s = begin("");
	struct challenge *c = make_challenge(s, "One");

	(void)state;
	assert_string_equal(c->name, "One");
	assert_string_equal(c->description, "A *text*");
	assert_int_equal(c->value, 100);
	assert_int_equal(c->renewals_max, -1);
	assert_int_equal(c->ports_n, 2);
	assert_int_equal(c->ports[0].port, 8080);
	assert_int_equal(c->ports[0].kind, KIND_HTTP);
	assert_string_equal(c->ports[0].label, "Site");
	assert_int_equal(c->ports[1].kind, KIND_SSH);
	assert_true(c->created_us > 0);
}

static void
wrong_challenge_fields_are_named_and_change_nothing(void **state)
{
	static const struct challenge_field cases[] = {
	    {"name", ""},
	    {"value", "ten"},
	    {"state", "secret"},
	    {"image", "not an image"},
	    {"port", "0"},
	    {"kind", "carrier pigeon"},
	    {"command", "sh -c 'open"},
	    {"volumes", "[{]"},
	    {"memory_mb", "-5"},
	    {"colour", "red"},
	};
	struct service *s = begin("");
	struct challenge *c = make_challenge(s, "Two"), *after = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    challenge_update(s, c->id,
			FIELDS({"category", "pwn"}, cases[i]), &after),
		    ERR_INVALID);
		assert_string_equal(s->error.field, cases[i].name);
	}
	assert_int_equal(challenge_get(s, c->id, VIEW_ADMIN, &after), ERR_OK);
	assert_string_equal(after->category, "web");
	assert_int_equal(
	    challenge_create(
		s, FIELDS({"name", "No image"}, {"port", "80"}), &after),
	    ERR_INVALID);
	assert_string_equal(s->error.field, "image");
}

static void
an_update_changes_only_what_is_given(void **state)
{
	struct service *s = begin("");
	struct challenge *c = make_challenge(s, "Three"), *after = NULL;

	(void)state;
	assert_int_equal(challenge_update(s, c->id,
			     FIELDS({"state", "hidden"}, {"port", "9000"},
				 {"renewals_max", "2"}),
			     &after),
	    ERR_OK);
	assert_string_equal(after->name, "Three");
	assert_int_equal(after->state, CHALLENGE_HIDDEN);
	assert_int_equal(after->renewals_max, 2);
	assert_int_equal(after->ports_n, 2);
	assert_int_equal(after->ports[0].port, 9000);
	assert_int_equal(after->ports[1].port, 2222);
	assert_int_equal(
	    challenge_get(s, c->id, VIEW_PLAYER, &after), ERR_NOT_FOUND);
	assert_int_equal(challenge_update(s, (struct challenge_id){999999},
			     FIELDS({"name", "x"}), &after),
	    ERR_NOT_FOUND);
}

static void
the_board_is_three_statements_at_most_and_hides_what_is_hidden(void **state)
{
	struct service *s = begin("");
	struct challenge *list, *c;
	uint64_t before;
	size_t n, all;

	(void)state;
	run_sql("DELETE FROM challenges");
	make_challenge(s, "b");
	make_challenge(s, "a");
	c = make_challenge(s, "0 hidden");
	assert_int_equal(
	    challenge_update(s, c->id, FIELDS({"state", "hidden"}), &c),
	    ERR_OK);
	before = db_statements(process.db);
	assert_int_equal(challenge_list(s, VIEW_PLAYER, &list, &n), ERR_OK);
	assert_true(db_statements(process.db) - before <= 3);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].name, "a");
	assert_string_equal(list[0].description, "");
	assert_int_equal(list[0].ports_n, 0);
	assert_int_equal(challenge_list(s, VIEW_ADMIN, &list, &all), ERR_OK);
	assert_int_equal(all, 3);
	assert_string_equal(list[0].name, "0 hidden");
	assert_string_equal(list[0].description, "A *text*");
	assert_int_equal(list[0].ports_n, 2);
}

static void
a_deleted_challenge_stops_its_live_instances(void **state)
{
	struct service *s = begin("");
	struct challenge *c = make_challenge(s, "Gone"), *after;
	struct list_row *rows;
	size_t n;

	(void)state;
	run_sql(mem_printf(s->mem,
	    "INSERT INTO instances (public_id, challenge_id, challenge_name, "
	    "slot, state, `restart`) VALUES "
	    "('00000000000000aa', %lld, 'Gone', 'u1', 'running', 1), "
	    "('00000000000000bb', %lld, 'Gone', NULL, 'gone', 0)",
	    (long long)c->id.n, (long long)c->id.n));
	assert_int_equal(challenge_delete(s, c->id), ERR_OK);
	assert_int_equal(
	    challenge_get(s, c->id, VIEW_ADMIN, &after), ERR_NOT_FOUND);
	assert_int_equal(
	    number("SELECT COUNT(*) FROM instances WHERE "
		   "public_id = '00000000000000aa' AND desired = 'stopped' "
		   "AND end_reason = 'challenge_gone' AND `restart` = 0 "
		   "AND slot = 'u1' AND challenge_id IS NULL"),
	    1);
	assert_int_equal(
	    number("SELECT COUNT(*) FROM instances WHERE "
		   "public_id = '00000000000000bb' AND desired = 'running'"),
	    1);
	assert_int_equal(challenge_delete(s, c->id), ERR_NOT_FOUND);
	assert_int_equal(read_audit(s, &rows, &n), ERR_OK);
	assert_string_equal(rows[0].cells[4], "challenge.delete");
	assert_string_equal(rows[0].cells[2], "test");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_registered_account_is_found_by_its_cookie_in_one_statement),
	    cmocka_unit_test(wrong_fields_are_refused_by_name),
	    cmocka_unit_test(names_and_addresses_are_taken_only_once),
	    cmocka_unit_test(
		login_takes_name_or_address_and_logout_ends_the_session),
	    cmocka_unit_test(
		wrong_password_and_unknown_name_sound_alike_and_are_throttled),
	    cmocka_unit_test(a_name_of_any_bytes_is_an_unknown_name),
	    cmocka_unit_test(logins_wait_only_so_long_for_a_place_to_hash),
	    cmocka_unit_test(a_successful_login_clears_the_failures),
	    cmocka_unit_test(a_banned_account_loses_sessions_and_tokens),
	    cmocka_unit_test(sessions_end_in_time_and_live_on_while_used),
	    cmocka_unit_test(tokens_belong_to_their_account),
	    cmocka_unit_test(an_operator_adds_accounts_with_teams),
	    cmocka_unit_test(
		a_throttle_lets_exactly_its_limit_through_from_all_processes),
	    cmocka_unit_test(a_throttle_says_when_and_opens_a_new_window),
	    cmocka_unit_test(
		a_changed_setting_reaches_another_process_and_is_audited),
	    cmocka_unit_test(one_wrong_setting_saves_none),
	    cmocka_unit_test(closed_registration_refuses),
	    cmocka_unit_test(a_challenge_comes_back_as_it_was_sent),
	    cmocka_unit_test(
		wrong_challenge_fields_are_named_and_change_nothing),
	    cmocka_unit_test(an_update_changes_only_what_is_given),
	    cmocka_unit_test(
		the_board_is_three_statements_at_most_and_hides_what_is_hidden),
	    cmocka_unit_test(a_deleted_challenge_stops_its_live_instances),
	};

	return (cmocka_run_group_tests(tests, setup, teardown));
}
