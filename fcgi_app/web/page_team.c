/*
 * One's own team: make one, join one by its link, lead it, leave it.
 */
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "service/teams.h"
#include "web/handlers.h"
#include "web/page.h"

/* The forms of the page; an error is said at the one it came from. */
enum team_form { FORM_NONE, FORM_CREATE, FORM_JOIN, FORM_RENAME };

#define HERE "/containers/team"

/* ------------------------------------------------ without a team */

static void
teamless_view(struct web *w, struct tpl *page, enum team_form wrong)
{
	struct tpl *create = tpl_add(page, "CREATE"), *join;

	tpl_str(
	    create, "NAME", wrong == FORM_CREATE ? page_field(w, "name") : "");
	if (w->svc.p->settings->teams_mode)
		page_brackets(w, create,
		    wrong == FORM_CREATE ? page_field(w, "bracket") : "");
	if (wrong == FORM_CREATE)
		page_show_error(w, create);
	join = tpl_add(page, "JOIN");
	if (wrong == FORM_JOIN)
		page_show_error(w, join);
}

/* ------------------------------------------------ with one */

static void
members_view(struct web *w, struct tpl *page, const struct team *t,
    const struct account *list, size_t n)
{
	bool lead = t->captain.n == w->me->id.n;
	struct tpl *row;
	size_t i;

	for (i = 0; i < n; i++) {
		row = tpl_add(page, "MEMBER");
		tpl_int(row, "ID", list[i].id.n);
		tpl_str(row, "MEMBER_NAME", list[i].name);
		tpl_show_if(
		    row, "IS_MEMBER_CAPTAIN", list[i].id.n == t->captain.n);
		tpl_show_if(row, "IS_YOU", list[i].id.n == w->me->id.n);
		tpl_show_if(
		    row, "CAN_CHANGE", lead && list[i].id.n != w->me->id.n);
	}
}

static void
size_view(struct web *w, struct tpl *page, const struct team *t)
{
	int most = w->svc.p->settings->team_size;

	tpl_int(page, "MEMBERS", t->members);
	tpl_int(page, "TEAM_SIZE", most);
	tpl_show_if(page, "HAS_SIZE", most != 0);
	tpl_show_if(page, "IS_LAST", t->members == 1);
	tpl_show_if(page, "IS_NOT_LAST", t->members > 1);
}

static void
captain_view(struct web *w, struct tpl *page, const struct team *t,
    const char *secret, enum team_form wrong)
{
	struct tpl *lead = tpl_add(page, "LEAD"), *form;

	tpl_show(lead, t->has_invite ? "INVITE_OPEN" : "INVITE_CLOSED");
	if (secret != NULL) {
		tpl_fmt(lead, "LINK", "%s://%s" HERE "/join/%s",
		    w->req->tls ? "https" : "http", w->req->host_port, secret);
		tpl_show(lead, "HAS_LINK");
	}
	if (!w->svc.p->settings->name_changes)
		return;
	form = tpl_add(lead, "RENAME");
	tpl_str(form, "NAME",
	    wrong == FORM_RENAME ? page_field(w, "name") : t->name);
	if (wrong == FORM_RENAME)
		page_show_error(w, form);
}

static enum err
team_view(
    struct web *w, struct tpl *page, const char *secret, enum team_form wrong)
{
	struct account *members;
	struct tpl *part;
	struct error said = w->svc.error;
	struct team *t;
	size_t n;
	enum err err;

	err = team_mine(&w->svc, &t, &members, &n);
	if (err != ERR_OK)
		return (err);
	w->svc.error = said;
	part = tpl_add(page, "TEAM");
	tpl_str(part, "TEAM_NAME", t->name);
	tpl_str(part, "CAPTAIN", t->captain_name);
	tpl_str(part, "BRACKET", t->bracket);
	tpl_show_if(part, "HAS_BRACKET", t->bracket[0] != '\0');
	size_view(w, part, t);
	members_view(w, part, t, members, n);
	if (t->captain.n == w->me->id.n)
		captain_view(w, part, t, secret, wrong);
	return (ERR_OK);
}

