/* What engine/ sends to and understands of the engine, on sample texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/docker_private.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void *mem;

static int
setup(void **state)
{
	(void)state;
	mem = mem_arena(NULL);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	mem_free(&mem);
	return 0;
}

static struct json *
parse(const char *text)
{
	struct json *j = NULL;

	assert_int_equal(
	    json_parse(mem, text, strlen(text), &json_limits_engine, &j, NULL),
	    ERR_OK);
	return j;
}

/* ------------------------------------------------ what we send */

static const char *const command[] = {"sh", "-c", "echo 'a b'", NULL};
static const struct challenge_port ports[] = {
    {.port = 80, .kind = KIND_HTTP, .label = "web"},
    {.port = 53, .kind = KIND_UDP, .label = ""},
    {.port = 80, .kind = KIND_TCP, .label = "the same again"},
};
static const struct container_mount mounts[] = {
    {.source = "/srv/ctf/a", .target = "/data", .writable = false},
};
static const struct container_label labels[] = {
    {"berth.deployment", "d"},
    {"berth.instance", "0011223344556677"},
    {"berth.generation", "3"},
};

static const struct container_env env[] = {{"FLAG", "CTF{\"1\"}"}};

static struct container_spec
sample_spec(void)
{
	return (struct container_spec){.name = "berth-d-x-g3",
	    .image = "web:latest",
	    .command = command,
	    .ports = ports,
	    .ports_n = COUNT(ports),
	    .bind_ip = "127.0.0.1",
	    .port_range = "30000-31000",
	    .mounts = mounts,
	    .mounts_n = COUNT(mounts),
	    .memory_bytes = 536870912,
	    .nano_cpus = 500000000,
	    .pids = 256,
	    .user = "",
	    .runtime = "",
	    .network = "",
	    .labels = labels,
	    .labels_n = COUNT(labels),
	    .env = env,
	    .env_n = COUNT(env)};
}

static void
create_body_is_exactly_what_the_spec_says(void **state)
{
	struct container_spec spec = sample_spec();

	(void)state;
	assert_string_equal(docker_create_body(mem, &spec),
	    "{\"Image\":\"web:latest\","
	    "\"Cmd\":[\"sh\",\"-c\",\"echo 'a b'\"],"
	    "\"Env\":[\"FLAG=CTF{\\\"1\\\"}\"],"
	    "\"Labels\":{\"berth.deployment\":\"d\","
	    "\"berth.instance\":\"0011223344556677\","
	    "\"berth.generation\":\"3\"},"
	    "\"ExposedPorts\":{\"80/tcp\":{},\"53/udp\":{}},"
	    "\"HostConfig\":{\"PortBindings\":{"
	    "\"80/tcp\":[{\"HostIp\":\"127.0.0.1\","
	    "\"HostPort\":\"30000-31000\"}],"
	    "\"53/udp\":[{\"HostIp\":\"127.0.0.1\","
	    "\"HostPort\":\"30000-31000\"}]},"
	    "\"Memory\":536870912,\"MemorySwap\":536870912,"
	    "\"NanoCpus\":500000000,\"PidsLimit\":256,"
	    "\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":4096,\"Hard\":4096},"
	    "{\"Name\":\"core\",\"Soft\":0,\"Hard\":0}],"
	    "\"CapDrop\":[\"ALL\"],"
	    "\"SecurityOpt\":[\"no-new-privileges\"],"
	    "\"RestartPolicy\":{\"Name\":\"no\"},"
	    "\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{"
	    "\"max-size\":\"1m\",\"max-file\":\"1\"}},"
	    "\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/srv/ctf/a\","
	    "\"Target\":\"/data\",\"ReadOnly\":true}],"
	    "\"Init\":true}}");
}

