/* Networks that exist only as records. */
#include <string.h>

#include "base/crypto.h"
#include "base/mem.h"
#include "stub.h"

struct network *
network_find(struct stub *s, const char *ref)
{
	struct network *n;

	for (n = s->networks; n != NULL; n = n->next) {
		if (strcmp(n->id, ref) == 0 || strcmp(n->name, ref) == 0)
			return n;
	}
	return NULL;
}

void
network_free(struct stub *s, struct network *n)
{
	if (n->prev != NULL)
		n->prev->next = n->next;
	else
		s->networks = n->next;
	if (n->next != NULL)
		n->next->prev = n->prev;
	mem_free(&n);
}

void
networks_free_all(struct stub *s)
{
	while (s->networks != NULL)
		network_free(s, s->networks);
}

static void
put(void *mem, struct json_writer *w, const struct network *n)
{
	json_begin_object(w);
	json_set_string(w, "Name", n->name);
	json_set_string(w, "Id", n->id);
	json_set_string(w, "Created", api_time(mem, n->created_us));
	json_set_string(w, "Driver", "bridge");
	labels_put(w, n->labels, n->labels_n);
	json_end_object(w);
}

static void
list(struct call *c)
{
	struct json_writer *w = json_writer_new(c);
	struct json *filters = NULL;
	const struct network *n;

	if (c->ref[0] != '\0' &&
	    json_parse(c, c->ref, strlen(c->ref), &json_limits_engine,
		&filters, NULL) != ERR_OK) {
		call_message(c, 400, "invalid filter");
		return;
	}
	json_begin_array(w);
	for (n = c->s->networks; n != NULL; n = n->next) {
		if (labels_match(n->labels, n->labels_n, filters))
			put(c, w, n);
	}
	json_end_array(w);
	call_answer(c, 200, json_text(w, NULL));
}

static const char *
text(void *mem, const struct json *j)
{
	const char *s = json_string(j);

	return mem_strdup(mem, s != NULL ? s : "");
}

static struct network *
read_network(struct call *c, const struct json *j)
{
	struct network *n = mem_new(c->s->mem, struct network);

	crypto_random_hex(n->id, 32);
	n->name = text(n, json_get(j, "Name"));
	n->subnet = text(n,
	    json_get(json_at(json_path(j, "IPAM.Config"), 0), "Subnet"));
	n->interface = text(n, json_get(json_get(j, "Options"),
				   "com.docker.network.bridge.name"));
	n->labels = labels_read(n, json_get(j, "Labels"), &n->labels_n);
	n->created_us = clock_wall_us();
	return n;
}

/* What the engine refuses; false with the answer. */
static bool
has_place(struct call *c, const struct network *n)
{
	const struct network *o;

	if (network_find(c->s, n->name) != NULL) {
		call_message(
		    c, 409, "network with name %s already exists", n->name);
		return false;
	}
	for (o = c->s->networks; o != NULL; o = o->next) {
		if (strcmp(o->subnet, n->subnet) == 0) {
			call_message(c, 403,
			    "Pool overlaps with other one on this address "
			    "space");
			return false;
		}
		if (strcmp(o->interface, n->interface) == 0) {
			call_message(c, 403,
			    "cannot create network %s (%s): conflicts with "
			    "network %s (%s): networks have same bridge name",
			    n->id, n->interface, o->id, o->interface);
			return false;
		}
	}
	return true;
}

static void
make(struct call *c)
{
	struct stub *s = c->s;
	struct network *n;
	struct json *j;

	if (json_parse(c, buf_data(c->body), buf_len(c->body),
		&json_limits_engine, &j, NULL) != ERR_OK) {
		call_message(c, 400, "invalid JSON");
		return;
	}
	n = read_network(c, j);
	if (!has_place(c, n)) {
		mem_free(&n);
		return;
	}
	n->next = s->networks;
	if (n->next != NULL)
		n->next->prev = n;
	s->networks = n;
	call_answer(
	    c, 201, mem_printf(c, "{\"Id\":\"%s\",\"Warning\":\"\"}\n", n->id));
}

static bool
is_used(const struct stub *s, const struct network *n)
{
	const struct container *c;

	for (c = s->containers; c != NULL; c = c->next) {
		if (c->state == STATE_RUNNING &&
		    strcmp(c->network, n->name) == 0)
			return true;
	}
	return false;
}

static void
remove_network(struct call *c, struct network *n)
{
	if (is_used(c->s, n)) {
		call_message(c, 403,
		    "error while removing network: network %s id %s has "
		    "active endpoints",
		    n->name, n->id);
		return;
	}
	network_free(c->s, n);
	call_answer(c, 204, "");
}

void
network_effect(struct call *c)
{
	struct network *n;
	struct json_writer *w;

	if (c->kind == CALL_NETWORKS) {
		list(c);
		return;
	}
	if (c->kind == CALL_MAKE_NETWORK) {
		make(c);
		return;
	}
	n = network_find(c->s, c->ref);
	if (n == NULL) {
		call_message(c, 404, "network %s not found", c->ref);
	} else if (c->kind == CALL_REMOVE_NETWORK) {
		remove_network(c, n);
	} else {
		w = json_writer_new(c);
		put(c, w, n);
		call_answer(c, 200, json_text(w, NULL));
	}
}

void
networks_put(struct json_writer *w, const struct stub *s)
{
	const struct network *n;
	size_t i;

	json_key(w, "networks");
	json_begin_array(w);
	for (n = s->networks; n != NULL; n = n->next) {
		json_begin_object(w);
		json_set_string(w, "id", n->id);
		json_set_string(w, "name", n->name);
		json_set_string(w, "subnet", n->subnet);
		json_set_string(w, "interface", n->interface);
		json_key(w, "labels");
		json_begin_object(w);
		for (i = 0; i < n->labels_n; i++)
			json_set_string(
			    w, n->labels[i].key, n->labels[i].value);
		json_end_object(w);
		json_end_object(w);
	}
	json_end_array(w);
}
