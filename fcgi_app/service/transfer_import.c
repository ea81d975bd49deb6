/*
 * Import: what the files of a folder mean for the database, and the one
 * transaction that makes it so.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "domain/requires.h"
#include "domain/scoring.h"
#include "service/audit.h"
#include "service/challenges_private.h"
#include "service/contest.h"
#include "service/transfer_private.h"
#include "store/challenges.h"
#include "store/flags.h"
#include "store/hints.h"

const char *
transfer_change_name(enum transfer_change c)
{
	static const char *const names[TRANSFER_CHANGES] = {
	    [TRANSFER_UNCHANGED] = "unchanged",
	    [TRANSFER_ADDED] = "added",
	    [TRANSFER_CHANGED] = "changed",
	};

	return (names[c]);
}

/* A file, and what it means for the database. */
struct change {
	struct transfer_challenge *t; /* as the file says */
	struct challenge *c;          /* as it is written */
	struct transfer_challenge *was;
	enum transfer_change kind;
};

struct import {
	struct service *s;
	void *mem; /* of one run of the transaction */
	enum transfer_mode mode;
	struct transfer_challenge *files;
	size_t n;
	struct transfer_stock stock;
	struct change *changes;
	bool dry; /* all went well and is taken back */
};

static enum err
wrong(struct import *im, const struct transfer_challenge *t, int line,
    struct error *e)
{
	return (transfer_wrong(im->s->mem, t->path, line > 0 ? line : 1, e));
}

/* The one challenge of the database called `name`, NULL for none. */
static enum err
by_name(struct import *im, const char *name, struct transfer_challenge **ret,
    struct error *e)
{
	size_t i;

	*ret = NULL;
	for (i = 0; i < im->stock.n; i++) {
		if (strcmp(im->stock.list[i].c->name, name) != 0)
			continue;
		if (*ret != NULL)
			return (err_set(e, ERR_INVALID, NULL,
			    "several challenges are called \"%s\": rename them "
			    "first",
			    name));
		*ret = &im->stock.list[i];
	}
	return (ERR_OK);
}

static int
by_text(const void *a, const void *b)
{
	const struct flag *x = a, *y = b;
	int d = (int)x->kind - (int)y->kind;

	return (d != 0 ? d : strcmp(x->content, y->content));
}

static int
by_content(const void *a, const void *b)
{
	const struct hint *x = a, *y = b;
	int d = strcmp(x->content, y->content);

	if (d == 0)
		d = strcmp(x->title, y->title);
	return (d != 0 ? d : (x->cost > y->cost) - (x->cost < y->cost));
}

static int
by_string(const void *a, const void *b)
{
	return (strcmp(*(const char *const *)a, *(const char *const *)b));
}

static int
by_path(const void *a, const void *b)
{
	const struct transfer_file *x = a, *y = b;

	return (strcmp(x->path, y->path));
}

/* A copy of the `n` elements of `size` bytes at `from`, sorted. */
static void *
sorted(void *mem, const void *from, size_t n, size_t size,
    int (*compare)(const void *, const void *))
{
	void *copy = mem_zarray(mem, n + 1, size, "sorted");

	if (n > 0) {
		memcpy(copy, from, n * size);
		qsort(copy, n, size, compare);
	}
	return (copy);
}

/* Files by name and content, wherever they lie. */
static struct transfer_file *
files_by_hash(void *mem, const struct transfer_challenge *t)
{
	struct transfer_file *copy;
	size_t i;

	copy = sorted(mem, t->files, t->files_n, sizeof(*copy), by_path);
	for (i = 0; i < t->files_n; i++)
		copy[i].path =
		    mem_printf(mem, "%s/%s", copy[i].f.name, copy[i].f.hash);
	return (sorted(mem, copy, t->files_n, sizeof(*copy), by_path));
}

/*
 * Whether the two say the same.  The order of flags, hints and requirements is
 * nothing that a file could bring about in a challenge that is there.
 */
