#include "domain/settings.h"

#include <ctype.h>
#include <string.h>

#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/bracket.h"
#include "domain/moment.h"

/* Of sockaddr_un's 108 bytes, less the slash that may be added. */
#define SOCKET_PATH_MAX 100

#define G_ENGINE   N_("Container engine")
#define G_INSTANCE N_("Instances")
#define G_EVENT    N_("Event")
#define G_QUEUE    N_("Queue")

const struct setting_def setting_table[SETTINGS] = {
    [SETTING_DOCKER_BASE_URL] = {"docker_base_url", "Engine URL",
	SETTING_STRING, "unix:///var/run/docker.sock", 0, 0, "", NULL, G_ENGINE,
	"Where the container engine listens: unix:///path, tcp://host:port, "
	"https://host:port or ssh://user@host.",
	SETTING_CONTRACT},
    [SETTING_DOCKER_HOSTNAME] = {"docker_hostname", "Instance host name",
	SETTING_STRING, "", 0, 0, "", NULL, G_ENGINE,
	"What players connect to. Empty: the platform's own name, which is "
	"unsafe because cookies ignore ports.",
	SETTING_CONTRACT},
    [SETTING_CONTAINER_EXPIRATION] = {"container_expiration", "Lifetime",
	SETTING_INT, "45", 0, 525600, "minutes", NULL, G_INSTANCE,
	"How long an instance lives unless it is renewed; 0 means for ever.",
	SETTING_CONTRACT},
    [SETTING_CONTAINER_MAXMEMORY] = {"container_maxmemory", "Memory",
	SETTING_INT, "512", 6, 1048576, "MB", NULL, G_INSTANCE,
	"The most memory an instance may use; swap is off.",
	SETTING_CONTRACT | SETTING_IN_CONTAINER},
    [SETTING_CONTAINER_MAXCPU] = {"container_maxcpu", "CPU", SETTING_DECIMAL,
	"0.5", 10, 1024000, "CPUs", NULL, G_INSTANCE,
	"The most CPU time an instance may use: 0.5 is half of one core.",
	SETTING_CONTRACT | SETTING_IN_CONTAINER},
    [SETTING_DOCKER_ASSIGNMENT] = {"docker_assignment", "Assignment",
	SETTING_CHOICE, "user", 0, 0, "", "user|team|unlimited", G_INSTANCE,
	"One instance per user, one per team, or one per challenge.",
	SETTING_CONTRACT},
    [SETTING_EVENT_NAME] = {"event_name", "Event name", SETTING_STRING, "Berth",
	0, 0, "", NULL, G_EVENT, "Shown on every page.", 0},
    [SETTING_LANGUAGE] = {"language", "Language", SETTING_CHOICE, "en", 0, 0,
	"", "en|de", G_EVENT,
	"What those see whose browser asks for no language that there is.", 0},
    [SETTING_REGISTRATION] = {"registration", "Registration", SETTING_CHOICE,
	"open", 0, 0, "", "open|closed|code", G_EVENT,
	"Whether people may create accounts themselves: all, none, or those "
	"who know the code.",
	0},
    [SETTING_REGISTRATION_CODE] = {"registration_code", "Registration code",
	SETTING_STRING, "", 0, 0, "", NULL, G_EVENT,
	"What people type to register when registration is by code.", 0},
    [SETTING_NAME_CHANGES] = {"name_changes", "Name changes", SETTING_CHOICE,
	"yes", 0, 0, "", "yes|no", G_EVENT,
	"Whether players may rename themselves and captains their team.", 0},
    [SETTING_LOGIN_FAILURES] = {"login_failures", "Wrong log-ins", SETTING_INT,
	"300", 0, 1000000, "in 5 minutes", NULL, G_EVENT,
	"How many wrong passwords one address may send, whatever the names; "
	"a school shares an address. 0 means without limit.",
	0},
    [SETTING_REGISTRATIONS] = {"registrations", "Registrations", SETTING_INT,
	"300", 0, 1000000, "in an hour", NULL, G_EVENT,
	"How many accounts may be registered from one address; a school "
	"shares an address. 0 means without limit.",
	0},
    [SETTING_USER_MODE] = {"user_mode", "Played by", SETTING_CHOICE, "users", 0,
	0, "", "users|teams", G_EVENT,
	"Whether the event is played by users or by teams.", 0},
    [SETTING_TEAM_SIZE] = {"team_size", "Team size", SETTING_INT, "0", 0,
	LIMIT_TEAM_SIZE, "members", NULL, G_EVENT,
	"How many members a team may have; 0 means without limit.", 0},
    [SETTING_BRACKETS] = {"brackets", "Brackets", SETTING_STRING, "", 0, 0, "",
	NULL, G_EVENT,
	"Divisions that are ranked apart, with commas between: Students, "
	"Open.",
	0},
    [SETTING_EVENT_START] = {"event_start", "Start", SETTING_TIME, "", 0, 0,
	"UTC", NULL, G_EVENT,
	"Before it no player sees a challenge: 2026-11-25T10:00:00Z or Unix "
	"seconds; empty: always open.",
	0},
    [SETTING_EVENT_END] = {"event_end", "End", SETTING_TIME, "", 0, 0, "UTC",
	NULL, G_EVENT,
	"From then on nothing can be started or handed in; challenges stay "
	"visible. Empty: never.",
	0},
    [SETTING_EVENT_FREEZE] = {"event_freeze", "Freeze", SETTING_TIME, "", 0, 0,
	"UTC", NULL, G_EVENT,
	"From then on the scoreboard stands still for everybody but admins. "
	"Empty: never.",
	0},
    [SETTING_PAUSED] = {"paused", "Paused", SETTING_CHOICE, "no", 0, 0, "",
	"yes|no", G_EVENT, "While it is paused no flag is taken.", 0},
    [SETTING_REQUEST_WAIT] = {"request_wait", "Wait of old clients",
	SETTING_INT, "20", 0, 50, "seconds", NULL, G_QUEUE,
	"How long a request of the plugin's API waits for its instance.", 0},
    [SETTING_START_TIMEOUT] = {"start_timeout", "Start time-out", SETTING_INT,
	"300", 10, 86400, "seconds", NULL, G_QUEUE,
	"How long starting an instance is tried before it fails.", 0},
    [SETTING_READY_TIMEOUT] = {"ready_timeout", "Ready time-out", SETTING_INT,
	"60", 1, 3600, "seconds", NULL, G_QUEUE,
	"How long a started container may take until it answers.", 0},
    [SETTING_CREATES_IN_FLIGHT] = {"creates_in_flight", "Starts at once",
	SETTING_INT, "4", 1, 64, "", NULL, G_QUEUE,
	"How many instances are started at the same time.", 0},
    [SETTING_REMOVALS_IN_FLIGHT] = {"removals_in_flight", "Removals at once",
	SETTING_INT, "4", 1, 64, "", NULL, G_QUEUE,
	"How many containers are removed at the same time.", 0},
    [SETTING_RENEWALS] = {"renewals", "Renewals", SETTING_INT, "-1", -1, 1000,
	"", NULL, G_INSTANCE,
	"How often an instance may be renewed; -1 means without limit.", 0},
    [SETTING_PORT_RANGE] = {"port_range", "Ports", SETTING_STRING, "", 0, 0, "",
	NULL, G_ENGINE,
	"Host ports for endpoints, such as 30000-31000; empty: the engine "
	"chooses.",
	SETTING_IN_CONTAINER},
    [SETTING_INSTANCES_PER_OWNER] = {"instances_per_owner",
	"Instances per owner", SETTING_INT, "1", 1, LIMIT_QUOTA, "", NULL,
	G_INSTANCE,
	"How many instances a user or a team may have at a time; with the "
	"assignment \"unlimited\" it is one per challenge.",
	0},
    [SETTING_INSTANCES_MAX] = {"instances_max", "Instances in all", SETTING_INT,
	"0", 0, 1000000, "", NULL, G_INSTANCE,
	"How many instances there may be at a time, warm ones included; 0 "
	"means as many as the engine carries.",
	0},
    [SETTING_LIFE_MAX] = {"life_max", "Longest life", SETTING_INT, "0", 0,
	5256000, "minutes", NULL, G_INSTANCE,
	"How long an instance may live with all its renewals; 0 means "
	"without end.",
	0},
    [SETTING_DISK_MB] = {"disk_mb", "Disk", SETTING_INT, "2048", 0, 1048576,
	"MB", NULL, G_INSTANCE,
	"How much an instance may write to its root file system and to each "
	"volume of its image; one that has written more is ended within "
	"seconds. 0 means without limit.",
	0},
    [SETTING_DISK_FILES] = {"disk_files", "Changed files", SETTING_INT, "200000", 0,
	100000000, "", NULL, G_INSTANCE,
	"How many files of its root file system an instance may add or "
	"change; one that has changed more is ended. 0 means without limit.",
	0},
};

