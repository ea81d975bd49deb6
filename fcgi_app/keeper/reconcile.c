/*
 * Compare the engine's containers with the rows that say there is one: at
 * start, when the engine comes back, on events, and every 15 s.
 *
 * Rows are read before the containers are listed, so a row that says
 * "running" had its container before the list was made; a container without a
 * row is looked up again after the list, so its row is not just younger.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper_private.h"
#include "service/instances.h"

#define EVERY_MS    15000
#define AGAIN_MS    1000
#define GRACE_S     30
#define ORPHANS_MAX 64 /* per round */
/* Rows per transaction, and per round of the loop: others want their turn. */
#define VANISHED_MAX 64

/* A container that ended and the row that says it runs. */
struct dead {
	const struct work_known *row;
	const char *id;
};

struct reconcile {
	struct keeper *k;
	int64_t due_us;
	void *mem; /* arena of the round under way, NULL between rounds */
	struct engine_call *call;
	struct work_known *known;
	size_t known_n;
	struct dead *dead;
	size_t dead_n, dead_at;
	const struct work_known **vanished; /* rows without a container */
	size_t vanished_n, vanished_at;
	const char **orphans; /* ids to remove */
	size_t orphans_n, orphans_at;
	bool more; /* orphans than ORPHANS_MAX */
	bool is_compared;
	int64_t began_us;
	uint64_t statements; /* at its begin */
	struct reconcile_report now, last;
};

static void next_dead(struct reconcile *r);
static void next_orphan(struct reconcile *r);

struct reconcile *
reconcile_new(struct keeper *k)
{
	struct reconcile *r = mem_new(k->mem, struct reconcile);

	r->k = k;
	return r;
}

void
reconcile_soon(struct reconcile *r, int ms)
{
	int64_t at_us = clock_mono_us() + ms * USEC_PER_MSEC;

	if (at_us < r->due_us)
		r->due_us = at_us;
	keeper_due(r->k, r->due_us);
}

static void
end_round(struct reconcile *r, int again_ms)
{
	bool more = r->more;

	mem_free(&r->mem);
	*r =
	    (struct reconcile){.k = r->k, .due_us = r->due_us, .last = r->last};
	reconcile_soon(r, more ? AGAIN_MS : again_ms);
}

void
reconcile_abandon(struct reconcile *r)
{
	engine_cancel(&r->call);
	mem_free(&r->mem);
	*r = (struct reconcile){.k = r->k, .last = r->last};
}

bool
reconcile_is_busy(const struct reconcile *r)
{
	return r->mem != NULL;
}

const struct reconcile_report *
reconcile_last(const struct reconcile *r)
{
	return &r->last;
}

static void
end_full_round(struct reconcile *r)
{
	r->now.rounds = r->last.rounds + 1;
	r->now.took_us = clock_mono_us() - r->began_us;
	r->now.statements = db_statements(r->k->process.db) - r->statements;
	r->last = r->now;
	end_round(r, EVERY_MS);
}

/* ------------------------------------------------ what ended */

static void
note_deaths(struct reconcile *r, enum err err, const struct error *e)
{
	if (keeper_db_failed(r->k, err, e) || err != ERR_OK)
		return;
	r->k->claim_us = 0;
	keeper_due(r->k, clock_mono_us());
}

static void
died(struct reconcile *r, const struct work_known *row,
    const struct engine_container *c)
{
	struct service s;
	enum err err;

	if (!keeper_db_ok(r->k))
		return;
	keeper_service(r->k, &s, r->mem);
	if (c == NULL)
		err = work_vanished(&s, &row, 1);
	else
		err = work_died(&s, row, true, c->exit_code, c->oom_killed,
		    mem_printf(r->mem, "ended with exit code %d%s",
			c->exit_code, c->oom_killed ? ", out of memory" : ""));
	note_deaths(r, err, &s.error);
}

