/* The walk of one request through its phases, and the script of faults. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "stub.h"

static const char *const kind_names[CALL_KINDS] = {
    [CALL_NONE] = "*",
    [CALL_PING] = "ping",
    [CALL_VERSION] = "version",
    [CALL_IMAGES] = "images",
    [CALL_PULL] = "pull",
    [CALL_CREATE] = "create",
    [CALL_START] = "start",
    [CALL_INSPECT] = "inspect",
    [CALL_REMOVE] = "remove",
    [CALL_LIST] = "list",
    [CALL_FIND] = "find",
    [CALL_NETWORKS] = "networks",
    [CALL_FIND_NETWORK] = "find_network",
    [CALL_MAKE_NETWORK] = "make_network",
    [CALL_REMOVE_NETWORK] = "remove_network",
    [CALL_EVENTS] = "events",
    [CALL_LOGS] = "logs",
    [CALL_STATS] = "stats",
    [CALL_INFO] = "info",
    [CALL_DISK] = "disk",
    [CALL_SIZES] = "sizes",
    [CALL_CHANGES] = "changes",
    [CALL_VOLUMES] = "volumes",
    [CALL_IMAGE] = "image",
    [CALL_CONTROL] = "control",
};

const char *
call_kind_name(enum call_kind kind)
{
	return kind_names[kind];
}

enum call_kind
call_kind_from(const char *name)
{
	int i;

	for (i = 0; i < CALL_KINDS; i++) {
		if (strcmp(kind_names[i], name) == 0)
			break;
	}
	return (enum call_kind)i;
}

/* ------------------------------------------------ which call it is */

/* Without "/v1.41"; false, with the answer, if that is no version of ours. */
static bool
strip_version(struct call *c, const char **path)
{
	const struct stub_config *config = &c->s->config;
	int major, minor, n = 0;

	if (sscanf(*path, "/v%d.%d%n", &major, &minor, &n) != 2)
		return true;
	*path += n;
	if (major != 1 || minor > config->api) {
		call_message(c, 400,
		    "client version %d.%d is too new. Maximum supported API "
		    "version is 1.%lld",
		    major, minor, (long long)config->api);
		return false;
	}
	if (minor < config->min_api) {
		call_message(c, 400,
		    "client version %d.%d is too old. Minimum supported API "
		    "version is 1.%lld, please upgrade your client to a newer "
		    "version",
		    major, minor, (long long)config->min_api);
		return false;
	}
	return true;
}

/* "/containers/REF", "/containers/REF/start", … */
static enum call_kind
container_route(struct call *c, const char *path)
{
	static const struct {
		const char *method, *rest;
		enum call_kind kind;
	} routes[] = {
	    {"POST", "/start", CALL_START},
	    {"GET", "/json", CALL_INSPECT},
	    {"DELETE", "", CALL_REMOVE},
	    {"GET", "/logs", CALL_LOGS},
	    {"GET", "/stats", CALL_STATS},
	    {"GET", "/changes", CALL_CHANGES},
	};
	size_t i, n = strcspn(path, "/");

	for (i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		if (strcmp(routes[i].method, c->method) != 0 ||
		    strcmp(routes[i].rest, path + n) != 0)
			continue;
		c->ref = mem_strndup(c, path, n);
		return routes[i].kind;
	}
	return CALL_NONE;
}

/* "/networks/REF" */
static enum call_kind
network_route(struct call *c, const char *ref)
{
	c->ref = mem_strdup(c, ref);
	if (strcmp(c->method, "GET") == 0)
		return CALL_FIND_NETWORK;
	return strcmp(c->method, "DELETE") == 0 ? CALL_REMOVE_NETWORK
						: CALL_NONE;
}

static const char *
argument(const struct call *c, const char *name)
{
	const char *value = MHD_lookup_connection_value(
	    c->connection, MHD_GET_ARGUMENT_KIND, name);

	return value != NULL ? value : "";
}

/* "/images/REF/json" */
static enum call_kind
image_route(struct call *c, const char *path)
{
	if (strcmp(c->method, "GET") != 0 || !text_ends(path, "/json"))
		return CALL_NONE;
	c->ref = mem_strndup(c, path, strlen(path) - strlen("/json"));
	return CALL_IMAGE;
}

/* Which of the lists it is, of which `ref` is the filter. */
static enum call_kind
list_kind(const struct call *c)
{
	if (c->kind != CALL_LIST)
		return c->kind;
	if (strcmp(argument(c, "size"), "true") == 0)
		return CALL_SIZES;
	return strstr(c->ref, "berth.instance=") != NULL ? CALL_FIND
							  : CALL_LIST;
}

