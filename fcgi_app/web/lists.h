/*
 * What the admins' lists have in common (lists.c): one table says what each
 * shows, how it can be narrowed down, and what its rows are in JSON.  Pages
 * and CSV are made of it by page_lists.c, JSON by api_lists.c.
 */
#ifndef BERTH_WEB_LISTS_H
#define BERTH_WEB_LISTS_H

#include "libtemplate/libtemplate.h"
#include "store/lists.h"
#include "web/web.h"

#define LIST_FILTERS_MAX 14
#define LIST_FIELDS_MAX  12

enum list_field_kind {
	FIELD_END,
	FIELD_TEXT, /* null where it is missing */
	FIELD_INT,
	FIELD_TIME,
	FIELD_YES,   /* true unless the cell is "" or "no" */
	FIELD_NAMED, /* "key_id", and "key" with id and name; null if missing */
};

/* A member of a row in JSON: which cell it is made of. */
struct list_field {
	enum list_field_kind kind;
	const char *key;
	int cell;
	int id_cell; /* of FIELD_NAMED */
};

struct list_def {
	enum list list;
	const char *key;  /* of its file, and in the contest's addresses */
	const char *path; /* of its page */
	const char *api;  /* behind /api/v1/ */
	const char *nav;  /* its place in the bar; page_new() */
	const char *file; /* its template */
	const char *title;
	const char *empty; /* what to say when there is nothing */
	const char *columns[LIST_COLUMNS_MAX]; /* "When" begins a time's name */
	struct {
		const char *key, *label;
	} filters[LIST_FILTERS_MAX];
	bool has_dates; /* it can be narrowed down to days or moments */
	struct list_field fields[LIST_FIELDS_MAX];
};

extern const struct list_def list_table[LISTS];

/*
 * The query's "search" (CTFd's "q") and "filter" (CTFd's "type"); a filter
 * that the list does not have is none.  Where it has dates, "from" and "to" as
 * domain/moment.h reads them, both included: ERR_INVALID with the field of one
 * that is none.  Offset and limit are 0.
 */
enum err list_query_of(struct web *w, const struct list_def *l,
    struct list_query *ret) MUST_USE;

/* The list whose address in the API the route is. */
const struct list_def *list_of_route(const struct web_route *route);

/* The cells of one row of the audit log in `row`: page_audit.c. */
void audit_row_view(
    struct web *w, struct tpl *row, const struct list_row *from);

#endif
