/*
 * How many starts an engine gets at a time: as many as the setting says while
 * it keeps up, fewer when it slows down or fails, none for a while when it
 * does not answer at all (a circuit breaker that closes by itself).  Additive
 * increase, multiplicative decrease, as TCP does it (RFC 5681, 3.1).  Pure:
 * time is an argument, monotonic microseconds.
 */
#ifndef BERTH_DOMAIN_PACE_H
#define BERTH_DOMAIN_PACE_H

#include <stdint.h>

struct pace {
	double limit;       /* starts at a time; at least 1 */
	int64_t best_us;    /* the shortest start lately; 0: none yet */
	int64_t mean_us;    /* of the last starts; 0: none yet */
	int64_t lowered_us; /* when the limit was lowered last */
	int failures;       /* in a row */
	int64_t open_until_us;
	int64_t open_for_us; /* how long the breaker opens next */
};

/* Begin with `max` at a time. */
void pace_init(struct pace *p, int max);

/* How many starts may be under way now: 0 to `max`, the setting. */
int pace_limit(const struct pace *p, int max, int64_t now_us);

/* A start took `took_us` in its slot. */
void pace_done(struct pace *p, int max, int64_t took_us, int64_t now_us);

/* The engine did not answer in time, or failed without a reason. */
void pace_failed(struct pace *p, int64_t now_us);

/* When the breaker lets a start through again; 0 if it is closed. */
int64_t pace_opens_us(const struct pace *p, int64_t now_us);

#endif
