/*
 * domain/volumes.c compares paths as strings; where the engine is on this
 * machine, the links in them are followed here.  (Between this look and the
 * engine's there is a moment; who can change the folder then is somebody that
 * the operator allowed to write there.)
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "keeper/keeper_private.h"

/* The prefixes as they are without links; those that are not there stay out. */
static struct conf
resolved_prefixes(void *mem, const struct conf *conf)
{
	struct conf ret = {.volumes_n = 0};
	char path[PATH_MAX];
	int i;

	ret.volumes =
	    mem_array(mem, struct conf_volume, (size_t)conf->volumes_n + 1);
	for (i = 0; i < conf->volumes_n; i++) {
		if (realpath(conf->volumes[i].prefix, path) == NULL)
			continue;
		ret.volumes[ret.volumes_n++] =
		    (struct conf_volume){.prefix = mem_strdup(mem, path),
			.writable = conf->volumes[i].writable};
	}
	return ret;
}

static enum err
resolve_one(void *mem, const struct conf *real, struct container_mount *m,
    struct error *e)
{
	const struct conf_volume *v;
	char path[PATH_MAX];

	if (realpath(m->source, path) == NULL)
		return err_set(e, ERR_INVALID, "volumes",
		    "berth-keeper cannot follow %.200s: %s", m->source,
		    strerror(errno));
	v = volumes_allowed(real, path);
	if (v == NULL || (m->writable && !v->writable))
		return err_set(e, ERR_INVALID, "volumes",
		    "%.200s is a link to what berth.conf does not allow "
		    "(allow_volume)",
		    m->source);
	m->source = mem_strdup(mem, path);
	return ERR_OK;
}

enum err
mounts_resolve(void *mem, const struct conf *conf, struct container_spec *spec,
    struct error *e)
{
	struct container_mount *mounts;
	enum err err = ERR_OK;
	struct conf real;
	int i;

	if (spec->mounts_n == 0)
		return ERR_OK;
	real = resolved_prefixes(mem, conf);
	mounts =
	    mem_array(mem, struct container_mount, (size_t)spec->mounts_n);
	memcpy(
	    mounts, spec->mounts, sizeof(*mounts) * (size_t)spec->mounts_n);
	for (i = 0; err == ERR_OK && i < spec->mounts_n; i++)
		err = resolve_one(mem, &real, &mounts[i], e);
	if (err == ERR_OK)
		spec->mounts = mounts;
	return err;
}
