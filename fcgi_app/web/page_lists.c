/*
 * The contest's lists for admins: submissions, solves, awards, cheat
 * evidence.  One table says what each has; page and CSV are the same for all.
 */
#include <string.h>

#include "base/csv.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/hints.h"
#include "store/lists.h"
#include "web/handlers.h"
#include "web/page.h"
#include "web/score.h"

/* Rows of one CSV file; a longer list is narrowed down by its filters. */
#define CSV_ROWS    50000
#define FILTERS_MAX 4
#define SEARCH_MAX  128

struct list_def {
	const char *key; /* in the address */
	const char *title;
	const char *empty;
	list_fetch fetch;
	const char *columns[LIST_COLUMNS_MAX]; /* "When" is a time */
	struct {
		const char *key, *label;
	} filters[FILTERS_MAX];
};

static const struct list_def lists[] = {
    {"submissions", N_("Submissions"), N_("Nothing was handed in yet."),
	store_list_submissions,
	{N_("No."), N_("When"), N_("Player"), N_("Team"), N_("Challenge"),
	    N_("Judged"), N_("Submission"), N_("From")},
	{{"correct", N_("correct")}, {"incorrect", N_("incorrect")},
	    {"partial", N_("partial")}}},
    {"solves", N_("Solves"), N_("Nothing is solved yet."), store_list_solves,
	{N_("No."), N_("When"), N_("Player"), N_("Team"), N_("Challenge"),
	    N_("Worth now"), N_("Mark"), N_("From")},
	{{"first", N_("first blood")}}},
    {"awards", N_("Awards"), N_("No award yet."), store_list_awards,
	{N_("No."), N_("When"), N_("Player"), N_("Team"), N_("Award"),
	    N_("Points"), N_("Category"), N_("Description")},
	{{"given", N_("given")}, {"taken", N_("taken")},
	    {"hints", N_("paid for hints")}}},
    {"cheats", N_("Shared flags"),
	N_("No flag of another account's instance was handed in."),
	store_list_cheats,
	{N_("No."), N_("When"), N_("Challenge"), N_("Handed in by"), N_("From"),
	    N_("Ever started it"), N_("Flag of"), N_("Address of owner"),
	    N_("When owner started"), N_("Instance")},
	{{"never", N_("never started the challenge")},
	    {"started", N_("started the challenge")}}},
};

static const struct list_def *
find_list(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(lists[i].key, key) == 0)
			return (&lists[i]);
	return (NULL);
}

static const struct list_def *
list_of(struct web *w)
{
	const struct list_def *l = find_list(w->key);

	if (l == NULL)
		(void)!err_set(&w->svc.error, ERR_NOT_FOUND, NULL,
		    "There is no such list");
	return (l);
}

/* A filter that the list does not have is none. */
static struct list_query
read_query(struct web *w, const struct list_def *l)
{
	struct list_query q = {.filter = ""};
	const char *filter = page_query(w, "filter");
	int i;

	q.search = text_trim(w->mem, page_query(w, "search"));
	if (strlen(q.search) > SEARCH_MAX)
		q.search = mem_strndup(w->mem, q.search, SEARCH_MAX);
	if (!text_utf8(q.search, strlen(q.search)))
		q.search = "";
	for (i = 0; i < FILTERS_MAX && l->filters[i].key != NULL; i++)
		if (strcmp(l->filters[i].key, filter) == 0)
			q.filter = l->filters[i].key;
	if (text_int(page_query(w, "offset"), 0, 1000000000, &q.offset) !=
	    ERR_OK)
		q.offset = 0;
	return (q);
}

/* ------------------------------------------------ the page */

static void
head_view(struct tpl *page, const struct list_def *l)
{
	int i;

	for (i = 0; i < LIST_COLUMNS_MAX && l->columns[i] != NULL; i++)
		tpl_str(
		    tpl_add(page, "COLUMN"), "COLUMN_NAME", tr(l->columns[i]));
	if (strcmp(l->key, "awards") == 0)
		tpl_show(page, "HAS_ACTIONS");
}

/* Whether the column has words of ours, not what somebody wrote. */
static bool
is_word(const char *column)
{
	static const char *const words[] = {
	    "Judged", "Mark", "Ever started it"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], column) == 0)
			return (true);
	return (false);
}

static void
row_view(
    struct tpl *page, const struct list_def *l, const struct list_row *from)
{
	struct tpl *row = tpl_add(page, "ROW"), *cell;
	bool is_time;
	int i;

	for (i = 0; i < LIST_COLUMNS_MAX && l->columns[i] != NULL; i++) {
		is_time = text_starts(l->columns[i], "When") &&
			  from->cells[i][0] != '\0';
		cell = tpl_add(row, "CELL");
		tpl_str(cell, "LABEL", tr(l->columns[i]));
		tpl_str(cell, "TEXT",
		    is_word(l->columns[i]) ? tr(from->cells[i])
					   : from->cells[i]);
		tpl_show(cell, is_time ? "IS_TIME" : "IS_TEXT");
	}
	tpl_str(row, "ID", from->cells[0]);
	tpl_show_if(row, "CAN_DELETE", strcmp(l->key, "awards") == 0);
}

static void
filter_view(
    struct tpl *page, const struct list_def *l, const struct list_query *q)
{
	struct tpl *option;
	int i;

