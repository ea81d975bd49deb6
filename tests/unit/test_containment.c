/* domain/containment.h, domain/hardening.h, base/capability.h */
#include "domain/containment.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/capability.h"
#include "base/limits.h"
#include "base/mem.h"
#include "domain/challenge_input.h"
#include "domain/hardening.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const char *runtimes[] = {"runsc"};
static struct conf_volume allow[] = {{"/srv/ctf", true}};
static struct conf conf = {.runtimes = runtimes,
    .runtimes_n = 1,
    .volumes = allow,
    .volumes_n = 1};

static int
setup(void **state)
{
	*state = mem_arena(NULL);
	conf.capabilities = capability_usual();
	conf.disk_mb = 0;
	return 0;
}

static int
teardown(void **state)
{
	mem_free(state);
	return 0;
}

/* A container challenge with the fields of `pairs`, NULL at the end. */
static struct challenge *
with(void *mem, const char *const *pairs)
{
	struct challenge *c = challenge_default(mem);
	struct error e = {0};
	bool known;

	c->name = "x";
	c->image = "web:1";
	assert_int_equal(challenge_set(mem, c, "port", "80", &known, &e), 0);
	for (; pairs[0] != NULL; pairs += 2)
		if (challenge_set(mem, c, pairs[0], pairs[1], &known, &e) !=
			ERR_OK ||
		    !known)
			fail_msg("%s: %s", pairs[0], e.message);
	return c;
}

#define WITH(...) with(mem, (const char *const[]){__VA_ARGS__, NULL, NULL})

static void
what_is_taken_gets_one_spelling(void **state)
{
	void *mem = *state;
	struct challenge *c = WITH("cap_add", "kill, CAP_CHOWN  kill", "tmpfs",
	    " /run   1\r\n,/tmp\t16", "run_as", " 1000:0 ", "root_fs",
	    "read-only", "runtime", "runsc");

	assert_int_equal(challenge_check(mem, c, &conf, NULL), ERR_OK);
	assert_string_equal(c->cap_add, "CHOWN KILL");
	assert_string_equal(c->tmpfs, "/run 1, /tmp 16");
	assert_string_equal(c->run_as, "1000:0");
	assert_string_equal(c->runtime, "runsc");
	assert_int_equal(c->root_fs, ROOT_READ_ONLY);
}

static void
what_is_not_allowed_is_refused_by_its_field(void **state)
{
	static const char *const bad[][2] = {{"cap_add", "SYS_ADMIN"},
	    {"cap_add", "KILL NET_RAW"}, {"cap_add", "ALL"},
	    {"cap_add", "CAP_"}, {"cap_add", "CHOWN;KILL"}, {"run_as", "root"},
	    {"run_as", "-1"}, {"run_as", "1000:"}, {"run_as", ":0"},
	    {"run_as", "1000:0:0"}, {"run_as", "1000 0"},
	    {"run_as", "4294967295"}, {"run_as", "99999999999999999999"},
	    {"tmpfs", "/tmp"}, {"tmpfs", "/tmp 0"}, {"tmpfs", "/tmp 16m"},
	    {"tmpfs", "/tmp 4097"}, {"tmpfs", "tmp 16"}, {"tmpfs", "/ 16"},
	    {"tmpfs", "/a/../b 16"}, {"tmpfs", "/proc 16"},
	    {"tmpfs", "/sys/fs 16"}, {"tmpfs", "/dev/shm 16"},
	    {"tmpfs", "/a 1, /a 2"}, {"tmpfs", "/a:exec 1"},
	    {"tmpfs", "/1 1,/2 1,/3 1,/4 1,/5 1,/6 1,/7 1,/8 1,/9 1"},
	    {"tmpfs", "/data 1"}, {"runtime", "runc"}, {"runtime", "runsc2"}};
	void *mem = *state;

	for (size_t i = 0; i < N(bad); i++) {
		struct challenge *c = WITH("volumes",
		    "{\"/srv/ctf/a\": {\"bind\": \"/data\"}}", bad[i][0],
		    bad[i][1]);
		struct error e = {0};

		if (challenge_check(mem, c, &conf, &e) != ERR_INVALID)
			fail_msg("%s = \"%s\" is taken", bad[i][0], bad[i][1]);
		assert_string_equal(e.field, bad[i][0]);
	}
}

