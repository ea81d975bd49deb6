/* mounts_resolve() of keeper/keeper_private.h: links that lead out. */
#include "keeper/keeper_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"

static char dir[] = "/tmp/test_mounts.XXXXXX";
static char *ro, *rw, *link_to_rw;
static void *mem;

static char *
below(const char *path)
{
	return mem_printf(mem, "%s/%s", dir, path);
}

/* ro/ and rw/ are allowed (rw by a link to it); out/ is not. */
static int
setup(void **state)
{
	mem = mem_arena(NULL);
	if (mkdtemp(dir) == NULL || mkdir(below("ro"), 0755) != 0 ||
	    mkdir(below("real"), 0755) != 0 || mkdir(below("out"), 0755) != 0 ||
	    mkdir(below("ro/in"), 0755) != 0 ||
	    mkdir(below("real/in"), 0755) != 0 ||
	    symlink("real", below("rw")) != 0 ||
	    symlink("../out", below("ro/escape")) != 0 ||
	    symlink("/etc", below("real/escape")) != 0 ||
	    symlink("in", below("ro/inside")) != 0 ||
	    symlink("../ro/in", below("real/to_ro")) != 0)
		return -1;
	ro = below("ro");
	rw = below("rw");
	link_to_rw = below("real");
	return 0;
}

static int
teardown(void **state)
{
	static const char *const all[] = {"ro/inside", "ro/escape", "ro/in",
	    "real/escape", "real/to_ro", "real/in", "rw", "ro", "real", "out"};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (remove(below(all[i])) != 0)
			return -1;
	mem_free(&mem);
	return rmdir(dir);
}

static enum err
resolve(const char *source, bool writable, const char **ret)
{
	struct conf_volume allow[] = {{ro, false}, {rw, true}};
	struct conf conf = {.volumes = allow, .volumes_n = 2};
	struct container_mount m = {source, "/data", writable};
	struct container_spec spec = {.mounts = &m, .mounts_n = 1};
	struct error e = {0};
	enum err err = mounts_resolve(mem, &conf, &spec, &e);

	if (err == ERR_OK)
		*ret = spec.mounts[0].source;
	else
		assert_string_equal(e.field, "volumes");
	assert_string_equal(m.source, source);
	return err;
}

static void
links_that_stay_inside_are_followed(void **state)
{
	const char *path = "";

	assert_int_equal(resolve(below("ro/inside"), false, &path), ERR_OK);
	assert_string_equal(path, below("ro/in"));
	/* the operator's own prefix may be a link */
	assert_int_equal(resolve(below("rw/in"), true, &path), ERR_OK);
	assert_string_equal(path, mem_printf(mem, "%s/in", link_to_rw));
	assert_int_equal(resolve(below("rw/to_ro"), false, &path), ERR_OK);
}

static void
links_that_lead_out_are_refused(void **state)
{
	const char *path;

	assert_int_equal(
	    resolve(below("ro/escape"), false, &path), ERR_INVALID);
	assert_int_equal(
	    resolve(below("ro/escape/x"), false, &path), ERR_INVALID);
	assert_int_equal(
	    resolve(below("rw/escape/passwd"), false, &path), ERR_INVALID);
	/* from where one may write to where one may not */
	assert_int_equal(resolve(below("rw/to_ro"), true, &path), ERR_INVALID);
	assert_int_equal(
	    resolve(below("ro/missing"), false, &path), ERR_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(links_that_stay_inside_are_followed),
	    cmocka_unit_test(links_that_lead_out_are_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
