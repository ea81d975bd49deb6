/*
 * Accounts as people make and use them: registration, log-in, sessions, tokens,
 * and the throttles that hold them back.  One database for all of the tests.
 */
#include "people_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "service/settings.h"
#include "service/throttle.h"

/* A service as for one request of nobody from `ip`. */
static struct service *
from(struct db_fixture *f, const char *ip)
{
	struct service *s = people_call(f, f->a, "");

	s->ip = ip;
	return (s);
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

/* ------------------------------------------------ accounts */

static void
a_registered_account_is_found_by_its_cookie_in_one_statement(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.1");
	char cookie[SECRET_SIZE];
	struct account *a = join(s, "Ada.Lovelace", cookie);
	uint64_t before;

	assert_string_equal(a->name, "Ada.Lovelace");
	assert_int_equal(a->role, ROLE_PLAYER);
	assert_int_equal(strlen(cookie), 64);
	assert_string_equal(a->password_hash, "");
	before = db_statements(f->a);
	assert_int_equal(session_account(s, cookie, &a), ERR_OK);
	assert_int_equal(db_statements(f->a) - before, 1);
	cookie[0] = cookie[0] == 'a' ? 'b' : 'a';
	assert_int_equal(session_account(s, cookie, &a), ERR_LOGIN);
}

static void
wrong_fields_are_refused_by_name(void **state)
{
	struct db_fixture *f = *state;
	static const struct {
		const char *name, *email, *password, *field;
	} cases[] = {
	    {"", "x@example.org", PASSWORD, "name"},
	    {"bad\nname", "x@example.org", PASSWORD, "name"},
	    {"x", "", PASSWORD, "email"},
	    {"x", "nobody", PASSWORD, "email"},
	    {"x", "x@example.org", "short", "password"},
	};
	struct service *s = from(f, "192.0.2.1");
	char cookie[SECRET_SIZE];
	size_t i;

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
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.1");
	char cookie[SECRET_SIZE];

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
	    NUMBER("SELECT COUNT(*) FROM users WHERE name_key = 'other'"), 0);
}

static void
login_takes_name_or_address_and_logout_ends_the_session(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.2");
	char cookie[SECRET_SIZE];
	struct account *a;

	join(s, "bea", cookie);
	assert_int_equal(
	    account_login(s, " BEA ", PASSWORD, "é\n", cookie), ERR_OK);
	assert_int_equal(
	    account_login(s, "Bea@example.org", PASSWORD, NULL, cookie),
	    ERR_OK);
	assert_int_equal(session_account(s, cookie, &a), ERR_OK);
	assert_int_equal(account_logout(s, cookie), ERR_OK);
	assert_int_equal(session_account(s, cookie, &a), ERR_LOGIN);
}

static void
wrong_password_and_unknown_name_sound_alike_and_are_throttled(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.3");
	char cookie[SECRET_SIZE], text[ERR_MESSAGE_MAX];
	int i;

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
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.10");
	char cookie[SECRET_SIZE];

	assert_int_equal(
	    account_login(s, "\xff\xfe'\"\\", "x", "\xff", cookie), ERR_LOGIN);
}

static void
logins_wait_only_so_long_for_a_place_to_hash(void **state)
{
	struct db_fixture *f = *state;
	char dir[] = "/tmp/berth-test-XXXXXX";
	struct service *s = from(f, "192.0.2.11");
	const char *path, *wait_path;
	struct conf mine = f->conf;
	char cookie[SECRET_SIZE];
	struct service_process p;
	struct gate *a, *b;

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
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.5");
	char cookie[SECRET_SIZE];
	int i;

	join(s, "dora", cookie);
	for (i = 0; i < 12; i++)
		assert_int_equal(
		    account_login(s, "dora", PASSWORD, "", cookie), ERR_OK);
}

static void
a_banned_account_loses_sessions_and_tokens(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.6");
	char cookie[SECRET_SIZE], token[SECRET_SIZE];
	struct account *a = join(s, "eve", cookie);

	assert_int_equal(token_add(s, a->id, "t", 0, token, NULL), ERR_OK);
	assert_int_equal(token_account(s, token, &a), ERR_OK);
	SQL("UPDATE users SET banned = 1 WHERE name_key = 'eve'");
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
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.7");
	char cookie[SECRET_SIZE];
	struct account *a = join(s, "fay", cookie);

	SQL("UPDATE sessions SET seen_at = seen_at - INTERVAL 2 MINUTE, "
	    "expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR "
	    "WHERE ip = '192.0.2.7'");
	assert_int_equal(session_account(s, cookie, &a), ERR_OK);
	assert_int_equal(NUMBER("SELECT expires_at > UTC_TIMESTAMP(6) + "
				"INTERVAL 6 DAY FROM sessions "
				"WHERE ip = '192.0.2.7'"),
	    1);
	SQL("UPDATE sessions SET expires_at = UTC_TIMESTAMP(6) "
	    "WHERE ip = '192.0.2.7'");
	assert_int_equal(session_account(s, cookie, &a), ERR_LOGIN);
	assert_int_equal(throttle_clean(s), ERR_OK);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM sessions "
				"WHERE ip = '192.0.2.7'"),
	    0);
}

