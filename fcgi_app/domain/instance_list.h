/*
 * How an admin looks at the list of instances: which of them, in which order,
 * and what can be ordered for several at once.  Names are those of addresses
 * and forms.
 */
#ifndef BERTH_DOMAIN_INSTANCE_LIST_H
#define BERTH_DOMAIN_INSTANCE_LIST_H

#include <stdbool.h>

/* Which; states are meant as people are shown them. */
enum instance_which {
	WHICH_LIVE,
	WHICH_QUEUED,
	WHICH_STARTING, /* creating, starting or checking */
	WHICH_RUNNING,
	WHICH_WARM,
	WHICH_STOPPING,
	WHICH_ERROR,  /* live, and its last step was refused */
	WHICH_FAILED, /* could not be started, or died; most are gone */
	WHICH_ENDED,
	INSTANCE_WHICH
};

enum instance_sort {
	SORT_CREATED,
	SORT_CHALLENGE,
	SORT_IMAGE,
	SORT_OWNER,
	SORT_STATE,
	SORT_EXPIRES,
	SORT_RENEWALS,
	INSTANCE_SORTS
};

enum sort_direction { SORT_DOWN, SORT_UP, SORT_DIRECTIONS };

enum instance_bulk {
	BULK_STOP,   /* the engine removes the container, then it is gone */
	BULK_RENEW,  /* a lifetime from now, at nobody's cost */
	BULK_REMOVE, /* gone at once, whatever the engine says */
	INSTANCE_BULKS
};

/* Names; the reverse answers -1 for an unknown one. */
const char *instance_which_name(enum instance_which which);
int instance_which_from(const char *s);
const char *instance_sort_name(enum instance_sort sort);
int instance_sort_from(const char *s);
const char *instance_bulk_name(enum instance_bulk bulk);
int instance_bulk_from(const char *s);

/* Whether it is about what was: newest first, no orders. */
bool instance_which_is_past(enum instance_which which);

/* The states that are meant, with commas between them; "" for any. */
const char *instance_which_states(enum instance_which which);

#endif