static enum err
is_same(void *mem, const struct transfer_challenge *a,
    const struct transfer_challenge *b, bool *ret, struct error *e)
{
	const struct transfer_challenge *both[] = {a, b};
	const char *texts[2];
	struct transfer_challenge t;
	int i;
	enum err err = ERR_OK;

	for (i = 0; err == ERR_OK && i < 2; i++) {
		t = *both[i];
		t.flags =
		    sorted(mem, t.flags, t.flags_n, sizeof(*t.flags), by_text);
		t.hints = sorted(
		    mem, t.hints, t.hints_n, sizeof(*t.hints), by_content);
		t.requires = sorted(mem, t.requires, (size_t)t.requires_n,
		    sizeof(*t.requires), by_string);
		t.files = files_by_hash(mem, &t);
		err = transfer_to_yaml(mem, &t, &texts[i], e);
	}
	*ret = err == ERR_OK && strcmp(texts[0], texts[1]) == 0;
	return (err);
}

/* What the file means; a new challenge gets its row, to be named by others. */
static enum err
plan_one(struct db *db, struct import *im, struct change *ch, struct error *e)
{
	void *mem = im->mem;
	bool same = false;
	enum err err;

	ch->c = mem_new(mem, struct challenge);
	*ch->c = *ch->t->c;
	err = by_name(im, ch->t->c->name, &ch->was, e);
	if (err == ERR_OK && ch->was == NULL) {
		ch->kind = TRANSFER_ADDED;
		return (store_challenge_add(db, ch->c, e));
	}
	if (err == ERR_OK)
		err = is_same(mem, ch->t, ch->was, &same, e);
	if (err != ERR_OK)
		return (wrong(im, ch->t, 1, e));
	ch->kind = same ? TRANSFER_UNCHANGED : TRANSFER_CHANGED;
	ch->c->id = ch->was->c->id;
	ch->c->solves = ch->was->c->solves;
	if (ch->c->function != SCORE_STATIC)
		ch->c->value = score_value(ch->c, ch->c->solves);
	return (ERR_OK);
}

/* The challenge called `name`, in the database or in a file. */
static enum err
resolve(struct import *im, const struct change *from, const char *name,
    int64_t *ret, struct error *e)
{
	struct transfer_challenge *was;
	size_t i;
	enum err err = by_name(im, name, &was, e);

	if (err != ERR_OK)
		return (err);
	*ret = was != NULL ? was->c->id.n : 0;
	for (i = 0; *ret == 0 && i < im->n; i++)
		if (strcmp(im->changes[i].t->c->name, name) == 0)
			*ret = im->changes[i].c->id.n;
	if (*ret == 0)
		return (err_set(e, ERR_INVALID, NULL,
		    "there is no challenge called \"%s\"", name));
	if (*ret == from->c->id.n)
		return (
		    err_set(e, ERR_INVALID, NULL, "must be another challenge"));
	return (ERR_OK);
}

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return ((x > y) - (x < y));
}

/* Numbers instead of names, each once. */
static enum err
number_others(struct import *im, struct change *ch, struct error *e)
{
	const struct transfer_challenge *t = ch->t;
	struct challenge *c = ch->c;
	int i, kept = 0;
	enum err err = ERR_OK;

	c->requires = mem_array(im->mem, int64_t, LIMIT_REQUIRES);
	for (i = 0; err == ERR_OK && i < t->requires_n; i++)
		err = resolve(im, ch, t->requires[i], &c -> requires[i], e);
	if (err != ERR_OK)
		return (wrong(im, t, t->requires_line, e));
	qsort(c->requires, (size_t)t->requires_n, sizeof(int64_t), by_number);
	for (i = 0; i < t->requires_n; i++)
		if (kept == 0 || c->requires[kept - 1] != c->requires[i])
	c->requires[kept++] = c->requires[i];
	c->requires_n = kept;
	if (t->next[0] != '\0')
		err = resolve(im, ch, t->next, &c->next.n, e);
	return (err == ERR_OK ? ERR_OK : wrong(im, t, t->next_line, e));
}

/*
 * Flags that stay keep their rows, because players who have found them do so
 * by their numbers.
 */
static enum err
write_flags(
    struct db *db, struct import *im, struct change *ch, struct error *e)
{
	const struct transfer_challenge *was = ch->was, *t = ch->t;
	size_t had = was != NULL ? was->flags_n : 0, i, k;
	bool *kept = mem_array(im->mem, bool, t->flags_n + 1);
	struct flag f;
	enum err err = ERR_OK;

