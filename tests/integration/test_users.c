/*
 * Accounts as admins make, change and delete them.
 */
#include "people_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "service/instances.h"

static void
an_account_is_made_with_a_password_of_ours_or_of_theirs(void **state)
{
	struct db_fixture *f = *state;
	struct user_change c = {
	    .name = "dot", .email = "", .has_verified = true, .verified = true};
	struct service *s = people_call(f, f->a, "root");
	char made[MADE_PASSWORD_SIZE], cookie[SECRET_SIZE];
	struct account *a;

	OK(s, user_create(s, &c, &a, made));
	assert_string_equal(a->name, "dot");
	assert_true(a->verified);
	assert_string_equal(a->password_hash, "");
	assert_int_equal(strlen(made), MADE_PASSWORD_SIZE - 1);
	OK(s, account_login(s, "dot", made, "", cookie));
	NO(s, ERR_CONFLICT, "taken", user_create(s, &c, &a, made));
	c.name = "eve";
	c.password = PASSWORD;
	c.has_role = true;
	c.role = ROLE_ADMIN;
	OK(s, user_create(s, &c, &a, made));
	assert_string_equal(made, "");
	assert_int_equal(a->role, ROLE_ADMIN);
	OK(s, account_login(s, "eve", PASSWORD, "", cookie));
	c.name = NULL;
	NO(s, ERR_INVALID, NULL, user_create(s, &c, &a, made));
}

static void
a_ban_ends_sessions_tokens_and_own_instances_at_once(void **state)
{
	struct db_fixture *f = *state;
	struct user_change ban = {.has_banned = true, .banned = true};
	struct service *s = people_call(f, f->a, "root"), *bob;
	char cookie[SECRET_SIZE], token[SECRET_SIZE];
	enum request_outcome outcome;
	struct instance *in;
	struct account *a;

	SQL("INSERT INTO teams (id, name, name_key) VALUES (1, 'T', 't');"
	    "INSERT INTO instances (public_id, challenge_name, user_id, "
	    "team_id,"
	    " state, slot) VALUES ('own', 'Web', 4, NULL, 'running', 'u4'),"
	    " ('teams', 'Web', 4, 1, 'running', 't1'),"
	    " ('anns', 'Web', 3, NULL, 'running', 'u3')");
	people_log_in(f, "bob", cookie);
	bob = people_call(f, f->b, "bob");
	OK(bob, token_add(bob, bob->actor->id, "", 0, token, NULL));
	OK(s, user_update(s, (struct user_id){4}, &ban, &a));
	assert_true(a->banned);
	assert_false(people_is_open(f, cookie));
	NO(s, ERR_LOGIN, NULL, token_account(s, token, &a));
	assert_string_equal(
	    TEXT("SELECT GROUP_CONCAT(public_id) FROM instances "
		 "WHERE desired = 'stopped'"),
	    "own");
	/* who was let in before the ban starts nothing after it */
	NO(bob, ERR_LOGIN, "banned",
	    instance_request(bob, (struct challenge_id){1}, &outcome, &in));
	/* and no session comes back to life with the account */
	ban.banned = false;
	OK(s, user_update(s, (struct user_id){4}, &ban, &a));
	assert_false(people_is_open(f, cookie));
	people_log_in(f, "bob", cookie);
}

static void
a_deleted_account_leaves_its_teams_instance_and_the_audit_log(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct account *a;

	SQL("INSERT INTO teams (id, name, name_key, captain_id)"
	    " VALUES (1, 'T', 't', 4);"
	    "UPDATE users SET team_id = 1 WHERE id IN (4, 5);"
	    "INSERT INTO instances (public_id, challenge_name, user_id, "
	    "team_id,"
	    " state, slot) VALUES ('own', 'Web', 4, NULL, 'running', 'u4'),"
	    " ('teams', 'Web', 4, 1, 'running', 't1')");
	OK(s, user_delete(s, (struct user_id){4}));
	NO(s, ERR_NOT_FOUND, NULL,
	    user_get(s, (struct user_id){4}, PEOPLE_ADMIN, &a));
	assert_string_equal(
	    TEXT("SELECT GROUP_CONCAT(public_id) FROM instances "
		 "WHERE desired = 'stopped'"),
	    "own");
	assert_int_equal(NUMBER("SELECT captain_id FROM teams"), 5);
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM audit_log WHERE "
		   "action = 'user.delete' AND object = 'users/4'"),
	    1);
	NO(s, ERR_NOT_FOUND, NULL, user_delete(s, (struct user_id){4}));
}

