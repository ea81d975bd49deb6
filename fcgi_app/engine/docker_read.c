/* What we understand of the engine's answers; pure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/docker_private.h"

const char *
docker_string(const struct json *j)
{
	const char *s = json_string(j);

	return s != NULL ? s : "";
}

static int
small_int(const char *s, int max)
{
	int64_t n;

	return text_int(s, 0, max, &n) == ERR_OK ? (int)n : 0;
}

/* ------------------------------------------------ containers */

static enum engine_state
state_of(const char *s)
{
	if (strcmp(s, "created") == 0 || strcmp(s, "configured") == 0 ||
	    strcmp(s, "initialized") == 0)
		return ENGINE_STATE_CREATED;
	if (strcmp(s, "exited") == 0 || strcmp(s, "dead") == 0 ||
	    strcmp(s, "stopped") == 0)
		return ENGINE_STATE_ENDED;
	if (strcmp(s, "removing") == 0)
		return ENGINE_STATE_REMOVING;
	return ENGINE_STATE_RUNNING;
}

static void
read_labels(const struct json *labels, struct engine_container *c)
{
	c->deployment = docker_string(json_get(labels, "berth.deployment"));
	c->instance = docker_string(json_get(labels, "berth.instance"));
	c->generation = small_int(
	    docker_string(json_get(labels, "berth.generation")), INT32_MAX);
}

/* Ours are on one network only. */
static const char *
first_network(const struct json *networks)
{
	return json_count(networks) > 0 ? json_key_at(networks, 0) : "";
}

static const char *
without_slash(const char *name)
{
	return name[0] == '/' ? name + 1 : name;
}

/* Of [{"Type": "volume", "Name": …}, {"Type": "bind", …}] the volumes. */
static void
read_volumes_of(
    void *mem, const struct json *mounts, struct engine_container *c)
{
	size_t i, n = json_count(mounts);
	const char *name;

	if (n == 0)
		return;
	c->volumes = mem_array(mem, const char *, n);
	for (i = 0; i < n; i++) {
		name = docker_string(json_get(json_at(mounts, i), "Name"));
		if (name[0] != '\0')
			c->volumes[c->volumes_n++] = name;
	}
}

bool
docker_read_container(
    void *mem, const struct json *j, struct engine_container *ret)
{
	if (json_string(json_get(j, "Id")) == NULL)
		return false;
	ret->id = json_string(json_get(j, "Id"));
	ret->name =
	    without_slash(docker_string(json_at(json_get(j, "Names"), 0)));
	ret->state = state_of(docker_string(json_get(j, "State")));
	ret->created_s = json_int(json_get(j, "Created"), 0);
	ret->ip = "";
	ret->network = first_network(json_path(j, "NetworkSettings.Networks"));
	read_labels(json_get(j, "Labels"), ret);
	ret->written_bytes = json_int(json_get(j, "SizeRw"), -1);
	read_volumes_of(mem, json_get(j, "Mounts"), ret);
	return true;
}

/* "2026-11-24T02:43:50.123456789Z"; the engine writes UTC. */
static int64_t
read_time(const char *s)
{
	struct tm tm = {0};

	if (strptime(s, "%Y-%m-%dT%H:%M:%S", &tm) == NULL)
		return 0;
	return (int64_t)timegm(&tm);
}

static enum engine_health
health_of(const struct json *state)
{
	const char *s = json_string(json_path(state, "Health.Status"));

	/* Podman calls it Healthcheck and leaves Status empty without one. */
	if (s == NULL)
		s = docker_string(json_path(state, "Healthcheck.Status"));
	if (strcmp(s, "starting") == 0)
		return ENGINE_HEALTH_STARTING;
	if (strcmp(s, "healthy") == 0)
		return ENGINE_HEALTH_HEALTHY;
	if (strcmp(s, "unhealthy") == 0)
		return ENGINE_HEALTH_UNHEALTHY;
	return ENGINE_HEALTH_NONE;
}

/* The number that "80/tcp" begins with, 0 if that is no port. */
static int
port_of(const char *key)
{
	long n = strtol(key, NULL, 10);

	return n > 0 && n <= 65535 ? (int)n : 0;
}

/* NetworkSettings.Ports: {"80/tcp": null | [{"HostIp","HostPort"}]}. */
static void
read_ports(void *mem, const struct json *ports, struct engine_container *c)
{
	size_t i, k, n = 0;
	const struct json *bound;
	struct engine_port *p;
	const char *key;

	for (i = 0; i < json_count(ports); i++)
		n += json_count(json_at(ports, i));
	c->ports = mem_array(mem, struct engine_port, n);
	for (i = 0; i < json_count(ports); i++) {
		bound = json_at(ports, i);
		key = json_key_at(ports, i);
		for (k = 0; k < json_count(bound); k++) {
			p = &c->ports[c->ports_n++];
			p->port = port_of(key);
			p->udp = text_ends(key, "/udp");
			p->host_ip = docker_string(
			    json_get(json_at(bound, k), "HostIp"));
			p->host_port = small_int(
			    docker_string(
				json_get(json_at(bound, k), "HostPort")),
			    65535);
		}
	}
}

