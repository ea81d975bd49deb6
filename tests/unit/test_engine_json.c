/* What engine/ understands of the engine, on sample texts. */
#include "engine_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/docker_private.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

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
	assert_true(
	    read_list("[{\"Id\":\"aa\",\"Names\":[\"/berth-d-x-g3\"],"
		      "\"State\":\"exited\",\"Created\":1700000000,\"Labels\":{"
		      "\"berth.deployment\":\"d\",\"berth.instance\":\"x\","
		      "\"berth.generation\":\"3\"}},"
		      "{\"Id\":\"bb\",\"Names\":null,\"State\":\"running\","
		      "\"Labels\":null}]",
		1000, &reply));
	assert_int_equal(reply.n, 2);
	assert_string_equal(reply.list[0].name, "berth-d-x-g3");
	assert_string_equal(reply.list[0].instance, "x");
	assert_int_equal(reply.list[0].generation, 3);
	assert_int_equal(reply.list[0].state, ENGINE_STATE_ENDED);
	assert_int_equal(reply.list[0].created_s, 1700000000);
	assert_string_equal(reply.list[1].deployment, "");
	assert_int_equal(reply.list[1].state, ENGINE_STATE_RUNNING);
	assert_false(read_list("[{}]", 1000, &reply));
}

static void
a_list_is_the_same_in_whatever_pieces_it_comes(void **state)
{
	static const char text[] =
	    " [ {\"Id\":\"a]}\\\"\\\\\",\"Labels\":{\"x\":\"[{\\\"\"}} ,\n"
	    "{\"Id\":\"b\",\"Mounts\":[{\"Name\":\"v\"},[]]}\t] \n";
	struct engine_reply reply = {0};
	size_t piece;

	(void)state;
	for (piece = 1; piece < sizeof(text); piece++) {
		assert_true(read_list(text, piece, &reply));
		assert_int_equal(reply.n, 2);
		assert_string_equal(reply.list[0].id, "a]}\"\\");
		assert_string_equal(reply.list[1].id, "b");
		assert_string_equal(reply.list[1].volumes[0], "v");
	}
	assert_true(read_list("[]", 1, &reply));
	assert_int_equal(reply.n, 0);
}

/* Whose containers are not on a list that was cut would be taken for gone. */
static void
what_is_no_complete_list_is_none(void **state)
{
	static const char *const texts[] = {"", " ", "[", "[{\"Id\":\"a\"}",
	    "[{\"Id\":\"a\"},", "[{\"Id\":\"a\"},]", "[,{\"Id\":\"a\"}]",
	    "[{\"Id\":\"a\"} {\"Id\":\"b\"}]", "[{\"Id\":\"a\"}]]",
	    "[{\"Id\":\"a\"}][", "[{\"Id\":\"a\"]", "[{\"Id\":\"a\"}}]", "[1]",
	    "[[]]", "[{\"Id\":\"a\",\"Id\":\"b\"}]", "{\"Id\":\"a\"}", "null",
	    "[{\"Id\":\"a\"}]x"};
	struct engine_reply reply = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(read_list(texts[i], 1, &reply));
		assert_false(read_list(texts[i], 1000, &reply));
	}
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

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, engine_setup, engine_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(networks_are_read_with_our_labels),
	    TEST(images_are_every_tag_sorted_without_none_and_null),
	    TEST(list_gives_labels_state_and_age),
	    TEST(a_list_is_the_same_in_whatever_pieces_it_comes),
	    TEST(what_is_no_complete_list_is_none),
	    TEST(inspect_gives_ports_of_both_families_and_health),
	    TEST(inspect_tells_how_a_container_ended),
	    TEST(events_are_of_containers_only),
	    TEST(the_api_version_is_the_smaller_of_both),
	    TEST(log_frames_become_text_and_the_last_bytes_are_kept),
	    TEST(news_of_a_pull_are_of_layers_and_its_error_is_one),
	    TEST(refusals_over_networks_are_told_apart),
	    TEST(a_refusal_is_told_apart_by_status_and_words),
	    TEST(stats_give_the_share_of_one_cpu_and_memory_without_cache),
	    TEST(the_load_comes_from_two_single_readings),
	    TEST(the_engine_says_what_it_has),
	    TEST(the_disk_is_counted_once_per_layer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
