/*
 * The flags of challenges, for admins.  Every change is audited, without the
 * flag itself.
 */
#ifndef BERTH_SERVICE_FLAGS_H
#define BERTH_SERVICE_FLAGS_H

#include "domain/flag.h"
#include "service/service.h"

/* ERR_NOT_FOUND for a challenge that does not exist. */
enum err flag_list(struct service *s, struct challenge_id c, struct flag **ret,
    size_t *ret_n) MUST_USE;
enum err flag_get(struct service *s, int64_t id, struct flag **ret) MUST_USE;

/* Add f->kind and f->content to f->challenge; sets f->id.  ERR_INVALID. */
enum err flag_add(struct service *s, struct flag *f) MUST_USE;

/* Change kind and content of flag f->id. */
enum err flag_update(struct service *s, const struct flag *f) MUST_USE;

/* *ret_challenge is whose flag it was. */
enum err flag_delete(
    struct service *s, int64_t id, struct challenge_id *ret_challenge) MUST_USE;

#endif
