/* What engine/ sends to the engine, and to which one. */
#include "engine_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/docker_private.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

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
	assert_string_equal(
	    json_string(json_at(json_get(host, "CapDrop"), 0)), "ALL");
	assert_int_equal(json_count(json_get(host, "CapAdd")), 2);
	assert_string_equal(
	    json_string(json_at(json_get(host, "CapAdd"), 1)), "KILL");
	assert_int_equal(json_count(json_get(host, "SecurityOpt")), 1);
	assert_true(json_bool(json_get(host, "ReadonlyRootfs"), false));
	assert_string_equal(
	    json_string(json_get(json_get(host, "Tmpfs"), "/tmp")),
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

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, engine_setup, engine_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(create_body_is_exactly_what_the_spec_says),
	    TEST(create_body_opens_only_what_the_spec_names),
	    TEST(a_network_is_a_bridge_without_traffic_between_containers),
	    TEST(
		create_body_leaves_command_and_port_to_the_engine_when_not_given),
	    TEST(filters_name_deployment_and_instance),
	    TEST(the_urls_of_the_contract_are_taken_and_others_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
