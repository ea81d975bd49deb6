/*
 * SQL of `audit_log`: append and read.
 */
#ifndef BERTH_STORE_AUDIT_H
#define BERTH_STORE_AUDIT_H

#include "db/db.h"
#include "domain/model.h"

struct audit_entry {
	int64_t id, at_us;   /* not for store_audit_add() */
	struct user_id user; /* 0: the keeper or berthctl */
	const char *user_name, *ip, *action, *object;
	const char *before, *after; /* NULL on writing, "" on reading: none */
};

enum err store_audit_add(
    struct db *db, const struct audit_entry *a, struct error *e) MUST_USE;

/* Newest first. */
enum err store_audit_list(struct db *db, void *mem, int offset, int limit,
    struct audit_entry **ret, size_t *ret_n, struct error *e) MUST_USE;

#endif
