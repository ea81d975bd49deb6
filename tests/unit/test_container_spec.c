/* container_spec_make(), container_name() and image_name_ok() of
 * domain/container.h */
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
#define DIGEST \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct conf_volume allow[] = {{"/srv/ctf", false}};
static const struct conf conf = {.deployment = "demo",
    .instance_bind = "192.0.2.1",
    .volumes = allow,
    .volumes_n = 1};
static struct challenge_port ports[] = {
    {8080, KIND_HTTP, "Web"}, {53, KIND_UDP, ""}};
static const struct instance instance = {.public_id = "00112233445566ff",
    .generation = 3,
    .flag = "",
    .expires_us = 1000000};

static struct challenge
challenge(void)
{
	return (struct challenge){.id = {12},
	    .image = "registry.example.org/web:1",
	    .command = "",
	    .volumes = "",
	    .flag_template = "",
	    .flag_env = "",
	    .cap_add = "",
	    .run_as = "",
	    .tmpfs = "",
	    .runtime = "",
	    .ports = ports,
	    .ports_n = 2};
}

static struct settings
settings(void)
{
	struct settings s = {.memory_mb = 512, .cpu_milli = 500};

	s.value[SETTING_PORT_RANGE] = "30000-31000";
	return s;
}

static void
what_is_not_set_comes_from_settings_and_defaults(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge c = challenge();
	struct settings s = settings();
	struct container_spec spec;

	assert_int_equal(
	    container_spec_make(mem, &c, &instance, &s, &conf, &spec, NULL),
	    ERR_OK);
	assert_string_equal(spec.name, "berth-demo-00112233445566ff-g3");
	assert_string_equal(spec.image, "registry.example.org/web:1");
	assert_null(spec.command);
	assert_int_equal(spec.ports_n, 2);
	assert_int_equal(spec.ports[0].port, 8080);
	assert_string_equal(spec.bind_ip, "192.0.2.1");
	assert_string_equal(spec.port_range, "30000-31000");
	assert_int_equal(spec.mounts_n, 0);
	assert_int_equal(spec.memory_bytes, 512 * 1024 * 1024);
	assert_int_equal(spec.nano_cpus, 500000000);
	assert_int_equal(spec.pids, 256);
	mem_free(&mem);
}

static void
the_challenge_has_its_own_limits_command_and_volumes(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge c = challenge();
	struct settings s = settings();
	struct container_spec spec;

	c.memory_mb = 1048576;
	c.cpu_milli = 1024000;
	c.pids = 30;
	c.command = "serve 'a b'";
	c.volumes = "{\"/srv/ctf/x\": {\"bind\": \"/x\", \"mode\": \"ro\"}}";
	assert_int_equal(
	    container_spec_make(mem, &c, &instance, &s, &conf, &spec, NULL),
	    ERR_OK);
	assert_true(spec.memory_bytes == (int64_t)1 << 40);
	assert_true(spec.nano_cpus == INT64_C(1024000000000));
	assert_int_equal(spec.pids, 30);
	assert_string_equal(spec.command[0], "serve");
	assert_string_equal(spec.command[1], "a b");
	assert_null(spec.command[2]);
	assert_int_equal(spec.mounts_n, 1);
	assert_string_equal(spec.mounts[0].source, "/srv/ctf/x");
	assert_false(spec.mounts[0].writable);
	mem_free(&mem);
}

static void
an_instances_flag_goes_into_its_environment(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge c = challenge();
	struct settings s = settings();
	struct instance in = instance;
	struct container_spec spec;

	assert_int_equal(
	    container_spec_make(mem, &c, &in, &s, &conf, &spec, NULL), ERR_OK);
	assert_int_equal(spec.env_n, 0);
	in.flag = "CTF{1}";
	assert_int_equal(
	    container_spec_make(mem, &c, &in, &s, &conf, &spec, NULL), ERR_OK);
	assert_int_equal(spec.env_n, 1);
	assert_string_equal(spec.env[0].name, "FLAG");
	assert_string_equal(spec.env[0].value, "CTF{1}");
	c.flag_env = "SECRET";
	assert_int_equal(
	    container_spec_make(mem, &c, &in, &s, &conf, &spec, NULL), ERR_OK);
	assert_string_equal(spec.env[0].name, "SECRET");
	c.flag_env = "LD_PRELOAD";
	assert_int_equal(
	    container_spec_make(mem, &c, &in, &s, &conf, &spec, NULL),
	    ERR_INVALID);
	mem_free(&mem);
}

