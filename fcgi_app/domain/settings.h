/*
 * The settings: one table of key, type, default, range, unit, group and help.
 * From it come the defaults, the validation, the form, `berthctl settings`
 * and the page in docs/.  Pure: values come and go as strings.
 */
#ifndef BERTH_DOMAIN_SETTINGS_H
#define BERTH_DOMAIN_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"
#include "base/err.h"
#include "base/lang.h"

/* The index of a setting in the table and in struct settings. */
enum setting {
	SETTING_DOCKER_BASE_URL,	/* unix:///var/run/docker.sock */
	SETTING_DOCKER_HOSTNAME,	/* "" */
	SETTING_CONTAINER_EXPIRATION,	/* minutes, 45; 0 = never */
	SETTING_CONTAINER_MAXMEMORY,	/* MB, 512 */
	SETTING_CONTAINER_MAXCPU,	/* CPUs, 0.5 */
	SETTING_DOCKER_ASSIGNMENT,	/* user | team | unlimited */
	SETTING_EVENT_NAME,		/* "Berth" */
	SETTING_LANGUAGE,		/* "en": a code of base/lang.h */
	SETTING_REGISTRATION,		/* open | closed | code */
	SETTING_REGISTRATION_CODE,	/* "": nobody has it */
	SETTING_NAME_CHANGES,		/* yes | no: by players themselves */
	SETTING_LOGIN_FAILURES,		/* of one address in 5 minutes, 300; 0 = any */
	SETTING_REGISTRATIONS,		/* from one address in an hour, 300; 0 = any */
	SETTING_USER_MODE,		/* users | teams: how the event is played */
	SETTING_TEAM_SIZE,		/* members, 0 = no limit */
	SETTING_BRACKETS,		/* "Students, Open" (domain/bracket.h) */
	SETTING_EVENT_START,		/* "" or a moment (domain/moment.h) */
	SETTING_EVENT_END,
	SETTING_EVENT_FREEZE,
	SETTING_PAUSED,			/* yes | no: no flag is taken */
	SETTING_REQUEST_WAIT,		/* seconds, 20 */
	SETTING_START_TIMEOUT,		/* seconds from queue to given up, 300 */
	SETTING_READY_TIMEOUT,		/* seconds of checking, 60 */
	SETTING_CREATES_IN_FLIGHT,	/* 4 */
	SETTING_REMOVALS_IN_FLIGHT,	/* 4 */
	SETTING_RENEWALS,		/* per instance, -1 = no limit (default) */
	SETTING_PORT_RANGE,		/* "" or "30000-31000" */
	SETTING_INSTANCES_PER_OWNER,	/* quota, 1 */
	SETTING_INSTANCES_MAX,		/* of all owners, 0 = no cap */
	SETTING_LIFE_MAX,		/* minutes, renewals included; 0 = no end */
	SETTING_DISK_MB,		/* written by one instance, 2048; 0 = any */
	SETTING_DISK_FILES,		/* made by one instance, 200000; 0 = any */
	SETTINGS,
};

enum setting_type { SETTING_STRING, SETTING_INT, SETTING_DECIMAL, SETTING_CHOICE,
	SETTING_TIME };

/* Required by POST settings/update. */
#define SETTING_CONTRACT     1u
/* Goes into containers: a change makes the warm ones stale. */
#define SETTING_IN_CONTAINER 2u

struct setting_def {
	const char *key;		/* "docker_base_url" */
	const char *label;		/* "Engine URL" */
	enum setting_type type;
	const char *dflt;
	int64_t min, max;		/* of an int; of a decimal, in thousandths */
	const char *unit;		/* "minutes", "" */
	const char *choices;		/* "user|team|unlimited", NULL otherwise */
	const char *group;		/* "Container engine" … */
	const char *help;		/* one line */
	unsigned flags;			/* SETTING_CONTRACT … */
};

extern const struct setting_def setting_table[SETTINGS];

/* The setting named `key`, -1 for none. */
int setting_find(const char *key);

/*
 * The first setting of `group` at or behind `from`, SETTINGS for none.  The
 * table is not sorted by group; who shows groups walks them by this.
 */
int setting_group_next(const char *group, int from);

/* The page docs/settings.md: the whole table, by group, as Markdown. */
const char *settings_markdown(void *mem);

/*
 * Check `value` for setting `s`: range, choice, form of the URL (schemes of
 * CONTRACT.md; tcp:// elsewhere than loopback only if conf->allow_plain_tcp),
 * host name.  *ret is the normal form under `mem` (trimmed; "unix://var/run"
 * becomes "unix:///var/run").  ERR_INVALID with field = key and the reason.
 */
enum err setting_check(void *mem, enum setting s, const char *value,
    const struct conf *conf, const char **ret, struct error *e) MUST_USE;

/* Whether an engine's URL is tcp:// to another host: no TLS in between. */
bool setting_is_plain_tcp(const char *url);

enum assignment { ASSIGN_USER, ASSIGN_TEAM, ASSIGN_UNLIMITED };
enum registration { REGISTRATION_CLOSED, REGISTRATION_OPEN, REGISTRATION_CODE };

/* All settings, as strings and, where used in code, as values. */
struct settings {
	const char *value[SETTINGS];
	int64_t version;		/* grows with every change */
	int expiration_min, memory_mb, cpu_milli;
	enum lang language;
	enum assignment assignment;
	enum registration registration;
	bool name_changes, teams_mode, paused;
	int team_size;			/* 0: no limit */
	int login_failures, registrations; /* 0: no limit */
	int64_t event_start_us, event_end_us, event_freeze_us; /* 0: none */
	int request_wait_s, start_timeout_s, ready_timeout_s;
	int creates_in_flight, removals_in_flight, renewals;
	int quota, instances_max, life_max_min;
	int disk_mb, disk_files;	/* 0: no limit */
};

/* Fill the typed members from `value`; every string must have been checked. */
void settings_derive(struct settings *s);

/*
 * What is wrong only together: the event starts, freezes and ends in this
 * order, as far as the moments are set.  ERR_INVALID with the field of the
 * later one.
 */
enum err settings_check_together(
    const struct settings *s, struct error *e) MUST_USE;

#endif
