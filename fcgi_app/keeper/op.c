#include "keeper/op.h"

#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper_private.h"

#define EXTEND_US (10 * USEC_PER_SEC)
/* A claim with no room left is tried again when a slot is free. */
#define CLAIM_US ((int64_t)500 * USEC_PER_MSEC)
/* Starts that only wait until they answer need no slot, but are bounded. */
#define STARTS_MAX 512
/* Rows that one transaction locks, so that a player's order does not wait. */
#define WRITES_MAX 32

static void
free_op(void *block)
{
	struct op *op = block;
	int i;

	engine_cancel(&op->call);
	for (i = 0; i < op->probes_n; i++)
		probe_end(&op->probes[i]);
}

static struct op *
op_new(struct keeper *k, enum work_kind kind)
{
	struct op *op = mem_new(k->mem, struct op);

	mem_on_free(op, free_op);
	op->k = k;
	op->kind = kind;
	op->in_slot = true;
	op->began_us = op->extended_us = clock_mono_us();
	op->prev = k->last_op;
	if (op->prev != NULL)
		op->prev->next = op;
	else
		k->ops = op;
	k->last_op = op;
	return op;
}

void
op_end(struct op *op)
{
	struct keeper *k = op->k;

	if (op->prev != NULL)
		op->prev->next = op->next;
	else
		k->ops = op->next;
	if (op->next != NULL)
		op->next->prev = op->prev;
	else
		k->last_op = op->prev;
	mem_free(&op);
	k->claim_us = 0;
	keeper_due(k, clock_mono_us());
}

void
op_at(struct op *op, op_step step, int ms)
{
	op->step = step;
	op->step_us = clock_mono_us() + ms * USEC_PER_MSEC;
	keeper_due(op->k, op->step_us);
}

void
op_release(struct op *op, int ms, const char *error_admin)
{
	struct service s;
	enum err err;

	if (keeper_db_ok(op->k)) {
		keeper_service(op->k, &s, op);
		err = work_release(
		    &s, op->k->lease_owner, op->w, ms, error_admin);
		if (err != ERR_LOST && err != ERR_CONFLICT &&
		    keeper_db_failed(op->k, err, &s.error))
			op->k->leases_forgotten = false;
	} else {
		op->k->leases_forgotten = false;
	}
	op_end(op);
}

static void
write_soon(struct op *op)
{
	op->is_writing = true;
	keeper_due(op->k, clock_mono_us());
}

void
op_advance(struct op *op, const struct work_step *write, op_step after)
{
	op->write = *write;
	op->after = after;
	write_soon(op);
}

static void
written(struct op *op, enum err err, const struct error *e)
{
	switch (err) {
	case ERR_OK:
		keeper_db_failed(op->k, err, NULL);
		if (op->after != NULL)
			op->after(op);
		else
			op_end(op);
		break;
	case ERR_CONFLICT: /* to be stopped: the removal takes it from here */
		op_release(op, 0, NULL);
		break;
	case ERR_LOST:
		log_warn("lease.lost", LOG_STR("instance", op->w->in.public_id),
		    LOG_INT("generation", op->w->in.generation));
		op_end(op);
		break;
	default:
		if (keeper_db_failed(op->k, err, e))
			op_at(op, write_soon, 1000);
		else
			op_release(op, 5000, e->detail);
	}
}

/* Take up to WRITES_MAX that wait. */
static size_t
take_writes(struct keeper *k, struct op *ops[WRITES_MAX])
{
	struct op *op;
	size_t n = 0;

	for (op = k->ops; op != NULL && n < WRITES_MAX; op = op->next) {
		if (!op->is_writing)
			continue;
		op->is_writing = false;
		ops[n++] = op;
	}
	return n;
}

static void
write_together(struct keeper *k, struct op *const *ops, size_t n)
{
	void *mem = mem_arena(NULL);
	struct work_write_one *writes =
	    mem_array(mem, struct work_write_one, n);
	struct service s;
	size_t i;

	for (i = 0; i < n; i++) {
		writes[i].mem = ops[i];
		writes[i].w = ops[i]->w;
		writes[i].step = &ops[i]->write;
	}
	keeper_service(k, &s, mem);
	work_advance_all(&s, k->lease_owner, writes, n);
	for (i = 0; i < n; i++)
		written(ops[i], writes[i].err, &writes[i].error);
	mem_free(&mem);
}

/* What follows a write may have something to write at once. */
static void
flush_writes(struct keeper *k)
{
	struct op *ops[WRITES_MAX];
	size_t i, n;

	while ((n = take_writes(k, ops)) > 0) {
		if (keeper_db_ok(k)) {
			write_together(k, ops, n);
			continue;
		}
		for (i = 0; i < n; i++)
			op_at(ops[i], write_soon, 1000);
	}
}

/* ------------------------------------------------ the loop's side */