int
setting_find(const char *key)
{
	int i;

	for (i = 0; i < SETTINGS; i++)
		if (strcmp(setting_table[i].key, key) == 0)
			return (i);
	return (-1);
}

/* messages: wrong:3 */
static enum err
wrong(const struct setting_def *d, struct error *e, const char *why)
{
	return (err_say(e, ERR_INVALID, d->key, why));
}

/* A host name or IPv4 address; an IPv6 address needs a name. */
static bool
host_ok(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && strchr(".-", s[i]) == NULL)
			return (false);
	return (n > 0 && n <= 253 && s[0] != '-' && s[0] != '.');
}

/* A login name, which ssh must not take for an option. */
static bool
user_ok(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) &&
		    strchr("._-", s[i]) == NULL)
			return (false);
	return (n > 0 && n <= 64 && s[0] != '-');
}

/* "host:port" up to the end of `s`. */
static bool
host_port_ok(const char *s, size_t *ret_host_len)
{
	const char *colon = strrchr(s, ':');
	int64_t port;

	if (colon == NULL || text_int(colon + 1, 1, 65535, &port) != ERR_OK)
		return (false);
	*ret_host_len = (size_t)(colon - s);
	return (host_ok(s, *ret_host_len));
}

static bool
is_loopback(const char *host, size_t n)
{
	/* digits only: 127.example.org is somebody's host name */
	return ((n == 9 && strncmp(host, "localhost", 9) == 0) ||
		(strncmp(host, "127.", 4) == 0 &&
		    strspn(host, "0123456789.") == n));
}

