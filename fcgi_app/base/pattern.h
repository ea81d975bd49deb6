/*
 * Regular expressions over PCRE2 (the only folder that includes it), for
 * flags that an admin wrote: always matched as a whole, and given up on when
 * they take too many steps, so that no pattern can hold a worker.
 */
#ifndef BERTH_BASE_PATTERN_H
#define BERTH_BASE_PATTERN_H

#include "base/err.h"

/* Whether upper and lower case are the same. */
enum pattern_case { PATTERN_CASE, PATTERN_NOCASE };

/* ERR_INVALID (field "content") with PCRE2's words and the place in it, if
 * `pattern` does not compile. */
enum err pattern_check(const char *pattern, struct error *e) MUST_USE;

/*
 * Whether the whole of `text`, valid UTF-8, matches: ERR_OK or ERR_NOT_FOUND.
 * ERR_TOO_LARGE when it was given up, ERR_INVALID when `pattern` does not
 * compile: neither is a match.
 */
enum err pattern_match(
    const char *pattern, enum pattern_case kind, const char *text) MUST_USE;

#endif
