/*
 * Accounts: who may register under which name, and what people do with their
 * own account.
 */
#include "people_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static enum err
sign_up(struct service *s, const char *name, const char *email,
    const char *code, const char *bracket)
{
	const struct registering r = {.name = name,
	    .email = email,
	    .password = PASSWORD,
	    .code = code,
	    .bracket = bracket};
	char cookie[SECRET_SIZE];

	return (account_register(s, &r, cookie));
}

/* ------------------------------------------------ registration */

static void
a_name_that_is_taken_or_looks_so_is_refused(void **state)
{
	static const struct {
		const char *name, *email, *field;
	} rows[] = {
	    {"ANN", "new@example.org", "name"},
	    {" a nn ", "new@example.org", "name"},
	    {"\xd0\xb0nn", "new@example.org", "name"}, /* Cyrillic a */
	    {"r00t", "new@example.org", "name"},
	    {"new", "ANN@Example.org", "email"},
	    {"new", "\xef\xbd\x81nn@example.org", "email"}, /* full width */
	};
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "");

	for (size_t i = 0; i < N(rows); i++) {
		assert_int_equal(
		    sign_up(s, rows[i].name, rows[i].email, NULL, NULL),
		    ERR_CONFLICT);
		assert_string_equal(s->error.field, rows[i].field);
	}
	OK(s, sign_up(s, "anna", "anna@example.org", NULL, NULL));
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users"), 6);
}

static void
old_names_get_their_keys_and_stay_where_two_look_alike(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "");
	int alike;

	SQL("INSERT INTO users (name, name_key, password_hash) VALUES"
	    " ('Caf\xc3\x89', 'caf\xc3\x89', ''), ('B0B', 'b0b', '');"
	    "INSERT INTO teams (name, name_key) VALUES ('Reds', 'reds')");
	OK(s, account_complete_names(s, &alike));
	assert_int_equal(alike, 1);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users "
				"WHERE name_key = 'caf\xc3\xa9'"),
	    1);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users "
				"WHERE name = 'B0B' AND name_look IS NULL"),
	    1);
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM teams WHERE name_look = 'reds'"), 1);
	NO(s, ERR_CONFLICT, NULL,
	    sign_up(s, "cafe\xcc\x81", "c@x.org", NULL, NULL));
}

static void
registration_by_code_needs_the_code(void **state)
{
	struct db_fixture *f = *state;
	struct service *s;

	people_set(f, SETTING_REGISTRATION, "code");
	s = people_call(f, f->a, "");
	NO(s, ERR_FORBIDDEN, "closed", sign_up(s, "n1", "n1@x.org", "", NULL));
	people_set(f, SETTING_REGISTRATION_CODE, "Open Sesame");
	s = people_call(f, f->a, "");
	NO(s, ERR_FORBIDDEN, "not the registration code",
	    sign_up(s, "n1", "n1@x.org", NULL, NULL));
	NO(s, ERR_FORBIDDEN, "not the registration code",
	    sign_up(s, "n1", "n1@x.org", "open sesame", NULL));
	OK(s, sign_up(s, "n1", "n1@x.org", " Open Sesame ", NULL));
	/* neither the audit log nor anybody else is told the code */
	assert_int_equal(
	    NUMBER(
		"SELECT COUNT(*) FROM audit_log WHERE after_ LIKE '%esame%'"),
	    0);
	for (int i = 0; i < 8; i++)
		NO(s, ERR_FORBIDDEN, NULL,
		    sign_up(s, "n2", "n2@x.org", "guess", NULL));
	NO(s, ERR_RATE, NULL, sign_up(s, "n2", "n2@x.org", "guess", NULL));
	NO(s, ERR_RATE, NULL,
	    sign_up(s, "n2", "n2@x.org", "Open Sesame", NULL));
	s->ip = "192.0.2.9";
	OK(s, sign_up(s, "n2", "n2@x.org", "Open Sesame", NULL));
}

static void
a_bracket_is_chosen_from_the_list(void **state)
{
	struct db_fixture *f = *state;
	struct service *s;

	people_set(f, SETTING_BRACKETS, "Students,Open");
	s = people_call(f, f->a, "");
	NO(s, ERR_INVALID, "Students, Open",
	    sign_up(s, "n1", "n1@x.org", NULL, ""));
	NO(s, ERR_INVALID, NULL, sign_up(s, "n1", "n1@x.org", NULL, "Pros"));
	OK(s, sign_up(s, "n1", "n1@x.org", NULL, "open"));
	assert_string_equal(
	    TEXT("SELECT bracket FROM users WHERE name = 'n1'"), "Open");
	/* in team mode it is the team that is in a bracket */
	people_set(f, SETTING_USER_MODE, "teams");
	s = people_call(f, f->a, "");
	OK(s, sign_up(s, "n2", "n2@x.org", NULL, ""));
}

