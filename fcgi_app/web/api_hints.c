/*
 * Hints, unlocks and awards in CTFd's shape.
 */
#include <string.h>

#include "base/limits.h"
#include "service/challenges.h"
#include "service/hints.h"
#include "web/api.h"
#include "web/handlers.h"

static void
put_hint(struct web *w, struct json_writer *jw, const struct hint *h)
{
	bool is_open = h->unlocked || w->me->role == ROLE_ADMIN;

	json_begin_object(jw);
	json_set_int(jw, "id", h->id);
	json_set_int(jw, "challenge_id", h->challenge.n);
	json_set_int(jw, "challenge", h->challenge.n);
	json_set_string(jw, "title", h->title);
	json_set_int(jw, "cost", h->cost);
	json_set_string(jw, "view", is_open ? "unlocked" : "locked");
	if (is_open) {
		json_set_string(jw, "content", h->content);
		json_set_string(jw, "html", markdown_html(w->mem, h->content));
	}
	json_end_object(jw);
}

static enum err
send_hint(struct web *w, const struct hint *h)
{
	struct json_writer *jw = api_begin(w);

	put_hint(w, jw, h);
	return (api_end(w, jw));
}

enum err
api_challenge_hints(struct web *w)
{
	enum challenge_view view =
	    w->me->role == ROLE_ADMIN ? VIEW_ADMIN : VIEW_PLAYER;
	struct challenge_id id = {w->id};
	struct json_writer *jw;
	struct challenge *c;
	struct hint *list;
	size_t i, n;
	enum err err;

	err = challenge_get(&w->svc, id, view, &c);
	if (err == ERR_OK)
		err = hint_list(&w->svc, id, &list, &n);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		put_hint(w, jw, &list[i]);
	json_end_array(jw);
	return (api_end(w, jw));
}

/* The members of the body over what `h` has. */
static enum err
read_hint(struct web *w, struct hint *h)
{
	const struct json *title = json_get(w->json, "title");
	const struct json *content = json_get(w->json, "content");
	const struct json *cost = json_get(w->json, "cost");
	int64_t n;

	if (title != NULL && json_string(title) != NULL)
		h->title = json_string(title);
	if (content != NULL) {
		h->content = json_string(content);
		if (h->content == NULL)
			return (err_set(&w->svc.error, ERR_INVALID, "content",
			    "must be text"));
	}
	if (cost == NULL)
		return (ERR_OK);
	n = json_is(cost, JSON_INT) ? json_int(cost, -1) : -1;
	h->cost = n < 0 || n > LIMIT_VALUE ? -1 : (int)n;
	return (ERR_OK);
}

enum err
api_hint_create(struct web *w)
{
	struct hint h = {.title = "", .content = ""};
	const char *field = "challenge_id";
	enum err err;

	if (json_get(w->json, field) == NULL)
		field = "challenge";
	err = api_id(w, field, &h.challenge.n);
	if (err == ERR_OK)
		err = read_hint(w, &h);
	if (err == ERR_OK)
		err = hint_add(&w->svc, &h);
	return (err == ERR_OK ? send_hint(w, &h) : err);
}

enum err
api_hint(struct web *w)
{
	struct hint *h;
	enum err err = hint_get(&w->svc, w->id, &h);

	return (err == ERR_OK ? send_hint(w, h) : err);
}

enum err
api_hint_update(struct web *w)
{
	struct hint *h;
	enum err err;

	err = hint_get(&w->svc, w->id, &h);
	if (err == ERR_OK)
		err = read_hint(w, h);
	if (err == ERR_OK)
		err = hint_update(&w->svc, h);
	return (err == ERR_OK ? send_hint(w, h) : err);
}

enum err
api_hint_delete(struct web *w)
{
	struct challenge_id c;
	enum err err = hint_delete(&w->svc, w->id, &c);

	return (err == ERR_OK ? api_done(w) : err);
}

enum err
api_unlock(struct web *w)
{
	const char *type = json_string(json_get(w->json, "type"));
	struct hint *h;
	int64_t id;
	enum err err;

	if (type == NULL || strcmp(type, "hints") != 0)
		return (err_set(
		    &w->svc.error, ERR_INVALID, "type", "must be hints"));
	err = api_id(w, "target", &id);
	if (err == ERR_OK)
		err = hint_unlock(&w->svc, id, &h);
	return (err == ERR_OK ? send_hint(w, h) : err);
}

/* ------------------------------------------------ awards */

/* A text of the body, "" if it is not there. */
static const char *
text_of(struct web *w, const char *field)
{
	const char *text = json_string(json_get(w->json, field));

	return (text != NULL ? text : "");
}

enum err
api_award_create(struct web *w)
{
	struct award a = {.name = text_of(w, "name"),
	    .description = text_of(w, "description"),
	    .category = text_of(w, "category")};
	int64_t value = json_int(json_get(w->json, "value"), 0);
	bool by_team = w->svc.p->settings->teams_mode;
	struct json_writer *jw;
	enum err err;

	err = api_id(w, by_team ? "team_id" : "user_id", &a.account.n);
	if (err != ERR_OK)
		return (err);
	if (by_team)
		a.account.n = -a.account.n;
	a.value = value > LIMIT_VALUE || value < -LIMIT_VALUE ? 0 : (int)value;
	err = award_add(&w->svc, &a);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_int(jw, "id", a.id);
	json_set_int(jw, by_team ? "team_id" : "user_id",
	    by_team ? -a.account.n : a.account.n);
	json_set_string(jw, "name", a.name);
	json_set_string(jw, "description", a.description);
	json_set_string(jw, "category", a.category);
	json_set_int(jw, "value", a.value);
	json_end_object(jw);
	return (api_end(w, jw));
}

enum err
api_award_delete(struct web *w)
{
	enum err err = award_delete(&w->svc, w->id);

	return (err == ERR_OK ? api_done(w) : err);
}
