#include <string.h>

#include "base/mem.h"
#include "web/handlers.h"
#include "web/people_json.h"

static enum err
send_team(struct web *w, const struct team *t, const struct account *members,
    size_t n, enum people_detail how)
{
	struct json_writer *jw = api_begin(w);
	enum err err;

	json_begin_object(jw);
	people_put_team(w, jw, t, how);
	people_put_members(jw, members, n);
	err = people_put_standing(w, jw, (struct account_id){-t->id.n});
	if (err != ERR_OK)
		return (err);
	json_end_object(jw);
	return (api_end(w, jw));
}

/* Read a team and send it as its viewer may see it. */
static enum err
send_by_id(struct web *w, struct team_id id, enum people_view view,
    enum people_detail how)
{
	struct account *members;
	struct team *t;
	size_t n;
	enum err err;

	err = team_get(&w->svc, id, view, &t, &members, &n);
	if (err != ERR_OK)
		return (err);
	return (send_team(w, t, members, n, how));
}

enum err
api_teams(struct web *w)
{
	struct api_paging paging;
	struct people_query q;
	struct json_writer *jw;
	struct team *list;
	size_t i, n;
	int total;
	enum err err;

	err = api_paging(w, &paging);
	if (err != ERR_OK)
		return (err);
	q = people_query_of(w, &paging);
	err = team_list(&w->svc, &q, &list, &n, &total);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++) {
		json_begin_object(jw);
		people_put_team(w, jw, &list[i], people_detail_of(q.view));
		json_end_object(jw);
	}
	json_end_array(jw);
	api_put_paging(jw, &paging, total);
	return (api_end(w, jw));
}

enum err
api_team(struct web *w)
{
	enum people_view view = people_view_of(w);

	return (send_by_id(
	    w, (struct team_id){w->id}, view, people_detail_of(view)));
}

static enum err
read_change(struct web *w, struct team_change *c)
{
	enum err err;

	memset(c, 0, sizeof(*c));
	err = api_text(w, "name", &c->name);
	if (err == ERR_OK)
		err = people_read_bracket(w, &c->bracket);
	if (err == ERR_OK)
		err = api_optional_id(
		    w, "captain_id", &c->has_captain, &c->captain.n);
	if (err == ERR_OK)
		err = api_bool(w, "banned", &c->has_banned, &c->banned);
	if (err == ERR_OK)
		err = api_bool(w, "hidden", &c->has_hidden, &c->hidden);
	return (err);
}

/* An admin makes a team, anybody else the own one. */
enum err
api_team_create(struct web *w)
{
	struct team_change c;
	struct team_id id;
	enum err err;

	err = read_change(w, &c);
	if (err == ERR_OK && w->me->role == ROLE_ADMIN)
		err = team_add(&w->svc, &c, &id);
	else if (err == ERR_OK)
		err = team_create(&w->svc, c.name != NULL ? c.name : "",
		    c.bracket != NULL ? c.bracket : "", &id);
	if (err != ERR_OK)
		return (err);
	return (send_by_id(w, id, PEOPLE_ADMIN,
	    w->me->role == ROLE_ADMIN ? DETAIL_ADMIN : DETAIL_SELF));
}

enum err
api_team_update(struct web *w)
{
	struct team_id id = {w->id};
	struct team_change c;
	enum err err;

	err = read_change(w, &c);
	if (err == ERR_OK)
		err = team_update(&w->svc, id, &c);
	if (err != ERR_OK)
		return (err);
	return (send_by_id(w, id, PEOPLE_ADMIN, DETAIL_ADMIN));
}

enum err
api_team_delete(struct web *w)
{
	enum err err = team_delete(&w->svc, (struct team_id){w->id});

	return (err == ERR_OK ? api_done(w) : err);
}

/* ------------------------------------------------ members, by admins */

static enum err
send_members(struct web *w, struct team_id id)
{
	struct account *members;
	struct json_writer *jw;
	struct team *t;
	size_t i, n;
	enum err err;

	err = team_get(&w->svc, id, PEOPLE_ADMIN, &t, &members, &n);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		json_put_int(jw, members[i].id.n);
	json_end_array(jw);
	return (api_end(w, jw));
}

static enum err
read_user(struct web *w, struct user_id *ret)
{
	bool has = false;
	enum err err = api_optional_id(w, "user_id", &has, &ret->n);

	if (err == ERR_OK && (!has || ret->n == 0))
		err = err_set(
		    &w->svc.error, ERR_INVALID, "user_id", "must be an id");
	return (err);
}

enum err
api_team_members(struct web *w)
{
	return (send_members(w, (struct team_id){w->id}));
}

enum err
api_team_member_add(struct web *w)
{
	struct user_change c = {.has_team = true, .team = {w->id}};
	struct user_id user;
	struct account *a;
	enum err err;

	err = read_user(w, &user);
	if (err == ERR_OK)
		err = user_update(&w->svc, user, &c, &a);
	return (err == ERR_OK ? send_members(w, c.team) : err);
}

enum err
api_team_member_remove(struct web *w)
{
	struct team_id id = {w->id};
	struct user_id user;
	enum err err;

	err = read_user(w, &user);
	if (err == ERR_OK)
		err = team_drop_member(&w->svc, id, user);
	return (err == ERR_OK ? send_members(w, id) : err);
}

/* ------------------------------------------------ one's own */

static enum err
send_mine(struct web *w)
{
	struct account *members;
	struct team *t;
	size_t n;
	enum err err;

	err = team_mine(&w->svc, &t, &members, &n);
	if (err != ERR_OK)
		return (err);
	return (send_team(w, t, members, n, DETAIL_SELF));
}

enum err
api_my_team(struct web *w)
{
	return (send_mine(w));
}

enum err
api_my_team_update(struct web *w)
{
	const char *name = NULL;
	struct user_id captain = {0};
	bool has = false;
	enum err err;

	err = api_text(w, "name", &name);
	if (err == ERR_OK)
		err = api_optional_id(w, "captain_id", &has, &captain.n);
	if (err == ERR_OK && (name != NULL || has))
		err = team_edit(&w->svc, name, captain);
	return (err == ERR_OK ? send_mine(w) : err);
}

enum err
api_my_team_invite(struct web *w)
{
	char secret[INVITE_SIZE];
	struct json_writer *jw;
	enum err err = team_invite(&w->svc, secret);

	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_string(jw, "code", secret);
	json_set_string(
	    jw, "path", mem_printf(w->mem, "/containers/team/join/%s", secret));
	json_end_object(jw);
	return (api_end(w, jw));
}

/* A captain removes others; everybody may remove oneself. */
enum err
api_my_team_remove(struct web *w)
{
	struct user_id user;
	enum err err;

	err = read_user(w, &user);
	if (err == ERR_OK && user.n == w->me->id.n)
		err = team_leave(&w->svc);
	else if (err == ERR_OK)
		err = team_remove_member(&w->svc, user);
	return (err == ERR_OK ? api_done(w) : err);
}

enum err
api_team_join(struct web *w)
{
	const char *code = "";
	struct team_id id;
	enum err err;

	err = api_text(w, "code", &code);
	if (err == ERR_OK)
		err = team_join(&w->svc, code, &id);
	if (err != ERR_OK)
		return (err);
	/* to its members a team is shown even where it is hidden */
	return (send_by_id(w, id, PEOPLE_ADMIN, DETAIL_SELF));
}
