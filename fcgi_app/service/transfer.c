/*
 * All challenges as they are in the database, and export.
 */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "service/transfer_private.h"
#include "store/challenges.h"
#include "store/files.h"
#include "store/flags.h"
#include "store/hints.h"

/* ------------------------------------------------ what is there */

static struct transfer_challenge *
stock_by_id(const struct transfer_stock *st, int64_t id)
{
	size_t low = 0, high = st->n, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (st->list[mid].c->id.n < id)
			low = mid + 1;
		else
			high = mid;
	}
	return (
	    low < st->n && st->list[low].c->id.n == id ? &st->list[low] : NULL);
}

static void
give_flags(const struct transfer_stock *st, struct flag *flags, size_t n)
{
	struct transfer_challenge *t;
	size_t i;

	for (i = 0; i < n; i++) {
		t = stock_by_id(st, flags[i].challenge);
		if (t != NULL && t->flags_n++ == 0)
			t->flags = &flags[i];
	}
}

static void
give_hints(const struct transfer_stock *st, struct hint *hints, size_t n)
{
	struct transfer_challenge *t;
	size_t i;

	for (i = 0; i < n; i++) {
		t = stock_by_id(st, hints[i].challenge.n);
		if (t != NULL && t->hints_n++ == 0)
			t->hints = &hints[i];
	}
}

static void
give_files(void *mem, const struct transfer_stock *st,
    struct challenge_file *files, size_t n)
{
	struct transfer_file *all = mem_array(mem, struct transfer_file, n + 1);
	struct transfer_challenge *t;
	size_t i;

	for (i = 0; i < n; i++) {
		all[i].f = files[i];
		all[i].path =
		    mem_printf(mem, TRANSFER_FILES "/%s", files[i].name);
		t = stock_by_id(st, files[i].challenge.n);
		if (t != NULL && t->files_n++ == 0)
			t->files = &all[i];
	}
}

/* Names instead of numbers. */
static void
give_names(void *mem, const struct transfer_stock *st,
    const struct requirement *requires, size_t n)
{
	struct transfer_challenge *t, *other;
	size_t i;

	for (i = 0; i < st->n; i++) {
		t = &st->list[i];
		other = stock_by_id(st, t->c->next.n);
		t->path = "";
		t->next = other != NULL ? other->c->name : "";
		t->requires = mem_array(mem, const char *, LIMIT_REQUIRES);
		t->c->requires = mem_array(mem, int64_t, LIMIT_REQUIRES);
	}
	for (i = 0; i < n; i++) {
		t = stock_by_id(st, requires[i].challenge.n);
		other = stock_by_id(st, requires[i].requires.n);
		if (t == NULL || other == NULL ||
		    t->requires_n == LIMIT_REQUIRES)
			continue;
		t->requires[t->requires_n++] = other->c->name;
		t->c->requires[t->c->requires_n++] = other->c->id.n;
	}
}

enum err
transfer_load(
    struct db *db, void *mem, struct transfer_stock *ret, struct error *e)
{
	struct requirement *requires;
	struct challenge *list;
	struct flag *flags;
	struct hint *hints;
	struct challenge_file *files;
	size_t i, flags_n, hints_n, files_n, requires_n;
	enum err err;

	err = store_challenge_list_lock(db, mem, &list, &ret->n, e);
	if (err == ERR_OK)
		err = store_challenge_ports_all(db, mem, list, ret->n, e);
	if (err == ERR_OK)
		err = store_requires_all(db, mem, &requires, &requires_n, e);
	if (err == ERR_OK)
		err = store_flags_all(db, mem, &flags, &flags_n, e);
	if (err == ERR_OK)
		err = store_hints_all(db, mem, &hints, &hints_n, e);
	if (err == ERR_OK)
		err = store_files_all(db, mem, &files, &files_n, e);
	if (err != ERR_OK)
		return (err);
	ret->list = mem_array(mem, struct transfer_challenge, ret->n + 1);
	for (i = 0; i < ret->n; i++)
		ret->list[i].c = &list[i];
	give_flags(ret, flags, flags_n);
	give_hints(ret, hints, hints_n);
	give_files(mem, ret, files, files_n);
	give_names(mem, ret, requires, requires_n);
	return (ERR_OK);
}

/* ------------------------------------------------ export */

struct export
{
	struct service *s;
	void *mem;
	struct transfer_stock stock;
};

static enum err
export_body(struct db *db, void *arg, struct error *e)
{
	struct export *ex = arg;

	return (transfer_load(db, ex->mem, &ex->stock, e));
}

static enum err
export_one(struct export *ex, const struct transfer_challenge *t,
    struct transfer_out *out, struct error *e)
{
	const char *text, *folder;
	enum err err = transfer_to_yaml(ex->mem, t, &text, e);

	if (err == ERR_OK)
		err = transfer_out_challenge(
		    out, t->c->category, t->c->name, &folder, e);
	if (err == ERR_OK)
		err = transfer_out_file(out,
		    mem_printf(ex->mem, "%s/" TRANSFER_FILE, folder), text,
		    strlen(text), e);
	if (err == ERR_OK)
		err = transfer_files_export(ex->s, out, folder, t);
	return (err);
}

static enum err
write_all(struct export *ex, struct transfer_out *out, struct error *e)
{
	size_t i;
	enum err err = ERR_OK;

	for (i = 0; err == ERR_OK && i < ex->stock.n; i++)
		err = export_one(ex, &ex->stock.list[i], out, e);
	return (err == ERR_OK ? transfer_out_finish(out, e) : err);
}

enum err
transfer_export(struct service *s, const char *dir, int *ret_n)
{
	struct export ex = {.s = s, .mem = s->mem};
	struct transfer_out *out;
	enum err err;

	err = db_transact(s->p->db, export_body, &ex, &s->error);
	if (err == ERR_OK)
		err = transfer_out_open(s->mem, dir, &out, &s->error);
	if (err != ERR_OK)
		return (err);
	err = write_all(&ex, out, &s->error);
	if (err != ERR_OK) {
		transfer_out_abandon(out);
		return (err);
	}
	*ret_n = (int)ex.stock.n;
	return (ERR_OK);
}
