/* base/conf.h */
#include "base/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/capability.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static char dir[] = "/tmp/test_conf.XXXXXX";
static char path[64], secret[64];

static int
setup_dir(void **state)
{
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/berth.conf", dir);
	snprintf(secret, sizeof(secret), "%s/secret", dir);
	return 0;
}

static int
teardown_dir(void **state)
{
	return rmdir(dir);
}

static int
setup(void **state)
{
	*state = mem_arena(NULL);
	return 0;
}

static int
teardown(void **state)
{
	mem_free(state);
	unlink(path);
	unlink(secret);
	unsetenv("BERTH_CONF");
	return 0;
}

static void
write_file(const char *name, const char *text, size_t n)
{
	FILE *f = fopen(name, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static struct conf *
load(void *mem, const char *text)
{
	struct conf *c = NULL;
	struct error e;

	write_file(path, text, strlen(text));
	if (conf_load(mem, path, CONF_OTHERS, &c, &e) != ERR_OK)
		fail_msg("%s", e.message);
	return c;
}

static void
empty_file_gives_the_defaults(void **state)
{
	struct conf *c = load(*state, "");
	char host[256] = "";

	gethostname(host, sizeof(host) - 1);
	assert_string_equal(c->deployment, "berth");
	assert_string_equal(c->db_socket, "/run/mysqld/mysqld.sock");
	assert_string_equal(c->db_host, "");
	assert_int_equal(c->db_port, 3306);
	assert_string_equal(c->db_name, "berth");
	assert_string_equal(c->db_password, "");
	assert_string_equal(
	    c->control_socket, BERTH_RUNDIR "/berth/keeper.sock");
	assert_string_equal(c->wake_socket, BERTH_RUNDIR "/berth/wake.sock");
	assert_string_equal(c->run_dir, BERTH_RUNDIR "/berth/web");
	assert_string_equal(c->templates_dir, BERTH_DATADIR "/templates");
	assert_string_equal(c->sql_dir, BERTH_DATADIR "/sql");
	assert_string_equal(c->static_dir, BERTH_DATADIR "/static");
	assert_int_equal(c->web_workers, 8);
	assert_false(c->secure_cookies);
	assert_string_equal(c->keeper_name, host);
	assert_string_equal(c->instance_bind, "0.0.0.0");
	assert_false(c->allow_plain_tcp);
	assert_string_equal(c->ssh_known_hosts, "");
	assert_int_equal(c->volumes_n, 0);
}

static void
every_key_is_read(void **state)
{
	struct conf *c = load(*state, "# a comment = nothing\n"
				      "\n"
				      "deployment = ctf-2026\r\n"
				      "  db_host=db.example\t\n"
				      "db_port = 3307\n"
				      "db_name = n\n"
				      "db_user = u\n"
				      "db_password = a = b # c\n"
				      "db_tls_ca = /ca.pem\n"
				      "control_socket = /r/k\n"
				      "wake_socket = /r/w\n"
				      "run_dir = /r\n"
				      "templates_dir = /t\n"
				      "sql_dir = /s\n"
				      "static_dir = /st\n"
				      "web_workers = 3\n"
				      "web_user = www-data\n"
				      "secure_cookies = yes\n"
				      "keeper_name = k1\n"
				      "instance_bind = ::1\n"
				      "allow_plain_tcp = yes\n"
				      "engine_tls_ca = /e/ca\n"
				      "engine_tls_cert = /e/cert\n"
				      "engine_tls_key = /e/key\n"
				      "ssh_identity = /e/id\n"
				      "ssh_known_hosts = /e/kh");

	assert_string_equal(c->deployment, "ctf-2026");
	assert_string_equal(c->db_socket, "");
	assert_string_equal(c->db_host, "db.example");
	assert_int_equal(c->db_port, 3307);
	assert_string_equal(c->db_name, "n");
	assert_string_equal(c->db_user, "u");
	assert_string_equal(c->db_password, "a = b # c");
	assert_string_equal(c->db_tls_ca, "/ca.pem");
	assert_string_equal(c->control_socket, "/r/k");
	assert_string_equal(c->wake_socket, "/r/w");
	assert_string_equal(c->run_dir, "/r");
	assert_string_equal(c->templates_dir, "/t");
	assert_string_equal(c->sql_dir, "/s");
	assert_string_equal(c->static_dir, "/st");
	assert_int_equal(c->web_workers, 3);
	assert_string_equal(c->web_user, "www-data");
	assert_true(c->secure_cookies);
	assert_string_equal(c->keeper_name, "k1");
	assert_string_equal(c->instance_bind, "::1");
	assert_true(c->allow_plain_tcp);
	assert_string_equal(c->engine_tls_ca, "/e/ca");
	assert_string_equal(c->engine_tls_cert, "/e/cert");
	assert_string_equal(c->engine_tls_key, "/e/key");
	assert_string_equal(c->ssh_identity, "/e/id");
	assert_string_equal(c->ssh_known_hosts, "/e/kh");
}

static void
volumes_repeat_and_are_read_only_without_rw(void **state)
{
	struct conf *c = load(*state, "allow_volume = /srv/ctf\n"
				      "allow_volume = /srv/up \t rw\n"
				      "allow_volume = /data/...\n");

	assert_int_equal(c->volumes_n, 3);
	assert_string_equal(c->volumes[0].prefix, "/srv/ctf");
	assert_false(c->volumes[0].writable);
	assert_string_equal(c->volumes[1].prefix, "/srv/up");
	assert_true(c->volumes[1].writable);
	assert_string_equal(c->volumes[2].prefix, "/data/...");
	assert_false(c->volumes[2].writable);
}

static void
capabilities_are_the_usual_ones_unless_named(void **state)
{
	struct conf *c = load(*state, "");

	assert_string_equal(capability_text(*state, c->capabilities),
	    "CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID "
	    "NET_BIND_SERVICE SYS_CHROOT");
	c = load(*state, "allow_capabilities = cap_kill, NET_RAW");
	assert_string_equal(
	    capability_text(*state, c->capabilities), "KILL NET_RAW");
	c = load(*state, "allow_capabilities = none");
	assert_true(c->capabilities == 0);
}

static void
runtimes_repeat_and_there_are_none_by_default(void **state)
{
	struct conf *c = load(*state, "");

	assert_int_equal(c->runtimes_n, 0);
	assert_int_equal(c->disk_mb, 0);
	c = load(*state, "allow_runtime = runsc\nallow_runtime = kata-v2\n"
			 "container_disk_mb = 500");
	assert_int_equal(c->runtimes_n, 2);
	assert_string_equal(c->runtimes[1], "kata-v2");
	assert_int_equal(c->disk_mb, 500);
	assert_int_equal(c->network_pool.prefix, 16);
	c = load(*state, "network_pool = 172.16.0.0/12");
	assert_true(c->network_pool.base == 0xac100000);
	assert_int_equal(c->network_pool.prefix, 12);
}

static void
hosts_repeat_and_there_may_be_none(void **state)
{
	struct conf *c = load(*state, "allow_host = ctf.example.org\n"
				      "allow_host = 192.0.2.1\n");

	assert_int_equal(c->hosts_n, 2);
	assert_string_equal(c->hosts[0], "ctf.example.org");
	assert_string_equal(c->hosts[1], "192.0.2.1");
	assert_int_equal(load(*state, "")->hosts_n, 0);
}

static void
wrong_lines_are_named_by_file_and_line(void **state)
{
	static const struct {
		const char *text, *message; /* behind the path */
	} cases[] = {
	    {"\n\nnonsense\n",
		":3: must be \"key = value\", or # for a comment"},
	    {"db_sokcet = /x", ":1: unknown key \"db_sokcet\""},
	    {"= x", ":1: unknown key \"\""},
	    {"web_workers = 2\nweb_workers = 2",
		":2: web_workers: is already on line 1"},
	    {"allow_host = https://ctf.example.org",
		":1: allow_host: must be a host's name or IPv4 address, "
		"without a port"},
	    {"allow_host = ctf.example.org:443",
		":1: allow_host: must be a host's name or IPv4 address, "
		"without a port"},
	    {"web_workers = 0",
		":1: web_workers: must be a whole number 1 to 256"},
	    {"web_workers = 1e1",
		":1: web_workers: must be a whole number 1 to 256"},
	    {"db_port = 65536",
		":1: db_port: must be a whole number 1 to 65535"},
	    {"db_port =", ":1: db_port: must be a whole number 1 to 65535"},
	    {"secure_cookies = true", ":1: secure_cookies: must be yes or no"},
	    {"deployment = Ctf", ":1: deployment: must be 1 to 32 of the "
				 "characters a-z, 0-9 and -"},
	    {"deployment =", ":1: deployment: must be 1 to 32 of the "
			     "characters a-z, 0-9 and -"},
	    {"db_password_file = p",
		":1: db_password_file: must be a path from / on"},
	    {"run_dir = run", ":1: run_dir: must be a path from / on"},
	    {"run_dir =", ":1: run_dir: must not be empty"},
	    {"keeper_name =", ":1: keeper_name: must not be empty"},
	    {"instance_bind = localhost",
		":1: instance_bind: must be an IPv4 or IPv6 address"},
	    {"web_user = a\x01",
		":1: has a control character or invalid UTF-8"},
	    {"db_host = \xff", ":1: has a control character or invalid UTF-8"},
	    {"db_host = h\ndb_socket = /s",
		": give db_socket or db_host, not both"},
	    {"engine_tls_cert = /c", ": engine_tls_cert and engine_tls_key "
				     "need each other"},
	    {"db_password_file = /nonexistent/p",
		":1: db_password_file: cannot read /nonexistent/p: No such "
		"file or directory"},
	    {"allow_capabilities = KILL SYS_ADMIN",
		":1: allow_capabilities: SYS_ADMIN is never given: with it a "
		"container can mount and much else"},
	    {"allow_capabilities = all",
		":1: allow_capabilities: \"all\" is no capability of Linux"},
	    {"allow_capabilities =",
		":1: allow_capabilities: must be names, or none"},
	    {"network_pool = 10.0.0.0/24",
		":1: network_pool: must be an IPv4 network of /8 to /20 such "
		"as 10.187.0.0/16"},
	    {"network_pool = 10.1.0.0/8",
		":1: network_pool: must have no bit set behind its prefix"},
	    {"allow_runtime = /bin/sh",
		":1: allow_runtime: must be 1 to 64 of the characters a-z, "
		"A-Z, 0-9, '.', _ and -"},
	    {"allow_volume = /srv ro",
		":1: allow_volume: behind the path only \"rw\" may stand"},
	};

	for (size_t i = 0; i < N(cases); i++) {
		struct conf *c = (struct conf *)&cases;
		struct error e;

		write_file(path, cases[i].text, strlen(cases[i].text));
		assert_int_equal(conf_load(*state, path, CONF_OTHERS, &c, &e), ERR_INVALID);
		assert_ptr_equal(c, &cases);
		assert_memory_equal(e.message, path, strlen(path));
		assert_string_equal(e.message + strlen(path), cases[i].message);
	}
}

static void
volume_prefixes_have_one_spelling(void **state)
{
	static const char *const bad[] = {"", "/", "srv", "/srv/", "//srv",
	    "/srv//a", "/srv/.", "/srv/./a", "/srv/..", "/srv/../etc",
	    "/srv:ro", "rw"};
	char text[100];

	for (size_t i = 0; i < N(bad); i++) {
		struct conf *c;
		struct error e;

		snprintf(text, sizeof(text), "allow_volume = %s\n", bad[i]);
		write_file(path, text, strlen(text));
		assert_int_equal(conf_load(*state, path, CONF_OTHERS, &c, &e), ERR_INVALID);
		assert_string_equal(e.field, "allow_volume");
	}
}

static void
password_comes_from_its_file(void **state)
{
	char text[200];
	struct conf *c;
	struct error e;

	snprintf(text, sizeof(text), "db_password_file = %s\n", secret);
	write_file(secret, " s3 cret\nsecond line\n", 21);
	c = load(*state, text);
	assert_string_equal(c->db_password, " s3 cret");

	strcat(text, "db_password = x\n");
	write_file(path, text, strlen(text));
	assert_int_equal(conf_load(*state, path, CONF_OTHERS, &c, &e), ERR_INVALID);
	assert_string_equal(e.field, "db_password");

	write_file(secret, "", 0);
	snprintf(text, sizeof(text), "db_password_file = %s\n", secret);
	write_file(path, text, strlen(text));
	assert_int_equal(conf_load(*state, path, CONF_OTHERS, &c, &e), ERR_INVALID);
	assert_non_null(strstr(e.message, "is empty"));
}

static void
the_web_workers_have_an_account_of_their_own_and_read_no_others_password(
    void **state)
{
	static const char text[] = "db_user = owner\n"
				   "db_password_file = /nonexistent\n"
				   "web_db_user = web@ctf.example.org\n"
				   "web_db_password_file = ";
	char all[256];
	struct error e = {0};
	struct conf *c;

	write_file(secret, "guess\n", 6);
	snprintf(all, sizeof(all), "%s%s\n", text, secret);
	write_file(path, all, strlen(all));
	assert_int_equal(conf_load(*state, path, CONF_WEB, &c, &e), ERR_OK);
	assert_string_equal(c->db_user, "web");
	assert_string_equal(c->db_password, "guess");
	/* and these need theirs */
	assert_int_equal(
	    conf_load(*state, path, CONF_OTHERS, &c, &e), ERR_INVALID);
	assert_non_null(strstr(e.message, ":2: db_password_file: cannot read"));
	unlink(secret);
	assert_int_equal(
	    conf_load(*state, path, CONF_WEB, &c, &e), ERR_INVALID);
	assert_non_null(
	    strstr(e.message, ":4: web_db_password_file: cannot read"));

	/* without a file the server knows who connects; a password that the
	 * others have is not theirs */
	snprintf(all, sizeof(all), "db_password = x\nweb_db_user = web\n");
	write_file(path, all, strlen(all));
	assert_int_equal(conf_load(*state, path, CONF_WEB, &c, &e), ERR_OK);
	assert_string_equal(c->db_user, "web");
	assert_string_equal(c->db_password, "");
	assert_int_equal(conf_load(*state, path, CONF_OTHERS, &c, &e), ERR_OK);
	assert_string_equal(c->db_user, "berth");
	assert_string_equal(c->db_password, "x");
}

static void
file_is_found_by_argument_then_environment(void **state)
{
	struct conf *c;
	struct error e;

	write_file(path, "deployment = from-env\n", 22);
	setenv("BERTH_CONF", path, 1);
	assert_int_equal(conf_load(*state, NULL, CONF_OTHERS, &c, &e), ERR_OK);
	assert_string_equal(c->deployment, "from-env");
	assert_int_equal(
	    conf_load(*state, "/nonexistent/b.conf", CONF_OTHERS, &c, &e), ERR_NOT_FOUND);
	assert_string_equal(e.message,
	    "/nonexistent/b.conf: cannot open: No such file or directory; "
	    "write this file or name another in BERTH_CONF");
}

static void
file_with_nul_or_too_large_is_refused(void **state)
{
	size_t n = 300 * 1024;
	char *text = mem_grow(*state, NULL, n, 1);
	struct conf *c;
	struct error e;

	write_file(path, "web_user = a\0b\n", 15);
	assert_int_equal(conf_load(*state, path, CONF_OTHERS, &c, &e), ERR_INVALID);
	memset(text, '\n', n);
	write_file(path, text, n);
	assert_int_equal(conf_load(*state, path, CONF_OTHERS, &c, &e), ERR_INVALID);
	assert_non_null(strstr(e.message, "is larger than"));
	assert_int_equal(conf_load(*state, dir, CONF_OTHERS, &c, &e), ERR_INVALID);
}

int
main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(empty_file_gives_the_defaults),
	    T(every_key_is_read),
	    T(volumes_repeat_and_are_read_only_without_rw),
	    T(capabilities_are_the_usual_ones_unless_named),
	    T(runtimes_repeat_and_there_are_none_by_default),
	    T(hosts_repeat_and_there_may_be_none),
	    T(wrong_lines_are_named_by_file_and_line),
	    T(volume_prefixes_have_one_spelling),
	    T(password_comes_from_its_file),
	    T(the_web_workers_have_an_account_of_their_own_and_read_no_others_password),
	    T(file_is_found_by_argument_then_environment),
	    T(file_with_nul_or_too_large_is_refused),
	};

	return cmocka_run_group_tests(tests, setup_dir, teardown_dir);
}
