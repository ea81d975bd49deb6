/*
 * The audit log: who changed what, from where.  Append only; store/lists.h
 * reads it.
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

/* The same by `who`, who is not the actor yet. */
enum err audit_add_as(struct service *s, const struct account *who,
    const char *action, const char *object, const char *before,
    const char *after) MUST_USE;

#endif
