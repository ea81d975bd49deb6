#include "web/lists.h"

#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/moment.h"

#define SEARCH_MAX   128
#define CONTEST(key) "/containers/admin/contest/" key
#define WHO_AND_WHAT                                         \
	{FIELD_INT, "id", 0, 0}, {FIELD_TIME, "date", 1, 0}, \
	    {FIELD_NAMED, "user", 2, 8},                     \
	{                                                    \
		FIELD_NAMED, "team", 3, 9                    \
	}

const struct list_def list_table[LISTS] = {
    [LIST_SUBMISSIONS] = {.list = LIST_SUBMISSIONS,
	.key = "submissions",
	.path = CONTEST("submissions"),
	.api = "submissions",
	.nav = "CONTEST",
	.file = "list.tpl",
	.title = N_("Submissions"),
	.empty = N_("Nothing was handed in yet."),
	.columns = {N_("No."), N_("When"), N_("Player"), N_("Team"),
	    N_("Challenge"), N_("Judged"), N_("Submission"), N_("From")},
	.filters = {{"correct", N_("correct")}, {"incorrect", N_("incorrect")},
	    {"partial", N_("partial")}},
	.fields = {WHO_AND_WHAT, {FIELD_NAMED, "challenge", 4, 10},
	    {FIELD_TEXT, "type", 5, 0}, {FIELD_TEXT, "provided", 6, 0},
	    {FIELD_TEXT, "ip", 7, 0}}},
    [LIST_SOLVES] = {.list = LIST_SOLVES,
	.key = "solves",
	.path = CONTEST("solves"),
	.api = "solves",
	.nav = "CONTEST",
	.file = "list.tpl",
	.title = N_("Solves"),
	.empty = N_("Nothing is solved yet."),
	.columns = {N_("No."), N_("When"), N_("Player"), N_("Team"),
	    N_("Challenge"), N_("Worth now"), N_("Mark"), N_("From")},
	.filters = {{"first", N_("first blood")}},
	.fields = {WHO_AND_WHAT, {FIELD_NAMED, "challenge", 4, 10},
	    {FIELD_INT, "value", 5, 0}, {FIELD_YES, "first_blood", 6, 0},
	    {FIELD_TEXT, "ip", 7, 0}}},
    [LIST_AWARDS] = {.list = LIST_AWARDS,
	.key = "awards",
	.path = CONTEST("awards"),
	.api = "awards",
	.nav = "CONTEST",
	.file = "list.tpl",
	.title = N_("Awards"),
	.empty = N_("No award yet."),
	.columns = {N_("No."), N_("When"), N_("Player"), N_("Team"),
	    N_("Award"), N_("Points"), N_("Category"), N_("Description")},
	.filters = {{"given", N_("given")}, {"taken", N_("taken")},
	    {"hints", N_("paid for hints")}},
	.fields = {WHO_AND_WHAT, {FIELD_TEXT, "name", 4, 0},
	    {FIELD_INT, "value", 5, 0}, {FIELD_TEXT, "category", 6, 0},
	    {FIELD_TEXT, "description", 7, 0}}},
    [LIST_CHEATS] = {.list = LIST_CHEATS,
	.key = "cheats",
	.path = CONTEST("cheats"),
	.api = "admin/cheats",
	.nav = "CONTEST",
	.file = "list.tpl",
	.title = N_("Shared flags"),
	.empty = N_("No flag of another account's instance was handed in."),
	.columns = {N_("No."), N_("When"), N_("Challenge"), N_("Handed in by"),
	    N_("From"), N_("Ever started it"), N_("Flag of"),
	    N_("Address of owner"), N_("When owner started"), N_("Instance")},
	.filters = {{"never", N_("never started the challenge")},
	    {"started", N_("started the challenge")}},
	.fields = {{FIELD_INT, "id", 0, 0}, {FIELD_TIME, "date", 1, 0},
	    {FIELD_TEXT, "challenge", 2, 0}, {FIELD_TEXT, "account", 3, 0},
	    {FIELD_TEXT, "ip", 4, 0}, {FIELD_YES, "started", 5, 0},
	    {FIELD_TEXT, "owner", 6, 0}, {FIELD_TEXT, "owner_ip", 7, 0},
	    {FIELD_TIME, "owner_started", 8, 0},
	    {FIELD_TEXT, "instance", 9, 0}}},
    [LIST_AUDIT] = {.list = LIST_AUDIT,
	.key = "audit",
	.path = "/containers/admin/audit",
	.api = "admin/audit",
	.nav = "AUDIT",
	.file = "audit.tpl",
	.title = N_("Audit log"),
	.empty = N_("Every change that an admin makes is written down here."),
	.columns = {N_("No."), N_("When"), N_("Who"), N_("From"), N_("Action"),
	    N_("Object"), N_("Before"), N_("After")},
	.filters = {{"settings", N_("settings")},
	    {"challenge", N_("challenges")}, {"flag", N_("flags")},
	    {"hint", N_("hints")}, {"file", N_("files")},
	    {"award", N_("awards")}, {"instance", N_("instances")},
	    {"user", N_("accounts")}, {"account", N_("own accounts")},
	    {"team", N_("teams")}, {"token", N_("tokens")},
	    {"event", N_("event")}},
	.has_dates = true,
	.fields = {{FIELD_INT, "id", 0, 0}, {FIELD_TIME, "date", 1, 0},
	    {FIELD_TEXT, "user", 2, 0}, {FIELD_TEXT, "ip", 3, 0},
	    {FIELD_TEXT, "action", 4, 0}, {FIELD_TEXT, "object", 5, 0},
	    {FIELD_TEXT, "before", 6, 0}, {FIELD_TEXT, "after", 7, 0}}},
};

