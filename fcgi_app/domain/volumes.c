#include "domain/container.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "json/json.h"

bool
container_path_ok(const char *path)
{
	const char *seg = path, *end;
	size_t n;

	if (path[0] != '/' || path[1] == '\0' || text_has_control(path) ||
	    strchr(path, ':') != NULL || strlen(path) > 1024)
		return (false);
	while (*seg == '/') {
		seg++;
		end = strchr(seg, '/');
		n = end != NULL ? (size_t)(end - seg) : strlen(seg);
		if (n == 0 || (n == 1 && seg[0] == '.') ||
		    (n == 2 && seg[0] == '.' && seg[1] == '.'))
			return (false);
		seg += n;
	}
	return (true);
}

const struct conf_volume *
volumes_allowed(const struct conf *conf, const char *path)
{
	const struct conf_volume *best = NULL;
	size_t len, best_len = 0;
	int i;

	for (i = 0; i < conf->volumes_n; i++) {
		len = strlen(conf->volumes[i].prefix);
		if (len <= best_len ||
		    strncmp(path, conf->volumes[i].prefix, len) != 0 ||
		    (path[len] != '\0' && path[len] != '/'))
			continue;
		best = &conf->volumes[i];
		best_len = len;
	}
	return (best);
}

static enum err
one_mount(void *mem, const char *source, const struct json *j,
    const struct conf *conf, struct container_mount *ret, struct error *e)
{
	const char *bind = json_string(json_get(j, "bind"));
	const char *mode = json_string(json_get(j, "mode"));
	const struct conf_volume *v;

	if (!json_is(j, JSON_OBJECT) || bind == NULL)
		return (err_set(e, ERR_INVALID, "volumes",
		    "%.200s needs an object such as {\"bind\": \"/data\", "
		    "\"mode\": "
		    "\"ro\"}",
		    source));
	if (mode == NULL)
		mode = json_get(j, "mode") == NULL ? "ro" : "";
	if (strcmp(mode, "ro") != 0 && strcmp(mode, "rw") != 0)
		return (err_set(e, ERR_INVALID, "volumes",
		    "%.200s has a mode other than ro and rw", source));
	if (!container_path_ok(source) || !container_path_ok(bind))
		return (err_set(e, ERR_INVALID, "volumes",
		    "%.200s and its bind must be absolute paths without . or "
		    ".. or :",
		    source));
	v = volumes_allowed(conf, source);
	if (v == NULL)
		return (err_set(e, ERR_INVALID, "volumes",
		    "%.200s is not allowed by berth.conf (allow_volume)",
		    source));
	if (mode[1] == 'w' && !v->writable)
		return (err_set(e, ERR_INVALID, "volumes",
		    "%.200s may only be mounted with mode ro (berth.conf)",
		    source));
	ret->source = mem_strdup(mem, source);
	ret->target = mem_strdup(mem, bind);
	ret->writable = mode[1] == 'w';
	return (ERR_OK);
}

/* Whether one of the `n` mounts before has the target of mounts[n]. */
static bool
target_taken(const struct container_mount *mounts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(mounts[i].target, mounts[n].target) == 0)
			return (true);
	return (false);
}

static enum err
all_mounts(void *mem, const struct json *j, const struct conf *conf,
    struct container_mount *mounts, struct error *e)
{
	enum err err = ERR_OK;
	size_t i;

	for (i = 0; err == ERR_OK && i < json_count(j); i++) {
		err = one_mount(
		    mem, json_key_at(j, i), json_at(j, i), conf, &mounts[i], e);
		if (err == ERR_OK && target_taken(mounts, i))
			err = err_set(e, ERR_INVALID, "volumes",
			    "%.200s has the bind of another entry",
			    json_key_at(j, i));
	}
	return (err);
}

enum err
volumes_parse(void *mem, const char *json, const struct conf *conf,
    struct container_mount **ret, int *ret_n, struct error *e)
{
	struct container_mount *mounts;
	struct json *j = NULL;
	enum err err;
	size_t n;

	if (text_trim(mem, json)[0] == '\0') {
		*ret = NULL;
		*ret_n = 0;
		return (ERR_OK);
	}
	if (strlen(json) > LIMIT_VOLUMES_JSON)
		return (err_set(e, ERR_INVALID, "volumes",
		    "must be at most %d bytes long", LIMIT_VOLUMES_JSON));
	if (json_parse(mem, json, strlen(json), &json_limits_request, &j, e) !=
		ERR_OK ||
	    !json_is(j, JSON_OBJECT))
		return (err_set(e, ERR_INVALID, "volumes",
		    "must be a JSON object such as {\"/srv/ctf/files\": "
		    "{\"bind\": \"/data\", \"mode\": \"ro\"}}"));
	n = json_count(j);
	if (n > LIMIT_VOLUMES)
		return (err_set(e, ERR_INVALID, "volumes",
		    "must have at most %d entries", LIMIT_VOLUMES));
	mounts = mem_array(mem, struct container_mount, n + 1);
	err = all_mounts(mem, j, conf, mounts, e);
	if (err != ERR_OK)
		return (err);
	*ret = mounts;
	*ret_n = (int)n;
	return (ERR_OK);
}
