/*
 * Reading instances: one's own, a page for admins, and waiting for one.
 */
#include <time.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/mem.h"
#include "json/json.h"
#include "service/instances_private.h"
#include "store/endpoints.h"
#include "store/events.h"
#include "store/instances.h"

#define POLL_FIRST_MS 50
#define POLL_MAX_MS   250
/* A step that has shown nothing for so long is stuck. */
#define STUCK_S 60

enum err
instances_actor(struct service *s, struct owner *ret)
{
	if (s->actor == NULL)
		return (err_set(
		    &s->error, ERR_LOGIN, NULL, "You are not logged in."));
	ret->user = s->actor->id;
	ret->team = s->actor->team;
	return (ERR_OK);
}

const char *
instances_actor_name(const struct service *s)
{
	if (s->actor != NULL)
		return (s->actor->name);
	return (s->actor_name != NULL ? s->actor_name : "");
}

void
instances_public_id(char out[INSTANCE_PUBLIC_ID_SIZE])
{
	crypto_random_hex(out, (INSTANCE_PUBLIC_ID_SIZE - 1) / 2);
}

static int
is_queued(const struct instance *in)
{
	return (in->state == INSTANCE_QUEUED);
}

static int
is_any(const struct instance *in)
{
	return (in->id.n != 0);
}

/* The ids of those that `is_one` says as a JSON array, NULL if there is none.
 */
static const char *
ids_of(void *mem, const struct instance *list, size_t n,
    int (*is_one)(const struct instance *in))
{
	struct json_writer *w = json_writer_new(mem);
	int any = 0;
	size_t i;

	json_begin_array(w);
	for (i = 0; i < n; i++) {
		if (!is_one(&list[i]))
			continue;
		json_put_int(w, list[i].id.n);
		any = 1;
	}
	json_end_array(w);
	return (any ? json_text(w, NULL) : NULL);
}

enum err
instances_places(struct service *s, struct instance *list, size_t n)
{
	const char *queued = ids_of(s->mem, list, n, is_queued);
	size_t i;

	for (i = 0; i < n; i++)
		list[i].wait_s = -1;
	if (queued == NULL)
		return (ERR_OK);
	return (store_instances_queue_places(
	    s->p->db, s->mem, queued, list, n, &s->error));
}

/* Give `in` out with its place; ERR_NOT_FOUND where there is none. */
static enum err
give(struct service *s, struct instance *in, struct instance **ret)
{
	enum err err;

	if (in == NULL)
		return (err_set(
		    &s->error, ERR_NOT_FOUND, NULL, "Container not found"));
	err = instances_places(s, in, 1);
	if (err == ERR_OK)
		*ret = in;
	return (err);
}

enum err
instances_reread(
    struct service *s, struct instance_id id, struct instance **ret)
{
	struct instance *in;
	enum err err;

	err = store_instances_by_id(s->p->db, s->mem, id, &in, &s->error);
	return (err != ERR_OK ? err : give(s, in, ret));
}

enum err
instance_mine(struct service *s, struct challenge_id c, struct instance **ret)
{
	struct instance *in = NULL;
	struct owner owner;
	enum err err;

	err = instances_actor(s, &owner);
	if (err == ERR_OK)
		err = store_instances_of_challenge(
		    s->p->db, s->mem, &owner, c, &in, &s->error);
	if (err == ERR_OK && in != NULL)
		err = instances_places(s, in, 1);
	if (err == ERR_OK)
		*ret = in;
	return (err);
}

enum err
instance_test_mine(
    struct service *s, struct challenge_id c, struct instance **ret)
{
	struct instance *in = NULL;
	struct owner actor;
	enum err err;

	err = instances_actor(s, &actor);
	if (err == ERR_OK)
		err = store_instances_test(
		    s->p->db, s->mem, actor.user, c, &in, &s->error);
	if (err == ERR_OK && in != NULL)
		err = instances_places(s, in, 1);
	if (err == ERR_OK)
		*ret = in;
	return (err);
}

enum err
instance_mine_all(struct service *s, struct instance **ret, size_t *ret_n)
{
	struct owner owner;
	enum err err;

	err = instances_actor(s, &owner);
	if (err == ERR_OK)
		err = store_instances_live_of_owner(
		    s->p->db, s->mem, &owner, ret, ret_n, &s->error);
	return (err == ERR_OK ? instances_places(s, *ret, *ret_n) : err);
}

/* ------------------------------------------------ waiting */

/*
 * Whether `now` answers what `was` is waited on for.  A row that shall stop is
 * not settled by being running or failed when it is to start anew.
 */
