/*
 * The scoreboard and an account's page, for everybody.
 */
#include <string.h>

#include "base/csv.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/bracket.h"
#include "service/board.h"
#include "web/handlers.h"
#include "web/page.h"
#include "web/score.h"

#define PAGE_ROWS LIMIT_PAGE

/* ------------------------------------------------ the event's times */

/* The countdown and what is said of the window, without JavaScript too. */
void
event_view(struct web *w, struct tpl *page)
{
	const struct settings *s = w->svc.p->settings;
	struct tpl *t = tpl_include(page, "EVENT", "event.tpl");
	int64_t now_us = 0;

	if (service_now(&w->svc, &now_us) != ERR_OK) {
		err_clear(&w->svc.error);
		return;
	}
	page_time(t, "NOW", "HAS_NOW", now_us);
	if (event_phase(s, now_us) == EVENT_BEFORE)
		page_time(t, "STARTS", "IS_BEFORE", s->event_start_us);
	else if (event_phase(s, now_us) == EVENT_ENDED)
		page_time(t, "ENDED", "IS_ENDED", s->event_end_us);
	else if (s->event_end_us != 0)
		page_time(t, "ENDS", "IS_RUNNING", s->event_end_us);
	tpl_show_if(t, "IS_PAUSED", s->paused);
	if (event_frozen(s, now_us)) {
		page_time(t, "FROZEN", "IS_FROZEN", s->event_freeze_us);
		tpl_show_if(
		    t, "SEES_LIVE", w->me != NULL && w->me->role == ROLE_ADMIN);
	}
}

/* ------------------------------------------------ the scoreboard */

/* What the query asks for. */
struct filter {
	const char *search;
	const char *bracket;
	int64_t offset;
};

static struct filter
read_filter(struct web *w)
{
	struct filter f = {.search = text_trim(w->mem, page_query(w, "search")),
	    .bracket = page_query(w, "bracket")};

	if (text_int(page_query(w, "offset"), 0, 1000000000, &f.offset) !=
	    ERR_OK)
		f.offset = 0;
	return (f);
}

/* Without regard to case, as far as ASCII goes. */
static bool
has_text(const char *name, const char *wanted)
{
	return (wanted[0] == '\0' || strcasestr(name, wanted) != NULL);
}

static bool
wanted(const struct filter *f, const struct board_account *a)
{
	return (has_text(a->name, f->search) &&
		(f->bracket[0] == '\0' || strcmp(f->bracket, a->bracket) == 0));
}

static void
board_row(struct web *w, struct tpl *page, const struct board *b,
    const struct standing *s, int rank)
{
	const struct board_account *a = &b->accounts[s->account];
	struct tpl *row = tpl_add(page, "ROW");

	tpl_int(row, "PLACE", rank);
	tpl_str(row, "NAME", a->name);
	tpl_str(row, "PATH", score_account_path(w->mem, a->id));
	tpl_str(row, "BRACKET", a->bracket);
	tpl_int(row, "SCORE", s->score);
	page_time(row, "AT", "HAS_AT", s->at_us);
	tpl_show_if(row, "IS_MINE",
	    w->me != NULL &&
		(a->id.n == w->me->id.n || a->id.n == -w->me->team.n) &&
		(a->id.n > 0) == !w->svc.p->settings->teams_mode);
}

/* The places within a bracket count from 1 again. */
static size_t
fill_rows(struct web *w, struct tpl *page, const struct board *b,
    const struct standings *st, const struct filter *f)
{
	size_t i, found = 0;
	int rank = 0;

	for (i = 0; i < st->n; i++) {
		const struct board_account *a =
		    &b->accounts[st->list[i].account];

		if (f->bracket[0] != '\0' && strcmp(f->bracket, a->bracket))
			continue;
		rank++;
		if (!wanted(f, a))
			continue;
		if (found >= (size_t)f->offset &&
		    found < (size_t)f->offset + PAGE_ROWS)
			board_row(w, page, b, &st->list[i], rank);
		found++;
	}
	return (found);
}

