/*
 * What the api_*.c files share: CTFd's envelope and the database's time.
 */
#ifndef BERTH_WEB_API_H
#define BERTH_WEB_API_H

#include "web/web.h"

/* A writer that stands behind {"success":true,"data":. */
struct json_writer *api_begin(struct web *w);

/* Close the envelope and send it with 200. */
enum err api_end(struct web *w, struct json_writer *jw);

/* Send {"success":true}. */
enum err api_done(struct web *w);

/*
 * The database's time.  Asked for at most every few seconds and carried on by
 * this process's monotonic clock in between.
 */
enum err api_now(struct web *w, int64_t *ret_us) MUST_USE;

#endif
