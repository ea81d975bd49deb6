#include "service/audit.h"

#include "base/mem.h"
#include "store/settings.h"

#define AUDIT_TEXT_MAX 4000

static const char *
cut(void *mem, const char *s)
{
	return (s == NULL ? NULL : mem_printf(mem, "%.*s", AUDIT_TEXT_MAX, s));
}

enum err
audit_add(struct service *s, const char *action, const char *object,
    const char *before, const char *after)
{
	return (store_audit_insert(s->p->db,
	    s->actor != NULL ? s->actor->id.n : 0, s->actor_name, s->ip,
	    action, object, cut(s->mem, before), cut(s->mem, after),
	    &s->error));
}

static const char *
text(void *mem, const char *s)
{
	return (mem_strdup(mem, s != NULL ? s : ""));
}

enum err
audit_list(struct service *s, int offset, int limit, struct audit_row **ret,
    size_t *ret_n)
{
	struct audit_row *list;
	struct db_rows *rows;
	size_t i;
	enum err err;

	err = store_audit_list(
	    s->p->db, s->mem, offset, limit, &rows, &s->error);
	if (err != ERR_OK)
		return (err);
	list = mem_array(s->mem, struct audit_row, db_count(rows) + 1);
	for (i = 0; db_next(rows); i++) {
		list[i].id = db_int(rows, 0);
		list[i].at_us = db_time(rows, 1);
		list[i].user_name = text(s->mem, db_str(rows, 2));
		list[i].ip = text(s->mem, db_str(rows, 3));
		list[i].action = text(s->mem, db_str(rows, 4));
		list[i].object = text(s->mem, db_str(rows, 5));
		list[i].before = text(s->mem, db_str(rows, 6));
		list[i].after = text(s->mem, db_str(rows, 7));
	}
	*ret = list;
	*ret_n = i;
	return (ERR_OK);
}