static enum call_kind
fixed_route(struct call *c, const char *path)
{
	static const struct {
		const char *method, *path;
		enum call_kind kind;
	} routes[] = {
	    {"GET", "/_ping", CALL_PING},
	    {"GET", "/version", CALL_VERSION},
	    {"GET", "/images/json", CALL_IMAGES},
	    {"POST", "/images/create", CALL_PULL},
	    {"GET", "/events", CALL_EVENTS},
	    {"GET", "/info", CALL_INFO},
	    {"GET", "/system/df", CALL_DISK},
	    {"GET", "/containers/json", CALL_LIST},
	    {"POST", "/containers/create", CALL_CREATE},
	    {"GET", "/networks", CALL_NETWORKS},
	    {"POST", "/networks/create", CALL_MAKE_NETWORK},
	};
	size_t i;

	for (i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		if (strcmp(routes[i].method, c->method) == 0 &&
		    strcmp(routes[i].path, path) == 0)
			return routes[i].kind;
	}
	return CALL_NONE;
}

void
call_route(struct call *c)
{
	const char *path = c->path;

	c->ref = "";
	if (text_starts(path, "/stub/")) {
		c->kind = CALL_CONTROL;
		return;
	}
	if (!strip_version(c, &path))
		return;
	c->kind = fixed_route(c, path);
	if (c->kind == CALL_NONE && text_starts(path, "/containers/"))
		c->kind = container_route(c, path + strlen("/containers/"));
	if (c->kind == CALL_NONE && text_starts(path, "/networks/"))
		c->kind = network_route(c, path + strlen("/networks/"));
	if (c->kind == CALL_NONE && text_starts(path, "/images/"))
		c->kind = image_route(c, path + strlen("/images/"));
	if (c->kind == CALL_NONE) {
		call_message(c, 404, "page not found");
	} else if (c->kind == CALL_CREATE) {
		c->ref = mem_strdup(c, argument(c, "name"));
	} else if (c->kind == CALL_PULL) {
		c->ref = mem_strdup(c, argument(c, "fromImage"));
	} else if (c->kind == CALL_LIST || c->kind == CALL_EVENTS ||
		   c->kind == CALL_NETWORKS) {
		c->ref = mem_strdup(c, argument(c, "filters"));
		c->kind = list_kind(c);
	} else if (c->kind == CALL_DISK &&
		   strcmp(argument(c, "type"), "volume") == 0) {
		c->kind = CALL_VOLUMES;
	}
}

/* ------------------------------------------------ answers */

void
call_answer(struct call *c, int status, const char *json)
{
	c->status = status;
	c->answer = json;
	c->answer_len = strlen(json);
	c->phase = PHASE_DONE;
}

void
call_message(struct call *c, int status, const char *fmt, ...)
{
	struct json_writer *w = json_writer_new(c);
	va_list ap;

	va_start(ap, fmt);
	json_begin_object(w);
	json_set_string(w, "message", mem_vprintf(c, fmt, ap));
	json_end_object(w);
	va_end(ap);
	call_answer(c, status, json_text(w, NULL));
}

/* ------------------------------------------------ faults */

/* The first rule that wants this call. */
static struct rule *
rule_for(struct call *c)
{
	struct rule *r;

	for (r = c->s->rules; r != NULL; r = r->next) {
		if ((r->call != CALL_NONE && r->call != c->kind) ||
		    (r->match[0] != '\0' && strstr(c->ref, r->match) == NULL &&
			strstr(c->path, r->match) == NULL))
			continue;
		if (r->times != 0 && r->hits >= r->times)
			continue;
		if (r->seen++ < r->skip)
			continue;
		r->hits++;
		return r;
	}
	return NULL;
}

static struct rule *
rule_copy(void *mem, const struct rule *r)
{
	struct rule *copy = mem_new(mem, struct rule);

	*copy = *r;
	copy->message = mem_strdup(mem, r->message);
	return copy;
}

/* Apply the fault of this phase; false: the call goes on at once. */
static bool
fault(struct call *c, enum fault_when when)
{
	const struct rule *r = c->rule;

	if (r == NULL || r->when != when)
		return false;
	switch (r->action) {
	case FAULT_NONE:
		return false;
	case FAULT_DELAY:
		c->due_us = clock_mono_us() + r->ms * USEC_PER_MSEC;
		break;
	case FAULT_HOLD:
		c->held = true;
		calls_wake_waiters(c->s);
		break;
	case FAULT_HANG:
		c->hanging = true;
		break;
	case FAULT_DROP:
		c->dropped = true;
		c->phase = PHASE_DONE;
		break;
	case FAULT_CODE:
		call_message(c, r->status, "%s", r->message);
		break;
	}
	return true;
}

/* ------------------------------------------------ the walk */

static void go_on(struct call *c);

static bool
is_pooled(const struct call *c)
{
	return c->kind != CALL_REMOVE;
}

