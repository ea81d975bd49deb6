#include "service/challenges.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/challenge_input.h"
#include "domain/requires.h"
#include "service/audit.h"
#include "service/board.h"
#include "service/challenges_private.h"
#include "service/contest.h"
#include "store/challenges.h"
#include "store/instances.h"
#include "store/pool.h"

/* As much of one text as goes into the audit log. */
#define AUDIT_TEXT 1000

static enum err
not_found(struct error *e)
{
	return (err_set(e, ERR_NOT_FOUND, NULL, "Challenge not found"));
}

/*
 * Whom the actor plays for, {0} for nobody: a player without a team looks
 * around, too.
 */
static struct account_id
viewer(struct service *s)
{
	struct account_id account = {0};
	struct error ignored = {0};
	struct owner owner;

	if (s->actor != NULL && contest_account(s->p->settings, s->actor,
				    &account, &owner, &ignored) != ERR_OK)
		account.n = 0;
	return (account);
}

/* Who looks, and at which board. */
struct look {
	const struct board *b;
	const struct standings *st;
	struct account_id account;
	bool is_admin;
};

static enum err
look(struct service *s, struct look *ret)
{
	ret->account = viewer(s);
	ret->is_admin = s->actor != NULL && s->actor->role == ROLE_ADMIN;
	return (board_get(s, &ret->b, &ret->st));
}

/*
 * Whether `c`, `at` on the board, is open to who looks; value, solves and the
 * own solve are then set to what that one may see.
 */
static bool
see(const struct look *l, struct challenge *c, size_t at)
{
	if (!l->is_admin && !board_is_open(l->b, l->account, c->id))
		return (false);
	c->value = l->st->prices[at].value;
	c->solves = l->st->prices[at].solves;
	c->solved = board_has_solved(l->b, l->account, c->id);
	return (true);
}

/* Within a category by what is seen of the value, then by name: the one
 * behind `n` to its place. */
static void
put_in_order(struct challenge *list, size_t n)
{
	struct challenge c = list[n];

	for (; n > 0 && list[n - 1].value > c.value &&
	       strcmp(list[n - 1].category, c.category) == 0;
	     n--)
		list[n] = list[n - 1];
	list[n] = c;
}

