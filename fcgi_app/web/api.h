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

/* A member of an object as ISO 8601; null for 0. */
void api_set_time(struct json_writer *jw, const char *key, int64_t us);

/*
 * When a token is to end: `text` is a day such as 2026-12-31 that is yet to
 * come, or "" for never (0).  ERR_INVALID, field "expiration".
 */
enum err api_expiration(
    struct web *w, const char *text, int64_t *ret_us) MUST_USE;

/*
 * A member of the body: text, truth value, or id (null is 0).  Where it is
 * absent *ret stays and *ret_has (may be NULL) is false.  ERR_INVALID with
 * the field for a value of another type.
 */
enum err api_text(struct web *w, const char *key, const char **ret) MUST_USE;
enum err api_bool(
    struct web *w, const char *key, bool *ret_has, bool *ret) MUST_USE;
enum err api_optional_id(
    struct web *w, const char *key, bool *ret_has, int64_t *ret) MUST_USE;

/* CTFd's pages: ?page= from 1 and ?per_page= up to LIMIT_PAGE, 50 if not
 * said. */
struct api_paging {
	int64_t page, offset;
	int per_page;
};
enum err api_paging(struct web *w, struct api_paging *ret) MUST_USE;

/* The member "meta" with what CTFd says of pages, behind "data". */
void api_put_paging(
    struct json_writer *jw, const struct api_paging *p, int total);

/*
 * The answer to a call of the keeper that failed: what it could not do for us
 * is a bad gateway, not our being down.  What to return from the handler.
 */
enum err api_control_error(struct web *w, enum err err) MUST_USE;

#endif