	for (i = 0; err == ERR_OK && i < had; i++) {
		for (k = 0; k < t->flags_n; k++)
			if (!kept[k] &&
			    by_text(&was->flags[i], &t->flags[k]) == 0)
				break;
		if (k < t->flags_n)
			kept[k] = true;
		else
			err = store_flag_delete(db, was->flags[i].id, e);
	}
	for (k = 0; err == ERR_OK && k < t->flags_n; k++) {
		f = t->flags[k];
		f.challenge = ch->c->id.n;
		if (!kept[k])
			err = store_flag_add(db, &f, e);
	}
	return (err);
}

/* The same hint, though its cost or one of its texts may have changed. */
static bool
is_hint(const struct hint *a, const struct hint *b)
{
	return (strcmp(a->content, b->content) == 0 ||
		(a->title[0] != '\0' && strcmp(a->title, b->title) == 0));
}

/* Hints that stay keep their rows: somebody has paid for them. */
static enum err
write_hints(
    struct db *db, struct import *im, struct change *ch, struct error *e)
{
	const struct transfer_challenge *was = ch->was, *t = ch->t;
	size_t had = was != NULL ? was->hints_n : 0, i, k;
	bool *kept = mem_array(im->mem, bool, t->hints_n + 1);
	struct hint h;
	enum err err = ERR_OK;

	for (i = 0; err == ERR_OK && i < had; i++) {
		for (k = 0; k < t->hints_n; k++)
			if (!kept[k] && is_hint(&was->hints[i], &t->hints[k]))
				break;
		if (k == t->hints_n) {
			err = store_hint_delete(db, was->hints[i].id, e);
			continue;
		}
		kept[k] = true;
		h = t->hints[k];
		h.id = was->hints[i].id;
		err = store_hint_put(db, &h, e);
	}
	for (k = 0; err == ERR_OK && k < t->hints_n; k++) {
		h = t->hints[k];
		h.challenge = ch->c->id;
		if (!kept[k])
			err = store_hint_add(db, &h, e);
	}
	return (err);
}

static enum err
write_one(struct db *db, struct import *im, struct change *ch, struct error *e)
{
	void *mem = im->mem;
	const struct challenge *was = ch->was != NULL ? ch->was->c : ch->c;
	const char *before = NULL;
	enum err err;

	if (ch->was != NULL)
		before = challenge_snapshot(mem, was);
	err = number_others(im, ch, e);
	if (err == ERR_OK)
		err = challenge_write(db, mem, was, ch->c, e);
	if (err == ERR_OK)
		err = write_flags(db, im, ch, e);
	if (err == ERR_OK)
		err = write_hints(db, im, ch, e);
	if (err == ERR_OK)
		err = transfer_files_write(db, ch->was, ch->t, ch->c->id, e);
	if (err != ERR_OK)
		return (err);
	return (audit_add(im->s, "challenge.import",
	    mem_printf(mem, "challenges/%lld", (long long)ch->c->id.n), before,
	    challenge_snapshot(mem, ch->c)));
}

/* All requirements are written: none may lead back to where it begins. */
static enum err
check_circles(struct db *db, struct import *im, struct error *e)
{
	struct requirement *all;
	struct change *ch;
	size_t n, i;
	enum err err = store_requires_all(db, im->mem, &all, &n, e);

	for (i = 0; err == ERR_OK && i < im->n; i++) {
		ch = &im->changes[i];
		if (ch->kind == TRANSFER_UNCHANGED || ch->c->requires_n == 0 ||
		    !requires_circle(all, n, ch->c))
			continue;
		err_set(e, ERR_INVALID, "requirements",
		    "would make a circle: the challenge could never open");
		return (wrong(im, ch->t, ch->t->requires_line, e));
	}
	return (err);
}

static enum err
import_body(struct db *db, void *arg, struct error *e)
{
	struct import *im = arg;
	struct change *ch;
	size_t i;
	enum err err;

	im->mem = mem_arena(im->s->mem);
	im->changes = mem_array(im->mem, struct change, im->n + 1);
	err = contest_touch(db, e);
	if (err == ERR_OK)
		err = transfer_load(db, im->mem, &im->stock, e);
	for (i = 0; err == ERR_OK && i < im->n; i++) {
		im->changes[i].t = &im->files[i];
		err = plan_one(db, im, &im->changes[i], e);
	}
	for (i = 0; err == ERR_OK && i < im->n; i++) {
		ch = &im->changes[i];
		if (ch->kind != TRANSFER_UNCHANGED)
			err = write_one(db, im, ch, e);
	}
	if (err == ERR_OK)
		err = check_circles(db, im, e);
	im->dry = err == ERR_OK && im->mode == TRANSFER_DRY_RUN;
	/* an error rolls back */
	return (im->dry ? ERR_CONFLICT : err);
}

