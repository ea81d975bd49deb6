/*
 * One operation under way on one leased row: bring an instance up (start.c)
 * or take it down (removal.c).  Common to both, in op.c: the lease, the timer,
 * the fenced write that follows each engine step, and its end.  An operation
 * is an arena of its own, freed when it ends.
 */
#ifndef BERTH_KEEPER_OP_H
#define BERTH_KEEPER_OP_H

#include "engine/engine.h"
#include "keeper/probe.h"
#include "service/work.h"

struct keeper;
struct op;

typedef void (*op_step)(struct op *op);

struct op {
	struct keeper *k;
	struct op *prev, *next;
	enum work_kind kind;
	bool in_slot;  /* counts against creates_ or removals_in_flight */
	bool is_whole; /* a start from its first step, which tells how long one
			* takes */
	struct work *w;
	int64_t extended_us; /* when the lease was taken or extended */
	int64_t began_us;
	struct engine_call *call; /* NULL: none under way */
	op_step step;             /* what to do at step_us, NULL: nothing */
	int64_t step_us;
	unsigned tries;

	struct work_step write; /* the fenced write under way */
	bool is_writing;        /* it waits for the others of this round */
	op_step after;          /* when it is done; NULL: end */

	/* start.c */
	struct container_spec spec;
	op_step network_next; /* when it has a network */
	int64_t network_us;   /* since when it looks for one */
	enum engine_result result; /* of a create that failed */
	const char *message;
	int64_t check_until_us; /* 0: not checking yet */
	int64_t looked_us;      /* when `desired` was read */
	unsigned checks;        /* made so far */
	bool is_indirect; /* the container's own address is out of reach */
	struct probe *probes;
	int probes_n;
	struct endpoint *endpoints;
	int endpoints_n;

	/* removal.c */
	int generation;   /* the one removed; a restart makes the row's grow */
	const char **ids; /* containers to remove */
	size_t ids_n, ids_at;
};

/* Run what is due, extend leases, claim new work into free slots. */
void ops_tick(struct keeper *k);
/* How many are under way; for the status. */
int ops_count(const struct keeper *k, enum work_kind kind);
/* Give all leases back: the engine is another, or we end. */
void ops_abandon(struct keeper *k);

/* Call `step` in `ms` from now. */
void op_at(struct op *op, op_step step, int ms);

/*
 * Write `write` (strings in the op's arena), then call `after`.  What the
 * operations of one round of the loop have to write goes into one transaction.
 */
void op_advance(struct op *op, const struct work_step *write, op_step after);

/* Give the lease back, due again in `ms`, and end. */
void op_release(struct op *op, int ms, const char *error_admin);

/* Take it off the list and free it. */
void op_end(struct op *op);

/* start.c, removal.c: the first step on a row just claimed. */
void start_begin(struct op *op);
void removal_begin(struct op *op);

#endif
