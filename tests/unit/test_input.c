/*
 * What admins type: challenges, commands, volumes, image names, settings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "domain/challenge_input.h"
#include "domain/container.h"
#include "domain/name.h"
#include "domain/settings.h"

static struct conf_volume allowed[] = {{"/srv/ctf", false}, {"/srv/rw", true}};
static struct conf conf = {.deployment = "test",
    .instance_bind = "127.0.0.1",
    .engine_tls_ca = "",
    .engine_tls_cert = "",
    .volumes = allowed,
    .volumes_n = 2};

static void
commands_split_as_a_shell_does(void **state)
{
	static const struct {
		const char *in;
		const char *words[5];
	} cases[] = {
	    {"", {NULL}},
	    {"  sh  -c 'echo \"hi\" $X' ", {"sh", "-c", "echo \"hi\" $X", NULL}},
	    {"a\\ b \"c d\"e ''", {"a b", "c de", "", NULL}},
	    {"\"\\$\\x\"", {"$\\x", NULL}},
	};
	void *mem = mem_arena(NULL);
	const char **words;
	struct error e;
	size_t i;
	int n, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    shell_words(mem, cases[i].in, &words, &n, &e), ERR_OK);
		for (k = 0; cases[i].words[k] != NULL; k++)
			assert_string_equal(words[k], cases[i].words[k]);
		assert_int_equal(n, k);
		assert_null(words[n]);
	}
	assert_int_equal(shell_words(mem, "a 'b", &words, &n, &e), ERR_INVALID);
	assert_int_equal(shell_words(mem, "a \"b", &words, &n, &e), ERR_INVALID);
	assert_int_equal(shell_words(mem, "a \\", &words, &n, &e), ERR_INVALID);
	mem_free(&mem);
}

static void
volumes_stay_inside_the_allow_list(void **state)
{
	static const struct {
		const char *json;
		enum err err;
		int n;
	} cases[] = {
	    {"", ERR_OK, 0},
	    {"{}", ERR_OK, 0},
	    {"{\"/srv/ctf/a\":{\"bind\":\"/d\",\"mode\":\"ro\"}}", ERR_OK, 1},
	    {"{\"/srv/ctf\":{\"bind\":\"/d\"}}", ERR_OK, 1},
	    {"{\"/srv/rw/x\":{\"bind\":\"/d\",\"mode\":\"rw\"}}", ERR_OK, 1},
	    {"{\"/srv/ctf/a\":{\"bind\":\"/d\",\"mode\":\"rw\"}}", ERR_INVALID, 0},
	    {"{\"/srv/ctf2\":{\"bind\":\"/d\"}}", ERR_INVALID, 0},
	    {"{\"/srv/ctf/../x\":{\"bind\":\"/d\"}}", ERR_INVALID, 0},
	    {"{\"/srv/ctf/./x\":{\"bind\":\"/d\"}}", ERR_INVALID, 0},
	    {"{\"/srv/ctf//x\":{\"bind\":\"/d\"}}", ERR_INVALID, 0},
	    {"{\"/\":{\"bind\":\"/d\"}}", ERR_INVALID, 0},
	    {"{\"/etc\":{\"bind\":\"/d\"}}", ERR_INVALID, 0},
	    {"{\"srv/ctf\":{\"bind\":\"/d\"}}", ERR_INVALID, 0},
	    {"{\"/srv/ctf\":{\"bind\":\"d\"}}", ERR_INVALID, 0},
	    {"{\"/srv/ctf\":\"/d\"}", ERR_INVALID, 0},
	    {"{\"/srv/ctf\":{\"bind\":\"/d\",\"mode\":\"z\"}}", ERR_INVALID, 0},
	    {"[]", ERR_INVALID, 0},
	    {"{", ERR_INVALID, 0},
	    {"not json", ERR_INVALID, 0},
	};
	void *mem = mem_arena(NULL);
	struct container_mount *mounts;
	struct error e;
	size_t i;
	int n = 0;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(volumes_parse(mem, cases[i].json, &conf,
				     &mounts, &n, &e),
		    cases[i].err);
		if (cases[i].err == ERR_OK)
			assert_int_equal(n, cases[i].n);
		else
			assert_string_equal(e.field, "volumes");
	}
	mem_free(&mem);
}

static void
image_names_follow_the_grammar(void **state)
{
	static const char *const good[] = {"a", "alpine:3.20",
	    "localhost/x", "localhost:5000/team/web_1:v1.0", "a.b/c/d-e--f:T_1",
	    "x@sha256:"
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"};
	static const char *const bad[] = {"", "A", "a b", "a:", "a/", "/a",
	    "a//b", "-a", "a..b", "a___b", "a:.x", "a@sha256:12", "a\n", "a;b",
	    "a:t/../b", "http://x/y"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(image_name_ok(good[i]));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(image_name_ok(bad[i]));
}

static void
settings_refuse_with_their_own_name(void **state)
{
	static const struct {
		enum setting s;
		const char *in, *out;	/* out NULL: refused */
	} cases[] = {
	    {SETTING_DOCKER_BASE_URL, "unix:///a/b", "unix:///a/b"},
	    {SETTING_DOCKER_BASE_URL, " unix://var/run/docker.sock ",
		"unix:///var/run/docker.sock"},
	    {SETTING_DOCKER_BASE_URL, "tcp://127.0.0.1:2375",
		"tcp://127.0.0.1:2375"},
	    {SETTING_DOCKER_BASE_URL, "tcp://10.0.0.1:2375", NULL},
	    {SETTING_DOCKER_BASE_URL, "https://h:2376", NULL},
	    {SETTING_DOCKER_BASE_URL, "ssh://u@h", "ssh://u@h"},
	    {SETTING_DOCKER_BASE_URL, "ssh://-oProxyCommand=x@h", NULL},
	    {SETTING_DOCKER_BASE_URL, "file:///etc/passwd", NULL},
	    {SETTING_DOCKER_BASE_URL, "", NULL},
	    {SETTING_DOCKER_HOSTNAME, "", ""},
	    {SETTING_DOCKER_HOSTNAME, "a b", NULL},
	    {SETTING_CONTAINER_EXPIRATION, "0", "0"},
	    {SETTING_CONTAINER_EXPIRATION, "-1", NULL},
	    {SETTING_CONTAINER_EXPIRATION, "1e3", NULL},
	    {SETTING_CONTAINER_MAXCPU, "0.5", "0.5"},
	    {SETTING_CONTAINER_MAXCPU, "nan", NULL},
	    {SETTING_DOCKER_ASSIGNMENT, "team", "team"},
	    {SETTING_DOCKER_ASSIGNMENT, "teams", NULL},
	    {SETTING_PORT_RANGE, "30000-31000", "30000-31000"},
	    {SETTING_PORT_RANGE, "31000-30000", NULL},
	};
	void *mem = mem_arena(NULL);
	const char *out;
	struct error e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum err err = setting_check(
		    mem, cases[i].s, cases[i].in, &conf, &out, &e);

		if (cases[i].out == NULL) {
			assert_int_equal(err, ERR_INVALID);
			assert_string_equal(
			    e.field, setting_table[cases[i].s].key);
			continue;
		}
		assert_int_equal(err, ERR_OK);
		assert_string_equal(out, cases[i].out);
	}
	mem_free(&mem);
}

