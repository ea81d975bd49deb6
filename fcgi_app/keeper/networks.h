/*
 * The networks of instances: shared bridges that are made when they are
 * needed, counted and found again by their labels, one of its own for an
 * instance whose challenge asks for it, and the end of both.
 *
 * What bridges there are and how full they are is asked of the engine, in a
 * round every 15 s, and counted on in between; so a start makes no call more
 * than without them.  A wrong count is found out by the engine's own "no
 * address" or "no such network", after which the container is made anew.
 */
#ifndef BERTH_KEEPER_NETWORKS_H
#define BERTH_KEEPER_NETWORKS_H

#include "engine/engine.h"

struct keeper;
struct op;
struct networks;

struct networks *networks_new(struct keeper *k);
void networks_tick(struct networks *n);
/* Forget everything: the engine is another. */
void networks_abandon(struct networks *n);
/* Ask the engine at once. */
void networks_soon(struct networks *n);
/* The containers that the engine has, by which bridges are counted anew. */
void networks_count(
    struct networks *n, const struct engine_container *list, size_t len);
/*
 * The engine refused to start a container on the bridge `name` (NULL if that
 * is not known) for `why`: ENGINE_NO_NETWORK or ENGINE_NO_ADDRESS.
 */
void networks_refused(
    struct networks *n, const char *name, enum engine_result why);

/*
 * Give op->spec the network that its row and challenge ask for, then call `next`.
 * Where there is none to be had, start_fail().
 */
void network_for(struct op *op, void (*next)(struct op *op));

/* start.c: a step of a start failed: again later, or not at all. */
void start_fail(
    struct op *op, enum engine_result result, const char *message);

#endif
