/*
 * The calls of Docker's and Podman's HTTP API.  Paths carry the API version,
 * which is agreed on before the first call and again when one is refused as
 * too old or too new (the engine was changed under us).
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "engine/docker_private.h"

#define VERSION_MS 5000
/* Docker keeps 1 MB of a log (see docker_body.c); frames add to it. */
#define LOG_BODY_MAX ((size_t)4 * 1024 * 1024)

struct docker {
	struct engine engine; /* must be first */
	struct httpc *http;
	struct httpc_target target;
	char api[16]; /* "" until agreed on */
};

enum call_kind {
	CALL_PLAIN,
	CALL_CREATE,
	CALL_VERSION,
	CALL_LOGS,
	CALL_EVENTS,
	CALL_PULL,
	CALL_CHANGES,
	CALL_LIST
};

struct engine_call {
	struct docker *d;
	enum call_kind kind;
	const char *method;
	const char *path; /* behind the version */
	const char *body; /* NULL for none */
	long total_ms;
	docker_read read; /* NULL: the body says nothing */
	engine_done done;
	engine_on_event on_event;
	engine_on_progress on_progress;
	void *arg;
	struct httpc_call *http;
	struct buf *line; /* of a stream, not yet complete */
	struct docker_changes changes; /* counted so far */
	struct docker_list *list;      /* so far */
	char digest[DOCKER_DIGEST_SIZE]; /* of what was pulled */
	const char *error; /* told in the middle of a pull, else NULL */
	bool renegotiated; /* once is enough */
	bool ending;       /* its done is being called */
};

static void send_call(struct engine_call *c);
static void send_version(struct engine_call *c);
static void stream_line(void *call, const char *line, size_t n);

/* ------------------------------------------------ ends of a call */

static void
free_call(void *block)
{
	struct engine_call *c = block;

	httpc_cancel(&c->http);
}

static void
finish(struct engine_call *c, const struct engine_reply *reply)
{
	c->ending = true;
	c->done(c->arg, reply);
	mem_free(&c);
}

void
engine_cancel(struct engine_call **ref)
{
	struct engine_call *c = *ref;

	*ref = NULL;
	if (c != NULL && !c->ending)
		mem_free(&c);
}

/* The engine's own words: {"message": "…"}, or the body as it is. */
static const char *
message_of(struct engine_call *c, const struct httpc_answer *a)
{
	const char *message = NULL;
	struct json *j = NULL;

	if (json_parse(c, a->body, a->len, &json_limits_engine, &j, NULL) ==
	    ERR_OK)
		message = json_string(json_get(j, "message"));
	return message != NULL ? message
			       : mem_strndup(c, a->body,
				     strnlen(a->body, ERR_MESSAGE_MAX - 1));
}

static enum engine_result
transport_result(enum err err)
{
	switch (err) {
	case ERR_UNAVAILABLE:
		return ENGINE_UNAVAILABLE;
	case ERR_TIMEOUT:
	case ERR_UNCERTAIN:
		return ENGINE_TIMEOUT;
	default:
		return ENGINE_SERVER_ERROR;
	}
}

static bool
is_refused_version(const struct httpc_answer *a)
{
	return a->err == ERR_OK && a->status == 400 &&
	       (strstr(a->body, "is too old") != NULL ||
		   strstr(a->body, "is too new") != NULL);
}

/* An error behind a status of 200 is the last line of the stream. */
static void
end_pull(struct engine_call *c, struct engine_reply *reply)
{
	if (buf_len(c->line) > 0 && c->error == NULL)
		stream_line(c, buf_data(c->line), buf_len(c->line));
	reply->digest = c->digest;
	if (c->error == NULL)
		return;
	reply->result = ENGINE_SERVER_ERROR;
	reply->message = c->error;
}

static bool
understand(struct engine_call *c, const struct httpc_answer *a,
    struct engine_reply *reply, struct error *e)
{
	struct json *j;

	if (c->kind == CALL_LIST)
		return docker_list_end(c->list, reply);
	return c->read == NULL || (json_parse(c, a->body, a->len,
				       &json_limits_engine, &j, e) == ERR_OK &&
				      c->read(c, j, reply));
}

