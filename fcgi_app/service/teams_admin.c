/*
 * Teams as everybody sees them and as admins change them.
 */
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/name.h"
#include "service/accounts_private.h"
#include "service/audit.h"
#include "service/contest.h"
#include "service/people_private.h"
#include "service/teams.h"

const char *const teams_only[] = {
    N_("banned"), N_("hidden"), N_("empty"), NULL};

/* ------------------------------------------------ reading */

enum err
team_list(struct service *s, const struct people_query *q, struct team **ret,
    size_t *ret_n, int *ret_total)
{
	struct people_filter f;
	enum err err;

	people_filter_of(s, q, teams_only, &f);
	err = store_teams_total(s->p->db, s->mem, &f, ret_total, &s->error);
	if (err == ERR_OK)
		err = store_teams_page(
		    s->p->db, s->mem, &f, ret, ret_n, &s->error);
	return (err);
}

static void
export_row(struct buf *b, const struct team *t)
{
	char created[CLOCK_ISO_SIZE];

	clock_iso(t->created_us, created);
	csv_int(b, t->id.n);
	csv_str(b, t->name);
	csv_str(b, t->captain_name);
	csv_int(b, t->members);
	csv_str(b, t->bracket);
	csv_int(b, t->hidden);
	csv_int(b, t->banned);
	csv_str(b, created);
	csv_end(b);
}

enum err
team_export(struct service *s, const struct people_query *q, const char **ret,
    size_t *ret_len)
{
	struct buf *b = buf_new(s->mem, LIMIT_RESPONSE);
	struct people_filter f;
	struct team *list;
	size_t i, n;
	enum err err;

	people_filter_of(s, q, teams_only, &f);
	f.limit = LIMIT_EXPORT_ROWS;
	f.offset = 0;
	err = store_teams_page(s->p->db, s->mem, &f, &list, &n, &s->error);
	if (err != ERR_OK)
		return (err);
	buf_str(b, "id,name,captain,members,bracket,hidden,banned,created\r\n");
	for (i = 0; i < n; i++)
		export_row(b, &list[i]);
	return (people_export(s, b, ret, ret_len));
}

static enum err
not_found(struct error *e)
{
	return (err_set(e, ERR_NOT_FOUND, NULL, "Team not found"));
}

/* Leave out members that players must not see. */
static void
keep_visible(struct account *list, size_t *n)
{
	size_t i, kept = 0;

	for (i = 0; i < *n; i++)
		if (!list[i].hidden && !list[i].banned)
			list[kept++] = list[i];
	*n = kept;
}

enum err
team_get(struct service *s, struct team_id id, enum people_view view,
    struct team **ret, struct account **ret_members, size_t *ret_n)
{
	struct team *t;
	enum err err;

	err = store_team_get(s->p->db, s->mem, id, &t, &s->error);
	if (err != ERR_OK)
		return (err);
	if (t == NULL || (view == PEOPLE_PUBLIC && (t->banned || t->hidden)))
		return (not_found(&s->error));
	err = store_team_members(
	    s->p->db, s->mem, id, ret_members, ret_n, &s->error);
	if (err != ERR_OK)
		return (err);
	if (view == PEOPLE_PUBLIC)
		keep_visible(*ret_members, ret_n);
	*ret = t;
	return (ERR_OK);
}

/* ------------------------------------------------ changes */

struct changing {
	struct service *s;
	struct team_id id; /* 0: a new team */
	const struct team_change *c;
	struct name_keys name; /* without a name: as it is */
	const char *bracket;   /* NULL: as it is */
	struct user_id member; /* who is taken out */
	struct team_row row;
	bool collided; /* a UNIQUE key has refused the row */
};

static enum err
check(struct changing *g)
{
	struct service *s = g->s;
	enum err err = ERR_OK;

	if (g->c->name != NULL)
		err = team_name(s, g->c->name, &g->name);
	if (err == ERR_OK && g->c->bracket != NULL)
		err = bracket_of_settings(s, g->c->bracket, &g->bracket);
	return (err);
}

