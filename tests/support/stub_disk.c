/* What lies on the stub's disk as /stub/write says, and made-up loads. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "stub.h"

#define CHANGES_MAX ((size_t)64 * 1024 * 1024)

void
disk_put(struct json_writer *w, const struct container *c)
{
	/* the engine leaves out what is 0 */
	if (c->written > 0)
		json_set_int(w, "SizeRw", c->written);
	json_set_int(w, "SizeRootFs", 1000000 + c->written);
	json_key(w, "Mounts");
	json_begin_array(w);
	if (c->volume_bytes > 0) {
		json_begin_object(w);
		json_set_string(w, "Type", "volume");
		json_set_string(w, "Name", c->id);
		json_set_string(w, "Destination", "/data");
		json_end_object(w);
	}
	json_end_array(w);
}

static void
stats(struct call *call, const struct container *c)
{
	call_answer(call, 200,
	    mem_printf(call,
		"{\"name\":\"/%s\",\"pids_stats\":{\"current\":1},"
		"\"blkio_stats\":{\"io_service_bytes_recursive\":["
		"{\"major\":8,\"minor\":0,\"op\":\"read\",\"value\":4096},"
		"{\"major\":8,\"minor\":0,\"op\":\"write\",\"value\":%lld}]},"
		"\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":2000000},"
		"\"system_cpu_usage\":200000000,\"online_cpus\":2},"
		"\"precpu_stats\":{\"cpu_usage\":{\"total_usage\":1000000},"
		"\"system_cpu_usage\":100000000,\"online_cpus\":2},"
		"\"memory_stats\":{\"usage\":2000000,\"limit\":536870912,"
		"\"stats\":{\"inactive_file\":500000}}}",
		c->name, (long long)c->stored));
}

/* [{"Path": …, "Kind": 1}, …]; null for none. */
static void
changes(struct call *call, const struct container *c)
{
	struct buf *b = buf_new(call, CHANGES_MAX);
	int64_t i;

	for (i = 0; i < c->files; i++)
		buf_printf(b, "%s{\"Path\":\"/f%lld\",\"Kind\":1}",
		    i == 0 ? "[" : ",", (long long)i);
	buf_str(b, c->files > 0 ? "]\n" : "null\n");
	call_answer(call, 200, buf_data(b));
}

void
disk_container(struct call *call, const struct container *c)
{
	if (call->kind == CALL_CHANGES)
		changes(call, c);
	else
		stats(call, c);
}

static void
info(struct call *call)
{
	struct json_writer *w = json_writer_new(call);
	const struct container *c;
	int64_t running = 0;

	for (c = call->s->containers; c != NULL; c = c->next)
		running += c->state == STATE_RUNNING;
	json_begin_object(w);
	json_set_int(w, "NCPU", 8);
	json_set_int(w, "MemTotal", 17179869184);
	json_set_int(w, "Containers", call->s->containers_n);
	json_set_int(w, "ContainersRunning", running);
	json_set_string(w, "DockerRootDir", call->s->config.root_dir);
	json_end_object(w);
	call_answer(call, 200, json_text(w, NULL));
}

static void
volumes(struct call *call)
{
	struct json_writer *w = json_writer_new(call);
	const struct container *c;

	json_begin_object(w);
	json_set_int(w, "LayersSize", api_images() * 1000000);
	json_key(w, "Volumes");
	json_begin_array(w);
	for (c = call->s->containers; c != NULL; c = c->next) {
		if (c->volume_bytes == 0)
			continue;
		json_begin_object(w);
		json_set_string(w, "Name", c->id);
		json_key(w, "UsageData");
		json_begin_object(w);
		json_set_int(w, "Size", c->volume_bytes);
		json_set_int(w, "RefCount", 1);
		json_end_object(w);
		json_end_object(w);
	}
	json_end_array(w);
	json_end_object(w);
	call_answer(call, 200, json_text(w, NULL));
}

static void
disk(struct call *call)
{
	call_answer(call, 200,
	    mem_printf(call,
		"{\"LayersSize\":%lld,\"Images\":[],\"Containers\":null,"
		"\"Volumes\":[{\"UsageData\":{\"Size\":-1,\"RefCount\":-1}}]}",
		(long long)api_images() * 1000000));
}

static void
image(struct call *call)
{
	struct json_writer *w;

	if (!api_has_image(call->ref)) {
		call_message(call, 404, "No such image: %s", call->ref);
		return;
	}
	w = json_writer_new(call);
	json_begin_object(w);
	json_set_string(w, "Id", "sha256:stub");
	json_key(w, "Config");
	json_begin_object(w);
	json_key(w, "Volumes");
	if (call->s->config.volume[0] == '\0') {
		json_put_null(w);
	} else {
		json_begin_object(w);
		json_key(w, call->s->config.volume);
		json_begin_object(w);
		json_end_object(w);
		json_end_object(w);
	}
	json_end_object(w);
	json_end_object(w);
	call_answer(call, 200, json_text(w, NULL));
}

void
disk_effect(struct call *call)
{
	if (call->kind == CALL_INFO)
		info(call);
	else if (call->kind == CALL_DISK)
		disk(call);
	else if (call->kind == CALL_VOLUMES)
		volumes(call);
	else
		image(call);
}
