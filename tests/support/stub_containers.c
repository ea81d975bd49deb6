/* Containers that exist only as records; ports are counted, not bound. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/mem.h"
#include "base/text.h"
#include "stub.h"

#define FIRST_PORT 32768
#define LAST_PORT  60999
#define BACKLOG    64

/* FNV-1a. */
static size_t
bucket_of(const char *s)
{
	uint32_t h = 2166136261U;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619U;
	return h % STUB_BUCKETS;
}

struct container *
container_find(struct stub *s, const char *ref)
{
	size_t b = bucket_of(ref);
	struct container *c;

	for (c = s->by_id[b]; c != NULL; c = c->id_next) {
		if (strcmp(c->id, ref) == 0)
			return c;
	}
	for (c = s->by_name[b]; c != NULL; c = c->name_next) {
		if (strcmp(c->name, ref) == 0)
			return c;
	}
	return NULL;
}

const char *
container_label(const struct container *c, const char *key)
{
	size_t i;

	for (i = 0; i < c->labels_n; i++) {
		if (strcmp(c->labels[i].key, key) == 0)
			return c->labels[i].value;
	}
	return NULL;
}

static void
link_container(struct stub *s, struct container *c)
{
	size_t id = bucket_of(c->id), name = bucket_of(c->name);

	c->id_next = s->by_id[id];
	s->by_id[id] = c;
	c->name_next = s->by_name[name];
	s->by_name[name] = c;
	c->next = s->containers;
	if (c->next != NULL)
		c->next->prev = c;
	s->containers = c;
	s->containers_n++;
}

static void
unlink_container(struct stub *s, struct container *c)
{
	struct container **at;

	for (at = &s->by_id[bucket_of(c->id)]; *at != c; at = &(*at)->id_next)
		;
	*at = c->id_next;
	for (at = &s->by_name[bucket_of(c->name)]; *at != c;
	     at = &(*at)->name_next)
		;
	*at = c->name_next;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		s->containers = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	s->containers_n--;
}

struct label *
labels_read(void *mem, const struct json *j, size_t *ret_n)
{
	size_t i, n = json_count(j);
	struct label *labels = mem_array(mem, struct label, n);

	for (i = 0; i < n; i++) {
		labels[i].key = mem_strdup(mem, json_key_at(j, i));
		labels[i].value = mem_strdup(mem, json_string(json_at(j, i)));
		if (labels[i].value == NULL)
			labels[i].value = "";
	}
	*ret_n = n;
	return labels;
}

static const char *
string_or(const struct json *j, const char *dflt)
{
	const char *s = json_string(j);

	return s != NULL ? s : dflt;
}

static void
read_bindings(struct container *c, const struct json *bindings)
{
	size_t i, n = json_count(bindings);
	const struct json *first;
	struct published *p;

	c->ports = mem_array(c, struct published, n);
	for (i = 0; i < n; i++) {
		p = &c->ports[i];
		first = json_at(json_at(bindings, i), 0);
		p->port = (int)strtol(json_key_at(bindings, i), NULL, 10);
		p->udp = text_ends(json_key_at(bindings, i), "/udp");
		p->host_ip = mem_strdup(
		    c, string_or(json_get(first, "HostIp"), "0.0.0.0"));
		p->wanted =
		    mem_strdup(c, string_or(json_get(first, "HostPort"), "0"));
		p->listen_fd = -1;
	}
	c->ports_n = n;
}

struct container *
container_new(struct stub *s, const char *name, const char *body, size_t len)
{
	struct container *c = mem_new(s->mem, struct container);
	void *scratch = mem_arena(NULL);
	struct json *j;

	if (json_parse(scratch, body, len, &json_limits_engine, &j, NULL) !=
	    ERR_OK) {
		mem_free(&scratch);
		mem_free(&c);
		return NULL;
	}
	crypto_random_hex(c->id, 32);
	c->name = mem_strdup(c, name);
	c->image = mem_strdup(c, string_or(json_get(j, "Image"), ""));
	c->body = mem_strndup(c, body, len);
	c->created_us = clock_wall_us();
	c->labels = labels_read(c, json_get(j, "Labels"), &c->labels_n);
	c->network = mem_strdup(
	    c, string_or(json_path(j, "HostConfig.NetworkMode"), "bridge"));
	read_bindings(c, json_path(j, "HostConfig.PortBindings"));
	mem_free(&scratch);
	link_container(s, c);
	return c;
}

