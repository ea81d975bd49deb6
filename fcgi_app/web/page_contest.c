/*
 * The contest's forms, for browsers without JavaScript too.
 */
#include <string.h>

#include "base/mem.h"
#include "service/flags.h"
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
back_to_challenge(struct web *w, struct challenge_id c)
{
	return (
	    page_go(w, mem_printf(w->mem, "/containers/admin/challenges/%lld",
			   (long long)c.n)));
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
	return (err == ERR_OK ? back_to_challenge(w, c) : err);
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
	return (back_to_challenge(w, c));
}

enum err
page_flag_delete_post(struct web *w)
{
	struct challenge_id c;
	enum err err = flag_delete(&w->svc, w->id, &c);

	return (err == ERR_OK ? back_to_challenge(w, c) : err);
}