/* ------------------------------------------------ one's own account */

static void
a_new_password_needs_the_old_and_ends_the_other_sessions(void **state)
{
	struct db_fixture *f = *state;
	char here[SECRET_SIZE], there[SECRET_SIZE], bobs[SECRET_SIZE];
	struct profile p = {.password = "something quite new"};
	struct service *s = people_call(f, f->a, "ann");

	people_log_in(f, "ann", here);
	people_log_in(f, "ann", there);
	people_log_in(f, "bob", bobs);
	NO(s, ERR_INVALID, "not your present", account_update(s, &p, here));
	p.confirm = "wrong";
	NO(s, ERR_INVALID, "not your present", account_update(s, &p, here));
	p.confirm = PASSWORD;
	p.password = "password1";
	NO(s, ERR_INVALID, "everybody", account_update(s, &p, here));
	assert_true(people_is_open(f, there));
	p.password = "something quite new";
	OK(s, account_update(s, &p, here));
	assert_true(people_is_open(f, here));
	assert_false(people_is_open(f, there));
	assert_true(people_is_open(f, bobs));
	OK(s, account_login(s, "ann", p.password, "", there));
	NO(s, ERR_LOGIN, NULL, account_login(s, "ann", PASSWORD, "", there));
	/* guessing the old one is throttled as logging in is */
	p.confirm = "wrong";
	for (int i = 0; i < 9; i++)
		NO(s, ERR_INVALID, NULL, account_update(s, &p, here));
	NO(s, ERR_RATE, NULL, account_update(s, &p, here));
}

/* As CTFd's do; whoever wants more says so. */
static void
tokens_outlive_a_new_password_unless_they_are_to_end(void **state)
{
	struct db_fixture *f = *state;
	struct user_change set = {.password = "set by an admin 1"};
	struct profile p = {
	    .password = "something quite new", .confirm = PASSWORD};
	struct service *s = people_call(f, f->a, "ann");
	struct service *root = people_call(f, f->b, "root");
	char token[SECRET_SIZE];
	struct account *a;

	OK(s, token_add(s, s->actor->id, "", 0, token, NULL));
	OK(s, account_update(s, &p, ""));
	OK(s, token_account(s, token, &a));
	OK(root, user_update(root, (struct user_id){3}, &set, &a));
	OK(s, token_account(s, token, &a));
	set.end_tokens = true;
	set.password = NULL; /* an admin can end them without one, too */
	OK(root, user_update(root, (struct user_id){3}, &set, &a));
	NO(s, ERR_LOGIN, NULL, token_account(s, token, &a));
	OK(s, token_add(s, s->actor->id, "", 0, token, NULL));
	set.password = "set by an admin 2";
	OK(root, user_update(root, (struct user_id){3}, &set, &a));
	NO(s, ERR_LOGIN, NULL, token_account(s, token, &a));
	OK(s, token_add(s, s->actor->id, "", 0, token, NULL));
	p = (struct profile){.password = "the newest of them",
	    .confirm = "set by an admin 2",
	    .end_tokens = true};
	OK(s, account_update(s, &p, ""));
	NO(s, ERR_LOGIN, NULL, token_account(s, token, &a));
}

static enum err
try_from(struct db_fixture *f, struct db *db, const char *ip, const char *name,
    const char *password)
{
	struct service *s = people_call(f, db, "");
	char cookie[SECRET_SIZE];

	s->ip = ip;
	return (account_login(s, name, password, "", cookie));
}

static int
spray(struct db_fixture *f, int i)
{
	char name[16];

	snprintf(name, sizeof(name), "victim%d", i);
	return (try_from(f, db_fixture_open(f, &f->conf), "192.0.2.9", name,
		    "winter2026") == ERR_LOGIN
		    ? 0
		    : 1);
}

static void
one_address_sends_only_so_many_wrong_passwords_whatever_the_names(void **state)
{
	struct db_fixture *f = *state;
	const char *const v6 = "2001:db8:1:2::1";

	people_set(f, SETTING_LOGIN_FAILURES, "5");
	/* who knows the password costs the others nothing */
	for (int i = 0; i < 7; i++)
		assert_int_equal(
		    try_from(f, f->a, "192.0.2.9", "ann", PASSWORD), ERR_OK);
	assert_int_equal(people_at_once(f, 12, spray), 5);
	assert_int_equal(
	    try_from(f, f->a, "192.0.2.9", "ann", PASSWORD), ERR_RATE);
	assert_int_equal(
	    try_from(f, f->a, "192.0.2.8", "ann", PASSWORD), ERR_OK);
	/* of IPv6 the network counts */
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    try_from(f, f->a, v6, "x", "winter2026"), ERR_LOGIN);
	assert_int_equal(
	    try_from(f, f->a, "2001:db8:1:2:ffff::9", "y", "winter2026"),
	    ERR_RATE);
	assert_int_equal(
	    try_from(f, f->a, "2001:db8:1:3::9", "y", "winter2026"), ERR_LOGIN);
	people_set(f, SETTING_LOGIN_FAILURES, "0");
	assert_int_equal(try_from(f, f->a, v6, "ann", PASSWORD), ERR_OK);
}