/* NetworkSettings.IPAddress is gone from API 1.52: read it per network. */
static const char *
first_ip(const struct json *networks)
{
	const char *ip;
	size_t i;

	for (i = 0; i < json_count(networks); i++) {
		ip = docker_string(
		    json_get(json_at(networks, i), "IPAddress"));
		if (ip[0] != '\0')
			return ip;
	}
	return "";
}

bool
docker_read_inspect(void *mem, const struct json *j, struct engine_reply *reply)
{
	struct engine_container *c = mem_new(mem, struct engine_container);
	const struct json *state = json_get(j, "State");

	c->id = json_string(json_get(j, "Id"));
	if (c->id == NULL || !json_is(state, JSON_OBJECT))
		return false;
	c->name = without_slash(docker_string(json_get(j, "Name")));
	c->state = state_of(docker_string(json_get(state, "Status")));
	c->health = health_of(state);
	c->exit_code = (int)json_int(json_get(state, "ExitCode"), 0);
	c->oom_killed = json_bool(json_get(state, "OOMKilled"), false);
	c->created_s = read_time(docker_string(json_get(j, "Created")));
	c->ip = first_ip(json_path(j, "NetworkSettings.Networks"));
	c->network = first_network(json_path(j, "NetworkSettings.Networks"));
	read_labels(json_path(j, "Config.Labels"), c);
	read_ports(mem, json_path(j, "NetworkSettings.Ports"), c);
	reply->container = c;
	return true;
}

bool
docker_read_created(void *mem, const struct json *j, struct engine_reply *reply)
{
	(void)mem;
	reply->id = json_string(json_get(j, "Id"));
	return reply->id != NULL;
}

/* ------------------------------------------------ networks */

/* Of our label of a kind that is not there: "". */
static bool
read_one_network(const struct json *j, struct engine_network *net)
{
	const struct json *labels = json_get(j, "Labels");

	net->id = json_string(json_get(j, "Id"));
	if (net->id == NULL)
		return false;
	net->name = docker_string(json_get(j, "Name"));
	net->deployment = docker_string(json_get(labels, "berth.deployment"));
	net->kind = docker_string(json_get(labels, "berth.network"));
	net->instance = docker_string(json_get(labels, "berth.instance"));
	net->generation = small_int(
	    docker_string(json_get(labels, "berth.generation")), INT32_MAX);
	net->created_s = read_time(docker_string(json_get(j, "Created")));
	return true;
}

bool
docker_read_networks(
    void *mem, const struct json *j, struct engine_reply *reply)
{
	size_t i, n = json_count(j);
	struct engine_network *list;

	if (!json_is(j, JSON_ARRAY))
		return false;
	list = mem_array(mem, struct engine_network, n);
	for (i = 0; i < n; i++) {
		if (!read_one_network(json_at(j, i), &list[i]))
			return false;
	}
	reply->networks = list;
	reply->n = n;
	return true;
}

bool
docker_read_network(void *mem, const struct json *j, struct engine_reply *reply)
{
	struct engine_network *net = mem_new(mem, struct engine_network);

	reply->networks = net;
	reply->n = 1;
	return read_one_network(j, net);
}

/* ------------------------------------------------ streams */

/*
 * Lines are taken out as they end, piece by piece: a piece may hold many, and
 * only what is left of it needs room.
 */
bool
docker_split_lines(struct buf *rest, const char *data, size_t len,
    docker_line each, void *arg)
{
	const char *nl;
	size_t n;

	while ((nl = memchr(data, '\n', len)) != NULL) {
		n = (size_t)(nl - data);
		buf_add(rest, data, n);
		if (buf_full(rest))
			return false;
		each(arg, buf_data(rest), buf_len(rest));
		buf_clear(rest);
		data += n + 1;
		len -= n + 1;
	}
	buf_add(rest, data, len);
	return !buf_full(rest);
}

/* ------------------------------------------------ pulls */

/* The first line names the tag where others name a layer. */
static bool
is_about_layer(const char *status)
{
	return !text_starts(status, "Pulling from");
}

static int64_t
bytes_of(const struct json *j)
{
	int64_t n = json_int(j, 0);

	return n > 0 ? n : 0;
}

