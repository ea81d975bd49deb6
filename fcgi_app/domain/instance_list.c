#include "domain/instance_list.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name, *states;
} which_table[INSTANCE_WHICH] = {
    [WHICH_LIVE] = {"live", ""},
    [WHICH_QUEUED] = {"queued", "queued"},
    [WHICH_STARTING] = {"starting", "creating,starting,checking"},
    [WHICH_RUNNING] = {"running", "running"},
    [WHICH_WARM] = {"warm", "warm"},
    [WHICH_STOPPING] = {"stopping", "stopping"},
    [WHICH_ERROR] = {"error", ""},
    [WHICH_FAILED] = {"failed", ""},
    [WHICH_ENDED] = {"ended", ""},
};

static const char *const sort_names[INSTANCE_SORTS] = {
    [SORT_CREATED] = "created",
    [SORT_CHALLENGE] = "challenge",
    [SORT_IMAGE] = "image",
    [SORT_OWNER] = "owner",
    [SORT_STATE] = "state",
    [SORT_EXPIRES] = "expires",
    [SORT_RENEWALS] = "renewals",
};

static const char *const bulk_names[INSTANCE_BULKS] = {
    [BULK_STOP] = "stop",
    [BULK_RENEW] = "renew",
    [BULK_REMOVE] = "remove",
};

static int
index_of(const char *const *names, int n, const char *s)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], s) == 0)
			return (i);
	return (-1);
}

const char *
instance_which_name(enum instance_which which)
{
	return (which_table[which].name);
}

int
instance_which_from(const char *s)
{
	int i;

	for (i = 0; i < INSTANCE_WHICH; i++)
		if (strcmp(which_table[i].name, s) == 0)
			return (i);
	return (-1);
}

bool
instance_which_is_past(enum instance_which which)
{
	return (which == WHICH_FAILED || which == WHICH_ENDED);
}

const char *
instance_which_states(enum instance_which which)
{
	return (which_table[which].states);
}

const char *
instance_sort_name(enum instance_sort sort)
{
	return (sort_names[sort]);
}

int
instance_sort_from(const char *s)
{
	return (index_of(sort_names, INSTANCE_SORTS, s));
}

const char *
instance_bulk_name(enum instance_bulk bulk)
{
	return (bulk_names[bulk]);
}

int
instance_bulk_from(const char *s)
{
	return (index_of(bulk_names, INSTANCE_BULKS, s));
}
