/* domain/settings.h */
#include "domain/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct conf plain = {
    .engine_tls_ca = "", .engine_tls_cert = "", .engine_tls_key = ""};
static const struct conf open_tcp = {.allow_plain_tcp = true,
    .engine_tls_ca = "",
    .engine_tls_cert = "",
    .engine_tls_key = ""};
static const struct conf with_tls = {.engine_tls_ca = "/ca.pem",
    .engine_tls_cert = "/cert.pem",
    .engine_tls_key = "/key.pem"};

/* `value` must be taken as `want`; refused where `want` is NULL. */
static void
check(enum setting s, const char *value, const struct conf *conf,
    const char *want)
{
	void *mem = mem_arena(NULL);
	const char *got = NULL;
	struct error e = {0};
	enum err err = setting_check(mem, s, value, conf, &got, &e);

	if (want != NULL) {
		assert_int_equal(err, ERR_OK);
		assert_string_equal(got, want);
	} else {
		assert_int_equal(err, ERR_INVALID);
		assert_string_equal(e.field, setting_table[s].key);
		assert_true(e.message[0] != '\0');
	}
	mem_free(&mem);
}

static void
every_row_is_whole_and_its_default_valid(void **state)
{
	for (int i = 0; i < SETTINGS; i++) {
		const struct setting_def *d = &setting_table[i];

		assert_non_null(d->key);
		assert_int_equal(setting_find(d->key), i);
		assert_true(d->label[0] != '\0');
		assert_true(d->help[0] != '\0');
		assert_true(d->group[0] != '\0');
		assert_non_null(d->unit);
		assert_int_equal(d->choices != NULL, d->type == SETTING_CHOICE);
		check((enum setting)i, d->dflt, &plain, d->dflt);
	}
	assert_int_equal(setting_find("nonsense"), -1);
	assert_int_equal(setting_find(""), -1);
}

static void
the_contract_has_its_six_settings_and_defaults(void **state)
{
	static const struct {
		const char *key, *dflt;
	} rows[] = {
	    {"docker_base_url", "unix:///var/run/docker.sock"},
	    {"docker_hostname", ""},
	    {"container_expiration", "45"},
	    {"container_maxmemory", "512"},
	    {"container_maxcpu", "0.5"},
	    {"docker_assignment", "user"},
	};
	size_t required = 0;

	for (int i = 0; i < SETTINGS; i++)
		required +=
		    (setting_table[i].flags & SETTING_CONTRACT) != 0 ? 1 : 0;
	assert_int_equal(required, N(rows));
	for (size_t i = 0; i < N(rows); i++) {
		int s = setting_find(rows[i].key);

		assert_in_range(s, 0, SETTINGS - 1);
		assert_true((setting_table[s].flags & SETTING_CONTRACT) != 0);
		assert_string_equal(setting_table[s].dflt, rows[i].dflt);
	}
}

static void
engine_urls_follow_the_contract(void **state)
{
	static const struct {
		const char *value;
		const struct conf *conf;
		const char *want;
	} rows[] = {
	    {"unix:///run/docker.sock", &plain, "unix:///run/docker.sock"},
	    {" unix://var/run/docker.sock ", &plain,
		"unix:///var/run/docker.sock"},
	    {"unix://", &plain, NULL},
	    {"unix:///", &plain, NULL},
	    {"unix:///run/", &plain, NULL},
	    {"unix:///a?b", &plain, NULL},
	    {"tcp://127.0.0.1:2375", &plain, "tcp://127.0.0.1:2375"},
	    {"tcp://localhost:2375", &plain, "tcp://localhost:2375"},
	    {"tcp://10.0.0.5:2375", &plain, NULL},
	    {"tcp://127.0.0.1.example.org:2375", &plain, NULL},
	    {"tcp://localhost.example.org:2375", &plain, NULL},
	    {"tcp://10.0.0.5:2375", &open_tcp, "tcp://10.0.0.5:2375"},
	    {"tcp://10.0.0.5", &open_tcp, NULL},
	    {"tcp://10.0.0.5:0", &open_tcp, NULL},
	    {"tcp://10.0.0.5:65536", &open_tcp, NULL},
	    {"tcp://:2375", &open_tcp, NULL},
	    {"tcp://a@b:2375", &open_tcp, NULL},
	    {"tcp://a/b:2375", &open_tcp, NULL},
	    {"https://engine.example.org:2376", &plain, NULL},
	    {"https://engine.example.org:2376", &with_tls,
		"https://engine.example.org:2376"},
	    {"https://engine.example.org", &with_tls, NULL},
	    {"ssh://deploy@engine", &plain, "ssh://deploy@engine"},
	    {"ssh://deploy_1@engine:2222", &plain,
		"ssh://deploy_1@engine:2222"},
	    {"ssh://engine", &plain, NULL},
	    {"ssh://@engine", &plain, NULL},
	    {"ssh://deploy@", &plain, NULL},
	    {"ssh://deploy@engine:x", &plain, NULL},
	    /* neither part may become an option of ssh */
	    {"ssh://-oProxyCommand@engine", &plain, NULL},
	    {"ssh://deploy@-oProxyCommand", &plain, NULL},
	    {"ssh://a;b@engine", &plain, NULL},
	    {"http://127.0.0.1:2375", &open_tcp, NULL},
	    {"/var/run/docker.sock", &plain, NULL},
	    {"", &plain, NULL},
	    {"unix:///a\nb", &plain, NULL},
	};

	for (size_t i = 0; i < N(rows); i++)
		check(SETTING_DOCKER_BASE_URL, rows[i].value, rows[i].conf,
		    rows[i].want);
}

