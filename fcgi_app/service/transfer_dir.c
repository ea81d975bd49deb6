/*
 * The folder of a transfer.  What comes from outside is opened piece by piece
 * below the folder and never through a link; what goes out is made beside its
 * place and moved there at the end.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/mem.h"
#include "service/transfer_private.h"

/* FOLDER/challenge.yml, and the same two folders deeper. */
#define DEPTH 3

enum err
transfer_open(const char *dir, int *ret_fd, struct error *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return (err_set(e, ERR_NOT_FOUND, NULL,
		    "%.*s: this folder cannot be read: %s", TRANSFER_SHOWN, dir,
		    strerror(errno)));
	*ret_fd = fd;
	return (ERR_OK);
}

/* ------------------------------------------------ finding */

struct search {
	void *mem;
	const char **list;
	size_t n;
	size_t seen; /* entries of folders */
	struct error *e;
};

static enum err walk(struct search *f, int fd, const char *prefix, int depth);

static int
by_name(const void *a, const void *b)
{
	return (strcmp(*(const char *const *)a, *(const char *const *)b));
}

static enum err
found(struct search *f, const char *path)
{
	if (f->n == LIMIT_TRANSFER)
		return (err_set(f->e, ERR_TOO_LARGE, NULL,
		    "there are more than %d challenges", LIMIT_TRANSFER));
	f->list[f->n++] = path;
	return (ERR_OK);
}

/* Whether an entry may be a folder of challenges: dot files are not. */
static bool
is_folder(int fd, const char *name)
{
	struct stat st;

	return (name[0] != '.' &&
		fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISDIR(st.st_mode));
}

/* The folders in `fd`, sorted; takes `fd`. */
static enum err
folders(struct search *f, int fd, const char ***ret, size_t *ret_n)
{
	const char **names = NULL;
	size_t n = 0, room = 0;
	struct dirent *entry;
	enum err err = ERR_OK;
	DIR *d = fdopendir(fd);

	while (d != NULL && err == ERR_OK && (entry = readdir(d)) != NULL) {
		if (++f->seen > LIMIT_TRANSFER_ENTRIES)
			err = err_set(f->e, ERR_TOO_LARGE, NULL,
			    "there are more than %d files and folders",
			    LIMIT_TRANSFER_ENTRIES);
		if (!is_folder(fd, entry->d_name))
			continue;
		if (n == room) {
			room = room > 0 ? room * 2 : 32;
			names = mem_grow(f->mem, names, room, sizeof(*names));
		}
		names[n++] = mem_strdup(f->mem, entry->d_name);
	}
	if (d != NULL)
		closedir(d);
	if (n > 0)
		qsort(names, n, sizeof(*names), by_name);
	*ret = names;
	*ret_n = n;
	return (err);
}

static enum err
walk_into(
    struct search *f, int fd, const char *prefix, const char *name, int depth)
{
	int sub =
	    openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *path = mem_printf(f->mem, "%s%s/", prefix, name);
	enum err err;

	if (sub < 0)
		return (err_set(f->e, ERR_INVALID, NULL,
		    "%.*s: this folder cannot be read: %s", TRANSFER_SHOWN,
		    path, strerror(errno)));
	err = walk(f, sub, path, depth);
	close(sub);
	return (err);
}