static void
the_operators_list_opens_more_but_never_the_host(void **state)
{
	void *mem = *state;
	const struct capability *cap;
	uint64_t mask = 0;
	int never = 0, i;

	conf.capabilities = UINT64_MAX;
	assert_int_equal(
	    challenge_check(mem, WITH("cap_add", "NET_RAW"), &conf, NULL),
	    ERR_OK);
	for (i = 0; (cap = capability_at(i)) != NULL; i++) {
		struct challenge *c = WITH("cap_add", cap->name);

		assert_int_equal(challenge_check(mem, c, &conf, NULL),
		    cap->rank == CAPABILITY_NEVER ? ERR_INVALID : ERR_OK);
		never += cap->rank == CAPABILITY_NEVER;
	}
	assert_int_equal(i, 41); /* as of Linux 5.9 */
	assert_true(never > 15);
	/* the kernel's numbers: linux/capability.h */
	assert_int_equal(capability_parse("f", "SYS_ADMIN", &mask, NULL),
	    ERR_INVALID);
	assert_string_equal(capability_at(21)->name, "SYS_ADMIN");
	assert_string_equal(capability_at(31)->name, "SETFCAP");
	assert_string_equal(capability_at(39)->name, "BPF");
}

static void
a_read_only_root_has_room_in_tmp(void **state)
{
	void *mem = *state;
	struct instance in = {.public_id = "0011", .flag = ""};
	struct settings s = {.memory_mb = 64, .cpu_milli = 100};
	struct container_spec spec;

	s.value[SETTING_PORT_RANGE] = "";
	conf.deployment = "d";
	conf.disk_mb = 100;
	assert_int_equal(
	    container_spec_make(mem, WITH("root_fs", "read-only"), &in, &s,
		&conf, &spec, NULL),
	    ERR_OK);
	assert_true(spec.read_only);
	assert_int_equal(spec.tmpfs_n, 1);
	assert_string_equal(spec.tmpfs[0].target, "/tmp");
	assert_int_equal(spec.tmpfs[0].size_mb, 16);
	assert_int_equal(spec.disk_mb, 0);
	assert_null(spec.cap_add);
	assert_int_equal(container_spec_make(mem,
			     WITH("cap_add", "KILL", "run_as", "7"), &in, &s,
			     &conf, &spec, NULL),
	    ERR_OK);
	assert_false(spec.read_only);
	assert_int_equal(spec.tmpfs_n, 0);
	assert_int_equal(spec.disk_mb, 100);
	assert_string_equal(spec.cap_add[0], "KILL");
	assert_null(spec.cap_add[1]);
	assert_string_equal(spec.user, "7");
}

static struct hardening
verdict(void *mem, const struct challenge *c)
{
	struct settings s = {.memory_mb = 64, .cpu_milli = 100};
	struct hardening h;

	hardening_of(mem, c, &s, &conf, &h);
	assert_true(h.points_n > 5 && h.points_n <= HARDENING_POINTS);
	for (int i = 0; i < h.points_n; i++) {
		assert_true(h.points[i].cost >= 0);
		/* what is open says why; what is shut says nothing */
		assert_int_equal(
		    h.points[i].why[0] != '\0', h.points[i].cost > 0);
	}
	return h;
}

