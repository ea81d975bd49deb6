#include "service/challenges.h"

#include "base/log.h"
#include "base/mem.h"
#include "domain/challenge_input.h"
#include "service/audit.h"
#include "store/challenges.h"
#include "store/instances.h"

static enum err
not_found(struct service *s)
{
	return (err_set(
	    &s->error, ERR_NOT_FOUND, NULL, "Challenge not found"));
}

enum err
challenge_list(struct service *s, enum challenge_view view,
    struct challenge **ret, size_t *ret_n)
{
	return (store_challenge_list(s->p->db, s->mem, view == VIEW_PLAYER, ret,
	    ret_n, &s->error));
}

enum err
challenge_get(struct service *s, struct challenge_id id,
    enum challenge_view view, struct challenge **ret)
{
	struct challenge *c;
	enum err err;

	err = store_challenge_get(s->p->db, s->mem, id, &c, &s->error);
	if (err != ERR_OK)
		return (err);
	if (c == NULL ||
	    (view == VIEW_PLAYER && c->state == CHALLENGE_HIDDEN))
		return (not_found(s));
	*ret = c;
	return (ERR_OK);
}

/* ------------------------------------------------ changes */

enum change { CHANGE_CREATE, CHANGE_UPDATE, CHANGE_DELETE };

static const char *const change_events[] = {
    [CHANGE_CREATE] = "challenge.create",
    [CHANGE_UPDATE] = "challenge.update",
    [CHANGE_DELETE] = "challenge.delete",
};

struct write {
	struct service *s;
	enum change change;
	struct challenge *c;
	const char *before, *after;
};

static const char *
describe(void *mem, const struct challenge *c)
{
	return (mem_printf(mem,
	    "name=%s state=%s function=%s value=%d image=%s command=%s "
	    "volumes=%s port=%d",
	    c->name, challenge_state_name(c->state),
	    score_function_name(c->function), c->value, c->image, c->command,
	    c->volumes, c->ports_n > 0 ? c->ports[0].port : 0));
}

static enum err
write_one(struct db *db, void *arg, struct error *e)
{
	struct write *w = arg;
	enum err err = ERR_OK;

	switch (w->change) {
	case CHANGE_CREATE:
		err = store_challenge_insert(db, w->c, e);
		break;
	case CHANGE_UPDATE:
		err = store_challenge_update(db, w->c, e);
		break;
	case CHANGE_DELETE:
		err = store_instances_stop_challenge(db, w->c->id, e);
		if (err == ERR_OK)
			err = store_challenge_delete(db, w->c->id, e);
		break;
	}
	if (err == ERR_OK)
		err = audit_add(w->s, change_events[w->change],
		    mem_printf(w->s->mem, "challenges/%lld",
			(long long)w->c->id.n),
		    w->before, w->after);
	return (err);
}

static enum err
write_change(struct service *s, struct write *w)
{
	enum err err = db_transact(s->p->db, write_one, w, &s->error);

	if (err == ERR_OK)
		log_info(change_events[w->change],
		    LOG_INT("challenge", w->c->id.n),
		    LOG_STR("name", w->c->name));
	return (err);
}

static enum err
apply_fields(struct service *s, struct challenge *c,
    const struct challenge_field *fields, size_t n)
{
	enum err err = ERR_OK;
	bool known;
	size_t i;

	for (i = 0; err == ERR_OK && i < n; i++) {
		err = challenge_set(s->mem, c, fields[i].name, fields[i].value,
		    &known, &s->error);
		if (err == ERR_OK && !known)
			err = err_set(&s->error, ERR_INVALID, fields[i].name,
			    "is not a field of a challenge");
	}
	if (err == ERR_OK)
		err = challenge_check(s->mem, c, s->p->conf, &s->error);
	return (err);
}

enum err
challenge_create(struct service *s, const struct challenge_field *fields,
    size_t n, struct challenge **ret)
{
	struct challenge *c = challenge_default(s->mem);
	struct write w = {.s = s, .change = CHANGE_CREATE, .c = c};
	enum err err = apply_fields(s, c, fields, n);

	if (err != ERR_OK)
		return (err);
	w.after = describe(s->mem, c);
	err = write_change(s, &w);
	if (err == ERR_OK)
		*ret = c;
	return (err);
}

enum err
challenge_update(struct service *s, struct challenge_id id,
    const struct challenge_field *fields, size_t n, struct challenge **ret)
{
	struct write w = {.s = s, .change = CHANGE_UPDATE};
	enum err err = challenge_get(s, id, VIEW_ADMIN, &w.c);

	if (err != ERR_OK)
		return (err);
	w.before = describe(s->mem, w.c);
	err = apply_fields(s, w.c, fields, n);
	if (err != ERR_OK)
		return (err);
	w.after = describe(s->mem, w.c);
	err = write_change(s, &w);
	if (err == ERR_OK)
		*ret = w.c;
	return (err);
}

enum err
challenge_delete(struct service *s, struct challenge_id id)
{
	struct write w = {.s = s, .change = CHANGE_DELETE};
	enum err err = challenge_get(s, id, VIEW_ADMIN, &w.c);

	if (err != ERR_OK)
		return (err);
	w.before = describe(s->mem, w.c);
	err = write_change(s, &w);
	if (err == ERR_OK)
		service_wake(s);
	return (err);
}
