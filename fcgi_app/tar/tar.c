#include "tar/tar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/limits.h"
#include "base/mem.h"

#define BLOCK ((size_t)64 * 1024)

struct tar_writer {
	struct archive *a;
	const char *path;
	int fd;
};

struct tar_reader {
	struct archive *a;
	const char *name; /* of the file under way */
	int64_t total;    /* bytes read */
	int entries;
};

/* ------------------------------------------------ writing */

static enum err
cannot_write(struct tar_writer *w, const char *why, struct error *e)
{
	return (err_set(e, ERR_CONFLICT, NULL, "%.240s: cannot be written: %s",
	    w->path, why != NULL ? why : strerror(errno)));
}

enum err
tar_create(
    void *mem, const char *path, struct tar_writer **ret, struct error *e)
{
	struct tar_writer *w = mem_new(mem, struct tar_writer);

	w->path = path;
	w->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (w->fd < 0)
		return (cannot_write(w, NULL, e));
	w->a = archive_write_new();
	*ret = w;
	if (archive_write_add_filter_gzip(w->a) == ARCHIVE_OK &&
	    archive_write_set_format_pax_restricted(w->a) == ARCHIVE_OK &&
	    archive_write_open_fd(w->a, w->fd) == ARCHIVE_OK)
		return (ERR_OK);
	cannot_write(w, archive_error_string(w->a), e);
	tar_abandon(w);
	return (ERR_CONFLICT);
}

enum err
tar_add(struct tar_writer *w, const char *name, const char *data, size_t len,
    struct error *e)
{
	struct archive_entry *entry = archive_entry_new();
	bool ok;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)len);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	ok = archive_write_header(w->a, entry) == ARCHIVE_OK &&
	     archive_write_data(w->a, data, len) == (la_ssize_t)len;
	archive_entry_free(entry);
	return (ok ? ERR_OK : cannot_write(w, archive_error_string(w->a), e));
}

enum err
tar_finish(struct tar_writer *w, struct error *e)
{
	bool ok = archive_write_close(w->a) == ARCHIVE_OK;

	if (ok && fsync(w->fd) == 0)
		ok = close(w->fd) == 0;
	else
		ok = false;
	if (!ok) {
		cannot_write(w, archive_error_string(w->a), e);
		tar_abandon(w);
		return (ERR_CONFLICT);
	}
	archive_write_free(w->a);
	return (ERR_OK);
}

void
tar_abandon(struct tar_writer *w)
{
	archive_write_free(w->a);
	(void)close(w->fd);
	(void)unlink(w->path);
}

/* ------------------------------------------------ reading */

static void
done(void *block)
{
	struct tar_reader *r = block;

	archive_read_free(r->a);
}

static enum err
broken(struct tar_reader *r, struct error *e)
{
	const char *why = archive_error_string(r->a);

	return (err_set(e, ERR_INVALID, NULL,
	    "this is no whole archive: %.200s", why != NULL ? why : "?"));
}

enum err
tar_open(void *mem, const char *path, struct tar_reader **ret, struct error *e)
{
	struct tar_reader *r = mem_new(mem, struct tar_reader);

	r->a = archive_read_new();
	mem_on_free(r, done);
	archive_read_support_filter_gzip(r->a);
	archive_read_support_format_tar(r->a);
	*ret = r;
	if (access(path, R_OK) != 0)
		return (err_set(e, ERR_NOT_FOUND, NULL,
		    "%.240s: cannot be read: %s", path, strerror(errno)));
	if (archive_read_open_filename(r->a, path, BLOCK) != ARCHIVE_OK)
		return (broken(r, e));
	return (ERR_OK);
}

/* Whether `name` is relative and has no part that is empty, "." or "..". */
static bool
is_below(const char *name)
{
	size_t n;

	for (;; name += n + 1) {
		n = strcspn(name, "/");
		if (n == 0 || (n <= 2 && strspn(name, ".") >= n))
			return (false);
		if (name[n] == '\0')
			return (true);
	}
}

enum err
tar_next(struct tar_reader *r, const char **ret_name, struct error *e)
{
	struct archive_entry *entry;
	const char *name;
	int rc = archive_read_next_header(r->a, &entry);

	*ret_name = NULL;
	if (rc == ARCHIVE_EOF)
		return (ERR_OK);
	if (rc != ARCHIVE_OK)
		return (broken(r, e));
	if (++r->entries > LIMIT_EVENT_ENTRIES)
		return (err_set(e, ERR_TOO_LARGE, NULL,
		    "the archive has more than %d files", LIMIT_EVENT_ENTRIES));
	name = archive_entry_pathname(entry);
	if (name == NULL || !is_below(name))
		return (err_set(e, ERR_INVALID, NULL,
		    "the archive has a file that would lie outside of it: "
		    "%.200s",
		    name != NULL ? name : "?"));
	if (archive_entry_filetype(entry) != AE_IFREG ||
	    archive_entry_hardlink(entry) != NULL)
		return (err_set(e, ERR_INVALID, NULL,
		    "the archive has something that is no plain file: %.200s",
		    name));
	r->name = *ret_name = name;
	return (ERR_OK);
}

enum err
tar_data(struct tar_reader *r, void *mem, size_t max, const char **ret,
    size_t *ret_len, struct error *e)
{
	char *data = NULL;
	size_t len = 0, room = 0;
	la_ssize_t n;

	do {
		if (len + BLOCK + 1 > room) {
			room = 2 * room + BLOCK + 1;
			data = mem_grow(mem, data, room, 1);
		}
		n = archive_read_data(r->a, data + len, BLOCK);
		if (n < 0)
			return (broken(r, e));
		len += (size_t)n;
		r->total += n;
		if (len > max)
			return (err_set(e, ERR_TOO_LARGE, NULL,
			    "%.200s in the archive is longer than %zu bytes",
			    r->name, max));
		if (r->total > LIMIT_EVENT)
			return (err_set(e, ERR_TOO_LARGE, NULL,
			    "the archive unpacks to more than %lld bytes",
			    (long long)LIMIT_EVENT));
	} while (n > 0);
	data[len] = '\0';
	*ret = data;
	*ret_len = len;
	return (ERR_OK);
}
