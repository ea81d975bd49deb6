/*
 * The keeper's claims and steps.  Each is one short transaction; what it does
 * to the state is domain/instance_state.h's table, what it does to the row's
 * other columns is the table `effects` below.
 */
#include "service/work.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/challenges.h"
#include "store/endpoints.h"
#include "store/events.h"
#include "store/instances.h"
#include "store/keepers.h"
#include "store/work.h"

/* More candidates than wanted: some are taken by others meanwhile. */
#define SPARE_CANDIDATES 8
/* The longest text column, in code points. */
#define TEXT_MAX 1000

/*
 * What an engine or an image says may be cut anywhere or be no text at all; the
 * database takes UTF-8 only.  NULL stays NULL.
 */
static const char *
clean(void *mem, const char *s)
{
	size_t left, n, out_n = 0, points = 0;
	char *out;

	if (s == NULL)
		return (NULL);
	left = strlen(s);
	out = mem_array(mem, char, left + 1);
	for (; left > 0 && points < TEXT_MAX; points++, s += n, left -= n) {
		n = text_utf8_next(s, left, NULL);
		if (n == 0) {
			n = 1;
			out[out_n++] = '?';
			continue;
		}
		memcpy(out + out_n, s, n);
		out_n += n;
	}
	return (out);
}

static const char *
actor_name(const struct service *s)
{
	return (s->actor_name != NULL ? s->actor_name : "keeper");
}

/* ------------------------------------------------ claiming */

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
	err = store_work_take(db, d->id, c->lease_owner, WORK_LEASE_S, e);
	if (err == ERR_OK)
		err = store_work_fence(db, d->id, &w->fence, e);
	if (err == ERR_OK)
		err = store_instances_by_id(db, c->s->mem, d->id, &in, e);
	if (err != ERR_OK)
		return (err);
	w->in = *in;
	c->n++;
	return (ERR_OK);
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
	    db, s->mem, w->in.challenge, &w->challenge, &s->error);
	if (err == ERR_OK && w->challenge != NULL)
		err =
		    store_challenge_ports(db, s->mem, w->challenge, &s->error);
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

/* ------------------------------------------------ the lease */

static struct lease
lease_of(const char *lease_owner, const struct work *w)
{
	return ((struct lease){.id = w->in.id,
	    .owner = lease_owner,
	    .fence = w->fence,
	    .generation = w->in.generation});
}

static enum err
lost_unless(struct service *s, int64_t is_ours)
{
	if (is_ours)
		return (ERR_OK);
	return (err_set(&s->error, ERR_LOST, NULL,
	    "Another keeper has taken this instance over."));
}

enum err
work_extend(struct service *s, const char *lease_owner, const struct work *w)
{
	struct lease l = lease_of(lease_owner, w);
	int64_t ours = 0;
	enum err err;

	err = store_work_extend(s->p->db, &l, WORK_LEASE_S, &ours, &s->error);
	return (err != ERR_OK ? err : lost_unless(s, ours));
}

enum err
work_release(struct service *s, const char *lease_owner, struct work *w,
    int after_ms, const char *error_admin)
{
	struct lease l = lease_of(lease_owner, w);
	int64_t ours = 0;
	enum err err;

	err = store_work_release(s->p->db, &l, w->in.desired, after_ms,
	    clean(s->mem, error_admin), &ours, &s->error);
	return (err != ERR_OK ? err : lost_unless(s, ours));
}

enum err
work_forget_leases(struct service *s, const char *prefix)
{
	return (store_work_forget(s->p->db, prefix, &s->error));
}

/* ------------------------------------------------ steps */

struct advance {
	struct service *s;
	struct lease lease;
	const struct work_step *step;
	struct instance *in; /* the row as it is, and then as it became */
};

/*
 * The engine has just published this address for us, so whoever else is
 * written with it has lost it: a container that ended and was not noticed yet.
 * The stale line goes; keeping it could show one player another's instance.
 */
