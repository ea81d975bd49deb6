/*
 * What challenges require of each other.
 */
#ifndef BERTH_DOMAIN_REQUIRES_H
#define BERTH_DOMAIN_REQUIRES_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/model.h"

/*
 * Whether challenge `c` could never be opened because it requires itself, by
 * c->requires and what the `n` other requirements `all` say (those of `c`
 * itself in there are passed over).
 */
bool requires_circle(
    const struct requirement *all, size_t n, const struct challenge *c);

#endif
