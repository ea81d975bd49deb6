/*
 * Bring one instance up: claimed → create → start → check → ready.  Each step
 * is one engine call, then one fenced write; every step may be repeated, so a
 * keeper that was killed anywhere just goes on from the row's state.
 */
#include <string.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "domain/containment.h"
#include "keeper/keeper_private.h"
#include "service/instances.h"

#define RETRY_MAX_MS   15000
#define CHECK_FIRST_MS 25
#define CHECK_MS       250
#define UNHEALTHY_MS   1000
#define PROBE_TICK_MS  20
#define LOOK_US        USEC_PER_SEC

static void create(struct op *op);
static void start(struct op *op);
static void check(struct op *op);

static const struct {
	enum engine_result result;
	const char *player;
} sentences[] = {
    {ENGINE_NO_IMAGE, N_("The image of this challenge is missing. Please "
			 "tell an organiser.")},
    {ENGINE_BAD_REQUEST, N_("This challenge is not set up correctly. Please "
			    "tell an organiser.")},
    {ENGINE_UNAVAILABLE, N_("The instance could not be started because the "
			    "servers are not available. Please try again "
			    "later.")},
    {ENGINE_TIMEOUT, N_("The instance could not be started in time. Please "
			"try again.")},
    {ENGINE_PORT_TAKEN, N_("There is no free port for the instance. Please "
			   "try again later.")},
    {ENGINE_SUBNET_TAKEN, N_("There is no room for another instance right "
			     "now. Please try again later.")},
    {ENGINE_NO_ADDRESS, N_("There is no room for another instance right now. "
			   "Please try again later.")},
};

static const char *
sentence(enum engine_result result)
{
	size_t i;

	for (i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
		if (sentences[i].result == result)
			return sentences[i].player;
	}
	return N_("The instance could not be started. Please try again, and "
		  "tell an organiser if it happens again.");
}

/* ------------------------------------------------ failures */

/* messages: give_up:2 */
static void
give_up(struct op *op, const char *player, const char *admin)
{
	struct work_step write = {.event = EVENT_GIVEN_UP,
	    .cause = mem_printf(op, "%s: %.200s", N_("given up"), admin),
	    .error_player = player,
	    .error_admin = mem_strdup(op, admin),
	    .release = true};

	log_warn("instance.failed", LOG_STR("instance", op->w->in.public_id),
	    LOG_INT("generation", op->w->in.generation),
	    LOG_INT("challenge", op->w->in.challenge.n),
	    LOG_STR("detail", admin));
	op_advance(op, &write, NULL);
}

/* Counted from the first try: waiting in the queue is no failure. */
static bool
is_out_of_time(const struct op *op)
{
	const struct keeper *k = op->k;
	int64_t db_now_us = clock_mono_us() + k->db_ahead_us;

	return k->db_clock_known && op->w->in.claimed_us != 0 &&
	       db_now_us - op->w->in.claimed_us >
		   k->process.settings->start_timeout_s * USEC_PER_SEC;
}

void
start_fail(struct op *op, enum engine_result result, const char *message)
{
	struct work_step write = {.event = EVENT_RETRY, .release = true};
	int ms;

	if (result == ENGINE_TIMEOUT || result == ENGINE_SERVER_ERROR)
		pace_failed(&op->k->pace, clock_mono_us());
	if (result == ENGINE_NO_IMAGE || result == ENGINE_BAD_REQUEST ||
	    is_out_of_time(op)) {
		give_up(op, sentence(result),
		    message[0] != '\0' ? message : engine_result_name(result));
		return;
	}
	ms = keeper_backoff_ms((unsigned)op->w->in.attempt, RETRY_MAX_MS);
	write.retry_after_ms = (int)(keeper_jitter_us(ms) / USEC_PER_MSEC);
	write.cause =
	    mem_printf(op, "%s: %.200s", engine_result_name(result), message);
	write.error_admin = mem_strdup(op, message);
	log_info("instance.retry", LOG_STR("instance", op->w->in.public_id),
	    LOG_STR("result", engine_result_name(result)),
	    LOG_INT("after_ms", write.retry_after_ms),
	    LOG_STR("detail", message));
	op_advance(op, &write, NULL);
}

/* ------------------------------------------------ create */

