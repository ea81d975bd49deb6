/* Images: the calls, but for pulls, and what they answer. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/docker_private.h"

static int
by_tag(const void *a, const void *b)
{
	return strcmp(((const struct engine_image *)a)->tag,
	    ((const struct engine_image *)b)->tag);
}

static bool
is_real_tag(const char *tag)
{
	return tag != NULL && strstr(tag, "<none>") == NULL;
}

/* Of ["name@sha256:…"] that of the tag's own name; "" if there is none. */
static const char *
digest_of(const struct json *digests, const char *tag)
{
	const char *colon = strrchr(tag, ':');
	size_t i, n = colon != NULL ? (size_t)(colon - tag) : strlen(tag);
	const char *s;

	for (i = 0; i < json_count(digests); i++) {
		s = docker_string(json_at(digests, i));
		if (strncmp(s, tag, n) == 0 && s[n] == '@')
			return s + n + 1;
	}
	return "";
}

/* RepoTags and RepoDigests may be null. */
bool
docker_read_images(void *mem, const struct json *j, struct engine_reply *reply)
{
	size_t i, k, n = 0, max = 0;
	struct engine_image *list;
	const struct json *tags;
	const char *tag;

	if (!json_is(j, JSON_ARRAY))
		return false;
	for (i = 0; i < json_count(j); i++)
		max += json_count(json_get(json_at(j, i), "RepoTags"));
	list = mem_array(mem, struct engine_image, max);
	for (i = 0; i < json_count(j); i++) {
		tags = json_get(json_at(j, i), "RepoTags");
		for (k = 0; k < json_count(tags); k++) {
			tag = json_string(json_at(tags, k));
			if (!is_real_tag(tag))
				continue;
			list[n++] = (struct engine_image){.tag = tag,
			    .digest = digest_of(
				json_get(json_at(j, i), "RepoDigests"), tag),
			    .size =
				json_int(json_path(json_at(j, i), "Size"), 0),
			    .created_s = json_int(
				json_path(json_at(j, i), "Created"), 0)};
		}
	}
	if (n > 0)
		qsort(list, n, sizeof(*list), by_tag);
	reply->images = list;
	reply->n = n;
	return true;
}

struct engine_call *
docker_images(struct engine *e, engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "GET", done, arg);

	return docker_call_send(
	    c, "/images/json", NULL, docker_read_images, DOCKER_LIST_MS);
}

struct engine_call *
docker_remove_image(
    struct engine *e, const char *tag, engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "DELETE", done, arg);

	return docker_call_send(c,
	    mem_printf(c, "/images/%s", httpc_encode(c, tag)), NULL, NULL,
	    DOCKER_QUICK_MS);
}

/* Config.Volumes: {"/data": {}} or null. */
bool
docker_read_image_volumes(
    void *mem, const struct json *j, struct engine_reply *reply)
{
	const struct json *volumes = json_path(j, "Config.Volumes");
	size_t i, n = json_count(volumes);
	const char **paths = mem_array(mem, const char *, n);

	for (i = 0; i < n; i++)
		paths[i] = json_key_at(volumes, i);
	reply->paths = paths;
	reply->n = n;
	return json_is(j, JSON_OBJECT);
}

struct engine_call *
docker_image_volumes(
    struct engine *e, const char *image, engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "GET", done, arg);

	return docker_call_send(c,
	    mem_printf(c, "/images/%s/json", httpc_encode(c, image)), NULL,
	    docker_read_image_volumes, DOCKER_QUICK_MS);
}
