/*
 * Orders of players and admins.  Each is one transaction that ends with a row
 * saying what shall be; the keeper does the rest.
 */
#include "service/instances.h"

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/audit.h"
#include "service/instances_private.h"
#include "store/events.h"
#include "store/instances.h"

#define PUBLIC_ID_BYTES 8
/* The keeper may end a row between our finding and locking it. */
#define FIND_TRIES 5

enum request_kind { REQUEST_START, REQUEST_RESET };

/* One request under way. */
struct request {
	struct service *s;
	struct challenge_id challenge;
	enum request_kind kind;

	struct owner owner;
	char slot[SLOT_SIZE];
	const char *name; /* the challenge's */
	int lifetime_min; /* -1: never ends */
	int renewals_max; /* -1: no limit */

	/* what came of it */
	struct instance_id id;
	enum request_outcome outcome;
};

static const char *
actor_name(const struct service *s)
{
	if (s->actor != NULL)
		return (s->actor->name);
	return (s->actor_name != NULL ? s->actor_name : "");
}

/* ------------------------------------------------ request and reset */

/* Read the challenge and fix the terms that the instance will have. */
static enum err
find_terms(struct request *r, struct error *e)
{
	const struct settings *settings = r->s->p->settings;
	struct startable *c;
	enum err err;

	err = store_instances_challenge(
	    r->s->p->db, r->s->mem, r->challenge, &c, e);
	if (err != ERR_OK)
		return (err);
	if (c == NULL || c->type != CHALLENGE_CONTAINER ||
	    (c->state != CHALLENGE_VISIBLE && r->s->actor->role != ROLE_ADMIN))
		return (err_set(e, ERR_NOT_FOUND, NULL, "Challenge not found"));
	r->name = c->name;
	r->lifetime_min =
	    c->lifetime_min != 0 ? c->lifetime_min : settings->expiration_min;
	if (r->lifetime_min <= 0)
		r->lifetime_min = -1;
	r->renewals_max =
	    c->has_renewals_max ? c->renewals_max : settings->renewals;
	return (ERR_OK);
}

/*
 * Lock whoever the quota counts for: always the user, and then the team, so
 * that requests under two assignments wait for each other as well.  The team
 * is the one in the row, not that of a session read earlier.
 */
static enum err
lock_owner(struct request *r, struct error *e)
{
	struct account who = *r->s->actor;
	enum err err;

	err = store_instances_lock_user(r->s->p->db, who.id, &who.team, e);
	if (err == ERR_OK)
		err = slot_make(r->s->p->settings, &who, r->challenge,
		    &r->owner, r->slot, e);
	if (err == ERR_OK && r->owner.team.n != 0)
		err = store_instances_lock_team(r->s->p->db, r->owner.team, e);
	return (err);
}

static enum err
in_the_way(const struct instance *other, struct error *e)
{
	return (err_set(e, ERR_CONFLICT, NULL,
	    "Stop other instance running (%s)", other->challenge_name));
}

static enum err
live_rows(
    struct request *r, struct instance **ret, size_t *ret_n, struct error *e)
{
	struct db *db = r->s->p->db;

	if (r->owner.team.n != 0)
		return (store_instances_live_of_owner(
		    db, r->s->mem, &r->owner, ret, ret_n, e));
	return (store_instances_live_of_user(
	    db, r->s->mem, r->owner.user, ret, ret_n, e));
}

/*
 * The owner's live row of this challenge in *ret, NULL if there is none;
 * ERR_CONFLICT when another challenge's takes the place.  Counting rows
 * and not only slots keeps the quota exact when the assignment was changed
 * while instances live.
 */
static enum err
find_same(struct request *r, struct instance **ret, struct error *e)
{
	struct instance *rows;
	size_t i, n;
	enum err err;

	*ret = NULL;
	err = live_rows(r, &rows, &n, e);
	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n; i++)
		if (rows[i].challenge.n == r->challenge.n) {
			*ret = &rows[i];
			return (ERR_OK);
		}
	if (n > 0 && r->s->p->settings->assignment != ASSIGN_UNLIMITED)
		return (in_the_way(&rows[0], e));
	return (ERR_OK);
}

