/*
 * berthctl doctor: one line for each thing that must be right, with what to
 * do where it is not.
 */
#include "ctl/ctl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "db/migrate.h"
#include "domain/hardening.h"
#include "service/challenges.h"
#include "service/control.h"
#include "service/instances.h"
#include "service/settings.h"

enum verdict { VERDICT_OK, VERDICT_WARN, VERDICT_FAIL };

/* Print a line and pass the verdict on. */
static enum verdict PRINTF_LIKE(3, 4)
    say(enum verdict v, const char *what, const char *fmt, ...)
{
	static const char *const names[] = {"ok", "warn", "FAIL"};
	va_list ap;

	printf("%-5s %-14s ", names[v], what);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	return (v);
}

static enum verdict
check_database(struct ctl *ctl)
{
	struct error *e = &ctl->svc.error;
	const struct conf *c = ctl->conf;

	if (db_connect(ctl->process.db, e) == ERR_OK)
		return (say(VERDICT_OK, "database", "%s answers", c->db_name));
	return (say(VERDICT_FAIL, "database",
	    "%s %s; start MariaDB, or correct db_* in berth.conf", e->message,
	    e->detail));
}

static enum verdict
check_schema(struct ctl *ctl)
{
	struct error *e = &ctl->svc.error;
	struct migration *list;
	size_t i, n;

	if (migrate_list(ctl->process.db, ctl->mem, ctl->conf->sql_dir, &list,
		&n, e) != ERR_OK)
		return (say(VERDICT_FAIL, "schema",
		    "%s; correct sql_dir or "
		    "the database in berth.conf",
		    e->message));
	for (i = 0; i < n; i++) {
		if (list[i].state == MIGRATION_PENDING)
			return (say(VERDICT_FAIL, "schema",
			    "%s is not applied; run \"berthctl migrate\"",
			    list[i].name));
		if (list[i].state == MIGRATION_CHANGED)
			return (say(VERDICT_FAIL, "schema",
			    "%s differs from what was applied; install the "
			    "version that made this database",
			    list[i].name));
		if (list[i].state == MIGRATION_FAILED)
			return (say(VERDICT_FAIL, "schema",
			    "%s failed half-way; restore the backup and run "
			    "\"berthctl migrate\" again",
			    list[i].name));
	}
	return (say(VERDICT_OK, "schema", "%zu migrations, all applied", n));
}

static enum verdict
check_keeper(struct ctl *ctl)
{
	struct keeper_status k;
	enum verdict v;

	if (control_status(&ctl->svc, &k) != ERR_OK)
		return (say(VERDICT_FAIL, "keeper",
		    "%s (%s); start berth-keeper and look at its log",
		    ctl->svc.error.message, ctl->conf->control_socket));
	v = say(VERDICT_OK, "keeper", "%s answers", ctl->conf->control_socket);
	if (!k.engine_ok)
		return (say(VERDICT_FAIL, "engine",
		    "%s; check the setting docker_base_url and that the "
		    "keeper's user may use it",
		    k.engine_error[0] != '\0' ? k.engine_error
					      : "not reachable"));
	return (v);
}

static enum verdict
check_engine(struct ctl *ctl)
{
	struct engine_version ev;

	if (control_version(&ctl->svc, NULL, &ev) != ERR_OK)
		return (say(VERDICT_FAIL, "engine",
		    "%s; check the setting docker_base_url",
		    ctl->svc.error.message));
	return (say(VERDICT_OK, "engine", "%s %s, API %s, %s", ev.name,
	    ev.version, ev.api_version, ev.os));
}

/* Whether `dir` has a file that ends in `suffix`. */
static bool
has_file(const char *dir, const char *suffix)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool found = false;

	if (d == NULL)
		return (false);
	while (!found && (entry = readdir(d)) != NULL)
		found = text_ends(entry->d_name, suffix);
	closedir(d);
	return (found);
}

