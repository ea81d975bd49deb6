/* domain/pace.h */
#include "domain/pace.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"

#define MAX    8
#define QUICK  (USEC_PER_SEC / 2)
#define SLOWER (10 * USEC_PER_SEC)

/* `n` starts of `took_us` each, one after the other; returns the time then. */
static int64_t
starts(struct pace *p, int n, int64_t took_us, int64_t now_us)
{
	for (; n > 0; n--) {
		now_us += took_us;
		pace_done(p, MAX, took_us, now_us);
	}
	return now_us;
}

static void
an_engine_that_keeps_up_gets_all_that_the_setting_says(void **state)
{
	struct pace p;
	int64_t now = starts((pace_init(&p, MAX), &p), 100, QUICK, 1);

	assert_int_equal(pace_limit(&p, MAX, now), MAX);
	assert_int_equal(p.mean_us, QUICK);
	assert_int_equal(pace_opens_us(&p, now), 0);
	/* a lower setting holds at once */
	assert_int_equal(pace_limit(&p, 2, now), 2);
}

static void
one_that_slows_down_gets_less_and_recovers(void **state)
{
	struct pace p;
	int64_t now = 1;

	pace_init(&p, MAX);
	now = starts(&p, 20, QUICK, now);
	now = starts(&p, 20, SLOWER, now);
	assert_true(pace_limit(&p, MAX, now) < MAX);
	assert_true(pace_limit(&p, MAX, now) >= 1);
	now = starts(&p, 200, QUICK, now);
	assert_int_equal(pace_limit(&p, MAX, now), MAX);
}

static void
a_failure_halves_and_three_open_the_breaker(void **state)
{
	struct pace p;
	int64_t now = 1, opens;

	pace_init(&p, MAX);
	now = starts(&p, 20, QUICK, now);
	pace_failed(&p, now += USEC_PER_SEC);
	assert_int_equal(pace_limit(&p, MAX, now), MAX / 2);
	pace_failed(&p, now += USEC_PER_SEC);
	pace_failed(&p, now += USEC_PER_SEC);
	assert_int_equal(pace_limit(&p, MAX, now), 0);
	opens = pace_opens_us(&p, now);
	assert_true(opens > now);
	/* half open: one start shows */
	assert_int_equal(pace_limit(&p, MAX, opens), 1);
}

static void
the_breaker_stays_open_longer_each_time_and_closes_with_a_success(void **state)
{
	struct pace p;
	int64_t now = 1, first, second;
	int i;

	pace_init(&p, MAX);
	for (i = 0; i < 3; i++)
		pace_failed(&p, now);
	first = pace_opens_us(&p, now) - now;
	now += first;
	pace_failed(&p, now);
	second = pace_opens_us(&p, now) - now;
	assert_int_equal(second, 2 * first);
	for (i = 0; i < 20; i++) {
		now = pace_opens_us(&p, now);
		pace_failed(&p, now);
	}
	assert_int_equal(pace_opens_us(&p, now) - now, 60 * USEC_PER_SEC);
	now = pace_opens_us(&p, now);
	now = starts(&p, 1, QUICK, now);
	assert_true(pace_limit(&p, MAX, now) >= 1);
	now = starts(&p, 100, QUICK, now);
	assert_int_equal(pace_limit(&p, MAX, now), MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		an_engine_that_keeps_up_gets_all_that_the_setting_says),
	    cmocka_unit_test(one_that_slows_down_gets_less_and_recovers),
	    cmocka_unit_test(a_failure_halves_and_three_open_the_breaker),
	    cmocka_unit_test(
		the_breaker_stays_open_longer_each_time_and_closes_with_a_success),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
