/* What we send to the engine; field names of its API 1.41 to 1.44. */
#include <string.h>

#include "base/mem.h"
#include "engine/docker_private.h"

static const char *
protocol(const struct challenge_port *p)
{
	return p->kind == KIND_UDP ? "udp" : "tcp";
}

/* Whether an earlier port of the list has the same number and protocol. */
static bool
is_repeated(const struct container_spec *spec, int i)
{
	int k;

	for (k = 0; k < i; k++) {
		if (spec->ports[k].port == spec->ports[i].port &&
		    strcmp(protocol(&spec->ports[k]),
			protocol(&spec->ports[i])) == 0)
			return true;
	}
	return false;
}

static void
key_of_port(void *mem, struct json_writer *w, const struct challenge_port *p)
{
	json_key(w, mem_printf(mem, "%d/%s", p->port, protocol(p)));
}

static void
put_exposed(void *mem, struct json_writer *w, const struct container_spec *spec)
{
	int i;

	json_key(w, "ExposedPorts");
	json_begin_object(w);
	for (i = 0; i < spec->ports_n; i++) {
		if (is_repeated(spec, i))
			continue;
		key_of_port(mem, w, &spec->ports[i]);
		json_begin_object(w);
		json_end_object(w);
	}
	json_end_object(w);
}

/*
 * The engine picks a free port itself for "0" or from a range.  HostIp is
 * always given: without, IPv4 and IPv6 can get different ports (moby 42442).
 */
static void
put_bindings(
    void *mem, struct json_writer *w, const struct container_spec *spec)
{
	bool any = spec->port_range == NULL || spec->port_range[0] == '\0';
	int i;

	json_key(w, "PortBindings");
	json_begin_object(w);
	for (i = 0; i < spec->ports_n; i++) {
		if (is_repeated(spec, i))
			continue;
		key_of_port(mem, w, &spec->ports[i]);
		json_begin_array(w);
		json_begin_object(w);
		json_set_string(w, "HostIp", spec->bind_ip);
		json_set_string(w, "HostPort", any ? "0" : spec->port_range);
		json_end_object(w);
		json_end_array(w);
	}
	json_end_object(w);
}

/*
 * Mounts rather than Binds: a source that is missing is an error then, and is
 * not made as an empty folder of root.
 */
