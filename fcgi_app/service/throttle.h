/*
 * Throttles: fixed windows counted in the database, atomic over all workers.
 */
#ifndef BERTH_SERVICE_THROTTLE_H
#define BERTH_SERVICE_THROTTLE_H

#include "service/service.h"

/*
 * Count one hit of `subject` ("request:u42", "login:ip:name") and refuse the
 * one after `limit` within `window_s` seconds: ERR_RATE with the contract's
 * sentence "Too many requests. Limit is 100 requests in 300 seconds" and
 * retry_after.  One statement.
 */
enum err throttle_hit(struct service *s, const char *subject, int limit,
    int window_s) MUST_USE;

/* Whether `subject` is over `limit` now, without counting. */
enum err throttle_check(struct service *s, const char *subject, int limit,
    int window_s) MUST_USE;

/* Forget old windows and expired sessions; called by the keeper now and
 * then. */
enum err throttle_clean(struct service *s) MUST_USE;

#endif