/* Some of those that have vanished: after an engine's loss that is all. */
static void
next_vanished(struct reconcile *r)
{
	size_t n = r->vanished_n - r->vanished_at;
	struct service s;
	enum err err;
	void *mem;

	if (n == 0 || !keeper_db_ok(r->k)) {
		r->vanished_n = 0;
		next_dead(r);
		return;
	}
	if (n > VANISHED_MAX)
		n = VANISHED_MAX;
	mem = mem_arena(r->mem);
	keeper_service(r->k, &s, mem);
	err = work_vanished(&s, r->vanished + r->vanished_at, n);
	note_deaths(r, err, &s.error);
	mem_free(&mem);
	r->vanished_at += n;
	keeper_due(r->k, clock_mono_us());
}

static void
dead_answered(void *arg, const struct engine_reply *reply)
{
	struct reconcile *r = arg;
	const struct work_known *row = r->dead[r->dead_at++].row;

	r->call = NULL;
	link_report(r->k, reply);
	if (reply->result == ENGINE_OK &&
	    reply->container->state == ENGINE_STATE_ENDED)
		died(r, row, reply->container);
	else if (reply->result == ENGINE_NOT_FOUND)
		died(r, row, NULL);
	next_dead(r);
}

static void
next_dead(struct reconcile *r)
{
	struct engine *e = r->k->link.engine;

	if (r->dead_at < r->dead_n)
		r->call = e->ops->inspect(
		    e, r->dead[r->dead_at].id, dead_answered, r);
	else
		next_orphan(r);
}

/* ------------------------------------------------ what belongs to nobody */

static void
orphan_answered(void *arg, const struct engine_reply *reply)
{
	struct reconcile *r = arg;

	r->call = NULL;
	link_report(r->k, reply);
	if (reply->result == ENGINE_OK)
		log_info("container.orphan_removed",
		    LOG_STR("container", r->orphans[r->orphans_at]));
	r->orphans_at++;
	next_orphan(r);
}

static void
next_orphan(struct reconcile *r)
{
	struct engine *e = r->k->link.engine;

	if (r->orphans_at < r->orphans_n)
		r->call = e->ops->remove(
		    e, r->orphans[r->orphans_at], orphan_answered, r);
	else
		end_full_round(r);
}

bool
reconcile_is_orphan(struct keeper *k, void *mem, const char *instance,
    int generation, int64_t created_s)
{
	bool is_old = clock_wall_us() / USEC_PER_SEC - created_s > GRACE_S;
	struct instance *in;
	struct service s;
	enum err err;

	keeper_service(k, &s, mem);
	err = instance_by_public_id(&s, instance, &in);
	if (err == ERR_NOT_FOUND)
		return is_old;
	if (err != ERR_OK) {
		keeper_db_failed(k, err, &s.error);
		return false;
	}
	if (in->state == INSTANCE_GONE || generation < in->generation)
		return true;
	return generation > in->generation && is_old;
}

/* ------------------------------------------------ comparing */

static int
compare_keys(
    const char *a_id, int a_generation, const char *b_id, int b_generation)
{
	int order = strcmp(a_id, b_id);

	return order != 0 ? order
			  : (a_generation > b_generation) -
				(a_generation < b_generation);
}

static int
by_container(const void *a, const void *b)
{
	const struct engine_container *const *x = a, *const *y = b;

	return compare_keys(
	    (*x)->instance, (*x)->generation, (*y)->instance, (*y)->generation);
}

static int
by_row(const void *a, const void *b)
{
	const struct work_known *x = a, *y = b;

	return compare_keys(
	    x->public_id, x->generation, y->public_id, y->generation);
}

static int
row_to_container(const void *key, const void *item)
{
	const struct work_known *row = key;
	const struct engine_container *const *c = item;

	return compare_keys(
	    row->public_id, row->generation, (*c)->instance, (*c)->generation);
}

static int
container_to_row(const void *key, const void *item)
{
	const struct engine_container *c = key;
	const struct work_known *row = item;

	return compare_keys(
	    c->instance, c->generation, row->public_id, row->generation);
}