static enum err
take_address(struct advance *a, const struct endpoint *ep, struct error *e)
{
	int64_t taken = 0;
	enum err err;

	err = store_endpoints_take(a->s->p->db, a->in->id, ep, &taken, e);
	if (err == ERR_OK && taken > 0)
		log_warn("endpoint.stale", LOG_STR("host", ep->host_ip),
		    LOG_INT("port", ep->host_port),
		    LOG_STR("instance", a->in->public_id));
	return (err);
}

static enum err
put_endpoints(struct advance *a, struct error *e)
{
	struct db *db = a->s->p->db;
	const struct endpoint *ep = a->step->endpoints;
	enum err err;
	int i;

	err = store_endpoints_remove(db, a->in->id, e);
	for (i = 0; err == ERR_OK && i < a->step->endpoints_n; i++) {
		err = take_address(a, &ep[i], e);
		if (err == ERR_OK)
			err = store_endpoints_add(db, a->in->id, i, &ep[i], e);
	}
	return (err);
}

static enum err
be_ready(struct advance *a, struct error *e)
{
	enum err err = put_endpoints(a, e);

	if (err == ERR_OK)
		err = store_work_ready(a->s->p->db, a->in->id, e);
	return (err);
}

static enum err
be_warm(struct advance *a, struct error *e)
{
	enum err err = put_endpoints(a, e);

	if (err == ERR_OK)
		err = store_work_warmed(a->s->p->db, a->in->id, e);
	return (err);
}

static enum err
be_retried(struct advance *a, struct error *e)
{
	return (store_work_retry(
	    a->s->p->db, a->in->id, a->step->retry_after_ms, e));
}

static enum err
be_given_up(struct advance *a, struct error *e)
{
	return (store_work_given_up(a->s->p->db, a->in->id, e));
}

static enum err
be_dead(struct advance *a, struct error *e)
{
	const struct work_step *step = a->step;

	return (store_work_ended(a->s->p->db, a->in->id,
	    step->has_exit_code ? &step->exit_code : NULL, step->oom_killed,
	    e));
}

static enum err
be_gone(struct advance *a, struct error *e)
{
	enum err err = store_endpoints_remove(a->s->p->db, a->in->id, e);

	if (err == ERR_OK)
		err = store_work_gone(a->s->p->db, a->in->id, e);
	return (err);
}

static enum err
be_restarted(struct advance *a, struct error *e)
{
	enum err err = store_endpoints_remove(a->s->p->db, a->in->id, e);

	if (err == ERR_OK)
		err = store_work_restarted(a->s->p->db, a->in->id, e);
	return (err);
}

/* What an event does besides the state, and whether it is part of a start
 * (and so means nothing once the row shall stop). */
static const struct {
	enum err (*apply)(struct advance *a, struct error *e);
	int is_start;
} effects[EVENT_KINDS] = {
    [EVENT_CLAIMED] = {.is_start = 1},
    [EVENT_CREATED] = {.is_start = 1},
    [EVENT_STARTED] = {.is_start = 1},
    [EVENT_READY] = {.apply = be_ready, .is_start = 1},
    [EVENT_WARMED] = {.apply = be_warm, .is_start = 1},
    [EVENT_RETRY] = {.apply = be_retried, .is_start = 1},
    [EVENT_GIVEN_UP] = {.apply = be_given_up, .is_start = 1},
    [EVENT_DIED] = {.apply = be_dead, .is_start = 1},
    [EVENT_REMOVED] = {.apply = be_gone},
    [EVENT_RESTARTED] = {.apply = be_restarted},
};

/* A removed row is gone or starts anew, one that answers runs or waits in the
 * pool, as the row says now. */
static enum instance_event_kind
event_of(const struct advance *a)
{
	enum instance_event_kind event = a->step->event;

	if (event == EVENT_READY && a->in->pool)
		return (EVENT_WARMED);
	if (event != EVENT_REMOVED && event != EVENT_RESTARTED)
		return (event);
	return (a->in->restart && a->in->challenge.n != 0 ? EVENT_RESTARTED
							  : EVENT_REMOVED);
}

