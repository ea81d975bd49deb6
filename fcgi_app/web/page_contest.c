/*
 * The contest's forms, for browsers without JavaScript too.
 */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/flags.h"
#include "service/hints.h"
#include "web/handlers.h"
#include "web/page.h"

enum err
page_challenge_flag(struct web *w)
{
	struct challenge_id c = {w->id};
	struct attempt *a = mem_new(w->mem, struct attempt);
	enum err err;

	err = contest_attempt(&w->svc, c, page_field(w, "submission"), a);
	if (err == ERR_INVALID || err == ERR_FORBIDDEN)
		return (page_challenge_show(w, err));
	if (err != ERR_OK)
		return (err);
	w->attempt = a;
	return (page_challenge_show(w, ERR_OK));
}

/* ------------------------------------------------ flags, for admins */

static enum err
back_to_challenge(struct web *w, struct challenge_id c, const char *part)
{
	return (page_go(
	    w, mem_printf(w->mem, "/containers/admin/challenges/%lld#%s",
		   (long long)c.n, part)));
}

static enum err
form_kind(struct web *w, struct flag *f)
{
	int kind = flag_kind_from(page_field(w, "kind"));

	if (kind < 0)
		return (err_set(&w->svc.error, ERR_INVALID, "kind",
		    "must be one of static, nocase, regex"));
	f->kind = (enum flag_kind)kind;
	f->content = page_field(w, "content");
	return (ERR_OK);
}

enum err
page_flag_add_post(struct web *w)
{
	struct flag f = {.challenge = w->id};
	struct challenge_id c = {w->id};
	enum err err = form_kind(w, &f);

	if (err == ERR_OK)
		err = flag_add(&w->svc, &f);
	return (err == ERR_OK ? back_to_challenge(w, c, "flags") : err);
}

enum err
page_flag_post(struct web *w)
{
	struct challenge_id c;
	struct flag *f;
	enum err err;

	err = flag_get(&w->svc, w->id, &f);
	if (err == ERR_OK)
		err = form_kind(w, f);
	if (err == ERR_OK)
		err = flag_update(&w->svc, f);
	if (err != ERR_OK)
		return (err);
	c.n = f->challenge;
	return (back_to_challenge(w, c, "flags"));
}

enum err
page_flag_delete_post(struct web *w)
{
	struct challenge_id c;
	enum err err = flag_delete(&w->svc, w->id, &c);

	return (err == ERR_OK ? back_to_challenge(w, c, "flags") : err);
}

/* ------------------------------------------------ hints */

enum err
page_hint_unlock_post(struct web *w)
{
	struct hint *h;
	int64_t id = w->id;
	enum err err, why;
	struct error said;

	why = hint_unlock(&w->svc, id, &h);
	if (why == ERR_OK)
		return (
		    page_go(w, mem_printf(w->mem, "/containers/challenges/%lld",
				   (long long)h->challenge.n)));
	if (why != ERR_INVALID && why != ERR_FORBIDDEN)
		return (why);
	said = w->svc.error;
	err = hint_get(&w->svc, id, &h);
	if (err != ERR_OK)
		return (err);
	w->svc.error = said;
	w->id = h->challenge.n;
	return (page_challenge_show(w, why));
}

static enum err
form_hint(struct web *w, struct hint *h)
{
	const char *cost = text_trim(w->mem, page_field(w, "cost"));
	int64_t n = 0;

	h->title = text_trim(w->mem, page_field(w, "title"));
	h->content = page_field(w, "content");
	if (cost[0] != '\0' && text_int(cost, 0, LIMIT_VALUE, &n) != ERR_OK)
		n = -1; /* said by hint_check() */
	h->cost = (int)n;
	return (ERR_OK);
}

enum err
page_hint_add_post(struct web *w)
{
	struct hint h = {.challenge = {w->id}};
	enum err err = form_hint(w, &h);

	if (err == ERR_OK)
		err = hint_add(&w->svc, &h);
	return (err == ERR_OK ? back_to_challenge(w, h.challenge, "hints") : err);
}

enum err
page_hint_post(struct web *w)
{
	struct hint *h;
	enum err err;

	err = hint_get(&w->svc, w->id, &h);
	if (err == ERR_OK)
		err = form_hint(w, h);
	if (err == ERR_OK)
		err = hint_update(&w->svc, h);
	return (err == ERR_OK ? back_to_challenge(w, h->challenge, "hints") : err);
}

enum err
page_hint_delete_post(struct web *w)
{
	struct challenge_id c;
	enum err err = hint_delete(&w->svc, w->id, &c);

	return (err == ERR_OK ? back_to_challenge(w, c, "hints") : err);
}
