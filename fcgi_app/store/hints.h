/*
 * SQL of `hints`, `hint_unlocks` and `awards`.
 */
#ifndef BERTH_STORE_HINTS_H
#define BERTH_STORE_HINTS_H

#include "db/db.h"
#include "domain/hint.h"

/* The hints of a challenge, and which of them `account` has unlocked. */
enum err store_hints_list(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, struct hint **ret, size_t *ret_n,
    struct error *e) MUST_USE;

/* Mark those of `list`, the hints of `c`, that `account` has unlocked. */
enum err store_hints_unlocked(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, struct hint *list, size_t n,
    struct error *e) MUST_USE;

/* Those of all challenges, by challenge and in the order they were made. */
enum err store_hints_all(struct db *db, void *mem, struct hint **ret,
    size_t *ret_n, struct error *e) MUST_USE;

/* One, NULL for none. */
enum err store_hint_get(struct db *db, void *mem, int64_t id,
    struct account_id account, struct hint **ret, struct error *e) MUST_USE;

enum err store_hint_add(
    struct db *db, struct hint *h, struct error *e) MUST_USE;
enum err store_hint_put(
    struct db *db, const struct hint *h, struct error *e) MUST_USE;
enum err store_hint_delete(struct db *db, int64_t id, struct error *e) MUST_USE;
enum err store_hints_copy(struct db *db, struct challenge_id from,
    struct challenge_id to, struct error *e) MUST_USE;

/* ERR_CONFLICT: it is unlocked already. */
enum err store_hint_unlock(struct db *db, int64_t id, struct account_id account,
    struct user_id user, struct error *e) MUST_USE;

/* Lock the row of the account, so that its points are spent once. */
enum err store_contestant_hold(struct db *db, void *mem,
    struct account_id account, bool *ret_found, struct error *e) MUST_USE;
/* The account's points now. */
enum err store_account_score(struct db *db, void *mem,
    struct account_id account, int64_t *ret, struct error *e) MUST_USE;

/* Insert, sets a->id; contest_version must be locked before. */
enum err store_award_add(
    struct db *db, struct award *a, struct error *e) MUST_USE;
/* *ret_value is what it was worth, 0 if there is none. */
enum err store_award_delete(struct db *db, void *mem, int64_t id,
    int64_t *ret_value, struct error *e) MUST_USE;

#endif