static enum err
sign_up_from(
    struct db_fixture *f, struct db *db, const char *ip, const char *name)
{
	struct service *s = people_call(f, db, "");

	s->ip = ip;
	return (sign_up(
	    s, name, mem_printf(f->mem, "%s@example.org", name), NULL, NULL));
}

static int
crowd(struct db_fixture *f, int i)
{
	char name[16];

	snprintf(name, sizeof(name), "visitor%d", i);
	return (sign_up_from(f, db_fixture_open(f, &f->conf), "192.0.2.9",
		    name) == ERR_OK
		    ? 0
		    : 1);
}

static void
one_address_registers_only_so_many_accounts_in_an_hour(void **state)
{
	struct db_fixture *f = *state;
	struct service *s;

	people_set(f, SETTING_REGISTRATIONS, "5");
	assert_int_equal(people_at_once(f, 12, crowd), 5);
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM users "
				"WHERE name LIKE 'visitor%'"),
	    5);
	s = people_call(f, f->a, "");
	s->ip = "192.0.2.9";
	assert_int_equal(
	    sign_up(s, "late", "late@example.org", NULL, NULL), ERR_RATE);
	assert_non_null(strstr(s->error.message, "Try again in 60 min."));
	assert_in_range(s->error.retry_after, 3500, 3600);
	/* who is over it can still log in, and others register */
	assert_int_equal(
	    try_from(f, f->a, "192.0.2.9", "ann", PASSWORD), ERR_OK);
	assert_int_equal(sign_up_from(f, f->a, "192.0.2.8", "late"), ERR_OK);
	SQL("UPDATE throttles SET "
	    "window_start = window_start - INTERVAL 1 HOUR "
	    "WHERE subject = 'registrations:192.0.2.9'");
	assert_int_equal(sign_up_from(f, f->a, "192.0.2.9", "later"), ERR_OK);
	people_set(f, SETTING_REGISTRATIONS, "1");
	assert_int_equal(sign_up_from(f, f->a, "192.0.2.9", "last"), ERR_RATE);
	people_set(f, SETTING_REGISTRATIONS, "0");
	assert_int_equal(sign_up_from(f, f->a, "192.0.2.9", "last"), ERR_OK);
}

static void
of_ipv6_the_network_registers(void **state)
{
	struct db_fixture *f = *state;

	people_set(f, SETTING_REGISTRATIONS, "1");
	assert_int_equal(
	    sign_up_from(f, f->a, "2001:db8:1:2::1", "six1"), ERR_OK);
	assert_int_equal(
	    sign_up_from(f, f->a, "2001:db8:1:2:ffff::9", "six2"), ERR_RATE);
	assert_int_equal(
	    sign_up_from(f, f->a, "2001:db8:1:3::9", "six2"), ERR_OK);
	/* as a v4 client looks to a socket of both kinds */
	assert_int_equal(
	    sign_up_from(f, f->a, "::ffff:192.0.2.1", "six3"), ERR_OK);
	assert_int_equal(
	    sign_up_from(f, f->a, "::ffff:192.0.2.2", "six4"), ERR_OK);
}

static void
what_is_mistyped_costs_no_registration_but_asking_for_names_does(void **state)
{
	struct db_fixture *f = *state;
	struct registering r = {
	    .name = "zoe", .email = "zoe@example.org", .password = "short"};
	struct service *s, *root;
	char cookie[SECRET_SIZE];
	struct user_id id;

	people_set(f, SETTING_REGISTRATIONS, "2");
	s = people_call(f, f->a, "");
	NO(s, ERR_INVALID, NULL, account_register(s, &r, cookie));
	NO(s, ERR_INVALID, NULL, sign_up(s, "zoe", "no address", NULL, NULL));
	NO(s, ERR_INVALID, NULL, sign_up(s, "", "zoe@x.org", NULL, NULL));
	NO(s, ERR_CONFLICT, NULL, sign_up(s, "ann", "zoe@x.org", NULL, NULL));
	/* what an admin makes is none */
	root = people_call(f, f->a, "root");
	for (int i = 0; i < 3; i++)
		OK(root, account_add(root, mem_printf(f->mem, "made%d", i),
			     NULL, PASSWORD, ROLE_PLAYER, NULL, &id));
	OK(s, sign_up(s, "zoe", "zoe@example.org", NULL, NULL));
	NO(s, ERR_RATE, "from your address",
	    sign_up(s, "bob", "zoe@x.org", NULL, NULL));
}

