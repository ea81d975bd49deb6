#include "service/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/challenge_input.h"
#include "service/audit.h"
#include "service/contest.h"
#include "service/files.h"
#include "service/settings.h"
#include "service/transfer_private.h"
#include "store/event.h"
#include "store/files.h"
#include "store/settings.h"
#include "tar/tar.h"

/* The first file of an archive, and the last. */
#define HEAD_NAME "berth-event"
#define HEAD_TEXT "1\n"
#define END_NAME  "end"
#define ROWS      "rows/"
#define FILES     "files/"

/* A file of rows is closed once it has so many bytes. */
#define ROWS_BYTES ((size_t)1024 * 1024)

/* ------------------------------------------------ export */

struct export
{
	struct service *s;
	struct tar_writer *w;
	int files; /* of the part under way */
};

/* Close the array in `b` and add it; `b` is empty then. */
static enum err
flush(struct export *ex, size_t part, struct buf *b, struct error *e)
{
	char name[80];
	enum err err;

	if (buf_len(b) == 0)
		return (ERR_OK);
	buf_char(b, ']');
	if (buf_full(b))
		return (err_set(e, ERR_TOO_LARGE, NULL,
		    "a row of %s is too long", store_event_part(part)));
	snprintf(name, sizeof(name), ROWS "%s/%06d", store_event_part(part),
	    ++ex->files);
	err = tar_add(ex->w, name, buf_data(b), buf_len(b), e);
	buf_clear(b);
	return (err);
}

static enum err
export_page(struct export *ex, size_t part, const char **rows, size_t n,
    struct buf *b, struct error *e)
{
	enum err err = ERR_OK;
	size_t i;

	for (i = 0; err == ERR_OK && i < n; i++) {
		buf_char(b, buf_len(b) == 0 ? '[' : ',');
		buf_str(b, rows[i]);
		if (buf_len(b) >= ROWS_BYTES)
			err = flush(ex, part, b, e);
	}
	return (err);
}

static enum err
export_part(struct db *db, struct export *ex, size_t part, struct error *e)
{
	void *mem = mem_arena(ex->s->mem), *page;
	struct buf *b = buf_new(mem, LIMIT_EVENT_ROWS);
	const char **rows;
	int64_t at = 0;
	size_t n = 1;
	enum err err = ERR_OK;

	ex->files = 0;
	while (err == ERR_OK && n > 0) {
		page = mem_arena(mem);
		err = store_event_read(db, page, part, &at, &rows, &n, e);
		if (err == ERR_OK)
			err = export_page(ex, part, rows, n, b, e);
		mem_free(&page);
	}
	if (err == ERR_OK)
		err = flush(ex, part, b, e);
	mem_free(&mem);
	return (err);
}

static int
by_hash(const void *a, const void *b)
{
	return (strcmp(((const struct challenge_file *)a)->hash,
	    ((const struct challenge_file *)b)->hash));
}

/* The bytes of every hash, once. */
static enum err
export_files(struct db *db, struct export *ex, struct error *e)
{
	struct service *s = ex->s;
	struct challenge_file *list;
	const char *data;
	void *scratch;
	size_t i, n, len;
	enum err err = store_files_all(db, s->mem, &list, &n, e);

	if (err == ERR_OK && n > 0)
		qsort(list, n, sizeof(*list), by_hash);
	for (i = 0; err == ERR_OK && i < n; i++) {
		if (i > 0 && by_hash(&list[i - 1], &list[i]) == 0)
			continue;
		scratch = mem_arena(s->mem);
		err = file_read(s, scratch, &list[i], &data, &len);
		if (err == ERR_OK)
			err = tar_add(ex->w,
			    mem_printf(scratch, FILES "%s", list[i].hash), data,
			    len, e);
		mem_free(&scratch);
	}
	return (err);
}

static enum err
export_body(struct db *db, void *arg, struct error *e)
{
	struct export *ex = arg;
	size_t part;
	enum err err;

	err = tar_add(ex->w, HEAD_NAME, HEAD_TEXT, strlen(HEAD_TEXT), e);
	for (part = 0; err == ERR_OK && part < store_event_parts; part++)
		err = export_part(db, ex, part, e);
	if (err == ERR_OK)
		err = export_files(db, ex, e);
	if (err == ERR_OK)
		err = tar_add(ex->w, END_NAME, HEAD_TEXT, strlen(HEAD_TEXT), e);
	return (err);
}

