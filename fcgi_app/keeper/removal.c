/*
 * Take one instance down: everything that carries its labels, whatever the
 * generation, until the engine confirms that there is nothing left.  Only
 * then is the owner's slot free.
 */
#include <string.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper_private.h"

#define AGAIN_MAX_MS 5000
#define DOWN_MS      1000
/* After so many rounds others get the slot for a while. */
#define ROUNDS 12

static void find(struct op *op);
static void remove_next(struct op *op);

static void
failed(struct op *op, const struct engine_reply *reply)
{
	if (reply->result == ENGINE_UNAVAILABLE)
		op_release(op, DOWN_MS, reply->message);
	else if (++op->tries >= ROUNDS)
		op_release(op, AGAIN_MAX_MS, reply->message);
	else
		op_at(op, find, keeper_backoff_ms(op->tries, AGAIN_MAX_MS));
}

static void
removed_written(struct op *op)
{
	log_info("instance.removed", LOG_STR("instance", op->w->in.public_id),
	    LOG_INT("generation", op->generation),
	    LOG_INT("challenge", op->w->in.challenge.n),
	    LOG_INT("user", op->w->in.user.n),
	    LOG_STR("reason", end_reason_name(op->w->in.end_reason)),
	    LOG_INT(
		"took_ms", (clock_mono_us() - op->began_us) / USEC_PER_MSEC));
	op_end(op);
}

static void
removed(struct op *op)
{
	static const struct work_step write = {.event = EVENT_REMOVED,
	    .cause = N_("the engine confirmed the removal"),
	    .release = true};

	op_advance(op, &write, removed_written);
}

static void
network_removed(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_OK || reply->result == ENGINE_NOT_FOUND ||
	    reply->result == ENGINE_NO_NETWORK)
		removed(op);
	else
		failed(op, reply);
}

static void
network_found(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;
	struct engine *e = op->k->link.engine;
	const struct engine_network *net = reply->networks;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_NOT_FOUND ||
	    reply->result == ENGINE_NO_NETWORK) {
		removed(op);
	} else if (reply->result != ENGINE_OK) {
		failed(op, reply);
	} else if (strcmp(net->deployment, op->k->conf->deployment) != 0 ||
		   strcmp(net->instance, op->w->in.public_id) != 0) {
		log_error("network.foreign", LOG_STR("network", net->id),
		    LOG_STR("name", net->name));
		removed(op);
	} else {
		op->call = e->ops->remove_network(
		    e, net->id, network_removed, op);
	}
}

/* No container is left: its own network goes next, if it has one. */
static void
remove_network(struct op *op)
{
	struct engine *e = op->k->link.engine;
	char name[CONTAINER_NAME_SIZE];

	if (!op->w->in.own_network) {
		removed(op);
		return;
	}
	container_name(op->k->conf->deployment, op->w->in.public_id,
	    op->w->in.generation, name);
	op->call = e->ops->find_network(e, name, network_found, op);
}

static void
name_answered(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_NOT_FOUND) {
		remove_network(op);
	} else if (reply->result != ENGINE_OK) {
		failed(op, reply);
	} else if (strcmp(reply->container->deployment,
		       op->k->conf->deployment) != 0 ||
		   strcmp(reply->container->instance, op->w->in.public_id) !=
		       0) {
		log_error("container.foreign",
		    LOG_STR("container", reply->container->id),
		    LOG_STR("name", reply->container->name));
		removed(op);
	} else {
		op_at(op, find, 200);
	}
}

/* The list is empty: the engine must not know the name either. */
static void
confirm(struct op *op)
{
	struct engine *e = op->k->link.engine;
	char name[CONTAINER_NAME_SIZE];

	container_name(op->k->conf->deployment, op->w->in.public_id,
	    op->w->in.generation, name);
	op->call = e->ops->inspect(e, name, name_answered, op);
}

static void
find_answered(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;
	size_t i;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result != ENGINE_OK) {
		failed(op, reply);
		return;
	}
	if (reply->n == 0) {
		confirm(op);
		return;
	}
	op->ids = mem_array(op, const char *, reply->n);
	op->ids_n = reply->n;
	op->ids_at = 0;
	for (i = 0; i < reply->n; i++)
		op->ids[i] = mem_strdup(op, reply->list[i].id);
	remove_next(op);
}

static void
find(struct op *op)
{
	struct engine *e = op->k->link.engine;

	op->call = e->ops->list(
	    e, op->k->conf->deployment, op->w->in.public_id, find_answered, op);
}

/* 404 is success; 409 means that a removal is in progress already. */
static void
remove_answered(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_OK || reply->result == ENGINE_NOT_FOUND ||
	    reply->result == ENGINE_CONFLICT)
		remove_next(op);
	else
		failed(op, reply);
}

static void
remove_next(struct op *op)
{
	struct engine *e = op->k->link.engine;
	const char *id;

	if (op->ids_at < op->ids_n) {
		id = op->ids[op->ids_at++];
		op->call = e->ops->remove(e, id, remove_answered, op);
	} else if (op->tries >= ROUNDS) {
		op_release(op, AGAIN_MAX_MS, "The removal is still going on.");
	} else if (op->tries++ == 0) {
		find(op);
	} else {
		op_at(op, find, keeper_backoff_ms(op->tries - 2, AGAIN_MAX_MS));
	}
}

/*
 * The container whose id is known goes at once; then what else there may be
 * (confirm() and, if the name is still taken, find()).
 */
static void
removed_known(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_OK || reply->result == ENGINE_NOT_FOUND)
		confirm(op);
	else if (reply->result == ENGINE_CONFLICT)
		op_at(op, find, 200);
	else
		failed(op, reply);
}

static void
remove_known(struct op *op)
{
	struct engine *e = op->k->link.engine;

	if (op->w->in.container_id[0] != '\0')
		op->call = e->ops->remove(
		    e, op->w->in.container_id, removed_known, op);
	else
		find(op);
}

void
removal_begin(struct op *op)
{
	static const struct work_step write = {
	    .event = EVENT_STOP, .cause = N_("the keeper removes it")};
	enum instance_state next;

	op->generation = op->w->in.generation;
	if (op->w->in.state != INSTANCE_STOPPING &&
	    instance_next(op->w->in.state, EVENT_STOP, &next))
		op_advance(op, &write, remove_known);
	else
		remove_known(op);
}
