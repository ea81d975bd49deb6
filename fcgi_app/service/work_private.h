/* What the files of service/work*.c share. */
#ifndef BERTH_SERVICE_WORK_PRIVATE_H
#define BERTH_SERVICE_WORK_PRIVATE_H

#include "service/work.h"

/*
 * What an engine or an image says may be cut anywhere or be no text at all; the
 * database takes UTF-8 only.  NULL stays NULL.
 */
const char *work_clean(void *mem, const char *s);

/* Who is acting, for the event log. */
const char *work_actor_name(const struct service *s);

/*
 * Take the claimed and locked row of `w`, as *w says it is, out of the queue,
 * in the transaction of the claim: one commit less on the way of every start.
 */
enum err work_begin(struct db *db, struct service *s, const char *lease_owner,
    struct work *w, struct error *e) MUST_USE;

#endif