/* Its turn on the engine; a few work at once, the others wait in order. */
static void
work(struct call *c)
{
	struct stub *s = c->s;

	if (c->work_ms == 0)
		c->work_ms = api_work_ms(c);
	if (c->phase == PHASE_DONE)
		return;
	if (c->work_ms == 0) {
		api_effect(c);
		if (c->phase != PHASE_DONE)
			c->phase = PHASE_AFTER;
		return;
	}
	if (is_pooled(c) && s->working >= s->config.parallel) {
		c->phase = PHASE_QUEUED;
		return;
	}
	if (is_pooled(c) && ++s->working > s->working_max)
		s->working_max = s->working;
	c->phase = PHASE_WORKING;
	c->due_us = clock_mono_us() + c->work_ms * USEC_PER_MSEC;
}

static void
begin_queued(struct stub *s)
{
	struct call *c;

	for (c = s->calls; c != NULL && s->working < s->config.parallel;
	     c = c->next) {
		if (c->phase != PHASE_QUEUED)
			continue;
		c->phase = PHASE_WORK;
		go_on(c);
	}
}

static void
finish_work(struct call *c)
{
	if (is_pooled(c))
		c->s->working--;
	api_effect(c);
	c->phase = PHASE_AFTER;
}

static bool
is_waiting(const struct call *c)
{
	return c->held || c->hanging || c->due_us != 0 || c->wait_held != 0 ||
	       c->phase == PHASE_QUEUED;
}

/* From a phase whose waiting is over to the next that waits. */
static void
go_on(struct call *c)
{
	bool passed = c->phase == PHASE_BEFORE || c->phase == PHASE_AFTER;

	while (c->phase != PHASE_DONE && !is_waiting(c)) {
		switch (c->phase) {
		case PHASE_BEFORE:
			if (passed || !fault(c, FAULT_BEFORE))
				c->phase = PHASE_WORK;
			break;
		case PHASE_WORK:
			work(c);
			break;
		case PHASE_WORKING:
			finish_work(c);
			break;
		case PHASE_AFTER:
			if (passed || !fault(c, FAULT_AFTER))
				c->phase = PHASE_DONE;
			break;
		default:
			break;
		}
		passed = false;
	}
	if (c->phase == PHASE_DONE && c->suspended) {
		c->suspended = false;
		stub_resume(c->s, c->connection);
	}
}

void
call_begin(struct call *c)
{
	struct rule *r;

	c->n = ++c->s->calls_n;
	if (c->phase == PHASE_DONE)
		return; /* the route said no */
	c->s->counts[c->kind]++;
	r = c->kind == CALL_CONTROL ? NULL : rule_for(c);
	c->phase = PHASE_WORK;
	if (r != NULL) {
		c->rule = rule_copy(c, r);
		if (fault(c, FAULT_BEFORE)) {
			if (c->phase != PHASE_DONE)
				c->phase = PHASE_BEFORE;
			return;
		}
	}
	go_on(c);
}

void
call_release(struct call *c)
{
	c->held = false;
	go_on(c);
}

void
call_drop(struct call *c)
{
	if (c->phase == PHASE_WORKING)
		api_interrupt(c);
	if (c->phase == PHASE_WORKING && is_pooled(c))
		c->s->working--;
	c->held = c->hanging = false;
	c->due_us = c->wait_held = 0;
	c->dropped = true;
	c->phase = PHASE_DONE;
	go_on(c);
}

void
calls_drop_all(struct stub *s)
{
	struct call *c;

	for (c = s->calls; c != NULL; c = c->next) {
		if (c->suspended)
			call_drop(c);
	}
}

int64_t
calls_held(const struct stub *s)
{
	const struct call *c;
	int64_t n = 0;

	for (c = s->calls; c != NULL; c = c->next)
		n += c->held;
	return n;
}

void
calls_wake_waiters(struct stub *s)
{
	int64_t held = calls_held(s);
	struct call *c;

	for (c = s->calls; c != NULL; c = c->next) {
		if (c->wait_held != 0 && held >= c->wait_held) {
			c->wait_held = 0;
			c->due_us = 0;
			control_effect(c);
			go_on(c);
		}
	}
}

/* A wait for held calls that took too long. */
static void
give_up_waiting(struct call *c)
{
	c->wait_held = 0;
	call_message(c, 408, "No such calls were held in time.");
}

int64_t
calls_tick(struct stub *s)
{
	int64_t now_us = clock_mono_us(), next_us = 0;
	struct call *c;

	for (c = s->calls; c != NULL; c = c->next) {
		if (c->due_us == 0 || c->due_us > now_us)
			continue;
		c->due_us = 0;
		if (c->wait_held != 0)
			give_up_waiting(c);
		go_on(c);
	}
	begin_queued(s);
	for (c = s->calls; c != NULL; c = c->next) {
		if (c->due_us != 0 && (next_us == 0 || c->due_us < next_us))
			next_us = c->due_us;
	}
	return next_us;
}