/* Read a 2xx answer into `reply`. */
static void
read_answer(struct engine_call *c, const struct httpc_answer *a,
    struct engine_reply *reply)
{
	struct error e = {0};

	if (c->kind == CALL_LOGS)
		reply->log =
		    docker_log_text(c, a->body, a->len, LIMIT_LOG_TAIL);
	if (c->kind == CALL_PULL)
		end_pull(c, reply);
	if (c->kind == CALL_CHANGES)
		reply->n = c->changes.n;
	if (understand(c, a, reply, &e))
		return;
	reply->result = ENGINE_SERVER_ERROR;
	reply->message = mem_printf(c,
	    "The engine's answer to %s %s is not "
	    "what its API says. %s",
	    c->method, c->path, e.message);
}

static void
answered(void *arg, const struct httpc_answer *a)
{
	struct engine_call *c = arg;
	struct engine_reply reply = {.status = a->status, .message = ""};

	c->http = NULL;
	if (is_refused_version(a) && !c->renegotiated) {
		c->renegotiated = true;
		send_version(c);
		return;
	}
	if (a->err != ERR_OK) {
		reply.result = transport_result(a->err);
		reply.message = a->detail;
	} else if (a->status >= 200 && a->status < 300) {
		read_answer(c, a, &reply);
	} else {
		reply.message = message_of(c, a);
		reply.result = docker_result(
		    a->status, reply.message, c->kind == CALL_CREATE);
	}
	finish(c, &reply);
}

/* ------------------------------------------------ the version */

static const char *
string_or(const struct json *j, const char *dflt)
{
	const char *s = json_string(j);

	return s != NULL && s[0] != '\0' ? s : dflt;
}

/* Docker says "Engine" in Components, Podman "Podman Engine". */
static const struct engine_about *
about_of(struct engine_call *c, const struct json *j)
{
	struct engine_about *about = mem_new(c, struct engine_about);
	const char *name = string_or(
	    json_get(json_at(json_get(j, "Components"), 0), "Name"), "Engine");

	about->name = strcmp(name, "Engine") == 0 ? "Docker Engine" : name;
	about->version = string_or(json_get(j, "Version"), "unknown");
	about->api_version = c->d->api;
	about->os = mem_printf(c, "%s/%s", string_or(json_get(j, "Os"), "?"),
	    string_or(json_get(j, "Arch"), "?"));
	return about;
}

static void
version_answered(void *arg, const struct httpc_answer *a)
{
	struct engine_call *c = arg;
	struct engine_reply reply = {.status = a->status, .message = ""};
	struct json *j;

	c->http = NULL;
	if (a->err != ERR_OK) {
		reply.result = transport_result(a->err);
		reply.message = a->detail;
	} else if (a->status != 200 ||
		   json_parse(c, a->body, a->len, &json_limits_engine, &j,
		       NULL) != ERR_OK ||
		   !docker_choose_api(j, c->d->api, sizeof(c->d->api))) {
		reply.result = ENGINE_SERVER_ERROR;
		reply.message = "What answers there is not a container engine.";
	} else if (c->kind == CALL_VERSION) {
		reply.about = about_of(c, j);
	} else {
		send_call(c);
		return;
	}
	finish(c, &reply);
}

/* GET /version takes no version itself. */
static void
send_version(struct engine_call *c)
{
	struct httpc_request req = {.method = "GET",
	    .path = "/version",
	    .connect_ms = VERSION_MS,
	    .total_ms = VERSION_MS,
	    .done = version_answered,
	    .arg = c};

	c->http = httpc_start(c->d->http, &c->d->target, &req);
}

/* ------------------------------------------------ streams */

static void
pull_line(struct engine_call *c, const struct json *j)
{
	struct engine_progress progress;
	const char *error;

	if (docker_read_progress(j, &progress, c->digest, &error))
		c->on_progress(c->arg, &progress);
	else if (c->error == NULL)
		c->error = mem_strdup(c, error);
}

static void
stream_line(void *arg, const char *line, size_t n)
{
	struct engine_call *c = arg;
	void *scratch = mem_arena(NULL);
	struct engine_event event;
	struct json *j;

	if (json_parse(scratch, line, n, &json_limits_engine, &j, NULL) ==
	    ERR_OK) {
		if (c->kind == CALL_PULL)
			pull_line(c, j);
		else if (docker_read_event(j, &event))
			c->on_event(c->arg, &event);
	}
	mem_free(&scratch);
}

