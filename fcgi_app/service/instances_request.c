/*
 * Requests for instances: start and reset.  One transaction that ends with a
 * row saying what shall be; the keeper does the rest.
 */
#include <string.h>

#include "base/crypto.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "domain/flag_template.h"
#include "service/contest.h"
#include "service/instances_private.h"
#include "store/events.h"
#include "store/instances.h"
#include "store/pool.h"

/* The keeper may end a row between our finding and locking it. */
#define FIND_TRIES 5

/* How long a test lasts; it cannot be renewed. */
#define TEST_LIFETIME_MIN 15

enum request_kind {
	REQUEST_START,
	REQUEST_RESET,
	REQUEST_TEST, /* an admin's, outside of the event and its quotas */
};

/* One request under way. */
struct request {
	struct service *s;
	struct challenge_id challenge;
	enum request_kind kind;

	struct owner owner;    /* {0} of a test … */
	struct user_id tester; /* … which has this */
	char slot[SLOT_SIZE];
	const char *name;          /* the challenge's */
	const char *flag_template; /* "" if it has none */
	int lifetime_min;          /* -1: never ends */
	int renewals_max;          /* -1: no limit */
	int64_t turn;              /* behind the owner's own in the queue */

	/* what came of it */
	struct instance_id id;
	enum request_outcome outcome;
};

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
	r->flag_template = c->flag_template;
	r->lifetime_min =
	    c->lifetime_min != 0 ? c->lifetime_min : settings->expiration_min;
	if (r->lifetime_min <= 0)
		r->lifetime_min = -1;
	r->renewals_max =
	    c->has_renewals_max ? c->renewals_max : settings->renewals;
	if (r->kind == REQUEST_TEST) {
		r->lifetime_min = TEST_LIFETIME_MIN;
		r->renewals_max = 0;
	}
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
	if (err == ERR_OK && r->kind == REQUEST_TEST) {
		r->tester = who.id;
		slot_test(who.id, r->challenge, r->slot);
		return (ERR_OK);
	}
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
	enum err err;

	if (r->kind == REQUEST_TEST) {
		err = store_instances_by_slot(db, r->s->mem, r->slot, ret, e);
		*ret_n = err == ERR_OK && *ret != NULL;
		return (err);
	}
	if (r->owner.team.n != 0)
		return (store_instances_live_of_owner(
		    db, r->s->mem, &r->owner, ret, ret_n, e));
	return (store_instances_live_of_user(
	    db, r->s->mem, r->owner.user, ret, ret_n, e));
}

/* Take the first number of the owner's slot that none of the live rows has. */
static enum err
choose_slot(
    struct request *r, const struct instance *rows, size_t n, struct error *e)
{
	int quota = slot_quota(r->s->p->settings);
	char slot[SLOT_SIZE];
	size_t i;
	int number;

	for (number = 1; number <= quota; number++) {
		slot_number(r->slot, number, slot);
		for (i = 0; i < n && strcmp(rows[i].slot, slot) != 0; i++)
			;
		if (i == n) {
			memcpy(r->slot, slot, sizeof(slot));
			return (ERR_OK);
		}
	}
	return (in_the_way(&rows[0], e));
}

/*
 * The owner's live row of this challenge in *ret, NULL if there is none and
 * the owner may have another; ERR_CONFLICT when other challenges' take all
 * places.  Counting rows and not only slots keeps the quota exact when the
 * assignment was changed while instances live.
 */
static enum err
find_same(struct request *r, struct instance **ret, struct error *e)
{
	const struct settings *settings = r->s->p->settings;
	struct instance *rows;
	size_t i, n;
	enum err err;

	*ret = NULL;
	r->turn = 0;
	err = live_rows(r, &rows, &n, e);
	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n; i++) {
		if (rows[i].challenge.n == r->challenge.n) {
			*ret = &rows[i];
			return (ERR_OK);
		}
		if (instance_is_pending(rows[i].state) &&
		    rows[i].turn >= r->turn)
			r->turn = rows[i].turn + 1;
	}
	if (settings->assignment == ASSIGN_UNLIMITED)
		return (ERR_OK);
	if (n >= (size_t)slot_quota(settings))
		return (in_the_way(&rows[0], e));
	return (choose_slot(r, rows, n, e));
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
				? N_("reset requested")
				: N_("requested while stopping");
	struct db *db = r->s->p->db;
	enum err err;

	r->outcome = REQUEST_QUEUED;
	err = store_instances_order_restart(
	    db, in->id, r->lifetime_min, r->renewals_max, e);
	if (err == ERR_OK)
		err = store_events_add(db, in->id, in->generation, in->state,
		    cause, instances_actor_name(r->s), e);
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

