/*
 * The engine's answers: the first byte says which call they answer.  What is
 * understood has no surprises for whoever reads it.
 */
#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "engine/docker_private.h"
#include "fuzz.h"

static void
check_container(const struct engine_container *c)
{
	size_t i;

	HOLDS(c->id != NULL && c->name != NULL && c->deployment != NULL);
	HOLDS(c->instance != NULL && c->ip != NULL && c->generation >= 0);
	for (i = 0; i < c->ports_n; i++) {
		HOLDS(c->ports[i].port >= 0 && c->ports[i].port <= 65535);
		HOLDS(c->ports[i].host_ip != NULL);
		HOLDS(c->ports[i].host_port >= 0 &&
		      c->ports[i].host_port <= 65535);
	}
}

/* In two pieces as in one; whether it is a list. */
static bool
check_list_text(
    void *mem, const char *data, size_t size, struct engine_reply *reply)
{
	struct docker_list *whole = docker_list_new(mem);
	struct docker_list *parts = docker_list_new(mem);
	struct engine_reply other = {0};
	size_t i, cut = size / 3;
	bool good;

	(void)docker_list_feed(whole, data, size);
	if (docker_list_feed(parts, data, cut))
		(void)docker_list_feed(parts, data + cut, size - cut);
	good = docker_list_end(whole, reply);
	HOLDS(docker_list_end(parts, &other) == good);
	HOLDS(other.n == reply->n);
	for (i = 0; i < reply->n; i++)
		check_container(&reply->list[i]);
	return good;
}

static void
check_list(void *mem, const struct json *j)
{
	struct json_writer *w = json_writer_new(mem);
	struct engine_reply reply = {0};
	const char *text;
	size_t len;

	json_put_json(w, j);
	text = json_text(w, &len);
	if (check_list_text(mem, text, len, &reply))
		HOLDS(json_is(j, JSON_ARRAY) && reply.n == json_count(j));
}

static void
check_inspect(void *mem, const struct json *j)
{
	struct engine_reply reply = {0};

	if (docker_read_created(mem, j, &reply))
		HOLDS(reply.id != NULL);
	if (docker_read_inspect(mem, j, &reply))
		check_container(reply.container);
}

static void
check_images(void *mem, const struct json *j)
{
	struct engine_reply reply = {0};
	size_t i;

	if (!docker_read_images(mem, j, &reply))
		return;
	for (i = 0; i < reply.n; i++) {
		HOLDS(reply.images[i].tag != NULL);
		HOLDS(strstr(reply.images[i].tag, "<none>") == NULL);
		if (i > 0)
			HOLDS(strcmp(reply.images[i - 1].tag,
				  reply.images[i].tag) <= 0);
	}
}

static void
check_stats(void *mem, const struct json *j)
{
	struct engine_reply reply = {0};

	if (!docker_read_stats(mem, j, &reply))
		return;
	/* what is not finite cannot be written as JSON */
	HOLDS(isfinite(reply.usage->cpu_percent));
	HOLDS(reply.usage->cpu_percent >= 0 || reply.usage->cpu_percent == -1);
}

static void
check_host(void *mem, const struct json *j)
{
	struct engine_reply reply = {0};

	if (docker_read_info(mem, j, &reply))
		HOLDS(reply.info->cpus > 0);
	if (!docker_read_disk(mem, j, &reply))
		return;
	HOLDS(reply.disk->images_bytes >= -1);
	HOLDS(reply.disk->containers_bytes >= -1);
	HOLDS(reply.disk->volumes_bytes >= -1);
}

static void
check_lying(void *mem, const struct json *j)
{
	struct engine_reply reply = {0};
	size_t i;

	if (docker_read_volumes(mem, j, &reply))
		for (i = 0; i < reply.n; i++)
			HOLDS(reply.volumes[i].name != NULL);
	if (docker_read_image_volumes(mem, j, &reply))
		for (i = 0; i < reply.n; i++)
			HOLDS(reply.paths[i] != NULL);
}

/* In two pieces as in one. */
static void
check_changes(const char *data, size_t size)
{
	struct docker_changes whole = {0}, parts = {0};
	size_t cut = size / 3;

	docker_count_changes(&whole, data, size);
	docker_count_changes(&parts, data, cut);
	docker_count_changes(&parts, data + cut, size - cut);
	HOLDS(whole.n == parts.n && whole.matched == parts.matched);
	HOLDS(whole.n <= size / strlen("\"Kind\":"));
}

static void
check_network(const struct engine_network *net)
{
	HOLDS(net->id != NULL && net->name != NULL && net->kind != NULL);
	HOLDS(net->deployment != NULL && net->instance != NULL);
	HOLDS(net->generation >= 0);
}

static void
check_networks(void *mem, const struct json *j)
{
	struct engine_reply reply = {0};
	size_t i;

	if (docker_read_network(mem, j, &reply))
		check_network(reply.networks);
	if (!docker_read_networks(mem, j, &reply))
		return;
	HOLDS(reply.n == json_count(j));
	for (i = 0; i < reply.n; i++)
		check_network(&reply.networks[i]);
}

static void
check_event(void *mem, const struct json *j)
{
	struct engine_event event = {0};

	(void)mem;
	if (!docker_read_event(j, &event))
		return;
	HOLDS(event.action != NULL && event.id != NULL);
	HOLDS(event.instance != NULL && event.generation >= 0);
}

static void
check_version(void *mem, const struct json *j)
{
	char api[16];
	size_t n;

	(void)mem;
	if (!docker_choose_api(j, api, sizeof(api)))
		return;
	/* it becomes a part of every path */
	n = strspn(api, "0123456789");
	HOLDS(n > 0 && api[n] == '.' && api[n + 1] != '\0');
	HOLDS(api[n + 1 + strspn(api + n + 1, "0123456789")] == '\0');
}

static void (*const checks[])(void *mem, const struct json *j) = {check_list,
    check_inspect, check_images, check_stats, check_event, check_version,
    check_host, check_networks, check_lying};
#define CHECKS_N (sizeof(checks) / sizeof(checks[0]))
#define PIECES   15 /* other first bytes behind CHECKS_N: a log */

static void
check_pieces(void *mem, const char *data, size_t size)
{
	struct engine_reply reply = {0};

	check_changes(data, size);
	(void)check_list_text(mem, data, size, &reply);
}

static void
check_log(void *mem, const char *data, size_t size)
{
	size_t max = size / 2 + 1;
	const char *text = docker_log_text(mem, data, size, max);

	HOLDS(strlen(text) <= max);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct json *j;
	unsigned which = size > 0 ? data[0] % 16 : 0;

	if (size > 0 && which == PIECES)
		check_pieces(mem, (const char *)data + 1, size - 1);
	else if (size > 0 && which >= CHECKS_N)
		check_log(mem, (const char *)data + 1, size - 1);
	else if (size > 0 && json_parse(mem, (const char *)data + 1, size - 1,
				 &json_limits_engine, &j, NULL) == ERR_OK)
		checks[which](mem, j);
	if (size > 1)
		(void)docker_result(400 + data[1] % 101,
		    fuzz_string(mem, data + 1, size - 1), which & 1);
	mem_free(&mem);
	return (0);
}
