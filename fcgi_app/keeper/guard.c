/*
 * The disk guard: what instances write lies on the engine's disk, and most
 * storage drivers put no bound on it.  A round every few seconds asks the
 * engine what each has written and evicts (END_EVICTED) those that have
 * written more than the settings allow:
 *
 *   sizes     bytes in the root file system, all containers in one call
 *   volumes   bytes in the volumes of their images, if any has one
 *   files     their number.  The engine tells it of one container at a time
 *             and slowly, so it is asked only of those for which telling the
 *             size took long, and only when the call for all of them did
 *   writers   only then, and when nobody's files explain it: a file that was
 *             deleted but is held open is in no list
 *
 * While the disk is nearly full and fills on, the one that has written most
 * goes though it is within its bounds, since all of them together are not.
 *
 * The engine walks the files for its answers, which takes it microseconds for
 * each; the guard rests ten times as long as it has worked.  Where the engine's
 * disk is this machine's, a look at what is left of it begins a round earlier.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "domain/container.h"
#include "json/json.h"
#include "keeper/keeper_private.h"

#define EVERY_US (5 * USEC_PER_SEC)
#define REST     10
/* What is left shrank so much since the last round: look at once. */
#define SHRUNK_BYTES ((int64_t)256 * 1024 * 1024)
#define SHRUNK_FILES 20000

/* Slow answers: of the list, and of one container.  A container with nothing
 * written takes the engine about 40 us, a file 4 us (Docker 20.10, measured). */
#define SLOW_LIST_US ((int64_t)100 * USEC_PER_MSEC)
#define SLOW_EACH_US ((int64_t)500)
#define SLOW_ONE_US  ((int64_t)40 * USEC_PER_MSEC)
/* A look at the files without any such sign. */
#define FILES_US (300 * USEC_PER_SEC)

/* Nearly full; what then counts as writing much. */
#define PRESSURE_PERCENT 5
#define PRESSURE_BYTES   ((int64_t)16 * 1024 * 1024)
#define PRESSURE_FILES   5000
#define PRESSED_US       (10 * USEC_PER_SEC)
#define SWEEP_US         (2 * USEC_PER_SEC)

#define MB ((int64_t)1024 * 1024)

struct guarded {
	const char *instance;
	int generation;
	int64_t written;             /* bytes, -1 if not told */
	int64_t files;               /* -1 if not asked for */
	int64_t stored, stored_more; /* counter of its writes, and its growth */
	const char **volumes;
	size_t volumes_n;
	bool evicted;
};

enum step { STEP_SIZES, STEP_VOLUMES, STEP_FILES, STEP_WRITERS, STEP_END };

struct guard {
	struct keeper *k;
	int64_t due_us, earliest_us; /* of the next round */
	int64_t files_us;            /* of the next look at the files */
	int64_t pressed_us;          /* what the last eviction frees is seen */
	struct disk_room room;       /* at the end of the last round */

	void *mem; /* arena of the round under way, NULL between rounds */
	struct engine_call *call;
	enum step step;
	int64_t began_us, asked_us;
	struct guarded *list;
	size_t n, at;
	bool has_volumes, wants_files;
	bool short_of_bytes, short_of_files;
	int sweep;        /* of the writers: 0, then 1 */
	int64_t sweep_us; /* when the second begins; 0: it may */

	/* of the last round */
	int64_t rounds, took_us, evicted;
	size_t containers;
};

static void next_step(struct guard *g);
static void next_file(struct guard *g);
static void next_writer(struct guard *g);

struct guard *
guard_new(struct keeper *k)
{
	struct guard *g = mem_new(k->mem, struct guard);

	g->k = k;
	return g;
}

void
guard_abandon(struct guard *g)
{
	engine_cancel(&g->call);
	mem_free(&g->mem);
	*g = (struct guard){.k = g->k, .rounds = g->rounds};
}

void
guard_put(const struct guard *g, struct json_writer *w)
{
	json_key(w, "disk_guard");
	json_begin_object(w);
	json_set_int(w, "rounds", g->rounds);
	json_set_int(w, "took_ms", g->took_us / USEC_PER_MSEC);
	json_set_int(w, "containers", (int64_t)g->containers);
	json_set_int(w, "evicted", g->evicted);
	json_end_object(w);
}

/* ------------------------------------------------ the end of an instance */

