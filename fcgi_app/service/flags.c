#include "service/flags.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/audit.h"
#include "service/challenges.h"
#include "store/challenges.h"
#include "store/flags.h"

/* One change on its way. */
struct edit {
	struct service *s;
	struct flag *f;
	const char *action;
};

static enum err
audit_flag(struct edit *ed, const char *before, const char *after)
{
	return (audit_add(ed->s, ed->action,
	    mem_printf(ed->s->mem, "challenges/%lld/flags/%lld",
		(long long)ed->f->challenge, (long long)ed->f->id),
	    before, after));
}

static enum err
run(struct edit *ed, db_body body)
{
	enum err err = db_transact(ed->s->p->db, body, ed, &ed->s->error);

	if (err == ERR_OK)
		log_info("flag.change", LOG_STR("actor", ed->s->actor_name),
		    LOG_STR("action", ed->action),
		    LOG_INT("challenge", ed->f->challenge),
		    LOG_INT("flag", ed->f->id));
	return (err);
}

enum err
flag_list(
    struct service *s, struct challenge_id c, struct flag **ret, size_t *ret_n)
{
	struct challenge *challenge;
	enum err err;

	err = challenge_get(s, c, VIEW_ADMIN, &challenge);
	if (err == ERR_OK)
		err = store_flags_list(
		    s->p->db, s->mem, c, ret, ret_n, &s->error);
	return (err);
}

enum err
flag_get(struct service *s, int64_t id, struct flag **ret)
{
	enum err err = store_flag_get(s->p->db, s->mem, id, ret, &s->error);

	if (err == ERR_OK && *ret == NULL)
		err = err_set(&s->error, ERR_NOT_FOUND, NULL, "Flag not found");
	return (err);
}

/* The lock on the challenge keeps the number of its flags in bounds. */
static enum err
add_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	struct challenge_id c = {ed->f->challenge};
	struct challenge *challenge;
	struct flag *list;
	size_t n;
	enum err err;

	err = store_challenge_lock(db, ed->s->mem, c, &challenge, e);
	if (err == ERR_OK && challenge == NULL)
		return (err_set(e, ERR_NOT_FOUND, NULL, "Challenge not found"));
	if (err == ERR_OK)
		err = store_flags_list(db, ed->s->mem, c, &list, &n, e);
	if (err == ERR_OK && n >= LIMIT_FLAGS)
		return (err_set(e, ERR_INVALID, "content",
		    "a challenge has at most %d flags", LIMIT_FLAGS));
	if (err == ERR_OK)
		err = store_flag_add(db, ed->f, e);
	if (err != ERR_OK)
		return (err);
	return (audit_flag(ed, NULL, flag_kind_name(ed->f->kind)));
}

enum err
flag_add(struct service *s, struct flag *f)
{
	struct edit ed = {.s = s, .f = f, .action = "flag.create"};
	enum err err = flag_check(f->kind, f->content, &s->error);

	return (err == ERR_OK ? run(&ed, add_body) : err);
}

static enum err
update_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	enum err err = store_flag_put(db, ed->f, e);

	if (err != ERR_OK)
		return (err);
	return (audit_flag(ed, NULL, flag_kind_name(ed->f->kind)));
}

enum err
flag_update(struct service *s, const struct flag *f)
{
	struct edit ed = {.s = s, .action = "flag.update"};
	enum err err = flag_check(f->kind, f->content, &s->error);

	if (err == ERR_OK)
		err = flag_get(s, f->id, &ed.f);
	if (err != ERR_OK)
		return (err);
	ed.f->kind = f->kind;
	ed.f->content = f->content;
	return (run(&ed, update_body));
}

static enum err
delete_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	enum err err = store_flag_delete(db, ed->f->id, e);

	if (err != ERR_OK)
		return (err);
	return (audit_flag(ed, flag_kind_name(ed->f->kind), NULL));
}

enum err
flag_delete(struct service *s, int64_t id, struct challenge_id *ret_challenge)
{
	struct edit ed = {.s = s, .action = "flag.delete"};
	enum err err = flag_get(s, id, &ed.f);

	if (err == ERR_OK)
		err = run(&ed, delete_body);
	if (err == ERR_OK)
		ret_challenge->n = ed.f->challenge;
	return (err);
}
