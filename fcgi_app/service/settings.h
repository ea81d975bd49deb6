/*
 * Settings in use: cached per process, checked against the version row at most
 * once in 500 ms, so that a change takes effect everywhere within a second.
 */
#ifndef BERTH_SERVICE_SETTINGS_H
#define BERTH_SERVICE_SETTINGS_H

#include "service/service.h"

/* Give `p` the default settings; the first settings_refresh() loads them. */
void settings_default(struct service_process *p);

/* Load, or re-load when another process changed something.  *ret_changed (may
 * be NULL) says so.  The settings until then live as long as s->mem. */
enum err settings_refresh(struct service *s, bool *ret_changed) MUST_USE;

/*
 * Check everything that is stored, as settings_update() would have: for who
 * has written it in another way.  ERR_INVALID with the field.
 */
enum err settings_check_stored(struct db *db, void *mem,
    const struct conf *conf, struct error *e) MUST_USE;

/*
 * Change several at once: all are checked first, nothing is saved if one is
 * wrong (ERR_INVALID, field = key).  Audited.
 */
enum err settings_update(struct service *s, const enum setting *which,
    const char *const *values, size_t n) MUST_USE;

#endif
