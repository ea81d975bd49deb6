/* What the calls of Docker's API do here, and what they answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/text.h"
#include "stub.h"

#define VERSION "25.0.3-stub"

/* What the engine has; everything else is "No such image". */
static const char *const images[] = {
    "berth-demo-tcp:latest",
    "berth-demo-web:latest",
    "stub-dies:latest",
    "stub-nohealth:latest",
    "stub-slowcheck:latest",
    "stub-unhealthy:latest",
    "stub:latest",
};

/* ------------------------------------------------ small parts of answers */

const char *
api_time(void *mem, int64_t us)
{
	char iso[CLOCK_ISO_SIZE];

	if (us == 0)
		return "0001-01-01T00:00:00Z";
	clock_iso(us, iso);
	return mem_printf(mem, "%.*s000Z", (int)strlen(iso) - 1, iso);
}

static const char *
state_name(const struct container *c)
{
	static const char *const names[] = {
	    [STATE_CREATED] = "created",
	    [STATE_RUNNING] = "running",
	    [STATE_EXITED] = "exited",
	};

	return c->removing ? "removing" : names[c->state];
}

/* NULL where the image has no HEALTHCHECK. */
static const char *
health_name(const struct stub *s, const struct container *c)
{
	int64_t age_us = clock_wall_us() - c->started_us;

	if (text_starts(c->image, "stub-nohealth"))
		return NULL;
	if (text_starts(c->image, "stub-unhealthy"))
		return "unhealthy";
	if (c->state != STATE_RUNNING ||
	    (text_starts(c->image, "stub-slowcheck") &&
		age_us < s->config.check_ms * USEC_PER_MSEC))
		return "starting";
	return "healthy";
}

void
labels_put(struct json_writer *w, const struct label *labels, size_t n)
{
	size_t i;

	json_key(w, "Labels");
	json_begin_object(w);
	for (i = 0; i < n; i++)
		json_set_string(w, labels[i].key, labels[i].value);
	json_end_object(w);
}

static void
put_labels(struct json_writer *w, const struct container *c)
{
	labels_put(w, c->labels, c->labels_n);
}

/* Where only a published port answers there is no address of its own. */
static const char *
address_of(void *mem, const struct container *c)
{
	return c->state == STATE_RUNNING &&
		       !text_starts(c->image, "stub-nohealth")
		   ? mem_printf(mem, "172.17.%u.%u",
			 (unsigned)(unsigned char)c->id[0],
			 (unsigned)(unsigned char)c->id[1])
		   : "";
}

static void
put_networks(void *mem, struct json_writer *w, const struct container *c)
{
	json_key(w, "Networks");
	json_begin_object(w);
	json_key(w, c->network);
	json_begin_object(w);
	json_set_string(w, "NetworkID", c->id);
	json_set_string(w, "IPAddress", address_of(mem, c));
	json_end_object(w);
	json_end_object(w);
}

/* ------------------------------------------------ inspect */

static void
put_health(
    struct json_writer *w, const struct stub *s, const struct container *c)
{
	const char *health = health_name(s, c);

	if (health == NULL)
		return;
	json_key(w, "Health");
	json_begin_object(w);
	json_set_string(w, "Status", health);
	json_set_int(w, "FailingStreak", 0);
	json_key(w, "Log");
	json_begin_array(w);
	json_end_array(w);
	json_end_object(w);
}

static void
put_state(void *mem, struct json_writer *w, const struct stub *s,
    const struct container *c)
{
	json_key(w, "State");
	json_begin_object(w);
	json_set_string(w, "Status", state_name(c));
	json_set_bool(w, "Running", c->state == STATE_RUNNING);
	json_set_bool(w, "Paused", false);
	json_set_bool(w, "Restarting", false);
	json_set_bool(w, "OOMKilled", c->oom_killed);
	json_set_bool(w, "Dead", false);
	json_set_int(w, "Pid", c->state == STATE_RUNNING ? 1 : 0);
	json_set_int(w, "ExitCode", c->exit_code);
	json_set_string(w, "Error", "");
	json_set_string(w, "StartedAt", api_time(mem, c->started_us));
	json_set_string(w, "FinishedAt", api_time(mem, c->finished_us));
	put_health(w, s, c);
	json_end_object(w);
}