static bool
is_ours(const struct op *op, const struct engine_container *c)
{
	return strcmp(c->deployment, op->k->conf->deployment) == 0 &&
	       strcmp(c->instance, op->w->in.public_id) == 0 &&
	       c->generation == op->w->in.generation;
}

static void
created(struct op *op, const char *id)
{
	struct work_step write = {.event = EVENT_CREATED,
	    .cause = N_("container created"),
	    .container_id = mem_strdup(op, id),
	    .image = mem_strdup(op, op->spec.image)};

	op_advance(op, &write, start);
}

/* A container under our name without our labels is not touched. */
static void
foreign(struct op *op, const struct engine_container *c)
{
	log_error("container.foreign", LOG_STR("container", c->id),
	    LOG_STR("name", c->name), LOG_STR("instance", op->w->in.public_id));
	give_up(op, sentence(ENGINE_CONFLICT),
	    mem_printf(op, "A container that is not ours has the name %s.",
		op->spec.name));
}

static void
looked_up(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_NOT_FOUND)
		start_fail(op, op->result, op->message);
	else if (reply->result != ENGINE_OK)
		start_fail(op, reply->result, reply->message);
	else if (is_ours(op, reply->container))
		created(op, reply->container->id);
	else
		foreign(op, reply->container);
}

/*
 * Whatever a failed create said, the container may be there: a time-out, an
 * earlier try, Podman's 500 for a name in use.  The name decides.
 */
static void
create_answered(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;
	struct engine *e = op->k->link.engine;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_OK) {
		created(op, reply->id);
		return;
	}
	op->result = reply->result;
	op->message = mem_strdup(op, reply->message);
	op->call = e->ops->inspect(e, op->spec.name, looked_up, op);
}

static void
create_container(struct op *op)
{
	struct engine *e = op->k->link.engine;

	op->call = e->ops->create(e, &op->spec, create_answered, op);
}

static void
volumes_told(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;
	struct error e = {0};

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result != ENGINE_OK)
		start_fail(op, reply->result, reply->message);
	else if (containment_add_volumes(
		     op, reply->paths, reply->n, &op->spec, &e) != ERR_OK)
		give_up(op, sentence(ENGINE_BAD_REQUEST), e.message);
	else
		network_for(op, create_container);
}

static void
create(struct op *op)
{
	struct engine *engine = op->k->link.engine;
	struct keeper *k = op->k;
	struct error e_spec = {0};
	enum err err;

	if (op->w->challenge == NULL) {
		give_up(op, "This challenge does not exist any more.",
		    N_("The challenge was deleted."));
		return;
	}
	err = container_spec_make(op, op->w->challenge, &op->w->in,
	    k->process.settings, k->conf, &op->spec, &e_spec);
	if (err == ERR_OK && k->link.is_local)
		err = mounts_resolve(op, k->conf, &op->spec, &e_spec);
	if (err != ERR_OK) {
		give_up(op, sentence(ENGINE_BAD_REQUEST), e_spec.message);
		return;
	}
	/* a writable root is watched, with what its image declares */
	if (op->spec.read_only)
		op->call = engine->ops->image_volumes(
		    engine, op->spec.image, volumes_told, op);
	else
		network_for(op, create_container);
}

/* ------------------------------------------------ start */

/* The container's id, or its name where the id is not known. */
static const char *
container_ref(struct op *op)
{
	char name[CONTAINER_NAME_SIZE];

	if (op->w->in.container_id[0] != '\0')
		return op->w->in.container_id;
	container_name(op->k->conf->deployment, op->w->in.public_id,
	    op->w->in.generation, name);
	return mem_strdup(op, name);
}

static void
taken_back(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;

	op->call = NULL;
	link_report(op->k, reply);
	start_fail(op, op->result, op->message);
}

/* A container cannot be moved to another network: it is made anew. */
static void
network_refused(struct op *op, const struct engine_reply *reply)
{
	struct engine *e = op->k->link.engine;

	op->result = reply->result;
	op->message = mem_strdup(op, reply->message);
	networks_refused(op->k->networks, op->spec.network, reply->result);
	op->call = e->ops->remove(e, container_ref(op), taken_back, op);
}

static void
start_answered(void *arg, const struct engine_reply *reply)
{
	static const struct work_step write = {
	    .event = EVENT_STARTED, .cause = N_("container started")};
	struct op *op = arg;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_OK)
		op_advance(op, &write, check);
	else if (reply->result == ENGINE_NO_NETWORK ||
		 reply->result == ENGINE_NO_ADDRESS)
		network_refused(op, reply);
	else
		start_fail(op, reply->result, reply->message);
}

