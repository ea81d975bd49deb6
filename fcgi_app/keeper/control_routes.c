/* The operations of service/control.h, each a typed call to the engine. */
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "json/json.h"
#include "keeper/control_private.h"
#include "service/instances.h"

#define LOG_LINES 200
#define TUNNEL_US (12 * USEC_PER_SEC)
#define TICK_US   ((int64_t)200 * USEC_PER_MSEC)

static void
finish(struct control_request *r, struct json_writer *w)
{
	json_end_object(w);
	control_answer(r, 200, json_text(w, NULL));
}

static struct json_writer *
begin(struct control_request *r)
{
	struct json_writer *w = json_writer_new(r);

	json_begin_object(w);
	return w;
}

bool
control_refused(struct control_request *r, const struct engine_reply *reply)
{
	r->call = NULL;
	if (reply->result == ENGINE_OK)
		return false;
	if (reply->result == ENGINE_NOT_FOUND)
		control_error(r, 404,
		    r->image != NULL ? "The engine has no such image."
				     : "The engine has no such container.");
	else if (reply->result == ENGINE_CONFLICT)
		control_error(r, 409, reply->message);
	else
		control_error_of(r, 502,
		    "The container engine does not answer as it should: %s",
		    reply->message[0] != '\0'
			? reply->message
			: engine_result_name(reply->result),
		    NULL);
	return true;
}

struct engine *
control_engine(struct control_request *r)
{
	const struct engine_link *l = &r->k->link;

	if (l->engine != NULL && l->state != LINK_DOWN)
		return l->engine;
	control_error_of(r, 502,
	    "The container engine at %s cannot be reached: %s",
	    l->url != NULL ? l->url : "(no URL)", l->error);
	return NULL;
}

/* ------------------------------------------------ version */

static void
version_answered(void *arg, const struct engine_reply *reply)
{
	struct control_request *r = arg;
	struct json_writer *w;

	if (control_refused(r, reply))
		return;
	w = begin(r);
	json_set_string(w, "version", reply->about->version);
	json_set_string(w, "api_version", reply->about->api_version);
	json_set_string(w, "os", reply->about->os);
	json_set_string(w, "name", reply->about->name);
	finish(r, w);
}

static void
other_version(struct control_request *r, const char *url)
{
	const char *socket = NULL;
	struct error e = {0};

	if (setting_check(r, SETTING_DOCKER_BASE_URL, url, r->k->conf, &url,
		&e) != ERR_OK) {
		control_error(r, 400, e.message);
		return;
	}
	if (text_starts(url, "ssh://")) {
		r->tunnel = tunnel_open(r, r->k->conf, url,
		    mem_printf(r, "%s/engine-test-%p.sock",
			keeper_run_dir(r, r->k->conf), (void *)r));
		socket = tunnel_socket(r->tunnel);
	}
	if (engine_new(r, r->k->http, url, r->k->conf, socket, &r->other, &e) !=
	    ERR_OK) {
		control_error(r, 400, e.message);
		return;
	}
	if (r->tunnel != NULL)
		r->deadline_us = clock_mono_us() + TUNNEL_US;
	else
		r->call = r->other->ops->version(r->other, version_answered, r);
}

/* Ask for the version as soon as OpenSSH has made its socket. */
void
control_route_tick(struct control_request *r)
{
	if (r->tunnel == NULL || r->call != NULL || r->status != 0)
		return;
	tunnel_tick(r->tunnel);
	if (access(tunnel_socket(r->tunnel), F_OK) == 0)
		r->call = r->other->ops->version(r->other, version_answered, r);
	else if (clock_mono_us() > r->deadline_us)
		control_error(r, 502,
		    "OpenSSH could not reach the engine's "
		    "host; the keeper's log and `ssh -v` say why.");
	else
		keeper_due(r->k, clock_mono_us() + TICK_US);
}

static void
version(struct control_request *r, const char *url)
{
	struct engine *e;

	if (url != NULL &&
	    (r->k->link.url == NULL || strcmp(url, r->k->link.url) != 0)) {
		other_version(r, url);
		return;
	}
	/* Asked even when it seems down: the asking shows. */
	e = r->k->link.engine;
	if (e == NULL)
		e = control_engine(r);
	if (e != NULL)
		r->call = e->ops->version(e, version_answered, r);
}

/* ------------------------------------------------ one instance */

static void
logs_answered(void *arg, const struct engine_reply *reply)
{
	struct control_request *r = arg;
	struct json_writer *w;

	if (control_refused(r, reply))
		return;
	w = begin(r);
	json_set_string(w, "log", reply->log);
	finish(r, w);
}