static void
values_are_held_against_their_range_and_form(void **state)
{
	static const struct {
		enum setting s;
		const char *value, *want;
	} rows[] = {
	    {SETTING_CONTAINER_EXPIRATION, " 0 ", "0"},
	    {SETTING_CONTAINER_EXPIRATION, "525600", "525600"},
	    {SETTING_CONTAINER_EXPIRATION, "525601", NULL},
	    {SETTING_CONTAINER_EXPIRATION, "-1", NULL},
	    {SETTING_CONTAINER_EXPIRATION, "", NULL},
	    {SETTING_CONTAINER_EXPIRATION, "45m", NULL},
	    {SETTING_CONTAINER_MAXMEMORY, "6", "6"},
	    {SETTING_CONTAINER_MAXMEMORY, "5", NULL},
	    {SETTING_CONTAINER_MAXCPU, "2", "2"},
	    {SETTING_CONTAINER_MAXCPU, "0.01", "0.01"},
	    {SETTING_CONTAINER_MAXCPU, "0.001", NULL},
	    {SETTING_CONTAINER_MAXCPU, "0", NULL},
	    {SETTING_CONTAINER_MAXCPU, "1e3", NULL},
	    {SETTING_CONTAINER_MAXCPU, "nan", NULL},
	    {SETTING_DOCKER_ASSIGNMENT, "team", "team"},
	    {SETTING_DOCKER_ASSIGNMENT, "unlimited", "unlimited"},
	    {SETTING_DOCKER_ASSIGNMENT, "use", NULL},
	    {SETTING_DOCKER_ASSIGNMENT, "user|team", NULL},
	    {SETTING_DOCKER_ASSIGNMENT, "", NULL},
	    {SETTING_DOCKER_HOSTNAME, "ctf.example.org", "ctf.example.org"},
	    {SETTING_DOCKER_HOSTNAME, "192.0.2.1", "192.0.2.1"},
	    {SETTING_DOCKER_HOSTNAME, "http://ctf.example.org", NULL},
	    {SETTING_DOCKER_HOSTNAME, "a b", NULL},
	    {SETTING_DOCKER_HOSTNAME, "a\"><b", NULL},
	    {SETTING_EVENT_NAME, "  My CTF ", "My CTF"},
	    {SETTING_EVENT_NAME, " ", NULL},
	    {SETTING_EVENT_NAME,
		"a\xe2\x80\xae"
		"b",
		NULL},
	    {SETTING_RENEWALS, "-1", "-1"},
	    {SETTING_RENEWALS, "-2", NULL},
	    {SETTING_PORT_RANGE, "", ""},
	    {SETTING_PORT_RANGE, "30000-31000", "30000-31000"},
	    {SETTING_PORT_RANGE, "30000-30000", "30000-30000"},
	    {SETTING_PORT_RANGE, "31000-30000", NULL},
	    {SETTING_PORT_RANGE, "30000", NULL},
	    {SETTING_PORT_RANGE, "0-10", NULL},
	    {SETTING_PORT_RANGE, "1-65536", NULL},
	    {SETTING_PORT_RANGE, "-1-5", NULL},
	};

	for (size_t i = 0; i < N(rows); i++)
		check(rows[i].s, rows[i].value, &plain, rows[i].want);
}

static void
no_value_is_longer_than_the_limit(void **state)
{
	char value[LIMIT_SETTING + 2] = {0};

	memset(value, 'x', LIMIT_SETTING);
	check(SETTING_EVENT_NAME, value, &plain, value);
	value[LIMIT_SETTING] = 'x';
	check(SETTING_EVENT_NAME, value, &plain, NULL);
}

static struct settings
defaults(void)
{
	struct settings s = {0};

	for (int i = 0; i < SETTINGS; i++)
		s.value[i] = setting_table[i].dflt;
	return s;
}

static void
typed_members_follow_the_strings(void **state)
{
	struct settings s = defaults();

	settings_derive(&s);
	assert_int_equal(s.expiration_min, 45);
	assert_int_equal(s.memory_mb, 512);
	assert_int_equal(s.cpu_milli, 500);
	assert_int_equal(s.assignment, ASSIGN_USER);
	assert_int_equal(s.registration, REGISTRATION_OPEN);
	assert_false(s.teams_mode);
	assert_int_equal(s.request_wait_s, 20);
	assert_int_equal(s.start_timeout_s, 300);
	assert_int_equal(s.ready_timeout_s, 60);
	assert_int_equal(s.creates_in_flight, 4);
	assert_int_equal(s.removals_in_flight, 4);
	assert_int_equal(s.renewals, -1);

	s.value[SETTING_DOCKER_ASSIGNMENT] = "unlimited";
	s.value[SETTING_USER_MODE] = "teams";
	s.value[SETTING_REGISTRATION] = "closed";
	s.value[SETTING_CONTAINER_MAXCPU] = "1.25";
	settings_derive(&s);
	assert_int_equal(s.assignment, ASSIGN_UNLIMITED);
	assert_true(s.teams_mode);
	assert_int_equal(s.registration, REGISTRATION_CLOSED);
	assert_int_equal(s.cpu_milli, 1250);
	s.value[SETTING_DOCKER_ASSIGNMENT] = "team";
	settings_derive(&s);
	assert_int_equal(s.assignment, ASSIGN_TEAM);
}

