#include "domain/container.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "json/json.h"

static enum err
refuse(struct error *e, const char *path, const char *why)
{
	return (err_set(e, ERR_INVALID, "volumes", "%.200s %s", path, why));
}

/* Absolute, and no segment that is empty, "." or "..". */
static bool
path_ok(const char *path)
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

/* The entry of the allow-list that covers `path`, NULL if none does. */
static const struct conf_volume *
allowed(const struct conf *conf, const char *path)
{
	size_t len;
	int i;

	for (i = 0; i < conf->volumes_n; i++) {
		len = strlen(conf->volumes[i].prefix);
		if (strncmp(path, conf->volumes[i].prefix, len) == 0 &&
		    (path[len] == '\0' || path[len] == '/'))
			return (&conf->volumes[i]);
	}
	return (NULL);
}

static enum err
one_mount(void *mem, const char *source, const struct json *j,
    const struct conf *conf, struct container_mount *ret, struct error *e)
{
	const char *bind = json_string(json_get(j, "bind"));
	const char *mode = json_string(json_get(j, "mode"));
	const struct conf_volume *v;

	if (!json_is(j, JSON_OBJECT) || bind == NULL)
		return (refuse(e, source,
		    "needs an object such as {\"bind\": \"/data\", \"mode\": "
		    "\"ro\"}"));
	if (mode == NULL)
		mode = "ro";
	if (strcmp(mode, "ro") != 0 && strcmp(mode, "rw") != 0)
		return (refuse(e, source, "has a mode other than ro and rw"));
	if (!path_ok(source) || !path_ok(bind))
		return (refuse(e, source,
		    "and its bind must be absolute paths without . or .."));
	v = allowed(conf, source);
	if (v == NULL)
		return (refuse(e, source,
		    "is not allowed by berth.conf (allow_volume)"));
	if (mode[1] == 'w' && !v->writable)
		return (refuse(e, source,
		    "may only be mounted with mode ro (berth.conf)"));
	ret->source = mem_strdup(mem, source);
	ret->target = mem_strdup(mem, bind);
	ret->writable = mode[1] == 'w';
	return (ERR_OK);
}

enum err
volumes_parse(void *mem, const char *json, const struct conf *conf,
    struct container_mount **ret, int *ret_n, struct error *e)
{
	struct container_mount *mounts;
	struct json *j = NULL;
	enum err err = ERR_OK;
	size_t i, n;

	if (text_trim(mem, json)[0] == '\0') {
		*ret = NULL;
		*ret_n = 0;
		return (ERR_OK);
	}
	if (strlen(json) > LIMIT_VOLUMES_JSON ||
	    json_parse(mem, json, strlen(json), &json_limits_request, &j, e) !=
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
	for (i = 0; err == ERR_OK && i < n; i++)
		err = one_mount(mem, json_key_at(j, i), json_at(j, i), conf,
		    &mounts[i], e);
	if (err != ERR_OK)
		return (err);
	*ret = mounts;
	*ret_n = (int)n;
	return (ERR_OK);
}