/* What is shut is shut whatever the challenge asks for. */
static void
create_body_opens_only_what_the_spec_names(void **state)
{
	static const char *const caps[] = {"CHOWN", "KILL", NULL};
	static const struct container_tmpfs tmpfs[] = {
	    {"/tmp", 16}, {"/run", 1}};
	static const char *const never[] = {"Privileged", "PidMode", "IpcMode",
	    "UTSMode", "UsernsMode", "CgroupParent", "Devices",
	    "DeviceCgroupRules", "DeviceRequests", "Binds", "VolumesFrom",
	    "GroupAdd", "Sysctls", "AutoRemove", "Links", "ExtraHosts",
	    "MaskedPaths", "ReadonlyPaths"};
	struct container_spec spec = sample_spec();
	struct json *host;

	(void)state;
	spec.cap_add = caps;
	spec.user = "1000:1000";
	spec.read_only = true;
	spec.tmpfs = tmpfs;
	spec.tmpfs_n = COUNT(tmpfs);
	spec.runtime = "runsc";
	spec.disk_mb = 100;
	host = parse(docker_create_body(mem, &spec));
	assert_string_equal(json_string(json_get(host, "User")), "1000:1000");
	host = (struct json *)(uintptr_t)json_get(host, "HostConfig");
	assert_string_equal(json_string(json_at(json_get(host, "CapDrop"), 0)),
	    "ALL");
	assert_int_equal(json_count(json_get(host, "CapAdd")), 2);
	assert_string_equal(
	    json_string(json_at(json_get(host, "CapAdd"), 1)), "KILL");
	assert_int_equal(json_count(json_get(host, "SecurityOpt")), 1);
	assert_true(json_bool(json_get(host, "ReadonlyRootfs"), false));
	assert_string_equal(json_string(json_get(json_get(host, "Tmpfs"),
				"/tmp")),
	    "rw,nosuid,nodev,mode=1777,size=16m,nr_inodes=4096");
	assert_string_equal(json_string(json_get(host, "Runtime")), "runsc");
	assert_string_equal(
	    json_string(json_path(host, "StorageOpt.size")), "100M");
	for (size_t i = 0; i < COUNT(never); i++)
		assert_null(json_get(host, never[i]));
}

static void
a_network_is_a_bridge_without_traffic_between_containers(void **state)
{
	struct network_spec spec = {.name = "berth-d-closed-1",
	    .interface = "bthc1",
	    .subnet = "10.187.0.0/22",
	    .labels = {{"berth.deployment", "d"}},
	    .labels_n = 1};
	struct container_spec on = sample_spec();
	const struct json *host;

	(void)state;
	assert_string_equal(docker_network_body(mem, &spec),
	    "{\"Name\":\"berth-d-closed-1\",\"CheckDuplicate\":true,"
	    "\"Driver\":\"bridge\",\"EnableIPv6\":false,"
	    "\"IPAM\":{\"Config\":[{\"Subnet\":\"10.187.0.0/22\"}]},"
	    "\"Options\":{\"com.docker.network.bridge.name\":\"bthc1\","
	    "\"com.docker.network.bridge.enable_icc\":\"false\","
	    "\"com.docker.network.bridge.enable_ip_masquerade\":\"false\"},"
	    "\"Labels\":{\"berth.deployment\":\"d\"}}");
	spec.egress = EGRESS_ALLOWED;
	assert_non_null(strstr(docker_network_body(mem, &spec),
	    "enable_ip_masquerade\":\"true\""));
	on.network = spec.name;
	on.no_dns = true;
	host = json_get(parse(docker_create_body(mem, &on)), "HostConfig");
	assert_string_equal(
	    json_string(json_get(host, "NetworkMode")), "berth-d-closed-1");
	assert_string_equal(
	    json_string(json_at(json_get(host, "Dns"), 0)), "127.0.0.1");
}