bool
docker_read_progress(const struct json *j, struct engine_progress *ret,
    char digest[DOCKER_DIGEST_SIZE], const char **ret_error)
{
	const struct json *detail = json_get(j, "progressDetail");
	const char *error = json_string(json_path(j, "errorDetail.message"));

	if (error == NULL)
		error = json_string(json_get(j, "error"));
	if (error != NULL) {
		*ret_error = error;
		return false;
	}
	ret->status = docker_string(json_get(j, "status"));
	ret->layer = is_about_layer(ret->status)
			 ? docker_string(json_get(j, "id"))
			 : "";
	ret->current = bytes_of(json_get(detail, "current"));
	ret->total = bytes_of(json_get(detail, "total"));
	if (text_starts(ret->status, "Digest: "))
		snprintf(digest, DOCKER_DIGEST_SIZE, "%s",
		    ret->status + strlen("Digest: "));
	return true;
}

/* ------------------------------------------------ changes, events, versions */

/* The key begins with its only characters of their kind, so that what breaks
 * off may begin anew with a quote only. */
void
docker_count_changes(struct docker_changes *c, const char *data, size_t len)
{
	static const char key[] = "\"Kind\":";
	size_t i;

	for (i = 0; i < len; i++) {
		if (data[i] != key[c->matched])
			c->matched = data[i] == key[0] ? 1 : 0;
		else if (++c->matched == sizeof(key) - 1) {
			c->n++;
			c->matched = 0;
		}
	}
}

bool
docker_read_event(const struct json *j, struct engine_event *ret)
{
	const struct json *actor = json_get(j, "Actor");
	const struct json *labels = json_get(actor, "Attributes");

	if (strcmp(docker_string(json_get(j, "Type")), "container") != 0)
		return false;
	ret->action = docker_string(json_get(j, "Action"));
	ret->id = docker_string(json_get(actor, "ID"));
	ret->instance = docker_string(json_get(labels, "berth.instance"));
	ret->generation = small_int(
	    docker_string(json_get(labels, "berth.generation")), INT32_MAX);
	return true;
}

/* "1.41" as 1041; 0 if it is no version. */
static int
version_number(const char *s)
{
	int major, minor;

	if (s == NULL || sscanf(s, "%3d.%3d", &major, &minor) != 2)
		return 0;
	return major * 1000 + minor;
}

bool
docker_choose_api(const struct json *j, char *out, size_t size)
{
	int theirs = version_number(json_string(json_get(j, "ApiVersion")));
	int least = version_number(json_string(json_get(j, "MinAPIVersion")));
	int use = version_number(DOCKER_API_MAX);

	if (theirs == 0)
		return false;
	if (theirs < use)
		use = theirs;
	if (least > use)
		use = least;
	snprintf(out, size, "%d.%d", use / 1000, use % 1000);
	return true;
}

static const struct {
	const char *words;
	enum engine_result result;
} known_messages[] = {
    {"port is already allocated", ENGINE_PORT_TAKEN},
    {"address already in use", ENGINE_PORT_TAKEN},
    {"all ports are allocated", ENGINE_PORT_TAKEN},
    {"no available IPv4 addresses", ENGINE_NO_ADDRESS},
    {"exchange full", ENGINE_NO_ADDRESS}, /* the bridge's ports */
    {"Pool overlaps", ENGINE_SUBNET_TAKEN},
    {"is already used on the host", ENGINE_SUBNET_TAKEN}, /* Podman */
    {"executable file not found", ENGINE_BAD_REQUEST},
    {"no such image", ENGINE_NO_IMAGE},
    {"No such image", ENGINE_NO_IMAGE},
};

/* "network NAME not found" wherever it stands; Podman: "unable to find
 * network with name or ID". */
static bool
is_network_missing(const char *message)
{
	const char *at = strstr(message, "network ");

	return at != NULL && strstr(message, "No such image") == NULL &&
	       (strstr(at, " not found") != NULL ||
		   strstr(message, "unable to find network") != NULL);
}

enum engine_result
docker_result(int status, const char *message, bool is_create)
{
	size_t i;

	if ((status >= 200 && status < 300) || status == 304)
		return ENGINE_OK;
	for (i = 0; i < sizeof(known_messages) / sizeof(*known_messages); i++) {
		if (strstr(message, known_messages[i].words) != NULL)
			return known_messages[i].result;
	}
	if (is_network_missing(message))
		return ENGINE_NO_NETWORK;
	switch (status) {
	case 400:
	case 403:
	case 406:
		return ENGINE_BAD_REQUEST;
	case 404:
		return is_create ? ENGINE_NO_IMAGE : ENGINE_NOT_FOUND;
	case 409:
		return ENGINE_CONFLICT;
	default:
		return ENGINE_SERVER_ERROR;
	}
}
