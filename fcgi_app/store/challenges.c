#include "store/challenges.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "store/accounts.h"

/* Behind the description, which not every list carries. */
#define COLUMNS                                                              \
	", id, name, category, connection_info, type, state, max_attempts, " \
	"score_function, value, initial, minimum, decay, image, command, "   \
	"volumes, memory_mb, cpu_milli, pids, lifetime_min, "                \
	"COALESCE(renewals_max, -1), warm, flag_template, flag_env, "        \
	"created_at, updated_at, solves, flag_logic, tags, next_id, "       \
	"stop_on_solve_min, cap_add, run_as, root_fs, tmpfs, runtime, "    \
	"egress, network FROM challenges "

static void
read_limits(const struct db_rows *rows, struct challenge *c)
{
	c->memory_mb = (int)db_int(rows, 16);
	c->cpu_milli = (int)db_int(rows, 17);
	c->pids = (int)db_int(rows, 18);
	c->lifetime_min = (int)db_int(rows, 19);
	c->renewals_max = (int)db_int(rows, 20);
	c->warm = (int)db_int(rows, 21);
	c->created_us = db_time(rows, 24);
	c->updated_us = db_time(rows, 25);
}

static void
read_contest(void *mem, const struct db_rows *rows, struct challenge *c)
{
	c->solves = (int)db_int(rows, 26);
	c->flag_logic = (enum flag_logic)flag_logic_from(db_str(rows, 27));
	c->tags = store_text(mem, rows, 28);
	c->next.n = db_int(rows, 29);
	c->stop_on_solve_min = (int)db_int(rows, 30);
}

static void
read_containment(void *mem, const struct db_rows *rows, struct challenge *c)
{
	c->cap_add = store_text(mem, rows, 31);
	c->run_as = store_text(mem, rows, 32);
	c->root_fs = (enum root_fs)root_fs_from(db_str(rows, 33));
	c->tmpfs = store_text(mem, rows, 34);
	c->runtime = store_text(mem, rows, 35);
	c->egress = (enum egress)egress_from(db_str(rows, 36));
	c->network = (enum network_mode)network_mode_from(db_str(rows, 37));
}

static void
read_row(void *mem, const struct db_rows *rows, struct challenge *c)
{
	c->description = store_text(mem, rows, 0);
	c->id.n = db_int(rows, 1);
	c->name = store_text(mem, rows, 2);
	c->category = store_text(mem, rows, 3);
	c->connection_info = store_text(mem, rows, 4);
	c->type = (enum challenge_type)challenge_type_from(db_str(rows, 5));
	c->state = (enum challenge_state)challenge_state_from(db_str(rows, 6));
	c->max_attempts = (int)db_int(rows, 7);
	c->function = (enum score_function)score_function_from(db_str(rows, 8));
	c->value = (int)db_int(rows, 9);
	c->initial = (int)db_int(rows, 10);
	c->minimum = (int)db_int(rows, 11);
	c->decay = (int)db_int(rows, 12);
	c->image = store_text(mem, rows, 13);
	c->command = store_text(mem, rows, 14);
	c->volumes = store_text(mem, rows, 15);
	c->flag_template = store_text(mem, rows, 22);
	c->flag_env = store_text(mem, rows, 23);
	read_limits(rows, c);
	read_contest(mem, rows, c);
	read_containment(mem, rows, c);
}

static void
read_list(
    void *mem, struct db_rows *rows, struct challenge **ret, size_t *ret_n)
{
	struct challenge *list;
	size_t n = 0;

	list = mem_array(mem, struct challenge, db_count(rows) + 1);
	while (db_next(rows))
		read_row(list, rows, &list[n++]);
	*ret = list;
	*ret_n = n;
}