/* Two files that mean one challenge. */
static enum err
check_twice(struct import *im, struct error *e)
{
	size_t i, k;

	for (i = 1; i < im->n; i++)
		for (k = 0; k < i; k++) {
			if (strcmp(im->files[i].c->name,
				im->files[k].c->name) != 0)
				continue;
			err_set(e, ERR_INVALID, "name", "the same as in %.*s",
			    TRANSFER_SHOWN, im->files[k].path);
			return (wrong(im, &im->files[i], 1, e));
		}
	return (ERR_OK);
}

static enum err
read_files(
    struct import *im, int fd, struct transfer_notes *notes, struct error *e)
{
	void *mem = im->s->mem, *scratch;
	const char **paths, *data;
	size_t i, len;
	enum err err = transfer_find(mem, fd, &paths, &im->n, e);

	if (err != ERR_OK)
		return (err);
	im->files = mem_array(mem, struct transfer_challenge, im->n);
	for (i = 0; err == ERR_OK && i < im->n; i++) {
		scratch = mem_arena(mem);
		err = transfer_read(
		    scratch, fd, paths[i], LIMIT_YAML, &data, &len, e);
		if (err != ERR_OK)
			return (transfer_wrong(mem, paths[i], 1, e));
		err = transfer_from_yaml(mem, paths[i], data, len,
		    im->s->p->conf, &im->files[i], notes, e);
		if (err == ERR_OK)
			err = transfer_files_look(mem, fd, &im->files[i], e);
		mem_free(&scratch);
	}
	return (err == ERR_OK ? check_twice(im, e) : err);
}

static void
summarize(const struct import *im, const struct transfer_notes *notes,
    struct transfer_summary *ret)
{
	struct transfer_item *item;
	size_t i;

	*ret = (struct transfer_summary){
	    .n = im->n, .notes = notes->list, .notes_n = notes->n};
	ret->items = mem_array(im->s->mem, struct transfer_item, im->n + 1);
	for (i = 0; i < im->n; i++) {
		item = &ret->items[i];
		item->name = im->files[i].c->name;
		item->path = im->files[i].path;
		item->change = im->changes[i].kind;
		ret->count[item->change]++;
	}
}

/* Read and judge it all, then store bytes, then rows. */
static enum err
run(struct import *im, int fd, struct transfer_notes *notes)
{
	struct service *s = im->s;
	enum err err = read_files(im, fd, notes, &s->error);
	size_t i;

	if (err != ERR_OK)
		return (err);
	for (i = 0; err == ERR_OK && i < im->n; i++)
		if (im->mode == TRANSFER_APPLY)
			err = transfer_files_keep(s, fd, &im->files[i]);
	if (err == ERR_OK)
		err = db_transact(s->p->db, import_body, im, &s->error);
	for (i = 0; err != ERR_OK && !im->dry && i < im->n; i++)
		transfer_files_drop(s, &im->files[i]);
	for (i = 0; err == ERR_OK && i < im->n; i++)
		if (im->changes[i].was != NULL)
			transfer_files_drop(s, im->changes[i].was);
	return (im->dry ? ERR_OK : err);
}

enum err
transfer_import(struct service *s, const char *dir, enum transfer_mode mode,
    struct transfer_summary *ret)
{
	struct import im = {.s = s, .mode = mode};
	struct transfer_notes notes = {.mem = s->mem};
	int fd;
	enum err err = transfer_open(dir, &fd, &s->error);

	if (err != ERR_OK)
		return (err);
	err = run(&im, fd, &notes);
	close(fd);
	if (err != ERR_OK)
		return (err);
	summarize(&im, &notes, ret);
	if (im.dry)
		return (ERR_OK);
	log_info("challenge.import", LOG_STR("actor", s->actor_name),
	    LOG_INT("added", ret->count[TRANSFER_ADDED]),
	    LOG_INT("changed", ret->count[TRANSFER_CHANGED]),
	    LOG_INT("unchanged", ret->count[TRANSFER_UNCHANGED]));
	service_wake(s);
	return (ERR_OK);
}
