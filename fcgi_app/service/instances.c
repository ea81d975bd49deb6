/*
 * Orders of players and admins on instances that live.  Each is one
 * transaction that ends with a row saying what shall be; the keeper does the
 * rest.
 */
#include "service/instances.h"

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/audit.h"
#include "service/contest.h"
#include "service/instances_private.h"
#include "store/endpoints.h"
#include "store/events.h"
#include "store/instances.h"

/* ------------------------------------------------ orders on one row */

/* One order on one live row, and how the row is found. */
struct order {
	struct service *s;
	struct challenge_id challenge; /* the actor's row of it … */
	bool is_test;                  /* … the actor's test of it … */
	const char *container_id;      /* … or a row by container … */
	const char *public_id;         /* … or by public id */
	enum end_reason reason;
	const char *missing; /* the sentence if there is none */
	struct instance *in;
};

static enum err
find_row(struct order *o, struct error *e)
{
	struct service *s = o->s;
	struct owner owner;
	enum err err;

	if (o->container_id != NULL)
		return (store_instances_by_container(
		    s->p->db, s->mem, o->container_id, &o->in, e));
	if (o->public_id != NULL)
		return (store_instances_by_public_id(
		    s->p->db, s->mem, o->public_id, &o->in, e));
	err = instances_actor(s, &owner);
	if (err != ERR_OK)
		return (err);
	if (o->is_test)
		return (store_instances_test(
		    s->p->db, s->mem, owner.user, o->challenge, &o->in, e));
	return (store_instances_of_challenge(
	    s->p->db, s->mem, &owner, o->challenge, &o->in, e));
}

/* Find the row and lock it; ERR_NOT_FOUND unless it lives. */
static enum err
lock_row(struct order *o, struct error *e)
{
	struct db *db = o->s->p->db;
	struct instance_id id;
	enum err err;

	err = find_row(o, e);
	if (err == ERR_OK && o->in != NULL) {
		id = o->in->id;
		err = store_instances_lock(db, id, e);
		if (err == ERR_OK)
			err =
			    store_instances_by_id(db, o->s->mem, id, &o->in, e);
	}
	if (err != ERR_OK)
		return (err);
	if (o->in == NULL || !instance_is_live(o->in->state))
		return (err_say(e, ERR_NOT_FOUND, NULL, o->missing));
	return (ERR_OK);
}

static enum err
add_event(struct order *o, const char *cause, struct error *e)
{
	return (store_events_add(o->s->p->db, o->in->id, o->in->generation,
	    o->in->state, cause, instances_actor_name(o->s), e));
}

/* With whose instance it was, which nobody can ask later. */
static enum err
audit_order(struct order *o, const char *action)
{
	const struct instance *in = o->in;
	const char *owner =
	    in->team_name[0] != '\0' ? in->team_name : in->user_name;

	return (audit_add(o->s, action,
	    mem_printf(o->s->mem, "instance/%s", in->public_id),
	    mem_printf(o->s->mem, "%s of %s, %s", in->challenge_name,
		in->pool ? "the warm pool" : owner,
		instance_state_name(in->state)),
	    NULL));
}

/* What no keeper has begun with ends here, engine or not. */
static enum err
cancel_or_stop(struct order *o, struct error *e)
{
	struct db *db = o->s->p->db;
	int64_t cancelled = 0;
	enum err err = ERR_OK;

	if (o->in->state == INSTANCE_QUEUED && o->in->claimed_us == 0)
		err = store_instances_cancel(db, o->in->id, &cancelled, e);
	if (err != ERR_OK)
		return (err);
	if (cancelled > 0)
		return (store_events_add(db, o->in->id, o->in->generation,
		    INSTANCE_GONE, N_("cancelled in the queue"),
		    instances_actor_name(o->s), e));
	return (store_instances_order_stop(db, o->in->id, o->reason, e));
}

/* Of a row that is locked. */
static enum err
stop_row(struct order *o, struct error *e)
{
	enum err err;

	err = add_event(o,
	    o->reason == END_KILLED ? "kill requested" : "stop requested", e);
	if (err == ERR_OK)
		err = cancel_or_stop(o, e);
	if (err == ERR_OK && o->reason == END_KILLED)
		err = audit_order(o, "instance.kill");
	return (err);
}

static enum err
stop_body(struct db *db, void *arg, struct error *e)
{
	struct order *o = arg;
	enum err err;

	(void)db;
	err = lock_row(o, e);
	return (err == ERR_OK ? stop_row(o, e) : err);
}

static enum err
run_order(
    struct order *o, db_body body, const char *event, struct instance **ret)
{
	struct service *s = o->s;
	enum err err;

	err = db_transact(s->p->db, body, o, &s->error);
	if (err != ERR_OK)
		return (err);
	service_wake(s);
	log_write(LOG_INFO_, event,
	    LOG_FIELDS_(LOG_INT("challenge", o->in->challenge.n),
		LOG_STR("instance", o->in->public_id)));
	return (instances_reread(s, o->in->id, ret));
}

