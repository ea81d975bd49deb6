/* volumes_parse() of domain/container.h */
#include "domain/container.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static struct conf_volume allow[] = {
    {"/srv/ctf", false},
    {"/srv/ctf/shared", true},
    {"/data", true},
};
static const struct conf conf = {.volumes = allow, .volumes_n = N(allow)};

static void
allowed_mounts_are_read(void **state)
{
	static const struct {
		const char *json;
		struct container_mount want[2];
		int n;
	} rows[] = {
	    {"", {{0}}, 0},
	    {" \n", {{0}}, 0},
	    {"{}", {{0}}, 0},
	    {"{\"/srv/ctf/a\": {\"bind\": \"/a\", \"mode\": \"ro\"}}",
		{{"/srv/ctf/a", "/a", false}}, 1},
	    {"{\"/srv/ctf\": {\"bind\": \"/a\"}}", {{"/srv/ctf", "/a", false}},
		1},
	    {"{\"/srv/ctf/shared/x\": {\"bind\": \"/a\", \"mode\": \"rw\"}}",
		{{"/srv/ctf/shared/x", "/a", true}}, 1},
	    {"{\n\"/data\": {\"bind\": \"/d\", \"mode\": \"rw\"},\r\n"
	     "\"/data/..b\": {\"bind\": \"/.e\", \"mode\": \"ro\"}}",
		{{"/data", "/d", true}, {"/data/..b", "/.e", false}}, 2},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++) {
		struct container_mount *got;
		int n;

		assert_int_equal(
		    volumes_parse(mem, rows[i].json, &conf, &got, &n, NULL),
		    ERR_OK);
		assert_int_equal(n, rows[i].n);
		for (int k = 0; k < n; k++) {
			const struct container_mount *want = &rows[i].want[k];

			assert_string_equal(got[k].source, want->source);
			assert_string_equal(got[k].target, want->target);
			assert_int_equal(got[k].writable, want->writable);
		}
	}
	mem_free(&mem);
}

/* {"<source>": {"bind": "<bind>", "mode": "<mode>"}} */
static const char *
one(void *mem, const char *source, const char *bind, const char *mode)
{
	return mem_printf(mem, "{\"%s\": {\"bind\": \"%s\", \"mode\": \"%s\"}}",
	    source, bind, mode);
}

static void
refused(void *mem, const char *json, const struct conf *c, const char *why)
{
	struct container_mount *got = NULL;
	struct error e = {0};
	int n = -1;

	assert_int_equal(
	    volumes_parse(mem, json, c, &got, &n, &e), ERR_INVALID);
	assert_string_equal(e.field, "volumes");
	assert_non_null(strstr(e.message, why));
	assert_null(got);
	assert_int_equal(n, -1);
}

static void
paths_off_the_list_are_refused(void **state)
{
	static const struct {
		const char *source, *bind, *mode, *why;
	} rows[] = {
	    {"/etc", "/a", "ro", "is not allowed by berth.conf"},
	    {"/srv/ctf2", "/a", "ro", "is not allowed"},
	    {"/srv", "/a", "ro", "is not allowed"},
	    {"/var/run/docker.sock", "/s", "rw", "is not allowed"},
	    {"/srv/ctf/a", "/a", "rw", "may only be mounted with mode ro"},
	    {"/srv/ctf/../../etc", "/a", "ro", "must be absolute paths"},
	    {"/srv/ctf/./a", "/a", "ro", "must be absolute paths"},
	    {"/srv/ctf/", "/a", "ro", "must be absolute paths"},
	    {"/srv/ctf//a", "/a", "ro", "must be absolute paths"},
	    {"/srv/ctf/..", "/a", "ro", "must be absolute paths"},
	    {"srv/ctf", "/a", "ro", "must be absolute paths"},
	    {"volume-name", "/a", "ro", "must be absolute paths"},
	    {"/", "/a", "ro", "must be absolute paths"},
	    {"", "/a", "ro", "must be absolute paths"},
	    {"/srv/ctf/a:b", "/a", "ro", "must be absolute paths"},
	    {"/srv/ctf/a\\n", "/a", "ro", "must be absolute paths"},
	    {"/srv/ctf/a", "/", "ro", "must be absolute paths"},
	    {"/srv/ctf/a", "a", "ro", "must be absolute paths"},
	    {"/srv/ctf/a", "/a/..", "ro", "must be absolute paths"},
	    {"/srv/ctf/a", "/a:rw", "ro", "must be absolute paths"},
	    {"/srv/ctf/a", "/a", "RO", "has a mode other than ro and rw"},
	    {"/srv/ctf/a", "/a", "", "has a mode other than ro and rw"},
	    {"/data/a", "/a", "rw,z", "has a mode other than ro and rw"},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++)
		refused(mem,
		    one(mem, rows[i].source, rows[i].bind, rows[i].mode), &conf,
		    rows[i].why);
	mem_free(&mem);
}