/* Whether the row says that its container runs and nobody is at work on it. */
static bool
has_container(const struct work_known *row)
{
	return !row->leased &&
	       (row->state == INSTANCE_RUNNING || row->state == INSTANCE_WARM);
}

/* Rows that say "running" or "warm" against the containers. */
static void
compare_rows(
    struct reconcile *r, const struct engine_container **sorted, size_t n)
{
	const struct engine_container **c;
	size_t i;

	r->dead = mem_array(r->mem, struct dead, r->known_n + 1);
	r->vanished =
	    mem_array(r->mem, const struct work_known *, r->known_n + 1);
	for (i = 0; i < r->known_n; i++) {
		if (!has_container(&r->known[i]))
			continue;
		c = bsearch(
		    &r->known[i], sorted, n, sizeof(*sorted), row_to_container);
		if (c == NULL)
			r->vanished[r->vanished_n++] = &r->known[i];
		else if ((*c)->state == ENGINE_STATE_ENDED)
			r->dead[r->dead_n++] =
			    (struct dead){.row = &r->known[i],
				.id = mem_strdup(r->mem, (*c)->id)};
	}
}

/* Containers with our label against the rows. */
static void
compare_containers(
    struct reconcile *r, const struct engine_container **sorted, size_t n)
{
	size_t i;

	r->orphans = mem_array(r->mem, const char *, ORPHANS_MAX);
	for (i = 0; i < n && keeper_db_ok(r->k); i++) {
		if (r->known_n > 0 &&
		    bsearch(sorted[i], r->known, r->known_n, sizeof(*r->known),
			container_to_row) != NULL)
			continue;
		if (!reconcile_is_orphan(r->k, r->mem, sorted[i]->instance,
			sorted[i]->generation, sorted[i]->created_s))
			continue;
		if (r->orphans_n == ORPHANS_MAX) {
			r->more = true;
			return;
		}
		r->orphans[r->orphans_n++] = mem_strdup(r->mem, sorted[i]->id);
	}
}

static void
listed(void *arg, const struct engine_reply *reply)
{
	struct reconcile *r = arg;
	const struct engine_container **sorted;
	size_t i, n = reply->n;

	r->call = NULL;
	link_report(r->k, reply);
	if (reply->result != ENGINE_OK) {
		end_round(r, AGAIN_MS);
		return;
	}
	networks_count(r->k->networks, reply->list, n);
	sorted = mem_array(r->mem, const struct engine_container *, n + 1);
	for (i = 0; i < n; i++)
		sorted[i] = &reply->list[i];
	qsort(sorted, n, sizeof(*sorted), by_container);
	compare_rows(r, sorted, n);
	compare_containers(r, sorted, n);
	r->now.rows = r->known_n;
	r->now.containers = n;
	r->is_compared = true;
	next_vanished(r);
}

static void
begin_round(struct reconcile *r)
{
	struct keeper *k = r->k;
	struct engine *e = k->link.engine;
	struct service s;
	enum err err;

	r->mem = mem_arena(k->mem);
	r->began_us = clock_mono_us();
	r->statements = db_statements(k->process.db);
	r->due_us = clock_mono_us() + EVERY_MS * USEC_PER_MSEC;
	keeper_service(k, &s, r->mem);
	err = work_known_list(&s, &r->known, &r->known_n);
	keeper_db_failed(k, err, &s.error);
	if (err != ERR_OK) {
		end_round(r, AGAIN_MS);
		return;
	}
	if (r->known_n > 0)
		qsort(r->known, r->known_n, sizeof(*r->known), by_row);
	r->call = e->ops->list(e, k->conf->deployment, NULL, listed, r);
}

void
reconcile_tick(struct reconcile *r)
{
	struct keeper *k = r->k;

	if (r->is_compared && r->vanished_n > 0)
		next_vanished(r);
	if (r->mem != NULL || k->link.state != LINK_UP || !keeper_db_ok(k) ||
	    !k->leases_forgotten)
		return;
	if (r->due_us > clock_mono_us())
		keeper_due(k, r->due_us);
	else
		begin_round(r);
}