static void
refusals_over_networks_are_told_apart(void **state)
{
	static const struct {
		int status;
		const char *message;
		bool is_create;
		enum engine_result want;
	} cases[] = {
	    {404, "network berth-x-closed-1 not found", false,
		ENGINE_NO_NETWORK},
	    {404, "network berth-x-closed-1 not found", true,
		ENGINE_NO_NETWORK},
	    {404, "failed to set up container networking: network x not found",
		false, ENGINE_NO_NETWORK},
	    {404, "No such image: network not found:latest", true,
		ENGINE_NO_IMAGE},
	    {404, "No such container: x", false, ENGINE_NOT_FOUND},
	    {403, "Pool overlaps with other one on this address space", false,
		ENGINE_SUBNET_TAKEN},
	    {500, "adding interface vethx to bridge bthc failed: exchange full",
		false, ENGINE_NO_ADDRESS},
	    {403, "network x id y has active endpoints", false,
		ENGINE_BAD_REQUEST},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(docker_result(cases[i].status,
				     cases[i].message, cases[i].is_create),
		    cases[i].want);
}

static void
networks_are_read_with_our_labels(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(docker_read_networks(mem,
	    parse("[{\"Id\":\"a\",\"Name\":\"n\",\"Created\":"
		  "\"2026-11-24T02:43:50.12Z\",\"Labels\":{"
		  "\"berth.deployment\":\"d\",\"berth.network\":\"own\","
		  "\"berth.instance\":\"i\",\"berth.generation\":\"2\"}},"
		  "{\"Id\":\"b\",\"Labels\":null}]"),
	    &reply));
	assert_int_equal(reply.n, 2);
	assert_string_equal(reply.networks[0].kind, "own");
	assert_int_equal(reply.networks[0].generation, 2);
	assert_true(reply.networks[0].created_s == 1795488230);
	assert_string_equal(reply.networks[1].deployment, "");
	assert_false(docker_read_networks(mem, parse("[{}]"), &reply));
	assert_false(docker_read_networks(mem, parse("{}"), &reply));
}

static void
create_body_leaves_command_and_port_to_the_engine_when_not_given(void **state)
{
	struct container_spec spec = sample_spec();
	struct json *j;

	(void)state;
	spec.command = NULL;
	spec.port_range = "";
	j = parse(docker_create_body(mem, &spec));
	assert_null(json_get(j, "Cmd"));
	j = json_get(json_path(j, "HostConfig.PortBindings"), "80/tcp");
	assert_string_equal(
	    json_string(json_get(json_at(j, 0), "HostPort")), "0");
}

static void
filters_name_deployment_and_instance(void **state)
{
	(void)state;
	assert_string_equal(docker_filters(mem, "d", "ab", NULL),
	    httpc_encode(mem, "{\"label\":[\"berth.deployment=d\","
			      "\"berth.instance=ab\"]}"));
}

/* ------------------------------------------------ what we understand */

static void
images_are_every_tag_sorted_without_none_and_null(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(docker_read_images(mem,
	    parse(
		"[{\"Id\":\"a\",\"RepoTags\":null,\"Size\":1,\"Created\":1},"
		"{\"Id\":\"b\",\"RepoTags\":[\"<none>:<none>\"],\"Size\":2},"
		"{\"Id\":\"c\",\"RepoTags\":[\"z:1\",\"m:latest\"],\"Size\":3,"
		"\"Created\":7},{\"Id\":\"d\",\"RepoTags\":[\"a:latest\"],"
		"\"RepoDigests\":[\"b@sha256:1\",\"a@sha256:2\"]}]"),
	    &reply));
	assert_int_equal(reply.n, 3);
	assert_string_equal(reply.images[0].tag, "a:latest");
	assert_string_equal(reply.images[0].digest, "sha256:2");
	assert_string_equal(reply.images[1].tag, "m:latest");
	assert_string_equal(reply.images[1].digest, "");
	assert_string_equal(reply.images[2].tag, "z:1");
	assert_int_equal(reply.images[2].size, 3);
	assert_int_equal(reply.images[2].created_s, 7);
	assert_true(docker_read_images(mem, parse("[]"), &reply));
	assert_int_equal(reply.n, 0);
	assert_false(docker_read_images(mem, parse("{}"), &reply));
}

static void
list_gives_labels_state_and_age(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(docker_read_list(mem,
	    parse("[{\"Id\":\"aa\",\"Names\":[\"/berth-d-x-g3\"],"
		  "\"State\":\"exited\",\"Created\":1700000000,\"Labels\":{"
		  "\"berth.deployment\":\"d\",\"berth.instance\":\"x\","
		  "\"berth.generation\":\"3\"}},"
		  "{\"Id\":\"bb\",\"Names\":null,\"State\":\"running\","
		  "\"Labels\":null}]"),
	    &reply));
	assert_int_equal(reply.n, 2);
	assert_string_equal(reply.list[0].name, "berth-d-x-g3");
	assert_string_equal(reply.list[0].instance, "x");
	assert_int_equal(reply.list[0].generation, 3);
	assert_int_equal(reply.list[0].state, ENGINE_STATE_ENDED);
	assert_int_equal(reply.list[0].created_s, 1700000000);
	assert_string_equal(reply.list[1].deployment, "");
	assert_int_equal(reply.list[1].state, ENGINE_STATE_RUNNING);
	assert_false(docker_read_list(mem, parse("[{}]"), &reply));
}

static void
inspect_gives_ports_of_both_families_and_health(void **state)
{
	struct engine_reply reply = {0};
	const struct engine_container *c;

	(void)state;
	assert_true(docker_read_inspect(mem,
	    parse(
		"{\"Id\":\"aa\",\"Name\":\"/n\","
		"\"Created\":\"2026-11-24T02:43:50.123456789Z\","
		"\"State\":{\"Status\":\"running\",\"ExitCode\":0,"
		"\"OOMKilled\":false,\"Health\":{\"Status\":\"healthy\"}},"
		"\"Config\":{\"Labels\":{\"berth.generation\":\"2\"}},"
		"\"NetworkSettings\":{\"Ports\":{\"80/tcp\":["
		"{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"49153\"},"
		"{\"HostIp\":\"::\",\"HostPort\":\"49154\"}],"
		"\"53/udp\":[{\"HostIp\":\"10.0.0.1\",\"HostPort\":\"5000\"}],"
		"\"81/tcp\":null},\"Networks\":{\"bridge\":{"
		"\"IPAddress\":\"172.17.0.2\"}}}}"),
	    &reply));
	c = reply.container;
	assert_int_equal(c->ports_n, 3);
	assert_int_equal(c->ports[0].port, 80);
	assert_string_equal(c->ports[0].host_ip, "0.0.0.0");
	assert_int_equal(c->ports[0].host_port, 49153);
	assert_int_equal(c->ports[1].host_port, 49154);
	assert_true(c->ports[2].udp);
	assert_int_equal(c->health, ENGINE_HEALTH_HEALTHY);
	assert_int_equal(c->generation, 2);
	assert_string_equal(c->ip, "172.17.0.2");
	assert_int_equal(c->created_s, 1795488230);
}

static void
inspect_tells_how_a_container_ended(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(docker_read_inspect(mem,
	    parse("{\"Id\":\"aa\",\"State\":{\"Status\":\"exited\","
		  "\"ExitCode\":137,\"OOMKilled\":true}}"),
	    &reply));
	assert_int_equal(reply.container->state, ENGINE_STATE_ENDED);
	assert_int_equal(reply.container->exit_code, 137);
	assert_true(reply.container->oom_killed);
	assert_int_equal(reply.container->health, ENGINE_HEALTH_NONE);
	assert_false(docker_read_inspect(mem, parse("{\"Id\":1}"), &reply));
}

static void
events_are_of_containers_only(void **state)
{
	struct engine_event ev;

	(void)state;
	assert_true(docker_read_event(
	    parse("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{"
		  "\"ID\":\"aa\",\"Attributes\":{\"berth.instance\":\"x\","
		  "\"berth.generation\":\"4\",\"exitCode\":\"1\"}}}"),
	    &ev));
	assert_string_equal(ev.action, "die");
	assert_string_equal(ev.id, "aa");
	assert_string_equal(ev.instance, "x");
	assert_int_equal(ev.generation, 4);
	assert_false(docker_read_event(
	    parse("{\"Type\":\"network\",\"Action\":\"x\"}"), &ev));
}

static void
the_api_version_is_the_smaller_of_both(void **state)
{
	static const struct {
		const char *answer, *expected;
	} cases[] = {
	    {"{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}", "1.41"},
	    {"{\"ApiVersion\":\"1.52\",\"MinAPIVersion\":\"1.44\"}", "1.44"},
	    {"{\"ApiVersion\":\"1.60\",\"MinAPIVersion\":\"1.50\"}", "1.50"},
	    {"{\"ApiVersion\":\"1.40\"}", "1.40"},
	};
	char api[16];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_true(docker_choose_api(
		    parse(cases[i].answer), api, sizeof(api)));
		assert_string_equal(api, cases[i].expected);
	}
	assert_false(docker_choose_api(parse("{}"), api, sizeof(api)));
}

