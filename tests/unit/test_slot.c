/* domain/slot.h */
#include "domain/slot.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* The players: user 42 in team 7, and user 9 without one. */
static const struct account in_team = {.id = {42}, .team = {7}};
static const struct account alone = {.id = {9}};

static void
the_slot_follows_assignment_and_the_way_of_playing(void **state)
{
	static const struct {
		enum assignment assignment;
		bool teams_mode;
		const struct account *who;
		const char *slot; /* NULL: needs a team */
		int64_t owner_team;
	} rows[] = {
	    {ASSIGN_USER, false, &in_team, "u42", 0},
	    {ASSIGN_USER, true, &in_team, "u42", 0},
	    {ASSIGN_USER, true, &alone, "u9", 0},
	    {ASSIGN_TEAM, false, &in_team, "t7", 7},
	    {ASSIGN_TEAM, true, &in_team, "t7", 7},
	    {ASSIGN_TEAM, false, &alone, NULL, 0},
	    {ASSIGN_UNLIMITED, false, &in_team, "u42:c3", 0},
	    {ASSIGN_UNLIMITED, true, &in_team, "t7:c3", 7},
	    {ASSIGN_UNLIMITED, false, &alone, "u9:c3", 0},
	    {ASSIGN_UNLIMITED, true, &alone, NULL, 0},
	};

	for (size_t i = 0; i < N(rows); i++) {
		struct settings s = {.assignment = rows[i].assignment,
		    .teams_mode = rows[i].teams_mode};
		struct owner owner = {{-1}, {-1}};
		char slot[SLOT_SIZE] = "as it was";
		struct error e = {0};
		enum err err = slot_make(&s, rows[i].who,
		    (struct challenge_id){3}, &owner, slot, &e);

		if (rows[i].slot == NULL) {
			assert_int_equal(err, ERR_CONFLICT);
			assert_string_equal(
			    e.message, "User not a member of a team");
			assert_string_equal(slot, "as it was");
			assert_int_equal(owner.user.n, -1);
			continue;
		}
		assert_int_equal(err, ERR_OK);
		assert_string_equal(slot, rows[i].slot);
		assert_int_equal(owner.user.n, rows[i].who->id.n);
		assert_int_equal(owner.team.n, rows[i].owner_team);
	}
}

static void
the_largest_ids_fit(void **state)
{
	struct settings s = {.assignment = ASSIGN_UNLIMITED};
	struct account who = {.id = {INT64_MAX}};
	struct owner owner;
	char slot[SLOT_SIZE];

	assert_int_equal(slot_make(&s, &who, (struct challenge_id){INT64_MAX},
			     &owner, slot, NULL),
	    ERR_OK);
	assert_string_equal(slot, "u9223372036854775807:c9223372036854775807");
}

static void
a_test_has_a_slot_of_its_own(void **state)
{
	struct settings s = {.assignment = ASSIGN_UNLIMITED};
	struct account who = {.id = {42}, .team = {42}};
	char test[SLOT_SIZE], other[SLOT_SIZE];
	struct owner owner;
	int in_teams;

	slot_test(who.id, (struct challenge_id){3}, test);
	assert_string_equal(test, "x42:c3");
	for (in_teams = 0; in_teams < 2; in_teams++) {
		s.teams_mode = in_teams != 0;
		assert_int_equal(slot_make(&s, &who, (struct challenge_id){3},
				     &owner, other, NULL),
		    ERR_OK);
		assert_string_not_equal(test, other);
	}
	slot_test((struct user_id){INT64_MAX}, (struct challenge_id){INT64_MAX},
	    test);
	assert_string_equal(test, "x9223372036854775807:c9223372036854775807");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		the_slot_follows_assignment_and_the_way_of_playing),
	    cmocka_unit_test(the_largest_ids_fit),
	    cmocka_unit_test(a_test_has_a_slot_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
