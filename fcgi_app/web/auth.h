/*
 * Who is asking: API token, session cookie, or nobody; and the check of the
 * CSRF nonce.
 */
#ifndef BERTH_WEB_AUTH_H
#define BERTH_WEB_AUTH_H

#include "web/web.h"

/*
 * Fill me, cookie, nonce and by_token of `w`, and the service's actor.
 * Nobody is no error; ERR_LOGIN is a token that is not valid, which never
 * falls back to the cookie.
 */
enum err auth_identify(struct web *w) MUST_USE;

/* ERR_LOGIN or ERR_FORBIDDEN unless the route is open to who asks. */
enum err auth_access(struct web *w) MUST_USE;

/*
 * ERR_FORBIDDEN if the route changes something and the browser says that a
 * page of another origin sent the request: by Sec-Fetch-Site, or by Origin
 * where it doesn't know that header.  Known before the body is read.
 */
enum err auth_site(struct web *w) MUST_USE;

/* Whether the request came to a name that berth.conf's allow_host lists; any
 * does where it lists none. */
bool auth_host_ok(const struct web *w);

/*
 * ERR_FORBIDDEN unless the nonce of the cookie came in the header CSRF-Token
 * or the form's field "nonce" (w->form may be NULL), or a token was used, or
 * the route changes nothing.
 */
enum err auth_nonce(struct web *w) MUST_USE;

#endif