/* The cap over all owners; the queue is locked. */
static enum err
check_cap(struct request *r, struct error *e)
{
	int max = r->s->p->settings->instances_max, live = 0;
	enum err err;

	if (max == 0)
		return (ERR_OK);
	err = store_instances_count_live(r->s->p->db, &live, e);
	if (err == ERR_OK && live >= max)
		err = err_set(e, ERR_CONFLICT, NULL,
		    "There is no room for another instance right now. Please "
		    "try again later.");
	return (err);
}

/* Take one that is warm; r->id is 0 if there is none. */
static enum err
take_warm(struct request *r, const struct instance_new *n, struct error *e)
{
	struct db *db = r->s->p->db;
	enum err err;

	err = store_pool_take(db, n, &r->id, e);
	if (err == ERR_CONFLICT)
		return (answer_slot(r, e));
	if (err != ERR_OK || r->id.n == 0)
		return (err);
	r->outcome = REQUEST_WARM;
	return (store_events_add(db, r->id, 1, INSTANCE_RUNNING,
	    N_("taken from the warm pool"), instances_actor_name(r->s), e));
}

static enum err
add_queued(struct request *r, struct instance_new *n, struct error *e)
{
	struct db *db = r->s->p->db;
	enum err err;

	r->outcome = REQUEST_QUEUED;
	n->flag = flag_make(r->s->mem, r->flag_template, crypto_random_below);
	err = store_instances_add(db, n, &r->id, e);
	if (err == ERR_CONFLICT)
		return (answer_slot(r, e));
	if (err == ERR_OK)
		err = store_events_add(db, r->id, 1, INSTANCE_QUEUED,
		    r->kind == REQUEST_TEST ? N_("test requested")
					    : N_("requested"),
		    instances_actor_name(r->s), e);
	return (err);
}

static enum err
add_new(struct request *r, struct error *e)
{
	char public_id[INSTANCE_PUBLIC_ID_SIZE];
	struct instance_new n = {
	    .public_id = public_id,
	    .challenge = r->challenge,
	    .challenge_name = r->name,
	    .owner = r->owner,
	    .tester = r->tester,
	    .slot = r->slot,
	    .lifetime_min = r->lifetime_min,
	    .renewals_max = r->renewals_max,
	    .turn = r->turn,
	};
	enum err err = ERR_OK;

	instances_public_id(public_id);
	if (r->kind != REQUEST_TEST)
		err = take_warm(r, &n, e);
	if (err != ERR_OK || r->id.n != 0)
		return (err);
	err = store_instances_lock_queue(r->s->p->db, e);
	if (err == ERR_OK && r->kind != REQUEST_TEST)
		err = check_cap(r, e);
	if (err == ERR_OK)
		err = add_queued(r, &n, e);
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
	    [REQUEST_WARM] = "warm",
	};
	static const char *const events[] = {
	    [REQUEST_START] = "instance.request",
	    [REQUEST_RESET] = "instance.reset",
	    [REQUEST_TEST] = "instance.test",
	};
	struct service *s = r->s;
	struct owner actor;
	enum err err;

	err = instances_actor(s, &actor);
	if (err == ERR_OK && r->kind != REQUEST_TEST)
		err = contest_may_start(s, r->challenge);
	if (err == ERR_OK)
		err = db_transact(s->p->db, request_body, r, &s->error);
	if (err != ERR_OK)
		return (err);
	service_wake(s);
	err = instances_reread(s, r->id, ret);
	if (err != ERR_OK)
		return (err);
	log_write(LOG_INFO_, events[r->kind],
	    LOG_FIELDS_(LOG_INT("challenge", r->challenge.n),
	    LOG_STR("instance", (*ret)->public_id),
		LOG_STR("outcome", outcomes[r->outcome])));
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

enum err
instance_test(struct service *s, struct challenge_id c, struct instance **ret)
{
	struct request r = {.s = s, .challenge = c, .kind = REQUEST_TEST};

	if (s->actor == NULL || s->actor->role != ROLE_ADMIN)
		return (err_set(&s->error, ERR_FORBIDDEN, NULL,
		    "Only admins may try a challenge."));
	return (run_request(&r, ret));
}
