#include "service/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/audit.h"
#include "service/board.h"
#include "service/challenges.h"
#include "service/contest.h"
#include "store/challenges.h"
#include "store/files.h"

/* Of the worker's copy. */
enum err
file_list(struct service *s, struct challenge_id c, struct challenge_file **ret,
    size_t *ret_n)
{
	const struct standings *st;
	const struct board *b;
	struct challenge_file *list;
	size_t i, n = 0;
	enum err err = board_get(s, &b, &st);

	if (err != ERR_OK)
		return (err);
	list = mem_array(s->mem, struct challenge_file, b->files_n + 1);
	for (i = 0; i < b->files_n; i++)
		if (b->files[i].challenge.n == c.n)
			list[n++] = b->files[i];
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

enum err
file_get(struct service *s, int64_t id, const char *hash,
    struct challenge_file **ret)
{
	enum challenge_view view =
	    s->actor != NULL && s->actor->role == ROLE_ADMIN ? VIEW_ADMIN
							     : VIEW_PLAYER;
	struct challenge *c;
	enum err err;

	err = store_file_get(s->p->db, s->mem, id, ret, &s->error);
	if (err != ERR_OK)
		return (err);
	if (*ret == NULL || !crypto_equal((*ret)->hash, hash))
		return (err_set(&s->error, ERR_FORBIDDEN, NULL,
		    "There is no such file for you"));
	err = challenge_get(s, (*ret)->challenge, view, &c);
	if (err == ERR_NOT_FOUND)
		return (err_set(&s->error, ERR_FORBIDDEN, NULL,
		    "There is no such file for you"));
	return (err);
}

/* ------------------------------------------------ on disk */

static enum err
disk_error(struct service *s, const char *what, const char *path)
{
	err_set(&s->error, ERR_INTERNAL, NULL, "The file could not be stored");
	err_detail(&s->error, "%s %s: %s", what, path, strerror(errno));
	return (ERR_INTERNAL);
}

static int
write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (-1);
		data += n;
		len -= (size_t)n;
	}
	return (fsync(fd));
}

static const char *
path_of(struct service *s, const char *hash)
{
	return (mem_printf(s->mem, "%s/%s", s->p->conf->files_dir, hash));
}

/* Whole or not at all: written beside, then renamed. */
static enum err
save(struct service *s, const char *hash, const char *data, size_t len)
{
	const char *path = path_of(s, hash);
	char random[17];
	const char *tmp;
	int fd, bad;

	crypto_random_hex(random, 8);
	tmp = mem_printf(s->mem, "%s.%s.new", path, random);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return (disk_error(s, "open", tmp));
	bad = write_all(fd, data, len);
	if (close(fd) != 0 || bad != 0 || rename(tmp, path) != 0) {
		(void)disk_error(s, "write", tmp);
		(void)unlink(tmp);
		return (ERR_INTERNAL);
	}
	return (ERR_OK);
}

enum err
file_keep(struct service *s, const char *data, size_t len,
    char ret_hash[CRYPTO_HASH_SIZE])
{
	if (s->p->conf->files_dir[0] == '\0')
		return (err_set(&s->error, ERR_CONFLICT, NULL,
		    "berth.conf has no files_dir: files can't be stored"));
	crypto_checksum(data, len, ret_hash);
	return (save(s, ret_hash, data, len));
}

void
file_drop(struct service *s, const char *hash)
{
	struct error e = {0};
	bool used = true;

	if (store_file_used(s->p->db, s->mem, hash, &used, &e) != ERR_OK)
		used = true;
	if (!used && unlink(path_of(s, hash)) != 0 && errno != ENOENT)
		log_warn("file.left", LOG_STR("hash", hash));
}

enum err
file_read(struct service *s, void *mem, const struct challenge_file *f,
    const char **ret, size_t *ret_len)
{
	const char *path = path_of(s, f->hash);
	size_t len = (size_t)f->size, n = 0;
	FILE *in = fopen(path, "re");
	char *data;

	if (in != NULL && f->size <= LIMIT_FILE) {
		data = mem_zalloc(mem, len + 1, "file");
		n = fread(data, 1, len + 1, in);
		*ret = data;
	}
	if (in != NULL)
		(void)fclose(in);
	*ret_len = n;
	if (in != NULL && n == len)
		return (ERR_OK);
	err_set(&s->error, ERR_NOT_FOUND, NULL,
	    "The file \"%s\" is not in files_dir as it should be", f->name);
	err_detail(&s->error, "%s", path);
	return (ERR_NOT_FOUND);
}