/* The worker's copy of the board has it all. */
static enum err
list_seen(struct service *s, struct challenge **ret, size_t *ret_n)
{
	struct challenge *list;
	struct look l;
	size_t i, at, n = 0;
	enum err err = contest_allows(s, EVENT_SEE);

	if (err == ERR_OK)
		err = look(s, &l);
	if (err != ERR_OK)
		return (err);
	list = mem_array(s->mem, struct challenge, l.b->challenges_n + 1);
	for (i = 0; i < l.b->challenges_n; i++) {
		at = l.b->by_name[i];
		list[n] = l.b->challenges[at];
		if (list[n].state == CHALLENGE_VISIBLE && see(&l, &list[n], at))
			put_in_order(list, n++);
	}
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

enum err
challenge_list(struct service *s, enum challenge_view view,
    struct challenge **ret, size_t *ret_n)
{
	enum err err;

	if (view == VIEW_PLAYER)
		return (list_seen(s, ret, ret_n));
	err = store_challenge_list(s->p->db, s->mem, ret, ret_n, &s->error);
	if (err == ERR_OK)
		err = store_challenge_ports_all(
		    s->p->db, s->mem, *ret, *ret_n, &s->error);
	return (err);
}

/* Of `c` what only admins see. */
static enum err
add_inside(struct service *s, struct challenge *c)
{
	enum err err =
	    store_challenge_ports(s->p->db, s->mem, c, &s->error);

	if (err == ERR_OK)
		err = store_requires(s->p->db, s->mem, c, &s->error);
	return (err);
}

enum err
challenge_get(struct service *s, struct challenge_id id,
    enum challenge_view view, struct challenge **ret)
{
	struct challenge *c;
	struct look l;
	size_t at;
	enum err err = ERR_OK;

	if (view == VIEW_PLAYER)
		err = contest_allows(s, EVENT_SEE);
	if (err == ERR_OK)
		err = look(s, &l);
	if (err != ERR_OK)
		return (err);
	at = board_challenge(l.b, id);
	if (at == BOARD_NONE)
		return (not_found(&s->error));
	c = mem_new(s->mem, struct challenge);
	*c = l.b->challenges[at];
	if ((view == VIEW_PLAYER && c->state != CHALLENGE_VISIBLE) ||
	    !see(&l, c, at))
		return (not_found(&s->error));
	if (view == VIEW_ADMIN)
		err = add_inside(s, c);
	if (err == ERR_OK)
		*ret = c;
	return (err);
}

/* ------------------------------------------------ audit */

/* At most AUDIT_TEXT bytes of `text`, cut between characters. */
static const char *
short_text(void *mem, const char *text)
{
	size_t n = strlen(text);

	if (n <= AUDIT_TEXT)
		return (text);
	for (n = AUDIT_TEXT; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return (mem_printf(mem, "%.*s…", (int)n, text));
}

static void
put_ports(struct json_writer *w, const struct challenge *c)
{
	int i;

	json_key(w, "ports");
	json_begin_array(w);
	for (i = 0; i < c->ports_n; i++) {
		json_begin_object(w);
		json_set_int(w, "port", c->ports[i].port);
		json_set_string(
		    w, "kind", endpoint_kind_name(c->ports[i].kind));
		json_set_string(w, "label", c->ports[i].label);
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_numbers(struct json_writer *w, const struct challenge *c)
{
	json_set_int(w, "max_attempts", c->max_attempts);
	json_set_string(w, "function", score_function_name(c->function));
	json_set_int(w, "value", c->value);
	json_set_int(w, "initial", c->initial);
	json_set_int(w, "minimum", c->minimum);
	json_set_int(w, "decay", c->decay);
	json_set_int(w, "memory_mb", c->memory_mb);
	json_set_int(w, "cpu_milli", c->cpu_milli);
	json_set_int(w, "pids", c->pids);
	json_set_int(w, "lifetime_min", c->lifetime_min);
	json_set_int(w, "renewals_max", c->renewals_max);
	json_set_int(w, "warm", c->warm);
	json_set_int(w, "stop_on_solve_min", c->stop_on_solve_min);
	json_set_int(w, "next_id", c->next.n);
}

static void
put_requires(struct json_writer *w, const struct challenge *c)
{
	int i;

	json_key(w, "requires");
	json_begin_array(w);
	for (i = 0; i < c->requires_n; i++)
		json_put_int(w, c->requires[i]);
	json_end_array(w);
}

const char *
challenge_snapshot(void *mem, const struct challenge *c)
{
	struct json_writer *w = json_writer_new(mem);

	json_begin_object(w);
	json_set_string(w, "name", c->name);
	json_set_string(w, "category", c->category);
	json_set_string(w, "description", short_text(mem, c->description));
	json_set_string(w, "connection_info", c->connection_info);
	json_set_string(w, "type", challenge_type_name(c->type));
	json_set_string(w, "state", challenge_state_name(c->state));
	json_set_string(w, "image", c->image);
	json_set_string(w, "command", short_text(mem, c->command));
	json_set_string(w, "volumes", short_text(mem, c->volumes));
	json_set_string(w, "flag_template", c->flag_template);
	json_set_string(w, "flag_env", c->flag_env);
	json_set_string(w, "cap_add", c->cap_add);
	json_set_string(w, "run_as", c->run_as);
	json_set_string(w, "root_fs", root_fs_name(c->root_fs));
	json_set_string(w, "tmpfs", c->tmpfs);
	json_set_string(w, "runtime", c->runtime);
	json_set_string(w, "egress", egress_name(c->egress));
	json_set_string(w, "network", network_mode_name(c->network));
	json_set_string(w, "tags", c->tags);
	json_set_string(w, "flag_logic", flag_logic_name(c->flag_logic));
	put_numbers(w, c);
	put_requires(w, c);
	put_ports(w, c);
	json_end_object(w);
	return (json_text(w, NULL));
}

static enum err
audit_challenge(struct service *s, const char *action, struct challenge_id id,
    const char *before, const char *after)
{
	return (audit_add(s, action,
	    mem_printf(s->mem, "challenges/%lld", (long long)id.n), before,
	    after));
}

static void
log_challenge(
    const struct service *s, const char *event, const struct challenge *c)
{
	log_info(event, LOG_STR("actor", s->actor_name),
	    LOG_INT("challenge", c->id.n), LOG_STR("name", c->name));
}

/* ------------------------------------------------ create and change */

/* A change on its way into the database. */
struct edit {
	struct service *s;
	struct challenge_id id; /* for update and delete */
	const struct challenge_field *fields;
	size_t n;
	struct challenge *c;
};

static enum err
set_fields(struct edit *ed, struct challenge *c, struct error *e)
{
	const struct challenge_field *f;
	bool known;
	enum err err;
	size_t i;

	for (i = 0; i < ed->n; i++) {
		f = &ed->fields[i];
		err =
		    challenge_set(ed->s->mem, c, f->name, f->value, &known, e);
		if (err != ERR_OK)
			return (err);
		if (!known)
			return (err_set(e, ERR_INVALID, f->name,
			    "is not a field of a challenge"));
	}
	return (challenge_check(ed->s->mem, c, ed->s->p->conf, e));
}

/* Whether c->requires and c->next are challenges, and no circle. */
static enum err
check_others(struct db *db, void *mem, struct challenge *c, struct error *e)
{
	struct requirement *all;
	struct challenge *next;
	int wanted = c->requires_n;
	size_t n;
	enum err err = ERR_OK;

	if (c->next.n != 0) {
		err = store_challenge_get(db, mem, c->next, &next, e);
		if (err == ERR_OK && (next == NULL || c->next.n == c->id.n))
			return (err_set(e, ERR_INVALID, "next_id",
			    "must be another challenge"));
	}
	if (err != ERR_OK || wanted == 0)
		return (err);
	err = store_requires_all(db, mem, &all, &n, e);
	if (err == ERR_OK && requires_circle(all, n, c))
		return (err_set(e, ERR_INVALID, "requires",
		    "would make a circle: the challenge could never open"));
	return (err);
}

/* Write what `c` requires; every one of them must exist. */
static enum err
save_requires(struct db *db, void *mem, struct challenge *c, struct error *e)
{
	int wanted = c->requires_n;
	enum err err = store_requires_put(db, c, e);

	if (err == ERR_OK && wanted > 0)
		err = store_requires(db, mem, c, e);
	if (err == ERR_OK && c->requires_n != wanted)
		return (err_set(e, ERR_INVALID, "requires",
		    "names a challenge that does not exist"));
	return (err);
}

static enum err
save_ports(struct db *db, const struct challenge *c, struct error *e)
{
	enum err err = ERR_OK;
	int i;

	for (i = 0; err == ERR_OK && i < c->ports_n; i++)
		err = store_challenge_port_add(db, c->id, i, &c->ports[i], e);
	return (err);
}

static enum err
create_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	enum err err;

	err = contest_touch(db, e);
	if (err == ERR_OK)
		err = check_others(db, ed->s->mem, ed->c, e);
	if (err == ERR_OK)
		err = store_challenge_add(db, ed->c, e);
	if (err == ERR_OK)
		err = save_ports(db, ed->c, e);
	if (err == ERR_OK)
		err = save_requires(db, ed->s->mem, ed->c, e);
	if (err != ERR_OK)
		return (err);
	return (audit_challenge(ed->s, "challenge.create", ed->c->id, NULL,
	    challenge_snapshot(ed->s->mem, ed->c)));
}

enum err
challenge_create(struct service *s, const struct challenge_field *fields,
    size_t n, struct challenge **ret)
{
	struct edit ed = {.s = s, .fields = fields, .n = n};
	enum err err;

	ed.c = challenge_default(s->mem);
	err = set_fields(&ed, ed.c, &s->error);
	if (err == ERR_OK)
		err = db_transact(s->p->db, create_body, &ed, &s->error);
	if (err != ERR_OK)
		return (err);
	log_challenge(s, "challenge.create", ed.c);
	service_wake(s);
	return (challenge_get(s, ed.c->id, VIEW_ADMIN, ret));
}

/* The challenge of `ed` with its ports, locked. */
static enum err
lock_challenge(struct db *db, struct edit *ed, struct error *e)
{
	enum err err;

	err = contest_touch(db, e);
	if (err == ERR_OK)
		err = store_challenge_lock(db, ed->s->mem, ed->id, &ed->c, e);
	if (err != ERR_OK)
		return (err);
	if (ed->c == NULL)
		return (not_found(e));
	err = store_challenge_ports(db, ed->s->mem, ed->c, e);
	if (err == ERR_OK)
		err = store_requires(db, ed->s->mem, ed->c, e);
	return (err);
}

enum err
challenge_write(struct db *db, void *mem, const struct challenge *was,
    struct challenge *c, struct error *e)
{
	enum err err = store_challenge_put(db, c, e);

	if (err == ERR_OK)
		err = save_requires(db, mem, c, e);
	if (err == ERR_OK)
		err = store_challenge_ports_delete(db, c->id, e);
	if (err == ERR_OK)
		err = save_ports(db, c, e);
	if (err == ERR_OK && !challenge_same_container(was, c))
		err = store_pool_discard(db, c->id, e);
	return (err);
}

static enum err
update_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	struct challenge was;
	const char *before;
	enum err err;

	err = lock_challenge(db, ed, e);
	if (err != ERR_OK)
		return (err);
	before = challenge_snapshot(ed->s->mem, ed->c);
	was = *ed->c;
	err = set_fields(ed, ed->c, e);
	if (err == ERR_OK)
		err = check_others(db, ed->s->mem, ed->c, e);
	if (err == ERR_OK)
		err = challenge_write(db, ed->s->mem, &was, ed->c, e);
	if (err != ERR_OK)
		return (err);
	return (audit_challenge(ed->s, "challenge.update", ed->id, before,
	    challenge_snapshot(ed->s->mem, ed->c)));
}

enum err
challenge_update(struct service *s, struct challenge_id id,
    const struct challenge_field *fields, size_t n, struct challenge **ret)
{
	struct edit ed = {.s = s, .id = id, .fields = fields, .n = n};
	enum err err;

	err = db_transact(s->p->db, update_body, &ed, &s->error);
	if (err != ERR_OK)
		return (err);
	log_challenge(s, "challenge.update", ed.c);
	service_wake(s);
	return (challenge_get(s, id, VIEW_ADMIN, ret));
}

/* ------------------------------------------------ delete */

static enum err
delete_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	enum err err;

	err = lock_challenge(db, ed, e);
	if (err == ERR_OK)
		err = store_instances_stop_challenge(db, ed->id, e);
	if (err == ERR_OK)
		err = store_challenge_delete(db, ed->id, e);
	if (err != ERR_OK)
		return (err);
	return (audit_challenge(ed->s, "challenge.delete", ed->id,
	    challenge_snapshot(ed->s->mem, ed->c), NULL));
}

enum err
challenge_delete(struct service *s, struct challenge_id id)
{
	struct edit ed = {.s = s, .id = id};
	enum err err;

	err = db_transact(s->p->db, delete_body, &ed, &s->error);
	if (err != ERR_OK)
		return (err);
	log_challenge(s, "challenge.delete", ed.c);
	service_wake(s);
	return (ERR_OK);
}