static void
tokens_belong_to_their_account(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = from(f, "192.0.2.8");
	char cookie[SECRET_SIZE], token[SECRET_SIZE], old[SECRET_SIZE];
	struct account *owner = join(s, "gil", cookie), *found;
	struct account *other = join(s, "hal", cookie);
	struct token_info *list;
	size_t n;

	assert_int_equal(token_add(s, owner->id, "ci", 0, token, NULL), ERR_OK);
	assert_int_equal(strncmp(token, "berth_", 6), 0);
	assert_int_equal(strlen(token), 70);
	assert_int_equal(
	    token_add(s, owner->id, "old", 1000000, old, NULL), ERR_OK);
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
	struct db_fixture *f = *state;
	struct service *s = from(f, "");
	struct account *a;
	struct user_id id, second;

	assert_int_equal(
	    account_add(s, "boss", NULL, PASSWORD, ROLE_ADMIN, "The Team", &id),
	    ERR_OK);
	assert_int_equal(account_add(s, "ivy", NULL, PASSWORD, ROLE_PLAYER,
			     "the team", &second),
	    ERR_OK);
	assert_int_equal(account_by_name(s, "BOSS", &a), ERR_OK);
	assert_int_equal(a->id.n, id.n);
	assert_int_equal(a->role, ROLE_ADMIN);
	assert_string_equal(a->team_name, "The Team");
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM teams"), 1);
	assert_int_equal(
	    account_add(s, "boss", NULL, PASSWORD, ROLE_ADMIN, "new team", &id),
	    ERR_CONFLICT);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM teams"), 1);
}

static void
closed_registration_refuses(void **state)
{
	struct db_fixture *f = *state;
	static const enum setting which = SETTING_REGISTRATION;
	const char *closed = "closed", *open = "open";
	struct service *s = from(f, "192.0.2.1");
	char cookie[SECRET_SIZE];

	assert_int_equal(settings_update(s, &which, &closed, 1), ERR_OK);
	assert_int_equal(
	    sign_up(s, "late", "late@example.org", PASSWORD, cookie),
	    ERR_FORBIDDEN);
	assert_int_equal(settings_update(s, &which, &open, 1), ERR_OK);
	join(s, "late", cookie);
}

/* ------------------------------------------------ throttles */

#define CHILDREN 4
#define HITS     25
#define LIMIT    50

/* How many of HITS were let through. */
static int
hit_alone(struct db_fixture *f)
{
	struct service_process p;
	struct service s;
	int i, let = 0;

	service_open(f->mem, &f->conf, &p);
	for (i = 0; i < HITS; i++) {
		service_begin(&s, &p, mem_arena(f->mem));
		if (throttle_hit(&s, "atomic", LIMIT, 300) == ERR_OK)
			let++;
	}
	return (let);
}

static void
a_throttle_lets_exactly_its_limit_through_from_all_processes(void **state)
{
	struct db_fixture *f = *state;
	int i, let = 0, status;

	for (i = 0; i < CHILDREN; i++)
		if (fork() == 0)
			_exit(hit_alone(f));
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
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "");

	assert_int_equal(throttle_check(s, "window", 1, 300), ERR_OK);
	assert_int_equal(throttle_hit(s, "window", 1, 300), ERR_OK);
	assert_int_equal(throttle_check(s, "window", 1, 300), ERR_RATE);
	assert_int_equal(throttle_hit(s, "window", 1, 300), ERR_RATE);
	assert_string_equal(s->error.message,
	    "Too many requests. Limit is 1 requests in 300 seconds");
	assert_in_range(s->error.retry_after, 290, 300);
	SQL("UPDATE throttles SET window_start = window_start - "
	    "INTERVAL 300 SECOND WHERE subject = 'window'");
	assert_int_equal(throttle_check(s, "window", 1, 300), ERR_OK);
	assert_int_equal(throttle_hit(s, "window", 1, 300), ERR_OK);
	assert_int_equal(throttle_hit(s, "window", 1, 300), ERR_RATE);
	SQL("UPDATE throttles SET window_start = window_start - "
	    "INTERVAL 2 DAY WHERE subject = 'window'");
	assert_int_equal(throttle_clean(s), ERR_OK);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM throttles "
				"WHERE subject = 'window'"),
	    0);
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
	    cmocka_unit_test(closed_registration_refuses),
	    cmocka_unit_test(
		a_throttle_lets_exactly_its_limit_through_from_all_processes),
	    cmocka_unit_test(a_throttle_says_when_and_opens_a_new_window),
	};

	return (
	    cmocka_run_group_tests(tests, people_setup, db_fixture_teardown));
}