static enum err
check_unix(void *mem, const struct setting_def *d, const char *path,
    const char **ret, struct error *e)
{
	/* the plugin's documentation writes unix://var/run/docker.sock */
	const char *slash = path[0] == '/' ? "" : "/";

	if (path[strspn(path, "/")] == '\0' || text_ends(path, "/") ||
	    strlen(path) > SOCKET_PATH_MAX || strchr(path, '?') != NULL)
		return (wrong(d, e,
		    "must name a socket, such as unix:///var/run/docker.sock"));
	*ret = mem_printf(mem, "unix://%s%s", slash, path);
	return (ERR_OK);
}

bool
setting_is_plain_tcp(const char *url)
{
	const char *host = url + strlen("tcp://");
	size_t n;

	return (text_starts(url, "tcp://") && host_port_ok(host, &n) &&
		!is_loopback(host, n));
}

static enum err
check_tcp(void *mem, const struct setting_def *d, const char *value,
    const struct conf *conf, const char **ret, struct error *e)
{
	const char *host = value + strlen("tcp://");
	size_t n;

	if (!host_port_ok(host, &n))
		return (wrong(d, e, "must be tcp://host:port"));
	if (setting_is_plain_tcp(value) && !conf->allow_plain_tcp)
		return (wrong(d, e,
		    "tcp:// to another host is neither encrypted nor "
		    "authenticated: use https:// or ssh://, or set "
		    "allow_plain_tcp = yes in berth.conf"));
	*ret = mem_strdup(mem, value);
	return (ERR_OK);
}

static enum err
check_ssh(void *mem, const struct setting_def *d, const char *value,
    const char **ret, struct error *e)
{
	const char *user = value + strlen("ssh://"), *at = strchr(user, '@');
	const char *host, *colon;
	int64_t port = 22;
	size_t n;

	if (at == NULL)
		return (wrong(d, e, "must be ssh://user@host"));
	host = at + 1;
	colon = strchr(host, ':');
	n = colon != NULL ? (size_t)(colon - host) : strlen(host);
	if (!user_ok(user, (size_t)(at - user)) || !host_ok(host, n) ||
	    (colon != NULL && text_int(colon + 1, 1, 65535, &port) != ERR_OK))
		return (wrong(d, e, "must be ssh://user@host"));
	*ret = mem_strdup(mem, value);
	return (ERR_OK);
}

static enum err
check_url(void *mem, const struct setting_def *d, const char *value,
    const struct conf *conf, const char **ret, struct error *e)
{
	size_t n;

	if (text_starts(value, "unix://"))
		return (check_unix(mem, d, value + 7, ret, e));
	if (text_starts(value, "tcp://"))
		return (check_tcp(mem, d, value, conf, ret, e));
	if (text_starts(value, "ssh://"))
		return (check_ssh(mem, d, value, ret, e));
	if (!text_starts(value, "https://") || !host_port_ok(value + 8, &n))
		return (wrong(d, e,
		    "must be unix:///path, tcp://host:port, https://host:port "
		    "or ssh://user@host"));
	if (conf->engine_tls_ca[0] == '\0' || conf->engine_tls_cert[0] == '\0')
		return (wrong(d, e,
		    "https:// needs engine_tls_ca, engine_tls_cert and "
		    "engine_tls_key in berth.conf"));
	*ret = mem_strdup(mem, value);
	return (ERR_OK);
}

