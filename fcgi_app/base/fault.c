#include "base/fault.h"

#ifdef BERTH_FAULT_POINTS

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define NAMES_MAX 8

static struct {
	const char *name; /* a literal of the caller's */
	int passed;
} points[NAMES_MAX];

static int
count(const char *name)
{
	size_t i;

	for (i = 0; i < NAMES_MAX; i++) {
		if (points[i].name == NULL)
			points[i].name = name;
		if (strcmp(points[i].name, name) == 0)
			return ++points[i].passed;
	}
	abort(); /* more names than NAMES_MAX */
}

void
fault_point(const char *name)
{
	const char *wanted = getenv("BERTH_FAULT");
	char here[64];
	int n;

	if (wanted == NULL)
		return;
	n = count(name);
	log_info("fault.point", LOG_STR("name", name), LOG_INT("n", n));
	snprintf(here, sizeof(here), "%s:%d", name, n);
	if (strcmp(here, wanted) == 0)
		raise(SIGKILL);
}

#endif
