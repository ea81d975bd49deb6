#include "domain/instance_state.h"

#include <string.h>

#include "base/lang.h"

static const char *const state_names[INSTANCE_STATES] = {
    [INSTANCE_QUEUED] = N_("queued"),
    [INSTANCE_CREATING] = N_("creating"),
    [INSTANCE_STARTING] = N_("starting"),
    [INSTANCE_CHECKING] = N_("checking"),
    [INSTANCE_RUNNING] = N_("running"),
    [INSTANCE_FAILED] = N_("failed"),
    [INSTANCE_STOPPING] = N_("stopping"),
    [INSTANCE_GONE] = N_("gone"),
    [INSTANCE_WARM] = N_("warm"),
};

static const char *const desired_names[] = {
    [DESIRED_RUNNING] = "running",
    [DESIRED_STOPPED] = "stopped",
};

/*
 * The machine: a state and its successor plus one, so that 0 is "means
 * nothing here".
 */
#define TO(state) ((state) + 1)

static const int next[INSTANCE_STATES][EVENT_KINDS] = {
    [INSTANCE_QUEUED] =
	{
	    [EVENT_CLAIMED] = TO(INSTANCE_CREATING),
	    [EVENT_GIVEN_UP] = TO(INSTANCE_FAILED),
	    [EVENT_STOP] = TO(INSTANCE_STOPPING),
	},
    [INSTANCE_CREATING] =
	{
	    [EVENT_CREATED] = TO(INSTANCE_STARTING),
	    [EVENT_RETRY] = TO(INSTANCE_QUEUED),
	    [EVENT_GIVEN_UP] = TO(INSTANCE_FAILED),
	    [EVENT_STOP] = TO(INSTANCE_STOPPING),
	},
    [INSTANCE_STARTING] =
	{
	    [EVENT_STARTED] = TO(INSTANCE_CHECKING),
	    [EVENT_RETRY] = TO(INSTANCE_QUEUED),
	    [EVENT_GIVEN_UP] = TO(INSTANCE_FAILED),
	    [EVENT_STOP] = TO(INSTANCE_STOPPING),
	},
    [INSTANCE_CHECKING] =
	{
	    [EVENT_READY] = TO(INSTANCE_RUNNING),
	    [EVENT_WARMED] = TO(INSTANCE_WARM),
	    [EVENT_RETRY] = TO(INSTANCE_QUEUED),
	    [EVENT_GIVEN_UP] = TO(INSTANCE_FAILED),
	    [EVENT_DIED] = TO(INSTANCE_FAILED),
	    [EVENT_STOP] = TO(INSTANCE_STOPPING),
	},
    [INSTANCE_RUNNING] =
	{
	    [EVENT_DIED] = TO(INSTANCE_STOPPING),
	    [EVENT_STOP] = TO(INSTANCE_STOPPING),
	},
    [INSTANCE_WARM] =
	{
	    [EVENT_TAKEN] = TO(INSTANCE_RUNNING),
	    [EVENT_DIED] = TO(INSTANCE_STOPPING),
	    [EVENT_STOP] = TO(INSTANCE_STOPPING),
	},
    [INSTANCE_FAILED] =
	{
	    [EVENT_STOP] = TO(INSTANCE_STOPPING),
	},
    [INSTANCE_STOPPING] =
	{
	    [EVENT_REMOVED] = TO(INSTANCE_GONE),
	    [EVENT_RESTARTED] = TO(INSTANCE_QUEUED),
	},
};

bool
instance_next(enum instance_state from, enum instance_event_kind event,
    enum instance_state *ret)
{
	int to = next[from][event];

	if (to == 0)
		return (false);
	*ret = (enum instance_state)(to - 1);
	return (true);
}

bool
instance_is_live(enum instance_state s)
{
	return (s != INSTANCE_GONE);
}

bool
instance_is_pending(enum instance_state s)
{
	return (s <= INSTANCE_CHECKING);
}

const char *
instance_state_name(enum instance_state s)
{
	return (state_names[s]);
}

int
instance_state_from(const char *s)
{
	int i;

	for (i = 0; i < INSTANCE_STATES; i++)
		if (s != NULL && strcmp(state_names[i], s) == 0)
			return (i);
	return (-1);
}

const char *
instance_desired_name(enum instance_desired d)
{
	return (desired_names[d]);
}

int
instance_desired_from(const char *s)
{
	int i;

	for (i = 0; i < 2; i++)
		if (s != NULL && strcmp(desired_names[i], s) == 0)
			return (i);
	return (-1);
}