static void
pager(struct tpl *page, const struct filter *f, size_t found)
{
	int64_t to = f->offset + PAGE_ROWS;

	tpl_int(page, "TOTAL", (int64_t)found);
	tpl_int(page, "FROM", found > 0 ? f->offset + 1 : 0);
	tpl_int(page, "TO", to < (int64_t)found ? to : (int64_t)found);
	tpl_str(page, "SEARCH", f->search);
	tpl_str(page, "BRACKET_CHOSEN", f->bracket);
	if (f->offset > 0) {
		tpl_int(page, "PREVIOUS",
		    f->offset > PAGE_ROWS ? f->offset - PAGE_ROWS : 0);
		tpl_show(page, "HAS_PREVIOUS");
	}
	if (to < (int64_t)found) {
		tpl_int(page, "NEXT", to);
		tpl_show(page, "HAS_NEXT");
	}
}

static void
bracket_choices(struct web *w, struct tpl *page, const char *chosen)
{
	const char *all = w->svc.p->settings->value[SETTING_BRACKETS];
	char *copy = mem_strdup(w->mem, all), *save = NULL, *word;
	struct tpl *option;

	if (all[0] == '\0')
		return;
	tpl_show(page, "HAS_BRACKETS");
	for (word = strtok_r(copy, ",", &save); word != NULL;
	     word = strtok_r(NULL, ",", &save)) {
		word = text_trim(w->mem, word);
		option = tpl_add(page, "BRACKET_OPTION");
		tpl_str(option, "BRACKET_NAME", word);
		tpl_show_if(option, "IS_CHOSEN", strcmp(word, chosen) == 0);
	}
}

enum err
page_scoreboard(struct web *w)
{
	struct tpl *page = page_new(w, tr("Scoreboard"), "SCOREBOARD");
	struct filter f = read_filter(w);
	const struct standings *st;
	const struct board *b;
	size_t found;
	enum err err;

	err = board_get(&w->svc, &b, &st);
	if (err != ERR_OK)
		return (err);
	event_view(w, page);
	found = fill_rows(w, page, b, st, &f);
	pager(page, &f, found);
	bracket_choices(w, page, f.bracket);
	tpl_show_if(page, "IS_EMPTY", st->n == 0);
	tpl_show_if(page, "IS_FULL", st->n > 0);
	tpl_show_if(page, "NONE_FOUND", st->n > 0 && found == 0);
	tpl_str(page, "WHO",
	    w->svc.p->settings->teams_mode ? tr("Team") : tr("Player"));
	return (page_send(w, page, "scoreboard.tpl", 200));
}

enum err
score_send_csv(struct web *w, const char *file, struct buf *b)
{
	if (buf_full(b))
		return (err_set(&w->svc.error, ERR_TOO_LARGE, NULL,
		    "The list is too long for one file: narrow it down"));
	http_header(w->http, "Content-Disposition",
	    mem_printf(w->mem, "attachment; filename=\"%s\"", file));
	http_send(
	    w->http, 200, "text/csv; charset=utf-8", buf_data(b), buf_len(b));
	return (ERR_OK);
}

enum err
page_scoreboard_csv(struct web *w)
{
	struct buf *out = buf_new(w->mem, LIMIT_RESPONSE);
	const struct standings *st;
	const struct board *b;
	size_t i;
	enum err err;

	err = board_get(&w->svc, &b, &st);
	if (err != ERR_OK)
		return (err);
	buf_str(out, "place,account,id,bracket,score\r\n");
	for (i = 0; i < st->n; i++) {
		const struct board_account *a =
		    &b->accounts[st->list[i].account];

		csv_int(out, st->list[i].place);
		csv_str(out, a->name);
		csv_int(out, a->id.n < 0 ? -a->id.n : a->id.n);
		csv_str(out, a->bracket);
		csv_int(out, st->list[i].score);
		csv_end(out);
	}
	return (score_send_csv(w, "scoreboard.csv", out));
}

/* ------------------------------------------------ one account */

/* Solves and points of one category. */
struct slice {
	const char *category;
	int solves, all;
	int64_t points;
};

static struct slice *
slice_of(struct slice *list, size_t *n, const char *category)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (strcmp(list[i].category, category) == 0)
			return (&list[i]);
	list[*n] = (struct slice){.category = category};
	return (&list[(*n)++]);
}

