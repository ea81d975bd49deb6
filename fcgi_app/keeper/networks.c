#include "keeper/networks.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper_private.h"

#define EVERY_US    (15 * USEC_PER_SEC)
#define AGAIN_US    USEC_PER_SEC
#define FULL_US     (60 * USEC_PER_SEC)
#define WAIT_MAX_US (60 * USEC_PER_SEC)
#define WAIT_MS     20
#define NETS_MAX    64 /* shared bridges that we know of */
#define TRIES_MAX   64 /* subnets, one after the other */
#define GONE_MAX    64 /* networks removed in a round */
/* Counted as empty so often, a bridge that is not its kind's first goes. */
#define EMPTY_ROUNDS 2

/* A shared bridge. */
struct net {
	enum egress egress;
	int number;
	int containers; /* when they were counted last */
	int taken;      /* since then */
	int64_t full_until_us; /* so the engine says, whatever we count */
	int empty_rounds;
	bool listed; /* in the list just read */
	int64_t made_us;
};

/* One network on its way. */
struct making {
	struct keeper *k;
	enum network_mode mode;
	enum egress egress;
	int number;                /* of a shared one */
	const struct instance *in; /* whose own it is */
	struct network_spec spec;
	unsigned tries;
	struct engine_call *call;
	enum engine_result result;
	const char *message;
	void (*done)(
	    void *arg, enum engine_result result, const char *message);
	void *arg;
};

struct networks {
	struct keeper *k;
	struct net nets[NETS_MAX];
	int nets_n;
	bool is_listed, is_counted; /* once, each */
	int64_t due_us;
	struct engine_call *call;
	void *round; /* arena of the round under way, NULL between rounds */
	int64_t round_us;           /* when its list was asked for */
	const char *gone[GONE_MAX]; /* ids to remove */
	int gone_n, gone_at;
	struct making *making; /* a shared one */
	int skip[2];           /* numbers that somebody else's network has */
	/* the last failure to list or make, for those who wait */
	int64_t failed_us;
	enum engine_result result;
	char message[ERR_MESSAGE_MAX];
};

/* ------------------------------------------------ one network */

static void
free_making(void *block)
{
	struct making *m = block;

	engine_cancel(&m->call);
}

static void send_making(struct making *m);

static bool
is_missing(enum engine_result r)
{
	return r == ENGINE_NOT_FOUND || r == ENGINE_NO_NETWORK;
}

static const char *
label_of(const struct network_spec *spec, const char *key)
{
	int i;

	for (i = 0; i < spec->labels_n; i++) {
		if (strcmp(spec->labels[i].key, key) == 0)
			return spec->labels[i].value;
	}
	return "";
}

static bool
is_ours(const struct making *m, const struct engine_network *net)
{
	const struct network_spec *spec = &m->spec;

	return strcmp(net->deployment, m->k->conf->deployment) == 0 &&
	       strcmp(net->kind, label_of(spec, "berth.network")) == 0 &&
	       strcmp(net->instance, label_of(spec, "berth.instance")) == 0 &&
	       (m->mode == NETWORK_SHARED ||
		   net->generation == m->in->generation);
}

static void
looked_up(void *arg, const struct engine_reply *reply)
{
	struct making *m = arg;

	m->call = NULL;
	link_report(m->k, reply);
	if (is_missing(reply->result)) {
		m->done(m->arg, m->result, m->message);
	} else if (reply->result != ENGINE_OK) {
		m->done(m->arg, reply->result, reply->message);
	} else if (is_ours(m, reply->networks)) {
		m->done(m->arg, ENGINE_OK, "");
	} else {
		log_error("network.foreign",
		    LOG_STR("network", reply->networks->id),
		    LOG_STR("name", reply->networks->name));
		m->done(m->arg, ENGINE_CONFLICT,
		    mem_printf(m, "A network that is not ours has the name %s.",
			m->spec.name));
	}
}