static const char *
label(const struct container_spec *spec, const char *key)
{
	for (int i = 0; i < spec->labels_n; i++)
		if (strcmp(spec->labels[i].key, key) == 0)
			return spec->labels[i].value;
	return "(missing)";
}

static void
labels_say_whose_it_is_and_until_when(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge c = challenge();
	struct settings s = settings();
	struct instance forever = instance;
	struct container_spec spec;

	assert_int_equal(
	    container_spec_make(mem, &c, &instance, &s, &conf, &spec, NULL),
	    ERR_OK);
	assert_int_equal(spec.labels_n, 5);
	assert_string_equal(label(&spec, "berth.deployment"), "demo");
	assert_string_equal(label(&spec, "berth.instance"), "00112233445566ff");
	assert_string_equal(label(&spec, "berth.generation"), "3");
	assert_string_equal(label(&spec, "berth.challenge"), "12");
	assert_string_equal(
	    label(&spec, "berth.expires"), "1970-01-01T00:00:01.000000Z");

	forever.expires_us = 0;
	assert_int_equal(
	    container_spec_make(mem, &c, &forever, &s, &conf, &spec, NULL),
	    ERR_OK);
	assert_string_equal(label(&spec, "berth.expires"), "never");
	mem_free(&mem);
}

static void
refused(const struct challenge *c, const char *field)
{
	void *mem = mem_arena(NULL);
	struct settings s = settings();
	struct container_spec spec = {.pids = -1};
	struct error e = {0};

	assert_int_equal(
	    container_spec_make(mem, c, &instance, &s, &conf, &spec, &e),
	    ERR_INVALID);
	assert_string_equal(e.field, field);
	assert_true(e.message[0] != '\0');
	assert_int_equal(spec.pids, -1);
	mem_free(&mem);
}

static void
a_tampered_row_is_refused(void **state)
{
	struct challenge_port zero[] = {{80, KIND_TCP, ""}, {0, KIND_TCP, ""}};
	struct challenge c = challenge();

	c.image = "--privileged";
	refused(&c, "image");
	c = challenge();
	c.command = "sh -c 'x";
	refused(&c, "command");
	c = challenge();
	c.volumes = "{\"/\": {\"bind\": \"/host\", \"mode\": \"rw\"}}";
	refused(&c, "volumes");
	c = challenge();
	c.cap_add = "SYS_ADMIN";
	refused(&c, "cap_add");
	c.cap_add = "CHOWN"; /* not in this berth.conf */
	refused(&c, "cap_add");
	c = challenge();
	c.run_as = "root";
	refused(&c, "run_as");
	c = challenge();
	c.tmpfs = "/proc 1";
	refused(&c, "tmpfs");
	c = challenge();
	c.runtime = "runsc";
	refused(&c, "runtime");
	c = challenge();
	c.ports_n = 0;
	refused(&c, "port");
	c.ports = zero;
	c.ports_n = 2;
	refused(&c, "port");
	zero[1].port = 65536;
	refused(&c, "port");
}

static void
the_longest_name_fits(void **state)
{
	char name[CONTAINER_NAME_SIZE];

	container_name("abcdefghijklmnopqrstuvwxyz012345", "0123456789abcdef",
	    2147483647, name);
	assert_string_equal(name,
	    "berth-abcdefghijklmnopqrstuvwxyz012345-0123456789abcdef"
	    "-g2147483647");
}

