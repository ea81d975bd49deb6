/*
 * What a challenge's containers may do beyond the least: capabilities, user,
 * root file system, tmpfs, runtime.  Each is a typed field that is read here
 * and held against the operator's lists in berth.conf, when it is saved (by a
 * web worker) and again when a container is made (by the keeper).
 */
#ifndef BERTH_DOMAIN_CONTAINMENT_H
#define BERTH_DOMAIN_CONTAINMENT_H

#include "base/conf.h"
#include "domain/container.h"
#include "domain/model.h"

/* Where a read-only root has room to write unless the challenge says. */
#define TMPFS_DEFAULT   "/tmp 16"
#define TMPFS_VOLUME_MB 16

/*
 * Read "/tmp 16, /run 1" (path and MB; separated by commas or line ends) into
 * *ret under `mem`.  ERR_INVALID (field "tmpfs") for a path that is none, /
 * itself, below /proc, /sys or /dev, or there twice, and for a size that is
 * not 1 to LIMIT_TMPFS_MB.
 */
enum err tmpfs_parse(void *mem, const char *text,
    struct container_tmpfs **ret, int *ret_n, struct error *e) MUST_USE;

/* The user of `run_as` as a number: -1 where the image decides. */
int64_t containment_uid(const char *run_as);

/*
 * Check all of it against `conf` and bring it into one spelling under `mem`.
 * `mounts` are the challenge's volumes, whose targets must be others than the
 * tmpfs'.  ERR_INVALID names the field.
 */
enum err containment_check(void *mem, struct challenge *c,
    const struct container_mount *mounts, int mounts_n,
    const struct conf *conf, struct error *e) MUST_USE;

/* The same for the keeper: check `c` and write it into `ret`, which has its
 * mounts already; the network's name is the keeper's to choose. */
enum err containment_spec(void *mem, const struct challenge *c,
    const struct conf *conf, struct container_spec *ret,
    struct error *e) MUST_USE;

/*
 * The image of `spec`, whose root is read-only, declares `paths` as volumes
 * (VOLUME), which the engine would put on its disk, without a bound: they
 * become tmpfs as well, of TMPFS_VOLUME_MB, where nothing else is mounted.
 * What the image has there is not seen.  ERR_INVALID (field "image") where
 * that cannot be, or there are more than LIMIT_IMAGE_VOLUMES.
 */
enum err containment_add_volumes(void *mem, const char *const *paths, size_t n,
    struct container_spec *spec, struct error *e) MUST_USE;

#endif
