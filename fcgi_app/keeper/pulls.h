/*
 * Images on their way from a registry to the engine: what admins have asked
 * for, layer by layer, shared by all who look.  Kept in memory only: a pull
 * ends with the keeper that watches it, and what it has fetched so far the
 * engine finds again.
 */
#ifndef BERTH_KEEPER_PULLS_H
#define BERTH_KEEPER_PULLS_H

#include "json/json.h"
#include "keeper/keeper_private.h"

/* What became of an order. */
enum pulls_answer {
	PULLS_OK,   /* begun; or it was under way already */
	PULLS_FULL, /* as many as may be are under way */
	PULLS_NONE, /* nothing of that name is under way */
};

struct pulls *pulls_new(struct keeper *k);

/* End what has been silent for too long, forget what ended long ago.  The
 * loop comes by once a second, which is often enough. */
void pulls_tick(struct pulls *p);

/* End all that is under way, because of `why`: the engine is another. */
void pulls_abandon(struct pulls *p, const char *why);

/*
 * Begin to pull `image`, a name that image_name_ok() accepts, by `e`.  The
 * last LIMIT_PULLS_KEPT are remembered for half an hour.
 */
enum pulls_answer pulls_begin(
    struct pulls *p, struct engine *e, const char *image);

/* Stop a pull that is under way. */
enum pulls_answer pulls_cancel(struct pulls *p, const char *image);

/* The array of all that are remembered, the latest first (control.h). */
void pulls_put(const struct pulls *p, struct json_writer *w);

#endif