static enum err
check_range(void *mem, const struct setting_def *d, const char *value,
    const char **ret, struct error *e)
{
	const char *dash = strchr(value, '-');
	int64_t from, to;

	*ret = mem_strdup(mem, value);
	if (value[0] == '\0')
		return (ERR_OK);
	if (dash == NULL ||
	    text_int(mem_strndup(mem, value, (size_t)(dash - value)), 1, 65535,
		&from) != ERR_OK ||
	    text_int(dash + 1, 1, 65535, &to) != ERR_OK || from > to)
		return (wrong(d, e, "must be empty or such as 30000-31000"));
	return (ERR_OK);
}

static enum err
check_string(void *mem, enum setting s, const char *value,
    const struct conf *conf, const char **ret, struct error *e)
{
	const struct setting_def *d = &setting_table[s];

	if (text_has_control(value))
		return (wrong(d, e, "must not have control characters"));
	if (s == SETTING_DOCKER_BASE_URL)
		return (check_url(mem, d, value, conf, ret, e));
	if (s == SETTING_PORT_RANGE)
		return (check_range(mem, d, value, ret, e));
	if (s == SETTING_BRACKETS)
		return (bracket_list_check(mem, d->key, value, ret, e));
	if (s == SETTING_DOCKER_HOSTNAME && value[0] != '\0' &&
	    !host_ok(value, strlen(value)))
		return (wrong(d, e, "must be a host name or an address"));
	if (s == SETTING_EVENT_NAME && value[0] == '\0')
		return (wrong(d, e, "must not be empty"));
	*ret = value;
	return (ERR_OK);
}

/* A moment in its one spelling. */
static enum err
check_time(void *mem, const struct setting_def *d, const char *value,
    const char **ret, struct error *e)
{
	int64_t us;

	if (moment_read(mem, value, &us) != ERR_OK)
		return (wrong(d, e,
		    "must be a time such as 2026-11-25T10:00:00Z, Unix "
		    "seconds, or empty"));
	*ret = moment_text(mem, us);
	return (ERR_OK);
}

static enum err
check_number(const struct setting_def *d, const char *value, struct error *e)
{
	int64_t n;

	if (d->type == SETTING_INT &&
	    text_int(value, d->min, d->max, &n) != ERR_OK)
		return (err_set(e, ERR_INVALID, d->key,
		    "must be a whole number from %lld to %lld",
		    (long long)d->min, (long long)d->max));
	if (d->type == SETTING_DECIMAL &&
	    text_scaled(value, 3, d->min, d->max, &n) != ERR_OK)
		return (err_set(e, ERR_INVALID, d->key,
		    "must be a number from %g to %g", (double)d->min / 1000,
		    (double)d->max / 1000));
	return (ERR_OK);
}

static bool
is_choice(const char *choices, const char *value)
{
	size_t n = strlen(value), len;

	for (; *choices != '\0'; choices += len + (choices[len] == '|')) {
		len = strcspn(choices, "|");
		if (len == n && strncmp(choices, value, n) == 0)
			return (true);
	}
	return (false);
}

enum err
setting_check(void *mem, enum setting s, const char *value,
    const struct conf *conf, const char **ret, struct error *e)
{
	const struct setting_def *d = &setting_table[s];
	const char *trimmed = text_trim(mem, value);
	enum err err = ERR_OK;

	if (strlen(trimmed) > LIMIT_SETTING)
		return (err_set(e, ERR_INVALID, d->key,
		    "must be at most %d bytes long", LIMIT_SETTING));
	switch (d->type) {
	case SETTING_STRING:
		return (check_string(mem, s, trimmed, conf, ret, e));
	case SETTING_TIME:
		return (check_time(mem, d, trimmed, ret, e));
	case SETTING_INT:
	case SETTING_DECIMAL:
		err = check_number(d, trimmed, e);
		break;
	case SETTING_CHOICE:
		if (!is_choice(d->choices, trimmed))
			err = err_set(e, ERR_INVALID, d->key,
			    "must be one of %s", d->choices);
		break;
	}
	if (err == ERR_OK)
		*ret = trimmed;
	return (err);
}

