/*
 * What service/ shares of the writing of challenges.
 */
#ifndef BERTH_SERVICE_CHALLENGES_PRIVATE_H
#define BERTH_SERVICE_CHALLENGES_PRIVATE_H

#include "service/challenges.h"

/* `c` with its ports and requirements as the audit log keeps it. */
const char *challenge_snapshot(void *mem, const struct challenge *c);

/*
 * Write `c` with ports and requirements over `was`, whose row is locked; warm
 * instances that are not like it any more are given up.  Inside a transaction
 * that has called contest_touch().
 */
enum err challenge_write(struct db *db, void *mem, const struct challenge *was,
    struct challenge *c, struct error *e) MUST_USE;

#endif
