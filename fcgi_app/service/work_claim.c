/*
 * Which rows a keeper takes, and how: locked, leased, and out of the queue, in
 * one transaction.
 */
#include "service/work_private.h"

#include "base/mem.h"
#include "store/challenges.h"
#include "store/instances.h"
#include "store/work.h"

/* More candidates than wanted: some are taken by others meanwhile. */
#define SPARE_CANDIDATES 8

struct claim {
	struct service *s;
	const char *lease_owner;
	enum work_kind kind;
	int max;
	struct work *work;
	size_t n;
};

/*
 * Lock the owner of a start, so that two keepers can't both find that there
 * is no other one of this owner.  The owner comes before the row, as in a
 * request; nobody waits here.
 */
static enum err
lock_idle_owner(
    struct db *db, const struct due *d, int *ret_idle, struct error *e)
{
	int locked = 1, busy = 0;
	enum err err = ERR_OK;

	if (d->team.n != 0)
		err = store_work_lock_team(db, d->team, &locked, e);
	else if (d->user.n != 0)
		err = store_work_lock_user(db, d->user, &locked, e);
	if (err == ERR_OK && locked)
		err = store_work_owner_busy(db, d, &busy, e);
	*ret_idle = locked && busy == 0;
	return (err);
}

static enum err
lock_candidate(
    struct claim *c, const struct due *d, int *ret_locked, struct error *e)
{
	struct db *db = c->s->p->db;
	enum err err;

	if (c->kind == WORK_REMOVE)
		return (store_work_lock_removal(db, d->id, ret_locked, e));
	err = lock_idle_owner(db, d, ret_locked, e);
	if (err == ERR_OK && *ret_locked)
		err = store_work_lock_start(db, d->id, ret_locked, e);
	return (err);
}

static enum err
claim_candidate(struct claim *c, const struct due *d, struct error *e)
{
	struct db *db = c->s->p->db;
	struct work *w = &c->work[c->n];
	struct instance *in;
	int locked;
	enum err err;

	err = lock_candidate(c, d, &locked, e);
	if (err != ERR_OK || !locked)
		return (err);
	w->mem = mem_arena(c->s->mem);
	err = store_work_take(db, d->id, c->lease_owner, WORK_LEASE_S, e);
	if (err == ERR_OK)
		err = store_work_fence(db, d->id, &w->fence, e);
	if (err == ERR_OK)
		err = store_instances_by_id(db, w->mem, d->id, &in, e);
	if (err != ERR_OK)
		return (err);
	w->in = *in;
	w->is_new = c->kind != WORK_REMOVE && in->state == INSTANCE_QUEUED;
	if (w->is_new)
		err = work_begin(db, c->s, c->lease_owner, w, e);
	if (err == ERR_OK)
		c->n++;
	return (err);
}

static enum err (*const due_lists[])(struct db *db, void *mem, int max,
    struct due **ret, size_t *ret_n, struct error *e) = {
    [WORK_START] = store_work_due_starts,
    [WORK_REFILL] = store_work_due_refills,
    [WORK_REMOVE] = store_work_due_removals,
};

static enum err
claim_body(struct db *db, void *arg, struct error *e)
{
	struct claim *c = arg;
	struct due *due;
	size_t i, n;
	enum err err;

	c->n = 0;
	err = due_lists[c->kind](
	    db, c->s->mem, c->max + SPARE_CANDIDATES, &due, &n, e);
	for (i = 0; err == ERR_OK && i < n && c->n < (size_t)c->max; i++)
		err = claim_candidate(c, &due[i], e);
	return (err);
}

/* The challenge with its ports; none when it was deleted. */
static enum err
read_challenge(struct service *s, struct work *w)
{
	struct db *db = s->p->db;
	enum err err;

	w->challenge = NULL;
	if (w->in.challenge.n == 0)
		return (ERR_OK);
	err = store_challenge_get(
	    db, w->mem, w->in.challenge, &w->challenge, &s->error);
	if (err == ERR_OK && w->challenge != NULL)
		err =
		    store_challenge_ports(db, w->mem, w->challenge, &s->error);
	return (err);
}

/* A claim that is committed but could not be read fully just runs out. */
enum err
work_claim(struct service *s, const char *lease_owner, enum work_kind kind,
    int max, struct work **ret, size_t *ret_n)
{
	struct claim c = {.s = s,
	    .lease_owner = lease_owner,
	    .kind = kind,
	    .max = max > 0 ? max : 0};
	enum err err;
	size_t i;

	c.work = mem_array(s->mem, struct work, (size_t)c.max);
	err = db_transact(s->p->db, claim_body, &c, &s->error);
	for (i = 0; err == ERR_OK && kind != WORK_REMOVE && i < c.n; i++)
		err = read_challenge(s, &c.work[i]);
	if (err != ERR_OK)
		return (err);
	*ret = c.work;
	*ret_n = c.n;
	return (ERR_OK);
}