static void
log_frames_become_text_and_the_last_bytes_are_kept(void **state)
{
	static const char frames[] = "\1\0\0\0\0\0\0\3one"
				     "\2\0\0\0\0\0\0\4t\0wo"
				     "\1\0\0\0\0\0\0\x09"
				     "cut";

	(void)state;
	assert_string_equal(
	    docker_log_text(mem, frames, sizeof(frames) - 1, 100),
	    "onet?wocut");
	assert_string_equal(
	    docker_log_text(mem, frames, sizeof(frames) - 1, 4), "ocut");
	assert_string_equal(docker_log_text(mem, "", 0, 10), "");
}

static void
news_of_a_pull_are_of_layers_and_its_error_is_one(void **state)
{
	static const struct {
		const char *line, *layer, *status, *error;
		int64_t current, total;
	} cases[] = {
	    {"{\"status\":\"Pulling from a/b\",\"id\":\"12f63ad2916e\"}", "",
		"Pulling from a/b", NULL, 0, 0},
	    {"{\"status\":\"Downloading\",\"progressDetail\":{\"current\":7,"
	     "\"total\":9},\"id\":\"12f63ad2916e\"}",
		"12f63ad2916e", "Downloading", NULL, 7, 9},
	    {"{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":"
	     "\"12f63ad2916e\"}",
		"12f63ad2916e", "Pull complete", NULL, 0, 0},
	    {"{\"errorDetail\":{\"message\":\"no space\"},\"error\":\"e\"}",
		NULL, NULL, "no space", 0, 0},
	    {"{\"error\":\"unexpected EOF\"}", NULL, NULL, "unexpected EOF",
		0, 0},
	};
	struct engine_progress news;
	char digest[DOCKER_DIGEST_SIZE] = "";
	const char *error;
	bool is_news;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		is_news = docker_read_progress(
		    parse(cases[i].line), &news, digest, &error);
		assert_int_equal(is_news, cases[i].error == NULL);
		if (!is_news) {
			assert_string_equal(error, cases[i].error);
			continue;
		}
		assert_string_equal(news.layer, cases[i].layer);
		assert_string_equal(news.status, cases[i].status);
		assert_int_equal(news.current, cases[i].current);
		assert_int_equal(news.total, cases[i].total);
		assert_string_equal(digest, "");
	}
	assert_true(docker_read_progress(
	    parse("{\"status\":\"Digest: sha256:30e4\"}"), &news, digest,
	    &error));
	assert_string_equal(digest, "sha256:30e4");
}

