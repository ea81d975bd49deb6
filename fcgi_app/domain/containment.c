#include "domain/containment.h"

#include <string.h>

#include "base/buf.h"
#include "base/capability.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

#define UID_MAX 4294967294 /* the last one is "no user" */

/* ------------------------------------------------ tmpfs */

static bool
is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return (strncmp(path, folder, n) == 0 &&
		(path[n] == '\0' || path[n] == '/'));
}

/* The kernel's own, and where the engine mounts. */
static bool
tmpfs_path_ok(const char *path)
{
	return (container_path_ok(path) && !is_below(path, "/proc") &&
		!is_below(path, "/sys") && !is_below(path, "/dev"));
}

/* "/tmp 16" */
static enum err
tmpfs_line(
    void *mem, char *line, struct container_tmpfs *ret, struct error *e)
{
	char *size = strpbrk(line, " \t");
	int64_t mb;

	if (size != NULL)
		*size++ = '\0';
	if (size == NULL || text_int(text_trim(mem, size), 1, LIMIT_TMPFS_MB,
				&mb) != ERR_OK)
		return (err_set(e, ERR_INVALID, "tmpfs",
		    "needs a path and its MB, 1 to %d, such as /tmp 16",
		    LIMIT_TMPFS_MB));
	if (!tmpfs_path_ok(line))
		return (err_set(e, ERR_INVALID, "tmpfs",
		    "%.100s must be an absolute path without . or .. or :, and "
		    "not below /proc, /sys or /dev",
		    line));
	ret->target = line;
	ret->size_mb = (int)mb;
	return (ERR_OK);
}

static bool
tmpfs_has(const struct container_tmpfs *list, int n, const char *target)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i].target, target) == 0)
			return (true);
	return (false);
}

