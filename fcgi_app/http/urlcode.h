/*
 * Percent-decoding, strict: for request paths, query strings and urlencoded
 * forms.  Internal to http/.
 */
#ifndef BERTH_HTTP_URLCODE_H
#define BERTH_HTTP_URLCODE_H

#include <stdbool.h>
#include <stddef.h>

enum url_kind {
	URL_PATH, /* '+' is itself; an encoded '/' is refused */
	URL_FORM, /* '+' is a space (HTML, urlencoded forms) */
};

/*
 * Decode `n` bytes of `s` into `out`, which has room for n + 1, and end it
 * with a NUL.  False for a '%' without two hex digits, a NUL byte, and a
 * result that is not UTF-8; `out` is then of no use.
 */
bool url_decode(enum url_kind kind, const char *s, size_t n, char *out);

#endif
