/*
 * The warm pool: instances started ahead of time, so that a player's start is
 * one UPDATE.  See docs/ARCHITECTURE.md, The warm pool.
 */
#include "base/crypto.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "domain/flag_template.h"
#include "service/instances_private.h"
#include "service/work.h"
#include "store/events.h"
#include "store/instances.h"
#include "store/pool.h"

/* After a failure: an image that is missing is not tried all the time. */
#define PAUSE_S 60

struct refill {
	struct service *s;
	struct challenge_id challenge;
	int changed;
};

/* How many may be added under the cap over all, at most `wanted`. */
static enum err
under_cap(struct refill *r, int wanted, int *ret, struct error *e)
{
	int max = r->s->p->settings->instances_max, live = 0;
	enum err err;

	*ret = wanted;
	if (max == 0)
		return (ERR_OK);
	err = store_instances_lock_queue(r->s->p->db, e);
	if (err == ERR_OK)
		err = store_instances_count_live(r->s->p->db, &live, e);
	if (err == ERR_OK && wanted > max - live)
		*ret = max > live ? max - live : 0;
	return (err);
}

static enum err
add_one(struct refill *r, const struct pool_terms *terms, struct error *e)
{
	char public_id[INSTANCE_PUBLIC_ID_SIZE];
	struct db *db = r->s->p->db;
	struct instance_id id;
	enum err err;

	instances_public_id(public_id);
	err = store_pool_add(db, public_id, r->challenge, terms->name,
	    flag_make(r->s->mem, terms->flag_template, crypto_random_below),
	    &id, e);
	if (err == ERR_OK)
		err = store_events_add(db, id, 1, INSTANCE_QUEUED,
		    N_("for the warm pool"), instances_actor_name(r->s), e);
	return (err);
}

static enum err
refill_body(struct db *db, void *arg, struct error *e)
{
	struct refill *r = arg;
	struct pool_terms terms;
	enum err err;
	int i, n = 0;

	r->changed = 0;
	err = store_pool_lock(db, r->s->mem, r->challenge, &terms, e);
	if (err != ERR_OK || terms.name == NULL || terms.missing == 0)
		return (err);
	if (terms.missing < 0) {
		r->changed = -terms.missing;
		return (store_pool_shrink(db, r->challenge, -terms.missing, e));
	}
	err = under_cap(r, terms.missing, &n, e);
	for (i = 0; err == ERR_OK && i < n; i++)
		err = add_one(r, &terms, e);
	r->changed = n;
	return (err);
}

enum err
work_refill(struct service *s, int *ret_changed)
{
	struct refill r = {.s = s};
	struct pool_gap *gaps;
	size_t i, n;
	int changed = 0;
	enum err err;

	err = store_pool_gaps(s->p->db, s->mem, PAUSE_S, &gaps, &n, &s->error);
	for (i = 0; err == ERR_OK && i < n; i++) {
		r.challenge = gaps[i].challenge;
		err = db_transact(s->p->db, refill_body, &r, &s->error);
		if (err == ERR_OK && r.changed > 0)
			log_info("pool.refill",
			    LOG_INT("challenge", r.challenge.n),
			    LOG_INT("missing", gaps[i].missing),
			    LOG_INT("changed", r.changed));
		changed += err == ERR_OK ? r.changed : 0;
	}
	if (err == ERR_OK)
		*ret_changed = changed;
	return (err);
}