static int
is_settled(
    const struct instance *was, const struct instance *now, enum wait_for what)
{
	if (now->state == INSTANCE_GONE)
		return (1);
	if (what == WAIT_GONE)
		return (now->generation > was->generation);
	if (now->state == INSTANCE_RUNNING)
		return (now->desired == DESIRED_RUNNING);
	return (now->state == INSTANCE_FAILED && !now->restart);
}

static void
pause_ms(int64_t ms)
{
	struct timespec ts = {
	    .tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};

	nanosleep(&ts, NULL);
}

/* Look at the row until it is settled or `until_us` has come. */
static enum err
poll_row(struct service *s, const struct instance *in, enum wait_for what,
    int64_t until_us)
{
	int64_t ms = POLL_FIRST_MS, left_ms;
	struct instance now = {0};
	enum err err;
	void *mem;

	for (;;) {
		mem = mem_arena(s->mem);
		err = store_instances_peek(
		    s->p->db, mem, in->id, &now, &s->error);
		mem_free(&mem);
		if (err != ERR_OK || is_settled(in, &now, what))
			return (err);
		left_ms = (until_us - clock_mono_us()) / USEC_PER_MSEC;
		if (left_ms <= 0)
			return (err_set(&s->error, ERR_TIMEOUT, NULL,
			    "The instance is not ready yet."));
		pause_ms(ms < left_ms ? ms : left_ms);
		ms = ms * 3 / 2 < POLL_MAX_MS ? ms * 3 / 2 : POLL_MAX_MS;
	}
}

enum err
instance_wait(struct service *s, const struct instance *in, enum wait_for what,
    int wait_s, struct instance **ret)
{
	struct gate *gate = s->p->wait_gate;
	int64_t until_us = clock_mono_us();
	enum err err, err_read;
	int has_place;

	has_place = gate == NULL || gate_enter(gate) == ERR_OK;
	if (has_place)
		until_us += wait_s * USEC_PER_SEC;
	err = poll_row(s, in, what, until_us);
	if (has_place && gate != NULL)
		gate_leave(gate);
	if (err != ERR_OK && err != ERR_TIMEOUT)
		return (err);
	err_read = instances_reread(s, in->id, ret);
	return (err_read != ERR_OK ? err_read : err);
}

/* ------------------------------------------------ admins */

enum err
instance_list(struct service *s, const struct instance_filter *f,
    struct instance **ret, size_t *ret_n, int *ret_total)
{
	struct instance_page p = {.which = f->which,
	    .sort = f->sort,
	    .direction = f->direction,
	    .like = db_like(s->mem, f->search),
	    .limit = f->limit < LIMIT_EXPORT ? f->limit : LIMIT_EXPORT,
	    .offset = f->offset > 0 ? f->offset : 0};
	const char *ids;
	enum err err;

	if (p.limit < 0)
		p.limit = 0;
	err = store_instances_page(s->p->db, s->mem, &p, ret, ret_n, &s->error);
	if (err != ERR_OK)
		return (err);
	/* the last page, unless it is empty, tells how many there are */
	*ret_total = p.offset + (int)*ret_n;
	if (*ret_n == (size_t)p.limit || (*ret_n == 0 && p.offset > 0))
		err = store_instances_page_total(
		    s->p->db, s->mem, &p, ret_total, &s->error);
	ids = ids_of(s->mem, *ret, *ret_n, is_any);
	if (err == ERR_OK && ids != NULL)
		err = store_endpoints_read(
		    s->p->db, s->mem, ids, *ret, *ret_n, &s->error);
	return (err == ERR_OK ? instances_places(s, *ret, *ret_n) : err);
}

enum err
instance_by_public_id(
    struct service *s, const char *public_id, struct instance **ret)
{
	struct instance *in = NULL;
	enum err err;

	err = store_instances_by_public_id(
	    s->p->db, s->mem, public_id, &in, &s->error);
	return (err != ERR_OK ? err : give(s, in, ret));
}

enum err
instance_events(struct service *s, struct instance_id id,
    struct instance_event **ret, size_t *ret_n)
{
	return (store_events_list(s->p->db, s->mem, id, ret, ret_n, &s->error));
}

enum err
instance_stuck_list(struct service *s, struct instance **ret, size_t *ret_n)
{
	int quiet_s = STUCK_S;

	if (s->p->settings->ready_timeout_s >= quiet_s)
		quiet_s = s->p->settings->ready_timeout_s + STUCK_S;
	return (store_instances_stuck(
	    s->p->db, s->mem, quiet_s, ret, ret_n, &s->error));
}
