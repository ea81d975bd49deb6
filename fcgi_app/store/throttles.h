/*
 * SQL of `throttles`: counters of fixed windows.
 */
#ifndef BERTH_STORE_THROTTLES_H
#define BERTH_STORE_THROTTLES_H

#include "db/db.h"

struct throttle_state {
	int64_t hits;   /* in the window, this one among them */
	int64_t left_s; /* until the window ends, at least 1 */
};

/* Count one hit, opening a new window where the last has ended: one
 * statement, so that no two callers see the same count. */
enum err store_throttle_hit(struct db *db, void *mem, const char *subject,
    int window_s, struct throttle_state *ret, struct error *e) MUST_USE;

/* The window under way; no hits if there is none. */
enum err store_throttle_get(struct db *db, void *mem, const char *subject,
    int window_s, struct throttle_state *ret, struct error *e) MUST_USE;

enum err store_throttle_forget(
    struct db *db, const char *subject, struct error *e) MUST_USE;

/* Take one hit back. */
enum err store_throttle_undo(
    struct db *db, const char *subject, struct error *e) MUST_USE;

/* Up to `limit` subjects whose window began over `age_s` ago. */
enum err store_throttles_old(struct db *db, void *mem, int age_s, int limit,
    const char ***ret, size_t *ret_n, struct error *e) MUST_USE;

/* Delete one of them, unless it has a new window by now. */
enum err store_throttle_expire(
    struct db *db, const char *subject, int age_s, struct error *e) MUST_USE;

#endif
