#include "service/audit.h"

#include <assert.h>

#include "base/mem.h"
#include "store/audit.h"

enum err
audit_add_as(struct service *s, const struct account *who, const char *action,
    const char *object, const char *before, const char *after)
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
	if (who != NULL) {
		a.user = who->id;
		a.user_name = who->name;
	}
	return (store_audit_add(s->p->db, &a, &s->error));
}

enum err
audit_add(struct service *s, const char *action, const char *object,
    const char *before, const char *after)
{
	return (audit_add_as(s, s->actor, action, object, before, after));
}