	for (i = 0; i < FILTERS_MAX && l->filters[i].key != NULL; i++) {
		option = tpl_add(page, "FILTER");
		tpl_str(option, "FILTER_KEY", l->filters[i].key);
		tpl_str(option, "FILTER_LABEL", tr(l->filters[i].label));
		tpl_show_if(option, "IS_CHOSEN",
		    strcmp(l->filters[i].key, q->filter) == 0);
	}
	tpl_str(page, "SEARCH", q->search);
	tpl_str(page, "FILTER_CHOSEN", q->filter);
}

static void
pager(struct tpl *page, const struct list_query *q, size_t n)
{
	size_t shown = n < LIMIT_PAGE ? n : LIMIT_PAGE;

	tpl_int(page, "FROM", shown > 0 ? q->offset + 1 : 0);
	tpl_int(page, "TO", q->offset + (int64_t)shown);
	if (q->offset > 0) {
		tpl_int(page, "PREVIOUS",
		    q->offset > LIMIT_PAGE ? q->offset - LIMIT_PAGE : 0);
		tpl_show(page, "HAS_PREVIOUS");
	}
	if (n > LIMIT_PAGE) {
		tpl_int(page, "NEXT", q->offset + LIMIT_PAGE);
		tpl_show(page, "HAS_NEXT");
	}
}

static enum err
list_show(struct web *w, const struct list_def *l, enum err why)
{
	struct list_query q = read_query(w, l);
	struct tpl *page = page_new(w, tr(l->title), "CONTEST");
	struct list_row *rows;
	size_t i, n;
	enum err err;

	if (why != ERR_OK)
		page_show_error(w, page);
	/* one more than a page tells whether there is a next one */
	q.limit = LIMIT_PAGE + 1;
	err = l->fetch(w->svc.p->db, w->mem, &q, &rows, &n, &w->svc.error);
	if (err != ERR_OK)
		return (err);
	tpl_str(page, "LIST_TITLE", tr(l->title));
	tpl_str(page, "KEY", l->key);
	tpl_str(page, "EMPTY_TEXT", tr(l->empty));
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct tpl *tab = tpl_add(page, "TAB");

		tpl_str(tab, "TAB_KEY", lists[i].key);
		tpl_str(tab, "TAB_TITLE", tr(lists[i].title));
		tpl_show_if(tab, "IS_HERE", &lists[i] == l);
	}
	head_view(page, l);
	for (i = 0; i < n && i < LIMIT_PAGE; i++)
		row_view(page, l, &rows[i]);
	filter_view(page, l, &q);
	pager(page, &q, n);
	tpl_show_if(page, "IS_EMPTY", n == 0);
	tpl_show_if(page, "IS_FULL", n > 0);
	tpl_show_if(page, "CAN_ADD", strcmp(l->key, "awards") == 0);
	tpl_str(page, "WHO",
	    w->svc.p->settings->teams_mode ? tr("Team") : tr("Player"));
	tpl_str(page, "ACCOUNT", page_field(w, "account"));
	tpl_str(page, "NAME", page_field(w, "name"));
	tpl_str(page, "VALUE", page_field(w, "value"));
	tpl_str(page, "DESCRIPTION", page_field(w, "description"));
	return (page_send(
	    w, page, "list.tpl", why == ERR_OK ? 200 : page_error_status(why)));
}

enum err
page_list(struct web *w)
{
	const struct list_def *l = list_of(w);

	return (l != NULL ? list_show(w, l, ERR_OK) : ERR_NOT_FOUND);
}

enum err
page_list_csv(struct web *w)
{
	const struct list_def *l = list_of(w);
	struct buf *out = buf_new(w->mem, LIMIT_RESPONSE);
	struct list_query q;
	struct list_row *rows;
	size_t i, n;
	enum err err;
	int c;

	if (l == NULL)
		return (ERR_NOT_FOUND);
	q = read_query(w, l);
	q.limit = CSV_ROWS;
	err = l->fetch(w->svc.p->db, w->mem, &q, &rows, &n, &w->svc.error);
	if (err != ERR_OK)
		return (err);
	for (c = 0; c < LIST_COLUMNS_MAX && l->columns[c] != NULL; c++)
		csv_str(out, l->columns[c]);
	csv_end(out);
	for (i = 0; i < n; i++) {
		for (c = 0; c < LIST_COLUMNS_MAX && l->columns[c] != NULL; c++)
			csv_str(out, rows[i].cells[c]);
		csv_end(out);
	}
	return (score_send_csv(w, mem_printf(w->mem, "%s.csv", l->key), out));
}

/* ------------------------------------------------ awards */

enum err
page_award_post(struct web *w)
{
	struct award a = {.name = text_trim(w->mem, page_field(w, "name")),
	    .description = page_field(w, "description"),
	    .category = ""};
	int64_t value = 0;
	enum err err;

	err = award_account(&w->svc, page_field(w, "account"), &a.account);
	if (err == ERR_OK && text_int(text_trim(w->mem, page_field(w, "value")),
				 -LIMIT_VALUE, LIMIT_VALUE, &value) != ERR_OK)
		err = err_set(&w->svc.error, ERR_INVALID, "value",
		    "must be a whole number from %d to %d", -LIMIT_VALUE,
		    LIMIT_VALUE);
	a.value = (int)value;
	if (err == ERR_OK)
		err = award_add(&w->svc, &a);
	if (err == ERR_INVALID)
		return (list_show(w, find_list("awards"), err));
	if (err != ERR_OK)
		return (err);
	return (page_go(w, "/containers/admin/contest/awards"));
}

enum err
page_award_delete_post(struct web *w)
{
	enum err err = award_delete(&w->svc, w->id);

	if (err != ERR_OK)
		return (err);
	return (page_go(w, "/containers/admin/contest/awards"));
}
