#include <string.h>

#include "base/lang.h"
#include "web/handlers.h"
#include "web/page.h"

/* A year: the choice belongs to the browser, not to who is logged in. */
#define CHOICE_SECONDS (365 * 24 * 3600)

static const char *
cookie_name(const struct web *w)
{
	return (w->svc.p->conf->secure_cookies ? "__Host-berth_language"
					       : "berth_language");
}

void
web_language(struct web *w)
{
	const struct settings *s = w->svc.p->settings;
	enum lang lang = LANG_EN;
	const char *chosen;

	switch (w->route->shape) {
	case SHAPE_PAGE:
		chosen = http_cookie_get(w->req, cookie_name(w));
		if (chosen == NULL || !lang_find(chosen, &lang))
			lang = lang_accept(w->req->accept_language,
			    s != NULL ? s->language : LANG_EN);
		break;
	case SHAPE_API:
		lang = lang_accept(w->req->accept_language, LANG_EN);
		break;
	case SHAPE_PLUGIN:
		break;
	}
	lang_set(lang);
}

void
web_language_headers(struct web *w)
{
	http_header(w->http, "Content-Language", lang_code(lang_get()));
	http_header(w->http, "Vary", "Accept-Language, Cookie");
}

enum err
page_language_post(struct web *w)
{
	enum lang lang;

	if (!lang_find(page_field(w, "language"), &lang))
		return (err_set(&w->svc.error, ERR_INVALID, "language",
		    "must be one of those that the page offers"));
	http_cookie(w->http, cookie_name(w), lang_code(lang), CHOICE_SECONDS,
	    w->svc.p->conf->secure_cookies ? COOKIE_SECURE : COOKIE_PLAIN);
	return (page_go(w, page_field(w, "next")));
}