static enum err
show(struct web *w, const char *secret, enum team_form wrong, enum err why)
{
	struct tpl *page = page_new(w, tr("Team"), "TEAM");
	enum err err = ERR_OK;

	if (wrong == FORM_NONE && why != ERR_OK)
		page_show_error(w, page);
	tpl_show_if(page, "NOT_IN_USE", !team_in_use(&w->svc));
	if (w->me->team.n != 0)
		err = team_view(w, page, secret, wrong);
	else if (team_in_use(&w->svc))
		teamless_view(w, page, wrong);
	if (err != ERR_OK)
		return (err);
	return (page_send(
	    w, page, "team.tpl", why == ERR_OK ? 200 : page_error_status(why)));
}

enum err
page_team(struct web *w)
{
	return (show(w, NULL, FORM_NONE, ERR_OK));
}

/* After a change: the page anew, or with what is wrong. */
static enum err
changed(struct web *w, enum err err, enum team_form form)
{
	if (err == ERR_OK)
		return (page_go(w, HERE));
	if (page_error_is_mendable(err) || err == ERR_NOT_FOUND)
		return (show(w, NULL, form, err));
	return (err);
}

enum err
page_team_create_post(struct web *w)
{
	struct team_id id;

	return (changed(w,
	    team_create(
		&w->svc, page_field(w, "name"), page_field(w, "bracket"), &id),
	    FORM_CREATE));
}

/* ------------------------------------------------ joining */

enum err
page_team_join(struct web *w)
{
	struct tpl *page;
	struct team *t;
	enum err err;

	err = team_of_invite(&w->svc, w->key, &t);
	if (err != ERR_OK)
		return (err);
	page = page_new(w, tr("Join a team"), "TEAM");
	tpl_str(page, "TEAM_NAME", t->name);
	tpl_str(page, "CAPTAIN", t->captain_name);
	tpl_str(page, "CODE", w->key);
	size_view(w, page, t);
	tpl_show_if(page, "IS_MINE", w->me->team.n == t->id.n);
	tpl_show_if(
	    page, "HAS_OTHER", w->me->team.n != 0 && w->me->team.n != t->id.n);
	tpl_str(page, "OTHER", w->me->team_name);
	tpl_show_if(page, "CAN_JOIN", w->me->team.n == 0);
	return (page_send(w, page, "team_join.tpl", 200));
}

/* The code alone, or the link that ends with it. */
static const char *
code_of(const char *text)
{
	const char *slash = strrchr(text, '/');

	return (slash != NULL ? slash + 1 : text);
}

enum err
page_team_join_post(struct web *w)
{
	struct team_id id;
	const char *code = page_field(w, "code");

	code = text_trim(w->mem, code_of(code));
	return (changed(w, team_join(&w->svc, code, &id), FORM_JOIN));
}

/* ------------------------------------------------ members */

enum err
page_team_leave_post(struct web *w)
{
	return (changed(w, team_leave(&w->svc), FORM_NONE));
}

enum err
page_team_invite_post(struct web *w)
{
	char secret[INVITE_SIZE];
	enum err err = team_invite(&w->svc, secret);

	if (err != ERR_OK)
		return (changed(w, err, FORM_NONE));
	return (show(w, secret, FORM_NONE, ERR_OK));
}

enum err
page_team_invite_close_post(struct web *w)
{
	return (changed(w, team_invite_close(&w->svc), FORM_NONE));
}

enum err
page_team_rename_post(struct web *w)
{
	return (changed(w,
	    team_edit(&w->svc, page_field(w, "name"), (struct user_id){0}),
	    FORM_RENAME));
}

enum err
page_team_remove_post(struct web *w)
{
	return (changed(w, team_remove_member(&w->svc, (struct user_id){w->id}),
	    FORM_NONE));
}

enum err
page_team_captain_post(struct web *w)
{
	return (changed(
	    w, team_edit(&w->svc, NULL, (struct user_id){w->id}), FORM_NONE));
}