/* A port that is not published is null. */
static void
put_ports(void *mem, struct json_writer *w, const struct container *c)
{
	const struct published *p;
	size_t i;

	json_key(w, "Ports");
	json_begin_object(w);
	for (i = 0; i < c->ports_n; i++) {
		p = &c->ports[i];
		if (c->state != STATE_RUNNING)
			break;
		json_key(w,
		    mem_printf(mem, "%d/%s", p->port, p->udp ? "udp" : "tcp"));
		json_begin_array(w);
		json_begin_object(w);
		json_set_string(w, "HostIp", p->host_ip);
		json_set_string(
		    w, "HostPort", mem_printf(mem, "%d", p->host_port));
		json_end_object(w);
		json_end_array(w);
	}
	json_end_object(w);
}

static void
put_config(
    struct json_writer *w, const struct json *body, const struct container *c)
{
	json_key(w, "HostConfig");
	json_put_json(w, json_get(body, "HostConfig"));
	json_key(w, "Config");
	json_begin_object(w);
	json_set_string(w, "Image", c->image);
	json_key(w, "Env");
	json_put_json(w, json_get(body, "Env"));
	json_key(w, "Cmd");
	json_put_json(w, json_get(body, "Cmd"));
	put_labels(w, c);
	json_end_object(w);
}

static void
inspect(struct call *call, const struct container *c)
{
	struct json_writer *w = json_writer_new(call);
	struct json *body = NULL;

	if (json_parse(call, c->body, strlen(c->body), &json_limits_engine,
		&body, NULL) != ERR_OK)
		abort(); /* it was read when it was created */
	json_begin_object(w);
	json_set_string(w, "Id", c->id);
	json_set_string(w, "Created", api_time(call, c->created_us));
	json_set_string(w, "Path", "/bin/true");
	put_state(call, w, call->s, c);
	json_set_string(w, "Image", "sha256:stub");
	json_set_string(w, "Name", mem_printf(call, "/%s", c->name));
	json_set_int(w, "RestartCount", 0);
	put_config(w, body, c);
	json_key(w, "NetworkSettings");
	json_begin_object(w);
	put_ports(call, w, c);
	put_networks(call, w, c);
	json_end_object(w);
	json_end_object(w);
	call_answer(call, 200, json_text(w, NULL));
}

/* ------------------------------------------------ list */

static const char *
value_of(const struct label *labels, size_t n, const char *key)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(labels[i].key, key) == 0)
			return labels[i].value;
	}
	return NULL;
}

bool
labels_match(const struct label *labels, size_t n, const struct json *filters)
{
	const struct json *wanted = json_get(filters, "label");
	const char *want, *value, *eq;
	size_t i;
	char key[64];

	for (i = 0; i < json_count(wanted); i++) {
		want = json_string(json_at(wanted, i));
		eq = strchr(want, '=');
		snprintf(key, sizeof(key), "%.*s",
		    eq != NULL ? (int)(eq - want) : (int)strlen(want), want);
		value = value_of(labels, n, key);
		if (value == NULL || (eq != NULL && strcmp(value, eq + 1) != 0))
			return false;
	}
	return true;
}

bool
api_has_labels(const struct container *c, const struct json *filters)
{
	return labels_match(c->labels, c->labels_n, filters);
}