static enum err
next_state(struct advance *a, enum instance_event_kind event,
    enum instance_state *ret, struct error *e)
{
	if (effects[event].is_start && a->in->desired == DESIRED_STOPPED)
		return (err_set(
		    e, ERR_CONFLICT, NULL, "The instance is to be stopped."));
	if (!instance_next(a->in->state, event, ret))
		return (err_set(e, ERR_INTERNAL, NULL,
		    "Event %d means nothing to an instance that is %s.",
		    (int)event, instance_state_name(a->in->state)));
	return (ERR_OK);
}

/* The columns that any step may change. */
static enum err
write_step(struct advance *a, enum instance_state state, struct error *e)
{
	const struct work_step *step = a->step;
	void *mem = a->s->mem;
	struct work_write w = {
	    .state = state,
	    .container_id = step->container_id,
	    .image = clean(mem, step->image),
	    .error_player = clean(mem, step->error_player),
	    .error_admin = clean(mem, step->error_admin),
	    .lease_s = step->release ? 0 : WORK_LEASE_S,
	};

	return (store_work_write(a->s->p->db, &a->lease, &w, e));
}

static enum err
read_row(struct advance *a, struct error *e)
{
	struct instance *in;
	enum err err;

	err =
	    store_instances_by_id(a->s->p->db, a->s->mem, a->lease.id, &in, e);
	if (err == ERR_OK && in == NULL)
		err = err_set(e, ERR_LOST, NULL, "The instance is no more.");
	if (err == ERR_OK)
		a->in = in;
	return (err);
}

static enum err
advance_body(struct db *db, void *arg, struct error *e)
{
	struct advance *a = arg;
	enum instance_event_kind event;
	enum instance_state to;
	enum err err;

	err = store_work_lock(db, &a->lease, e);
	if (err == ERR_OK)
		err = read_row(a, e);
	if (err != ERR_OK)
		return (err);
	event = event_of(a);
	err = next_state(a, event, &to, e);
	if (err == ERR_OK)
		err = write_step(a, to, e);
	if (err == ERR_OK && effects[event].apply != NULL)
		err = effects[event].apply(a, e);
	if (err == ERR_OK)
		err = read_row(a, e);
	if (err != ERR_OK)
		return (err);
	return (store_events_add(db, a->in->id, a->in->generation, to,
	    clean(a->s->mem, a->step->cause != NULL ? a->step->cause : ""),
	    actor_name(a->s), e));
}

enum err
work_advance(struct service *s, const char *lease_owner, struct work *w,
    const struct work_step *step)
{
	struct advance a = {
	    .s = s, .lease = lease_of(lease_owner, w), .step = step};
	enum err err;

	err = db_transact(s->p->db, advance_body, &a, &s->error);
	if (err == ERR_OK)
		w->in = *a.in;
	return (err);
}

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
		    db, x->now_us, actor_name(x->s), e);
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

static enum err
died_body(struct db *db, void *arg, struct error *e)
{
	struct died *d = arg;
	enum err err;

	err = store_work_died(
	    db, d->known->id, d->known->generation, &d->death, &d->changed, e);
	if (err != ERR_OK || d->changed == 0)
		return (err);
	return (store_events_add(db, d->known->id, d->known->generation,
	    d->death.state, d->death.error_admin, actor_name(d->s), e));
}

enum err
work_died(struct service *s, const struct work_known *k, bool has_exit_code,
    int exit_code, bool oom_killed, const char *cause)
{
	struct died d = {.s = s, .known = k};
	enum err err;

	if (!instance_next(k->state, EVENT_DIED, &d.death.state) ||
	    (k->state != INSTANCE_RUNNING && k->state != INSTANCE_WARM))
		return (ERR_OK);
	d.death.exit_code = has_exit_code ? &exit_code : NULL;
	d.death.oom_killed = oom_killed;
	d.death.error_player =
	    oom_killed ? "The instance ran out of memory and has ended."
		       : "The instance has ended by itself.";
	d.death.error_admin = clean(s->mem, cause != NULL ? cause : "");
	err = db_transact(s->p->db, died_body, &d, &s->error);
	if (err == ERR_OK && d.changed > 0)
		log_info("instance.died", LOG_STR("instance", k->public_id),
		    LOG_INT("generation", k->generation),
		    LOG_STR("cause", d.death.error_admin));
	return (err);
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

	row.engine_error = clean(s->mem, k->engine_error);
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
