/*
 * Rows of `instances` that belong to nobody yet: started ahead of time, ready
 * to be taken.  See docs/ARCHITECTURE.md, The warm pool.
 */
#ifndef BERTH_STORE_POOL_H
#define BERTH_STORE_POOL_H

#include "db/db.h"
#include "domain/model.h"
#include "store/instances.h"

/*
 * Give `n`'s owner a warm instance of n->challenge, with n's slot and terms;
 * its flag and public id stay.  *ret is 0 if there is none ready.
 */
enum err store_pool_take(struct db *db, const struct instance_new *n,
    struct instance_id *ret, struct error *e) MUST_USE;

/* A challenge whose pool has too few or too many. */
struct pool_gap {
	struct challenge_id challenge;
	int missing; /* negative: too many */
};

/*
 * Challenges whose pool is not what they ask for: `warm` of a visible container
 * challenge, otherwise none.  One of which a pool instance failed or died in
 * the last `pause_s` seconds misses nothing.
 */
enum err store_pool_gaps(struct db *db, void *mem, int pause_s,
    struct pool_gap **ret, size_t *ret_n, struct error *e) MUST_USE;

/* What the pool of one challenge needs, the challenge's row locked without
 * waiting; NULL in *ret_name if somebody else has it or it is gone. */
struct pool_terms {
	const char *name; /* the challenge's */
	const char *flag_template;
	int missing; /* as above */
};
enum err store_pool_lock(struct db *db, void *mem, struct challenge_id c,
    struct pool_terms *ret, struct error *e) MUST_USE;

/* Add a queued row for the pool. */
enum err store_pool_add(struct db *db, const char *public_id,
    struct challenge_id c, const char *name, const char *flag,
    struct instance_id *ret, struct error *e) MUST_USE;

/* Order `max` pool rows of `c` to stop, the youngest first. */
enum err store_pool_shrink(
    struct db *db, struct challenge_id c, int max, struct error *e) MUST_USE;

/* Order all pool rows of `c` (0: of every challenge) to stop: they are not
 * what the challenge is any more. */
enum err store_pool_discard(
    struct db *db, struct challenge_id c, struct error *e) MUST_USE;

#endif
