#include "domain/scoring.h"

/* ceil(a / b) for b > 0 and any sign of a. */
static int64_t
ceil_div(int64_t a, int64_t b)
{
	return (a >= 0 ? (a + b - 1) / b : -(-a / b));
}

/*
 * The numbers are at most LIMIT_VALUE (10^6) and n is capped at `decay`
 * behind which the minimum is reached, so n² · span stays below 10^18.
 */
static int64_t
logarithmic(const struct challenge *c, int64_t decay, int64_t n)
{
	int64_t span = (int64_t)c->minimum - c->initial;

	if (n >= decay)
		return (c->minimum);
	return (c->initial + ceil_div(span * n * n, decay * decay));
}

int
score_value(const struct challenge *c, int solves)
{
	int64_t n = solves > 0 ? solves - 1 : 0, value;
	int64_t decay = c->decay > 0 ? c->decay : 1;

	switch (c->function) {
	case SCORE_LINEAR:
		value = c->initial - decay * n;
		break;
	case SCORE_LOGARITHMIC:
		value = logarithmic(c, decay, n);
		break;
	case SCORE_STATIC:
	default:
		return (c->value);
	}
	return ((int)(value < c->minimum ? c->minimum : value));
}
