#include "http/cookie.h"

#include <string.h>

#include "base/mem.h"

/* What a cookie's name may not have beside control bytes (RFC 2616, 2.2). */
#define NAME_SEPARATORS "()<>@,;:\\\"/[]?={} \t"
/* What a cookie's value may not have beside control bytes (RFC 6265, 4.1.1). */
#define VALUE_SEPARATORS " \",;\\"

/* Whether `s` is ASCII, without control bytes and without `refused`. */
static bool
is_clean(const char *s, const char *refused)
{
	for (; *s != '\0'; s++) {
		if (*s <= 0x20 || *s >= 0x7f || strchr(refused, *s) != NULL)
			return false;
	}
	return true;
}

const char *
http_cookie_text(void *mem, const char *name, const char *value, int max_age,
    enum cookie_kind kind)
{
	const char *secure = kind == COOKIE_SECURE ? "; Secure" : "";

	if (*name == '\0' || !is_clean(name, NAME_SEPARATORS) ||
	    !is_clean(value, VALUE_SEPARATORS))
		return NULL;
	return mem_printf(mem,
	    "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", name, value,
	    max_age > 0 ? max_age : 0, secure);
}

/*
 * The pairs are "name=value" between "; ".  The first of several counts: a
 * browser sends the one with the longest path first (RFC 6265, 5.4), and the
 * prefix __Host- keeps others from planting a second.
 */
const char *
http_cookie_get(const struct http_request *req, const char *name)
{
	const char *pair = req->cookies;
	size_t len = strlen(name), n;

	while (*pair != '\0') {
		pair += strspn(pair, "; \t");
		n = strcspn(pair, ";");
		if (n > len && pair[len] == '=' &&
		    strncmp(pair, name, len) == 0) {
			pair += len + 1;
			n -= len + 1;
			while (n > 0 && strchr(" \t", pair[n - 1]) != NULL)
				n--;
			return mem_strndup(req->mem, pair, n);
		}
		pair += n;
	}
	return NULL;
}
