/*
 * What admins do with whole challenges: copies, and showing many at once.
 */
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "domain/scoring.h"
#include "service/audit.h"
#include "service/challenges.h"
#include "service/contest.h"
#include "store/challenges.h"
#include "store/files.h"
#include "store/flags.h"
#include "store/hints.h"

#define COPY_SUFFIX " (copy)"

static enum err
not_found(struct error *e)
{
	return (err_set(e, ERR_NOT_FOUND, NULL, "Challenge not found"));
}

/* ------------------------------------------------ a copy */

struct cloning {
	struct service *s;
	struct challenge_id from;
	struct challenge *c; /* the copy */
};

/* "NAME (copy)", cut between characters where that is too long. */
static const char *
copy_name(void *mem, const char *name)
{
	size_t n = strlen(name), max = LIMIT_NAME - strlen(COPY_SUFFIX);

	if (n > max)
		for (n = max; n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80;)
			n--;
	return (mem_printf(mem, "%.*s" COPY_SUFFIX, (int)n, name));
}

static enum err
copy_children(struct db *db, struct cloning *k, struct error *e)
{
	enum err err = ERR_OK;
	int i;

	for (i = 0; err == ERR_OK && i < k->c->ports_n; i++)
		err = store_challenge_port_add(
		    db, k->c->id, i, &k->c->ports[i], e);
	if (err == ERR_OK)
		err = store_requires_put(db, k->c, e);
	if (err == ERR_OK)
		err = store_flags_copy(db, k->from, k->c->id, e);
	if (err == ERR_OK)
		err = store_hints_copy(db, k->from, k->c->id, e);
	if (err == ERR_OK)
		err = store_files_copy(db, k->from, k->c->id, e);
	return (err);
}

static enum err
clone_body(struct db *db, void *arg, struct error *e)
{
	struct cloning *k = arg;
	void *mem = k->s->mem;
	enum err err;

	err = contest_touch(db, e);
	if (err == ERR_OK)
		err = store_challenge_lock(db, mem, k->from, &k->c, e);
	if (err == ERR_OK && k->c == NULL)
		return (not_found(e));
	if (err == ERR_OK)
		err = store_challenge_ports(db, mem, k->c, e);
	if (err == ERR_OK)
		err = store_requires(db, mem, k->c, e);
	if (err != ERR_OK)
		return (err);
	k->c->name = copy_name(mem, k->c->name);
	k->c->state = CHALLENGE_HIDDEN;
	k->c->solves = 0;
	k->c->value = score_value(k->c, 0);
	err = store_challenge_add(db, k->c, e);
	if (err == ERR_OK)
		err = copy_children(db, k, e);
	if (err != ERR_OK)
		return (err);
	return (audit_add(k->s, "challenge.clone",
	    mem_printf(mem, "challenges/%lld", (long long)k->c->id.n),
	    mem_printf(mem, "challenges/%lld", (long long)k->from.n),
	    k->c->name));
}

enum err
challenge_clone(
    struct service *s, struct challenge_id id, struct challenge **ret)
{
	struct cloning k = {.s = s, .from = id};
	enum err err = db_transact(s->p->db, clone_body, &k, &s->error);

	if (err != ERR_OK)
		return (err);
	log_info("challenge.clone", LOG_STR("actor", s->actor_name),
	    LOG_INT("from", id.n), LOG_INT("challenge", k.c->id.n));
	return (challenge_get(s, k.c->id, VIEW_ADMIN, ret));
}

/* ------------------------------------------------ many states */

struct showing {
	struct service *s;
	const int64_t *ids;
	size_t n;
	enum challenge_state state;
	int changed;
};

static enum err
show_one(struct db *db, struct showing *sh, int64_t id, struct error *e)
{
	void *mem = sh->s->mem;
	struct challenge *c;
	enum err err;

	err = store_challenge_lock(db, mem, (struct challenge_id){id}, &c, e);
	if (err == ERR_OK && c == NULL)
		return (not_found(e));
	if (err != ERR_OK || c->state == sh->state)
		return (err);
	err = store_challenge_state_put(db, c->id, sh->state, e);
	if (err != ERR_OK)
		return (err);
	sh->changed++;
	return (audit_add(sh->s, "challenge.state",
	    mem_printf(mem, "challenges/%lld", (long long)id),
	    challenge_state_name(c->state), challenge_state_name(sh->state)));
}

static enum err
show_body(struct db *db, void *arg, struct error *e)
{
	struct showing *sh = arg;
	enum err err = contest_touch(db, e);
	size_t i;

	sh->changed = 0;
	for (i = 0; err == ERR_OK && i < sh->n; i++)
		err = show_one(db, sh, sh->ids[i], e);
	return (err);
}

enum err
challenge_set_state(struct service *s, const int64_t *ids, size_t n,
    enum challenge_state state, int *ret_changed)
{
	struct showing sh = {.s = s, .ids = ids, .n = n, .state = state};
	enum err err = db_transact(s->p->db, show_body, &sh, &s->error);

	if (err != ERR_OK)
		return (err);
	log_info("challenge.state", LOG_STR("actor", s->actor_name),
	    LOG_STR("state", challenge_state_name(state)),
	    LOG_INT("changed", sh.changed));
	*ret_changed = sh.changed;
	return (ERR_OK);
}
