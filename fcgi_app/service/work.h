/*
 * The keeper's side of the rows: claim with a lease, advance with a fenced
 * write, expire, reconcile.  Every write says which claim it belongs to; a
 * claim that is no longer ours changes nothing and answers ERR_LOST.
 */
#ifndef BERTH_SERVICE_WORK_H
#define BERTH_SERVICE_WORK_H

#include "service/service.h"

#define WORK_LEASE_S 30

/* A row under lease, with what is needed to act on it. */
struct work {
	void *mem; /* arena of what it points to, under the claim's; for
		    * mem_steal() by who goes on with this row alone */
	struct instance in;
	struct challenge *challenge; /* NULL when it was deleted */
	int64_t fence;
	bool is_new; /* this claim has taken it out of the queue */
};

/* Which rows: those to bring up for somebody, those to bring up for the pool,
 * or those to take down. */
enum work_kind { WORK_START, WORK_REFILL, WORK_REMOVE };

/*
 * Claim up to `max` rows that are due (not_before passed, no valid lease) for
 * `owner`, at most one start per owner at a time.  WORK_START: desired running
 * and queued … checking, in the order of the queue; owners take turns.
 * WORK_REFILL: the same of the pool, nothing while anybody waits.  WORK_REMOVE:
 * stopping or failed, or desired stopped in any live state.  FOR UPDATE SKIP
 * LOCKED.
 */
enum err work_claim(struct service *s, const char *lease_owner,
    enum work_kind kind, int max, struct work **ret, size_t *ret_n) MUST_USE;

/* Keep the lease for another WORK_LEASE_S; ERR_LOST. */
enum err work_extend(
    struct service *s, const char *lease_owner, const struct work *w) MUST_USE;

/* What changes with a step; only what is set is written. */
struct work_step {
	enum instance_event_kind event;
	const char *cause;                /* for the timeline */
	const char *container_id;         /* NULL: leave; "": none */
	const char *image;                /* NULL: leave */
	bool own_network; /* it has one from now on; false: leave */
	const struct endpoint *endpoints; /* with EVENT_READY */
	int endpoints_n;
	const char *error_player; /* NULL: leave */
	const char *error_admin;
	int retry_after_ms; /* with EVENT_RETRY: not_before */
	bool has_exit_code; /* with EVENT_DIED */
	int exit_code;
	bool oom_killed;
	bool release; /* give the lease back */
};

/*
 * Advance the row by `step->event` (domain/instance_state.h), write the event
 * row, all in one transaction fenced by owner, fence and generation.  READY
 * sets ready and expiry (now + lifetime) and the endpoints; GIVEN_UP ends with
 * END_FAILED and makes desired stopped; REMOVED frees endpoints and slot, or,
 * when the row's `restart` is set, becomes RESTARTED: generation + 1, queued.
 * *w is updated to match.  ERR_LOST: not ours any more.  ERR_CONFLICT: desired
 * changed to stopped while a start was under way; the row is untouched, go
 * and remove.
 */
enum err work_advance(struct service *s, const char *lease_owner,
    struct work *w, const struct work_step *step) MUST_USE;

/* One of several steps to be written together. */
struct work_write_one {
	void *mem; /* arena of what *w will point to */
	struct work *w;
	const struct work_step *step;
	enum err err; /* how it went, with its words */
	struct error error;
	struct instance *after; /* work.c's own */
};

/*
 * The same for `n` rows in one transaction, since a commit waits for the disk:
 * four operations that end at once cost one wait and not four.  Each row has an
 * outcome of its own in `writes`; one that is lost or in conflict spoils no
 * other.
 */
void work_advance_all(struct service *s, const char *lease_owner,
    struct work_write_one *writes, size_t n);

/* Give the lease back and try again in `after_ms` without any other change. */
enum err work_release(struct service *s, const char *lease_owner,
    struct work *w, int after_ms, const char *error_admin) MUST_USE;

/* Forget the leases of an earlier process with the same name prefix ("name/"),
 * known to be dead. */
enum err work_forget_leases(struct service *s, const char *prefix) MUST_USE;

/* Order everything that has expired to stop (END_EXPIRED).  *ret_count how
 * many; *ret_next_us the time of the next expiry, 0 for none. */
enum err work_expire(struct service *s, int *ret_count, int64_t *ret_now_us,
    int64_t *ret_next_us) MUST_USE;

/* A row that says a container exists or may exist, for reconciliation. */
struct work_known {
	struct instance_id id;
	const char *public_id;
	int generation;
	enum instance_state state;
	const char *container_id;
	bool leased;
};
/* All live rows past queued, by public id. */
enum err work_known_list(
    struct service *s, struct work_known **ret, size_t *ret_n) MUST_USE;

/*
 * The container of a running instance ended by itself or has vanished:
 * end with END_DIED.  Changes nothing if the row has moved on (other
 * generation or state, or leased).
 */
enum err work_died(struct service *s, const struct work_known *k,
    bool has_exit_code, int exit_code, bool oom_killed,
    const char *cause) MUST_USE;
/* The containers of `n` rows have vanished: the same in one transaction. */
enum err work_vanished(
    struct service *s, const struct work_known *const *rows, size_t n) MUST_USE;

/*
 * Generation `generation` of an instance has written more than it may, which
 * `what` says for the admin: order it to stop (END_EVICTED).  Changes nothing
 * if the row has moved on or is to be stopped already; *ret_done tells.
 */
enum err work_evict(struct service *s, const char *public_id, int generation,
    const char *what, bool *ret_done) MUST_USE;

/* Rows per state, for status and metrics. */
struct work_counts {
	int by_state[INSTANCE_STATES];
};
enum err work_count(struct service *s, struct work_counts *ret) MUST_USE;

/*
 * Make the pool of every challenge what it asks for: add queued rows, order
 * those to stop that are too many.  A challenge whose last pool instance
 * failed waits a minute, one that another keeper is at is left to it, and
 * the cap over all holds.  *ret_changed is how many rows were added or
 * ordered to stop.
 */
enum err work_refill(struct service *s, int *ret_changed) MUST_USE;

/* Say how keeper `k` is; and that it ends. */
enum err work_report(struct service *s, const struct keeper_row *k) MUST_USE;
enum err work_report_end(struct service *s, const char *name) MUST_USE;

/* What all keepers said last. */
enum err work_keepers(
    struct service *s, struct keeper_row **ret, size_t *ret_n) MUST_USE;

#endif