enum err
instance_stop(struct service *s, struct challenge_id c, struct instance **ret)
{
	struct order o = {.s = s,
	    .challenge = c,
	    .reason = END_STOPPED,
	    .missing = N_("No running container found.")};

	return (run_order(&o, stop_body, "instance.stop", ret));
}

enum err
instance_test_stop(
    struct service *s, struct challenge_id c, struct instance **ret)
{
	struct order o = {.s = s,
	    .challenge = c,
	    .is_test = true,
	    .reason = END_STOPPED,
	    .missing = N_("No test instance is running.")};

	return (run_order(&o, stop_body, "instance.test_stop", ret));
}

enum err
instance_kill_container(
    struct service *s, const char *container_id, struct instance **ret)
{
	struct order o = {.s = s,
	    .container_id = container_id,
	    .reason = END_KILLED,
	    .missing = N_("Container not found")};

	return (run_order(&o, stop_body, "instance.kill", ret));
}

enum err
instance_kill(struct service *s, const char *public_id, struct instance **ret)
{
	struct order o = {.s = s,
	    .public_id = public_id,
	    .reason = END_KILLED,
	    .missing = N_("Container not found")};

	return (run_order(&o, stop_body, "instance.kill", ret));
}

/* ------------------------------------------------ renewal */

static int
is_used_up(const struct instance *in)
{
	return (in->renewals_max != -1 && in->renewals >= in->renewals_max);
}

/* Whether it ends when its longest life does, so that nothing can be added. */
static int
is_at_its_end(const struct order *o)
{
	int64_t max_us = o->s->p->settings->life_max_min * (60 * USEC_PER_SEC);

	return (max_us > 0 && o->in->expires_us >= o->in->ready_us + max_us);
}

/* An instance that never ends has nothing to renew, which is no failure. */
static enum err
renew_body(struct db *db, void *arg, struct error *e)
{
	struct order *o = arg;
	int64_t renewed = 0;
	enum err err;

	err = lock_row(o, e);
	if (err != ERR_OK)
		return (err);
	if (o->in->state != INSTANCE_RUNNING ||
	    o->in->desired != DESIRED_RUNNING)
		return (err_say(e, ERR_NOT_FOUND, NULL, o->missing));
	if (o->in->expires_us == 0)
		return (ERR_OK);
	err = store_instances_renew(
	    db, o->in->id, o->s->p->settings->life_max_min, &renewed, e);
	if (err != ERR_OK)
		return (err);
	if (renewed > 0)
		return (add_event(o, N_("renewed"), e));
	if (is_used_up(o->in) || is_at_its_end(o))
		return (err_set(e, ERR_CONFLICT, NULL, "No renewals left"));
	return (err_say(e, ERR_NOT_FOUND, NULL, o->missing));
}

enum err
instance_renew(struct service *s, struct challenge_id c, struct instance **ret)
{
	struct order o = {
	    .s = s, .challenge = c, .missing = N_("Container not found")};
	enum err err = contest_allows(s, EVENT_PLAY);

	if (err != ERR_OK)
		return (err);
	return (run_order(&o, renew_body, "instance.renew", ret));
}

/* ------------------------------------------------ purge */

struct purge {
	struct service *s;
	int count;
};

static enum err
purge_body(struct db *db, void *arg, struct error *e)
{
	struct purge *p = arg;
	enum err err;

	err = store_events_add_live(
	    db, "purge requested", instances_actor_name(p->s), e);
	if (err == ERR_OK)
		err = store_instances_order_stop_all(db, &p->count, e);
	if (err == ERR_OK)
		err = audit_add(p->s, "instance.purge", "instances", NULL,
		    mem_printf(p->s->mem, "%d", p->count));
	return (err);
}

enum err
instance_purge(struct service *s, int *ret_count)
{
	struct purge p = {.s = s};
	enum err err = db_transact(s->p->db, purge_body, &p, &s->error);

	if (err != ERR_OK)
		return (err);
	service_wake(s);
	log_info("instance.purge", LOG_INT("count", p.count));
	*ret_count = p.count;
	return (ERR_OK);
}

/* ------------------------------------------------ ways out for admins */

static enum err
retry_body(struct db *db, void *arg, struct error *e)
{
	struct order *o = arg;
	int64_t due = 0;
	enum err err;

	err = lock_row(o, e);
	if (err == ERR_OK)
		err = store_instances_retry(db, o->in->id, &due, e);
	if (err == ERR_OK && due == 0)
		err = err_set(e, ERR_CONFLICT, NULL,
		    "This instance has nothing to try again: it runs.");
	if (err == ERR_OK)
		err = add_event(o, N_("retry ordered"), e);
	if (err == ERR_OK)
		err = audit_order(o, "instance.retry");
	return (err);
}

enum err
instance_retry(struct service *s, const char *public_id, struct instance **ret)
{
	struct order o = {.s = s,
	    .public_id = public_id,
	    .missing = N_("Container not found")};

	return (run_order(&o, retry_body, "instance.retry", ret));
}