static void
evict(struct guard *g, struct guarded *c, const char *what)
{
	bool done = false;
	struct service s;
	enum err err;
	void *mem;

	if (c->evicted || !keeper_db_ok(g->k))
		return;
	mem = mem_arena(NULL);
	keeper_service(g->k, &s, mem);
	err = work_evict(&s, c->instance, c->generation, what, &done);
	if (!keeper_db_failed(g->k, err, &s.error) && err == ERR_OK) {
		c->evicted = true;
		if (done) {
			g->evicted++;
			g->k->claim_us = 0;
			keeper_due(g->k, clock_mono_us());
		}
	}
	mem_free(&mem);
}

/* Over its bound; `of` is what the bytes are in. */
static void
evict_if_large(
    struct guard *g, struct guarded *c, const char *of, int64_t bytes)
{
	int64_t mb = g->k->process.settings->disk_mb;

	if (mb > 0 && bytes > mb * MB)
		evict(g, c,
		    mem_printf(g->mem, "%s: %lld MB written, %lld are allowed",
			of, (long long)(bytes / MB), (long long)mb));
}

/* While the disk is nearly full: the one for which `of` is largest, if that is
 * `least` at least. */
static bool
evict_largest(struct guard *g, int64_t (*of)(const struct guarded *),
    int64_t least, const char *unit, int64_t per_unit)
{
	struct guarded *most = NULL;
	size_t i;

	for (i = 0; i < g->n; i++)
		if (!g->list[i].evicted &&
		    (most == NULL || of(&g->list[i]) > of(most)))
			most = &g->list[i];
	if (most == NULL || of(most) < least)
		return false;
	g->pressed_us = clock_mono_us() + PRESSED_US;
	evict(g, most,
	    mem_printf(g->mem,
		"the engine's disk is nearly full, and none wrote more: "
		"%lld %s",
		(long long)(of(most) / per_unit), unit));
	return true;
}

static int64_t
bytes_of(const struct guarded *c)
{
	return c->written;
}

static int64_t
files_of(const struct guarded *c)
{
	return c->files;
}

static int64_t
stored_of(const struct guarded *c)
{
	return c->stored_more;
}

/* ------------------------------------------------ rounds */

static int64_t
at_least(int64_t us, int64_t least_us)
{
	return us > least_us ? us : least_us;
}

static void
end_round(struct guard *g)
{
	int64_t now_us = clock_mono_us(), took_us = now_us - g->began_us;

	g->rounds++;
	g->took_us = took_us;
	g->containers = g->n;
	g->due_us = now_us + at_least(took_us * REST, EVERY_US);
	g->earliest_us = now_us + at_least(took_us, USEC_PER_SEC);
	if (!usage_room(g->k->usage, &g->room))
		g->room = (struct disk_room){0};
	g->list = NULL;
	g->n = 0;
	mem_free(&g->mem);
}

/* Whether the answer can be used; if not, the round ends here. */
static bool
is_told(struct guard *g, const struct engine_reply *reply)
{
	g->call = NULL;
	link_report(g->k, reply);
	if (reply->result == ENGINE_OK)
		return true;
	log_info("guard.not_told",
	    LOG_STR("result", engine_result_name(reply->result)),
	    LOG_STR("detail", reply->message));
	end_round(g);
	return false;
}

/* ------------------------------------------------ bytes */

static void
keep(struct guard *g, struct guarded *to, const struct engine_container *c)
{
	size_t i;

	*to = (struct guarded){.instance = mem_strdup(g->mem, c->instance),
	    .generation = c->generation,
	    .written = c->written_bytes,
	    .files = -1,
	    .volumes_n = c->volumes_n};
	if (c->volumes_n == 0)
		return;
	g->has_volumes = true;
	to->volumes = mem_array(g->mem, const char *, c->volumes_n);
	for (i = 0; i < c->volumes_n; i++)
		to->volumes[i] = mem_strdup(g->mem, c->volumes[i]);
}

/* Nearly full and filling; one that is nearly full and rests is the
 * operator's to clear. */
static void
look_at_room(struct guard *g)
{
	struct disk_room now, *was = &g->room;

	if (was->bytes == 0 || g->pressed_us > clock_mono_us() ||
	    !usage_room(g->k->usage, &now))
		return;
	g->short_of_bytes =
	    now.free_bytes < now.bytes / 100 * PRESSURE_PERCENT &&
	    was->free_bytes - now.free_bytes >= PRESSURE_BYTES;
	g->short_of_files =
	    now.free_files < now.files / 100 * PRESSURE_PERCENT &&
	    was->free_files - now.free_files >= PRESSURE_FILES;
}

