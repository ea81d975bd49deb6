/*
 * /stub/…: how the stub is told what to be.  All bodies and answers are JSON.
 *
 *	POST /stub/config   {start_ms, create_ms, remove_ms, parallel, check_ms,
 *	                    api, min_api ("1.44"), no_address, silent, root_dir,
 *	                    volume}
 *	POST /stub/rules    [{call, match, skip, times, when, action, ms,
 *status, message}]: replaces the script.  call: "*" or a name of stub_call.c;
 *match: part of the path, name or filter; when: before|after; action:
 *delay|hold|hang| drop|code; times 0: always GET  /stub/state    containers,
 *counts of calls, held calls; ?brief=1 leaves the containers out GET
 * /stub/wait     ?held=N&ms=T: answers like state when N calls are held, or 408
 *	POST /stub/release  {n}: let held call n go on; all without n; with
 *	                    drop: true they end without effect or answer
 *	POST /stub/die      {name, exit_code, oom}: a container ends by itself
 *	POST /stub/write    {name, bytes, files, stored, volume}: what it has
 *	                    written, made, stored altogether, put in its volume
 *	POST /stub/forget   {name}: it, or a network, vanishes without an event
 *	POST /stub/foreign  {name, labels, network}: a running container of somebody else
 *	POST /stub/restart  {down_ms}: close all connections, keep containers
 *	POST /stub/reset    as new; calls under way end without an answer
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "stub.h"

#define WAIT_MS 10000

void
stub_config_default(struct stub_config *config)
{
	*config = (struct stub_config){
	    .parallel = 4, .check_ms = 1000, .api = 44, .min_api = 24};
}

/* ------------------------------------------------ config and rules */

static void
set_number(const struct json *j, const char *key, int64_t *value)
{
	*value = json_int(json_get(j, key), *value);
}

static void
set_version(const struct json *j, const char *key, int64_t *value)
{
	const char *s = json_string(json_get(j, key));
	long long minor;

	if (s != NULL && sscanf(s, "1.%lld", &minor) == 1)
		*value = minor;
}

static void
set_string(const struct json *j, const char *key, char *value, size_t size)
{
	const char *s = json_string(json_get(j, key));

	if (s != NULL)
		snprintf(value, size, "%s", s);
}

static void
set_config(struct call *c, const struct json *j)
{
	struct stub_config *config = &c->s->config;

	set_number(j, "start_ms", &config->start_ms);
	set_number(j, "create_ms", &config->create_ms);
	set_number(j, "remove_ms", &config->remove_ms);
	set_number(j, "parallel", &config->parallel);
	set_number(j, "check_ms", &config->check_ms);
	set_version(j, "api", &config->api);
	set_version(j, "min_api", &config->min_api);
	config->no_address =
	    json_bool(json_get(j, "no_address"), config->no_address);
	config->silent = json_bool(json_get(j, "silent"), config->silent);
	set_string(j, "root_dir", config->root_dir, sizeof(config->root_dir));
	set_string(j, "volume", config->volume, sizeof(config->volume));
	call_answer(c, 200, "{}");
}

static enum fault_action
action_from(const char *name)
{
	static const char *const names[] = {
	    [FAULT_DELAY] = "delay",
	    [FAULT_HOLD] = "hold",
	    [FAULT_HANG] = "hang",
	    [FAULT_DROP] = "drop",
	    [FAULT_CODE] = "code",
	};
	size_t i;

	for (i = FAULT_DELAY; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i], name) == 0)
			return (enum fault_action)i;
	}
	return FAULT_NONE;
}

static const char *
string_or(const struct json *obj, const char *key, const char *dflt)
{
	const char *s = json_string(json_get(obj, key));

	return s != NULL ? s : dflt;
}

/* NULL if the line makes no sense. */
static struct rule *
rule_from(void *mem, const struct json *j)
{
	struct rule *r = mem_new(mem, struct rule);

	r->call = call_kind_from(string_or(j, "call", "*"));
	r->match = mem_strdup(mem, string_or(j, "match", ""));
	r->skip = json_int(json_get(j, "skip"), 0);
	r->times = json_int(json_get(j, "times"), 1);
	r->when = strcmp(string_or(j, "when", "before"), "after") == 0
		      ? FAULT_AFTER
		      : FAULT_BEFORE;
	r->action = action_from(string_or(j, "action", ""));
	r->ms = json_int(json_get(j, "ms"), 0);
	r->status = (int)json_int(json_get(j, "status"), 500);
	r->message = mem_strdup(mem, string_or(j, "message", "stub"));
	return r->call == CALL_KINDS || r->action == FAULT_NONE ? NULL : r;
}