/* A folder that has a challenge.yml is one challenge, whatever is in it. */
static enum err
walk(struct search *f, int fd, const char *prefix, int depth)
{
	const char **names;
	struct stat st;
	size_t i, n;
	int again;
	enum err err;

	if (fstatat(fd, TRANSFER_FILE, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return (
		    found(f, mem_printf(f->mem, "%s" TRANSFER_FILE, prefix)));
	if (depth == DEPTH)
		return (ERR_OK);
	again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (again < 0)
		return (err_set(f->e, ERR_INVALID, NULL,
		    "%.*s: this folder cannot be read: %s", TRANSFER_SHOWN,
		    prefix, strerror(errno)));
	err = folders(f, again, &names, &n);
	for (i = 0; err == ERR_OK && i < n; i++)
		err = walk_into(f, fd, prefix, names[i], depth + 1);
	return (err);
}

enum err
transfer_find(
    void *mem, int dir_fd, const char ***ret, size_t *ret_n, struct error *e)
{
	struct search f = {.mem = mem, .e = e};
	enum err err;

	f.list = mem_array(mem, const char *, LIMIT_TRANSFER);
	err = walk(&f, dir_fd, "", 0);
	if (err == ERR_OK && f.n == 0)
		err = err_set(e, ERR_NOT_FOUND, NULL,
		    "there is no " TRANSFER_FILE " in this folder");
	*ret = f.list;
	*ret_n = f.n;
	return (err);
}

/* ------------------------------------------------ reading */

static enum err
unreadable(struct error *e)
{
	return (err_set(e, ERR_INVALID, NULL, "%s",
	    errno == ELOOP || errno == ENOTDIR
		? "leads through a link, which is not followed"
		: strerror(errno)));
}

bool
transfer_is_below(const char *path)
{
	size_t n;

	for (;; path += n + 1) {
		n = strcspn(path, "/");
		if (n == 0 || (n == 1 && path[0] == '.') ||
		    (n == 2 && strncmp(path, "..", 2) == 0))
			return (false);
		if (path[n] == '\0')
			return (true);
	}
}

/* Open every part of `path` on its own, so that none is a link. */
static enum err
open_below(
    void *mem, int dir_fd, const char *path, int *ret_fd, struct error *e)
{
	char *copy = mem_strdup(mem, path), *at = copy, *slash;
	int fd = fcntl(dir_fd, F_DUPFD_CLOEXEC, 0), sub;

	if (!transfer_is_below(path)) {
		close(fd);
		return (err_set(
		    e, ERR_INVALID, NULL, "must be a path below its folder"));
	}
	for (; fd >= 0; at = slash + 1) {
		slash = strchr(at, '/');
		if (slash != NULL)
			*slash = '\0';
		/* not blocking: it might be a pipe */
		sub = openat(fd, at,
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
			(slash != NULL ? O_DIRECTORY : 0));
		close(fd);
		fd = sub;
		if (slash == NULL)
			break;
	}
	if (fd < 0)
		return (unreadable(e));
	*ret_fd = fd;
	return (ERR_OK);
}

/* All of `fd`, which is a file of `size` bytes unless somebody writes. */
static enum err
read_all(int fd, char *to, size_t size, struct error *e)
{
	size_t at = 0;
	ssize_t n;

	while (at < size) {
		n = read(fd, to + at, size - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (unreadable(e));
		if (n == 0)
			return (err_set(e, ERR_INVALID, NULL,
			    "has become shorter while it was read"));
		at += (size_t)n;
	}
	return (ERR_OK);
}

enum err
transfer_read(void *mem, int dir_fd, const char *path, size_t max,
    const char **ret, size_t *ret_len, struct error *e)
{
	struct stat st;
	char *data;
	int fd;
	enum err err = open_below(mem, dir_fd, path, &fd, e);

	if (err != ERR_OK)
		return (err);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		err = err_set(e, ERR_INVALID, NULL, "is not a plain file");
	else if ((uintmax_t)st.st_size > max)
		err = err_set(
		    e, ERR_TOO_LARGE, NULL, "is longer than %zu bytes", max);
	if (err == ERR_OK) {
		data = mem_zalloc(mem, (size_t)st.st_size + 1, "file");
		err = read_all(fd, data, (size_t)st.st_size, e);
		*ret = data;
		*ret_len = (size_t)st.st_size;
	}
	close(fd);
	return (err);
}

/* ------------------------------------------------ writing */

struct transfer_out {
	void *mem;
	const char *dir;
	const char *tmp;
	const char **made; /* folders and files, in the order of their making */
	size_t n, room;
};

static enum err
cannot(const char *what, const char *path, struct error *e)
{
	return (err_set(e, ERR_CONFLICT, NULL, "%.*s: cannot be %s: %s",
	    TRANSFER_SHOWN, path, what, strerror(errno)));
}

static void
remember(struct transfer_out *out, const char *path)
{
	if (out->n == out->room) {
		out->room = out->room > 0 ? out->room * 2 : 64;
		out->made = mem_grow(
		    out->mem, out->made, out->room, sizeof(*out->made));
	}
	out->made[out->n++] = path;
}

enum err
transfer_out_folder(struct transfer_out *out, const char *path, struct error *e)
{
	if (mkdir(path, 0777) != 0)
		return (cannot("made", path, e));
	remember(out, path);
	return (ERR_OK);
}

/* An empty folder may be in the way: rename() takes its place. */
static enum err
check_place(const char *dir, struct error *e)
{
	struct dirent *entry;
	bool empty = true;
	DIR *d = opendir(dir);

	if (d == NULL)
		return (errno == ENOENT ? ERR_OK : cannot("written", dir, e));
	while ((entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			empty = false;
	closedir(d);
	if (!empty)
		return (err_set(e, ERR_CONFLICT, NULL,
		    "%.*s: this folder is not empty", TRANSFER_SHOWN, dir));
	return (ERR_OK);
}

enum err
transfer_out_open(
    void *mem, const char *dir, struct transfer_out **ret, struct error *e)
{
	struct transfer_out *out = mem_new(mem, struct transfer_out);
	char *path = mem_strdup(mem, dir), random[17];
	size_t n = strlen(path);
	enum err err;

	while (n > 1 && path[n - 1] == '/')
		path[--n] = '\0';
	crypto_random_hex(random, 8);
	*out = (struct transfer_out){.mem = mem,
	    .dir = path,
	    .tmp = mem_printf(mem, "%s.%s.new", path, random)};
	err = check_place(path, e);
	if (err == ERR_OK)
		err = transfer_out_folder(out, out->tmp, e);
	*ret = out;
	return (err);
}

/* "Web Stuff!" becomes "web-stuff": lower-case letters, digits and dashes. */
static const char *
slug(void *mem, const char *name, const char *dflt)
{
	char *out = mem_strndup(mem, name, strnlen(name, 64));
	size_t n = 0;
	char *p, c;

	for (p = out; *p != '\0'; p++) {
		c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 'a' - 'A') : *p;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
		else if (n > 0 && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n > 0 && out[n - 1] == '-')
		n--;
	out[n] = '\0';
	return (n > 0 ? out : dflt);
}

/* The folder of a category is made with its first challenge. */
static enum err
category_folder(struct transfer_out *out, const char *category,
    const char **ret, struct error *e)
{
	const char *path = mem_printf(
	    out->mem, "%s/%s", out->tmp, slug(out->mem, category, "none"));
	struct stat st;

	*ret = path;
	return (
	    lstat(path, &st) == 0 ? ERR_OK : transfer_out_folder(out, path, e));
}

/* The first of NAME, NAME-2, … that is free. */
enum err
transfer_out_challenge(struct transfer_out *out, const char *category,
    const char *name, const char **ret, struct error *e)
{
	const char *base, *path;
	struct stat st;
	int i;
	enum err err = category_folder(out, category, &base, e);

	if (err != ERR_OK)
		return (err);
	base = mem_printf(
	    out->mem, "%s/%s", base, slug(out->mem, name, "challenge"));
	path = base;
	for (i = 2; lstat(path, &st) == 0; i++)
		path = mem_printf(out->mem, "%s-%d", base, i);
	*ret = path;
	return (transfer_out_folder(out, path, e));
}

enum err
transfer_out_file(struct transfer_out *out, const char *path, const char *data,
    size_t len, struct error *e)
{
	FILE *f = fopen(path, "wxe");
	bool bad;

	if (f == NULL)
		return (cannot("written", path, e));
	remember(out, path);
	bad = fwrite(data, 1, len, f) != len;
	bad = fclose(f) != 0 || bad;
	return (bad ? cannot("written", path, e) : ERR_OK);
}

enum err
transfer_out_finish(struct transfer_out *out, struct error *e)
{
	if (rename(out->tmp, out->dir) != 0)
		return (cannot("made", out->dir, e));
	return (ERR_OK);
}

void
transfer_out_abandon(struct transfer_out *out)
{
	while (out->n > 0)
		(void)remove(out->made[--out->n]);
}