static enum verdict
check_templates(struct ctl *ctl)
{
	const char *dir = ctl->conf->templates_dir;

	if (has_file(dir, ".tpl"))
		return (say(VERDICT_OK, "templates", "%s", dir));
	return (say(VERDICT_FAIL, "templates",
	    "%s has no templates; run \"make install\" or correct "
	    "templates_dir in berth.conf",
	    dir));
}

static enum verdict
check_run_dir(struct ctl *ctl)
{
	const char *dir = ctl->conf->run_dir;

	if (access(dir, W_OK | X_OK) == 0)
		return (say(VERDICT_OK, "run_dir", "%s", dir));
	return (say(VERDICT_WARN, "run_dir",
	    "%s: %s; the web workers need it (systemd-tmpfiles --create)", dir,
	    strerror(errno)));
}

/*
 * Cookies know no ports: an instance under the platform's own host name gets
 * the sessions of all who visit it.
 */
/* The workers parse the internet; the keeper's account may drop the tables. */
static enum verdict
check_account(struct ctl *ctl)
{
	const struct conf *c = ctl->conf;

	if (c->web_db_user[0] == '\0')
		return (say(VERDICT_WARN, "web account",
		    "the web workers use the keeper's database account, %s; "
		    "give them one of their own (web_db_user in "
		    "berth.conf(5))",
		    c->db_user));
	return (say(VERDICT_OK, "web account",
	    "the web workers use the database account %s", c->web_db_user));
}

static enum verdict
check_host_name(struct ctl *ctl)
{
	const char *name;
	char mine[256] = "";

	if (settings_refresh(&ctl->svc, NULL) != ERR_OK)
		return (say(
		    VERDICT_FAIL, "settings", "%s", ctl->svc.error.message));
	name = ctl->process.settings->value[SETTING_DOCKER_HOSTNAME];
	if (name[0] == '\0')
		return (say(VERDICT_WARN, "host names",
		    "docker_hostname is empty: instances share the platform's "
		    "name and get its cookies; set another name for them"));
	gethostname(mine, sizeof(mine) - 1);
	if (text_equal_nocase(name, mine))
		return (say(VERDICT_WARN, "host names",
		    "docker_hostname is this machine's name (%s); if players "
		    "reach the platform under it, instances get its cookies: "
		    "set another name",
		    name));
	return (say(VERDICT_OK, "host names",
	    "instances are reached as %s; the platform must have another "
	    "name",
	    name));
}

/* By code, but with none: the page looks open and lets nobody in. */
static enum verdict
check_registration(struct ctl *ctl)
{
	const struct settings *s = ctl->process.settings;

	if (settings_refresh(&ctl->svc, NULL) != ERR_OK)
		return (say(
		    VERDICT_FAIL, "settings", "%s", ctl->svc.error.message));
	if (s->registration == REGISTRATION_CODE &&
	    s->value[SETTING_REGISTRATION_CODE][0] == '\0')
		return (say(VERDICT_WARN, "registration",
		    "it is by code, but registration_code is empty: nobody can "
		    "register"));
	return (say(
	    VERDICT_OK, "registration", "%s", s->value[SETTING_REGISTRATION]));
}

/* Instances to which nothing happens though something should. */
static enum verdict
check_stuck(struct ctl *ctl)
{
	struct instance *in;
	size_t i, n;

	if (instance_stuck_list(&ctl->svc, &in, &n) != ERR_OK)
		return (say(
		    VERDICT_FAIL, "instances", "%s", ctl->svc.error.message));
	for (i = 0; i < n; i++)
		(void)say(VERDICT_FAIL, "instances",
		    "%s of \"%s\" has been %s for over a minute%s%s; retry or "
		    "force its removal at /containers/admin/instances/%s",
		    in[i].public_id, in[i].challenge_name,
		    instance_state_name(in[i].state),
		    in[i].error_admin[0] != '\0' ? ": " : "", in[i].error_admin,
		    in[i].public_id);
	if (n > 0)
		return (VERDICT_FAIL);
	return (say(VERDICT_OK, "instances", "none is stuck"));
}

