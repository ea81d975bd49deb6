#include "base/clock.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/agent.h"
#include "domain/bracket.h"
#include "service/accounts.h"
#include "web/api.h"
#include "web/handlers.h"
#include "web/page.h"

static enum err
login_show(struct web *w, enum err why)
{
	struct tpl *page = page_new(w, tr("Log in"), NULL);

	tpl_str(page, "NAME", page_field(w, "name"));
	tpl_str(page, "NEXT",
	    w->form != NULL ? page_field(w, "next") : page_query(w, "next"));
	tpl_show_if(page, "REGISTRATION_OPEN",
	    w->svc.p->settings->registration != REGISTRATION_CLOSED);
	return (page_send_form(w, page, "login.tpl", why));
}

static bool
form_error(enum err err)
{
	return (page_error_is_mendable(err) || err == ERR_LOGIN);
}

enum err
page_login(struct web *w)
{
	if (w->me != NULL)
		return (page_go(w, "/containers/"));
	return (login_show(w, ERR_OK));
}

enum err
page_login_post(struct web *w)
{
	char cookie[SECRET_SIZE];
	const char *next = page_field(w, "next");
	enum err err;

	err = account_login(&w->svc, page_field(w, "name"),
	    page_field(w, "password"), w->req->user_agent, cookie);
	if (err != ERR_OK)
		return (form_error(err) ? login_show(w, err) : err);
	web_set_cookie(w, cookie);
	return (page_go(w, next[0] != '\0' ? next : "/containers/"));
}

void
page_brackets(struct web *w, struct tpl *page, const char *chosen)
{
	const char *list = w->svc.p->settings->value[SETTING_BRACKETS];
	const char **names;
	struct tpl *option;
	size_t i, n;

	bracket_split(w->mem, list, &names, &n);
	tpl_show_if(page, "HAS_BRACKETS", n > 0);
	for (i = 0; i < n; i++) {
		option = tpl_add(page, "BRACKET_OPTION");
		tpl_str(option, "BRACKET_NAME", names[i]);
		tpl_show_if(option, "BRACKET_CHOSEN",
		    text_equal_nocase(names[i], chosen));
	}
}

static void
register_fill(struct web *w, struct tpl *page)
{
	const struct settings *set = w->svc.p->settings;
	bool closed = set->registration == REGISTRATION_CLOSED;

	tpl_str(page, "NAME", page_field(w, "name"));
	tpl_str(page, "EMAIL", page_field(w, "email"));
	tpl_str(page, "CODE",
	    w->form != NULL ? page_field(w, "code") : page_query(w, "code"));
	tpl_str(page, "NEXT",
	    w->form != NULL ? page_field(w, "next") : page_query(w, "next"));
	tpl_show_if(page, "REGISTRATION_OPEN", !closed);
	tpl_show_if(page, "REGISTRATION_CLOSED", closed);
	tpl_show_if(page, "BY_CODE", set->registration == REGISTRATION_CODE);
	if (!set->teams_mode)
		page_brackets(w, page, page_field(w, "bracket"));
}

static enum err
register_show(struct web *w, enum err why)
{
	struct tpl *page = page_new(w, tr("Register"), NULL);

	register_fill(w, page);
	return (page_send_form(w, page, "register.tpl", why));
}

enum err
page_register(struct web *w)
{
	if (w->me != NULL)
		return (page_go(w, "/containers/"));
	return (register_show(w, ERR_OK));
}

enum err
page_register_post(struct web *w)
{
	const struct registering r = {.name = page_field(w, "name"),
	    .email = page_field(w, "email"),
	    .password = page_field(w, "password"),
	    .code = page_field(w, "code"),
	    .bracket = page_field(w, "bracket"),
	    .user_agent = w->req->user_agent};
	const char *next = page_field(w, "next");
	char cookie[SECRET_SIZE];
	enum err err;

	err = account_register(&w->svc, &r, cookie);
	if (err != ERR_OK)
		return (form_error(err) ? register_show(w, err) : err);
	web_set_cookie(w, cookie);
	return (page_go(w, next[0] != '\0' ? next : "/containers/"));
}

enum err
page_logout_post(struct web *w)
{
	enum err err = account_logout(&w->svc, w->cookie);

	if (err != ERR_OK)
		return (err);
	web_clear_cookie(w);
	return (page_go(w, "/containers/login"));
}

/* ------------------------------------------------ one's own account */

/* The forms of the page; an error is said at the one it came from. */
enum account_form { FORM_NONE, FORM_PROFILE, FORM_PASSWORD, FORM_TOKEN };

static void
facts_view(struct web *w, struct tpl *page)
{
	tpl_str(page, "ACCOUNT_NAME", w->me->name);
	tpl_str(page, "ACCOUNT_EMAIL", w->me->email);
	tpl_str(page, "ACCOUNT_TEAM", w->me->team_name);
	tpl_str(page, "ACCOUNT_BRACKET", w->me->bracket);
	tpl_show_if(page, "HAS_TEAM", w->me->team.n != 0);
	tpl_show_if(page, "HAS_BRACKET", w->me->bracket[0] != '\0');
	tpl_show_if(page, "IS_VERIFIED", w->me->verified);
	tpl_show_if(page, "NAME_FIXED", !w->svc.p->settings->name_changes);
}

