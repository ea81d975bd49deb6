/*
 * Teams for admins.
 */
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/accounts.h"
#include "service/teams.h"
#include "web/handlers.h"
#include "web/page.h"

#define LIST "/containers/admin/teams"

/* ------------------------------------------------ the list */

static void
list_row(struct tpl *page, const struct team *t)
{
	struct tpl *row = tpl_add(page, "ROW");

	tpl_int(row, "ID", t->id.n);
	tpl_str(row, "NAME", t->name);
	tpl_int(row, "MEMBERS", t->members);
	tpl_int(row, "CAPTAIN_ID", t->captain.n);
	tpl_str(row, "CAPTAIN", t->captain_name);
	tpl_show_if(row, "HAS_CAPTAIN", t->captain.n != 0);
	tpl_str(row, "BRACKET", t->bracket);
	tpl_show_if(row, "HAS_MARKS", t->banned || t->hidden);
	tpl_show_if(row, "IS_BANNED", t->banned);
	tpl_show_if(row, "IS_HIDDEN", t->hidden);
	page_time(row, "CREATED", "HAS_CREATED", t->created_us);
}

enum err
page_teams(struct web *w)
{
	struct people_query q = page_people_query(w);
	struct tpl *page = page_new(w, tr("Teams"), "TEAMS");
	struct team *list;
	size_t i, n;
	int total;
	enum err err;

	err = team_list(&w->svc, &q, &list, &n, &total);
	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n; i++)
		list_row(page, &list[i]);
	tpl_show(page, n > 0 ? "IS_FULL" : "IS_EMPTY");
	tpl_show_if(page, "NOT_IN_USE", !team_in_use(&w->svc));
	page_people_filter(w, page, teams_only);
	page_pager(w, page, (int)q.offset, (int)n, total);
	return (page_send(w, page, "teams.tpl", 200));
}

enum err
page_teams_csv(struct web *w)
{
	return (page_people_csv(w, team_export, "teams.csv"));
}

/* ------------------------------------------------ one of them */

static enum err
read_form(struct web *w, struct team_change *c)
{
	const char *captain = page_field(w, "captain");

	*c = (struct team_change){.name = page_field(w, "name"),
	    .bracket = page_field(w, "bracket"),
	    .has_banned = true,
	    .has_hidden = true,
	    .banned = page_ticked(w, "banned"),
	    .hidden = page_ticked(w, "hidden")};
	if (captain[0] == '\0')
		return (ERR_OK);
	c->has_captain = true;
	if (text_int(captain, 1, INT64_MAX, &c->captain.n) != ERR_OK)
		return (err_set(&w->svc.error, ERR_INVALID, "captain",
		    "must be a member of the team"));
	return (ERR_OK);
}

/* `t` may be NULL: a new team. */
static void
form_fill(struct web *w, struct tpl *page, const struct team *t)
{
	static const struct team none = {.name = "", .bracket = ""};

	if (t == NULL)
		t = &none;
	tpl_str(page, "NAME", page_value(w, "name", t->name));
	tpl_show_if(page, "BANNED", page_box(w, "banned", t->banned));
	tpl_show_if(page, "HIDDEN", page_box(w, "hidden", t->hidden));
	page_brackets(w, page, page_value(w, "bracket", t->bracket));
}

static void
members_fill(struct tpl *page, const struct team *t, const struct account *list,
    size_t n)
{
	struct tpl *row, *option;
	size_t i;

	tpl_show_if(page, "HAS_MEMBERS", n > 0);
	for (i = 0; i < n; i++) {
		row = tpl_add(page, "MEMBER");
		tpl_int(row, "MEMBER_ID", list[i].id.n);
		tpl_str(row, "MEMBER_NAME", list[i].name);
		tpl_str(row, "MEMBER_EMAIL", list[i].email);
		tpl_show_if(
		    row, "IS_MEMBER_CAPTAIN", list[i].id.n == t->captain.n);
		option = tpl_add(page, "CAPTAIN_OPTION");
		tpl_int(option, "MEMBER_ID", list[i].id.n);
		tpl_str(option, "MEMBER_NAME", list[i].name);
		tpl_show_if(option, "CHOSEN", list[i].id.n == t->captain.n);
	}
}

static enum err
form_show(struct web *w, enum err why)
{
	struct error said = w->svc.error;
	struct account *members = NULL;
	struct team *t = NULL;
	struct tpl *page;
	size_t n = 0;
	enum err err = ERR_OK;

	if (w->id != 0)
		err = team_get(&w->svc, (struct team_id){w->id}, PEOPLE_ADMIN,
		    &t, &members, &n);
	if (err != ERR_OK)
		return (err);
	w->svc.error = said;
	page = page_new(w, t != NULL ? t->name : tr("New team"), "TEAMS");
	form_fill(w, page, t);
	tpl_show(page, t != NULL ? "IS_EDIT" : "IS_NEW");
	if (t != NULL) {
		tpl_int(page, "ID", t->id.n);
		tpl_str(page, "TEAM_NAME", t->name);
		page_time(page, "CREATED", "HAS_CREATED", t->created_us);
		members_fill(page, t, members, n);
	}
	return (page_send_form(w, page, "team_form.tpl", why));
}

/* After a change: `path`, or the form with what is wrong. */
static enum err
changed(struct web *w, enum err err, const char *path)
{
	if (page_error_is_mendable(err))
		return (form_show(w, err));
	return (err != ERR_OK ? err : page_go(w, path));
}

static const char *
path_of(struct web *w, int64_t id)
{
	return (mem_printf(w->mem, LIST "/%lld", (long long)id));
}

enum err
page_team_new(struct web *w)
{
	return (form_show(w, ERR_OK));
}

enum err
page_team_new_post(struct web *w)
{
	struct team_id id = {0};
	struct team_change c;
	enum err err;

	err = read_form(w, &c);
	if (err == ERR_OK)
		err = team_add(&w->svc, &c, &id);
	return (changed(w, err, path_of(w, id.n)));
}

enum err
page_team_edit(struct web *w)
{
	return (form_show(w, ERR_OK));
}

enum err
page_team_edit_post(struct web *w)
{
	struct team_change c;
	enum err err;

	err = read_form(w, &c);
	if (err == ERR_OK)
		err = team_update(&w->svc, (struct team_id){w->id}, &c);
	return (changed(w, err, LIST));
}

enum err
page_team_delete_post(struct web *w)
{
	enum err err = team_delete(&w->svc, (struct team_id){w->id});

	return (err != ERR_OK ? err : page_go(w, LIST));
}

enum err
page_team_add_post(struct web *w)
{
	struct user_change c = {.has_team = true, .team = {w->id}};
	struct account *a;
	enum err err;

	err = account_by_name(&w->svc, page_field(w, "member"), &a);
	if (err == ERR_NOT_FOUND)
		err = err_set(&w->svc.error, ERR_INVALID, "member",
		    "There is no such account.");
	if (err == ERR_OK)
		err = user_update(&w->svc, a->id, &c, &a);
	return (changed(w, err, path_of(w, w->id)));
}

enum err
page_team_drop_post(struct web *w)
{
	struct user_id user = {0};
	enum err err;

	if (text_int(page_field(w, "user"), 1, INT64_MAX, &user.n) != ERR_OK)
		return (err_set(
		    &w->svc.error, ERR_INVALID, "user", "must be an id"));
	err = team_drop_member(&w->svc, (struct team_id){w->id}, user);
	return (changed(w, err, path_of(w, w->id)));
}
