#include "service/throttle.h"

#include "store/settings.h"

enum err
throttle_check(struct service *s, const char *subject, int limit, int window_s)
{
	int hits, left_s;
	enum err err;

	err = store_throttle_get(s->p->db, s->mem, subject, window_s, &hits,
	    &left_s, &s->error);
	if (err != ERR_OK || hits < limit)
		return (err);
	err_set(&s->error, ERR_RATE, NULL,
	    "Too many requests. Limit is %d requests in %d seconds", limit,
	    window_s);
	s->error.retry_after = left_s > 0 ? left_s : 1;
	return (ERR_RATE);
}

enum err
throttle_hit(struct service *s, const char *subject, int limit, int window_s)
{
	enum err err;

	/* the count includes this hit, so the limit-th still passes */
	err = store_throttle_hit(s->p->db, subject, window_s, &s->error);
	if (err != ERR_OK)
		return (err);
	err = throttle_check(s, subject, limit + 1, window_s);
	if (err == ERR_RATE)
		err_set(&s->error, ERR_RATE, NULL,
		    "Too many requests. Limit is %d requests in %d seconds",
		    limit, window_s);
	return (err);
}

enum err
throttle_clean(struct service *s)
{
	return (store_throttle_clean(s->p->db, &s->error));
}
