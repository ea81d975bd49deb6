/*
 * SQL of `audit_log`: append; store/lists.h reads it.
 */
#ifndef BERTH_STORE_AUDIT_H
#define BERTH_STORE_AUDIT_H

#include "db/db.h"
#include "domain/model.h"

struct audit_entry {
	struct user_id user; /* 0: the keeper or berthctl */
	const char *user_name, *ip, *action, *object;
	const char *before, *after; /* NULL: none */
};

enum err store_audit_add(
    struct db *db, const struct audit_entry *a, struct error *e) MUST_USE;

#endif