static void
without_a_list_nothing_is_allowed(void **state)
{
	static const struct conf none = {0};
	void *mem = mem_arena(NULL);

	refused(mem, one(mem, "/srv/ctf", "/a", "ro"), &none,
	    "is not allowed by berth.conf");
	mem_free(&mem);
}

static void
anything_but_such_an_object_is_refused(void **state)
{
	static const struct {
		const char *json, *why;
	} rows[] = {
	    {"/srv/ctf:/a:ro", "must be a JSON object"},
	    {"{", "must be a JSON object"},
	    {"[]", "must be a JSON object"},
	    {"null", "must be a JSON object"},
	    {"\"\"", "must be a JSON object"},
	    {"{} {}", "must be a JSON object"},
	    {"{\"/data\": \"/a\"}", "needs an object"},
	    {"{\"/data\": {}}", "needs an object"},
	    {"{\"/data\": {\"bind\": 5}}", "needs an object"},
	    {"{\"/data\": {\"bind\": \"/a\", \"mode\": 5}}", "has a mode"},
	    {"{\"/data\": {\"bind\": \"/a\", \"mode\": null}}", "has a mode"},
	    {"{\"/data/a\": {\"bind\": \"/a\"}, "
	     "\"/data/b\": {\"bind\": \"/a\"}}",
		"/data/b has the bind of another entry"},
	    {"{\"/data\": {\"bind\": \"/a\"}, \"/data\": {\"bind\": \"/b\"}}",
		"must be a JSON object"},
	};
	void *mem = mem_arena(NULL);

	for (size_t i = 0; i < N(rows); i++)
		refused(mem, rows[i].json, &conf, rows[i].why);
	mem_free(&mem);
}

/* `n` mounts below /data. */
static const char *
many(void *mem, int n)
{
	char *s = mem_strdup(mem, "{");

	for (int i = 0; i < n; i++)
		s = mem_printf(mem, "%s%s\"/data/%d\": {\"bind\": \"/%d\"}", s,
		    i > 0 ? "," : "", i, i);
	return mem_printf(mem, "%s}", s);
}

static void
number_and_length_are_bounded(void **state)
{
	void *mem = mem_arena(NULL);
	struct container_mount *got;
	char *lengthy = mem_zalloc(mem, LIMIT_VOLUMES_JSON + 2, "long");
	int n;

	assert_int_equal(
	    volumes_parse(mem, many(mem, LIMIT_VOLUMES), &conf, &got, &n, NULL),
	    ERR_OK);
	assert_int_equal(n, LIMIT_VOLUMES);
	refused(mem, many(mem, LIMIT_VOLUMES + 1), &conf,
	    "must have at most 16 entries");
	memset(lengthy, ' ', LIMIT_VOLUMES_JSON + 1);
	memcpy(lengthy, "{}", 2);
	refused(mem, lengthy, &conf, "must be at most 4096 bytes long");
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(allowed_mounts_are_read),
	    cmocka_unit_test(paths_off_the_list_are_refused),
	    cmocka_unit_test(without_a_list_nothing_is_allowed),
	    cmocka_unit_test(anything_but_such_an_object_is_refused),
	    cmocka_unit_test(number_and_length_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
