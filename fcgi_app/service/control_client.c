#include "service/control.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "httpc/httpc.h"
#include "json/json.h"

#define CONNECT_MS 2000
/* The keeper gives the engine less, so its own sentence comes first. */
#define TOTAL_MS 15000

/* More texts than any of the keeper's sentences has. */
#define SENTENCE_TEXTS 4

static const char *
text_of(const struct json *obj, const char *key)
{
	const char *text = json_string(json_get(obj, key));

	return (text != NULL ? text : "");
}

/* The keeper's sentence: a format, and a text for each %s of it. */
static void
say(struct service *s, enum err err, const struct json *body)
{
	const char *sentence = text_of(body, "error"), *texts[SENTENCE_TEXTS];
	const struct json *of = json_get(body, "of");
	size_t i, n = json_count(of);

	if (sentence[0] == '\0')
		sentence = N_("The keeper could not answer.");
	for (i = 0; i < n && i < SENTENCE_TEXTS; i++)
		texts[i] = json_string(json_at(of, i));
	err_say_of(&s->error, err, NULL, sentence, texts, i);
}

/* What the keeper's status means here; its sentence if it sent one. */
static enum err
refused(struct service *s, int status, const struct json *body)
{
	enum err err = ERR_UNAVAILABLE;

	if (status == 404)
		err = ERR_NOT_FOUND;
	else if (status == 400)
		err = ERR_INVALID;
	else if (status == 409)
		err = ERR_CONFLICT;
	say(s, err, body);
	err_detail(&s->error, "the keeper answered %d", status);
	return (err);
}

/* Send `method` `path` to the keeper; the JSON it answers goes to *ret. */
static enum err
order(
    struct service *s, const char *method, const char *path, struct json **ret)
{
	const struct httpc_target target = {
	    "http://keeper", s->p->conf->control_socket, "", "", ""};
	const struct httpc_request req = {.method = method,
	    .path = path,
	    .connect_ms = CONNECT_MS,
	    .total_ms = TOTAL_MS,
	    .max_body = LIMIT_RESPONSE};
	struct httpc_answer answer = {0};
	struct json *body = NULL;
	enum err err;

	httpc_fetch(s->mem, &target, &req, &answer);
	if (answer.err != ERR_OK) {
		err_set(&s->error, ERR_UNAVAILABLE, NULL,
		    "The keeper does not answer. Is berth-keeper running?");
		err_detail(&s->error, "%s: %s", s->p->conf->control_socket,
		    answer.detail);
		return (ERR_UNAVAILABLE);
	}
	err = json_parse(
	    s->mem, answer.body, answer.len, &json_limits_engine, &body, NULL);
	if (answer.status != 200)
		return (refused(s, answer.status, body));
	if (err != ERR_OK)
		return (err_set(&s->error, ERR_UNAVAILABLE, NULL,
		    "The keeper sent an answer that is no JSON."));
	*ret = body;
	return (ERR_OK);
}

static enum err
ask(struct service *s, const char *path, struct json **ret)
{
	return (order(s, "GET", path, ret));
}

enum err
control_version(struct service *s, const char *url, struct engine_version *ret)
{
	const char *path = "/v1/version";
	struct json *j;
	enum err err;

	if (url != NULL)
		path = mem_printf(
		    s->mem, "/v1/version?url=%s", httpc_encode(s->mem, url));
	err = ask(s, path, &j);
	if (err != ERR_OK)
		return (err);
	ret->version = text_of(j, "version");
	ret->api_version = text_of(j, "api_version");
	ret->name = text_of(j, "name");
	ret->os = text_of(j, "os");
	return (ERR_OK);
}

static int
compare_tags(const void *a, const void *b)
{
	return (strcmp(((const struct image_info *)a)->tag,
	    ((const struct image_info *)b)->tag));
}

