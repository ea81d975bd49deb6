/*
 * The engine's event stream: only a hint that something ended, so that a dead
 * container is noticed at once and not at the next round of reconcile.c, which
 * alone decides.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper_private.h"

#define AGAIN_US   (2 * USEC_PER_SEC)
#define COLLECT_MS 300

/* Removals of ours end containers all the time; they are no news. */
static bool
is_being_removed(const struct keeper *k, const char *public_id)
{
	const struct op *op;

	for (op = k->ops; op != NULL; op = op->next) {
		if (op->kind == WORK_REMOVE && op->w != NULL &&
		    strcmp(op->w->in.public_id, public_id) == 0)
			return true;
	}
	return false;
}

static void
happened(void *arg, const struct engine_event *event)
{
	struct keeper *k = arg;

	if (!is_being_removed(k, event->instance))
		reconcile_soon(k->reconcile, COLLECT_MS);
}

static void
ended(void *arg, const struct engine_reply *reply)
{
	struct keeper *k = arg;

	k->events = NULL;
	k->events_us = clock_mono_us() + AGAIN_US;
	link_report(k, reply);
	reconcile_soon(k->reconcile, COLLECT_MS);
}

void
events_close(struct keeper *k)
{
	engine_cancel(&k->events);
}

void
events_tick(struct keeper *k)
{
	struct engine *e = k->link.engine;

	if (k->events != NULL || k->link.state != LINK_UP)
		return;
	if (k->events_us > clock_mono_us()) {
		keeper_due(k, k->events_us);
		return;
	}
	k->events = e->ops->events(e, k->conf->deployment, happened, ended, k);
}
