#include <string.h>

#include "service/accounts.h"
#include "web/handlers.h"
#include "web/people_json.h"

static enum err
send_user(struct web *w, const struct account *a, enum people_detail how,
    const char *password)
{
	struct json_writer *jw = api_begin(w);
	enum err err;

	json_begin_object(jw);
	people_put_user(w, jw, a, how);
	err = people_put_standing(w, jw, (struct account_id){a->id.n});
	if (err != ERR_OK)
		return (err);
	if (password[0] != '\0')
		json_set_string(jw, "password", password);
	json_end_object(jw);
	return (api_end(w, jw));
}

enum err
api_users(struct web *w)
{
	struct api_paging paging;
	struct people_query q;
	struct json_writer *jw;
	struct account *list;
	size_t i, n;
	int total;
	enum err err;

	err = api_paging(w, &paging);
	if (err != ERR_OK)
		return (err);
	q = people_query_of(w, &paging);
	err = user_list(&w->svc, &q, &list, &n, &total);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++) {
		json_begin_object(jw);
		people_put_user(w, jw, &list[i], people_detail_of(q.view));
		json_end_object(jw);
	}
	json_end_array(jw);
	api_put_paging(jw, &paging, total);
	return (api_end(w, jw));
}

enum err
api_user(struct web *w)
{
	enum people_view view = people_view_of(w);
	struct account *a;
	enum err err;

	err = user_get(&w->svc, (struct user_id){w->id}, view, &a);
	if (err != ERR_OK)
		return (err);
	return (send_user(w, a, people_detail_of(view), ""));
}

/* CTFd says "user" of who is none. */
static enum err
read_role(struct web *w, struct user_change *c)
{
	const char *text = NULL;
	int role;
	enum err err = api_text(w, "type", &text);

	if (err != ERR_OK || text == NULL)
		return (err);
	role = strcmp(text, "user") == 0 ? ROLE_PLAYER : role_from(text);
	if (role < 0)
		return (err_set(&w->svc.error, ERR_INVALID, "type",
		    "must be user or admin"));
	c->has_role = true;
	c->role = (enum role)role;
	return (ERR_OK);
}

static enum err
read_change(struct web *w, struct user_change *c)
{
	enum err err;

	memset(c, 0, sizeof(*c));
	err = api_text(w, "name", &c->name);
	if (err == ERR_OK && !json_is(json_get(w->json, "email"), JSON_NULL))
		err = api_text(w, "email", &c->email);
	else if (err == ERR_OK && json_get(w->json, "email") != NULL)
		c->email = "";
	if (err == ERR_OK)
		err = api_text(w, "password", &c->password);
	if (err == ERR_OK)
		err = people_read_bracket(w, &c->bracket);
	if (err == ERR_OK)
		err = read_role(w, c);
	if (err == ERR_OK)
		err = api_bool(w, "banned", &c->has_banned, &c->banned);
	if (err == ERR_OK)
		err = api_bool(w, "hidden", &c->has_hidden, &c->hidden);
	if (err == ERR_OK)
		err = api_bool(w, "verified", &c->has_verified, &c->verified);
	if (err == ERR_OK)
		err = api_bool(w, "end_sessions", NULL, &c->end_sessions);
	if (err == ERR_OK)
		err = api_bool(w, "end_tokens", NULL, &c->end_tokens);
	if (err == ERR_OK)
		err = api_optional_id(w, "team_id", &c->has_team, &c->team.n);
	return (err);
}

enum err
api_user_create(struct web *w)
{
	char password[MADE_PASSWORD_SIZE];
	struct user_change c;
	struct account *a;
	enum err err;

	err = read_change(w, &c);
	if (err == ERR_OK)
		err = user_create(&w->svc, &c, &a, password);
	if (err != ERR_OK)
		return (err);
	return (send_user(w, a, DETAIL_ADMIN, password));
}

enum err
api_user_update(struct web *w)
{
	struct user_change c;
	struct account *a;
	enum err err;

	err = read_change(w, &c);
	if (err == ERR_OK)
		err = user_update(&w->svc, (struct user_id){w->id}, &c, &a);
	if (err != ERR_OK)
		return (err);
	return (send_user(w, a, DETAIL_ADMIN, ""));
}

enum err
api_user_delete(struct web *w)
{
	enum err err = user_delete(&w->svc, (struct user_id){w->id});

	return (err == ERR_OK ? api_done(w) : err);
}

/* ------------------------------------------------ in bulk */

static void
put_made(struct json_writer *jw, const struct import_made *m)
{
	json_begin_object(jw);
	json_set_string(jw, "name", m->name);
	json_set_string(jw, "email", m->email[0] != '\0' ? m->email : NULL);
	json_set_string(
	    jw, "password", m->password[0] != '\0' ? m->password : NULL);
	json_set_string(jw, "team", m->team[0] != '\0' ? m->team : NULL);
	json_end_object(jw);
}

/* {"success":false,"errors":{"csv":["…"]},"lines":[{"line":3,"message":…}]} */
static enum err
send_problems(struct web *w, const struct import_result *r)
{
	struct json_writer *jw = json_writer_new(w->mem);
	size_t i;

	json_begin_object(jw);
	json_set_bool(jw, "success", false);
	json_key(jw, "errors");
	json_begin_object(jw);
	json_key(jw, "csv");
	json_begin_array(jw);
	json_put_string(jw, err_said(&w->svc.error));
	json_end_array(jw);
	json_end_object(jw);
	json_key(jw, "lines");
	json_begin_array(jw);
	for (i = 0; i < r->problems_n; i++) {
		json_begin_object(jw);
		json_set_int(jw, "line", r->problems[i].line);
		json_set_string(jw, "message", r->problems[i].message);
		json_end_object(jw);
	}
	json_end_array(jw);
	json_end_object(jw);
	return (web_json(w, 400, jw));
}

enum err
api_users_import(struct web *w)
{
	const char *csv = "";
	struct import_result r = {0};
	struct json_writer *jw;
	size_t i;
	enum err err;

	err = api_text(w, "csv", &csv);
	if (err == ERR_OK)
		err = user_import(&w->svc, csv, IMPORT_WEB, &r);
	if (err == ERR_INVALID && r.problems_n > 0)
		return (send_problems(w, &r));
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < r.made_n; i++)
		put_made(jw, &r.made[i]);
	json_end_array(jw);
	return (api_end(w, jw));
}

/* ------------------------------------------------ oneself */

enum err
api_me(struct web *w)
{
	return (send_user(w, w->me, DETAIL_SELF, ""));
}

enum err
api_me_update(struct web *w)
{
	struct profile p = {0};
	struct account *a;
	enum err err;

	err = api_text(w, "name", &p.name);
	if (err == ERR_OK)
		err = api_text(w, "email", &p.email);
	if (err == ERR_OK)
		err = api_text(w, "password", &p.password);
	if (err == ERR_OK)
		err = api_text(w, "confirm", &p.confirm);
	if (err == ERR_OK)
		err = api_bool(w, "end_tokens", NULL, &p.end_tokens);
	if (err == ERR_OK)
		err = account_update(&w->svc, &p, w->cookie);
	if (err == ERR_OK)
		err = user_get(&w->svc, w->me->id, PEOPLE_ADMIN, &a);
	if (err != ERR_OK)
		return (err);
	return (send_user(w, a, DETAIL_SELF, ""));
}