static void
a_refusal_is_told_apart_by_status_and_words(void **state)
{
	static const struct {
		int status;
		const char *message;
		bool is_create;
		enum engine_result expected;
	} cases[] = {
	    {201, "", true, ENGINE_OK},
	    {304, "", false, ENGINE_OK},
	    {404, "No such image: x:latest", true, ENGINE_NO_IMAGE},
	    {404, "No such container: x", false, ENGINE_NOT_FOUND},
	    {409, "Conflict. The name is in use", true, ENGINE_CONFLICT},
	    {500, "the container name is already in use", true,
		ENGINE_SERVER_ERROR},
	    {500, "Bind for 0.0.0.0:1 failed: port is already allocated", false,
		ENGINE_PORT_TAKEN},
	    {403,
		"no available IPv4 addresses on this network's address "
		"pools: bridge",
		false, ENGINE_NO_ADDRESS},
	    {400, "exec: \"x\": executable file not found in $PATH", false,
		ENGINE_BAD_REQUEST},
	    {503, "", false, ENGINE_SERVER_ERROR},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(docker_result(cases[i].status,
				     cases[i].message, cases[i].is_create),
		    cases[i].expected);
}

static void
stats_give_the_share_of_one_cpu_and_memory_without_cache(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(docker_read_stats(mem,
	    parse("{\"pids_stats\":{\"current\":3},\"memory_stats\":{"
		  "\"usage\":1000,\"limit\":4000,\"stats\":{"
		  "\"total_inactive_file\":400}},\"cpu_stats\":{\"cpu_usage\":{"
		  "\"total_usage\":150},\"system_cpu_usage\":1400,"
		  "\"online_cpus\":2},\"precpu_stats\":{\"cpu_usage\":{"
		  "\"total_usage\":50},\"system_cpu_usage\":1000}}"),
	    &reply));
	assert_float_equal(reply.usage->cpu_percent, 50.0, 0.001);
	assert_int_equal(reply.usage->memory_bytes, 600);
	assert_int_equal(reply.usage->memory_limit, 4000);
	assert_int_equal(reply.usage->pids, 3);
}

/* API, "ContainerStats" with one-shot: the earlier reading is all zeros. */
static void
the_load_comes_from_two_single_readings(void **state)
{
	static const char format[] =
	    "{\"memory_stats\":{\"usage\":1},\"cpu_stats\":{\"cpu_usage\":{"
	    "\"total_usage\":%d},\"system_cpu_usage\":%d,\"online_cpus\":4},"
	    "\"precpu_stats\":{\"cpu_usage\":{\"total_usage\":0}}}";
	struct engine_reply was = {0}, now = {0};

	(void)state;
	assert_true(docker_read_stats(
	    mem, parse(mem_printf(mem, format, 100, 10000)), &was));
	assert_true(docker_read_stats(
	    mem, parse(mem_printf(mem, format, 300, 10800)), &now));
	assert_true(was.usage->cpu_percent < 0);
	assert_float_equal(
	    engine_cpu_percent(was.usage, now.usage), 100.0, 0.001);
	/* a container that was started anew, or a clock that stood still */
	assert_true(engine_cpu_percent(now.usage, was.usage) < 0);
	assert_true(engine_cpu_percent(was.usage, was.usage) < 0);
}

static void
the_engine_says_what_it_has(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(docker_read_info(mem,
	    parse("{\"NCPU\":8,\"MemTotal\":1024,\"Containers\":7,"
		  "\"ContainersRunning\":5}"),
	    &reply));
	assert_int_equal(reply.info->cpus, 8);
	assert_int_equal(reply.info->memory_bytes, 1024);
	assert_int_equal(reply.info->containers, 7);
	assert_int_equal(reply.info->running, 5);
	assert_false(docker_read_info(mem, parse("{}"), &reply));
}

static void
the_disk_is_counted_once_per_layer(void **state)
{
	static const struct {
		const char *text;
		int64_t images, containers, volumes;
	} cases[] = {
	    {"{\"LayersSize\":500,\"Images\":[{\"Size\":400},{\"Size\":300}],"
	     "\"Containers\":[{\"SizeRw\":5},{\"SizeRw\":6},{}],"
	     "\"Volumes\":[{\"UsageData\":{\"Size\":-1}},"
	     "{\"UsageData\":{\"Size\":9}}]}",
		500, 11, 9},
	    /* Podman */
	    {"{\"Images\":[{\"Size\":400},{\"Size\":300}],"
	     "\"Containers\":[],\"Volumes\":[]}",
		700, 0, 0},
	    {"{\"LayersSize\":0,\"Images\":null,\"Containers\":null,"
	     "\"Volumes\":null}",
		-1, -1, -1},
	};
	struct engine_reply reply = {0};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_true(
		    docker_read_disk(mem, parse(cases[i].text), &reply));
		assert_int_equal(reply.disk->images_bytes, cases[i].images);
		assert_int_equal(
		    reply.disk->containers_bytes, cases[i].containers);
		assert_int_equal(reply.disk->volumes_bytes, cases[i].volumes);
	}
	assert_false(docker_read_disk(mem, parse("[]"), &reply));
}

