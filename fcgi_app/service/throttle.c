#include "service/throttle.h"

#include "base/log.h"
#include "store/sessions.h"
#include "store/throttles.h"

/* Longer than any window in use. */
#define OLD_S       (24 * 3600)
#define CLEAN_BATCH 200

static enum err
refuse(struct service *s, const char *subject, int limit, int window_s,
    const struct throttle_state *t)
{
	log_info("throttle.refused", LOG_STR("subject", subject),
	    LOG_INT("limit", limit), LOG_INT("left_s", t->left_s));
	err_set(&s->error, ERR_RATE, NULL,
	    "Too many requests. Limit is %d requests in %d seconds", limit,
	    window_s);
	s->error.retry_after = (int)t->left_s;
	return (ERR_RATE);
}

enum err
throttle_hit(struct service *s, const char *subject, int limit, int window_s)
{
	struct throttle_state t;
	enum err err;

	err = store_throttle_hit(
	    s->p->db, s->mem, subject, window_s, &t, &s->error);
	if (err == ERR_OK && t.hits > limit)
		err = refuse(s, subject, limit, window_s, &t);
	return (err);
}

enum err
throttle_check(struct service *s, const char *subject, int limit, int window_s)
{
	struct throttle_state t;
	enum err err;

	err = store_throttle_get(
	    s->p->db, s->mem, subject, window_s, &t, &s->error);
	if (err == ERR_OK && t.hits >= limit)
		err = refuse(s, subject, limit, window_s, &t);
	return (err);
}

/*
 * One row at a time by its primary key, so that the locks are taken in the
 * order in which throttle_hit() takes them.
 */
enum err
throttle_clean(struct service *s)
{
	struct db *db = s->p->db;
	const char **old;
	size_t i, n;
	enum err err;

	err = store_throttles_old(
	    db, s->mem, OLD_S, CLEAN_BATCH, &old, &n, &s->error);
	for (i = 0; err == ERR_OK && i < n; i++)
		err = store_throttle_expire(db, old[i], OLD_S, &s->error);
	if (err == ERR_OK)
		err = store_sessions_clean(db, CLEAN_BATCH, &s->error);
	return (err);
}
