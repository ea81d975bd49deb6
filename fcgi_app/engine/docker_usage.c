/* What containers and the engine's machine use: the calls and their answers. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "engine/docker_private.h"

#define DISK_MS 120000

static void
read_cpu(const struct json *stats, struct engine_usage *u)
{
	u->cpu_ns = json_int(json_path(stats, "cpu_usage.total_usage"), 0);
	u->system_ns = json_int(json_get(stats, "system_cpu_usage"), 0);
	u->cpus = json_int(json_get(stats, "online_cpus"), 1);
}

/* blkio_stats.io_service_bytes_recursive: [{"op": "write", "value": 4096}].
 * Pages of control groups v1 are of 4 kB. */
static int64_t
stored_of(const struct json *stats)
{
	const struct json *io =
	    json_path(stats, "blkio_stats.io_service_bytes_recursive");
	int64_t n, sum = 0;
	size_t i;

	for (i = 0; i < json_count(io); i++) {
		n = json_int(json_get(json_at(io, i), "value"), 0);
		if (strcasecmp(docker_string(json_get(json_at(io, i), "op")),
			"write") == 0 &&
		    n > 0 && n < INT64_MAX - sum)
			sum += n;
	}
	n = json_int(json_path(stats, "memory_stats.stats.total_pgpgin"), 0);
	return n > sum / 4096 && n < INT64_MAX / 4096 ? n * 4096 : sum;
}

/*
 * As the API's section "ContainerStats" computes it; the file cache that can
 * be given back at once doesn't count as used.  Of a single reading the
 * earlier one is all zeros.
 */
bool
docker_read_stats(void *mem, const struct json *j, struct engine_reply *reply)
{
	struct engine_usage *u = mem_new(mem, struct engine_usage), was;
	const struct json *memory = json_get(j, "memory_stats");
	int64_t cache;

	if (!json_is(memory, JSON_OBJECT))
		return false;
	read_cpu(json_get(j, "precpu_stats"), &was);
	read_cpu(json_get(j, "cpu_stats"), u);
	u->cpu_percent = engine_cpu_percent(&was, u);
	cache = json_int(json_path(memory, "stats.inactive_file"),
	    json_int(json_path(memory, "stats.total_inactive_file"), 0));
	u->memory_bytes = json_int(json_get(memory, "usage"), 0);
	if (cache > 0 && cache < u->memory_bytes)
		u->memory_bytes -= cache;
	u->memory_limit = json_int(json_get(memory, "limit"), 0);
	u->pids = json_int(json_path(j, "pids_stats.current"), 0);
	u->stored_bytes = stored_of(j);
	reply->usage = u;
	return true;
}

bool
docker_read_info(void *mem, const struct json *j, struct engine_reply *reply)
{
	struct engine_info *info = mem_new(mem, struct engine_info);

	info->cpus = json_int(json_get(j, "NCPU"), 0);
	info->memory_bytes = json_int(json_get(j, "MemTotal"), 0);
	info->containers = json_int(json_get(j, "Containers"), 0);
	info->running = json_int(json_get(j, "ContainersRunning"), 0);
	info->root_dir = docker_string(json_get(j, "DockerRootDir"));
	reply->info = info;
	return info->cpus > 0;
}

/* The sum of `path` over the list; -1 if there is no list. */
static int64_t
sum_of(const struct json *list, const char *path)
{
	int64_t n, sum = 0;
	size_t i;

	if (!json_is(list, JSON_ARRAY))
		return -1;
	for (i = 0; i < json_count(list); i++) {
		n = json_int(json_path(json_at(list, i), path), 0);
		if (n < 0 || n > INT64_MAX - sum)
			continue; /* -1 where it is not known */
		sum += n;
	}
	return sum;
}

/* Podman counts no layers; there the images' sizes are all there is. */
bool
docker_read_disk(void *mem, const struct json *j, struct engine_reply *reply)
{
	struct engine_disk *disk = mem_new(mem, struct engine_disk);

	if (!json_is(j, JSON_OBJECT))
		return false;
	disk->images_bytes = json_int(json_get(j, "LayersSize"), 0);
	if (disk->images_bytes <= 0)
		disk->images_bytes = sum_of(json_get(j, "Images"), "Size");
	disk->containers_bytes = sum_of(json_get(j, "Containers"), "SizeRw");
	disk->volumes_bytes = sum_of(json_get(j, "Volumes"), "UsageData.Size");
	reply->disk = disk;
	return true;
}

bool
docker_read_volumes(void *mem, const struct json *j, struct engine_reply *reply)
{
	const struct json *volumes = json_get(j, "Volumes");
	size_t i, n = json_count(volumes);
	struct engine_volume *list = mem_array(mem, struct engine_volume, n);

	for (i = 0; i < n; i++) {
		list[i].name =
		    docker_string(json_get(json_at(volumes, i), "Name"));
		list[i].bytes = json_int(
		    json_path(json_at(volumes, i), "UsageData.Size"), -1);
	}
	reply->volumes = list;
	reply->n = n;
	return json_is(j, JSON_OBJECT);
}

struct engine_call *
docker_stats(struct engine *e, const char *ref, engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "GET", done, arg);

	return docker_call_send(c,
	    docker_container_path(c, ref, "/stats?stream=false"), NULL,
	    docker_read_stats, DOCKER_QUICK_MS);
}

/* API 1.41 and up; what does not know one-shot gives two readings. */
struct engine_call *
docker_stats_now(struct engine *e, const char *ref, engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "GET", done, arg);

	return docker_call_send(c,
	    docker_container_path(c, ref, "/stats?stream=false&one-shot=true"),
	    NULL, docker_read_stats, DOCKER_QUICK_MS);
}

struct engine_call *
docker_info(struct engine *e, engine_done done, void *arg)
{
	return docker_call_send(docker_call_new(e, "GET", done, arg), "/info",
	    NULL, docker_read_info, DOCKER_LIST_MS);
}

struct engine_call *
docker_disk(struct engine *e, engine_done done, void *arg)
{
	return docker_call_send(docker_call_new(e, "GET", done, arg),
	    "/system/df", NULL, docker_read_disk, DISK_MS);
}

/* API 1.42 and up; what does not know `type` tells of everything. */
struct engine_call *
docker_volumes(struct engine *e, engine_done done, void *arg)
{
	return docker_call_send(docker_call_new(e, "GET", done, arg),
	    "/system/df?type=volume", NULL, docker_read_volumes,
	    DOCKER_WALK_MS);
}