static void
the_urls_of_the_contract_are_taken_and_others_refused(void **state)
{
	static const struct {
		const char *url, *tunnel;
		enum err expected;
	} cases[] = {
	    {"unix:///var/run/docker.sock", NULL, ERR_OK},
	    {"tcp://127.0.0.1:2375", NULL, ERR_OK},
	    {"tcp://[::1]:2375", NULL, ERR_OK},
	    {"tcp://10.0.0.1:2375", NULL, ERR_INVALID},
	    {"https://10.0.0.1:2376", NULL, ERR_OK},
	    {"ssh://u@h", "/tmp/s", ERR_OK},
	    {"ssh://u@h", NULL, ERR_INVALID},
	    {"ftp://h", NULL, ERR_INVALID},
	};
	struct conf conf = {
	    .engine_tls_ca = "", .engine_tls_cert = "", .engine_tls_key = ""};
	struct engine *e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(engine_new(mem, NULL, cases[i].url, &conf,
				     cases[i].tunnel, &e, NULL),
		    cases[i].expected);
	assert_string_equal(
	    engine_url_host(mem, "ssh://u@h.example:22"), "h.example");
	assert_string_equal(engine_url_host(mem, "unix:///x"), "127.0.0.1");
	assert_string_equal(engine_url_host(mem, "tcp://[::1]:2"), "::1");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(create_body_is_exactly_what_the_spec_says),
	    TEST(create_body_opens_only_what_the_spec_names),
	    TEST(a_network_is_a_bridge_without_traffic_between_containers),
	    TEST(refusals_over_networks_are_told_apart),
	    TEST(networks_are_read_with_our_labels),
	    TEST(
		create_body_leaves_command_and_port_to_the_engine_when_not_given),
	    TEST(filters_name_deployment_and_instance),
	    TEST(images_are_every_tag_sorted_without_none_and_null),
	    TEST(list_gives_labels_state_and_age),
	    TEST(inspect_gives_ports_of_both_families_and_health),
	    TEST(inspect_tells_how_a_container_ended),
	    TEST(events_are_of_containers_only),
	    TEST(the_api_version_is_the_smaller_of_both),
	    TEST(log_frames_become_text_and_the_last_bytes_are_kept),
	    TEST(news_of_a_pull_are_of_layers_and_its_error_is_one),
	    TEST(a_refusal_is_told_apart_by_status_and_words),
	    TEST(stats_give_the_share_of_one_cpu_and_memory_without_cache),
	    TEST(the_load_comes_from_two_single_readings),
	    TEST(the_engine_says_what_it_has),
	    TEST(the_disk_is_counted_once_per_layer),
	    TEST(the_urls_of_the_contract_are_taken_and_others_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