static void
overlay(const struct changing *g, struct team_row *row)
{
	const struct team_change *c = g->c;

	if (g->name.name != NULL &&
	    (row->name.name == NULL ||
		strcmp(g->name.name, row->name.name) != 0))
		row->name = g->name;
	if (g->bracket != NULL)
		row->bracket = g->bracket;
	if (c->has_captain)
		row->captain = c->captain;
	if (c->has_banned)
		row->banned = c->banned;
	if (c->has_hidden)
		row->hidden = c->hidden;
}

static const char *
in_words(void *mem, const struct team_row *row)
{
	return (mem_printf(mem, "%s, captain %lld%s%s%s%s", row->name.name,
	    (long long)row->captain.n, row->banned ? " banned" : "",
	    row->hidden ? " hidden" : "", row->bracket[0] != '\0' ? " in " : "",
	    row->bracket));
}

static enum err
audit(struct changing *g, const char *action, const char *before,
    const char *after)
{
	return (audit_add(g->s, action,
	    mem_printf(g->s->mem, "teams/%lld", (long long)g->id.n), before,
	    after));
}

static enum err
add_body(struct db *db, void *arg, struct error *e)
{
	struct changing *g = arg;
	enum err err;

	err = store_team_add(db, &g->row, &g->id, e);
	g->collided = err == ERR_CONFLICT;
	if (err == ERR_OK)
		err = audit(g, "team.add", NULL, in_words(g->s->mem, &g->row));
	return (err);
}

enum err
team_add(struct service *s, const struct team_change *c, struct team_id *ret)
{
	struct changing *g = mem_new(s->mem, struct changing);
	enum err err;

	g->s = s;
	g->c = c;
	if (c->name == NULL)
		return (err_set(
		    &s->error, ERR_INVALID, "name", "must not be empty"));
	if (c->has_captain && c->captain.n != 0)
		return (err_set(&s->error, ERR_INVALID, "captain",
		    "must be a member: make the team, then add members"));
	err = check(g);
	if (err != ERR_OK)
		return (err);
	g->row.bracket = "";
	overlay(g, &g->row);
	err = db_transact(s->p->db, add_body, g, &s->error);
	if (err == ERR_CONFLICT && g->collided)
		err = team_taken(s, &g->row, (struct team_id){0});
	if (err != ERR_OK)
		return (err);
	log_info("team.add", LOG_STR("actor", s->actor_name),
	    LOG_INT("team", g->id.n), LOG_STR("name", g->row.name.name));
	*ret = g->id;
	return (ERR_OK);
}

/* ERR_INVALID unless the captain to be, whose row is locked, is a member. */
static enum err
check_captain(
    const struct changing *g, const struct account *a, struct error *e)
{
	if (!g->c->has_captain || (a != NULL && a->team.n == g->id.n))
		return (ERR_OK);
	return (
	    err_set(e, ERR_INVALID, "captain", "must be a member of the team"));
}

static enum err
update_body(struct db *db, void *arg, struct error *e)
{
	struct changing *g = arg;
	struct service *s = g->s;
	struct account *captain = NULL;
	struct team_row before;
	struct team *t;
	enum err err = ERR_OK;

	if (g->c->has_captain)
		err =
		    store_account_lock(db, s->mem, g->c->captain, &captain, e);
	if (err == ERR_OK)
		err = store_team_lock(db, s->mem, g->id, &t, e);
	if (err == ERR_OK && t == NULL)
		err = not_found(e);
	if (err == ERR_OK)
		err = check_captain(g, captain, e);
	if (err != ERR_OK)
		return (err);
	team_row_of(t, &before);
	g->row = before;
	overlay(g, &g->row);
	err = store_team_write(db, g->id, &g->row, e);
	g->collided = err == ERR_CONFLICT;
	if (err == ERR_OK && g->row.banned && !before.banned)
		err = store_instances_stop_team(
		    db, g->id, N_("the team was banned"), s->actor_name, e);
	if (err == ERR_OK &&
	    (g->row.banned != before.banned || g->row.hidden != before.hidden))
		err = contest_reprice_team(db, g->id, e);
	else if (err == ERR_OK)
		err = contest_touch(db, e);
	if (err == ERR_OK)
		err = audit(g, "team.update", in_words(s->mem, &before),
		    in_words(s->mem, &g->row));
	return (err);
}

