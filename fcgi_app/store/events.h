/*
 * Rows of `instance_events`: the timeline of an instance.  Append only.
 * Causes and names are cut to the columns' lengths.
 */
#ifndef BERTH_STORE_EVENTS_H
#define BERTH_STORE_EVENTS_H

#include "db/db.h"
#include "domain/model.h"

/* Add a line: the row is now in `state` of `generation`. */
enum err store_events_add(struct db *db, struct instance_id id, int generation,
    enum instance_state state, const char *cause, const char *actor,
    struct error *e) MUST_USE;

/* Add the same line to every live instance. */
enum err store_events_add_live(struct db *db, const char *cause,
    const char *actor, struct error *e) MUST_USE;

/* Add "expired" to every row that store_work_expire() ended at `now_us`. */
enum err store_events_add_expired(
    struct db *db, int64_t now_us, const char *actor, struct error *e) MUST_USE;

/* The timeline, oldest first; the last 500 lines. */
enum err store_events_list(struct db *db, void *mem, struct instance_id id,
    struct instance_event **ret, size_t *ret_n, struct error *e) MUST_USE;

#endif