static void
sized(void *arg, const struct engine_reply *reply)
{
	struct guard *g = arg;
	int64_t took_us = clock_mono_us() - g->asked_us;
	size_t i;

	if (!is_told(g, reply))
		return;
	g->list = mem_array(g->mem, struct guarded, reply->n + 1);
	for (i = 0; i < reply->n; i++)
		keep(g, &g->list[g->n++], &reply->list[i]);
	g->wants_files =
	    took_us > SLOW_LIST_US + (int64_t)g->n * SLOW_EACH_US ||
	    g->files_us <= g->asked_us;
	look_at_room(g);
	for (i = 0; i < g->n; i++)
		evict_if_large(
		    g, &g->list[i], "root file system", g->list[i].written);
	next_step(g);
}

static void
sizes(struct guard *g)
{
	struct engine *e = g->k->link.engine;

	g->asked_us = clock_mono_us();
	g->call = e->ops->sizes(e, g->k->conf->deployment, NULL, sized, g);
}

static const struct engine_volume *
find_volume(const struct engine_reply *reply, const char *name)
{
	size_t i;

	for (i = 0; i < reply->n; i++)
		if (strcmp(reply->volumes[i].name, name) == 0)
			return &reply->volumes[i];
	return NULL;
}

static void
volumes_told(void *arg, const struct engine_reply *reply)
{
	struct guard *g = arg;
	const struct engine_volume *v;
	struct guarded *c;
	size_t i;

	if (!is_told(g, reply))
		return;
	for (c = g->list; c < g->list + g->n; c++) {
		for (i = 0; i < c->volumes_n; i++) {
			v = find_volume(reply, c->volumes[i]);
			if (v == NULL)
				continue;
			evict_if_large(g, c, "volume", v->bytes);
			if (v->bytes > 0)
				c->written += v->bytes;
		}
	}
	next_step(g);
}

static void
volumes(struct guard *g)
{
	struct engine *e = g->k->link.engine;

	if (!g->has_volumes)
		next_step(g);
	else
		g->call = e->ops->volumes(e, volumes_told, g);
}

/* ------------------------------------------------ files */

/* One that has ended meanwhile is not there; others are looked at all the
 * same. */
static bool
is_gone(struct guard *g, const struct engine_reply *reply)
{
	if (reply->result != ENGINE_NOT_FOUND)
		return false;
	g->call = NULL;
	return true;
}

static void
files_counted(void *arg, const struct engine_reply *reply)
{
	struct guard *g = arg;
	struct guarded *c = &g->list[g->at];
	int64_t max = g->k->process.settings->disk_files;

	if (!is_gone(g, reply)) {
		if (!is_told(g, reply))
			return;
		c->files = (int64_t)reply->n;
		if (max > 0 && c->files > max)
			evict(g, c,
			    mem_printf(g->mem,
				"%lld files made, %lld are allowed",
				(long long)c->files, (long long)max));
	}
	g->at++;
	next_file(g);
}

static void
one_sized(void *arg, const struct engine_reply *reply)
{
	struct guard *g = arg;
	struct engine *e = g->k->link.engine;
	const struct guarded *c = &g->list[g->at];
	char name[CONTAINER_NAME_SIZE];

	if (!is_told(g, reply))
		return;
	if (clock_mono_us() - g->asked_us < SLOW_ONE_US) {
		g->at++;
		next_file(g);
		return;
	}
	container_name(
	    g->k->conf->deployment, c->instance, c->generation, name);
	g->call = e->ops->changed_files(e, name, files_counted, g);
}

static void
next_file(struct guard *g)
{
	struct engine *e = g->k->link.engine;

	while (g->at < g->n && g->list[g->at].evicted)
		g->at++;
	if (g->at == g->n) {
		next_step(g);
		return;
	}
	g->asked_us = clock_mono_us();
	g->call = e->ops->sizes(
	    e, g->k->conf->deployment, g->list[g->at].instance, one_sized, g);
}

