/*
 * What the lists of users and of teams share.
 */
#ifndef BERTH_SERVICE_PEOPLE_PRIVATE_H
#define BERTH_SERVICE_PEOPLE_PRIVATE_H

#include "base/buf.h"
#include "service/users.h"
#include "store/people.h"

/* Rows of one export: ten times the largest event. */
#define LIMIT_EXPORT_ROWS 100000

/* The store's filter of a query; `words` are those that `only` may be. */
void people_filter_of(struct service *s, const struct people_query *q,
    const char *const *words, struct people_filter *ret);

/* The text of `b`; ERR_TOO_LARGE if it did not fit. */
enum err people_export(struct service *s, struct buf *b, const char **ret,
    size_t *ret_len) MUST_USE;

/* ERR_CONFLICT when `t` is full, ERR_OK otherwise; its row is locked. */
enum err team_has_place(
    struct service *s, const struct team *t, struct error *e) MUST_USE;

#endif