static void
start(struct op *op)
{
	struct engine *e = op->k->link.engine;

	op->call = e->ops->start(e, container_ref(op), start_answered, op);
}

/* ------------------------------------------------ check */

static void
ready_written(struct op *op)
{
	log_info("instance.ready", LOG_STR("instance", op->w->in.public_id),
	    LOG_INT("generation", op->w->in.generation),
	    LOG_INT("challenge", op->w->in.challenge.n),
	    LOG_INT("user", op->w->in.user.n),
	    LOG_INT(
		"port", op->endpoints_n > 0 ? op->endpoints[0].host_port : 0),
	    LOG_INT(
		"took_ms", (clock_mono_us() - op->began_us) / USEC_PER_MSEC));
	op_end(op);
}

static void
ready(struct op *op)
{
	struct work_step write = {.event = EVENT_READY,
	    .cause = N_("it answers"),
	    .endpoints = op->endpoints,
	    .endpoints_n = op->endpoints_n,
	    .error_player = "",
	    .error_admin = "",
	    .release = true};

	op_advance(op, &write, ready_written);
}

/* Not yet; give up when its time is over. */
static void
check_again(struct op *op, int ms, const char *why)
{
	/* most answer within moments of their start */
	if (op->checks < 5 && ms > CHECK_FIRST_MS << op->checks)
		ms = CHECK_FIRST_MS << op->checks;
	op->checks++;
	if (clock_mono_us() < op->check_until_us) {
		op_at(op, check, ms);
		return;
	}
	give_up(op,
	    "The instance started but does not answer. Please tell an "
	    "organiser.",
	    mem_printf(op, "Not ready after %d seconds: %s",
		op->k->process.settings->ready_timeout_s, why));
}

static void
ended_early(struct op *op, const struct engine_container *c)
{
	give_up(op,
	    "The instance ended right after its start. Please tell an "
	    "organiser.",
	    mem_printf(op,
		"The container ended by itself with "
		"exit code %d%s.",
		c->exit_code, c->oom_killed ? " (out of memory)" : ""));
}

static const struct engine_port *
find_port(const struct engine_container *c, const struct challenge_port *p)
{
	size_t i;

	for (i = 0; i < c->ports_n; i++) {
		if (c->ports[i].port == p->port &&
		    c->ports[i].udp == (p->kind == KIND_UDP) &&
		    c->ports[i].host_port != 0)
			return &c->ports[i];
	}
	return NULL;
}

/* Where the challenge's ports are published; false if one isn't yet. */
static bool
find_endpoints(struct op *op, const struct engine_container *c)
{
	const struct challenge *challenge = op->w->challenge;
	const struct engine_port *p;
	int i;

	op->endpoints =
	    mem_array(op, struct endpoint, (size_t)challenge->ports_n);
	op->endpoints_n = challenge->ports_n;
	for (i = 0; i < challenge->ports_n; i++) {
		p = find_port(c, &challenge->ports[i]);
		if (p == NULL)
			return false;
		op->endpoints[i] = (struct endpoint){.port = p->port,
		    .kind = challenge->ports[i].kind,
		    .label = challenge->ports[i].label,
		    .host_ip = mem_strdup(op, p->host_ip),
		    .host_port = p->host_port};
	}
	return true;
}

static void
probing(struct op *op)
{
	enum probe_result result, all = PROBE_OPEN;
	int i;

	for (i = 0; i < op->probes_n; i++) {
		result = probe_poll(&op->probes[i]);
		if (result == PROBE_FAILED) {
			all = PROBE_FAILED;
			break;
		}
		if (result == PROBE_WAIT)
			all = PROBE_WAIT;
	}
	if (all == PROBE_OPEN) {
		ready(op);
	} else if (all == PROBE_WAIT) {
		op_at(op, probing, PROBE_TICK_MS);
	} else {
		for (i = 0; i < op->probes_n; i++) {
			op->is_indirect |= probe_unreachable(&op->probes[i]);
			probe_end(&op->probes[i]);
		}
		check_again(op, CHECK_MS, "its port does not answer");
	}
}

static bool
is_any_address(const char *ip)
{
	return ip[0] == '\0' || strcmp(ip, "0.0.0.0") == 0 ||
	       strcmp(ip, "::") == 0;
}