static enum err
forget_body(struct db *db, void *arg, struct error *e)
{
	struct order *o = arg;
	int64_t gone = 0;
	enum err err;

	err = lock_row(o, e);
	if (err == ERR_OK)
		err = store_instances_forget(db, o->in->id, &gone, e);
	if (err == ERR_OK && gone == 0)
		err = err_set(e, ERR_CONFLICT, NULL,
		    "Stop this instance first; force its removal only when "
		    "that does not end.");
	if (err == ERR_OK)
		err = store_endpoints_remove(db, o->in->id, e);
	if (err == ERR_OK)
		err = store_events_add(db, o->in->id, o->in->generation,
		    INSTANCE_GONE, N_("removal forced"),
		    instances_actor_name(o->s), e);
	if (err == ERR_OK)
		err = audit_order(o, "instance.force_remove");
	return (err);
}

enum err
instance_force_remove(
    struct service *s, const char *public_id, struct instance **ret)
{
	struct order o = {.s = s,
	    .public_id = public_id,
	    .missing = N_("Container not found")};

	return (run_order(&o, forget_body, "instance.force_remove", ret));
}

/* ------------------------------------------------ several at once */

#define BULK_AT_ONCE 100

struct bulk {
	struct service *s;
	enum instance_bulk what;
	const char *const *public_ids;
	size_t n;
	struct bulk_result result;
};

/* Ends the row itself; what is left of its container is an orphan. */
static enum err
remove_now(struct order *o, struct error *e)
{
	struct db *db = o->s->p->db;
	int64_t gone = 0;
	enum err err;

	err = store_instances_order_stop(db, o->in->id, o->reason, e);
	if (err == ERR_OK)
		err = store_instances_forget(db, o->in->id, &gone, e);
	if (err == ERR_OK)
		err = store_endpoints_remove(db, o->in->id, e);
	if (err == ERR_OK)
		err = store_events_add(db, o->in->id, o->in->generation,
		    INSTANCE_GONE, "removal forced", instances_actor_name(o->s),
		    e);
	return (err == ERR_OK ? audit_order(o, "instance.force_remove") : err);
}

static enum err
extend(struct order *o, int64_t *ret_extended, struct error *e)
{
	enum err err;

	err = store_instances_extend(o->s->p->db, o->in->id, ret_extended, e);
	if (err != ERR_OK || *ret_extended == 0)
		return (err);
	err = add_event(o, "extended", e);
	return (err == ERR_OK ? audit_order(o, "instance.extend") : err);
}

static enum err
bulk_one(struct bulk *b, const char *public_id, struct error *e)
{
	struct order o = {.s = b->s,
	    .public_id = public_id,
	    .reason = END_KILLED,
	    .missing = "Container not found"};
	int64_t done = 1;
	enum err err = lock_row(&o, e);

	if (err == ERR_NOT_FOUND) {
		b->result.skipped++;
		return (ERR_OK);
	}
	if (err == ERR_OK && b->what == BULK_STOP)
		err = stop_row(&o, e);
	if (err == ERR_OK && b->what == BULK_RENEW)
		err = extend(&o, &done, e);
	if (err == ERR_OK && b->what == BULK_REMOVE)
		err = remove_now(&o, e);
	if (done > 0)
		b->result.done++;
	else
		b->result.skipped++;
	return (err);
}

static enum err
bulk_body(struct db *db, void *arg, struct error *e)
{
	struct bulk *b = arg;
	enum err err = ERR_OK;
	size_t i;

	(void)db;
	b->result = (struct bulk_result){0};
	for (i = 0; err == ERR_OK && i < b->n; i++)
		err = bulk_one(b, b->public_ids[i], e);
	return (err);
}

enum err
instance_bulk(struct service *s, enum instance_bulk what,
    const char *const *public_ids, size_t n, struct bulk_result *ret)
{
	struct bulk_result all = {0};
	struct bulk b = {.s = s, .what = what};
	enum err err = ERR_OK;
	size_t i;

	for (i = 0; err == ERR_OK && i < n; i += b.n) {
		b.public_ids = public_ids + i;
		b.n = n - i < BULK_AT_ONCE ? n - i : BULK_AT_ONCE;
		err = db_transact(s->p->db, bulk_body, &b, &s->error);
		if (err != ERR_OK)
			break;
		all.done += b.result.done;
		all.skipped += b.result.skipped;
	}
	service_wake(s);
	log_info("instance.bulk", LOG_STR("order", instance_bulk_name(what)),
	    LOG_INT("done", all.done), LOG_INT("skipped", all.skipped));
	if (err != ERR_OK)
		return (err);
	err_clear(&s->error); /* of those that were left out */
	*ret = all;
	return (ERR_OK);
}

/* ------------------------------------------------ solved */

enum err
instance_end_soon(struct db *db, const struct owner *owner,
    struct challenge_id c, int minutes, struct error *e)
{
	return (store_instances_end_soon(db, owner, c, minutes, e));
}