/* Run `argv` without output; its exit status, -1 if it could not be run. */
static int
run_quietly(char *const *argv)
{
	posix_spawn_file_actions_t actions;
	int failed, status = -1;
	pid_t pid;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return (-1);
	failed = posix_spawn_file_actions_addopen(
		     &actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) != 0 ||
		 posix_spawn_file_actions_adddup2(
		     &actions, STDOUT_FILENO, STDERR_FILENO) != 0 ||
		 posix_spawn(&pid, argv[0], &actions, NULL, argv, environ) != 0;
	posix_spawn_file_actions_destroy(&actions);
	if (failed || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return (-1);
	return (WEXITSTATUS(status));
}

/* Only root may read the rules, and only where the engine is here. */
static enum verdict
check_firewall(struct ctl *ctl)
{
	static char program[] = BERTH_SBINDIR "/berth-firewall";
	static char option[] = "--check";
	char *argv[] = {program, option, NULL};
	const char *url;

	if (settings_refresh(&ctl->svc, NULL) != ERR_OK)
		return (say(
		    VERDICT_FAIL, "settings", "%s", ctl->svc.error.message));
	url = ctl->process.settings->value[SETTING_DOCKER_BASE_URL];
	if (!text_starts(url, "unix://"))
		return (say(VERDICT_OK, "firewall",
		    "the engine is elsewhere; run \"berth-firewall --check\" "
		    "there"));
	if (geteuid() != 0)
		return (say(VERDICT_WARN, "firewall",
		    "only root can look; run \"sudo %s --check\"", program));
	if (run_quietly(argv) == 0)
		return (say(VERDICT_OK, "firewall", "in force"));
	return (say(VERDICT_WARN, "firewall",
	    "instances reach this machine's ports; run \"systemctl enable "
	    "--now berth-firewall\" (or %s)",
	    program));
}

/* Challenges whose containers leave much open. */
static enum verdict
check_hardening(struct ctl *ctl)
{
	const struct settings *s = ctl->process.settings;
	struct challenge *list;
	struct hardening h;
	size_t i, n, containers = 0, weak = 0;

	if (settings_refresh(&ctl->svc, NULL) != ERR_OK ||
	    challenge_list(&ctl->svc, VIEW_ADMIN, &list, &n) != ERR_OK)
		return (say(
		    VERDICT_FAIL, "hardening", "%s", ctl->svc.error.message));
	for (i = 0; i < n; i++) {
		if (list[i].type != CHALLENGE_CONTAINER)
			continue;
		containers++;
		hardening_of(ctl->mem, &list[i], s, ctl->conf, &h);
		if (h.grade != HARDENING_WEAK)
			continue;
		weak++;
		(void)say(VERDICT_WARN, "hardening",
		    "\"%s\" is %s, %d of 100; see "
		    "/containers/admin/challenges/%lld",
		    list[i].name, hardening_grade_name(h.grade), h.score,
		    (long long)list[i].id.n);
	}
	if (weak > 0)
		return (VERDICT_WARN);
	return (say(VERDICT_OK, "hardening",
	    "%zu container challenges, none is weak", containers));
}

enum ctl_exit
ctl_doctor(struct ctl *ctl)
{
	enum verdict worst = VERDICT_OK, v;
	size_t i;
	static const struct {
		enum verdict (*check)(struct ctl *ctl);
		/* a check that needs this one is left out when it fails */
		int skip_after_failure;
	} checks[] = {
	    {check_database, 6}, /* what reads tables */
	    {check_schema, 5},
	    {check_host_name, 0},
	    {check_registration, 0},
	    {check_stuck, 0},
	    {check_hardening, 0},
	    {check_firewall, 0},
	    {check_keeper, 1},
	    {check_engine, 0},
	    {check_account, 0},
	    {check_templates, 0},
	    {check_run_dir, 0},
	};

	for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		err_clear(&ctl->svc.error);
		v = checks[i].check(ctl);
		if (v == VERDICT_FAIL)
			i += (size_t)checks[i].skip_after_failure;
		if (v > worst)
			worst = v;
	}
	return (worst == VERDICT_FAIL ? CTL_FAILED : CTL_OK);
}
