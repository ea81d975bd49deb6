/*
 * Archives: gzipped tar, over libarchive (the only folder that includes it).
 *
 * An archive from outside may hold anything, so reading takes plain files with
 * relative names only, and every size is bounded while it is read, not by what
 * a header claims.
 */
#ifndef BERTH_TAR_TAR_H
#define BERTH_TAR_TAR_H

#include <stddef.h>

#include "base/err.h"

struct tar_writer;
struct tar_reader;

/* Make the file `path`, which must not be there and is its owner's alone. */
enum err tar_create(void *mem, const char *path, struct tar_writer **ret,
    struct error *e) MUST_USE;
enum err tar_add(struct tar_writer *w, const char *name, const char *data,
    size_t len, struct error *e) MUST_USE;
/* Everything is on the disk; or the file is removed. */
enum err tar_finish(struct tar_writer *w, struct error *e) MUST_USE;
void tar_abandon(struct tar_writer *w);

/* Open for reading; closed with `mem`. */
enum err tar_open(void *mem, const char *path, struct tar_reader **ret,
    struct error *e) MUST_USE;

/*
 * The next file's name, NULL at the end.  ERR_INVALID for a link, a folder or
 * anything else that is no plain file, an absolute name or one with "..";
 * ERR_TOO_LARGE past LIMIT_EVENT_ENTRIES.
 */
enum err tar_next(
    struct tar_reader *r, const char **ret_name, struct error *e) MUST_USE;

/* The bytes of that file, with a NUL behind; ERR_TOO_LARGE past `max`, or
 * when all read so far come to more than LIMIT_EVENT. */
enum err tar_data(struct tar_reader *r, void *mem, size_t max, const char **ret,
    size_t *ret_len, struct error *e) MUST_USE;

#endif
