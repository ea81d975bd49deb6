/*
 * The keeper's leases and steps.  Each is one short transaction; what it does
 * to the state is domain/instance_state.h's table, what it does to the row's
 * other columns is the table `effects` below.
 */
#include "service/work_private.h"

#include <string.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/challenges.h"
#include "store/endpoints.h"
#include "store/events.h"
#include "store/instances.h"
#include "store/work.h"

/* The longest text column, in code points. */
#define TEXT_MAX 1000

const char *
work_clean(void *mem, const char *s)
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

const char *
work_actor_name(const struct service *s)
{
	return (s->actor_name != NULL ? s->actor_name : "keeper");
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
	    work_clean(s->mem, error_admin), &ours, &s->error);
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
	void *mem; /* of *in */
	struct lease lease;
	const struct work_step *step;
	struct instance *in; /* the row as it is, and then as it became */
	int is_written;      /* it has been changed already */
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
		err = store_instances_lock_queue(a->s->p->db, e);
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
	    .image = work_clean(mem, step->image),
	    .error_player = work_clean(mem, step->error_player),
	    .error_admin = work_clean(mem, step->error_admin),
	    .own_network = step->own_network,
	    .lease_s = step->release ? 0 : WORK_LEASE_S,
	};

	return (store_work_write(a->s->p->db, &a->lease, &w, e));
}

static enum err
read_row(struct advance *a, struct error *e)
{
	struct instance *in;
	enum err err;

	err = store_instances_by_id(a->s->p->db, a->mem, a->lease.id, &in, e);
	if (err == ERR_OK && in == NULL)
		err = err_set(e, ERR_LOST, NULL, "The instance is no more.");
	if (err == ERR_OK)
		a->in = in;
	return (err);
}

/* The row is locked and read. */
static enum err
advance_locked(struct db *db, struct advance *a, struct error *e)
{
	enum instance_event_kind event = event_of(a);
	enum instance_state to;
	enum err err = next_state(a, event, &to, e);

	if (err != ERR_OK)
		return (err);
	a->is_written = 1;
	err = write_step(a, to, e);
	if (err == ERR_OK && effects[event].apply != NULL)
		err = effects[event].apply(a, e);
	if (err == ERR_OK)
		err = read_row(a, e);
	if (err != ERR_OK)
		return (err);
	return (store_events_add(db, a->in->id, a->in->generation, to,
	    work_clean(a->s->mem, a->step->cause != NULL ? a->step->cause : ""),
	    work_actor_name(a->s), e));
}

static enum err
advance_body(struct db *db, void *arg, struct error *e)
{
	struct advance *a = arg;
	enum err err = store_work_lock(db, &a->lease, e);

	if (err == ERR_OK)
		err = read_row(a, e);
	return (err == ERR_OK ? advance_locked(db, a, e) : err);
}

enum err
work_begin(struct db *db, struct service *s, const char *lease_owner,
    struct work *w, struct error *e)
{
	/* from now on there may be one; a removal looks for it */
	const struct work_step step = {.event = EVENT_CLAIMED,
	    .cause = N_("the keeper begins"),
	    .own_network = w->in.wants_own_network};
	struct advance a = {.s = s,
	    .mem = w->mem,
	    .lease = lease_of(lease_owner, w),
	    .step = &step,
	    .in = &w->in};
	enum err err = advance_locked(db, &a, e);

	if (err == ERR_OK)
		w->in = *a.in;
	return (err);
}

struct batch {
	struct service *s;
	const char *lease_owner;
	struct work_write_one *writes;
	size_t n;
};

/* Whether a failure is this row's alone, which is as it was. */
static int
is_its_own(enum err err, const struct advance *a)
{
	return ((err == ERR_LOST || err == ERR_CONFLICT) && !a->is_written);
}

static enum err
advance_all_body(struct db *db, void *arg, struct error *e)
{
	struct batch *b = arg;
	struct work_write_one *w;
	struct advance a;
	size_t i;

	for (i = 0; i < b->n; i++) {
		w = &b->writes[i];
		a = (struct advance){.s = b->s,
		    .mem = w->mem,
		    .lease = lease_of(b->lease_owner, w->w),
		    .step = w->step};
		err_clear(&w->error);
		w->err = advance_body(db, &a, &w->error);
		w->after = a.in;
		if (w->err != ERR_OK && !is_its_own(w->err, &a)) {
			*e = w->error;
			return (w->err);
		}
	}
	return (ERR_OK);
}

/* One transaction; on failure every row has its words. */
static enum err
advance_together(struct batch *b)
{
	struct error e = {0};
	enum err err = db_transact(b->s->p->db, advance_all_body, b, &e);
	size_t i;

	for (i = 0; i < b->n; i++) {
		if (err != ERR_OK) {
			b->writes[i].err = err;
			b->writes[i].error = e;
		} else if (b->writes[i].err == ERR_OK) {
			b->writes[i].w->in = *b->writes[i].after;
		}
	}
	return (err);
}

/*
 * Where one row is at fault, each is tried alone; a database that is out of
 * reach would not be nearer then.
 */
void
work_advance_all(struct service *s, const char *lease_owner,
    struct work_write_one *writes, size_t n)
{
	struct batch b = {s, lease_owner, writes, n};
	enum err err = advance_together(&b);
	size_t i;

	if (n < 2 || err == ERR_OK || err == ERR_UNAVAILABLE ||
	    err == ERR_UNCERTAIN)
		return;
	b.n = 1;
	for (i = 0; i < n; i++) {
		b.writes = &writes[i];
		err = advance_together(&b);
		if (err == ERR_UNAVAILABLE || err == ERR_UNCERTAIN)
			return;
	}
}

enum err
work_advance(struct service *s, const char *lease_owner, struct work *w,
    const struct work_step *step)
{
	struct work_write_one one = {.mem = s->mem, .w = w, .step = step};

	work_advance_all(s, lease_owner, &one, 1);
	s->error = one.error;
	return (one.err);
}