/* ------------------------------------------------ ports */

static bool
is_used(const struct stub *s, int port)
{
	return s->used_ports[port / 8] & 1U << port % 8;
}

static void
set_used(struct stub *s, int port)
{
	s->used_ports[port / 8] |= (uint8_t)(1U << port % 8);
}

static void
set_free(struct stub *s, int port)
{
	s->used_ports[port / 8] &= (uint8_t) ~(1U << port % 8);
}

/* A listener whose backlog takes the keeper's probes; nobody accepts. */
static int
listen_at(int port)
{
	struct sockaddr_in sa = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd == -1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool
take_port(
    struct stub *s, const struct container *c, struct published *p, int port)
{
	if (is_used(s, port))
		return false;
	if (!p->udp && text_starts(c->image, "stub-nohealth")) {
		p->listen_fd = listen_at(port);
		if (p->listen_fd == -1)
			return false;
	}
	set_used(s, port);
	p->host_port = port;
	return true;
}

/* "0", "30000" or "30000-31000". */
static bool
publish(struct stub *s, const struct container *c, struct published *p)
{
	int from = FIRST_PORT, to = LAST_PORT, tries, port;
	const char *dash = strchr(p->wanted, '-');

	if (strcmp(p->wanted, "0") != 0 && p->wanted[0] != '\0') {
		from = to = atoi(p->wanted);
		if (dash != NULL)
			to = atoi(dash + 1);
		for (port = from; port <= to; port++) {
			if (take_port(s, c, p, port))
				return true;
		}
		return false;
	}
	for (tries = 0; tries <= to - from; tries++) {
		if (s->next_port < from || s->next_port > to)
			s->next_port = from;
		if (take_port(s, c, p, s->next_port++))
			return true;
	}
	return false;
}

static void
unpublish(struct stub *s, struct container *c)
{
	struct published *p;
	size_t i;

	for (i = 0; i < c->ports_n; i++) {
		p = &c->ports[i];
		if (p->host_port != 0)
			set_free(s, p->host_port);
		if (p->listen_fd != -1)
			close(p->listen_fd);
		p->host_port = 0;
		p->listen_fd = -1;
	}
}

/* ------------------------------------------------ its life */

bool
container_start(struct stub *s, struct container *c, const char **ret_why)
{
	size_t i;

	if (s->config.no_address) {
		*ret_why = "no available IPv4 addresses on this network's "
			   "address pools: bridge";
		return false;
	}
	if (strcmp(c->network, "bridge") != 0 &&
	    network_find(s, c->network) == NULL) {
		*ret_why = mem_printf(c, "network %s not found", c->network);
		return false;
	}
	for (i = 0; i < c->ports_n; i++) {
		if (publish(s, c, &c->ports[i]))
			continue;
		unpublish(s, c);
		*ret_why = strchr(c->ports[i].wanted, '-') != NULL
			       ? "all ports are allocated"
			       : "port is already allocated";
		return false;
	}
	c->state = STATE_RUNNING;
	c->started_us = clock_wall_us();
	c->exit_code = 0;
	c->oom_killed = false;
	event_emit(s, c, "start");
	if (text_starts(c->image, "stub-dies"))
		container_end(s, c, 3, false);
	return true;
}

void
container_end(
    struct stub *s, struct container *c, int exit_code, bool oom_killed)
{
	if (c->state != STATE_RUNNING)
		return;
	c->state = STATE_EXITED;
	c->exit_code = exit_code;
	c->oom_killed = oom_killed;
	c->finished_us = clock_wall_us();
	unpublish(s, c);
	if (oom_killed)
		event_emit(s, c, "oom");
	event_emit(s, c, "die");
}

void
container_free(struct stub *s, struct container **ref)
{
	struct container *c = *ref;

	*ref = NULL;
	unpublish(s, c);
	unlink_container(s, c);
	mem_free(&c);
}

void
containers_free_all(struct stub *s)
{
	struct container *c;

	while ((c = s->containers) != NULL)
		container_free(s, &c);
}