static void
put_listed_ports(struct json_writer *w, const struct container *c)
{
	const struct published *p;
	size_t i;

	json_key(w, "Ports");
	json_begin_array(w);
	for (i = 0; i < c->ports_n; i++) {
		p = &c->ports[i];
		json_begin_object(w);
		if (p->host_port != 0) {
			json_set_string(w, "IP", p->host_ip);
			json_set_int(w, "PublicPort", p->host_port);
		}
		json_set_int(w, "PrivatePort", p->port);
		json_set_string(w, "Type", p->udp ? "udp" : "tcp");
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_listed(void *mem, struct json_writer *w, const struct container *c,
    bool with_size)
{
	json_begin_object(w);
	json_set_string(w, "Id", c->id);
	json_key(w, "Names");
	json_begin_array(w);
	json_put_string(w, mem_printf(mem, "/%s", c->name));
	json_end_array(w);
	json_set_string(w, "Image", c->image);
	json_set_string(w, "ImageID", "sha256:stub");
	json_set_string(w, "Command", "/bin/true");
	json_set_int(w, "Created", c->created_us / USEC_PER_SEC);
	put_listed_ports(w, c);
	put_labels(w, c);
	json_set_string(w, "State", state_name(c));
	json_set_string(w, "Status", "Up");
	json_key(w, "NetworkSettings");
	json_begin_object(w);
	put_networks(mem, w, c);
	json_end_object(w);
	if (with_size)
		disk_put(w, c);
	json_end_object(w);
}

static void
list(struct call *call)
{
	const char *all = MHD_lookup_connection_value(
	    call->connection, MHD_GET_ARGUMENT_KIND, "all");
	bool only_running =
	    all == NULL || (strcmp(all, "1") != 0 && strcmp(all, "true") != 0);
	struct json_writer *w = json_writer_new(call);
	struct json *filters = NULL;
	const struct container *c;

	if (call->ref[0] != '\0' &&
	    json_parse(call, call->ref, strlen(call->ref), &json_limits_engine,
		&filters, NULL) != ERR_OK) {
		call_message(call, 400, "invalid filter");
		return;
	}
	json_begin_array(w);
	for (c = call->s->containers; c != NULL; c = c->next) {
		if ((only_running && c->state != STATE_RUNNING) ||
		    !api_has_labels(c, filters))
			continue;
		put_listed(call, w, c, call->kind == CALL_SIZES);
	}
	json_end_array(w);
	call_answer(call, 200, json_text(w, NULL));
}

/* ------------------------------------------------ create, start, remove */

bool
api_has_image(const char *name)
{
	size_t i, n;

	for (i = 0; i < sizeof(images) / sizeof(*images); i++) {
		n = strcspn(images[i], ":");
		if (strcmp(images[i], name) == 0 ||
		    (strncmp(images[i], name, n) == 0 && name[n] == '\0'))
			return true;
	}
	return false;
}

int64_t
api_images(void)
{
	return sizeof(images) / sizeof(*images);
}

static void
create(struct call *call)
{
	struct stub *s = call->s;
	struct container *c = container_find(s, call->ref);
	const char *image;

	if (c != NULL) {
		call_message(call, 409,
		    "Conflict. The container name \"/%s\" is already in use by "
		    "container \"%s\". You have to remove (or rename) that "
		    "container to be able to reuse that name.",
		    c->name, c->id);
		return;
	}
	c = container_new(
	    s, call->ref, buf_data(call->body), buf_len(call->body));
	if (c == NULL) {
		call_message(call, 400, "invalid JSON");
		return;
	}
	if (!api_has_image(c->image)) {
		image = mem_strdup(call, c->image);
		container_free(s, &c);
		call_message(call, 404, "No such image: %s", image);
		return;
	}
	s->made++;
	event_emit(s, c, "create");
	call_answer(call, 201,
	    mem_printf(call, "{\"Id\":\"%s\",\"Warnings\":[]}\n", c->id));
}

static void
start(struct call *call, struct container *c)
{
	const char *why;

	if (c->removing)
		call_message(call, 409,
		    "container is marked for removal and cannot be started");
	else if (c->state == STATE_RUNNING)
		call_answer(call, 304, "");
	else if (container_start(call->s, c, &why))
		call_answer(call, 204, "");
	else if (text_starts(why, "network "))
		call_message(call, 404, "%s", why);
	else
		call_message(call, 500,
		    "driver failed programming external connectivity on "
		    "endpoint %s: %s",
		    c->name, why);
}

static void
remove_container(struct call *call, struct container *c)
{
	container_end(call->s, c, 137, false);
	event_emit(call->s, c, "destroy");
	container_free(call->s, &c);
	call_answer(call, 204, "");
}

/* ------------------------------------------------ the rest */

static void
version(struct call *call)
{
	const struct stub_config *config = &call->s->config;
	struct json_writer *w = json_writer_new(call);

	json_begin_object(w);
	json_key(w, "Components");
	json_begin_array(w);
	json_begin_object(w);
	json_set_string(w, "Name", "Engine");
	json_set_string(w, "Version", VERSION);
	json_end_object(w);
	json_end_array(w);
	json_set_string(w, "Version", VERSION);
	json_set_string(w, "ApiVersion",
	    mem_printf(call, "1.%lld", (long long)config->api));
	json_set_string(w, "MinAPIVersion",
	    mem_printf(call, "1.%lld", (long long)config->min_api));
	json_set_string(w, "Os", "linux");
	json_set_string(w, "Arch", "amd64");
	json_end_object(w);
	call_answer(call, 200, json_text(w, NULL));
}

static void
list_images(struct call *call)
{
	struct json_writer *w = json_writer_new(call);
	size_t i;

	json_begin_array(w);
	for (i = 0; i < sizeof(images) / sizeof(*images); i++) {
		json_begin_object(w);
		json_set_string(w, "Id", mem_printf(call, "sha256:stub%zu", i));
		json_set_int(w, "Created", 1700000000);
		json_set_int(w, "Size", 1000000);
		json_key(w, "RepoTags");
		json_begin_array(w);
		json_put_string(w, images[i]);
		json_end_array(w);
		json_end_object(w);
	}
	json_end_array(w);
	call_answer(call, 200, json_text(w, NULL));
}

/* One frame of the multiplexed stream (API, "attach"). */
static void
logs(struct call *call, const struct container *c)
{
	const char *line = mem_printf(call, "log of %s\n", c->name);
	size_t n = strlen(line);
	char *frame = mem_array(call, char, n + 8);

	frame[0] = 1;
	frame[7] = (char)n;
	memcpy(frame + 8, line, n);
	call->status = 200;
	call->answer = frame;
	call->answer_len = n + 8;
	call->type = "application/vnd.docker.raw-stream";
	call->phase = PHASE_DONE;
}

static void
on_container(struct call *call)
{
	struct container *c = container_find(call->s, call->ref);

	if (c == NULL)
		call_message(call, 404, "No such container: %s", call->ref);
	else if (call->kind == CALL_START)
		start(call, c);
	else if (call->kind == CALL_REMOVE)
		remove_container(call, c);
	else if (call->kind == CALL_INSPECT)
		inspect(call, c);
	else if (call->kind == CALL_LOGS)
		logs(call, c);
	else
		disk_container(call, c);
}

void
api_effect(struct call *call)
{
	switch (call->kind) {
	case CALL_PING:
		call_answer(call, 200, "OK");
		call->type = "text/plain; charset=utf-8";
		break;
	case CALL_VERSION:
		version(call);
		break;
	case CALL_IMAGES:
		list_images(call);
		break;
	case CALL_PULL:
		api_pull(call);
		break;
	case CALL_INFO:
	case CALL_DISK:
	case CALL_VOLUMES:
	case CALL_IMAGE:
		disk_effect(call);
		break;
	case CALL_CREATE:
		create(call);
		break;
	case CALL_LIST:
	case CALL_FIND:
	case CALL_SIZES:
		list(call);
		break;
	case CALL_EVENTS:
		call->status = 200; /* the answer is the stream */
		break;
	case CALL_NETWORKS:
	case CALL_FIND_NETWORK:
	case CALL_MAKE_NETWORK:
	case CALL_REMOVE_NETWORK:
		network_effect(call);
		break;
	case CALL_CONTROL:
		control_effect(call);
		return;
	default:
		on_container(call);
	}
	call->phase = PHASE_AFTER;
}

/* A removal is under way from its first moment on, also for others. */
static int64_t
removal_ms(struct call *call)
{
	struct container *c = container_find(call->s, call->ref);

	if (c == NULL)
		return 0;
	if (c->removing) {
		call_message(call, 409,
		    "removal of container %s is already in progress", c->id);
		return 0;
	}
	c->removing = call->s->config.remove_ms != 0;
	return call->s->config.remove_ms;
}

void
api_interrupt(struct call *call)
{
	struct container *c = container_find(call->s, call->ref);

	if (call->kind == CALL_REMOVE && c != NULL)
		c->removing = false;
}

int64_t
api_work_ms(struct call *call)
{
	switch (call->kind) {
	case CALL_CREATE:
		return call->s->config.create_ms;
	case CALL_START:
		return call->s->config.start_ms;
	case CALL_REMOVE:
		return removal_ms(call);
	default:
		return 0;
	}
}
