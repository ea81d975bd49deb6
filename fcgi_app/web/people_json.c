#include "web/people_json.h"

#include <string.h>

#include "domain/bracket.h"
#include "service/board.h"
#include "web/page.h"

/* What CTFd knows of accounts and teams and Berth does not keep. */
static void
put_unknown(struct json_writer *jw)
{
	static const char *const keys[] = {
	    "website", "affiliation", "country", "oauth_id"};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		json_set_null(jw, keys[i]);
	json_key(jw, "fields");
	json_begin_array(jw);
	json_end_array(jw);
}

static void
put_bracket(struct web *w, struct json_writer *jw, const char *name)
{
	const char *list = w->svc.p->settings->value[SETTING_BRACKETS];
	int number = bracket_number(w->mem, list, name);

	if (name[0] == '\0' || number == 0)
		json_set_null(jw, "bracket_id");
	else
		json_set_int(jw, "bracket_id", number);
	json_set_string(jw, "bracket", name[0] != '\0' ? name : NULL);
}

static void
put_id(struct json_writer *jw, const char *key, int64_t id)
{
	if (id != 0)
		json_set_int(jw, key, id);
	else
		json_set_null(jw, key);
}

void
people_put_user(struct web *w, struct json_writer *jw, const struct account *a,
    enum people_detail how)
{
	json_set_int(jw, "id", a->id.n);
	json_set_string(jw, "name", a->name);
	put_id(jw, "team_id", a->team.n);
	put_bracket(w, jw, a->bracket);
	put_unknown(jw);
	if (how == DETAIL_PUBLIC)
		return;
	json_set_string(jw, "email", a->email[0] != '\0' ? a->email : NULL);
	json_set_string(jw, "type", a->role == ROLE_ADMIN ? "admin" : "user");
	json_set_string(jw, "team_name", a->team.n != 0 ? a->team_name : NULL);
	json_set_null(jw, "language");
	if (how == DETAIL_SELF)
		return;
	json_set_bool(jw, "verified", a->verified);
	json_set_bool(jw, "hidden", a->hidden);
	json_set_bool(jw, "banned", a->banned);
	api_set_time(jw, "created", a->created_us);
}

void
people_put_team(struct web *w, struct json_writer *jw, const struct team *t,
    enum people_detail how)
{
	json_set_int(jw, "id", t->id.n);
	json_set_string(jw, "name", t->name);
	put_id(jw, "captain_id", t->captain.n);
	put_bracket(w, jw, t->bracket);
	put_unknown(jw);
	if (how != DETAIL_ADMIN)
		return;
	json_set_null(jw, "email");
	json_set_bool(jw, "hidden", t->hidden);
	json_set_bool(jw, "banned", t->banned);
	api_set_time(jw, "created", t->created_us);
}

enum err
people_put_standing(struct web *w, struct json_writer *jw, struct account_id id)
{
	const struct standings *st;
	const struct board *b;
	size_t account, at = BOARD_NONE;
	enum err err = board_get(&w->svc, &b, &st);

	if (err != ERR_OK)
		return (err);
	account = board_account(b, id);
	if (account != BOARD_NONE)
		at = st->by_account[account];
	json_set_int(jw, "score", at != BOARD_NONE ? st->list[at].score : 0);
	if (at != BOARD_NONE)
		json_set_int(jw, "place", st->list[at].place);
	else
		json_set_null(jw, "place");
	return (ERR_OK);
}

void
people_put_members(struct json_writer *jw, const struct account *list, size_t n)
{
	size_t i;

	json_key(jw, "members");
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		json_put_int(jw, list[i].id.n);
	json_end_array(jw);
}

enum people_view
people_view_of(const struct web *w)
{
	return (w->me->role == ROLE_ADMIN ? PEOPLE_ADMIN : PEOPLE_PUBLIC);
}

enum people_detail
people_detail_of(enum people_view view)
{
	return (view == PEOPLE_ADMIN ? DETAIL_ADMIN : DETAIL_PUBLIC);
}

struct people_query
people_query_of(struct web *w, const struct api_paging *paging)
{
	const char *q = page_query(w, "q");
	bool admin = strcmp(page_query(w, "view"), "admin") == 0;

	return ((struct people_query){
	    .search = q[0] != '\0' ? q : page_query(w, "search"),
	    .only = page_query(w, "only"),
	    .view = admin ? people_view_of(w) : PEOPLE_PUBLIC,
	    .offset = paging->offset,
	    .limit = paging->per_page});
}

enum err
people_read_bracket(struct web *w, const char **ret)
{
	const char *list = w->svc.p->settings->value[SETTING_BRACKETS];
	const char **names;
	int64_t id = 0;
	bool has = false;
	size_t n;
	enum err err;

	err = api_text(w, "bracket", ret);
	if (err == ERR_OK)
		err = api_optional_id(w, "bracket_id", &has, &id);
	if (err != ERR_OK || !has)
		return (err);
	bracket_split(w->mem, list, &names, &n);
	if (id > (int64_t)n)
		return (err_set(&w->svc.error, ERR_INVALID, "bracket_id",
		    "There is no such bracket."));
	*ret = id == 0 ? "" : names[id - 1];
	return (ERR_OK);
}