static void
stats_answered(void *arg, const struct engine_reply *reply)
{
	struct control_request *r = arg;
	struct json_writer *w;
	double cpu;

	if (control_refused(r, reply))
		return;
	cpu = usage_cpu(r->k->usage, r->ref, reply->usage);
	w = begin(r);
	if (cpu >= 0)
		json_set_real(w, "cpu_percent", cpu);
	json_set_int(w, "memory_bytes", reply->usage->memory_bytes);
	json_set_int(w, "memory_limit", reply->usage->memory_limit);
	json_set_int(w, "pids", reply->usage->pids);
	finish(r, w);
}

/* The container of an instance that has one, or NULL with the answer given. */
static const char *
container_of(struct control_request *r, const char *public_id)
{
	struct instance *in;
	struct service s;
	enum err err;

	keeper_service(r->k, &s, r);
	err = instance_by_public_id(&s, public_id, &in);
	if (err == ERR_OK && in->container_id[0] != '\0' &&
	    in->state != INSTANCE_GONE)
		return in->container_id;
	if (err != ERR_OK && err != ERR_NOT_FOUND) {
		keeper_db_failed(r->k, err, &s.error);
		control_error(r, 502, "The database cannot be reached.");
	} else {
		control_error(r, 404, "The instance has no container.");
	}
	return NULL;
}

/* "<public id>/logs" or "<public id>/stats". */
static void
instance(struct control_request *r, const char *rest)
{
	const char *slash = strchr(rest, '/');
	const char *what = slash != NULL ? slash + 1 : "";
	bool is_logs = strcmp(what, "logs") == 0;
	const char *ref;
	struct engine *e;

	if (!is_logs && strcmp(what, "stats") != 0) {
		control_error(r, 404, "There is no such operation.");
		return;
	}
	e = control_engine(r);
	if (e == NULL)
		return;
	ref = container_of(r, mem_strndup(r, rest, (size_t)(slash - rest)));
	if (ref == NULL)
		return;
	r->ref = ref;
	if (is_logs)
		r->call = e->ops->logs(e, ref, LOG_LINES, logs_answered, r);
	else if (usage_has_reading(r->k->usage, ref))
		r->call = e->ops->stats_now(e, ref, stats_answered, r);
	else
		r->call = e->ops->stats(e, ref, stats_answered, r);
}

/* ------------------------------------------------ status */

static void
put_reconciliation(struct json_writer *w, const struct reconcile_report *last)
{
	json_key(w, "reconciliation");
	json_begin_object(w);
	json_set_int(w, "rounds", last->rounds);
	json_set_int(w, "took_ms", last->took_us / USEC_PER_MSEC);
	json_set_int(w, "statements", (int64_t)last->statements);
	json_set_int(w, "rows", (int64_t)last->rows);
	json_set_int(w, "containers", (int64_t)last->containers);
	json_end_object(w);
}

static void
status(struct control_request *r)
{
	const struct keeper *k = r->k;
	const struct engine_link *l = &k->link;
	struct json_writer *w = begin(r);

	json_set_string(w, "engine", l->state == LINK_UP ? "ok" : "down");
	json_set_string(
	    w, "error", l->state == LINK_UNKNOWN ? "not asked yet" : l->error);
	json_set_string(w, "url", l->url != NULL ? l->url : "");
	json_set_string(w, "name", l->name);
	json_set_string(w, "version", l->version);
	json_set_string(w, "api_version", l->api_version);
	usage_put(k->usage, w);
	json_set_string(w, "database", k->db_lost ? "down" : "ok");
	json_set_string(w, "lease_owner", k->lease_owner);
	json_set_int(w, "in_flight",
	    ops_count(k, WORK_START) + ops_count(k, WORK_REMOVE));
	json_set_int(w, "starts", ops_count(k, WORK_START));
	json_set_int(w, "removals", ops_count(k, WORK_REMOVE));
	json_set_int(w, "statements", (int64_t)db_statements(k->process.db));
	put_reconciliation(w, reconcile_last(k->reconcile));
	guard_put(k->guard, w);
	finish(r, w);
}

void
control_route(struct control_request *r, const char *path)
{
	if (control_route_images(r, path))
		return;
	if (strcmp(r->method, "GET") != 0)
		control_error(r, 405, "This is only to be read: GET.");
	else if (strcmp(path, "/v1/version") == 0)
		version(r, control_argument(r, "url"));
	else if (strcmp(path, "/v1/status") == 0)
		status(r);
	else if (text_starts(path, "/v1/instances/"))
		instance(r, path + strlen("/v1/instances/"));
	else
		control_error(r, 404, "There is no such operation.");
}
