/*
 * SQL of `flags` and `flag_finds`.
 */
#ifndef BERTH_STORE_FLAGS_H
#define BERTH_STORE_FLAGS_H

#include "db/db.h"
#include "domain/contest.h"
#include "domain/flag.h"

/* Read a flag from columns `at` and following of the current row: its id,
 * challenge, kind and content. */
void store_flag_fill(
    void *mem, const struct db_rows *rows, int at, struct flag *ret);

/* The flags of a challenge in the order they were made. */
enum err store_flags_list(struct db *db, void *mem, struct challenge_id c,
    struct flag **ret, size_t *ret_n, struct error *e) MUST_USE;

/* Those of all challenges, by challenge and in that order. */
enum err store_flags_all(struct db *db, void *mem, struct flag **ret,
    size_t *ret_n, struct error *e) MUST_USE;

/* One, NULL for none. */
enum err store_flag_get(struct db *db, void *mem, int64_t id, struct flag **ret,
    struct error *e) MUST_USE;

/* Insert, sets f->id; change kind and content; delete. */
enum err store_flag_add(
    struct db *db, struct flag *f, struct error *e) MUST_USE;
enum err store_flag_put(
    struct db *db, const struct flag *f, struct error *e) MUST_USE;
enum err store_flag_delete(struct db *db, int64_t id, struct error *e) MUST_USE;

/* Copy the flags of one challenge to another. */
enum err store_flags_copy(struct db *db, struct challenge_id from,
    struct challenge_id to, struct error *e) MUST_USE;

/*
 * Note that `account` has found flag `f`; *ret_found is how many of the
 * challenge's flags it has then, *ret_all how many there are.
 */
enum err store_flag_found(struct db *db, void *mem, const struct flag *f,
    struct account_id account, int *ret_found, int *ret_all,
    struct error *e) MUST_USE;

#endif
