/*
 * The state machine of an instance as tables: states, events, and what each
 * event makes of each state.  Pure; drawn in docs/ARCHITECTURE.md.
 *
 *   queued → creating → starting → checking → running → stopping → gone
 *      └─────────┴──────────┴──────────┴─(failed)──────────┘
 *	                              └─→ warm → running
 *
 * The state says what has been done in the engine; `desired` what shall be.
 * A live instance whose desired is stopped is taken down by the keeper from
 * whatever state it is in.
 */
#ifndef BERTH_DOMAIN_INSTANCE_STATE_H
#define BERTH_DOMAIN_INSTANCE_STATE_H

#include <stdbool.h>

enum instance_state {
	INSTANCE_QUEUED,	/* accepted, nothing in the engine yet */
	INSTANCE_CREATING,	/* a create may have been sent */
	INSTANCE_STARTING,	/* the container exists, a start may be sent */
	INSTANCE_CHECKING,	/* it runs; waiting until it answers */
	INSTANCE_RUNNING,	/* its endpoints are published */
	INSTANCE_FAILED,	/* given up; what exists is to be removed */
	INSTANCE_STOPPING,	/* a removal may have been sent */
	INSTANCE_GONE,		/* the engine confirmed; slot is free */
	INSTANCE_WARM,		/* it answers and waits for an owner */
	INSTANCE_STATES,
};

enum instance_desired { DESIRED_RUNNING, DESIRED_STOPPED };

enum instance_event_kind {
	EVENT_CLAIMED,		/* the keeper begins */
	EVENT_CREATED,		/* the container exists */
	EVENT_STARTED,
	EVENT_READY,		/* it answers */
	EVENT_WARMED,		/* it answers and nobody owns it yet */
	EVENT_TAKEN,		/* an owner has come */
	EVENT_RETRY,		/* a step failed, try again from the start */
	EVENT_GIVEN_UP,		/* a step failed for good */
	EVENT_DIED,		/* the container ended by itself */
	EVENT_STOP,		/* desired became stopped */
	EVENT_REMOVED,		/* the engine confirmed there is none */
	EVENT_RESTARTED,	/* removed, and to be started anew */
	EVENT_KINDS,
};

/*
 * The state that follows `from` on `event` in *ret: true, or false if the
 * event means nothing there (then *ret is untouched).
 */
bool instance_next(enum instance_state from, enum instance_event_kind event,
    enum instance_state *ret);

/* Whether the owner's slot is held: every state but gone. */
bool instance_is_live(enum instance_state s);

/* Whether the keeper is on the way to running: queued … checking. */
bool instance_is_pending(enum instance_state s);

const char *instance_state_name(enum instance_state s);
int instance_state_from(const char *s);		/* -1: unknown */
const char *instance_desired_name(enum instance_desired d);
int instance_desired_from(const char *s);

#endif