enum err
event_export(struct service *s, const char *path)
{
	struct export ex = {.s = s};
	struct error ignored = {0};
	enum err err = tar_create(s->mem, path, &ex.w, &s->error);

	if (err != ERR_OK)
		return (err);
	err = store_event_snapshots(s->p->db, &s->error);
	if (err == ERR_OK)
		/* reads alone are never run again */
		err = db_transact(s->p->db, export_body, &ex, &s->error);
	if (store_event_no_snapshots(s->p->db, &ignored) != ERR_OK)
		log_warn("event.isolation", LOG_STR("error", ignored.message));
	if (err != ERR_OK) {
		tar_abandon(ex.w);
		return (err);
	}
	return (tar_finish(ex.w, &s->error));
}

/* ------------------------------------------------ import */

struct import {
	struct service *s;
	const char *path;
	struct tar_reader *r;
	size_t part;       /* the one under way; parts come in their order */
	bool ended;        /* the last file has been seen */
	const char **kept; /* hashes whose bytes are in files_dir */
	size_t kept_n, kept_room;
};

static enum err
not_ours(const char *name, struct error *e)
{
	return (err_set(e, ERR_INVALID, NULL,
	    "this is no archive of an event that this version can read "
	    "(%.200s)",
	    name));
}

/* "rows/PART/NUMBER", none before those that have been. */
static enum err
find_part(struct import *im, const char *name, struct error *e)
{
	const char *part = name + strlen(ROWS), *slash = strchr(part, '/');
	size_t i, n = slash != NULL ? (size_t)(slash - part) : 0;

	for (i = im->part; i < store_event_parts; i++)
		if (strlen(store_event_part(i)) == n &&
		    strncmp(store_event_part(i), part, n) == 0) {
			im->part = i;
			return (ERR_OK);
		}
	return (not_ours(name, e));
}

static enum err
import_rows(struct db *db, struct import *im, const char *name, void *mem,
    struct error *e)
{
	const char *shown = mem_strdup(mem, name), *json;
	size_t len;
	enum err err = find_part(im, name, e);

	if (err == ERR_OK)
		err = tar_data(im->r, mem, LIMIT_EVENT_ROWS, &json, &len, e);
	if (err == ERR_OK && !text_utf8(json, len))
		return (not_ours(shown, e));
	if (err != ERR_OK)
		return (err);
	err = store_event_write(db, im->part, json, e);
	if (err == ERR_INTERNAL || err == ERR_CONFLICT)
		return (err_set(e, ERR_INVALID, NULL,
		    "%.200s in the archive does not fit: %.200s", shown,
		    (const char *)mem_strdup(mem, e->detail)));
	return (err);
}

static void
remember(struct import *im, const char *hash)
{
	if (im->kept_n == im->kept_room) {
		im->kept_room = im->kept_room > 0 ? im->kept_room * 2 : 64;
		im->kept = mem_grow(
		    im->s->mem, im->kept, im->kept_room, sizeof(*im->kept));
	}
	im->kept[im->kept_n++] = mem_strdup(im->s->mem, hash);
}

/* Bytes go where they belong, whatever the name in the archive says. */
static enum err
import_file(struct import *im, const char *name, void *mem, struct error *e)
{
	const char *want = mem_strdup(mem, name + strlen(FILES)), *data;
	char hash[CRYPTO_HASH_SIZE];
	size_t len;
	enum err err = tar_data(im->r, mem, LIMIT_FILE, &data, &len, e);

	if (err != ERR_OK)
		return (err);
	crypto_checksum(data, len, hash);
	if (strcmp(hash, want) != 0)
		return (err_set(e, ERR_INVALID, NULL,
		    "a file in the archive is not what it was: %.64s", want));
	err = file_keep(im->s, data, len, hash);
	if (err == ERR_OK)
		remember(im, hash);
	return (err);
}

static enum err
import_entry(struct db *db, struct import *im, const char *name, void *mem,
    struct error *e)
{
	if (im->ended)
		return (not_ours(name, e));
	if (text_starts(name, ROWS))
		return (import_rows(db, im, name, mem, e));
	if (text_starts(name, FILES))
		return (import_file(im, name, mem, e));
	im->ended = strcmp(name, END_NAME) == 0;
	return (im->ended ? ERR_OK : not_ours(name, e));
}

static enum err
read_head(struct import *im, void *mem, struct error *e)
{
	const char *name, *text;
	size_t len;
	enum err err = tar_next(im->r, &name, e);

	if (err == ERR_OK && (name == NULL || strcmp(name, HEAD_NAME) != 0))
		return (not_ours(name != NULL ? name : "empty", e));
	if (err == ERR_OK)
		err = tar_data(im->r, mem, LIMIT_NAME, &text, &len, e);
	if (err == ERR_OK && strcmp(text, HEAD_TEXT) != 0)
		return (not_ours(HEAD_NAME, e));
	return (err);
}