static void
a_new_address_needs_the_password_and_is_not_verified(void **state)
{
	struct db_fixture *f = *state;
	struct profile p = {.email = "Bob@example.org"};
	struct service *s = people_call(f, f->a, "ann");

	SQL("UPDATE users SET verified = 1");
	NO(s, ERR_INVALID, "not your present", account_update(s, &p, ""));
	p.confirm = PASSWORD;
	NO(s, ERR_CONFLICT, "address is taken", account_update(s, &p, ""));
	assert_int_equal(NUMBER("SELECT verified FROM users WHERE id = 3"), 1);
	p.email = " New@Example.org";
	OK(s, account_update(s, &p, ""));
	assert_string_equal(
	    TEXT("SELECT email FROM users WHERE id = 3"), "new@example.org");
	assert_int_equal(NUMBER("SELECT verified FROM users WHERE id = 3"), 0);
	/* the same address again changes nothing and needs nothing */
	p.confirm = NULL;
	OK(s, account_update(s, &p, ""));
}

static void
a_new_name_is_held_against_the_others_and_the_setting(void **state)
{
	struct db_fixture *f = *state;
	struct profile p = {.name = "B0b"};
	struct service *s = people_call(f, f->a, "ann");

	NO(s, ERR_CONFLICT, "looks too much", account_update(s, &p, ""));
	p.name = "Ann";
	OK(s, account_update(s, &p, ""));
	assert_string_equal(TEXT("SELECT name FROM users WHERE id = 3"), "Ann");
	people_set(f, SETTING_NAME_CHANGES, "no");
	s = people_call(f, f->a, "ann");
	p.name = "Anna";
	NO(s, ERR_FORBIDDEN, "can't be changed", account_update(s, &p, ""));
	p.name = "Ann";
	OK(s, account_update(s, &p, ""));
}

static void
people_see_and_end_their_own_sessions_only(void **state)
{
	struct db_fixture *f = *state;
	char here[SECRET_SIZE], there[SECRET_SIZE], bobs[SECRET_SIZE];
	struct service *s = people_call(f, f->a, "ann");
	struct session_info *list;
	int64_t foreign;
	size_t n, i;

	people_log_in(f, "ann", there);
	people_log_in(f, "bob", bobs);
	people_log_in(f, "ann", here);
	OK(s, session_list(s, here, &list, &n));
	assert_int_equal(n, 2);
	assert_int_equal(list[0].is_current + list[1].is_current, 1);
	assert_string_equal(list[0].ip, "192.0.2.1");
	assert_string_equal(list[0].user_agent, "agent");
	foreign = NUMBER("SELECT id FROM sessions WHERE user_id = 4");
	NO(s, ERR_NOT_FOUND, NULL, session_end(s, foreign));
	assert_true(people_is_open(f, bobs));
	for (i = 0; i < n; i++)
		if (!list[i].is_current)
			OK(s, session_end(s, list[i].id));
	assert_false(people_is_open(f, there));
	people_log_in(f, "ann", there);
	OK(s, session_end_others(s, here));
	assert_true(people_is_open(f, here));
	assert_false(people_is_open(f, there));
	assert_true(people_is_open(f, bobs));
}

int
main(void)
{
#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, people_setup, db_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_name_that_is_taken_or_looks_so_is_refused),
	    TEST(old_names_get_their_keys_and_stay_where_two_look_alike),
	    TEST(registration_by_code_needs_the_code),
	    TEST(a_bracket_is_chosen_from_the_list),
	    TEST(a_new_password_needs_the_old_and_ends_the_other_sessions),
	    TEST(tokens_outlive_a_new_password_unless_they_are_to_end),
	    TEST(
		one_address_sends_only_so_many_wrong_passwords_whatever_the_names),
	    TEST(one_address_registers_only_so_many_accounts_in_an_hour),
	    TEST(of_ipv6_the_network_registers),
	    TEST(
		what_is_mistyped_costs_no_registration_but_asking_for_names_does),
	    TEST(a_new_address_needs_the_password_and_is_not_verified),
	    TEST(a_new_name_is_held_against_the_others_and_the_setting),
	    TEST(people_see_and_end_their_own_sessions_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