/* The same with the row locked and read again: it is live and stays so. */
static enum err
lock_same(struct request *r, struct instance **ret, struct error *e)
{
	struct db *db = r->s->p->db;
	struct instance *in;
	enum err err;
	int try;

	for (try = 0; try < FIND_TRIES; try++) {
		err = find_same(r, &in, e);
		if (err != ERR_OK || in == NULL) {
			*ret = NULL;
			return (err);
		}
		err = store_instances_lock(db, in->id, e);
		if (err == ERR_OK)
			err = store_instances_by_id(
			    db, r->s->mem, in->id, ret, e);
		if (err != ERR_OK)
			return (err);
		if (*ret != NULL && instance_is_live((*ret)->state))
			return (ERR_OK);
	}
	return (err_set(e, ERR_CONFLICT, NULL,
	    "The instance is changing. Please try again."));
}

static enum err
order_restart(struct request *r, const struct instance *in, struct error *e)
{
	const char *cause = r->kind == REQUEST_RESET
				? "reset requested"
				: "requested while stopping";
	struct db *db = r->s->p->db;
	enum err err;

	r->outcome = REQUEST_QUEUED;
	err = store_instances_order_restart(
	    db, in->id, r->lifetime_min, r->renewals_max, e);
	if (err == ERR_OK)
		err = store_events_add(db, in->id, in->generation, in->state,
		    cause, actor_name(r->s), e);
	return (err);
}

/* There is one of this challenge already. */
static enum err
answer_same(struct request *r, const struct instance *in, struct error *e)
{
	int is_staying = in->desired == DESIRED_RUNNING &&
			 in->state != INSTANCE_FAILED &&
			 in->state != INSTANCE_STOPPING;

	r->id = in->id;
	r->outcome = REQUEST_PENDING;
	if (in->restart)
		return (ERR_OK);
	if (r->kind == REQUEST_RESET || !is_staying)
		return (order_restart(r, in, e));
	if (in->state == INSTANCE_RUNNING)
		r->outcome = REQUEST_RUNNING;
	return (ERR_OK);
}

/* The slot was taken under our eyes: answer for the row that has it. */
static enum err
answer_slot(struct request *r, struct error *e)
{
	struct error taken = *e;
	struct instance *in;
	enum err err;

	err = store_instances_by_slot(r->s->p->db, r->s->mem, r->slot, &in, e);
	if (err != ERR_OK)
		return (err);
	if (in == NULL) {
		*e = taken;
		return (ERR_CONFLICT);
	}
	if (in->challenge.n != r->challenge.n)
		return (in_the_way(in, e));
	err_clear(e);
	return (answer_same(r, in, e));
}

static enum err
add_new(struct request *r, struct error *e)
{
	char public_id[2 * PUBLIC_ID_BYTES + 1];
	struct instance_new n = {
	    .public_id = public_id,
	    .challenge = r->challenge,
	    .challenge_name = r->name,
	    .owner = r->owner,
	    .slot = r->slot,
	    .lifetime_min = r->lifetime_min,
	    .renewals_max = r->renewals_max,
	};
	enum err err;

	crypto_random_hex(public_id, PUBLIC_ID_BYTES);
	err = store_instances_add(r->s->p->db, &n, &r->id, e);
	if (err == ERR_CONFLICT)
		return (answer_slot(r, e));
	if (err == ERR_OK)
		err = store_events_add(r->s->p->db, r->id, 1, INSTANCE_QUEUED,
		    "requested", actor_name(r->s), e);
	r->outcome = REQUEST_QUEUED;
	return (err);
}

static enum err
request_body(struct db *db, void *arg, struct error *e)
{
	struct request *r = arg;
	struct instance *in;
	enum err err;

	err = find_terms(r, e);
	if (err == ERR_OK)
		err = lock_owner(r, e);
	if (err == ERR_OK)
		err = lock_same(r, &in, e);
	if (err != ERR_OK)
		return (err);
	return (in != NULL ? answer_same(r, in, e) : add_new(r, e));
}

