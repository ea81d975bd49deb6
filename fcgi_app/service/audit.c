#include "service/audit.h"

#include <assert.h>

#include "base/mem.h"
#include "store/audit.h"

enum err
audit_add(struct service *s, const char *action, const char *object,
    const char *before, const char *after)
{
	struct audit_entry a = {
	    .user_name = s->actor_name,
	    .ip = s->ip,
	    .action = action,
	    .object = object,
	    .before = before,
	    .after = after,
	};

	/* what was done and the word of it are kept together or not at all */
	assert(db_in_transaction(s->p->db));
	if (s->actor != NULL) {
		a.user = s->actor->id;
		a.user_name = s->actor->name;
	}
	return (store_audit_add(s->p->db, &a, &s->error));
}

enum err
audit_list(struct service *s, int offset, int limit, struct audit_row **ret,
    size_t *ret_n)
{
	struct audit_entry *entries;
	struct audit_row *rows;
	size_t i, n;
	enum err err;

	err = store_audit_list(
	    s->p->db, s->mem, offset, limit, &entries, &n, &s->error);
	if (err != ERR_OK)
		return (err);
	rows = mem_array(s->mem, struct audit_row, n + 1);
	for (i = 0; i < n; i++)
		rows[i] = (struct audit_row){
		    .id = entries[i].id,
		    .at_us = entries[i].at_us,
		    .user_name = entries[i].user_name,
		    .ip = entries[i].ip,
		    .action = entries[i].action,
		    .object = entries[i].object,
		    .before = entries[i].before,
		    .after = entries[i].after,
		};
	*ret = rows;
	*ret_n = n;
	return (ERR_OK);
}
