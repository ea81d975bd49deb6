/*
 * SQL of the admins' lists.  Each gives its columns as text, newest first, so
 * that one page and one CSV show them all.
 */
#ifndef BERTH_STORE_LISTS_H
#define BERTH_STORE_LISTS_H

#include "db/db.h"

#define LIST_COLUMNS_MAX 12

/* The first column is the row's id. */
struct list_row {
	const char *cells[LIST_COLUMNS_MAX];
};

/* "" for what does not matter. */
struct list_query {
	const char *search; /* part of a name, a text, an address */
	const char *filter; /* a kind, see each list */
	int64_t offset;
	int limit;
};

typedef enum err (*list_fetch)(struct db *db, void *mem,
    const struct list_query *q, struct list_row **ret, size_t *ret_n,
    struct error *e);

/* filter: correct, incorrect, partial */
enum err store_list_submissions(struct db *db, void *mem,
    const struct list_query *q, struct list_row **ret, size_t *ret_n,
    struct error *e) MUST_USE;
/* filter: first */
enum err store_list_solves(struct db *db, void *mem, const struct list_query *q,
    struct list_row **ret, size_t *ret_n, struct error *e) MUST_USE;
/* filter: given, taken, hints */
enum err store_list_awards(struct db *db, void *mem, const struct list_query *q,
    struct list_row **ret, size_t *ret_n, struct error *e) MUST_USE;
/* filter: never: who never started the challenge; started: who did */
enum err store_list_cheats(struct db *db, void *mem, const struct list_query *q,
    struct list_row **ret, size_t *ret_n, struct error *e) MUST_USE;

#endif
