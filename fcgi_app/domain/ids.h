/*
 * Ids are one-field structs, so that a team's id cannot be passed for a
 * user's.  0 means "none".
 */
#ifndef BERTH_DOMAIN_IDS_H
#define BERTH_DOMAIN_IDS_H

#include <stdint.h>

struct user_id { int64_t n; };
struct team_id { int64_t n; };
struct challenge_id { int64_t n; };
struct instance_id { int64_t n; };

#endif