static void
clear_rules(struct stub *s)
{
	mem_free(&s->rules_mem);
	s->rules_mem = mem_arena(s->mem);
	s->rules = NULL;
}

static void
set_rules(struct call *c, const struct json *j)
{
	struct rule **at = &c->s->rules;
	size_t i;

	clear_rules(c->s);
	for (i = 0; i < json_count(j); i++) {
		*at = rule_from(c->s->rules_mem, json_at(j, i));
		if (*at == NULL) {
			call_message(c, 400, "rule %zu makes no sense", i);
			return;
		}
		at = &(*at)->next;
	}
	call_answer(c, 200, "{}");
}

/* ------------------------------------------------ state */

static void
put_container(struct json_writer *w, const struct container *c)
{
	static const char *const names[] = {
	    [STATE_CREATED] = "created",
	    [STATE_RUNNING] = "running",
	    [STATE_EXITED] = "exited",
	};
	size_t i;

	json_begin_object(w);
	json_set_string(w, "id", c->id);
	json_set_string(w, "name", c->name);
	json_set_string(w, "image", c->image);
	json_set_string(w, "network", c->network);
	json_set_string(w, "state", names[c->state]);
	json_set_bool(w, "removing", c->removing);
	json_key(w, "labels");
	json_begin_object(w);
	for (i = 0; i < c->labels_n; i++)
		json_set_string(w, c->labels[i].key, c->labels[i].value);
	json_end_object(w);
	json_key(w, "ports");
	json_begin_array(w);
	for (i = 0; i < c->ports_n; i++)
		json_put_int(w, c->ports[i].host_port);
	json_end_array(w);
	json_end_object(w);
}