static void
image_names_of_the_grammar_are_taken(void **state)
{
	static const char *const good[] = {"nginx", "nginx:1.25",
	    "library/nginx", "a/b/c:T-a_g.1", "ctf/web__x", "ctf/a---b",
	    "a.b_c-d", "localhost/x", "localhost:5000/x", "host:5000/x:tag",
	    "registry.example.org/team/web:latest", "10.0.0.1:5000/x",
	    "Registry.Example.org/x", "Host/x", "x:_1", "nginx@sha256:" DIGEST,
	    "a.b:1/x:tag@sha256:" DIGEST, "localhost:5000"};

	for (size_t i = 0; i < N(good); i++)
		assert_true(image_name_ok(good[i]));
}

static void
all_other_image_names_are_refused(void **state)
{
	static const char *const bad[] = {"", " ", "nginx ", "nginx:", ":tag",
	    "Nginx", "a/B", "a//b", "/a", "a/", "a__", "_a", "-a", "a-", ".a",
	    "a..b", "a___b", "a_-b", "a._b", "a:b:c", "a:-b", "a:.b", "a:b c",
	    "a@", "a@sha256:", "a@sha256:123", "a@md5:" DIGEST,
	    "a@sha256:" DIGEST "0", "a@b@sha256:" DIGEST, "host:/x",
	    "host:5a/x", "-h.x/a", "h-.x/a", ".h/a", "h./a", "h..x/a",
	    "h_x.y/a", "a\nb", "a;b", "a\xc3\xa9", "../a", "a?b", "a#b",
	    "http://a/b", "--privileged"};

	for (size_t i = 0; i < N(bad); i++)
		if (image_name_ok(bad[i]))
			fail_msg("\"%s\" is taken", bad[i]);
}

static void
image_names_and_tags_are_bounded(void **state)
{
	char s[LIMIT_IMAGE + 2] = {0};

	memset(s, 'a', LIMIT_IMAGE);
	assert_true(image_name_ok(s));
	s[LIMIT_IMAGE] = 'a';
	assert_false(image_name_ok(s));

	memset(s, 0, sizeof(s));
	memset(s, 't', 130);
	s[1] = ':';
	assert_true(image_name_ok(s)); /* a tag of 128 */
	s[130] = 't';
	assert_false(image_name_ok(s));
}

static void
references_of_one_image_have_one_key(void **state)
{
	static const struct {
		const char *name, *tagged, *key;
	} cases[] = {
	    {"web", "web:latest", "web:latest"},
	    {"docker.io/library/web", "docker.io/library/web:latest",
		"web:latest"},
	    {"index.docker.io/a/web:1", "index.docker.io/a/web:1", "a/web:1"},
	    {"localhost/web", "localhost/web:latest", "web:latest"},
	    {"localhost:5000/web", "localhost:5000/web:latest",
		"localhost:5000/web:latest"},
	    {"h:5000/library/web:1", "h:5000/library/web:1",
		"h:5000/library/web:1"},
	    {"web@sha256:" DIGEST, "web@sha256:" DIGEST,
		"web@sha256:" DIGEST},
	};
	void *m = mem_arena(NULL);

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		assert_string_equal(
		    image_name_tagged(m, cases[i].name), cases[i].tagged);
		assert_string_equal(
		    image_name_key(m, cases[i].name), cases[i].key);
	}
	mem_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_not_set_comes_from_settings_and_defaults),
	    cmocka_unit_test(an_instances_flag_goes_into_its_environment),
	    cmocka_unit_test(
		the_challenge_has_its_own_limits_command_and_volumes),
	    cmocka_unit_test(labels_say_whose_it_is_and_until_when),
	    cmocka_unit_test(a_tampered_row_is_refused),
	    cmocka_unit_test(the_longest_name_fits),
	    cmocka_unit_test(image_names_of_the_grammar_are_taken),
	    cmocka_unit_test(all_other_image_names_are_refused),
	    cmocka_unit_test(image_names_and_tags_are_bounded),
	    cmocka_unit_test(references_of_one_image_have_one_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