static void
slices_view(struct web *w, struct tpl *page, const struct board *b,
    const struct score_step *steps, size_t n)
{
	struct slice *list, *s;
	size_t i, list_n = 0;
	struct tpl *row;

	list = mem_array(w->mem, struct slice, b->challenges_n + 1);
	for (i = 0; i < b->challenges_n; i++)
		if (b->challenges[i].state == CHALLENGE_VISIBLE)
			slice_of(list, &list_n, b->challenges[i].category)
			    ->all++;
	for (i = 0; i < n; i++)
		if (steps[i].solve != NULL) {
			s = slice_of(list, &list_n,
			    b->challenges[steps[i].solve->challenge].category);
			s->solves++;
			s->points += steps[i].value;
		}
	for (i = 0; i < list_n; i++) {
		row = tpl_add(page, "SLICE");
		tpl_str(row, "CATEGORY",
		    list[i].category[0] != '\0' ? list[i].category
						: tr("Challenges"));
		tpl_int(row, "SOLVED", list[i].solves);
		tpl_int(row, "ALL",
		    list[i].all > list[i].solves ? list[i].all
						 : list[i].solves);
		tpl_int(row, "POINTS", list[i].points);
	}
}

static void
step_row(struct web *w, struct tpl *page, const struct board *b,
    const struct standings *st, const struct score_step *step)
{
	struct tpl *row = tpl_add(page, "STEP");
	const struct challenge *c;

	tpl_int(row, "VALUE", step->value);
	page_time(row, "AT", "HAS_AT", step->at_us);
	if (step->solve == NULL) {
		tpl_str(row, "WHAT", step->award->name);
		tpl_str(row, "CATEGORY", tr("Award"));
		tpl_show(row, "IS_AWARD");
		return;
	}
	c = &b->challenges[step->solve->challenge];
	tpl_str(row, "WHAT", c->name);
	tpl_str(row, "CATEGORY", c->category);
	tpl_int(row, "CHALLENGE_ID", c->id.n);
	tpl_show(row, "IS_SOLVE");
	tpl_show_if(row, "IS_FIRST",
	    st->prices[step->solve->challenge].first ==
		(size_t)(step->solve - b->solves));
	(void)w;
}

static enum err
account_page(struct web *w, struct account_id id)
{
	const struct board_account *a;
	const struct standings *st;
	struct score_step *steps;
	const struct board *b;
	struct tpl *page;
	size_t at, i, n, place;
	enum err err;

	err = board_get(&w->svc, &b, &st);
	if (err != ERR_OK)
		return (err);
	at = board_account(b, id);
	if (at == BOARD_NONE ||
	    (!b->accounts[at].counts &&
		(w->me == NULL || w->me->role != ROLE_ADMIN)))
		return (err_set(&w->svc.error, ERR_NOT_FOUND, NULL,
		    "There is no such account"));
	a = &b->accounts[at];
	page = page_new(w, a->name, "SCOREBOARD");
	event_view(w, page);
	place = st->by_account[at];
	tpl_str(page, "NAME", a->name);
	tpl_str(page, "BRACKET", a->bracket);
	tpl_show_if(page, "HAS_BRACKET", a->bracket[0] != '\0');
	tpl_show_if(page, "IS_RANKED", place != BOARD_NONE);
	tpl_int(page, "PLACE", place != BOARD_NONE ? st->list[place].place : 0);
	tpl_int(page, "SCORE", place != BOARD_NONE ? st->list[place].score : 0);
	n = score_steps(w, b, st, at, &steps);
	for (i = n; i > 0; i--)
		step_row(w, page, b, st, &steps[i - 1]);
	slices_view(w, page, b, steps, n);
	tpl_show_if(page, "NO_STEPS", n == 0);
	tpl_show_if(page, "HAS_STEPS", n > 0);
	return (page_send(w, page, "account_score.tpl", 200));
}

enum err
page_account_user(struct web *w)
{
	return (account_page(w, (struct account_id){w->id}));
}

enum err
page_account_team(struct web *w)
{
	return (account_page(w, (struct account_id){-w->id}));
}
