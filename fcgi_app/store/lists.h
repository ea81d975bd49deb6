/*
 * SQL of the admins' lists.  Each gives its columns as text, newest first, so
 * that one page, one CSV and one JSON answer show them all.
 */
#ifndef BERTH_STORE_LISTS_H
#define BERTH_STORE_LISTS_H

#include "db/db.h"

#define LIST_COLUMNS_MAX 12

/*
 * The lists, each with its columns and the kinds that it can be narrowed down
 * to.  Times are ISO 8601; a missing value is "".
 */
enum list {
	/* id, at, player, team, challenge, judged, submission, address, and the
	 * ids of player, team, challenge; kinds: correct, incorrect, partial */
	LIST_SUBMISSIONS,
	/* id, at, player, team, challenge, worth now, "first blood", address,
	 * and the ids as above; kind: first */
	LIST_SOLVES,
	/* id, at, player, team, award, points, category, description, ids of
	 * player and team; kinds: given, taken, hints */
	LIST_AWARDS,
	/* id, at, challenge, handed in by, address, "yes" if ever started it,
	 * flag of, its address, when it was started, instance; kinds: never,
	 * started */
	LIST_CHEATS,
	/* id, at, who, address, action, object, before, after; kinds: what
	 * actions begin with, "challenge" of "challenge.update" */
	LIST_AUDIT,
	LISTS
};

struct list_row {
	const char *cells[LIST_COLUMNS_MAX];
};

/* "" and 0 for what does not matter. */
struct list_query {
	const char *search; /* part of a name, a text, an address */
	const char *filter; /* a kind, see each list */
	/* of LIST_AUDIT: not before, and before */
	int64_t from_us, until_us;
	int64_t offset;
	int limit;
};

/* The rows of `which` that `q` asks for, under `mem`. */
enum err store_list(struct db *db, void *mem, enum list which,
    const struct list_query *q, struct list_row **ret, size_t *ret_n,
    struct error *e) MUST_USE;

/* How many there are, whatever the offset and the limit. */
enum err store_list_total(struct db *db, void *mem, enum list which,
    const struct list_query *q, int *ret, struct error *e) MUST_USE;

#endif
