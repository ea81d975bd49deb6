#include "service/load.h"

#include "base/clock.h"
#include "store/load.h"

/* The newest minute says how long a start takes, unless it is old. */
#define MEDIAN_AGE_US (150 * USEC_PER_SEC)

enum err
load_read(struct service *s, struct load *ret)
{
	const struct settings *set = s->p->settings;
	const struct load_minute *last;
	int64_t now_us;
	enum err err;

	*ret = (struct load){.start_ms = -1};
	err = store_load_now(
	    s->p->db, set->memory_mb, set->cpu_milli, ret, &s->error);
	if (err == ERR_OK)
		err = store_load_minutes(
		    s->p->db, s->mem, LOAD_MINUTES, ret, &s->error);
	if (err == ERR_OK)
		err = service_now(s, &now_us);
	if (err != ERR_OK || ret->minutes_n == 0)
		return (err);
	last = &ret->minutes[ret->minutes_n - 1];
	if (now_us - last->at_us < MEDIAN_AGE_US)
		ret->start_ms = last->start_ms;
	return (ERR_OK);
}

enum err
load_sample(struct service *s)
{
	return (store_load_sample(s->p->db, &s->error));
}

enum err
load_trim(struct service *s)
{
	return (store_load_trim(s->p->db, &s->error));
}
