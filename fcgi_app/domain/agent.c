#include "domain/agent.h"

#include <string.h>

#include "base/lang.h"
#include "base/mem.h"

struct mark {
	const char *mark, *name;
};

/* The first that is there counts: almost everybody also claims to be Safari,
 * and Edge and Opera to be Chrome. */
static const struct mark browsers[] = {
    {"Edg", "Edge"},
    {"OPR/", "Opera"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"Firefox/", "Firefox"},
    {"FxiOS/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Chromium/", "Chromium"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
    {NULL, NULL},
};

/* Android says Linux, too, and an iPhone "like Mac OS X". */
static const struct mark systems[] = {
    {"Android", "Android"},
    {"iPhone", "iPhone"},
    {"iPad", "iPad"},
    {"Windows", "Windows"},
    {"CrOS", "ChromeOS"},
    {"Mac OS X", "macOS"},
    {"FreeBSD", "FreeBSD"},
    {"OpenBSD", "OpenBSD"},
    {"Linux", "Linux"},
    {NULL, NULL},
};

static const char *
find(const struct mark *list, const char *user_agent)
{
	for (; list->mark != NULL; list++)
		if (strstr(user_agent, list->mark) != NULL)
			return (list->name);
	return (NULL);
}

const char *
agent_name(void *mem, const char *user_agent)
{
	const char *browser = find(browsers, user_agent);
	const char *system = find(systems, user_agent);

	if (browser != NULL && system != NULL)
		return (mem_printf(mem, tr("%s on %s"), browser, system));
	if (browser != NULL || system != NULL)
		return (browser != NULL ? browser : system);
	return (mem_strndup(mem, user_agent, strcspn(user_agent, " ")));
}
