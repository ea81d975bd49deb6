#include "web/web.h"

#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "libtemplate/libtemplate.h"
#include "service/teams.h"
#include "web/page.h"
#include "web/route_match.h"

/* The places of the navigation bar and the section that marks each. */
static const char *const nav_sections[] = {"NAV_BOARD", "NAV_INSTANCES",
    "NAV_SCOREBOARD", "NAV_DASHBOARD", "NAV_CHALLENGES", "NAV_CONTEST",
    "NAV_IMAGES", "NAV_SETTINGS", "NAV_AUDIT", "NAV_ACCOUNT", "NAV_TEAM",
    "NAV_USERS", "NAV_TEAMS"};

static void
head_fill(struct web *w, struct tpl *head, const char *title, const char *nav)
{
	size_t i;

	tpl_str(head, "TITLE", title);
	tpl_show_if(head, "HAS_TEXTS", lang_get() != LANG_EN);
	tpl_show_if(head, "LOGGED_IN", w->me != NULL);
	tpl_show_if(head, "LOGGED_OUT", w->me == NULL);
	tpl_show_if(
	    head, "IS_ADMIN", w->me != NULL && w->me->role == ROLE_ADMIN);
	tpl_show_if(head, "TEAM_PLACE", w->me != NULL && team_in_use(&w->svc));
	for (i = 0; i < sizeof(nav_sections) / sizeof(nav_sections[0]); i++)
		tpl_show_if(head, nav_sections[i],
		    nav != NULL && strcmp(nav_sections[i] + 4, nav) == 0);
}

/*
 * Where the switch of the language leads back to: here, if this can be asked
 * for again; the page after a form often cannot.
 */
static const char *
here(const struct web *w)
{
	const struct web_route *r;
	struct route_params params;
	size_t i;

	for (i = 0; i < web_routes_n; i++) {
		r = &web_routes[i];
		if (r->method == HTTP_GET && r->shape == SHAPE_PAGE &&
		    route_match(r->pattern, w->req->path, &params))
			break;
	}
	if (i == web_routes_n)
		return ("/containers/");
	if (w->req->method != HTTP_GET || w->req->query_string[0] == '\0')
		return (w->req->path);
	return (
	    mem_printf(w->mem, "%s?%s", w->req->path, w->req->query_string));
}

static void
foot_fill(struct web *w, struct tpl *foot)
{
	struct tpl *choice;
	enum lang lang;

	tpl_str(foot, "HERE", here(w));
	for (lang = 0; lang < LANGS; lang++) {
		choice = tpl_add(foot, "LANGUAGE");
		tpl_str(choice, "CODE", lang_code(lang));
		tpl_str(choice, "LANGUAGE_NAME", lang_name(lang));
		tpl_show_if(choice, "IS_SPOKEN", lang == lang_get());
	}
}

struct tpl *
page_new(struct web *w, const char *title, const char *nav)
{
	const struct settings *s = w->svc.p->settings;
	struct tpl *page = tpl_new(w->mem);
	const char *event;

	web_need_cookie(w);
	event = s != NULL ? s->value[SETTING_EVENT_NAME] : "Berth";
	tpl_global(page, "LANG", lang_code(lang_get()));
	tpl_global(page, "NONCE", w->nonce);
	tpl_global(page, "EVENT_NAME", event);
	tpl_global(page, "USER_NAME", w->me != NULL ? w->me->name : "");
	tpl_global(page, "REQUEST_ID", w->req->id);
	head_fill(w, tpl_include(page, "HEAD", "head.tpl"), title, nav);
	foot_fill(w, tpl_include(page, "FOOT", "foot.tpl"));
	return (page);
}

enum err
page_send(struct web *w, struct tpl *page, const char *file, int status)
{
	const char *text;
	size_t len;
	enum err err;

	err = tpl_expand(page, w->mem, file, &text, &len, &w->svc.error);
	if (err != ERR_OK)
		return (err);
	web_language_headers(w);
	http_send(w->http, status, "text/html; charset=utf-8", text, len);
	return (ERR_OK);
}

/* What the page of a failure is called, and what to do about it. */
static const struct {
	int status;
	const char *title;
	const char *hint;
} failures[] = {
    {400, N_("That did not work"),
	N_("Go back, correct the input and try again.")},
    {403, N_("Not for this account"),
	N_("Log in with an account that may see this page, or reload the page "
	   "you came from and try again.")},
    {404, N_("Nothing here"),
	N_("The page or challenge does not exist, or is not open yet.")},
    {405, N_("Wrong way in"), N_("Go back and use the buttons of the page.")},
    {409, N_("Not possible right now"),
	N_("Go back and look at the current state.")},
    {413, N_("Too large"), N_("Send less and try again.")},
    {415, N_("Unexpected format"), N_("Go back and use the form of the page.")},
    {422, N_("Please check your input"),
	N_("Go back, correct the input and try again.")},
    {429, N_("A little slower, please"), N_("Wait a moment and try again.")},
    {503, N_("Back in a moment"),
	N_("A part of the platform cannot be reached. Your instances keep "
	   "running; try again in a few seconds.")},
    {500, N_("Something broke"),
	N_("It is not your fault. Try again; if it stays, give the organisers "
	   "the reference below.")},
};

