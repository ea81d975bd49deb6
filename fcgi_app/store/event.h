/*
 * The rows of a whole event as JSON, and back: what an archive has of each
 * table.  The database makes and reads the JSON itself.
 */
#ifndef BERTH_STORE_EVENT_H
#define BERTH_STORE_EVENT_H

#include "db/db.h"

/* Parts of an event in the order in which they are written: what a row refers
 * to is there before it. */
extern const size_t store_event_parts;
const char *store_event_part(size_t part);

/*
 * The next rows of `part` as a list of JSON objects, behind *at (0 at first),
 * which moves on.  *ret_n is 0 at the end.
 */
enum err store_event_read(struct db *db, void *mem, size_t part, int64_t *at,
    const char ***ret, size_t *ret_n, struct error *e) MUST_USE;

/* Add rows from a JSON array of such objects.  ERR_INTERNAL or ERR_CONFLICT if
 * they do not fit the tables. */
enum err store_event_write(
    struct db *db, size_t part, const char *json, struct error *e) MUST_USE;

/* Whether there are no accounts, teams, challenges or instances. */
enum err store_event_empty(
    struct db *db, void *mem, bool *ret, struct error *e) MUST_USE;

/* The transactions of this connection see one moment; or, as they are used
 * to, what is committed. */
enum err store_event_snapshots(struct db *db, struct error *e) MUST_USE;
enum err store_event_no_snapshots(struct db *db, struct error *e) MUST_USE;

#endif