static void
put_mounts(struct json_writer *w, const struct container_spec *spec)
{
	int i;

	json_key(w, "Mounts");
	json_begin_array(w);
	for (i = 0; i < spec->mounts_n; i++) {
		json_begin_object(w);
		json_set_string(w, "Type", "bind");
		json_set_string(w, "Source", spec->mounts[i].source);
		json_set_string(w, "Target", spec->mounts[i].target);
		json_set_bool(w, "ReadOnly", !spec->mounts[i].writable);
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_ulimit(struct json_writer *w, const char *name, int64_t limit)
{
	json_begin_object(w);
	json_set_string(w, "Name", name);
	json_set_int(w, "Soft", limit);
	json_set_int(w, "Hard", limit);
	json_end_object(w);
}

/* Our limits; MemorySwap equal to Memory means no swap. */
static void
put_limits(struct json_writer *w, const struct container_spec *spec)
{
	json_set_int(w, "Memory", spec->memory_bytes);
	json_set_int(w, "MemorySwap", spec->memory_bytes);
	json_set_int(w, "NanoCpus", spec->nano_cpus);
	json_set_int(w, "PidsLimit", spec->pids);
	json_key(w, "Ulimits");
	json_begin_array(w);
	put_ulimit(w, "nofile", CONTAINER_NOFILE);
	put_ulimit(w, "core", 0);
	json_end_array(w);
}

static void
put_list_of_one(struct json_writer *w, const char *key, const char *value)
{
	json_key(w, key);
	json_begin_array(w);
	json_put_string(w, value);
	json_end_array(w);
}

static void
put_list(struct json_writer *w, const char *key, const char *const *values)
{
	json_key(w, key);
	json_begin_array(w);
	for (; *values != NULL; values++)
		json_put_string(w, *values);
	json_end_array(w);
}

/*
 * nr_inodes bounds a flood of empty files, which no size does; a file for
 * every 4 kB is what a full file system has.
 */
static void
put_tmpfs(void *mem, struct json_writer *w, const struct container_spec *spec)
{
	const struct container_tmpfs *t;
	int i;

	if (spec->tmpfs_n == 0)
		return;
	json_key(w, "Tmpfs");
	json_begin_object(w);
	for (i = 0; i < spec->tmpfs_n; i++) {
		t = &spec->tmpfs[i];
		json_set_string(w, t->target,
		    mem_printf(mem,
			"rw,nosuid,nodev,mode=1777,size=%dm,nr_inodes=%d",
			t->size_mb, t->size_mb * 256));
	}
	json_end_object(w);
}

/*
 * The engine's resolver sits in every container of a network of ours and asks
 * the host's servers in its place, whatever the network lets through
 * (CVE-2024-29018 is one case); with the container itself as its only server
 * it asks nobody.
 */
static void
put_network(struct json_writer *w, const struct container_spec *spec)
{
	if (spec->network[0] != '\0')
		json_set_string(w, "NetworkMode", spec->network);
	if (spec->no_dns)
		put_list_of_one(w, "Dns", "127.0.0.1");
}

/* What is off unless the challenge asks for it. */
static void
put_containment(
    void *mem, struct json_writer *w, const struct container_spec *spec)
{
	put_list_of_one(w, "CapDrop", "ALL");
	if (spec->cap_add != NULL)
		put_list(w, "CapAdd", spec->cap_add);
	put_list_of_one(w, "SecurityOpt", "no-new-privileges");
	if (spec->read_only)
		json_set_bool(w, "ReadonlyRootfs", true);
	put_tmpfs(mem, w, spec);
	if (spec->runtime[0] != '\0')
		json_set_string(w, "Runtime", spec->runtime);
	if (spec->disk_mb > 0) {
		json_key(w, "StorageOpt");
		json_begin_object(w);
		json_set_string(
		    w, "size", mem_printf(mem, "%dM", spec->disk_mb));
		json_end_object(w);
	}
}

/* The engine's log has no bound of its own. */
static void
put_log_config(struct json_writer *w)
{
	json_key(w, "LogConfig");
	json_begin_object(w);
	json_set_string(w, "Type", "json-file");
	json_key(w, "Config");
	json_begin_object(w);
	json_set_string(w, "max-size", "1m");
	json_set_string(w, "max-file", "1");
	json_end_object(w);
	json_end_object(w);
}

static void
put_host_config(
    void *mem, struct json_writer *w, const struct container_spec *spec)
{
	json_key(w, "HostConfig");
	json_begin_object(w);
	put_bindings(mem, w, spec);
	put_limits(w, spec);
	put_containment(mem, w, spec);
	put_network(w, spec);
	json_key(w, "RestartPolicy");
	json_begin_object(w);
	json_set_string(w, "Name", "no");
	json_end_object(w);
	put_log_config(w);
	put_mounts(w, spec);
	json_set_bool(w, "Init", true);
	json_end_object(w);
}

static void
put_env(void *mem, struct json_writer *w, const struct container_spec *spec)
{
	int i;

	if (spec->env_n == 0)
		return;
	json_key(w, "Env");
	json_begin_array(w);
	for (i = 0; i < spec->env_n; i++)
		json_put_string(w, mem_printf(mem, "%s=%s", spec->env[i].name,
				       spec->env[i].value));
	json_end_array(w);
}

const char *
docker_create_body(void *mem, const struct container_spec *spec)
{
	struct json_writer *w = json_writer_new(mem);
	int i;

	json_begin_object(w);
	json_set_string(w, "Image", spec->image);
	if (spec->command != NULL && spec->command[0] != NULL) {
		json_key(w, "Cmd");
		json_begin_array(w);
		for (i = 0; spec->command[i] != NULL; i++)
			json_put_string(w, spec->command[i]);
		json_end_array(w);
	}
	if (spec->user[0] != '\0')
		json_set_string(w, "User", spec->user);
	put_env(mem, w, spec);
	json_key(w, "Labels");
	json_begin_object(w);
	for (i = 0; i < spec->labels_n; i++)
		json_set_string(w, spec->labels[i].key, spec->labels[i].value);
	json_end_object(w);
	put_exposed(mem, w, spec);
	put_host_config(mem, w, spec);
	json_end_object(w);
	return json_text(w, NULL);
}

const char *
docker_network_body(void *mem, const struct network_spec *spec)
{
	struct json_writer *w = json_writer_new(mem);
	int i;

	json_begin_object(w);
	json_set_string(w, "Name", spec->name);
	/* the default from API 1.44 on */
	json_set_bool(w, "CheckDuplicate", true);
	json_set_string(w, "Driver", "bridge");
	json_set_bool(w, "EnableIPv6", false);
	json_key(w, "IPAM");
	json_begin_object(w);
	json_key(w, "Config");
	json_begin_array(w);
	json_begin_object(w);
	json_set_string(w, "Subnet", spec->subnet);
	json_end_object(w);
	json_end_array(w);
	json_end_object(w);
	json_key(w, "Options");
	json_begin_object(w);
	json_set_string(w, "com.docker.network.bridge.name", spec->interface);
	json_set_string(w, "com.docker.network.bridge.enable_icc", "false");
	json_set_string(w, "com.docker.network.bridge.enable_ip_masquerade",
	    spec->egress == EGRESS_ALLOWED ? "true" : "false");
	json_end_object(w);
	json_key(w, "Labels");
	json_begin_object(w);
	for (i = 0; i < spec->labels_n; i++)
		json_set_string(w, spec->labels[i].key, spec->labels[i].value);
	json_end_object(w);
	json_end_object(w);
	return json_text(w, NULL);
}

char *
docker_filters(void *mem, const char *deployment, const char *instance,
    const char *const *events)
{
	struct json_writer *w = json_writer_new(mem);

	json_begin_object(w);
	json_key(w, "label");
	json_begin_array(w);
	json_put_string(w, mem_printf(mem, "berth.deployment=%s", deployment));
	if (instance != NULL)
		json_put_string(
		    w, mem_printf(mem, "berth.instance=%s", instance));
	json_end_array(w);
	if (events != NULL) {
		put_list_of_one(w, "type", "container");
		json_key(w, "event");
		json_begin_array(w);
		for (; *events != NULL; events++)
			json_put_string(w, *events);
		json_end_array(w);
	}
	json_end_object(w);
	return httpc_encode(mem, json_text(w, NULL));
}

char *
docker_image_filter(void *mem, const char *tag)
{
	struct json_writer *w = json_writer_new(mem);

	json_begin_object(w);
	put_list_of_one(w, "ancestor", tag);
	json_end_object(w);
	return httpc_encode(mem, json_text(w, NULL));
}
