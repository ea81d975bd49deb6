/*
 * The text of Set-Cookie headers.  Internal to http/.
 */
#ifndef BERTH_HTTP_COOKIE_H
#define BERTH_HTTP_COOKIE_H

#include "http/http.h"

/*
 * The value of the Set-Cookie header that http_cookie() sends, under `mem`;
 * NULL if name or value has a byte that RFC 6265, 4.1.1, does not allow.
 */
const char *http_cookie_text(void *mem, const char *name, const char *value,
    int max_age, enum cookie_kind kind);

#endif