/* The query's `name`, or what CTFd calls it. */
static const char *
asked(const struct web *w, const char *name, const char *ctfd_name)
{
	const char *text = http_form_get(w->query, name);

	if (text == NULL)
		text = http_form_get(w->query, ctfd_name);
	return (text != NULL ? text : "");
}

static enum err
dates_of(struct web *w, struct list_query *q)
{
	static const char *const fields[] = {"from", "to"};
	int64_t from_us[2], until_us[2];
	int i;

	for (i = 0; i < 2; i++)
		if (moment_span(w->mem, asked(w, fields[i], fields[i]),
			&from_us[i], &until_us[i]) != ERR_OK)
			return (err_set(&w->svc.error, ERR_INVALID, fields[i],
			    "must be a day such as 2026-11-25 or a moment such "
			    "as 2026-11-25T10:00:00Z"));
	if (until_us[1] != 0 && from_us[0] >= until_us[1])
		return (err_set(&w->svc.error, ERR_INVALID, "to",
		    "must not be before the first"));
	q->from_us = from_us[0];
	q->until_us = until_us[1];
	return (ERR_OK);
}

enum err
list_query_of(struct web *w, const struct list_def *l, struct list_query *ret)
{
	struct list_query q = {.filter = ""};
	const char *filter = asked(w, "filter", "type");
	enum err err = ERR_OK;
	int i;

	q.search = text_trim(w->mem, asked(w, "search", "q"));
	if (strlen(q.search) > SEARCH_MAX)
		q.search = mem_strndup(w->mem, q.search, SEARCH_MAX);
	if (!text_utf8(q.search, strlen(q.search)))
		q.search = "";
	for (i = 0; i < LIST_FILTERS_MAX && l->filters[i].key != NULL; i++)
		if (strcmp(l->filters[i].key, filter) == 0)
			q.filter = l->filters[i].key;
	if (l->has_dates)
		err = dates_of(w, &q);
	*ret = q;
	return (err);
}

const struct list_def *
list_of_route(const struct web_route *route)
{
	const struct list_def *l = list_table;

	while (l < list_table + LISTS - 1 &&
	       strcmp(route->pattern + strlen("/api/v1/"), l->api) != 0)
		l++;
	return (l);
}
