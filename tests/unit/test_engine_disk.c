/* What engine/ understands of what lies on the engine's disk. */
#include "engine_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/docker_private.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void
a_list_tells_sizes_and_volumes_where_it_has_them(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(read_list(
	    "[{\"Id\":\"a\",\"SizeRw\":65536,\"Mounts\":["
	    "{\"Type\":\"bind\",\"Source\":\"/srv\"},"
	    "{\"Type\":\"volume\",\"Name\":\"0a1b\"},"
	    "{\"Type\":\"volume\",\"Name\":\"2c3d\"}]},"
	    "{\"Id\":\"b\",\"Mounts\":[]},{\"Id\":\"c\",\"Mounts\":null}]",
	    1000, &reply));
	assert_int_equal(reply.n, 3);
	assert_int_equal(reply.list[0].written_bytes, 65536);
	assert_int_equal(reply.list[0].volumes_n, 2);
	assert_string_equal(reply.list[0].volumes[0], "0a1b");
	assert_string_equal(reply.list[0].volumes[1], "2c3d");
	assert_int_equal(reply.list[1].written_bytes, -1);
	assert_int_equal(reply.list[1].volumes_n, 0);
	assert_int_equal(reply.list[2].volumes_n, 0);
}

static void
volumes_are_told_by_name(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(docker_read_volumes(mem,
	    parse(
		"{\"LayersSize\":1,\"Volumes\":[{\"Name\":\"v\",\"UsageData\":"
		"{\"Size\":77,\"RefCount\":1}},{\"Name\":\"w\","
		"\"UsageData\":null},{}]}"),
	    &reply));
	assert_int_equal(reply.n, 3);
	assert_string_equal(reply.volumes[0].name, "v");
	assert_int_equal(reply.volumes[0].bytes, 77);
	assert_int_equal(reply.volumes[1].bytes, -1);
	assert_string_equal(reply.volumes[2].name, "");
	assert_true(
	    docker_read_volumes(mem, parse("{\"Volumes\":null}"), &reply));
	assert_int_equal(reply.n, 0);
	assert_false(docker_read_volumes(mem, parse("[]"), &reply));
}

static void
an_image_tells_the_paths_of_its_volumes(void **state)
{
	struct engine_reply reply = {0};

	(void)state;
	assert_true(docker_read_image_volumes(mem,
	    parse("{\"Config\":{\"Volumes\":{\"/data\":{},\"/var/x\":{}}}}"),
	    &reply));
	assert_int_equal(reply.n, 2);
	assert_string_equal(reply.paths[0], "/data");
	assert_string_equal(reply.paths[1], "/var/x");
	assert_true(docker_read_image_volumes(
	    mem, parse("{\"Config\":{\"Volumes\":null}}"), &reply));
	assert_int_equal(reply.n, 0);
	assert_true(docker_read_image_volumes(mem, parse("{}"), &reply));
	assert_int_equal(reply.n, 0);
}

/* However the text is cut, and whatever the paths are. */
static void
changes_are_counted_in_pieces_of_any_size(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
	    {"null\n", 0},
	    {"[]", 0},
	    {"[{\"Path\":\"/a\",\"Kind\":1},{\"Path\":\"/b\",\"Kind\":0}]", 2},
	    {"[{\"Kind\":2,\"Path\":\"/\\\"Kind\\\":1\"}]", 1},
	    {"[{\"Path\":\"/\\\"Kin\",\"Kind\":1}]", 1},
	};
	struct docker_changes c;
	size_t i, step, at, len;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		len = strlen(cases[i].text);
		for (step = 1; step <= len; step++) {
			c = (struct docker_changes){0};
			for (at = 0; at < len; at += step)
				docker_count_changes(&c, cases[i].text + at,
				    at + step < len ? step : len - at);
			assert_int_equal(c.n, cases[i].n);
		}
	}
}

static void
what_was_stored_is_counted_by_the_kernel_or_by_pages(void **state)
{
	static const struct {
		const char *text;
		int64_t stored;
	} cases[] = {
	    {"{\"memory_stats\":{}}", 0},
	    {"{\"memory_stats\":{},\"blkio_stats\":{"
	     "\"io_service_bytes_recursive\":null}}",
		0},
	    {"{\"memory_stats\":{},\"blkio_stats\":{"
	     "\"io_service_bytes_recursive\":[{\"op\":\"read\",\"value\":9},"
	     "{\"op\":\"write\",\"value\":7},{\"op\":\"Write\",\"value\":5},"
	     "{\"op\":\"write\",\"value\":-1}]}}",
		12},
	    {"{\"memory_stats\":{\"stats\":{\"total_pgpgin\":3}}}", 12288},
	    {"{\"memory_stats\":{\"stats\":{\"total_pgpgin\":"
	     "9223372036854775807}}}",
		0},
	};
	struct engine_reply reply;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_true(
		    docker_read_stats(mem, parse(cases[i].text), &reply));
		assert_int_equal(reply.usage->stored_bytes, cases[i].stored);
	}
}

#define T(name) \
	cmocka_unit_test_setup_teardown(name, engine_setup, engine_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(a_list_tells_sizes_and_volumes_where_it_has_them),
	    T(volumes_are_told_by_name),
	    T(an_image_tells_the_paths_of_its_volumes),
	    T(changes_are_counted_in_pieces_of_any_size),
	    T(what_was_stored_is_counted_by_the_kernel_or_by_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
