/* Rows of `keepers`: what each keeper last said of itself. */
#ifndef BERTH_STORE_KEEPERS_H
#define BERTH_STORE_KEEPERS_H

#include "db/db.h"
#include "domain/model.h"

/* Write or replace the row of keeper `k`; seen_at is now. */
enum err store_keepers_put(
    struct db *db, const struct keeper_row *k, struct error *e) MUST_USE;

/* All of them, by name. */
enum err store_keepers_list(struct db *db, void *mem, struct keeper_row **ret,
    size_t *ret_n, struct error *e) MUST_USE;

/* Remove a keeper that ends in order: it is missed by nobody. */
enum err store_keepers_remove(
    struct db *db, const char *name, struct error *e) MUST_USE;

#endif
