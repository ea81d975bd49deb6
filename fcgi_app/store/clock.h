/*
 * The database's clock.
 */
#ifndef BERTH_STORE_CLOCK_H
#define BERTH_STORE_CLOCK_H

#include "db/db.h"

/* The database's time now, in microseconds. */
enum err store_clock_now(
    struct db *db, void *mem, int64_t *ret_us, struct error *e) MUST_USE;

#endif
