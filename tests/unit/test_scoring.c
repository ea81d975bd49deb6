/* domain/scoring.h */
#include "domain/scoring.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#define N(a) (sizeof(a) / sizeof((a)[0]))

struct row {
	enum score_function function;
	int initial, minimum, decay, solves, want;
};

static void
check(const struct row *r)
{
	struct challenge c = {.function = r->function,
	    .value = 77,
	    .initial = r->initial,
	    .minimum = r->minimum,
	    .decay = r->decay};

	assert_int_equal(score_value(&c, r->solves), r->want);
}

static void
values_are_those_of_the_contract(void **state)
{
	static const struct row rows[] = {
	    {SCORE_LOGARITHMIC, 500, 100, 10, 0, 500},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 1, 500},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 2, 496},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 3, 484},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 6, 400},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 11, 100},
	    {SCORE_LOGARITHMIC, 500, 100, 10, 20, 100},
	    {SCORE_LINEAR, 500, 100, 50, 1, 500},
	    {SCORE_LINEAR, 500, 100, 50, 2, 450},
	    {SCORE_LINEAR, 500, 100, 50, 9, 100},
	    {SCORE_LINEAR, 500, 100, 50, 10, 100},
	    {SCORE_STATIC, 500, 100, 10, 0, 77},
	    {SCORE_STATIC, 500, 100, 10, 50, 77},
	};

	for (size_t i = 0; i < N(rows); i++)
		check(&rows[i]);
}

static void
decay_zero_counts_as_one(void **state)
{
	static const struct row rows[] = {
	    {SCORE_LOGARITHMIC, 500, 100, 0, 1, 500},
	    {SCORE_LOGARITHMIC, 500, 100, 0, 2, 100},
	    {SCORE_LINEAR, 500, 100, 0, 1, 500},
	    {SCORE_LINEAR, 500, 100, 0, 3, 498},
	};

	for (size_t i = 0; i < N(rows); i++)
		check(&rows[i]);
}

static void
the_largest_numbers_do_not_overflow(void **state)
{
	static const struct row rows[] = {
	    {SCORE_LOGARITHMIC, 1000000, 0, 1000000, 1000000, 2},
	    {SCORE_LOGARITHMIC, 1000000, 0, 1000000, 1000001, 0},
	    {SCORE_LOGARITHMIC, 1000000, 0, 1000000, 2147483647, 0},
	    {SCORE_LINEAR, 1000000, 5, 1000000, 2147483647, 5},
	    {SCORE_LOGARITHMIC, 0, 0, 1, 5, 0},
	};

	for (size_t i = 0; i < N(rows); i++)
		check(&rows[i]);
}

/* The ceiling of a/b is the one w with b(w - 1) < a <= bw. */
static void
logarithmic_is_the_ceiling_of_the_formula(void **state)
{
	struct challenge c = {.function = SCORE_LOGARITHMIC,
	    .initial = 487,
	    .minimum = 31,
	    .decay = 37};

	for (int solves = 1; solves <= 38; solves++) {
		long n = solves - 1, square = 37L * 37;
		long numerator = 487 * square + (31L - 487) * n * n;
		long w = score_value(&c, solves);

		assert_true(w * square >= numerator);
		assert_true((w - 1) * square < numerator);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_are_those_of_the_contract),
	    cmocka_unit_test(decay_zero_counts_as_one),
	    cmocka_unit_test(the_largest_numbers_do_not_overflow),
	    cmocka_unit_test(logarithmic_is_the_ceiling_of_the_formula),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