/* As with containers: whatever a failure said, the name decides. */
static void
made(void *arg, const struct engine_reply *reply)
{
	struct making *m = arg;
	struct engine *e = m->k->link.engine;

	m->call = NULL;
	link_report(m->k, reply);
	if (reply->result == ENGINE_OK) {
		log_info("network.made", LOG_STR("name", m->spec.name),
		    LOG_STR("subnet", m->spec.subnet),
		    LOG_STR("interface", m->spec.interface));
		m->done(m->arg, ENGINE_OK, "");
	} else if (reply->result == ENGINE_SUBNET_TAKEN &&
		   ++m->tries < TRIES_MAX) {
		send_making(m);
	} else {
		m->result = reply->result;
		m->message = mem_strdup(m, reply->message);
		m->call =
		    e->ops->find_network(e, m->spec.name, looked_up, m);
	}
}

static void
send_making(struct making *m)
{
	struct engine *e = m->k->link.engine;

	if (m->mode == NETWORK_SHARED)
		network_shared(
		    m, m->k->conf, m->egress, m->number, m->tries, &m->spec);
	else
		network_own(
		    m, m->k->conf, m->egress, m->in, m->tries, &m->spec);
	m->call = e->ops->make_network(e, &m->spec, made, m);
}

static struct making *
making_new(void *mem, struct keeper *k, enum network_mode mode,
    enum egress egress)
{
	struct making *m = mem_new(mem, struct making);

	mem_on_free(m, free_making);
	m->k = k;
	m->mode = mode;
	m->egress = egress;
	return m;
}

/* ------------------------------------------------ the shared ones */

struct networks *
networks_new(struct keeper *k)
{
	struct networks *n = mem_new(k->mem, struct networks);

	n->k = k;
	return n;
}

static void
end_round(struct networks *n, int64_t again_us)
{
	mem_free(&n->round);
	n->gone_n = n->gone_at = 0;
	n->due_us = clock_mono_us() + again_us;
	keeper_due(n->k, n->due_us);
}

void
networks_abandon(struct networks *n)
{
	struct keeper *k = n->k;

	engine_cancel(&n->call);
	mem_free(&n->making);
	mem_free(&n->round);
	*n = (struct networks){.k = k};
}

void
networks_soon(struct networks *n)
{
	n->due_us = 0;
	keeper_due(n->k, clock_mono_us());
}

static void
failed(struct networks *n, enum engine_result result, const char *message)
{
	n->failed_us = clock_mono_us();
	n->result = result;
	snprintf(n->message, sizeof(n->message), "%s",
	    message[0] != '\0' ? message : engine_result_name(result));
}

static struct net *
find_net(struct networks *n, enum egress egress, int number)
{
	int i;

	for (i = 0; i < n->nets_n; i++) {
		if (n->nets[i].egress == egress &&
		    n->nets[i].number == number)
			return &n->nets[i];
	}
	return NULL;
}

static struct net *
add_net(struct networks *n, enum egress egress, int number)
{
	struct net *net = find_net(n, egress, number);

	if (net == NULL && n->nets_n < NETS_MAX) {
		net = &n->nets[n->nets_n++];
		*net = (struct net){.egress = egress,
		    .number = number,
		    .made_us = clock_mono_us()};
	}
	return net;
}

/* "berth-DEPLOYMENT-closed-1" */
static bool
read_name(const struct networks *n, const char *name, enum egress *ret_egress,
    int *ret_number)
{
	const char *deployment = n->k->conf->deployment;
	size_t len = strlen(deployment);

	return strncmp(name, "berth-", 6) == 0 &&
	       strncmp(name + 6, deployment, len) == 0 &&
	       name[6 + len] == '-' &&
	       network_shared_from(name + 7 + len, ret_egress, ret_number);
}

/* Whether a lower number of its kind is there. */
static bool
is_first(const struct networks *n, const struct net *net)
{
	int i;

	for (i = 0; i < n->nets_n; i++) {
		if (n->nets[i].egress == net->egress &&
		    n->nets[i].number < net->number)
			return false;
	}
	return true;
}

