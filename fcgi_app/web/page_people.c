#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/bracket.h"
#include "service/accounts.h"
#include "web/handlers.h"
#include "web/page.h"

static enum err
login_show(struct web *w, enum err why)
{
	struct tpl *page = page_new(w, "Log in", NULL);

	tpl_str(page, "NAME", page_field(w, "name"));
	tpl_str(page, "NEXT",
	    w->form != NULL ? page_field(w, "next") : page_query(w, "next"));
	tpl_show_if(page, "REGISTRATION_OPEN",
	    w->svc.p->settings->registration != REGISTRATION_CLOSED);
	if (why == ERR_OK)
		return (page_send(w, page, "login.tpl", 200));
	page_show_error(w, page);
	return (page_send(w, page, "login.tpl", page_error_status(why)));
}

/* Errors that a person can mend at the form; others are the dispatcher's. */
static bool
form_error(enum err err)
{
	return (err == ERR_INVALID || err == ERR_TOO_LARGE ||
		err == ERR_CONFLICT || err == ERR_LOGIN ||
		err == ERR_FORBIDDEN || err == ERR_RATE);
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
	struct tpl *page = page_new(w, "Register", NULL);

	register_fill(w, page);
	if (why == ERR_OK)
		return (page_send(w, page, "register.tpl", 200));
	page_show_error(w, page);
	return (page_send(w, page, "register.tpl", page_error_status(why)));
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

/* ------------------------------------------------ account and tokens */

static enum err
account_show(struct web *w, const char *new_token, enum err why)
{
	struct tpl *page = page_new(w, "Account", "ACCOUNT"), *row;
	struct token_info *tokens;
	size_t i, n;
	enum err err;

	if (why != ERR_OK)
		page_show_error(w, page);
	err = token_list(&w->svc, &tokens, &n);
	if (err != ERR_OK)
		return (err);
	tpl_str(page, "ACCOUNT_NAME", w->me->name);
	tpl_str(page, "ACCOUNT_EMAIL", w->me->email);
	tpl_str(page, "ACCOUNT_TEAM", w->me->team_name);
	tpl_show_if(page, "HAS_TEAM", w->me->team.n != 0);
	tpl_show_if(page, "HAS_EMAIL", w->me->email[0] != '\0');
	tpl_show_if(page, "HAS_TOKENS", n > 0);
	for (i = 0; i < n; i++) {
		row = tpl_add(page, "TOKEN");
		tpl_int(row, "ID", tokens[i].id);
		tpl_str(row, "DESCRIPTION", tokens[i].description);
		page_time(row, "CREATED", "HAS_CREATED", tokens[i].created_us);
		page_time(row, "EXPIRES", "HAS_EXPIRES", tokens[i].expires_us);
	}
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
	return (account_show(w, NULL, ERR_OK));
}

enum err
page_token_post(struct web *w)
{
	char secret[SECRET_SIZE];
	enum err err;

	err = token_add(
	    &w->svc, w->me->id, page_field(w, "description"), 0, secret);
	if (err != ERR_OK)
		return (form_error(err) ? account_show(w, NULL, err) : err);
	return (account_show(w, secret, ERR_OK));
}

enum err
page_token_delete_post(struct web *w)
{
	enum err err = token_delete(&w->svc, w->id);

	if (err != ERR_OK)
		return (err);
	return (page_go(w, "/containers/account"));
}