static void
every_default_is_a_valid_setting(void **state)
{
	void *mem = mem_arena(NULL);
	const char *out;
	struct error e;
	int s;

	(void)state;
	for (s = 0; s < SETTINGS; s++) {
		assert_int_equal(setting_check(mem, (enum setting)s,
				     setting_table[s].dflt, &conf, &out, &e),
		    ERR_OK);
		assert_int_equal(setting_find(setting_table[s].key), s);
	}
	assert_int_equal(setting_find("nope"), -1);
	mem_free(&mem);
}

static enum err
set(void *mem, struct challenge *c, const char *field, const char *value)
{
	struct error e;
	bool known;
	enum err err = challenge_set(mem, c, field, value, &known, &e);

	assert_true(known);
	if (err != ERR_OK)
		assert_string_equal(e.field, field);
	return (err);
}

static void
a_container_challenge_becomes_a_typed_description(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge *c = challenge_default(mem);
	struct instance in = {.public_id = "00aa", .generation = 3};
	struct settings s = {.memory_mb = 512, .cpu_milli = 500};
	struct container_spec spec;
	struct error e;

	(void)state;
	s.value[SETTING_PORT_RANGE] = "";
	assert_int_equal(set(mem, c, "name", "Web"), ERR_OK);
	assert_int_equal(challenge_check(mem, c, &conf, &e), ERR_INVALID);
	assert_string_equal(e.field, "image");
	assert_int_equal(set(mem, c, "image", "web:1"), ERR_OK);
	assert_int_equal(challenge_check(mem, c, &conf, &e), ERR_INVALID);
	assert_string_equal(e.field, "port");
	assert_int_equal(set(mem, c, "ports", "80/http Site\n22/ssh"), ERR_OK);
	assert_int_equal(set(mem, c, "command", "run 'a b'"), ERR_OK);
	assert_int_equal(set(mem, c, "memory_mb", "64"), ERR_OK);
	assert_int_equal(challenge_check(mem, c, &conf, &e), ERR_OK);
	assert_int_equal(
	    container_spec_make(mem, c, &in, &s, &conf, &spec, &e), ERR_OK);
	assert_string_equal(spec.name, "berth-test-00aa-g3");
	assert_string_equal(spec.command[1], "a b");
	assert_int_equal(spec.ports_n, 2);
	assert_int_equal(spec.ports[0].kind, KIND_HTTP);
	assert_string_equal(spec.ports[0].label, "Site");
	assert_int_equal(spec.memory_bytes, 64 * 1024 * 1024);
	assert_int_equal(spec.nano_cpus, 500000000);
	assert_int_equal(spec.pids, 256);
	mem_free(&mem);
}