static void
a_password_set_by_an_admin_ends_the_sessions(void **state)
{
	struct db_fixture *f = *state;
	struct user_change c = {.password = "another fine one"};
	struct service *s = people_call(f, f->a, "root");
	char cookie[SECRET_SIZE];
	struct account *a;

	people_log_in(f, "bob", cookie);
	OK(s, user_update(s, (struct user_id){4}, &c, &a));
	assert_false(people_is_open(f, cookie));
	OK(s, account_login(s, "bob", c.password, "", cookie));
}

static void
nobody_bans_or_deletes_the_last_admin_or_oneself(void **state)
{
	struct db_fixture *f = *state;
	struct user_change ban = {.has_banned = true, .banned = true};
	struct user_change demote = {.has_role = true, .role = ROLE_PLAYER};
	struct service *s = people_call(f, f->a, "root");
	struct user_id root = {1}, vice = {2};
	struct account *a;

	NO(s, ERR_CONFLICT, "yourself", user_update(s, root, &ban, &a));
	NO(s, ERR_CONFLICT, "yourself", user_delete(s, root));
	OK(s, user_update(s, vice, &ban, &a));
	NO(s, ERR_CONFLICT, "last admin", user_update(s, root, &demote, &a));
	NO(s, ERR_CONFLICT, "last admin", user_delete(s, root));
	/* neither may berthctl */
	s = people_call(f, f->a, "");
	NO(s, ERR_CONFLICT, "last admin", user_update(s, root, &ban, &a));
	/* a banned admin is none that counts, and may go */
	OK(s, user_delete(s, vice));
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM users WHERE role = 'admin'"), 1);
}

static int
demote_the_other(struct db_fixture *f, int i)
{
	struct user_change demote = {.has_role = true, .role = ROLE_PLAYER};
	struct service *s = people_call(
	    f, db_fixture_open(f, &f->conf), i % 2 == 0 ? "root" : "vice");
	struct user_id other = {i % 2 == 0 ? 2 : 1};
	struct account *a;

	return (user_update(s, other, &demote, &a) == ERR_OK ? 0 : 1);
}

static void
admins_who_demote_each_other_at_once_leave_one(void **state)
{
	struct db_fixture *f = *state;

	for (int round = 0; round < 10; round++) {
		SQL("UPDATE users SET role = 'admin' WHERE id IN (1, 2)");
		(void)people_at_once(f, 4, demote_the_other);
		assert_int_equal(
		    NUMBER("SELECT COUNT(*) FROM users WHERE role = 'admin'"),
		    1);
	}
}

/* CONTRACT.md's example: 500, 100, 10, logarithmic. */
static void
challenges_are_priced_anew_with_every_account_that_counts_or_not(void **state)
{
	struct user_change c = {.has_hidden = true, .hidden = true};
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct account *a;

	SQL("UPDATE challenges SET score_function = 'logarithmic', value = 484,"
	    " initial = 500, minimum = 100, decay = 10, solves = 3;"
	    "INSERT INTO solves (challenge_id, account, user_id)"
	    " VALUES (1, 3, 3), (1, 4, 4), (1, 5, 5)");
	OK(s, user_update(s, (struct user_id){3}, &c, &a));
	assert_int_equal(NUMBER("SELECT value FROM challenges"), 496);
	c = (struct user_change){.has_banned = true, .banned = true};
	OK(s, user_update(s, (struct user_id){4}, &c, &a));
	assert_int_equal(NUMBER("SELECT value FROM challenges"), 500);
	c.banned = false;
	OK(s, user_update(s, (struct user_id){4}, &c, &a));
	assert_int_equal(NUMBER("SELECT value FROM challenges"), 496);
	OK(s, user_delete(s, (struct user_id){5}));
	assert_int_equal(NUMBER("SELECT value FROM challenges"), 500);
	/* a change that is refused prices nothing */
	c = (struct user_change){
	    .name = "root", .has_hidden = true, .hidden = false};
	NO(s, ERR_CONFLICT, NULL, user_update(s, (struct user_id){3}, &c, &a));
	assert_int_equal(NUMBER("SELECT value FROM challenges"), 500);
}

int
main(void)
{
#define TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, people_setup, db_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(an_account_is_made_with_a_password_of_ours_or_of_theirs),
	    TEST(a_ban_ends_sessions_tokens_and_own_instances_at_once),
	    TEST(a_deleted_account_leaves_its_teams_instance_and_the_audit_log),
	    TEST(a_password_set_by_an_admin_ends_the_sessions),
	    TEST(nobody_bans_or_deletes_the_last_admin_or_oneself),
	    TEST(admins_who_demote_each_other_at_once_leave_one),
	    TEST(
		challenges_are_priced_anew_with_every_account_that_counts_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
