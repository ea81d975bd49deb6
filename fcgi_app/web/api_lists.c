/*
 * The admins' lists as JSON, page by page; submissions and awards in CTFd's
 * shape.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "web/api.h"
#include "web/handlers.h"
#include "web/lists.h"

static void
set_text(struct json_writer *jw, const char *key, const char *cell)
{
	if (cell[0] != '\0')
		json_set_string(jw, key, cell);
	else
		json_set_null(jw, key);
}

static void
set_int(struct json_writer *jw, const char *key, const char *cell)
{
	int64_t n;

	if (text_int(cell, INT64_MIN, INT64_MAX, &n) == ERR_OK)
		json_set_int(jw, key, n);
	else
		json_set_null(jw, key);
}

static void
set_named(struct web *w, struct json_writer *jw, const char *key,
    const char *id, const char *name)
{
	set_int(jw, mem_printf(w->mem, "%s_id", key), id);
	if (id[0] == '\0') {
		json_set_null(jw, key);
		return;
	}
	json_key(jw, key);
	json_begin_object(jw);
	set_int(jw, "id", id);
	json_set_string(jw, "name", name);
	json_end_object(jw);
}

static void
put_row(struct web *w, struct json_writer *jw, const struct list_def *l,
    const struct list_row *row)
{
	const struct list_field *f;

	json_begin_object(jw);
	for (f = l->fields; f < l->fields + LIST_FIELDS_MAX; f++) {
		const char *cell = row->cells[f->cell];

		switch (f->kind) {
		case FIELD_END:
			break;
		case FIELD_TEXT:
		case FIELD_TIME:
			set_text(jw, f->key, cell);
			break;
		case FIELD_INT:
			set_int(jw, f->key, cell);
			break;
		case FIELD_YES:
			json_set_bool(jw, f->key,
			    cell[0] != '\0' && strcmp(cell, "no") != 0);
			break;
		case FIELD_NAMED:
			set_named(w, jw, f->key, row->cells[f->id_cell], cell);
			break;
		}
	}
	json_end_object(jw);
}

enum err
api_list(struct web *w)
{
	const struct list_def *l = list_of_route(w->route);
	struct list_query q;
	struct db *db = w->svc.p->db;
	struct json_writer *jw;
	struct api_paging paging;
	struct list_row *rows;
	size_t i, n;
	int total;
	enum err err;

	err = list_query_of(w, l, &q);
	if (err == ERR_OK)
		err = api_paging(w, &paging);
	if (err != ERR_OK)
		return (err);
	q.limit = paging.per_page;
	q.offset = paging.offset;
	err = store_list_total(db, w->mem, l->list, &q, &total, &w->svc.error);
	if (err == ERR_OK)
		err = store_list(
		    db, w->mem, l->list, &q, &rows, &n, &w->svc.error);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		put_row(w, jw, l, &rows[i]);
	json_end_array(jw);
	api_put_paging(jw, &paging, total);
	return (api_end(w, jw));
}