static void
a_stored_challenge_is_checked_again_before_it_runs(void **state)
{
	void *mem = mem_arena(NULL);
	struct challenge *c = challenge_default(mem);
	struct challenge_port port = {.port = 80, .label = ""};
	struct instance in = {.public_id = "00aa", .generation = 1};
	struct settings s = {.memory_mb = 512, .cpu_milli = 500};
	struct container_spec spec;
	struct error e;

	(void)state;
	s.value[SETTING_PORT_RANGE] = "";
	c->image = "web";
	c->ports = &port;
	c->ports_n = 1;
	c->volumes = "{\"/\":{\"bind\":\"/host\",\"mode\":\"rw\"}}";
	assert_int_equal(container_spec_make(mem, c, &in, &s, &conf, &spec, &e),
	    ERR_INVALID);
	mem_free(&mem);
}

static void
names_are_one_whatever_their_case_and_spaces(void **state)
{
	void *mem = mem_arena(NULL);
	const char *out;
	struct error e;

	(void)state;
	assert_int_equal(name_check(mem, "name", "  Ada  ", &out, &e), ERR_OK);
	assert_string_equal(out, "Ada");
	assert_string_equal(name_key(mem, "Ada  Love"), "ada love");
	assert_int_equal(
	    name_check(mem, "name", " \t ", &out, &e), ERR_INVALID);
	assert_int_equal(
	    name_check(mem, "name", "a\xe2\x80\x8bz", &out, &e), ERR_INVALID);
	assert_int_equal(email_check(mem, "A@B.c", &out, &e), ERR_OK);
	assert_string_equal(out, "a@b.c");
	assert_int_equal(email_check(mem, "a@b@c", &out, &e), ERR_INVALID);
	assert_int_equal(password_check("seven77", &e), ERR_INVALID);
	assert_int_equal(password_check("eight888", &e), ERR_OK);
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(commands_split_as_a_shell_does),
	    cmocka_unit_test(volumes_stay_inside_the_allow_list),
	    cmocka_unit_test(image_names_follow_the_grammar),
	    cmocka_unit_test(settings_refuse_with_their_own_name),
	    cmocka_unit_test(every_default_is_a_valid_setting),
	    cmocka_unit_test(a_container_challenge_becomes_a_typed_description),
	    cmocka_unit_test(
		a_stored_challenge_is_checked_again_before_it_runs),
	    cmocka_unit_test(names_are_one_whatever_their_case_and_spaces),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