/* What stands in a form: what was sent, or what is. */
static void
forms_view(struct web *w, struct tpl *page, enum account_form wrong)
{
	static const char *const sections[] = {[FORM_PROFILE] = "PROFILE",
	    [FORM_PASSWORD] = "PASSWORD_FORM",
	    [FORM_TOKEN] = "TOKEN_FORM"};
	struct tpl *form;
	int i;

	for (i = FORM_PROFILE; i <= FORM_TOKEN; i++) {
		form = tpl_add(page, sections[i]);
		if (i == (int)wrong)
			page_show_error(w, form);
		if (i != FORM_PROFILE)
			continue;
		tpl_str(form, "NAME",
		    wrong == FORM_PROFILE ? page_field(w, "name")
					  : w->me->name);
		tpl_str(form, "EMAIL",
		    wrong == FORM_PROFILE ? page_field(w, "email")
					  : w->me->email);
	}
}

static enum err
sessions_view(struct web *w, struct tpl *page)
{
	struct session_info *list;
	struct tpl *row;
	size_t i, n;
	enum err err = session_list(&w->svc, w->cookie, &list, &n);

	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n; i++) {
		row = tpl_add(page, "SESSION");
		tpl_int(row, "ID", list[i].id);
		tpl_str(row, "IP", list[i].ip);
		tpl_str(row, "AGENT",
		    list[i].user_agent[0] != '\0'
			? agent_name(w->mem, list[i].user_agent)
			: tr("unknown browser"));
		tpl_str(row, "AGENT_WHOLE", list[i].user_agent);
		page_time(row, "CREATED", "HAS_CREATED", list[i].created_us);
		page_time(row, "SEEN", "HAS_SEEN", list[i].seen_us);
		tpl_show(row, list[i].is_current ? "IS_CURRENT" : "IS_OTHER");
	}
	tpl_show_if(page, "HAS_SESSIONS", n > 0);
	tpl_show_if(page, "HAS_OTHERS", n > 1);
	return (ERR_OK);
}

static enum err
tokens_view(struct web *w, struct tpl *page)
{
	struct token_info *tokens;
	struct tpl *row;
	size_t i, n;
	enum err err = token_list(&w->svc, &tokens, &n);

	if (err != ERR_OK)
		return (err);
	tpl_show_if(page, "HAS_TOKENS", n > 0);
	for (i = 0; i < n; i++) {
		row = tpl_add(page, "TOKEN");
		tpl_int(row, "ID", tokens[i].id);
		tpl_str(row, "DESCRIPTION", tokens[i].description);
		page_time(row, "CREATED", "HAS_CREATED", tokens[i].created_us);
		page_time(row, "EXPIRES", "HAS_EXPIRES", tokens[i].expires_us);
		tpl_show_if(row, "NEVER", tokens[i].expires_us == 0);
	}
	return (ERR_OK);
}

static enum err
account_show(
    struct web *w, const char *new_token, enum account_form wrong, enum err why)
{
	struct tpl *page = page_new(w, tr("Account"), "ACCOUNT");
	enum err err;

	forms_view(w, page, wrong);
	err_clear(&w->svc.error);
	facts_view(w, page);
	err = sessions_view(w, page);
	if (err == ERR_OK)
		err = tokens_view(w, page);
	if (err != ERR_OK)
		return (err);
	if (new_token != NULL) {
		tpl_str(page, "SECRET", new_token);
		tpl_show(page, "HAS_SECRET");
	}
	return (page_send(
	    w, page, "account.tpl", why == ERR_OK ? 200 : http_status(why)));
}

enum err
page_account(struct web *w)
{
	return (account_show(w, NULL, FORM_NONE, ERR_OK));
}

/* After a change: the page anew, or the form with what is wrong. */
static enum err
changed(struct web *w, enum err err, enum account_form form)
{
	if (err == ERR_OK)
		return (page_go(w, "/containers/account"));
	return (form_error(err) ? account_show(w, NULL, form, err) : err);
}

enum err
page_profile_post(struct web *w)
{
	const struct profile p = {.name = page_field(w, "name"),
	    .email = page_field(w, "email")[0] != '\0' ? page_field(w, "email")
						       : NULL,
	    .confirm = page_field(w, "confirm")};

	return (
	    changed(w, account_update(&w->svc, &p, w->cookie), FORM_PROFILE));
}

enum err
page_password_post(struct web *w)
{
	const struct profile p = {.password = page_field(w, "password"),
	    .confirm = page_field(w, "confirm"),
	    .end_tokens = page_ticked(w, "end_tokens")};

	return (
	    changed(w, account_update(&w->svc, &p, w->cookie), FORM_PASSWORD));
}

enum err
page_session_end_post(struct web *w)
{
	enum err err = session_end(&w->svc, w->id);

	return (err != ERR_OK ? err : page_go(w, "/containers/account"));
}

enum err
page_sessions_end_post(struct web *w)
{
	enum err err = session_end_others(&w->svc, w->cookie);

	return (err != ERR_OK ? err : page_go(w, "/containers/account"));
}

enum err
page_token_post(struct web *w)
{
	char secret[SECRET_SIZE];
	int64_t expires_us;
	enum err err;

	err = api_expiration(w, page_field(w, "expiration"), &expires_us);
	if (err == ERR_OK)
		err = token_add(&w->svc, w->me->id,
		    page_field(w, "description"), expires_us, secret, NULL);
	if (err != ERR_OK)
		return (form_error(err) ? account_show(w, NULL, FORM_TOKEN, err)
					: err);
	return (account_show(w, secret, FORM_NONE, ERR_OK));
}

enum err
page_token_delete_post(struct web *w)
{
	enum err err = token_delete(&w->svc, w->id);

	if (err != ERR_OK)
		return (err);
	return (page_go(w, "/containers/account"));
}
