/*
 * Moments as people type them: ISO 8601 in UTC or Unix seconds.
 */
#ifndef BERTH_DOMAIN_MOMENT_H
#define BERTH_DOMAIN_MOMENT_H

#include <stdint.h>

#include "base/err.h"

/*
 * Read "2026-11-25T10:00:00Z" (the seconds, the Z and a fraction may be
 * missing, a space may stand for the T, an offset +hh:mm for the Z) or Unix
 * seconds.  Empty is 0.  ERR_INVALID for anything else; years 1970 to 9999.
 */
enum err moment_read(void *mem, const char *text, int64_t *ret_us) MUST_USE;

/*
 * Read such a moment or a day, "2026-11-25", as all the time that it names:
 * *ret_from_us is its first microsecond, *ret_until_us the first behind the
 * day, the minute or, where seconds are given, the second; 9999 ends a second
 * early.  Empty is 0 and 0.
 */
enum err moment_span(void *mem, const char *text, int64_t *ret_from_us,
    int64_t *ret_until_us) MUST_USE;

/* "2026-11-25T10:00:00Z" under `mem`; "" for 0. */
const char *moment_text(void *mem, int64_t us);

#endif