/* ------------------------------------------------ changes */

struct edit {
	struct service *s;
	struct challenge_file *f;
};

enum err
file_check_name(const char *name, struct error *e)
{
	if (name[0] == '\0' || name[0] == '.' || strlen(name) > LIMIT_FILE_NAME)
		return (err_set(e, ERR_INVALID, "name",
		    "must be 1 to %d bytes and not begin with a dot",
		    LIMIT_FILE_NAME));
	if (text_has_control(name) || strpbrk(name, "/\\\"") != NULL)
		return (err_set(e, ERR_INVALID, "name",
		    "must not have slashes, quotes or invisible characters"));
	return (ERR_OK);
}

static enum err
audit_file(struct edit *ed, const char *action)
{
	return (audit_add(ed->s, action,
	    mem_printf(ed->s->mem, "challenges/%lld/files/%lld",
		(long long)ed->f->challenge.n, (long long)ed->f->id),
	    NULL, ed->f->name));
}

static enum err
add_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	struct challenge_file *list;
	struct challenge *c;
	size_t n;
	enum err err;

	err = contest_touch(db, e);
	if (err == ERR_OK)
		err = store_challenge_lock(
		    db, ed->s->mem, ed->f->challenge, &c, e);
	if (err == ERR_OK && c == NULL)
		return (err_set(e, ERR_NOT_FOUND, NULL, "Challenge not found"));
	if (err == ERR_OK)
		err = store_files_list(
		    db, ed->s->mem, ed->f->challenge, &list, &n, e);
	if (err == ERR_OK && n >= LIMIT_FLAGS)
		return (err_set(e, ERR_INVALID, "name",
		    "a challenge has at most %d files", LIMIT_FLAGS));
	if (err == ERR_OK)
		err = store_file_add(db, ed->f, e);
	return (err == ERR_OK ? audit_file(ed, "file.create") : err);
}

enum err
file_add(struct service *s, struct challenge_id c, const char *name,
    const char *data, size_t len, struct challenge_file **ret)
{
	struct challenge_file *f = mem_new(s->mem, struct challenge_file);
	struct edit ed = {.s = s, .f = f};
	char hash[CRYPTO_HASH_SIZE];
	enum err err = file_check_name(name, &s->error);

	if (err != ERR_OK)
		return (err);
	err = file_keep(s, data, len, hash);
	if (err != ERR_OK)
		return (err);
	*f = (struct challenge_file){.challenge = c,
	    .name = name,
	    .hash = mem_strdup(s->mem, hash),
	    .size = (int64_t)len};
	err = db_transact(s->p->db, add_body, &ed, &s->error);
	if (err == ERR_CONFLICT)
		return (err_set(&s->error, ERR_INVALID, "name",
		    "the challenge has a file of this name already"));
	if (err != ERR_OK)
		return (err);
	log_info("file.create", LOG_STR("actor", s->actor_name),
	    LOG_INT("challenge", c.n), LOG_STR("name", name),
	    LOG_INT("size", len));
	*ret = f;
	return (ERR_OK);
}

static enum err
delete_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	enum err err = contest_touch(db, e);

	if (err == ERR_OK)
		err = store_file_delete(db, ed->f->id, e);
	return (err == ERR_OK ? audit_file(ed, "file.delete") : err);
}

enum err
file_delete(struct service *s, int64_t id, struct challenge_id *ret)
{
	struct edit ed = {.s = s};
	enum err err;

	err = store_file_get(s->p->db, s->mem, id, &ed.f, &s->error);
	if (err == ERR_OK && ed.f == NULL)
		return (
		    err_set(&s->error, ERR_NOT_FOUND, NULL, "File not found"));
	if (err == ERR_OK)
		err = db_transact(s->p->db, delete_body, &ed, &s->error);
	if (err != ERR_OK)
		return (err);
	file_drop(s, ed.f->hash);
	*ret = ed.f->challenge;
	return (ERR_OK);
}
