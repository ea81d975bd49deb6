/*
 * SQL of what the dashboard shows as a whole: how many instances there are in
 * each state now, and minute by minute (`load_minutes`).
 */
#ifndef BERTH_STORE_LOAD_H
#define BERTH_STORE_LOAD_H

#include "db/db.h"
#include "domain/model.h"

/*
 * Fill `ret` but for the minutes and the median: live instances as they are
 * shown (ordered to stop is stopping), and what is promised to those that have
 * a container; `memory_mb` and `cpu_milli` are those of a challenge that does
 * not say.
 */
enum err store_load_now(struct db *db, int memory_mb, int cpu_milli,
    struct load *ret, struct error *e) MUST_USE;

/*
 * The last `minutes` minutes, oldest first, those without a keeper left out;
 * the instances that became ready for players in the last 60 seconds, and those
 * that failed or died in the last hour.
 */
enum err store_load_minutes(struct db *db, void *mem, int minutes,
    struct load *ret, struct error *e) MUST_USE;

/* Write down how things stand, for this minute; several keepers write the
 * same. */
enum err store_load_sample(struct db *db, struct error *e) MUST_USE;

/* Delete what is older than a day. */
enum err store_load_trim(struct db *db, struct error *e) MUST_USE;

#endif