/* One JSON object per line. */
static bool
stream_data(void *arg, const char *data, size_t len)
{
	struct engine_call *c = arg;

	if (docker_split_lines(c->line, data, len, stream_line, c))
		return true;
	c->error = "The engine sent a line that is too long.";
	return false;
}

/* A list of a million files is counted, not kept. */
static bool
changes_data(void *arg, const char *data, size_t len)
{
	struct engine_call *c = arg;

	docker_count_changes(&c->changes, data, len);
	return true;
}

static bool
list_data(void *arg, const char *data, size_t len)
{
	struct engine_call *c = arg;

	return docker_list_feed(c->list, data, len);
}

/* ------------------------------------------------ starting a call */

/* NULL where the body is kept as a whole. */
static httpc_data
data_of(const struct engine_call *c)
{
	switch (c->kind) {
	case CALL_EVENTS:
	case CALL_PULL:
		return stream_data;
	case CALL_CHANGES:
		return changes_data;
	case CALL_LIST:
		return list_data;
	default:
		return NULL;
	}
}

static void
send_call(struct engine_call *c)
{
	struct httpc_request req = {.method = c->method,
	    .path = mem_printf(c, "/v%s%s", c->d->api, c->path),
	    .body = c->body,
	    .body_len = c->body != NULL ? strlen(c->body) : 0,
	    .total_ms = c->total_ms,
	    .max_body = c->kind == CALL_LOGS ? LOG_BODY_MAX : 0,
	    .data = data_of(c),
	    .done = answered,
	    .arg = c};

	c->http = httpc_start(c->d->http, &c->d->target, &req);
}

static struct engine_call *
call_of(struct engine *e, enum call_kind kind, engine_done done, void *arg)
{
	struct engine_call *c = mem_new(e, struct engine_call);

	mem_on_free(c, free_call);
	c->d = (struct docker *)e;
	c->kind = kind;
	c->done = done;
	c->arg = arg;
	c->method = "GET";
	c->total_ms = DOCKER_QUICK_MS;
	return c;
}

static struct engine_call *
begin(struct engine_call *c)
{
	if (c->kind == CALL_VERSION || c->d->api[0] == '\0')
		send_version(c);
	else
		send_call(c);
	return c;
}

struct engine_call *
docker_call_new(
    struct engine *e, const char *method, engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_PLAIN, done, arg);

	c->method = method;
	return c;
}

struct engine_call *
docker_call_send(struct engine_call *c, const char *path, const char *body,
    docker_read read, long total_ms)
{
	c->path = path;
	c->body = body;
	c->read = read;
	c->total_ms = total_ms;
	return begin(c);
}

char *
docker_container_path(
    struct engine_call *c, const char *ref, const char *rest)
{
	return mem_printf(c, "/containers/%s%s", httpc_encode(c, ref), rest);
}

static struct engine_call *
docker_version(struct engine *e, engine_done done, void *arg)
{
	return begin(call_of(e, CALL_VERSION, done, arg));
}

static struct engine_call *
docker_pull(struct engine *e, const char *image,
    engine_on_progress on_progress, engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_PULL, done, arg);

	c->method = "POST";
	c->path = mem_printf(
	    c, "/images/create?fromImage=%s", httpc_encode(c, image));
	c->on_progress = on_progress;
	c->line = buf_new(c, LIMIT_ENGINE_LINE);
	c->total_ms = 0;
	return begin(c);
}

static struct engine_call *
docker_image_users(
    struct engine *e, const char *tag, engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_LIST, done, arg);

	c->path = mem_printf(c, "/containers/json?all=true&filters=%s",
	    docker_image_filter(c, tag));
	c->list = docker_list_new(c);
	return begin(c);
}

static struct engine_call *
docker_create(struct engine *e, const struct container_spec *spec,
    engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_CREATE, done, arg);

	c->method = "POST";
	c->path = mem_printf(
	    c, "/containers/create?name=%s", httpc_encode(c, spec->name));
	c->body = docker_create_body(c, spec);
	c->read = docker_read_created;
	c->total_ms = DOCKER_CHANGE_MS;
	return begin(c);
}