/* The first of each kind stays, for the next start. */
static bool
is_surplus(const struct networks *n, const struct net *net)
{
	return net->empty_rounds >= EMPTY_ROUNDS && net->taken == 0 &&
	       !is_first(n, net);
}

static void
count_one(struct networks *n, const char *name)
{
	enum egress egress;
	struct net *net;
	int number;

	if (!read_name(n, name, &egress, &number))
		return;
	net = add_net(n, egress, number);
	if (net != NULL)
		net->containers++;
}

void
networks_count(
    struct networks *n, const struct engine_container *list, size_t len)
{
	struct net *net;
	size_t i;
	int k;

	for (k = 0; k < n->nets_n; k++)
		n->nets[k].containers = 0;
	for (i = 0; i < len; i++)
		count_one(n, list[i].network);
	n->is_counted = true;
	for (k = 0; k < n->nets_n; k++) {
		net = &n->nets[k];
		net->empty_rounds = net->containers + net->taken == 0
					? net->empty_rounds + 1
					: 0;
		net->taken = 0;
		if (is_surplus(n, net))
			networks_soon(n);
	}
}

void
networks_refused(
    struct networks *n, const char *name, enum engine_result why)
{
	struct net *net = NULL;
	enum egress egress;
	int number;

	if (name != NULL && read_name(n, name, &egress, &number))
		net = find_net(n, egress, number);
	if (net != NULL && why == ENGINE_NO_ADDRESS)
		net->full_until_us = clock_mono_us() + FULL_US;
	else if (net != NULL)
		*net = n->nets[--n->nets_n];
	networks_soon(n);
}

/* The lowest number that none of the kind has. */
static int
next_number(struct networks *n, enum egress egress)
{
	int number = n->skip[egress] + 1;

	while (find_net(n, egress, number) != NULL)
		number++;
	return number;
}

static void
shared_made(void *arg, enum engine_result result, const char *message)
{
	struct networks *n = arg;
	struct making *m = n->making;

	if (result == ENGINE_OK)
		(void)add_net(n, m->egress, m->number);
	else
		failed(n, result, message);
	if (result == ENGINE_CONFLICT)
		n->skip[m->egress] = m->number;
	mem_free(&n->making);
	keeper_due(n->k, clock_mono_us());
}

static void
make_shared(struct networks *n, enum egress egress)
{
	struct making *m;

	if (n->making != NULL)
		return;
	m = making_new(n->k->mem, n->k, NETWORK_SHARED, egress);
	m->number = next_number(n, egress);
	m->done = shared_made;
	m->arg = n;
	n->making = m;
	send_making(m);
}

/* The first bridge with room, which is taken; NULL: none yet, one is made. */
static struct net *
take(struct networks *n, enum egress egress)
{
	struct net *net, *best = NULL;
	int i;

	if (!n->is_listed || !n->is_counted)
		return NULL;
	for (i = 0; i < n->nets_n; i++) {
		net = &n->nets[i];
		if (net->egress != egress ||
		    net->full_until_us > clock_mono_us() ||
		    net->containers + net->taken >= NETWORK_ENDPOINTS_MAX ||
		    (best != NULL && best->number < net->number))
			continue;
		best = net;
	}
	if (best != NULL)
		best->taken++;
	else
		make_shared(n, egress);
	return best;
}

/* ------------------------------------------------ the round */

static void remove_next(struct networks *n);

static void
removed(void *arg, const struct engine_reply *reply)
{
	struct networks *n = arg;

	n->call = NULL;
	link_report(n->k, reply);
	if (reply->result == ENGINE_OK)
		log_info("network.removed",
		    LOG_STR("network", n->gone[n->gone_at]));
	n->gone_at++;
	remove_next(n);
}

static void
remove_next(struct networks *n)
{
	struct engine *e = n->k->link.engine;

	if (n->gone_at < n->gone_n)
		n->call = e->ops->remove_network(
		    e, n->gone[n->gone_at], removed, n);
	else
		end_round(n, EVERY_US);
}

