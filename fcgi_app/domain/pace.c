#include "domain/pace.h"

#include "base/clock.h"

/* A start that takes this many times the shortest shows an engine that has
 * too much to do. */
#define SLOW         4
#define FAILURES_MAX 3
#define OPEN_MIN_US  (2 * USEC_PER_SEC)
#define OPEN_MAX_US  (60 * USEC_PER_SEC)

void
pace_init(struct pace *p, int max)
{
	*p = (struct pace){.limit = max, .open_for_us = OPEN_MIN_US};
}

int
pace_limit(const struct pace *p, int max, int64_t now_us)
{
	int n = (int)p->limit;

	if (now_us < p->open_until_us)
		return (0);
	if (p->failures >= FAILURES_MAX)
		return (1); /* half open: one shows whether it is back */
	return (n < max ? n : max);
}

/* Once per start's time: those under way now tell of the old limit. */
static void
lower(struct pace *p, double factor, int64_t now_us)
{
	if (p->lowered_us != 0 && now_us - p->lowered_us < p->mean_us)
		return;
	p->lowered_us = now_us;
	p->limit *= factor;
	if (p->limit < 1)
		p->limit = 1;
}

/* The shortest drifts up slowly, so that one lucky start does not count for
 * ever. */
static void
measure(struct pace *p, int64_t took_us)
{
	if (p->best_us == 0 || took_us < p->best_us)
		p->best_us = took_us;
	else
		p->best_us += (took_us - p->best_us) / 64;
	if (p->mean_us == 0)
		p->mean_us = took_us;
	else
		p->mean_us += (took_us - p->mean_us) / 8;
}

void
pace_done(struct pace *p, int max, int64_t took_us, int64_t now_us)
{
	p->failures = 0;
	p->open_for_us = OPEN_MIN_US;
	measure(p, took_us);
	if (p->limit > max)
		p->limit = max;
	if (p->mean_us > SLOW * p->best_us) {
		lower(p, 0.8, now_us);
		return;
	}
	p->limit += 1 / p->limit;
	if (p->limit > max)
		p->limit = max;
}

void
pace_failed(struct pace *p, int64_t now_us)
{
	p->failures++;
	lower(p, 0.5, now_us);
	if (p->failures < FAILURES_MAX || now_us < p->open_until_us)
		return;
	p->limit = 1;
	p->open_until_us = now_us + p->open_for_us;
	if (p->open_for_us < OPEN_MAX_US / 2)
		p->open_for_us *= 2;
	else
		p->open_for_us = OPEN_MAX_US;
}

int64_t
pace_opens_us(const struct pace *p, int64_t now_us)
{
	return (now_us < p->open_until_us ? p->open_until_us : 0);
}
