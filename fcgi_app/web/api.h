/*
 * What the api_*.c files share: CTFd's envelope.
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

/* The member `field` of the body as an id: a number, or a string of digits.
 * ERR_INVALID otherwise. */
enum err api_id(struct web *w, const char *field, int64_t *ret) MUST_USE;

#endif
