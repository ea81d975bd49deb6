/*
 * The bridges of instances: their names, interfaces, labels and subnets.
 * Shared ones are counted from 1 for each kind of egress; an instance may have
 * one of its own.  Pure.
 *
 * Interfaces begin with NETWORK_CLOSED or NETWORK_OPEN, which is all that
 * systemd/berth-firewall needs to know.
 */
#ifndef BERTH_DOMAIN_NETWORK_H
#define BERTH_DOMAIN_NETWORK_H

#include "base/conf.h"
#include "domain/container.h"
#include "domain/model.h"

#define NETWORK_CLOSED "bthc" /* sends nothing out */
#define NETWORK_OPEN   "bthe" /* egress allowed */

/*
 * Containers on one bridge.  The kernel's bridge has 1023 ports and gets slow
 * towards them (moby 44973); another keeper may add some before we count again.
 */
#define NETWORK_ENDPOINTS_MAX 900

/* Subnets: /22 of the lower half of the pool for shared bridges, /29 of the
 * upper half for others. */
#define NETWORK_SHARED_PREFIX 22
#define NETWORK_OWN_PREFIX    29

#define NETWORK_INTERFACE_SIZE 16 /* IFNAMSIZ */
#define NETWORK_SUBNET_SIZE    20
#define NETWORK_LABELS         4

struct network_spec {
	const char *name;
	char interface[NETWORK_INTERFACE_SIZE];
	char subnet[NETWORK_SUBNET_SIZE]; /* "10.187.0.0/22" */
	enum egress egress;
	struct container_label labels[NETWORK_LABELS];
	int labels_n;
};

/* How many subnets of a mode the pool has. */
int network_subnets(const struct conf_pool *pool, enum network_mode mode);

/* The n-th of them; n may be any number, they come around again. */
void network_subnet(const struct conf_pool *pool, enum network_mode mode,
    uint64_t n, char out[NETWORK_SUBNET_SIZE]);

/* The name under `mem` of the shared bridge `number`. */
char *network_shared_name(
    void *mem, const char *deployment, enum egress egress, int number);

/*
 * The shared bridge `number` for `egress`, with the subnet of the `try`-th try
 * (from 0): deployments that share an engine begin at different places, and
 * the engine says which are taken.
 */
void network_shared(void *mem, const struct conf *conf, enum egress egress,
    int number, unsigned try, struct network_spec *ret);

/* The bridge of one generation of an instance, named as its container. */
void network_own(void *mem, const struct conf *conf, enum egress egress,
    const struct instance *in, unsigned try, struct network_spec *ret);

/* What the label berth.network says: false unless it is a shared bridge's. */
bool network_shared_from(
    const char *label, enum egress *ret_egress, int *ret_number);

#endif
