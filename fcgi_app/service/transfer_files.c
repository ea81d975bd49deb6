/*
 * Files to download, between the folder of a challenge and files_dir.  Their
 * bytes are stored before the transaction that gives them rows, and removed
 * again if it fails: a hash that no row has is nobody's.
 */
#include <string.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/mem.h"
#include "service/files.h"
#include "service/transfer_private.h"
#include "store/files.h"

static enum err
wrong(void *mem, const struct transfer_challenge *t,
    const struct transfer_file *file, struct error *e)
{
	err_set(e, e->code, "files", "%s: %s",
	    (const char *)mem_strdup(mem, file->path),
	    (const char *)mem_strdup(mem, e->message));
	return (transfer_wrong(mem, t->path, file->line, e));
}

/* The bytes of `file`, which its challenge's folder has. */
static enum err
read_file(void *mem, int dir_fd, const struct transfer_challenge *t,
    const struct transfer_file *file, const char **ret, size_t *ret_len,
    struct error *e)
{
	const char *slash = strrchr(t->path, '/');
	int folder_n = slash != NULL ? (int)(slash + 1 - t->path) : 0;

	if (!transfer_is_below(file->path))
		return (err_set(e, ERR_INVALID, NULL,
		    "must be a path below the challenge's folder"));
	return (transfer_read(mem, dir_fd,
	    mem_printf(mem, "%.*s%s", folder_n, t->path, file->path),
	    LIMIT_FILE, ret, ret_len, e));
}

static enum err
look(void *mem, int dir_fd, const struct transfer_challenge *t, size_t i,
    struct error *e)
{
	struct transfer_file *file = &t->files[i];
	const char *slash = strrchr(file->path, '/'), *data;
	char hash[CRYPTO_HASH_SIZE];
	void *scratch = mem_arena(mem);
	size_t k, len;
	enum err err;

	file->f.name = slash != NULL ? slash + 1 : file->path;
	err = file_check_name(file->f.name, e);
	for (k = 0; err == ERR_OK && k < i; k++)
		if (strcmp(t->files[k].f.name, file->f.name) == 0)
			err = err_set(e, ERR_INVALID, NULL,
			    "another file has the same name");
	if (err == ERR_OK)
		err = read_file(scratch, dir_fd, t, file, &data, &len, e);
	if (err == ERR_OK) {
		crypto_checksum(data, len, hash);
		file->f.hash = mem_strdup(mem, hash);
		file->f.size = (int64_t)len;
	}
	mem_free(&scratch);
	return (err);
}

enum err
transfer_files_look(
    void *mem, int dir_fd, struct transfer_challenge *t, struct error *e)
{
	enum err err = ERR_OK;
	size_t i;

	for (i = 0; err == ERR_OK && i < t->files_n; i++) {
		err = look(mem, dir_fd, t, i, e);
		if (err != ERR_OK)
			return (wrong(mem, t, &t->files[i], e));
	}
	return (err);
}

static enum err
keep(struct service *s, int dir_fd, const struct transfer_challenge *t,
    const struct transfer_file *file)
{
	char hash[CRYPTO_HASH_SIZE];
	void *scratch = mem_arena(s->mem);
	const char *data;
	size_t len;
	enum err err;

	err = read_file(scratch, dir_fd, t, file, &data, &len, &s->error);
	if (err == ERR_OK)
		err = file_keep(s, data, len, hash);
	mem_free(&scratch);
	if (err == ERR_OK && strcmp(hash, file->f.hash) != 0) {
		file_drop(s, hash);
		err = err_set(&s->error, ERR_CONFLICT, NULL,
		    "has changed while it was read");
	}
	return (err == ERR_OK ? ERR_OK : wrong(s->mem, t, file, &s->error));
}

enum err
transfer_files_keep(
    struct service *s, int dir_fd, const struct transfer_challenge *t)
{
	enum err err = ERR_OK;
	size_t i;

	for (i = 0; err == ERR_OK && i < t->files_n; i++)
		err = keep(s, dir_fd, t, &t->files[i]);
	return (err);
}

void
transfer_files_drop(struct service *s, const struct transfer_challenge *t)
{
	size_t i;

	for (i = 0; i < t->files_n; i++)
		if (t->files[i].f.hash != NULL)
			file_drop(s, t->files[i].f.hash);
}

static bool
is_file(const struct transfer_file *a, const struct transfer_file *b)
{
	return (strcmp(a->f.name, b->f.name) == 0 &&
		strcmp(a->f.hash, b->f.hash) == 0);
}

static bool
has_file(const struct transfer_challenge *t, const struct transfer_file *file)
{
	size_t i;

	for (i = 0; t != NULL && i < t->files_n; i++)
		if (is_file(&t->files[i], file))
			return (true);
	return (false);
}

enum err
transfer_files_write(struct db *db, const struct transfer_challenge *was,
    const struct transfer_challenge *t, struct challenge_id id, struct error *e)
{
	size_t had = was != NULL ? was->files_n : 0, i;
	struct challenge_file f;
	enum err err = ERR_OK;

	for (i = 0; err == ERR_OK && i < had; i++)
		if (!has_file(t, &was->files[i]))
			err = store_file_delete(db, was->files[i].f.id, e);
	for (i = 0; err == ERR_OK && i < t->files_n; i++) {
		f = t->files[i].f;
		f.challenge = id;
		if (!has_file(was, &t->files[i]))
			err = store_file_add(db, &f, e);
	}
	return (err);
}

enum err
transfer_files_export(struct service *s, struct transfer_out *out,
    const char *folder, const struct transfer_challenge *t)
{
	const struct challenge_file *f;
	const char *data;
	void *scratch;
	size_t i, len;
	enum err err = ERR_OK;

	if (t->files_n > 0)
		err = transfer_out_folder(out,
		    mem_printf(s->mem, "%s/" TRANSFER_FILES, folder),
		    &s->error);
	for (i = 0; err == ERR_OK && i < t->files_n; i++) {
		f = &t->files[i].f;
		scratch = mem_arena(s->mem);
		err = file_read(s, scratch, f, &data, &len);
		if (err == ERR_OK)
			err = transfer_out_file(out,
			    mem_printf(
				s->mem, "%s/%s", folder, t->files[i].path),
			    data, len, &s->error);
		mem_free(&scratch);
	}
	return (err);
}
