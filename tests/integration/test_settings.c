/*
 * Settings as an admin saves them, and as they reach the other processes.
 */
#include "people_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/mem.h"
#include "service/settings.h"

/* ------------------------------------------------ settings */

static void
a_changed_setting_reaches_another_process_and_is_audited(void **state)
{
	struct db_fixture *f = *state;
	static const enum setting which[] = {
	    SETTING_CONTAINER_EXPIRATION, SETTING_EVENT_NAME};
	const char *values[] = {" 30 ", "Berth"};
	struct service *s = people_call(f, f->a, "root"), other;
	struct service_process p;
	struct list_row *rows;
	bool changed;
	size_t n;

	service_open(f->mem, &f->conf, &p);
	service_begin(&other, &p, mem_arena(f->mem));
	assert_int_equal(p.settings->expiration_min, 45);
	assert_int_equal(settings_refresh(&other, &changed), ERR_OK);
	assert_true(changed);
	SQL("DELETE FROM audit_log");
	assert_int_equal(settings_update(s, which, values, 2), ERR_OK);
	/* within the half second nothing is asked */
	assert_int_equal(settings_refresh(&other, &changed), ERR_OK);
	assert_false(changed);
	p.settings_checked_us -= 500 * 1000;
	assert_int_equal(settings_refresh(&other, &changed), ERR_OK);
	assert_true(changed);
	assert_int_equal(p.settings->expiration_min, 30);
	/* the event's name was not changed, so it is not in the log */
	assert_int_equal(people_audit(s, &rows, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].cells[4], "settings.update");
	assert_string_equal(rows[0].cells[5], "settings/container_expiration");
	assert_string_equal(rows[0].cells[6], "45");
	assert_string_equal(rows[0].cells[7], "30");
	assert_string_equal(rows[0].cells[3], "192.0.2.1");
}

static void
one_wrong_setting_saves_none(void **state)
{
	struct db_fixture *f = *state;
	static const enum setting which[] = {
	    SETTING_CONTAINER_MAXMEMORY, SETTING_DOCKER_ASSIGNMENT};
	const char *values[] = {"256", "everybody"};
	struct service *s = people_call(f, f->a, "root");

	assert_int_equal(settings_update(s, which, values, 2), ERR_INVALID);
	assert_string_equal(s->error.field, "docker_assignment");
	assert_int_equal(NUMBER("SELECT COUNT(*) FROM settings "
				"WHERE name = 'container_maxmemory'"),
	    0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_changed_setting_reaches_another_process_and_is_audited),
	    cmocka_unit_test(one_wrong_setting_saves_none),
	};

	return (
	    cmocka_run_group_tests(tests, people_setup, db_fixture_teardown));
}