static enum err
read_all(struct db *db, struct import *im, void *mem, struct error *e)
{
	const char *name = "";
	void *scratch;
	enum err err = tar_open(mem, im->path, &im->r, e);

	if (err == ERR_OK)
		err = read_head(im, mem, e);
	while (err == ERR_OK && name != NULL) {
		err = tar_next(im->r, &name, e);
		scratch = mem_arena(mem);
		if (err == ERR_OK && name != NULL)
			err = import_entry(db, im, name, scratch, e);
		mem_free(&scratch);
	}
	if (err == ERR_OK && !im->ended)
		return (err_set(
		    e, ERR_INVALID, NULL, "the archive has been cut short"));
	return (err);
}

/* What an admin may not save is not let in by this door either. */
static enum err
check_one(struct import *im, const struct transfer_challenge *t, void *mem,
    struct error *e)
{
	struct challenge c = *t->c;
	enum err err = challenge_check(mem, &c, im->s->p->conf, e);
	size_t i;

	for (i = 0; err == ERR_OK && i < t->flags_n; i++)
		err = flag_check(t->flags[i].kind, t->flags[i].content, e);
	for (i = 0; err == ERR_OK && i < t->hints_n; i++)
		err = hint_check(&t->hints[i], e);
	for (i = 0; err == ERR_OK && i < t->files_n; i++)
		err = file_check_name(t->files[i].f.name, e);
	if (err == ERR_OK)
		return (ERR_OK);
	return (err_set(e, ERR_INVALID, NULL,
	    "the challenge \"%.100s\" in the archive is wrong: %s: %s",
	    t->c->name, (const char *)mem_strdup(mem, e->field),
	    (const char *)mem_strdup(mem, e->message)));
}

static int
by_string(const void *a, const void *b)
{
	return (strcmp(*(const char *const *)a, *(const char *const *)b));
}

static enum err
check_files(
    struct import *im, const struct transfer_challenge *t, struct error *e)
{
	size_t i;

	for (i = 0; i < t->files_n; i++)
		if (im->kept_n == 0 ||
		    bsearch(&t->files[i].f.hash, im->kept, im->kept_n,
			sizeof(*im->kept), by_string) == NULL)
			return (err_set(e, ERR_INVALID, NULL,
			    "the archive lacks the file \"%.200s\"",
			    t->files[i].f.name));
	return (ERR_OK);
}

static enum err
check_settings(struct db *db, struct import *im, void *mem, struct error *e)
{
	enum err err = settings_check_stored(db, mem, im->s->p->conf, e);

	if (err != ERR_INVALID)
		return (err);
	return (err_set(e, ERR_INVALID, NULL,
	    "the setting %s in the archive %s",
	    (const char *)mem_strdup(mem, e->field),
	    (const char *)mem_strdup(mem, e->message)));
}

static enum err
check_all(struct db *db, struct import *im, void *mem, struct error *e)
{
	struct transfer_stock stock;
	enum err err = check_settings(db, im, mem, e);
	size_t i;

	if (err == ERR_OK)
		err = transfer_load(db, mem, &stock, e);

	if (im->kept_n > 0)
		qsort(im->kept, im->kept_n, sizeof(*im->kept), by_string);
	for (i = 0; err == ERR_OK && i < stock.n; i++) {
		err = check_one(im, &stock.list[i], mem, e);
		if (err == ERR_OK)
			err = check_files(im, &stock.list[i], e);
	}
	return (err);
}

static enum err
import_body(struct db *db, void *arg, struct error *e)
{
	struct import *im = arg;
	void *mem = mem_arena(im->s->mem);
	bool empty = false;
	enum err err;

	im->part = 0;
	im->ended = false;
	err = store_settings_bump(db, e);
	if (err == ERR_OK)
		err = contest_touch(db, e);
	if (err == ERR_OK)
		err = store_event_empty(db, mem, &empty, e);
	if (err == ERR_OK && !empty)
		err = err_set(e, ERR_CONFLICT, NULL,
		    "there are accounts, teams, challenges or instances: an "
		    "event is read into an empty installation only");
	if (err == ERR_OK)
		err = read_all(db, im, mem, e);
	if (err == ERR_OK)
		err = check_all(db, im, mem, e);
	if (err == ERR_OK)
		err = audit_add(im->s, "event.import", "event", NULL, NULL);
	mem_free(&mem);
	return (err);
}

enum err
event_import(struct service *s, const char *path)
{
	struct import im = {.s = s, .path = path};
	enum err err = db_transact(s->p->db, import_body, &im, &s->error);
	size_t i;

	if (err != ERR_OK) {
		for (i = 0; i < im.kept_n; i++)
			file_drop(s, im.kept[i]);
		return (err);
	}
	log_info("event.import", LOG_STR("actor", s->actor_name));
	service_wake(s);
	return (ERR_OK);
}