static void
put_held(struct json_writer *w, const struct stub *s)
{
	const struct call *c;

	json_key(w, "held");
	json_begin_array(w);
	for (c = s->calls; c != NULL; c = c->next) {
		if (!c->held)
			continue;
		json_begin_object(w);
		json_set_int(w, "n", c->n);
		json_set_string(w, "call", call_kind_name(c->kind));
		json_set_string(w, "ref", c->ref);
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_counts(struct json_writer *w, const struct stub *s)
{
	const struct rule *r;
	int i;

	json_key(w, "calls");
	json_begin_object(w);
	for (i = CALL_PING; i < CALL_CONTROL; i++)
		json_set_int(w, call_kind_name(i), s->counts[i]);
	json_end_object(w);
	json_key(w, "hits");
	json_begin_array(w);
	for (r = s->rules; r != NULL; r = r->next)
		json_put_int(w, r->hits);
	json_end_array(w);
}

static void
state(struct call *c)
{
	struct json_writer *w = json_writer_new(c);
	const struct stub *s = c->s;
	const struct container *t;

	json_begin_object(w);
	json_set_bool(w, "stub", true);
	json_set_int(w, "count", s->containers_n);
	json_set_int(w, "made", s->made);
	json_set_int(w, "working", s->working);
	json_set_int(w, "working_max", s->working_max);
	put_counts(w, s);
	put_held(w, s);
	if (MHD_lookup_connection_value(
		c->connection, MHD_GET_ARGUMENT_KIND, "brief") == NULL) {
		networks_put(w, s);
		json_key(w, "containers");
		json_begin_array(w);
		for (t = s->containers; t != NULL; t = t->next)
			put_container(w, t);
		json_end_array(w);
	}
	json_end_object(w);
	call_answer(c, 200, json_text(w, NULL));
}

static int64_t
number_of(const struct call *c, const char *name, int64_t dflt)
{
	const char *value = MHD_lookup_connection_value(
	    c->connection, MHD_GET_ARGUMENT_KIND, name);

	return value != NULL ? atoll(value) : dflt;
}

static void
wait_held(struct call *c)
{
	int64_t want = number_of(c, "held", 1);

	if (calls_held(c->s) >= want) {
		state(c);
		return;
	}
	c->wait_held = want;
	c->due_us =
	    clock_mono_us() + number_of(c, "ms", WAIT_MS) * USEC_PER_MSEC;
}

/* ------------------------------------------------ orders */

static void
release(struct call *c, const struct json *j)
{
	int64_t n = json_int(json_get(j, "n"), 0), count = 0;
	bool drop = json_bool(json_get(j, "drop"), false);
	struct call *t;

	for (t = c->s->calls; t != NULL; t = t->next) {
		if (!t->held || (n != 0 && t->n != n))
			continue;
		count++;
		if (drop)
			call_drop(t);
		else
			call_release(t);
	}
	call_answer(
	    c, 200, mem_printf(c, "{\"count\":%lld}", (long long)count));
}

static void
end_container(struct call *c, const struct json *j)
{
	const char *name = string_or(j, "name", "(no name)");
	struct container *t = container_find(c->s, name);
	bool forget = strcmp(c->path, "/stub/forget") == 0;

	if (t == NULL && forget && network_find(c->s, name) != NULL) {
		network_free(c->s, network_find(c->s, name));
		call_answer(c, 200, "{}");
		return;
	}
	if (t == NULL) {
		call_message(c, 404, "There is no such container.");
		return;
	}
	if (forget)
		container_free(c->s, &t);
	else
		container_end(c->s, t,
		    (int)json_int(json_get(j, "exit_code"), 1),
		    json_bool(json_get(j, "oom"), false));
	call_answer(c, 200, "{}");
}

static void
write_disk(struct call *c, const struct json *j)
{
	struct container *t =
	    container_find(c->s, string_or(j, "name", "(no name)"));

	if (t == NULL) {
		call_message(c, 404, "There is no such container.");
		return;
	}
	set_number(j, "bytes", &t->written);
	set_number(j, "files", &t->files);
	set_number(j, "stored", &t->stored);
	set_number(j, "volume", &t->volume_bytes);
	call_answer(c, 200, "{}");
}

static void
foreign(struct call *c, const struct json *j)
{
	struct json_writer *w = json_writer_new(c);
	struct container *t;
	const char *body;
	size_t len;

	json_begin_object(w);
	json_set_string(w, "Image", "stub:latest");
	json_key(w, "Labels");
	if (json_get(j, "labels") != NULL) {
		json_put_json(w, json_get(j, "labels"));
	} else {
		json_begin_object(w);
		json_end_object(w);
	}
	json_key(w, "HostConfig");
	json_begin_object(w);
	json_set_string(w, "NetworkMode", string_or(j, "network", "bridge"));
	json_end_object(w);
	json_end_object(w);
	body = json_text(w, &len);
	t = container_new(c->s, string_or(j, "name", "foreign"), body, len);
	t->state = STATE_RUNNING;
	t->started_us = t->created_us;
	if (json_int(json_get(j, "age_s"), 0) != 0)
		t->created_us -=
		    json_int(json_get(j, "age_s"), 0) * USEC_PER_SEC;
	call_answer(c, 200, mem_printf(c, "{\"id\":\"%s\"}", t->id));
}

static void
reset(struct call *c)
{
	struct stub *s = c->s;

	calls_drop_all(s);
	containers_free_all(s);
	networks_free_all(s);
	clear_rules(s);
	stub_config_default(&s->config);
	memset(s->counts, 0, sizeof(s->counts));
	s->working_max = s->working;
	s->made = 0;
	call_answer(c, 200, "{}");
}

static void
restart(struct call *c, const struct json *j)
{
	call_answer(c, 200, "{}");
	stub_restart(c->s, json_int(json_get(j, "down_ms"), 0));
}

/* ------------------------------------------------ routes */

static void
post(struct call *c, const struct json *j)
{
	if (strcmp(c->path, "/stub/config") == 0)
		set_config(c, j);
	else if (strcmp(c->path, "/stub/rules") == 0)
		set_rules(c, j);
	else if (strcmp(c->path, "/stub/release") == 0)
		release(c, j);
	else if (strcmp(c->path, "/stub/die") == 0 ||
		 strcmp(c->path, "/stub/forget") == 0)
		end_container(c, j);
	else if (strcmp(c->path, "/stub/write") == 0)
		write_disk(c, j);
	else if (strcmp(c->path, "/stub/foreign") == 0)
		foreign(c, j);
	else if (strcmp(c->path, "/stub/restart") == 0)
		restart(c, j);
	else if (strcmp(c->path, "/stub/reset") == 0)
		reset(c);
	else
		call_message(c, 404, "There is no such control.");
}

void
control_effect(struct call *c)
{
	struct json *j = NULL;

	if (strcmp(c->method, "GET") == 0) {
		if (strcmp(c->path, "/stub/state") == 0)
			state(c);
		else if (strcmp(c->path, "/stub/wait") == 0)
			wait_held(c);
		else
			call_message(c, 404, "There is no such control.");
		return;
	}
	if (buf_len(c->body) > 0 &&
	    json_parse(c, buf_data(c->body), buf_len(c->body),
		&json_limits_engine, &j, NULL) != ERR_OK)
		call_message(c, 400, "The body is no JSON.");
	else
		post(c, j);
}