static enum err
run_request(struct request *r, struct instance **ret)
{
	static const char *const outcomes[] = {
	    [REQUEST_QUEUED] = "queued",
	    [REQUEST_PENDING] = "pending",
	    [REQUEST_RUNNING] = "running",
	};
	struct service *s = r->s;
	struct owner actor;
	enum err err;

	err = instances_actor(s, &actor);
	if (err == ERR_OK)
		err = db_transact(s->p->db, request_body, r, &s->error);
	if (err != ERR_OK)
		return (err);
	service_wake(s);
	err = instances_reread(s, r->id, ret);
	if (err != ERR_OK)
		return (err);
	log_info(
	    r->kind == REQUEST_RESET ? "instance.reset" : "instance.request",
	    LOG_INT("challenge", r->challenge.n),
	    LOG_STR("instance", (*ret)->public_id),
	    LOG_STR("outcome", outcomes[r->outcome]));
	return (ERR_OK);
}

enum err
instance_request(struct service *s, struct challenge_id c,
    enum request_outcome *ret_outcome, struct instance **ret)
{
	struct request r = {.s = s, .challenge = c, .kind = REQUEST_START};
	enum err err = run_request(&r, ret);

	if (err == ERR_OK)
		*ret_outcome = r.outcome;
	return (err);
}

enum err
instance_reset(struct service *s, struct challenge_id c, struct instance **ret)
{
	struct request r = {.s = s, .challenge = c, .kind = REQUEST_RESET};

	return (run_request(&r, ret));
}

/* ------------------------------------------------ orders on one row */

/* One order on one live row, and how the row is found. */
struct order {
	struct service *s;
	struct challenge_id challenge; /* the actor's row of it … */
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
		return (err_set(e, ERR_NOT_FOUND, NULL, "%s", o->missing));
	return (ERR_OK);
}

static enum err
add_event(struct order *o, const char *cause, struct error *e)
{
	return (store_events_add(o->s->p->db, o->in->id, o->in->generation,
	    o->in->state, cause, actor_name(o->s), e));
}

static enum err
stop_body(struct db *db, void *arg, struct error *e)
{
	struct order *o = arg;
	enum err err;

	err = lock_row(o, e);
	if (err == ERR_OK)
		err = store_instances_order_stop(db, o->in->id, o->reason, e);
	if (err == ERR_OK)
		err = add_event(o,
		    o->reason == END_KILLED ? "kill requested"
					    : "stop requested",
		    e);
	if (err == ERR_OK && o->reason == END_KILLED)
		err = audit_add(o->s, "instance.kill",
		    mem_printf(o->s->mem, "instance/%s", o->in->public_id),
		    NULL, NULL);
	return (err);
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
	    .missing = "No running container found."};

	return (run_order(&o, stop_body, "instance.stop", ret));
}

enum err
instance_kill_container(
    struct service *s, const char *container_id, struct instance **ret)
{
	struct order o = {.s = s,
	    .container_id = container_id,
	    .reason = END_KILLED,
	    .missing = "Container not found"};

	return (run_order(&o, stop_body, "instance.kill", ret));
}

enum err
instance_kill(struct service *s, const char *public_id, struct instance **ret)
{
	struct order o = {.s = s,
	    .public_id = public_id,
	    .reason = END_KILLED,
	    .missing = "Container not found"};

	return (run_order(&o, stop_body, "instance.kill", ret));
}

/* ------------------------------------------------ renewal */

static int
is_used_up(const struct instance *in)
{
	return (in->renewals_max != -1 && in->renewals >= in->renewals_max);
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
		return (err_set(e, ERR_NOT_FOUND, NULL, "%s", o->missing));
	if (o->in->expires_us == 0)
		return (ERR_OK);
	err = store_instances_renew(db, o->in->id, &renewed, e);
	if (err != ERR_OK)
		return (err);
	if (renewed > 0)
		return (add_event(o, "renewed", e));
	if (is_used_up(o->in))
		return (err_set(e, ERR_CONFLICT, NULL, "No renewals left"));
	return (err_set(e, ERR_NOT_FOUND, NULL, "%s", o->missing));
}

enum err
instance_renew(struct service *s, struct challenge_id c, struct instance **ret)
{
	struct order o = {
	    .s = s, .challenge = c, .missing = "Container not found"};

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

	err = store_events_add_live(db, "purge requested", actor_name(p->s), e);
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