void
page_fail(struct web *w, int status, const char *message)
{
	size_t i, last = sizeof(failures) / sizeof(failures[0]) - 1;
	struct tpl *page;

	for (i = 0; i < last && failures[i].status != status; i++)
		;
	page = page_new(w, tr(failures[i].title), NULL);
	tpl_int(page, "STATUS", status);
	tpl_str(page, "HEADING", tr(failures[i].title));
	tpl_str(page, "MESSAGE", message != NULL ? message : "");
	tpl_show_if(page, "HAS_MESSAGE", message != NULL && message[0] != '\0');
	tpl_str(page, "HINT", tr(failures[i].hint));
	tpl_show(page, w->me != NULL ? "LOGGED_IN" : "LOGGED_OUT");
	if (page_send(w, page, "error.tpl", status) != ERR_OK)
		http_send(w->http, 500, "text/plain; charset=utf-8",
		    failures[last].hint, strlen(failures[last].hint));
}

/* ------------------------------------------------ helpers of pages */

void
page_time(struct tpl *t, const char *key, const char *section, int64_t us)
{
	char iso[CLOCK_ISO_SIZE];

	if (us == 0)
		return;
	clock_iso(us, iso);
	tpl_str(t, key, iso);
	tpl_show(t, section);
}

void
page_age(struct tpl *t, int64_t us, int64_t now_us)
{
	static const struct {
		const char *section;
		int64_t minutes; /* of one */
	} units[] = {
	    {"AGE_YEARS", 365 * 24 * 60},
	    {"AGE_MONTHS", 30 * 24 * 60},
	    {"AGE_DAYS", 24 * 60},
	    {"AGE_HOURS", 60},
	    {"AGE_MINUTES", 1},
	};
	int64_t minutes = now_us > us ? (now_us - us) / (60 * USEC_PER_SEC) : 0;
	size_t i = 0, last = sizeof(units) / sizeof(units[0]) - 1;

	while (i < last && minutes < 2 * units[i].minutes)
		i++;
	tpl_show(t, units[i].section);
	tpl_int(t, "AGE", minutes / units[i].minutes);
}

static const char *
sent(const struct web *w, const char *name)
{
	return (w->form != NULL ? http_form_get(w->form, name) : NULL);
}

const char *
page_query(const struct web *w, const char *name)
{
	const char *value = NULL;

	if (w->query != NULL)
		value = http_form_get(w->query, name);
	return (value != NULL ? value : "");
}

const char *
page_value(const struct web *w, const char *name, const char *known)
{
	const char *value = sent(w, name);

	return (value != NULL ? value : known);
}

const char *
page_field(const struct web *w, const char *name)
{
	return (page_value(w, name, ""));
}

bool
page_ticked(const struct web *w, const char *name)
{
	return (page_field(w, name)[0] != '\0');
}

bool
page_box(const struct web *w, const char *name, bool known)
{
	return (sent(w, "name") != NULL ? page_ticked(w, name) : known);
}

enum err
page_go(struct web *w, const char *path)
{
	http_redirect(w->http, 303, path);
	return (ERR_OK);
}

void
page_show_error(struct web *w, struct tpl *page)
{
	const struct error *e = &w->svc.error;
	const char *text = e->message[0] != '\0'
			       ? err_said(e)
			       : tr("That did not work. Try again.");

	if (e->code == ERR_RATE)
		web_retry_after(w);
	tpl_show(page, "HAS_ERROR");
	tpl_str(page, "ERROR_FIELD", e->field);
	tpl_str(page, "ERROR_TEXT", text);
	if (e->field[0] != '\0')
		tpl_fmt(page, "ERROR", "%s: %s", e->field, text);
	else
		tpl_str(page, "ERROR", text);
}

int
page_error_status(enum err code)
{
	return (http_status(code));
}

enum err
page_send_form(struct web *w, struct tpl *page, const char *file, enum err why)
{
	if (why == ERR_OK)
		return (page_send(w, page, file, 200));
	page_show_error(w, page);
	return (page_send(w, page, file, page_error_status(why)));
}

void
page_pager(struct web *w, struct tpl *page, int offset, int shown, int total)
{
	char *search = mem_strdup(w->mem, page_query(w, "search"));

	tpl_str(page, "SEARCH", search);
	tpl_int(page, "TOTAL", total);
	tpl_int(page, "FROM", shown > 0 ? offset + 1 : 0);
	tpl_int(page, "TO", offset + shown);
	if (offset > 0) {
		tpl_int(page, "PREVIOUS",
		    offset > LIMIT_PAGE ? offset - LIMIT_PAGE : 0);
		tpl_show(page, "HAS_PREVIOUS");
	}
	if (offset + shown < total) {
		tpl_int(page, "NEXT", offset + shown);
		tpl_show(page, "HAS_NEXT");
	}
}

int
page_offset(struct web *w)
{
	int64_t offset = 0;

	if (text_int(page_query(w, "offset"), 0, 1000000000, &offset) != ERR_OK)
		return (0);
	return ((int)offset);
}

bool
page_no_team(struct web *w, struct tpl *page)
{
	bool missing =
	    w->me != NULL && w->me->team.n == 0 && team_in_use(&w->svc);

	tpl_show_if(page, "NO_TEAM", missing);
	return (missing);
}

bool
page_error_is_mendable(enum err code)
{
	return (code == ERR_INVALID || code == ERR_TOO_LARGE ||
		code == ERR_CONFLICT || code == ERR_FORBIDDEN ||
		code == ERR_RATE);
}
