/*
 * What the keeper finds out by itself: what has expired, what has died, how
 * things stand.
 */
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/work_private.h"
#include "store/events.h"
#include "store/keepers.h"
#include "store/work.h"

/* ------------------------------------------------ expiry */

struct expiry {
	struct service *s;
	int64_t now_us, count;
};

/* The rows just ordered are told by the time they became due. */
static enum err
expire_body(struct db *db, void *arg, struct error *e)
{
	struct expiry *x = arg;
	enum err err;

	err = store_work_expire(db, x->now_us, &x->count, e);
	if (err == ERR_OK && x->count > 0)
		err = store_events_add_expired(
		    db, x->now_us, work_actor_name(x->s), e);
	return (err);
}

enum err
work_expire(struct service *s, int *ret_count, int64_t *ret_now_us,
    int64_t *ret_next_us)
{
	struct expiry x = {.s = s};
	int64_t next_us = 0;
	enum err err;

	err = store_work_next_expiry(s->p->db, &x.now_us, &next_us, &s->error);
	if (err == ERR_OK && next_us != 0 && next_us <= x.now_us) {
		err = db_transact(s->p->db, expire_body, &x, &s->error);
		if (err == ERR_OK)
			err = store_work_next_expiry(
			    s->p->db, &x.now_us, &next_us, &s->error);
	}
	if (err != ERR_OK)
		return (err);
	if (x.count > 0)
		log_info("instance.expired", LOG_INT("count", x.count));
	*ret_count = (int)x.count;
	*ret_now_us = x.now_us;
	*ret_next_us = next_us;
	return (ERR_OK);
}

/* ------------------------------------------------ reconciliation */

enum err
work_known_list(struct service *s, struct work_known **ret, size_t *ret_n)
{
	struct known_row *rows;
	struct work_known *k;
	size_t i, n;
	enum err err;

	err = store_work_known(s->p->db, s->mem, &rows, &n, &s->error);
	if (err != ERR_OK)
		return (err);
	k = mem_array(s->mem, struct work_known, n);
	for (i = 0; i < n; i++)
		k[i] = (struct work_known){.id = rows[i].id,
		    .public_id = rows[i].public_id,
		    .generation = rows[i].generation,
		    .state = rows[i].state,
		    .container_id = rows[i].container_id,
		    .leased = rows[i].leased};
	*ret = k;
	*ret_n = n;
	return (ERR_OK);
}

struct died {
	struct service *s;
	const struct work_known *known;
	struct death death;
	int64_t changed;
};

struct deaths {
	struct died *died;
	size_t n;
};

static enum err
die(struct died *d, struct error *e)
{
	struct db *db = d->s->p->db;
	enum err err;

	err = store_work_died(
	    db, d->known->id, d->known->generation, &d->death, &d->changed, e);
	if (err != ERR_OK || d->changed == 0)
		return (err);
	return (store_events_add(db, d->known->id, d->known->generation,
	    d->death.state, d->death.error_admin, work_actor_name(d->s), e));
}

static enum err
died_body(struct db *db, void *arg, struct error *e)
{
	struct deaths *all = arg;
	enum err err = ERR_OK;
	size_t i;

	(void)db;
	for (i = 0; i < all->n && err == ERR_OK; i++)
		err = die(&all->died[i], e);
	return (err);
}

/* false where death means nothing to the row. */
static bool
died_init(struct died *d, struct service *s, const struct work_known *k,
    bool oom_killed, const char *cause)
{
	*d = (struct died){.s = s, .known = k};
	d->death.oom_killed = oom_killed;
	d->death.error_player =
	    oom_killed ? N_("The instance ran out of memory and has ended.")
		       : N_("The instance has ended by itself.");
	d->death.error_admin = work_clean(s->mem, cause != NULL ? cause : "");
	return (instance_next(k->state, EVENT_DIED, &d->death.state) &&
		(k->state == INSTANCE_RUNNING || k->state == INSTANCE_WARM));
}

static enum err
write_deaths(struct service *s, struct deaths *all)
{
	enum err err = db_transact(s->p->db, died_body, all, &s->error);
	size_t i;

	for (i = 0; err == ERR_OK && i < all->n; i++) {
		if (all->died[i].changed == 0)
			continue;
		log_info("instance.died",
		    LOG_STR("instance", all->died[i].known->public_id),
		    LOG_INT("generation", all->died[i].known->generation),
		    LOG_STR("cause", all->died[i].death.error_admin));
	}
	return (err);
}

enum err
work_died(struct service *s, const struct work_known *k, bool has_exit_code,
    int exit_code, bool oom_killed, const char *cause)
{
	struct died d;
	struct deaths all = {&d, 1};

	if (!died_init(&d, s, k, oom_killed, cause))
		return (ERR_OK);
	d.death.exit_code = has_exit_code ? &exit_code : NULL;
	return (write_deaths(s, &all));
}

enum err
work_vanished(struct service *s, const struct work_known *const *rows, size_t n)
{
	struct deaths all = {mem_array(s->mem, struct died, n), 0};
	size_t i;

	for (i = 0; i < n; i++)
		all.n +=
		    died_init(&all.died[all.n], s, rows[i], false, "vanished");
	return (all.n > 0 ? write_deaths(s, &all) : ERR_OK);
}

/* ------------------------------------------------ eviction */

struct eviction {
	struct service *s;
	const char *public_id;
	int generation;
	const char *what;
	struct instance_id id; /* 0: nothing was to be done */
};

static enum err
evict_body(struct db *db, void *arg, struct error *e)
{
	struct eviction *x = arg;
	enum instance_state state;
	enum err err;

	x->id.n = 0;
	err = store_work_evict(db, x->s->mem, x->public_id, x->generation,
	    N_("The instance wrote more to its disk than it may and was ended. "
	       "You can start another, which begins anew."),
	    x->what, &x->id, &state, e);
	if (err != ERR_OK || x->id.n == 0)
		return (err);
	return (store_events_add(db, x->id, x->generation, state,
	    mem_printf(x->s->mem, "%s: %s", N_("evicted"), x->what),
	    work_actor_name(x->s), e));
}

enum err
work_evict(struct service *s, const char *public_id, int generation,
    const char *what, bool *ret_done)
{
	struct eviction x = {.s = s,
	    .public_id = public_id,
	    .generation = generation,
	    .what = what};
	enum err err = db_transact(s->p->db, evict_body, &x, &s->error);

	if (err != ERR_OK)
		return (err);
	*ret_done = x.id.n != 0;
	if (*ret_done)
		log_warn("instance.evicted", LOG_STR("instance", public_id),
		    LOG_INT("generation", generation), LOG_STR("what", what));
	return (ERR_OK);
}

enum err
work_count(struct service *s, struct work_counts *ret)
{
	return (store_work_count(s->p->db, ret->by_state, &s->error));
}

/* ------------------------------------------------ keepers */

enum err
work_report(struct service *s, const struct keeper_row *k)
{
	struct keeper_row row = *k;

	row.engine_error = work_clean(s->mem, k->engine_error);
	return (store_keepers_put(s->p->db, &row, &s->error));
}

enum err
work_report_end(struct service *s, const char *name)
{
	return (store_keepers_remove(s->p->db, name, &s->error));
}

enum err
work_keepers(struct service *s, struct keeper_row **ret, size_t *ret_n)
{
	return (store_keepers_list(s->p->db, s->mem, ret, ret_n, &s->error));
}
