/*
 * What the contest adds to the pages of a challenge, for players and admins.
 */
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "service/board.h"
#include "service/files.h"
#include "service/flags.h"
#include "service/hints.h"
#include "web/handlers.h"
#include "web/page.h"
#include "web/score.h"

/* How a judgement looks: the name of the alert's colour. */
static const char *
attempt_look(enum attempt_status st)
{
	switch (st) {
	case ATTEMPT_CORRECT:
		return ("success");
	case ATTEMPT_PARTIAL:
	case ATTEMPT_ALREADY_SOLVED:
		return ("info");
	case ATTEMPT_RATELIMITED:
	case ATTEMPT_PAUSED:
		return ("warning");
	case ATTEMPT_INCORRECT:
	case ATTEMPT_NO_TRIES:
		break;
	}
	return ("danger");
}

void
flag_form_view(struct web *w, struct tpl *page, const struct challenge *c)
{
	struct tpl *form = tpl_include(page, "FLAG_FORM", "flag_form.tpl");
	const struct attempt *a = w->attempt;

	tpl_int(form, "ID", c->id.n);
	tpl_int(form, "MAX_ATTEMPTS", c->max_attempts);
	tpl_show_if(form, "HAS_MAX_ATTEMPTS", c->max_attempts > 0);
	if (a == NULL)
		return;
	tpl_show(form, "HAS_VERDICT");
	tpl_str(form, "VERDICT", a->said);
	tpl_str(form, "LOOK", attempt_look(a->status));
	if (a->status != ATTEMPT_CORRECT)
		tpl_str(form, "SUBMISSION", page_field(w, "submission"));
}

static void
hint_row(struct web *w, struct tpl *list, const struct hint *h, int number)
{
	struct tpl *row = tpl_add(list, "HINT");

	tpl_int(row, "HINT_ID", h->id);
	tpl_int(row, "COST", h->cost);
	if (h->title[0] != '\0')
		tpl_str(row, "TITLE", h->title);
	else
		tpl_fmt(row, "TITLE", tr("Hint %d"), number);
	tpl_show(row, h->unlocked ? "IS_OPEN" : "IS_LOCKED");
	if (h->unlocked)
		tpl_str(row, "CONTENT", markdown_html(w->mem, h->content));
}

enum err
hints_view(struct web *w, struct tpl *page, const struct challenge *c)
{
	struct hint *hints;
	struct tpl *list;
	size_t i, n;
	enum err err;

	err = hint_list(&w->svc, c->id, &hints, &n);
	if (err != ERR_OK || n == 0)
		return (err);
	tpl_show(page, "HAS_HINTS");
	list = tpl_include(page, "HINTS", "hints.tpl");
	for (i = 0; i < n; i++)
		hint_row(w, list, &hints[i], (int)i + 1);
	return (ERR_OK);
}

/* ------------------------------------------------ for admins */

static void
flag_row(struct tpl *list, const struct flag *f)
{
	struct tpl *row = tpl_add(list, "FLAG");

	tpl_int(row, "FLAG_ID", f->id);
	tpl_str(row, "CONTENT", f->content);
	tpl_show_if(row, "IS_STATIC", f->kind == FLAG_STATIC);
	tpl_show_if(row, "IS_NOCASE", f->kind == FLAG_NOCASE);
	tpl_show_if(row, "IS_REGEX", f->kind == FLAG_REGEX);
}

enum err
flag_admin_view(struct web *w, struct tpl *page, const struct challenge *c)
{
	struct tpl *list = tpl_include(page, "FLAGS", "flags_admin.tpl");
	struct flag *flags;
	size_t i, n;
	enum err err;

	err = flag_list(&w->svc, c->id, &flags, &n);
	if (err != ERR_OK)
		return (err);
	tpl_int(list, "ID", c->id.n);
	tpl_show_if(list, "NO_FLAGS", n == 0);
	for (i = 0; i < n; i++)
		flag_row(list, &flags[i]);
	return (ERR_OK);
}

enum err
hint_admin_view(struct web *w, struct tpl *page, const struct challenge *c)
{
	struct tpl *list = tpl_include(page, "HINTS", "hints_admin.tpl"), *row;
	struct hint *hints;
	size_t i, n;
	enum err err;

	err = hint_list(&w->svc, c->id, &hints, &n);
	if (err != ERR_OK)
		return (err);
	tpl_int(list, "ID", c->id.n);
	for (i = 0; i < n; i++) {
		row = tpl_add(list, "HINT");
		tpl_int(row, "HINT_ID", hints[i].id);
		tpl_str(row, "TITLE", hints[i].title);
		tpl_int(row, "COST", hints[i].cost);
		tpl_str(row, "CONTENT", hints[i].content);
	}
	return (ERR_OK);
}

/* ------------------------------------------------ files */

static void
file_row(struct web *w, struct tpl *list, const struct challenge_file *f)
{
	struct tpl *row = tpl_add(list, "FILE");

	tpl_int(row, "FILE_ID", f->id);
	tpl_str(row, "NAME", f->name);
	tpl_str(row, "URL", file_url(w->mem, f));
	tpl_int(row, "SIZE", (f->size + 999) / 1000);
}

enum err
files_view(struct web *w, struct tpl *page, const struct challenge *c,
    const char *file)
{
	struct challenge_file *files;
	struct tpl *list;
	size_t i, n;
	enum err err = file_list(&w->svc, c->id, &files, &n);

	if (err != ERR_OK)
		return (err);
	tpl_show_if(page, "HAS_FILES", n > 0);
	list = tpl_include(page, "FILES", file);
	tpl_int(list, "ID", c->id.n);
	tpl_show_if(list, "NO_FILES", n == 0);
	for (i = 0; i < n; i++)
		file_row(w, list, &files[i]);
	return (ERR_OK);
}

/* ------------------------------------------------ who solved it */

/* As many are shown at once, and in all. */
#define SOLVES_SHOWN 10
#define SOLVES_MAX   1000

static void
solve_row(struct web *w, struct tpl *t, const struct board *b,
    const struct standings *st, size_t at)
{
	const struct board_solve *s = &b->solves[at];
	const struct board_account *a = &b->accounts[s->account];

	tpl_str(t, "WHO", a->name);
	tpl_str(t, "URL", score_account_path(w->mem, a->id));
	page_time(t, "AT", "HAS_AT", s->at_us);
	tpl_show_if(t, "IS_FIRST", st->prices[s->challenge].first == at);
}

enum err
solves_view(struct web *w, struct tpl *page, const struct challenge *c)
{
	const struct standings *st;
	const struct board *b;
	struct tpl *t;
	size_t at, n = 0;
	enum err err = board_get(&w->svc, &b, &st);

	if (err != ERR_OK)
		return (err);
	at = score_solve_first(b, st, c->id);
	if (at == BOARD_NONE)
		return (ERR_OK);
	tpl_show(page, "HAS_SOLVES");
	t = tpl_include(page, "SOLVES_LIST", "solves.tpl");
	for (; at != BOARD_NONE && n < SOLVES_MAX; n++) {
		solve_row(w, tpl_add(t, n < SOLVES_SHOWN ? "EARLY" : "LATER"),
		    b, st, at);
		at = score_solve_next(b, st, b->solves[at].after);
	}
	if (n > SOLVES_SHOWN) {
		tpl_show(t, "HAS_LATER");
		tpl_int(t, "LATER_COUNT", (int64_t)n - SOLVES_SHOWN);
	}
	return (ERR_OK);
}
