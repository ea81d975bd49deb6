/*
 * The admins' lists as pages and as CSV: submissions, solves, awards, cheat
 * evidence, the audit log.  lists.c says what each has.
 */
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/moment.h"
#include "service/hints.h"
#include "web/handlers.h"
#include "web/lists.h"
#include "web/page.h"
#include "web/score.h"

/* Rows of one CSV file; a longer list is narrowed down by its filters. */
#define CSV_ROWS 50000
#define DAY_US   (24 * 3600 * USEC_PER_SEC)

/* Whether it is one of those with tabs between them. */
static bool
is_of_contest(const struct list_def *l)
{
	return (strcmp(l->nav, "CONTEST") == 0);
}

/* The contest's list that the address names. */
static const struct list_def *
list_of(struct web *w)
{
	const struct list_def *l;

	for (l = list_table; l < list_table + LISTS; l++)
		if (is_of_contest(l) && strcmp(l->key, w->key) == 0)
			return (l);
	(void)!err_set(
	    &w->svc.error, ERR_NOT_FOUND, NULL, "There is no such list");
	return (NULL);
}

/* ------------------------------------------------ the page */

static void
head_view(struct tpl *page, const struct list_def *l)
{
	int i;

	for (i = 0; i < LIST_COLUMNS_MAX && l->columns[i] != NULL; i++)
		tpl_str(
		    tpl_add(page, "COLUMN"), "COLUMN_NAME", tr(l->columns[i]));
	if (l->list == LIST_AWARDS)
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
	tpl_show_if(row, "CAN_DELETE", l->list == LIST_AWARDS);
}

static void
filter_view(
    struct tpl *page, const struct list_def *l, const struct list_query *q)
{
	struct tpl *option;
	int i;

	for (i = 0; i < LIST_FILTERS_MAX && l->filters[i].key != NULL; i++) {
		option = tpl_add(page, "FILTER");
		tpl_str(option, "FILTER_KEY", l->filters[i].key);
		tpl_str(option, "FILTER_LABEL", tr(l->filters[i].label));
		tpl_show_if(option, "IS_CHOSEN",
		    strcmp(l->filters[i].key, q->filter) == 0);
	}
	tpl_str(page, "SEARCH", q->search);
	tpl_str(page, "FILTER_CHOSEN", q->filter);
}

/* The browser's field for days would not show anything else, and forget it. */
static bool
is_day(struct web *w, const char *text)
{
	int64_t from_us, until_us;

	return (moment_span(w->mem, text, &from_us, &until_us) == ERR_OK &&
		(text[0] == '\0' || until_us - from_us >= DAY_US));
}

/* The first and the last of the days, as they were typed. */
static void
dates_view(struct web *w, struct tpl *page)
{
	static const struct {
		const char *query, *value, *is_day, *is_text;
	} fields[] = {
	    {"from", "FIRST", "FIRST_IS_DAY", "FIRST_IS_TEXT"},
	    {"to", "LAST", "LAST_IS_DAY", "LAST_IS_TEXT"},
	};
	const char *text;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		text = text_trim(w->mem, page_query(w, fields[i].query));
		tpl_str(page, fields[i].value, text);
		tpl_show(page,
		    is_day(w, text) ? fields[i].is_day : fields[i].is_text);
	}
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

static void
tabs_view(struct tpl *page, const struct list_def *here)
{
	const struct list_def *l;
	struct tpl *tab;

	for (l = list_table; l < list_table + LISTS; l++) {
		if (!is_of_contest(l))
			continue;
		tab = tpl_add(page, "TAB");
		tpl_str(tab, "TAB_PATH", l->path);
		tpl_str(tab, "TAB_TITLE", tr(l->title));
		tpl_show_if(tab, "IS_HERE", l == here);
	}
}

/* The form to give an award, with what was typed. */
static void
award_form_view(struct web *w, struct tpl *page)
{
	tpl_show(page, "CAN_ADD");
	tpl_str(page, "WHO",
	    w->svc.p->settings->teams_mode ? tr("Team") : tr("Player"));
	tpl_str(page, "ACCOUNT", page_field(w, "account"));
	tpl_str(page, "NAME", page_field(w, "name"));
	tpl_str(page, "VALUE", page_field(w, "value"));
	tpl_str(page, "DESCRIPTION", page_field(w, "description"));
}

static void
rows_view(struct web *w, struct tpl *page, const struct list_def *l,
    const struct list_row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < LIMIT_PAGE; i++) {
		if (l->list == LIST_AUDIT)
			audit_row_view(w, tpl_add(page, "ROW"), &rows[i]);
		else
			row_view(page, l, &rows[i]);
	}
	tpl_show(page, n > 0 ? "IS_FULL" : "IS_EMPTY");
}

/* Whether the list is narrowed down. */
static bool
is_filtered(const struct list_query *q)
{
	return (q->search[0] != '\0' || q->filter[0] != '\0' ||
		q->from_us != 0 || q->until_us != 0);
}

/* The page, with the rows unless it can't be said which. */
static enum err
list_show(struct web *w, const struct list_def *l, enum err why)
{
	struct tpl *page = page_new(w, tr(l->title), l->nav);
	struct list_query q;
	struct list_row *rows;
	size_t n = 0;
	enum err err, bad = list_query_of(w, l, &q);

	if (bad != ERR_OK)
		why = bad;
	if (why != ERR_OK)
		page_show_error(w, page);
	/* one more than a page tells whether there is a next one */
	q.limit = LIMIT_PAGE + 1;
	q.offset = page_offset(w);
	if (bad == ERR_OK) {
		err = store_list(w->svc.p->db, w->mem, l->list, &q, &rows, &n,
		    &w->svc.error);
		if (err != ERR_OK)
			return (err);
		rows_view(w, page, l, rows, n);
	}
	tpl_str(page, "LIST_TITLE", tr(l->title));
	tpl_str(page, "PATH", l->path);
	tpl_str(page, "EMPTY_TEXT", tr(l->empty));
	tabs_view(page, l);
	head_view(page, l);
	filter_view(page, l, &q);
	if (l->has_dates)
		dates_view(w, page);
	pager(page, &q, n);
	tpl_show(page, is_filtered(&q) ? "IS_FILTERED" : "IS_WHOLE");
	if (l->list == LIST_AWARDS)
		award_form_view(w, page);
	return (page_send(
	    w, page, l->file, why == ERR_OK ? 200 : page_error_status(why)));
}

enum err
page_list(struct web *w)
{
	const struct list_def *l = list_of(w);

	return (l != NULL ? list_show(w, l, ERR_OK) : ERR_NOT_FOUND);
}

enum err
page_audit(struct web *w)
{
	return (list_show(w, &list_table[LIST_AUDIT], ERR_OK));
}

static enum err
send_csv(struct web *w, const struct list_def *l)
{
	struct buf *out = buf_new(w->mem, LIMIT_RESPONSE);
	struct list_query q;
	struct list_row *rows;
	size_t i, n;
	enum err err;
	int c;

	err = list_query_of(w, l, &q);
	q.limit = CSV_ROWS;
	if (err == ERR_OK)
		err = store_list(w->svc.p->db, w->mem, l->list, &q, &rows, &n,
		    &w->svc.error);
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

enum err
page_list_csv(struct web *w)
{
	const struct list_def *l = list_of(w);

	return (l != NULL ? send_csv(w, l) : ERR_NOT_FOUND);
}

enum err
page_audit_csv(struct web *w)
{
	return (send_csv(w, &list_table[LIST_AUDIT]));
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
		return (list_show(w, &list_table[LIST_AWARDS], err));
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