enum err
store_challenge_list(struct db *db, void *mem, struct challenge **ret,
    size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT description" COLUMNS "ORDER BY category, value, name, id",
	    DB_NONE, &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_challenge_list_lock(struct db *db, void *mem, struct challenge **ret,
    size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT description" COLUMNS "ORDER BY id FOR UPDATE", DB_NONE,
	    &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_challenge_list_by_name(struct db *db, void *mem, struct challenge **ret,
    size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT description" COLUMNS "ORDER BY category, name, id", DB_NONE,
	    &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_challenge_images(struct db *db, void *mem, struct challenge_ref **ret,
    size_t *ret_n, struct error *e)
{
	struct challenge_ref *list;
	struct db_rows *rows;
	size_t n = 0;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, name, image FROM challenges "
	    "WHERE type = 'container' AND image <> '' ORDER BY name, id",
	    DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	list = mem_array(mem, struct challenge_ref, db_count(rows) + 1);
	while (db_next(rows)) {
		list[n].id.n = db_int(rows, 0);
		list[n].name = store_text(mem, rows, 1);
		list[n++].image = store_text(mem, rows, 2);
	}
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

static enum err
get(struct db *db, void *mem, const char *sql, struct challenge_id id,
    struct challenge **ret, struct error *e)
{
	struct challenge *c = NULL;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, sql, DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	if (db_next(rows)) {
		c = mem_new(mem, struct challenge);
		read_row(c, rows, c);
	}
	*ret = c;
	return (ERR_OK);
}

enum err
store_challenge_get(struct db *db, void *mem, struct challenge_id id,
    struct challenge **ret, struct error *e)
{
	return (get(
	    db, mem, "SELECT description" COLUMNS "WHERE id = ?", id, ret, e));
}

enum err
store_challenge_lock(struct db *db, void *mem, struct challenge_id id,
    struct challenge **ret, struct error *e)
{
	return (
	    get(db, mem, "SELECT description" COLUMNS "WHERE id = ? FOR UPDATE",
		id, ret, e));
}

/* ------------------------------------------------ ports */

/* Append the current row (port, kind, label) to the ports of `c`. */
static void
read_port(void *mem, const struct db_rows *rows, int at, struct challenge *c)
{
	struct challenge_port *p;

	if (c->ports == NULL)
		c->ports = mem_array(mem, struct challenge_port, LIMIT_PORTS);
	if (c->ports_n == LIMIT_PORTS)
		return;
	p = &c->ports[c->ports_n++];
	p->port = (int)db_int(rows, at);
	p->kind = (enum endpoint_kind)endpoint_kind_from(db_str(rows, at + 1));
	p->label = store_text(mem, rows, at + 2);
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = (*(struct challenge *const *)a)->id.n;
	int64_t y = (*(struct challenge *const *)b)->id.n;

	return ((x > y) - (x < y));
}

enum err
store_challenge_ports_all(
    struct db *db, void *mem, struct challenge *list, size_t n, struct error *e)
{
	struct challenge **by_id, **at, key, *key_at = &key;
	struct db_rows *rows;
	enum err err;
	size_t i;

	err = db_query(db, mem,
	    "SELECT challenge_id, port, kind, label FROM challenge_ports "
	    "ORDER BY challenge_id, position",
	    DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	by_id = mem_array(mem, struct challenge *, n + 1);
	for (i = 0; i < n; i++)
		by_id[i] = &list[i];
	qsort(by_id, n, sizeof(*by_id), compare_ids);
	while (db_next(rows)) {
		key.id.n = db_int(rows, 0);
		at = bsearch(&key_at, by_id, n, sizeof(*by_id), compare_ids);
		/* not in the list: hidden, or made since it was read */
		if (at != NULL)
			read_port(list, rows, 1, *at);
	}
	return (ERR_OK);
}

enum err
store_challenge_ports(
    struct db *db, void *mem, struct challenge *c, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT port, kind, label FROM challenge_ports "
	    "WHERE challenge_id = ? ORDER BY position",
	    DB_ARGS(DB_INT(c->id.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	while (db_next(rows))
		read_port(c, rows, 0, c);
	return (ERR_OK);
}

enum err
store_challenge_ports_delete(
    struct db *db, struct challenge_id id, struct error *e)
{
	return (
	    db_exec(db, "DELETE FROM challenge_ports WHERE challenge_id = ?",
		DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_challenge_port_add(struct db *db, struct challenge_id id, int position,
    const struct challenge_port *p, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO challenge_ports (challenge_id, position, port, kind, "
	    "label) VALUES (?, ?, ?, ?, ?)",
	    DB_ARGS(DB_INT(id.n), DB_INT(position), DB_INT(p->port),
		DB_STR(endpoint_kind_name(p->kind)), DB_STR(p->label)),
	    NULL, NULL, e));
}

/* ------------------------------------------------ requirements */

enum err
store_requires(struct db *db, void *mem, struct challenge *c, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT requires_id FROM challenge_requirements "
	    "WHERE challenge_id = ? ORDER BY requires_id",
	    DB_ARGS(DB_INT(c->id.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	c->requires = mem_array(mem, int64_t, db_count(rows) + 1);
	c->requires_n = 0;
	while (db_next(rows))
		c->requires[c->requires_n++] = db_int(rows, 0);
	return (ERR_OK);
}

enum err
store_requires_all(struct db *db, void *mem, struct requirement **ret,
    size_t *ret_n, struct error *e)
{
	struct requirement *list, *at;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT challenge_id, requires_id FROM challenge_requirements "
	    "ORDER BY challenge_id, requires_id",
	    DB_NONE, &rows, e);
	if (err != ERR_OK)
		return (err);
	list = at = mem_array(mem, struct requirement, db_count(rows) + 1);
	for (; db_next(rows); at++) {
		at->challenge.n = db_int(rows, 0);
		at->requires.n = db_int(rows, 1);
	}
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_requires_put(struct db *db, const struct challenge *c, struct error *e)
{
	enum err err;
	int i;

	err = db_exec(db,
	    "DELETE FROM challenge_requirements WHERE challenge_id = ?",
	    DB_ARGS(DB_INT(c->id.n)), NULL, NULL, e);
	for (i = 0; err == ERR_OK && i < c->requires_n; i++)
		err = db_exec(db,
		    "INSERT INTO challenge_requirements (challenge_id, "
		    "requires_id) SELECT ?, id FROM challenges WHERE id = ?",
		    DB_ARGS(DB_INT(c->id.n), DB_INT(c->requires[i])), NULL,
		    NULL, e);
	return (err);
}

/* ------------------------------------------------ writing */

/* -1, no limit of its own, is NULL. */
static struct db_value
renewals_value(const struct challenge *c)
{
	return (c->renewals_max < 0 ? DB_NULL : DB_INT(c->renewals_max));
}

/* The columns that add and put write, in their order. */
#define WRITTEN_ARGS(c)                                                        \
	DB_STR((c)->name), DB_STR((c)->category), DB_STR((c)->description),    \
	    DB_STR((c)->connection_info),                                      \
	    DB_STR(challenge_type_name((c)->type)),                            \
	    DB_STR(challenge_state_name((c)->state)),                          \
	    DB_INT((c)->max_attempts),                                         \
	    DB_STR(score_function_name((c)->function)), DB_INT((c)->value),    \
	    DB_INT((c)->initial), DB_INT((c)->minimum), DB_INT((c)->decay),    \
	    DB_STR((c)->image), DB_STR((c)->command), DB_STR((c)->volumes),    \
	    DB_INT((c)->memory_mb), DB_INT((c)->cpu_milli), DB_INT((c)->pids), \
	    DB_INT((c)->lifetime_min), renewals_value(c), DB_INT((c)->warm),   \
	    DB_STR((c)->flag_template), DB_STR((c)->flag_env),      \
	    DB_STR(flag_logic_name((c)->flag_logic)), DB_STR((c)->tags),       \
	    DB_ID((c)->next.n), DB_INT((c)->stop_on_solve_min),                \
	    DB_STR((c)->cap_add), DB_STR((c)->run_as),                         \
	    DB_STR(root_fs_name((c)->root_fs)), DB_STR((c)->tmpfs),            \
	    DB_STR((c)->runtime), DB_STR(egress_name((c)->egress)),            \
	    DB_STR(network_mode_name((c)->network))

enum err
store_challenge_add(struct db *db, struct challenge *c, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO challenges (name, category, description, "
	    "connection_info, type, state, max_attempts, score_function, "
	    "value, initial, minimum, decay, image, command, volumes, "
	    "memory_mb, cpu_milli, pids, lifetime_min, renewals_max, warm, "
	    "flag_template, flag_env, flag_logic, tags, next_id, "
	    "stop_on_solve_min, cap_add, run_as, root_fs, tmpfs, runtime, "
	    "egress, network) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
	    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_ARGS(WRITTEN_ARGS(c)), NULL, &c->id.n, e));
}

enum err
store_challenge_put(struct db *db, const struct challenge *c, struct error *e)
{
	return (db_exec(db,
	    "UPDATE challenges SET name = ?, category = ?, description = ?, "
	    "connection_info = ?, type = ?, state = ?, max_attempts = ?, "
	    "score_function = ?, value = ?, initial = ?, minimum = ?, "
	    "decay = ?, image = ?, command = ?, volumes = ?, memory_mb = ?, "
	    "cpu_milli = ?, pids = ?, lifetime_min = ?, renewals_max = ?, "
	    "warm = ?, flag_template = ?, flag_env = ?, "
	    "flag_logic = ?, tags = ?, next_id = ?, stop_on_solve_min = ?, "
	    "cap_add = ?, run_as = ?, root_fs = ?, tmpfs = ?, runtime = ?, "
	    "egress = ?, network = ?, "
	    "updated_at = UTC_TIMESTAMP(6) WHERE id = ?",
	    DB_ARGS(WRITTEN_ARGS(c), DB_INT(c->id.n)), NULL, NULL, e));
}

enum err
store_challenge_delete(struct db *db, struct challenge_id id, struct error *e)
{
	/* no foreign key does this: sql/0004_contest.sql */
	enum err err = db_exec(db, "DELETE FROM attempts WHERE challenge_id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e);

	if (err != ERR_OK)
		return (err);
	return (db_exec(db, "DELETE FROM challenges WHERE id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}

enum err
store_challenge_state_put(struct db *db, struct challenge_id id,
    enum challenge_state state, struct error *e)
{
	return (db_exec(db,
	    "UPDATE challenges SET state = ?, updated_at = UTC_TIMESTAMP(6) "
	    "WHERE id = ?",
	    DB_ARGS(DB_STR(challenge_state_name(state)), DB_INT(id.n)), NULL,
	    NULL, e));
}