/* A checked number; the default should the row have been edited by hand. */
static int
number(const struct settings *s, enum setting which)
{
	const struct setting_def *d = &setting_table[which];
	int64_t n = 0;
	const char *v = s->value[which];

	if (d->type == SETTING_DECIMAL) {
		if (text_scaled(v, 3, d->min, d->max, &n) != ERR_OK)
			(void)!text_scaled(d->dflt, 3, d->min, d->max, &n);
	} else if (text_int(v, d->min, d->max, &n) != ERR_OK)
		(void)!text_int(d->dflt, d->min, d->max, &n);
	return ((int)n);
}

/* A checked moment; none should the row have been edited by hand. */
static int64_t
moment(const struct settings *s, enum setting which)
{
	void *scratch = mem_arena(NULL);
	int64_t us = 0;

	if (moment_read(scratch, s->value[which], &us) != ERR_OK)
		us = 0;
	mem_free(&scratch);
	return (us);
}

void
settings_derive(struct settings *s)
{
	const char *assign = s->value[SETTING_DOCKER_ASSIGNMENT];
	const char *registration = s->value[SETTING_REGISTRATION];

	s->expiration_min = number(s, SETTING_CONTAINER_EXPIRATION);
	s->memory_mb = number(s, SETTING_CONTAINER_MAXMEMORY);
	s->cpu_milli = number(s, SETTING_CONTAINER_MAXCPU);
	s->assignment = strcmp(assign, "team") == 0        ? ASSIGN_TEAM
			: strcmp(assign, "unlimited") == 0 ? ASSIGN_UNLIMITED
							   : ASSIGN_USER;
	s->registration = strcmp(registration, "open") == 0 ? REGISTRATION_OPEN
			  : strcmp(registration, "code") == 0
			      ? REGISTRATION_CODE
			      : REGISTRATION_CLOSED;
	(void)lang_find(s->value[SETTING_LANGUAGE], &s->language);
	s->name_changes = strcmp(s->value[SETTING_NAME_CHANGES], "yes") == 0;
	s->team_size = number(s, SETTING_TEAM_SIZE);
	s->teams_mode = strcmp(s->value[SETTING_USER_MODE], "teams") == 0;
	s->event_start_us = moment(s, SETTING_EVENT_START);
	s->event_end_us = moment(s, SETTING_EVENT_END);
	s->event_freeze_us = moment(s, SETTING_EVENT_FREEZE);
	s->paused = strcmp(s->value[SETTING_PAUSED], "yes") == 0;
	s->request_wait_s = number(s, SETTING_REQUEST_WAIT);
	s->start_timeout_s = number(s, SETTING_START_TIMEOUT);
	s->ready_timeout_s = number(s, SETTING_READY_TIMEOUT);
	s->creates_in_flight = number(s, SETTING_CREATES_IN_FLIGHT);
	s->removals_in_flight = number(s, SETTING_REMOVALS_IN_FLIGHT);
	s->renewals = number(s, SETTING_RENEWALS);
	s->quota = number(s, SETTING_INSTANCES_PER_OWNER);
	s->instances_max = number(s, SETTING_INSTANCES_MAX);
	s->login_failures = number(s, SETTING_LOGIN_FAILURES);
	s->registrations = number(s, SETTING_REGISTRATIONS);
	s->life_max_min = number(s, SETTING_LIFE_MAX);
	s->disk_mb = number(s, SETTING_DISK_MB);
	s->disk_files = number(s, SETTING_DISK_FILES);
}

/* messages: in_order:4 */
static enum err
in_order(int64_t first_us, int64_t then_us, enum setting then,
    const char *why, struct error *e)
{
	if (first_us == 0 || then_us == 0 || first_us < then_us)
		return (ERR_OK);
	return (err_say(e, ERR_INVALID, setting_table[then].key, why));
}

enum err
settings_check_together(const struct settings *s, struct error *e)
{
	int64_t start = s->event_start_us, freeze = s->event_freeze_us;
	enum err err;

	err = in_order(start, s->event_end_us, SETTING_EVENT_END,
	    "must be after the event's start", e);
	if (err == ERR_OK)
		err = in_order(start, freeze, SETTING_EVENT_FREEZE,
		    "must be after the event's start", e);
	if (err == ERR_OK)
		err = in_order(freeze, s->event_end_us, SETTING_EVENT_END,
		    "must be after the freeze", e);
	return (err);
}
