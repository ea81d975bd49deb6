#include "domain/network.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define NUMBER_MAX 9999

/* FNV-1a. */
static uint32_t
hash_of(const char *s)
{
	uint32_t h = 2166136261U;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619U;
	return (h);
}

static int
prefix_of(enum network_mode mode)
{
	return (mode == NETWORK_SHARED ? NETWORK_SHARED_PREFIX
				       : NETWORK_OWN_PREFIX);
}

int
network_subnets(const struct conf_pool *pool, enum network_mode mode)
{
	/* in one half */
	return (1 << (prefix_of(mode) - pool->prefix - 1));
}

void
network_subnet(const struct conf_pool *pool, enum network_mode mode, uint64_t n,
    char out[NETWORK_SUBNET_SIZE])
{
	int prefix = prefix_of(mode);
	uint32_t addr = pool->base;

	n %= (uint64_t)network_subnets(pool, mode);
	if (mode == NETWORK_OWN)
		addr |= UINT32_C(1) << (31 - pool->prefix);
	addr += (uint32_t)n << (32 - prefix);
	snprintf(out, NETWORK_SUBNET_SIZE, "%u.%u.%u.%u/%d", addr >> 24,
	    addr >> 16 & 255, addr >> 8 & 255, addr & 255, prefix);
}

static const char *
word_of(enum egress egress)
{
	return (egress == EGRESS_ALLOWED ? "open" : "closed");
}

static const char *
interface_prefix(enum egress egress)
{
	return (egress == EGRESS_ALLOWED ? NETWORK_OPEN : NETWORK_CLOSED);
}

char *
network_shared_name(
    void *mem, const char *deployment, enum egress egress, int number)
{
	return (mem_printf(
	    mem, "berth-%s-%s-%d", deployment, word_of(egress), number));
}

static void
label(struct network_spec *spec, const char *key, const char *value)
{
	spec->labels[spec->labels_n++] = (struct container_label){key, value};
}

void
network_shared(void *mem, const struct conf *conf, enum egress egress,
    int number, unsigned try, struct network_spec *ret)
{
	uint32_t h = hash_of(conf->deployment);

	*ret = (struct network_spec){.egress = egress,
	    .name =
		network_shared_name(mem, conf->deployment, egress, number)};
	snprintf(ret->interface, sizeof(ret->interface), "%s%06x-%d",
	    interface_prefix(egress), h & 0xffffff, number);
	network_subnet(&conf->network_pool, NETWORK_SHARED,
	    (uint64_t)h + (unsigned)number + try, ret->subnet);
	label(ret, "berth.deployment", conf->deployment);
	label(ret, "berth.network",
	    mem_printf(mem, "%s-%d", word_of(egress), number));
}

void
network_own(void *mem, const struct conf *conf, enum egress egress,
    const struct instance *in, unsigned try, struct network_spec *ret)
{
	char name[CONTAINER_NAME_SIZE];

	container_name(conf->deployment, in->public_id, in->generation, name);
	*ret = (struct network_spec){
	    .egress = egress, .name = mem_strdup(mem, name)};
	/* a reset may meet the interface of the generation before */
	snprintf(ret->interface, sizeof(ret->interface), "%s%.10s%x",
	    interface_prefix(egress), in->public_id, in->generation & 15);
	network_subnet(&conf->network_pool, NETWORK_OWN,
	    (uint64_t)in->id.n + try, ret->subnet);
	label(ret, "berth.deployment", conf->deployment);
	label(ret, "berth.network", "own");
	label(ret, "berth.instance", mem_strdup(mem, in->public_id));
	label(ret, "berth.generation", mem_printf(mem, "%d", in->generation));
}

bool
network_shared_from(const char *text, enum egress *ret_egress, int *ret_number)
{
	bool is_open = text_starts(text, "open-");
	int64_t n;

	if ((!is_open && !text_starts(text, "closed-")) ||
	    text_int(strchr(text, '-') + 1, 1, NUMBER_MAX, &n) != ERR_OK)
		return (false);
	*ret_egress = is_open ? EGRESS_ALLOWED : EGRESS_BLOCKED;
	*ret_number = (int)n;
	return (true);
}
