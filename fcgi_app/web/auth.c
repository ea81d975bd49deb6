#include "web/auth.h"

#include <string.h>
#include <strings.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/accounts.h"
#include "service/teams.h"

/*
 * Secrets of anonymous visitors begin so: they have no row, and need not be
 * looked up.
 */
#define ANONYMOUS       "anon_"
#define ANONYMOUS_BYTES 32
#define TOKEN_SCHEME    "Token "

static const char *
cookie_name(const struct web *w)
{
	return (w->svc.p->conf->secure_cookies ? "__Host-berth_session"
					       : "berth_session");
}

static enum cookie_kind
cookie_kind(const struct web *w)
{
	return (w->svc.p->conf->secure_cookies ? COOKIE_SECURE : COOKIE_PLAIN);
}

static void
set_secret(struct web *w, const char *secret)
{
	char nonce[65];

	w->cookie = mem_strdup(w->mem, secret);
	w->nonce = "";
	if (secret[0] == '\0')
		return;
	csrf_nonce(secret, nonce);
	w->nonce = mem_strdup(w->mem, nonce);
}

void
web_set_cookie(struct web *w, const char *secret)
{
	set_secret(w, secret);
	http_cookie(w->http, cookie_name(w), secret, SESSION_LIFETIME_S,
	    cookie_kind(w));
}

void
web_clear_cookie(struct web *w)
{
	set_secret(w, "");
	http_cookie(w->http, cookie_name(w), "", 0, cookie_kind(w));
}

void
web_need_cookie(struct web *w)
{
	char secret[sizeof(ANONYMOUS) + 2 * ANONYMOUS_BYTES] = ANONYMOUS;

	if (w->cookie[0] != '\0' || w->by_token)
		return;
	crypto_random_hex(secret + strlen(ANONYMOUS), ANONYMOUS_BYTES);
	web_set_cookie(w, secret);
}

static void
set_actor(struct web *w, struct account *me)
{
	w->me = me;
	w->svc.actor = me;
	w->svc.actor_name = me->name;
	log_context_user(me->id.n);
}

static enum err
by_token(struct web *w, const char *token)
{
	struct account *me;
	enum err err;

	w->by_token = true;
	err = token_account(&w->svc, token, &me);
	if (err == ERR_LOGIN)
		return (err_set(&w->svc.error, ERR_LOGIN, NULL,
		    "The API token is not valid"));
	if (err == ERR_OK)
		set_actor(w, me);
	return (err);
}

/* Whether `s` may be a secret of ours: short, of letters, digits, '_', '-'. */
static bool
plausible(const char *s)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t n = strspn(s, chars);

	return (n > 0 && n < SECRET_SIZE && s[n] == '\0');
}

static enum err
by_cookie(struct web *w)
{
	const char *secret = http_cookie_get(w->req, cookie_name(w));
	struct account *me;
	enum err err;

	if (secret == NULL || !plausible(secret))
		return (ERR_OK);
	set_secret(w, secret);
	if (text_starts(secret, ANONYMOUS))
		return (ERR_OK);
	err = session_account(&w->svc, secret, &me);
	if (err == ERR_LOGIN) {
		err_clear(&w->svc.error);
		return (ERR_OK);
	}
	if (err == ERR_OK)
		set_actor(w, me);
	return (err);
}

enum err
auth_identify(struct web *w)
{
	const char *authorization = w->req->authorization;
	size_t n = strlen(TOKEN_SCHEME);

	/* other schemes are nginx's business (auth_basic), not ours */
	if (authorization != NULL && text_starts(authorization, TOKEN_SCHEME))
		return (by_token(w, authorization + n));
	return (by_cookie(w));
}

enum err
auth_access(struct web *w)
{
	if (w->route->access == ACCESS_ANYONE)
		return (ERR_OK);
	if (w->me == NULL)
		return (err_set(
		    &w->svc.error, ERR_LOGIN, NULL, "You must be logged in"));
	if (w->me->team_banned && w->me->role != ROLE_ADMIN &&
	    team_in_use(&w->svc))
		return (err_set(&w->svc.error, ERR_FORBIDDEN, NULL,
		    "Your team has been banned"));
	if (w->route->access == ACCESS_ADMIN && w->me->role != ROLE_ADMIN)
		return (err_set(&w->svc.error, ERR_FORBIDDEN, NULL,
		    "Only admins may do this"));
	return (ERR_OK);
}

/*
 * Whether `origin` ("https://host:port", RFC 6454, 7) is that of the request's
 * own address.  A proxy in front may have taken the port from the Host header;
 * the scheme is left out because only it knows.
 */
static bool
is_own_origin(const struct http_request *req, const char *origin)
{
	const char *at = strstr(origin, "://");
	size_t n = strlen(req->host);

	if (at == NULL)
		return (false);
	at += strlen("://");
	if (text_equal_nocase(at, req->host_port))
		return (true);
	return (n > 0 && n == strlen(req->host_port) &&
		strncasecmp(at, req->host, n) == 0 && at[n] == ':');
}

/*
 * "same-site" is another origin too: instances may have a name below the
 * platform's.  "none" is a person, by an address typed or a bookmark.
 */
static bool
is_from_here(const struct http_request *req)
{
	const char *site = req->fetch_site;

	if (site != NULL)
		return (strcmp(site, "same-origin") == 0 ||
			strcmp(site, "none") == 0);
	return (req->origin == NULL || is_own_origin(req, req->origin));
}

enum err
auth_site(struct web *w)
{
	if (w->route->csrf && !w->by_token && !is_from_here(w->req))
		return (err_set(&w->svc.error, ERR_FORBIDDEN, NULL,
		    "The request came from another site"));
	return (ERR_OK);
}

bool
auth_host_ok(const struct web *w)
{
	const struct conf *conf = w->svc.p->conf;
	int i;

	for (i = 0; i < conf->hosts_n; i++)
		if (text_equal_nocase(conf->hosts[i], w->req->host))
			return (true);
	return (conf->hosts_n == 0);
}

enum err
auth_nonce(struct web *w)
{
	const char *sent = w->req->csrf_token;

	if (!w->route->csrf || w->by_token)
		return (ERR_OK);
	if (sent == NULL && w->form != NULL)
		sent = http_form_get(w->form, "nonce");
	if (sent == NULL || w->nonce[0] == '\0' ||
	    !crypto_equal(sent, w->nonce))
		return (err_set(&w->svc.error, ERR_FORBIDDEN, NULL,
		    "The nonce is missing or no longer valid. Reload the page "
		    "and try again"));
	return (ERR_OK);
}