/*
 * A connection to one TCP port: to the container's own address where the
 * engine is on this machine, since that tells at once, otherwise to the
 * published port, behind which the engine's proxy may hide that nothing
 * listens.
 */
static void
probe_port(struct op *op, const struct engine_container *c,
    const struct endpoint *ep, struct probe *p)
{
	const struct engine_link *l = &op->k->link;

	if (l->is_local && !op->is_indirect && c->ip[0] != '\0')
		probe_begin(p, c->ip, ep->port, PROBE_DIRECT);
	else
		probe_begin(p,
		    is_any_address(ep->host_ip) ? l->host : ep->host_ip,
		    ep->host_port, PROBE_PUBLISHED);
}

/* UDP tells nothing and is taken as ready. */
static void
probe_ports(struct op *op, const struct engine_container *c)
{
	int i;

	op->probes_n = 0;
	op->probes = mem_array(op, struct probe, (size_t)op->endpoints_n);
	for (i = 0; i < op->endpoints_n; i++)
		if (op->endpoints[i].kind != KIND_UDP)
			probe_port(op, c, &op->endpoints[i],
			    &op->probes[op->probes_n++]);
	probing(op);
}

static void
check_answered(void *arg, const struct engine_reply *reply)
{
	struct op *op = arg;
	const struct engine_container *c = reply->container;

	op->call = NULL;
	link_report(op->k, reply);
	if (reply->result == ENGINE_NOT_FOUND)
		start_fail(op, reply->result, "The container has vanished.");
	else if (reply->result != ENGINE_OK)
		check_again(op, UNHEALTHY_MS, reply->message);
	else if (c->state == ENGINE_STATE_ENDED)
		ended_early(op, c);
	else if (c->state != ENGINE_STATE_RUNNING || !find_endpoints(op, c))
		check_again(op, CHECK_MS, "its ports are not published");
	else if (c->health == ENGINE_HEALTH_HEALTHY)
		ready(op);
	else if (c->health == ENGINE_HEALTH_NONE)
		probe_ports(op, c);
	else if (c->health == ENGINE_HEALTH_STARTING)
		check_again(op, CHECK_MS, "its HEALTHCHECK has not passed");
	else
		check_again(op, UNHEALTHY_MS, "its HEALTHCHECK fails");
}

/*
 * Checking can take a minute; a player who stops it meanwhile shall not wait.
 * Whether the row still wants to run, looked up now and then.
 */
static bool
is_still_wanted(struct op *op)
{
	int64_t now_us = clock_mono_us();
	struct instance *in;
	struct service s;
	bool wanted = true;
	void *mem;

	if ((now_us - op->looked_us < LOOK_US &&
		op->looked_us > op->k->woken_us) ||
	    !keeper_db_ok(op->k))
		return true;
	op->looked_us = now_us;
	mem = mem_arena(NULL);
	keeper_service(op->k, &s, mem);
	if (instance_by_public_id(&s, op->w->in.public_id, &in) == ERR_OK)
		wanted = in->desired == DESIRED_RUNNING;
	mem_free(&mem);
	return wanted;
}

static void
check(struct op *op)
{
	struct engine *e = op->k->link.engine;

	if (op->check_until_us == 0) {
		op->check_until_us =
		    clock_mono_us() +
		    op->k->process.settings->ready_timeout_s * USEC_PER_SEC;
		op->looked_us = clock_mono_us();
		op->in_slot = false;
		if (op->is_whole)
			pace_done(&op->k->pace,
			    op->k->process.settings->creates_in_flight,
			    clock_mono_us() - op->began_us, clock_mono_us());
		op->k->claim_us = 0;
		keeper_due(op->k, clock_mono_us());
	}
	if (op->w->challenge == NULL) {
		give_up(op, "This challenge does not exist any more.",
		    N_("The challenge was deleted."));
	} else if (!is_still_wanted(op)) {
		op_release(op, 0, NULL);
	} else {
		op->call =
		    e->ops->inspect(e, container_ref(op), check_answered, op);
	}
}

void
start_begin(struct op *op)
{
	op->is_whole = op->w->is_new;
	switch (op->w->in.state) {
	case INSTANCE_STARTING:
		start(op);
		break;
	case INSTANCE_CHECKING:
		check(op);
		break;
	default:
		create(op);
	}
}