enum err
control_images(struct service *s, struct image_info **ret, size_t *ret_n)
{
	struct image_info *list;
	struct json *j, *images, *image;
	size_t i, n;
	enum err err;

	err = ask(s, "/v1/images", &j);
	if (err != ERR_OK)
		return (err);
	images = json_get(j, "images");
	n = json_count(images);
	list = mem_array(s->mem, struct image_info, n + 1);
	for (i = 0; i < n; i++) {
		image = json_at(images, i);
		list[i].tag = text_of(image, "tag");
		list[i].digest = text_of(image, "digest");
		list[i].size = json_int(json_get(image, "size"), 0);
		list[i].created_s = json_int(json_get(image, "created"), 0);
	}
	qsort(list, n, sizeof(*list), compare_tags);
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

/* ------------------------------------------------ pulls */

static const struct pull_layer *
layers_of(void *mem, const struct json *layers, size_t n)
{
	struct pull_layer *list = mem_array(mem, struct pull_layer, n + 1);
	const struct json *layer;
	size_t i;

	for (i = 0; i < n; i++) {
		layer = json_at(layers, i);
		list[i].id = text_of(layer, "id");
		list[i].state = text_of(layer, "state");
		list[i].percent = (int)json_int(json_get(layer, "percent"), 0);
		list[i].fetched = json_int(json_get(layer, "fetched"), 0);
		list[i].size = json_int(json_get(layer, "size"), 0);
	}
	return (list);
}

static void
read_pull(void *mem, const struct json *j, struct pull_info *ret)
{
	const struct json *layers = json_get(j, "layers");

	ret->image = text_of(j, "image");
	ret->state = text_of(j, "state");
	ret->percent = (int)json_int(json_get(j, "percent"), 0);
	ret->seconds = json_int(json_get(j, "seconds"), 0);
	ret->digest = text_of(j, "digest");
	ret->message = text_of(j, "message");
	ret->layers_n = json_count(layers);
	ret->layers = layers_of(mem, layers, ret->layers_n);
}

enum err
control_pulls(struct service *s, struct pull_info **ret, size_t *ret_n)
{
	struct pull_info *list;
	struct json *j, *pulls;
	size_t i, n;
	enum err err;

	err = ask(s, "/v1/pulls", &j);
	if (err != ERR_OK)
		return (err);
	pulls = json_get(j, "pulls");
	n = json_count(pulls);
	list = mem_array(s->mem, struct pull_info, n + 1);
	for (i = 0; i < n; i++)
		read_pull(s->mem, json_at(pulls, i), &list[i]);
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

static enum err
order_image(
    struct service *s, const char *method, const char *path, const char *image)
{
	struct json *j;

	return (order(s, method,
	    mem_printf(
		s->mem, "%s?image=%s", path, httpc_encode(s->mem, image)),
	    &j));
}

enum err
control_pull(struct service *s, const char *image)
{
	return (order_image(s, "POST", "/v1/pulls", image));
}

enum err
control_pull_cancel(struct service *s, const char *image)
{
	return (order_image(s, "DELETE", "/v1/pulls", image));
}

enum err
control_image_remove(struct service *s, const char *image)
{
	return (order_image(s, "DELETE", "/v1/images", image));
}

/* ------------------------------------------------ one instance */

/* /v1/instances/<public id>/<what> */
static const char *
instance_path(struct service *s, const char *public_id, const char *what)
{
	return (mem_printf(s->mem, "/v1/instances/%s/%s",
	    httpc_encode(s->mem, public_id), what));
}

enum err
control_logs(struct service *s, const char *public_id, const char **ret)
{
	struct json *j;
	enum err err;

	err = ask(s, instance_path(s, public_id, "logs"), &j);
	if (err == ERR_OK)
		*ret = text_of(j, "log");
	return (err);
}

enum err
control_stats(
    struct service *s, const char *public_id, struct instance_stats *ret)
{
	struct json *j;
	enum err err;

	err = ask(s, instance_path(s, public_id, "stats"), &j);
	if (err != ERR_OK)
		return (err);
	ret->cpu_percent = json_real(json_get(j, "cpu_percent"), -1);
	ret->memory_bytes = json_int(json_get(j, "memory_bytes"), 0);
	ret->memory_limit = json_int(json_get(j, "memory_limit"), 0);
	ret->pids = json_int(json_get(j, "pids"), 0);
	return (ERR_OK);
}

/* `part` of `whole` in percent, rounded down; 100 of nothing. */
static int
percent(int64_t part, int64_t whole)
{
	if (whole < 100)
		return (100);
	part /= whole / 100;
	return (part < 0 ? 0 : part > 100 ? 100 : (int)part);
}

static void
read_room(const struct json *room, struct keeper_status *ret)
{
	int files;

	ret->disk_bytes = json_int(json_get(room, "bytes"), -1);
	ret->disk_free_bytes = json_int(json_get(room, "free_bytes"), -1);
	ret->disk_left = -1;
	if (ret->disk_bytes < 0)
		return;
	ret->disk_left = percent(ret->disk_free_bytes, ret->disk_bytes);
	files = percent(json_int(json_get(room, "free_files"), 0),
	    json_int(json_get(room, "files"), 0));
	if (files < ret->disk_left)
		ret->disk_left = files;
}

enum err
control_status(struct service *s, struct keeper_status *ret)
{
	struct json *j;
	enum err err;

	err = ask(s, "/v1/status", &j);
	if (err != ERR_OK)
		return (err);
	ret->engine_ok = strcmp(text_of(j, "engine"), "ok") == 0;
	ret->engine_error = text_of(j, "error");
	ret->in_flight = json_int(json_get(j, "in_flight"), 0);
	ret->name = text_of(j, "name");
	ret->version = text_of(j, "version");
	ret->api_version = text_of(j, "api_version");
	ret->has_usage = json_get(j, "usage") != NULL;
	ret->containers = json_int(json_path(j, "usage.containers"), 0);
	ret->running = json_int(json_path(j, "usage.running"), 0);
	ret->cpus = json_int(json_path(j, "usage.cpus"), 0);
	ret->memory_bytes = json_int(json_path(j, "usage.memory_bytes"), 0);
	ret->load = json_real(json_path(j, "usage.load"), -1);
	ret->images_bytes = json_int(json_path(j, "disk.images_bytes"), -1);
	read_room(json_get(j, "room"), ret);
	return (ERR_OK);
}
