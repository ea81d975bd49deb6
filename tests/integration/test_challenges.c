/*
 * Challenges as admins make and change them, and as the board shows them.
 */
#include "people_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/mem.h"
#include "service/challenges.h"
#include "service/files.h"
#include "service/hints.h"

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
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct challenge *c = make_challenge(s, "One");

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
	struct db_fixture *f = *state;
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
	struct service *s = people_call(f, f->a, "root");
	struct challenge *c = make_challenge(s, "Two"), *after = NULL;
	size_t i;

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
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct challenge *c = make_challenge(s, "Three"), *after = NULL;

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
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct challenge *list, *c;
	uint64_t before;
	size_t n, all;

	SQL("DELETE FROM challenges");
	make_challenge(s, "b");
	make_challenge(s, "a");
	c = make_challenge(s, "0 hidden");
	assert_int_equal(
	    challenge_update(s, c->id, FIELDS({"state", "hidden"}), &c),
	    ERR_OK);
	before = db_statements(f->a);
	assert_int_equal(challenge_list(s, VIEW_PLAYER, &list, &n), ERR_OK);
	assert_true(db_statements(f->a) - before <= 3);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].name, "a");
	assert_int_equal(list[0].ports_n, 0);
	assert_int_equal(challenge_list(s, VIEW_ADMIN, &list, &all), ERR_OK);
	assert_int_equal(all, 3);
	assert_string_equal(list[0].name, "0 hidden");
	assert_string_equal(list[0].description, "A *text*");
	assert_int_equal(list[0].ports_n, 2);
}

static void
a_call_reads_the_contest_once_and_again_after_its_own_change(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct challenge *c = make_challenge(s, "Read"), *list;
	struct hint hint = {.challenge = c->id, .title = "", .content = "Look"};
	struct challenge_file *files;
	struct hint *hints;
	uint64_t before;
	size_t n;

	before = db_statements(f->a);
	assert_int_equal(challenge_get(s, c->id, VIEW_PLAYER, &c), ERR_OK);
	assert_int_equal(challenge_list(s, VIEW_PLAYER, &list, &n), ERR_OK);
	assert_int_equal(hint_list(s, c->id, &hints, &n), ERR_OK);
	assert_int_equal(n, 0);
	assert_int_equal(file_list(s, c->id, &files, &n), ERR_OK);
	assert_int_equal(db_statements(f->a) - before, 0);
	assert_int_equal(hint_add(s, &hint), ERR_OK);
	assert_int_equal(hint_list(s, c->id, &hints, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_string_equal(hints[0].content, "Look");
	hint.content = "Look again";
	assert_int_equal(hint_update(s, &hint), ERR_OK);
	assert_int_equal(hint_list(s, c->id, &hints, &n), ERR_OK);
	assert_string_equal(hints[0].content, "Look again");
}

static void
another_process_sees_a_new_hint_and_that_it_is_gone(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct challenge *c = make_challenge(s, "Elsewhere");
	struct service *theirs = people_call(f, f->b, "root");
	struct hint *hints;
	size_t n;

	assert_int_equal(hint_list(theirs, c->id, &hints, &n), ERR_OK);
	assert_int_equal(n, 0);
	assert_int_equal(hint_add(s, &(struct hint){.challenge = c->id,
					 .title = "",
					 .content = "Look"}),
	    ERR_OK);
	service_begin(theirs, theirs->p, theirs->mem);
	assert_int_equal(hint_list(theirs, c->id, &hints, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(hint_delete(s, hints[0].id, &c->id), ERR_OK);
	service_begin(theirs, theirs->p, theirs->mem);
	assert_int_equal(hint_list(theirs, c->id, &hints, &n), ERR_OK);
	assert_int_equal(n, 0);
}

static void
a_deleted_challenge_stops_its_live_instances(void **state)
{
	struct db_fixture *f = *state;
	struct service *s = people_call(f, f->a, "root");
	struct challenge *c = make_challenge(s, "Gone"), *after;
	struct list_row *rows;
	size_t n;

	SQL(mem_printf(s->mem,
	    "INSERT INTO instances (public_id, challenge_id, challenge_name, "
	    "slot, state, `restart`) VALUES "
	    "('00000000000000aa', %lld, 'Gone', 'u1', 'running', 1), "
	    "('00000000000000bb', %lld, 'Gone', NULL, 'gone', 0)",
	    (long long)c->id.n, (long long)c->id.n));
	assert_int_equal(challenge_delete(s, c->id), ERR_OK);
	assert_int_equal(
	    challenge_get(s, c->id, VIEW_ADMIN, &after), ERR_NOT_FOUND);
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM instances WHERE "
		   "public_id = '00000000000000aa' AND desired = 'stopped' "
		   "AND end_reason = 'challenge_gone' AND `restart` = 0 "
		   "AND slot = 'u1' AND challenge_id IS NULL"),
	    1);
	assert_int_equal(
	    NUMBER("SELECT COUNT(*) FROM instances WHERE "
		   "public_id = '00000000000000bb' AND desired = 'running'"),
	    1);
	assert_int_equal(challenge_delete(s, c->id), ERR_NOT_FOUND);
	assert_int_equal(people_audit(s, &rows, &n), ERR_OK);
	assert_string_equal(rows[0].cells[4], "challenge.delete");
	assert_string_equal(rows[0].cells[2], "root");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_challenge_comes_back_as_it_was_sent),
	    cmocka_unit_test(
		wrong_challenge_fields_are_named_and_change_nothing),
	    cmocka_unit_test(an_update_changes_only_what_is_given),
	    cmocka_unit_test(
		the_board_is_three_statements_at_most_and_hides_what_is_hidden),
	    cmocka_unit_test(
		a_call_reads_the_contest_once_and_again_after_its_own_change),
	    cmocka_unit_test(
		another_process_sees_a_new_hint_and_that_it_is_gone),
	    cmocka_unit_test(a_deleted_challenge_stops_its_live_instances),
	};

	return (
	    cmocka_run_group_tests(tests, people_setup, db_fixture_teardown));
}
