/*
 * The audit log: who changed what, from where.  Append only.
 */
#ifndef BERTH_SERVICE_AUDIT_H
#define BERTH_SERVICE_AUDIT_H

#include "service/service.h"

/*
 * Add a row inside the caller's transaction: `action` "settings.update",
 * `object` "settings/docker_hostname"; before and after may be NULL.
 */
enum err audit_add(struct service *s, const char *action, const char *object,
    const char *before, const char *after) MUST_USE;

struct audit_row {
	int64_t id, at_us;
	const char *user_name, *ip, *action, *object, *before, *after;
};
enum err audit_list(struct service *s, int offset, int limit,
    struct audit_row **ret, size_t *ret_n) MUST_USE;

#endif
