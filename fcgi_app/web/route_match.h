/*
 * Matching a request's path against a route's pattern.  Pure, and linear in
 * the path's length.
 */
#ifndef BERTH_WEB_ROUTE_MATCH_H
#define BERTH_WEB_ROUTE_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#define ROUTE_KEY_MAX 64

/* What the placeholders of a pattern stood for. */
struct route_params {
	int64_t id;                  /* {id}, 0 if the pattern has none */
	char key[ROUTE_KEY_MAX + 1]; /* {key}, "" if the pattern has none */
};

/*
 * Whether the whole of `path` matches `pattern`: literal text, {id} for 1 to
 * 19 digits that fit an int64_t, {key} for 1 to 64 of [0-9a-z_].  *ret is
 * written only on success.
 */
bool route_match(
    const char *pattern, const char *path, struct route_params *ret);

#endif