enum err
team_update(struct service *s, struct team_id id, const struct team_change *c)
{
	struct changing *g = mem_new(s->mem, struct changing);
	enum err err;

	g->s = s;
	g->c = c;
	g->id = id;
	err = check(g);
	if (err == ERR_OK)
		err = db_transact(s->p->db, update_body, g, &s->error);
	if (err == ERR_CONFLICT && g->collided)
		err = team_taken(s, &g->row, id);
	if (err != ERR_OK)
		return (err);
	service_wake(s);
	log_info("team.update", LOG_STR("actor", s->actor_name),
	    LOG_INT("team", id.n));
	return (ERR_OK);
}

static enum err
drop_body(struct db *db, void *arg, struct error *e)
{
	struct changing *g = arg;
	struct service *s = g->s;
	struct team_id none = {0};
	struct account *a;
	struct team *t;
	enum err err;

	err = store_account_lock(db, s->mem, g->member, &a, e);
	if (err != ERR_OK)
		return (err);
	if (a == NULL || a->team.n != g->id.n)
		return (err_set(e, ERR_NOT_FOUND, NULL,
		    "The account is not a member of the team."));
	err = store_team_lock(db, s->mem, g->id, &t, e);
	if (err == ERR_OK)
		err = contest_member(db, a->id, none, e);
	if (err == ERR_OK)
		err = team_settle(s, g->id, e);
	if (err == ERR_OK)
		err = audit(g, "team.remove", a->name, NULL);
	return (err);
}

enum err
team_drop_member(struct service *s, struct team_id id, struct user_id member)
{
	struct changing *g = mem_new(s->mem, struct changing);
	enum err err;

	g->s = s;
	g->id = id;
	g->member = member;
	err = db_transact(s->p->db, drop_body, g, &s->error);
	if (err != ERR_OK)
		return (err);
	service_wake(s);
	log_info("team.remove", LOG_STR("actor", s->actor_name),
	    LOG_INT("team", id.n), LOG_INT("account", member.n));
	return (ERR_OK);
}

enum err
team_by_name(struct service *s, const char *name, struct team_id *ret)
{
	const char *key = name_key(s->mem, text_trim(s->mem, name));
	enum err err;

	err = store_team_by_key(s->p->db, s->mem, key, ret, &s->error);
	if (err == ERR_OK && ret->n == 0)
		err = err_set(
		    &s->error, ERR_INVALID, "team", "There is no such team.");
	return (err);
}

static enum err
delete_body(struct db *db, void *arg, struct error *e)
{
	struct changing *g = arg;
	struct service *s = g->s;
	struct team *t;
	enum err err;

	/* the users first, in the order of all who change people */
	err = store_team_lock_members(db, s->mem, g->id, e);
	if (err == ERR_OK)
		err = store_team_lock(db, s->mem, g->id, &t, e);
	if (err == ERR_OK && t == NULL)
		err = not_found(e);
	if (err == ERR_OK)
		err = store_instances_stop_team(
		    db, g->id, N_("the team was deleted"), s->actor_name, e);
	if (err == ERR_OK)
		err = store_team_delete(db, g->id, e);
	if (err == ERR_OK)
		err = contest_reprice_team(db, g->id, e);
	if (err != ERR_OK)
		return (err);
	team_row_of(t, &g->row);
	return (audit(g, "team.delete", in_words(s->mem, &g->row), NULL));
}

enum err
team_delete(struct service *s, struct team_id id)
{
	struct changing *g = mem_new(s->mem, struct changing);
	enum err err;

	g->s = s;
	g->id = id;
	err = db_transact(s->p->db, delete_body, g, &s->error);
	if (err != ERR_OK)
		return (err);
	service_wake(s);
	log_info("team.delete", LOG_STR("actor", s->actor_name),
	    LOG_INT("team", id.n));
	return (ERR_OK);
}