enum err
tmpfs_parse(void *mem, const char *text, struct container_tmpfs **ret,
    int *ret_n, struct error *e)
{
	char *copy = mem_strdup(mem, text), *save = NULL, *line;
	struct container_tmpfs *list;
	enum err err;
	int n = 0;

	list = mem_array(mem, struct container_tmpfs, LIMIT_TMPFS);
	for (line = strtok_r(copy, "\r\n,", &save); line != NULL;
	     line = strtok_r(NULL, "\r\n,", &save)) {
		line = text_trim(mem, line);
		if (line[0] == '\0')
			continue;
		if (n == LIMIT_TMPFS)
			return (err_set(e, ERR_INVALID, "tmpfs",
			    "must be at most %d", LIMIT_TMPFS));
		err = tmpfs_line(mem, line, &list[n], e);
		if (err != ERR_OK)
			return (err);
		if (tmpfs_has(list, n, list[n].target))
			return (err_set(e, ERR_INVALID, "tmpfs",
			    "%.100s is there twice", list[n].target));
		n++;
	}
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

static const char *
tmpfs_text(void *mem, const struct container_tmpfs *list, int n)
{
	struct buf *b = buf_new(mem, LIMIT_TMPFS_TEXT * 2);
	int i;

	for (i = 0; i < n; i++)
		buf_printf(b, "%s%s %d", i > 0 ? ", " : "", list[i].target,
		    list[i].size_mb);
	return (mem_strdup(mem, buf_data(b)));
}

/* ------------------------------------------------ user, runtime */

/* One number of "1000:1000"; *at goes behind it. */
static bool
id_number(const char **at, int64_t *ret)
{
	char digits[16];
	size_t n = strspn(*at, "0123456789");

	if (n == 0 || n >= sizeof(digits))
		return (false);
	memcpy(digits, *at, n);
	digits[n] = '\0';
	*at += n;
	return (text_int(digits, 0, UID_MAX, ret) == ERR_OK);
}

int64_t
containment_uid(const char *run_as)
{
	int64_t uid;

	return (run_as[0] != '\0' && id_number(&run_as, &uid) ? uid : -1);
}

static enum err
run_as_check(const char *s, struct error *e)
{
	int64_t id;
	bool ok = s[0] == '\0' || id_number(&s, &id);

	if (ok && *s == ':') {
		s++;
		ok = id_number(&s, &id);
	}
	if (!ok || *s != '\0')
		return (err_set(e, ERR_INVALID, "run_as",
		    "must be a user's number such as 1000, or user and group "
		    "such as 1000:1000"));
	return (ERR_OK);
}

static enum err
runtime_check(const char *name, const struct conf *conf, struct error *e)
{
	int i;

	if (name[0] == '\0')
		return (ERR_OK);
	for (i = 0; i < conf->runtimes_n; i++)
		if (strcmp(conf->runtimes[i], name) == 0)
			return (ERR_OK);
	return (err_set(e, ERR_INVALID, "runtime",
	    "is not allowed by berth.conf (allow_runtime)"));
}

/* ------------------------------------------------ the whole */

static enum err
capabilities_of(const struct challenge *c, const struct conf *conf,
    uint64_t *ret, struct error *e)
{
	enum err err = capability_parse("cap_add", c->cap_add, ret, e);
	uint64_t more = *ret & ~conf->capabilities;
	int i = 0;

	if (err != ERR_OK)
		return (err);
	if (more == 0)
		return (ERR_OK);
	while ((more & UINT64_C(1) << i) == 0)
		i++;
	return (err_set(e, ERR_INVALID, "cap_add",
	    "%s is not allowed by berth.conf (allow_capabilities)",
	    capability_at(i)->name));
}

/* What is written, or where a root is read-only the default. */
static enum err
tmpfs_of(void *mem, const struct challenge *c,
    const struct container_mount *mounts, int mounts_n,
    struct container_tmpfs **ret, int *ret_n, struct error *e)
{
	enum err err = tmpfs_parse(mem, c->tmpfs, ret, ret_n, e);
	int i;

	if (err == ERR_OK && *ret_n == 0 && c->root_fs == ROOT_READ_ONLY)
		err = tmpfs_parse(mem, TMPFS_DEFAULT, ret, ret_n, e);
	for (i = 0; err == ERR_OK && i < mounts_n; i++)
		if (tmpfs_has(*ret, *ret_n, mounts[i].target))
			err = err_set(e, ERR_INVALID, "tmpfs",
			    "%.100s is where a volume is mounted",
			    mounts[i].target);
	return (err);
}

enum err
containment_check(void *mem, struct challenge *c,
    const struct container_mount *mounts, int mounts_n,
    const struct conf *conf, struct error *e)
{
	struct container_tmpfs *tmpfs;
	uint64_t mask = 0;
	int n;
	enum err err;

	err = capabilities_of(c, conf, &mask, e);
	if (err == ERR_OK)
		err = run_as_check(c->run_as, e);
	if (err == ERR_OK)
		err = runtime_check(c->runtime, conf, e);
	if (err == ERR_OK)
		err = tmpfs_of(mem, c, mounts, mounts_n, &tmpfs, &n, e);
	if (err != ERR_OK)
		return (err);
	c->cap_add = capability_text(mem, mask);
	if (c->tmpfs[0] != '\0')
		c->tmpfs = tmpfs_text(mem, tmpfs, n);
	return (ERR_OK);
}

static const char *const *
names_of(void *mem, uint64_t mask)
{
	const struct capability *cap;
	const char **names = mem_array(mem, const char *, 64 + 1);
	int i, n = 0;

	for (i = 0; (cap = capability_at(i)) != NULL; i++)
		if (mask & UINT64_C(1) << i)
			names[n++] = cap->name;
	return (n > 0 ? names : NULL);
}

enum err
containment_spec(void *mem, const struct challenge *c, const struct conf *conf,
    struct container_spec *ret, struct error *e)
{
	struct container_tmpfs *tmpfs;
	uint64_t mask = 0;
	enum err err;

	err = capabilities_of(c, conf, &mask, e);
	if (err == ERR_OK)
		err = run_as_check(c->run_as, e);
	if (err == ERR_OK)
		err = runtime_check(c->runtime, conf, e);
	if (err == ERR_OK)
		err = tmpfs_of(mem, c, ret->mounts, ret->mounts_n, &tmpfs,
		    &ret->tmpfs_n, e);
	if (err != ERR_OK)
		return (err);
	ret->tmpfs = tmpfs;
	ret->cap_add = names_of(mem, mask);
	ret->user = mem_strdup(mem, c->run_as);
	ret->runtime = mem_strdup(mem, c->runtime);
	ret->read_only = c->root_fs == ROOT_READ_ONLY;
	ret->no_dns = c->egress == EGRESS_BLOCKED;
	ret->network = "";
	ret->disk_mb = ret->read_only ? 0 : conf->disk_mb;
	return (ERR_OK);
}

/* ------------------------------------------------ volumes of images */

/* As the engine takes it: without a slash at the end. */
static const char *
volume_path(void *mem, const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return (mem_strndup(mem, path, n));
}

static bool
is_mounted(const struct container_spec *spec, const char *path)
{
	int i;

	for (i = 0; i < spec->mounts_n; i++)
		if (strcmp(spec->mounts[i].target, path) == 0)
			return (true);
	return (tmpfs_has(spec->tmpfs, spec->tmpfs_n, path));
}

enum err
containment_add_volumes(void *mem, const char *const *paths, size_t n,
    struct container_spec *spec, struct error *e)
{
	struct container_tmpfs *all;
	const char *path;
	size_t i;

	if (n > LIMIT_IMAGE_VOLUMES)
		return (err_set(e, ERR_INVALID, "image",
		    "declares more than %d volumes", LIMIT_IMAGE_VOLUMES));
	all = mem_array(
	    mem, struct container_tmpfs, (size_t)spec->tmpfs_n + n);
	for (i = 0; i < (size_t)spec->tmpfs_n; i++)
		all[i] = spec->tmpfs[i];
	spec->tmpfs = all;
	for (i = 0; i < n; i++) {
		path = volume_path(mem, paths[i]);
		if (is_mounted(spec, path))
			continue;
		if (!tmpfs_path_ok(path))
			return (err_set(e, ERR_INVALID, "image",
			    "declares the volume %.100s, which cannot be where "
			    "the root file system is read-only",
			    path));
		all[spec->tmpfs_n++] = (struct container_tmpfs){
		    .target = path, .size_mb = TMPFS_VOLUME_MB};
	}
	return (ERR_OK);
}