static void
a_row_spoilt_by_hand_counts_as_the_default(void **state)
{
	struct settings s = defaults();

	s.value[SETTING_CONTAINER_MAXMEMORY] = "lots";
	s.value[SETTING_CONTAINER_MAXCPU] = "-3";
	settings_derive(&s);
	assert_int_equal(s.memory_mb, 512);
	assert_int_equal(s.cpu_milli, 500);
}

/* What `berthctl settings help` prints is the page in docs/. */
static void
the_page_in_docs_is_the_table(void **state)
{
	void *mem = mem_arena(NULL);
	const char *srcdir = getenv("srcdir");
	char *path = mem_printf(
	    mem, "%s/docs/settings.md", srcdir != NULL ? srcdir : ".");
	const char *want = settings_markdown(mem);
	size_t len = strlen(want);
	char *have = mem_zalloc(mem, len + 2, "page");
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	(void)!fread(have, 1, len + 1, f);
	fclose(f);
	if (strcmp(have, want) != 0)
		fail_msg("docs/settings.md is not what berthctl settings help "
			 "prints; write it anew: ./dev ctl settings help "
			 ">docs/settings.md");
	mem_free(&mem);
}

/* What the settings page warns of. */
static void
an_engine_elsewhere_without_tls_is_told_apart(void **state)
{
	assert_true(setting_is_plain_tcp("tcp://engine.example.org:2375"));
	assert_true(setting_is_plain_tcp("tcp://127.example.org:2375"));
	assert_false(setting_is_plain_tcp("tcp://127.0.0.1:2375"));
	assert_false(setting_is_plain_tcp("tcp://localhost:2375"));
	assert_false(setting_is_plain_tcp("https://engine.example.org:2376"));
	assert_false(setting_is_plain_tcp("unix:///var/run/docker.sock"));
	assert_false(setting_is_plain_tcp("tcp"));
}

/* Walked by group, every setting is met once. */
static void
every_setting_is_in_one_group(void **state)
{
	int i, at, met = 0;

	for (i = 0; i < SETTINGS; i++) {
		if (setting_group_next(setting_table[i].group, 0) != i)
			continue;
		for (at = i; at < SETTINGS;
		     at = setting_group_next(setting_table[i].group, at + 1))
			met++;
	}
	assert_int_equal(met, SETTINGS);
}

/* `field` is what is wrong, NULL: nothing. */
static void
together(const char *start, const char *freeze, const char *end,
    const char *field)
{
	struct settings s = {0};
	struct error e = {0};
	enum err err;
	int i;

	for (i = 0; i < SETTINGS; i++)
		s.value[i] = setting_table[i].dflt;
	s.value[SETTING_EVENT_START] = start;
	s.value[SETTING_EVENT_FREEZE] = freeze;
	s.value[SETTING_EVENT_END] = end;
	settings_derive(&s);
	err = settings_check_together(&s, &e);
	assert_int_equal(err, field == NULL ? ERR_OK : ERR_INVALID);
	if (field != NULL)
		assert_string_equal(e.field, field);
}

static void
an_event_starts_freezes_and_ends(void **state)
{
	static const char one[] = "2026-05-01T10:00:00Z";
	static const char two[] = "2026-05-01T11:00:00Z";
	static const char three[] = "2026-05-01T12:00:00Z";

	(void)state;
	together("", "", "", NULL);
	together(one, two, three, NULL);
	together(one, "", three, NULL);
	together("", two, "", NULL);
	together(two, "", one, "event_end");
	together(two, "", two, "event_end");
	together(two, one, three, "event_freeze");
	together(one, three, two, "event_end");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_event_starts_freezes_and_ends),
	    cmocka_unit_test(every_row_is_whole_and_its_default_valid),
	    cmocka_unit_test(the_contract_has_its_six_settings_and_defaults),
	    cmocka_unit_test(engine_urls_follow_the_contract),
	    cmocka_unit_test(values_are_held_against_their_range_and_form),
	    cmocka_unit_test(no_value_is_longer_than_the_limit),
	    cmocka_unit_test(typed_members_follow_the_strings),
	    cmocka_unit_test(a_row_spoilt_by_hand_counts_as_the_default),
	    cmocka_unit_test(an_engine_elsewhere_without_tls_is_told_apart),
	    cmocka_unit_test(every_setting_is_in_one_group),
	    cmocka_unit_test(the_page_in_docs_is_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