/* false: the lease is not ours any more and the operation is over. */
static bool
extend(struct op *op, int64_t now_us)
{
	struct service s;
	enum err err;
	void *mem;

	if (now_us - op->extended_us < EXTEND_US || !keeper_db_ok(op->k))
		return true;
	mem = mem_arena(NULL);
	keeper_service(op->k, &s, mem);
	err = work_extend(&s, op->k->lease_owner, op->w);
	if (err == ERR_OK)
		op->extended_us = now_us;
	else if (err != ERR_LOST)
		keeper_db_failed(op->k, err, &s.error);
	mem_free(&mem);
	if (err != ERR_LOST)
		return true;
	log_warn("lease.lost", LOG_STR("instance", op->w->in.public_id),
	    LOG_INT("generation", op->w->in.generation));
	op_end(op);
	return false;
}

static void
run_due(struct keeper *k)
{
	int64_t now_us = clock_mono_us();
	struct op *op, *next;
	op_step step;

	for (op = k->ops; op != NULL; op = next) {
		next = op->next; /* a step ends no operation but its own */
		if (!extend(op, now_us))
			continue;
		if (op->step == NULL)
			continue;
		if (op->step_us > now_us) {
			keeper_due(k, op->step_us);
			continue;
		}
		step = op->step;
		op->step = NULL;
		step(op);
	}
}

int
ops_count(const struct keeper *k, enum work_kind kind)
{
	const struct op *op;
	int n = 0;

	for (op = k->ops; op != NULL; op = op->next)
		n += op->kind == kind;
	return n;
}

static int
slots_of(const struct keeper *k, enum work_kind kind)
{
	const struct settings *settings = k->process.settings;

	if (kind == WORK_REMOVE)
		return settings->removals_in_flight;
	return pace_limit(
	    &k->pace, settings->creates_in_flight, clock_mono_us());
}

/* Starts of players and of the pool share their slots; of the pool's are never
 * more than half, so that one is free when a player comes. */
static int
free_slots(const struct keeper *k, enum work_kind kind)
{
	bool is_start = kind != WORK_REMOVE;
	int n, refills = 0, starts = 0, limit = slots_of(k, kind);
	const struct op *op;

	n = limit;
	for (op = k->ops; op != NULL; op = op->next) {
		starts += op->kind != WORK_REMOVE;
		if (!op->in_slot || (op->kind != WORK_REMOVE) != is_start)
			continue;
		n--;
		refills += op->kind == WORK_REFILL;
	}
	if (is_start && starts >= STARTS_MAX)
		return 0;
	if (kind == WORK_REFILL && n > (limit + 1) / 2 - refills)
		n = (limit + 1) / 2 - refills;
	return n;
}

/* Claim up to `max` rows in one transaction, and begin. */
static void
claim_some(struct keeper *k, enum work_kind kind, int max)
{
	void *mem = mem_arena(NULL);
	struct work *work = NULL;
	struct service s;
	struct op *op;
	size_t i, n = 0;
	enum err err;

	keeper_service(k, &s, mem);
	err = work_claim(&s, k->lease_owner, kind, max, &work, &n);
	/* they may be committed all the same */
	if (keeper_db_failed(k, err, &s.error))
		k->leases_forgotten = false;
	for (i = 0; err == ERR_OK && i < n; i++) {
		op = op_new(k, kind);
		op->w = mem_new(op, struct work);
		*op->w = work[i];
		mem_steal(op, work[i].mem);
		if (kind == WORK_REMOVE)
			removal_begin(op);
		else
			start_begin(op);
	}
	mem_free(&mem);
}

static void
claim(struct keeper *k)
{
	/* removals pass during a stampede; the pool comes last */
	static const enum work_kind order[] = {
	    WORK_REMOVE, WORK_START, WORK_REFILL};
	int64_t now_us = clock_mono_us(), opens_us;
	bool is_ready = k->link.state == LINK_UP && k->leases_forgotten;
	size_t i;
	int n;

	if (k->claim_us > now_us) {
		keeper_due(k, k->claim_us);
		return;
	}
	k->claim_us = now_us + CLAIM_US;
	opens_us = pace_opens_us(&k->pace, now_us);
	if (opens_us != 0 && opens_us < k->claim_us)
		k->claim_us = opens_us;
	keeper_due(k, k->claim_us);
	for (i = 0; is_ready && i < sizeof(order) / sizeof(order[0]); i++) {
		n = free_slots(k, order[i]);
		if (n > 0 && keeper_db_ok(k))
			claim_some(k, order[i], n);
	}
}

void
ops_tick(struct keeper *k)
{
	run_due(k);
	flush_writes(k);
	claim(k);
	flush_writes(k);
}

void
ops_abandon(struct keeper *k)
{
	while (k->ops != NULL)
		op_release(k->ops, 0, NULL);
}