/* Each of these is worse than the one before. */
static void
the_verdict_falls_with_every_opening(void **state)
{
	void *mem = *state;
	const struct challenge *worse[] = {
	    WITH("root_fs", "read-only", "run_as", "1000", "runtime", "runsc"),
	    WITH("root_fs", "read-only", "run_as", "1000"),
	    WITH("root_fs", "read-only"),
	    WITH("root_fs", "writable"),
	    WITH("run_as", "0"),
	    WITH("run_as", "0", "cap_add", "CHOWN SETUID"),
	    WITH("run_as", "0", "cap_add", "CHOWN SETUID NET_RAW"),
	    WITH("run_as", "0", "cap_add", "CHOWN SETUID NET_RAW", "volumes",
		"{\"/srv/ctf/a\": {\"bind\": \"/data\"}}"),
	    WITH("run_as", "0", "cap_add", "CHOWN SETUID NET_RAW", "volumes",
		"{\"/srv/ctf/a\": {\"bind\": \"/data\", \"mode\": \"rw\"}}"),
	    WITH("run_as", "0", "cap_add",
		"SETUID NET_RAW NET_ADMIN SYS_PTRACE", "volumes",
		"{\"/srv/ctf/a\": {\"bind\": \"/data\", \"mode\": \"rw\"}}",
		"pids", "5000"),
	};
	struct hardening h = verdict(mem, worse[0]);
	int last = h.score;

	assert_int_equal(h.grade, HARDENING_STRONG);
	for (size_t i = 1; i < N(worse); i++) {
		h = verdict(mem, worse[i]);
		if (h.score >= last)
			fail_msg("%zu: %d after %d", i, h.score, last);
		last = h.score;
	}
	assert_int_equal(h.grade, HARDENING_WEAK);
	assert_true(last >= 0);
}

static void
a_writable_root_is_better_watched_and_best_bounded(void **state)
{
	void *mem = *state;
	const struct challenge *c = WITH("root_fs", "writable");
	struct settings s = {.memory_mb = 64, .cpu_milli = 100};
	struct hardening open, watched, bounded;

	hardening_of(mem, c, &s, &conf, &open);
	s.disk_mb = 100;
	hardening_of(mem, c, &s, &conf, &watched);
	assert_int_equal(watched.score, open.score); /* files flood it, too */
	s.disk_files = 1000;
	hardening_of(mem, c, &s, &conf, &watched);
	conf.disk_mb = 100;
	hardening_of(mem, c, &s, &conf, &bounded);
	assert_true(open.score < watched.score);
	assert_true(watched.score < bounded.score);
}

static void
volumes_of_an_image_become_tmpfs_where_nothing_else_is_mounted(void **state)
{
	static const struct container_mount mounts[] = {
	    {.source = "/srv/ctf/a", .target = "/mounted"}};
	static const struct container_tmpfs tmpfs[] = {{"/tmp", 16}};
	static const char *const paths[] = {
	    "/data/", "/mounted", "/tmp", "/var/lib/x", "/data"};
	static const char *const refused[] = {
	    "data", "/proc/x", "/dev", "/a/../b", "/a:b", "/", ""};
	struct container_spec spec = {.mounts = mounts,
	    .mounts_n = 1,
	    .tmpfs = tmpfs,
	    .tmpfs_n = 1,
	    .read_only = true};
	struct container_spec copy = spec;
	struct error e = {0};
	size_t i;

	assert_int_equal(
	    containment_add_volumes(*state, paths, N(paths), &spec, &e), 0);
	assert_int_equal(spec.tmpfs_n, 3);
	assert_string_equal(spec.tmpfs[0].target, "/tmp");
	assert_string_equal(spec.tmpfs[1].target, "/data");
	assert_int_equal(spec.tmpfs[1].size_mb, TMPFS_VOLUME_MB);
	assert_string_equal(spec.tmpfs[2].target, "/var/lib/x");
	for (i = 0; i < N(refused); i++) {
		spec = copy;
		assert_int_equal(containment_add_volumes(
				     *state, &refused[i], 1, &spec, &e),
		    ERR_INVALID);
		assert_string_equal(e.field, "image");
	}
	assert_int_equal(containment_add_volumes(*state, paths,
			     LIMIT_IMAGE_VOLUMES + 1, &copy, &e),
	    ERR_INVALID);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(what_is_taken_gets_one_spelling),
	    T(what_is_not_allowed_is_refused_by_its_field),
	    T(the_operators_list_opens_more_but_never_the_host),
	    T(a_read_only_root_has_room_in_tmp),
	    T(the_verdict_falls_with_every_opening),
	    T(a_writable_root_is_better_watched_and_best_bounded),
	    T(volumes_of_an_image_become_tmpfs_where_nothing_else_is_mounted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