static void
files(struct guard *g)
{
	if (!g->wants_files && !g->short_of_files) {
		next_step(g);
		return;
	}
	g->files_us = clock_mono_us() + FILES_US;
	g->at = 0;
	next_file(g);
}

/* ------------------------------------------------ writers */

/* What was stored since the first sweep; a counter that fell is another's. */
static void
note_stored(struct guarded *c, int64_t stored, int sweep)
{
	if (sweep > 0 && c->stored > 0 && stored > c->stored)
		c->stored_more = stored - c->stored;
	c->stored = stored;
}

static void
writer_told(void *arg, const struct engine_reply *reply)
{
	struct guard *g = arg;

	if (!is_gone(g, reply)) {
		if (!is_told(g, reply))
			return;
		note_stored(
		    &g->list[g->at], reply->usage->stored_bytes, g->sweep);
	}
	g->at++;
	next_writer(g);
}

static void
sweep_ended(struct guard *g)
{
	g->at = 0;
	if (g->sweep++ == 0) {
		g->sweep_us = clock_mono_us() + SWEEP_US;
		keeper_due(g->k, g->sweep_us);
		return;
	}
	evict_largest(g, stored_of, PRESSURE_BYTES, "MB a moment ago", MB);
	next_step(g);
}

static void
next_writer(struct guard *g)
{
	struct engine *e = g->k->link.engine;
	char name[CONTAINER_NAME_SIZE];

	if (g->at == g->n) {
		sweep_ended(g);
		return;
	}
	container_name(g->k->conf->deployment, g->list[g->at].instance,
	    g->list[g->at].generation, name);
	g->call = e->ops->stats_now(e, name, writer_told, g);
}

/* The last resort, after what the files tell. */
static void
writers(struct guard *g)
{
	bool found = false;

	if (g->short_of_files)
		found = evict_largest(g, files_of, PRESSURE_FILES, "files", 1);
	if (g->short_of_bytes && !found)
		found = evict_largest(g, bytes_of, PRESSURE_BYTES, "MB", MB);
	if (!g->short_of_bytes || found) {
		next_step(g);
		return;
	}
	g->at = 0;
	g->sweep = 0;
	next_writer(g);
}

/* ------------------------------------------------ the whole */

static void
next_step(struct guard *g)
{
	static void (*const steps[])(struct guard *) = {
	    [STEP_SIZES] = sizes,
	    [STEP_VOLUMES] = volumes,
	    [STEP_FILES] = files,
	    [STEP_WRITERS] = writers,
	    [STEP_END] = end_round,
	};

	steps[g->step++](g);
}

static void
begin_round(struct guard *g)
{
	g->mem = mem_arena(g->k->mem);
	g->began_us = clock_mono_us();
	g->step = STEP_SIZES;
	g->at = 0;
	g->sweep_us = 0;
	g->has_volumes = false;
	g->short_of_bytes = g->short_of_files = false;
	next_step(g);
}

static bool
has_shrunk(const struct guard *g)
{
	struct disk_room now;

	return g->room.bytes > 0 && usage_room(g->k->usage, &now) &&
	       (g->room.free_bytes - now.free_bytes > SHRUNK_BYTES ||
		   g->room.free_files - now.free_files > SHRUNK_FILES);
}

/* Not beside a round of reconciliation: two lists of thousands of containers
 * at once are memory for nothing. */
static bool
is_due(const struct guard *g, int64_t now_us)
{
	if (reconcile_is_busy(g->k->reconcile))
		return false;
	return g->due_us <= now_us ||
	       (g->earliest_us <= now_us && has_shrunk(g));
}

void
guard_tick(struct guard *g)
{
	const struct keeper *k = g->k;
	const struct settings *s = k->process.settings;
	int64_t now_us = clock_mono_us();

	if (k->link.state != LINK_UP || !keeper_db_ok(k) ||
	    (s->disk_mb == 0 && s->disk_files == 0))
		return;
	if (g->due_us == 0)
		g->due_us = now_us + EVERY_US; /* not in the rush of a start */
	if (g->mem == NULL && is_due(g, now_us)) {
		begin_round(g);
	} else if (g->mem != NULL && g->sweep_us != 0) {
		if (g->sweep_us <= now_us) {
			g->sweep_us = 0;
			next_writer(g);
		} else {
			keeper_due(g->k, g->sweep_us);
		}
	}
	if (g->mem == NULL)
		keeper_due(g->k, g->due_us);
}
