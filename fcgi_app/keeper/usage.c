/*
 * The engine as a whole: CPUs, memory, containers, disk.  Both questions are
 * slow on a large host, so that nobody who looks at the dashboard asks them:
 * they are asked here, one at a time each, and what came last is told with its
 * age.  Of an engine on this machine the load is ours to see.
 *
 * And a memory of readings of single containers' counters, so that a live view
 * of one costs the engine one reading instead of two a second apart.
 */
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>

#include "base/mem.h"
#include "json/json.h"
#include "keeper/keeper_private.h"

#define INFO_US (15 * USEC_PER_SEC)
/* For what lies on the disk the engine may have to walk all of it: asked no
 * more than a twentieth of the time. */
#define DISK_US   (60 * USEC_PER_SEC)
#define DISK_REST 20

#define READINGS   32
#define READING_US (30 * USEC_PER_SEC) /* older is not "now" any more */
#define REF_SIZE   80
#define PATH_SIZE  1024

struct reading {
	char ref[REF_SIZE];
	int64_t at_us; /* 0: none */
	struct engine_usage usage;
};

struct usage {
	struct keeper *k;
	struct engine_call *info_call, *disk_call;
	int64_t info_due_us, disk_due_us;
	int64_t disk_asked_us;
	int64_t info_at_us, disk_at_us; /* when it was told; 0: never */
	struct engine_info info;
	char root_dir[PATH_SIZE]; /* "" if not told */
	struct engine_disk disk;
	struct reading readings[READINGS];
};

struct usage *
usage_new(struct keeper *k)
{
	struct usage *u = mem_new(k->mem, struct usage);

	u->k = k;
	return u;
}

void
usage_abandon(struct usage *u)
{
	engine_cancel(&u->info_call);
	engine_cancel(&u->disk_call);
	*u = (struct usage){.k = u->k};
}

/* ------------------------------------------------ the engine */

static void
info_answered(void *arg, const struct engine_reply *reply)
{
	struct usage *u = arg;

	u->info_call = NULL;
	link_report(u->k, reply);
	if (reply->result != ENGINE_OK)
		return;
	u->info = *reply->info;
	snprintf(
	    u->root_dir, sizeof(u->root_dir), "%s", reply->info->root_dir);
	u->info.root_dir = u->root_dir;
	u->info_at_us = clock_mono_us();
}

static void
disk_answered(void *arg, const struct engine_reply *reply)
{
	struct usage *u = arg;
	int64_t now_us = clock_mono_us();
	int64_t rest_us = (now_us - u->disk_asked_us) * DISK_REST;

	u->disk_call = NULL;
	u->disk_due_us = now_us + (rest_us > DISK_US ? rest_us : DISK_US);
	if (reply->result != ENGINE_OK)
		return;
	u->disk = *reply->disk;
	u->disk_at_us = now_us;
}

void
usage_tick(struct usage *u)
{
	struct engine *e = u->k->link.engine;
	int64_t now_us = clock_mono_us();

	if (e == NULL || u->k->link.state != LINK_UP)
		return;
	if (u->info_call == NULL && u->info_due_us <= now_us) {
		u->info_due_us = now_us + INFO_US;
		u->info_call = e->ops->info(e, info_answered, u);
	}
	if (u->disk_call == NULL && u->disk_due_us <= now_us) {
		u->disk_asked_us = now_us;
		u->disk_call = e->ops->disk(e, disk_answered, u);
	}
	keeper_due(u->k, u->info_due_us);
}

bool
usage_room(const struct usage *u, struct disk_room *ret)
{
	struct statvfs fs;

	if (!u->k->link.is_local || u->root_dir[0] != '/' ||
	    statvfs(u->root_dir, &fs) != 0)
		return false;
	ret->free_bytes = (int64_t)(fs.f_bavail * fs.f_frsize);
	ret->bytes = (int64_t)(fs.f_blocks * fs.f_frsize);
	ret->free_files = (int64_t)fs.f_favail;
	ret->files = (int64_t)fs.f_files;
	return true;
}

static int64_t
age_s(int64_t at_us)
{
	return (clock_mono_us() - at_us) / USEC_PER_SEC;
}

void
usage_put(const struct usage *u, struct json_writer *w)
{
	struct disk_room room;
	struct sysinfo host;

	if (u->info_at_us != 0) {
		json_key(w, "usage");
		json_begin_object(w);
		json_set_int(w, "containers", u->info.containers);
		json_set_int(w, "running", u->info.running);
		json_set_int(w, "cpus", u->info.cpus);
		json_set_int(w, "memory_bytes", u->info.memory_bytes);
		if (u->k->link.is_local && sysinfo(&host) == 0)
			json_set_real(w, "load",
			    (double)host.loads[0] / (1 << SI_LOAD_SHIFT));
		json_set_int(w, "age_s", age_s(u->info_at_us));
		json_end_object(w);
	}
	if (usage_room(u, &room)) {
		json_key(w, "room");
		json_begin_object(w);
		json_set_int(w, "bytes", room.bytes);
		json_set_int(w, "free_bytes", room.free_bytes);
		json_set_int(w, "files", room.files);
		json_set_int(w, "free_files", room.free_files);
		json_end_object(w);
	}
	if (u->disk_at_us != 0) {
		json_key(w, "disk");
		json_begin_object(w);
		json_set_int(w, "images_bytes", u->disk.images_bytes);
		json_set_int(w, "containers_bytes", u->disk.containers_bytes);
		json_set_int(w, "volumes_bytes", u->disk.volumes_bytes);
		json_set_int(w, "age_s", age_s(u->disk_at_us));
		json_end_object(w);
	}
}

/* ------------------------------------------------ single containers */

static bool
is_fresh(const struct reading *r)
{
	return r->at_us != 0 && clock_mono_us() - r->at_us < READING_US;
}

static struct reading *
find(struct usage *u, const char *ref)
{
	struct reading *r, *oldest = u->readings;

	for (r = u->readings; r < u->readings + READINGS; r++) {
		if (r->at_us != 0 && strcmp(r->ref, ref) == 0)
			return r;
		if (r->at_us < oldest->at_us)
			oldest = r;
	}
	return oldest;
}

bool
usage_has_reading(const struct usage *u, const char *ref)
{
	const struct reading *r;

	for (r = u->readings; r < u->readings + READINGS; r++)
		if (is_fresh(r) && strcmp(r->ref, ref) == 0)
			return true;
	return false;
}

double
usage_cpu(struct usage *u, const char *ref, const struct engine_usage *now)
{
	struct reading *r = find(u, ref);
	double cpu = now->cpu_percent;

	if (cpu < 0 && is_fresh(r) && strcmp(r->ref, ref) == 0)
		cpu = engine_cpu_percent(&r->usage, now);
	snprintf(r->ref, sizeof(r->ref), "%s", ref);
	r->at_us = clock_mono_us();
	r->usage = *now;
	return cpu;
}