static void
order_removal(struct networks *n, const char *id)
{
	if (n->gone_n < GONE_MAX)
		n->gone[n->gone_n++] = mem_strdup(n->round, id);
}

static void
look_at(struct networks *n, const struct engine_network *seen)
{
	enum egress egress;
	struct net *net;
	int number;

	if (strcmp(seen->deployment, n->k->conf->deployment) != 0)
		return;
	if (network_shared_from(seen->kind, &egress, &number)) {
		net = add_net(n, egress, number);
		if (net == NULL)
			return;
		net->listed = true;
		if (!is_surplus(n, net))
			return;
		order_removal(n, seen->id);
		*net = n->nets[--n->nets_n];
	} else if (strcmp(seen->kind, "own") == 0 && keeper_db_ok(n->k) &&
		   reconcile_is_orphan(n->k, n->round, seen->instance,
		       seen->generation, seen->created_s)) {
		order_removal(n, seen->id);
	}
}

static void
listed(void *arg, const struct engine_reply *reply)
{
	struct networks *n = arg;
	size_t i;
	int k;

	n->call = NULL;
	link_report(n->k, reply);
	if (reply->result != ENGINE_OK) {
		failed(n, reply->result, reply->message);
		end_round(n, AGAIN_US);
		return;
	}
	for (k = 0; k < n->nets_n; k++)
		n->nets[k].listed = false;
	for (i = 0; i < reply->n; i++)
		look_at(n, &reply->networks[i]);
	for (k = n->nets_n - 1; k >= 0; k--) {
		if (!n->nets[k].listed && n->nets[k].made_us < n->round_us)
			n->nets[k] = n->nets[--n->nets_n];
	}
	n->is_listed = true;
	remove_next(n);
}

void
networks_tick(struct networks *n)
{
	struct keeper *k = n->k;
	struct engine *e = k->link.engine;

	/* one that is being made may or may not be in a list */
	if (k->link.state != LINK_UP || n->round != NULL || n->making != NULL)
		return;
	if (n->due_us > clock_mono_us()) {
		keeper_due(k, n->due_us);
		return;
	}
	n->round = mem_arena(k->mem);
	n->round_us = clock_mono_us();
	n->call = e->ops->networks(e, k->conf->deployment, listed, n);
}

/* ------------------------------------------------ for a start */

static void
find_bridge(struct op *op)
{
	struct networks *n = op->k->networks;
	enum egress egress = op->w->challenge->egress;
	struct net *net;

	if (n->failed_us > op->network_us) {
		start_fail(op, n->result, n->message);
		return;
	}
	if (op->k->link.state != LINK_UP) {
		start_fail(op, ENGINE_UNAVAILABLE, op->k->link.error);
		return;
	}
	if (clock_mono_us() - op->network_us > WAIT_MAX_US) {
		start_fail(op, ENGINE_TIMEOUT, "no network in time");
		return;
	}
	net = take(n, egress);
	if (net == NULL) {
		op_at(op, find_bridge, WAIT_MS);
		return;
	}
	op->spec.network = network_shared_name(
	    op, op->k->conf->deployment, egress, net->number);
	op->network_next(op);
}

static void
own_made(void *arg, enum engine_result result, const char *message)
{
	struct op *op = arg;

	if (result == ENGINE_OK)
		op->network_next(op);
	else
		start_fail(op, result, message);
}

static void
make_own(struct op *op)
{
	struct making *m = making_new(
	    op, op->k, NETWORK_OWN, op->w->challenge->egress);

	m->in = &op->w->in;
	m->done = own_made;
	m->arg = op;
	send_making(m);
	op->spec.network = mem_strdup(op, m->spec.name);
}

void
network_for(struct op *op, void (*next)(struct op *op))
{
	op->network_next = next;
	op->network_us = clock_mono_us();
	if (op->w->in.own_network)
		make_own(op);
	else
		find_bridge(op);
}