static struct engine_call *
docker_start(struct engine *e, const char *ref, engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_PLAIN, done, arg);

	c->method = "POST";
	c->path = docker_container_path(c, ref, "/start");
	c->total_ms = DOCKER_CHANGE_MS;
	return begin(c);
}

static struct engine_call *
docker_inspect(struct engine *e, const char *ref, engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_PLAIN, done, arg);

	c->path = docker_container_path(c, ref, "/json");
	c->read = docker_read_inspect;
	return begin(c);
}

static struct engine_call *
docker_remove(struct engine *e, const char *ref, engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_PLAIN, done, arg);

	c->method = "DELETE";
	c->path = docker_container_path(c, ref, "?force=true&v=true");
	c->total_ms = DOCKER_CHANGE_MS;
	return begin(c);
}

static struct engine_call *
docker_list(struct engine *e, const char *deployment, const char *instance,
    engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_LIST, done, arg);

	c->path = mem_printf(c, "/containers/json?all=true&filters=%s",
	    docker_filters(c, deployment, instance, NULL));
	c->list = docker_list_new(c);
	c->total_ms = DOCKER_LIST_MS;
	return begin(c);
}

static struct engine_call *
docker_sizes(struct engine *e, const char *deployment, const char *instance,
    engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_LIST, done, arg);

	c->path = mem_printf(c, "/containers/json?size=true&filters=%s",
	    docker_filters(c, deployment, instance, NULL));
	c->list = docker_list_new(c);
	c->total_ms = DOCKER_WALK_MS;
	return begin(c);
}

static struct engine_call *
docker_changed_files(
    struct engine *e, const char *ref, engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_CHANGES, done, arg);

	c->path = docker_container_path(c, ref, "/changes");
	c->total_ms = DOCKER_WALK_MS;
	return begin(c);
}

static struct engine_call *
docker_events(struct engine *e, const char *deployment,
    engine_on_event on_event, engine_done done, void *arg)
{
	static const char *const events[] = {"die", "oom", "destroy", NULL};
	struct engine_call *c = call_of(e, CALL_EVENTS, done, arg);

	c->path = mem_printf(c, "/events?filters=%s",
	    docker_filters(c, deployment, NULL, events));
	c->on_event = on_event;
	c->line = buf_new(c, LIMIT_ENGINE_LINE);
	c->total_ms = 0;
	return begin(c);
}

static struct engine_call *
docker_logs(
    struct engine *e, const char *ref, int lines, engine_done done, void *arg)
{
	struct engine_call *c = call_of(e, CALL_LOGS, done, arg);

	c->path = docker_container_path(c, ref,
	    mem_printf(c, "/logs?stdout=true&stderr=true&tail=%d", lines));
	return begin(c);
}

static const struct engine_ops docker_ops = {
    .name = "docker",
    .version = docker_version,
    .images = docker_images,
    .pull = docker_pull,
    .remove_image = docker_remove_image,
    .image_users = docker_image_users,
    .create = docker_create,
    .start = docker_start,
    .inspect = docker_inspect,
    .remove = docker_remove,
    .list = docker_list,
    .sizes = docker_sizes,
    .changed_files = docker_changed_files,
    .volumes = docker_volumes,
    .image_volumes = docker_image_volumes,
    .networks = docker_networks,
    .find_network = docker_find_network,
    .make_network = docker_make_network,
    .remove_network = docker_remove_network,
    .events = docker_events,
    .logs = docker_logs,
    .stats = docker_stats,
    .stats_now = docker_stats_now,
    .info = docker_info,
    .disk = docker_disk,
};

struct engine *
docker_new(void *mem, struct httpc *http, const struct httpc_target *target)
{
	struct docker *d = mem_new(mem, struct docker);

	d->engine.ops = &docker_ops;
	d->http = http;
	d->target.base_url = mem_strdup(d, target->base_url);
	d->target.unix_socket = mem_strdup(d, target->unix_socket);
	d->target.tls_ca = mem_strdup(d, target->tls_ca);
	d->target.tls_cert = mem_strdup(d, target->tls_cert);
	d->target.tls_key = mem_strdup(d, target->tls_key);
	return &d->engine;
}
