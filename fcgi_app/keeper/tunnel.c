/*
 * An ssh:// engine: OpenSSH forwards the remote engine's socket to one in our
 * run folder.  It asks nobody anything (BatchMode); when it ends it is started
 * again after a growing pause.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper_private.h"

#define REMOTE_SOCKET  "/var/run/docker.sock"
#define BACKOFF_MAX_MS 30000
#define STABLE_US      (30 * USEC_PER_SEC)
#define LOOK_US        ((int64_t)500 * USEC_PER_MSEC)
#define ARGS_MAX       32

extern char **environ;

struct tunnel {
	const char *socket;
	const char *argv[ARGS_MAX];
	int argc;
	pid_t pid; /* 0: not running */
	int64_t started_us;
	int64_t again_us;
	unsigned tries;
};

static void
stop_ssh(void *block)
{
	struct tunnel *t = block;

	if (t->pid > 0) {
		kill(t->pid, SIGTERM);
		while (waitpid(t->pid, NULL, 0) == -1 && errno == EINTR)
			;
	}
	unlink(t->socket);
}

static void
arg(struct tunnel *t, const char *a)
{
	if (t->argc < ARGS_MAX - 1)
		t->argv[t->argc++] = a;
}

static void
option(struct tunnel *t, const char *o)
{
	arg(t, "-o");
	arg(t, o);
}

/* "ssh://user@host:port" → the destination and, if given, -p port. */
static void
destination(struct tunnel *t, const char *url)
{
	char *where = mem_strdup(t, url + strlen("ssh://"));
	char *port;

	where[strcspn(where, "/")] = '\0';
	port = strrchr(where, ':');
	if (port != NULL &&
	    strspn(port + 1, "0123456789") == strlen(port + 1)) {
		*port = '\0';
		arg(t, "-p");
		arg(t, port + 1);
	}
	arg(t, "--");
	arg(t, where);
}

struct tunnel *
tunnel_open(
    void *mem, const struct conf *conf, const char *url, const char *path)
{
	struct tunnel *t = mem_new(mem, struct tunnel);

	t->socket = mem_strdup(t, path);
	arg(t, "ssh");
	arg(t, "-N");
	arg(t, "-L");
	arg(t, mem_printf(t, "%s:%s", path, REMOTE_SOCKET));
	option(t, "BatchMode=yes");
	option(t, "ExitOnForwardFailure=yes");
	option(t, "StreamLocalBindUnlink=yes");
	option(t, "StreamLocalBindMask=0177");
	option(t, "ServerAliveInterval=15");
	option(t, "ServerAliveCountMax=3");
	option(t, "ConnectTimeout=10");
	if (conf->ssh_identity[0] != '\0') {
		option(t, "IdentitiesOnly=yes");
		arg(t, "-i");
		arg(t, conf->ssh_identity);
	}
	if (conf->ssh_known_hosts[0] != '\0')
		option(t, mem_printf(t, "UserKnownHostsFile=%s",
			      conf->ssh_known_hosts));
	destination(t, url);
	mem_on_free(t, stop_ssh);
	return t;
}

const char *
tunnel_socket(const struct tunnel *t)
{
	return t->socket;
}

/*
 * With the signal mask and actions of a fresh program; standard input is
 * nothing, so that it can't ask.
 */
static void
spawn(struct tunnel *t)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t set;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", 0, 0);
	posix_spawnattr_init(&attr);
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	posix_spawnattr_setsigdefault(&attr, &set);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawnp(&t->pid, "ssh", &files, &attr,
	    (char *const *)(void *)t->argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	t->started_us = clock_mono_us();
	if (error == 0) {
		log_info("tunnel.started", LOG_INT("pid", t->pid));
		return;
	}
	t->pid = 0;
	t->again_us = t->started_us + BACKOFF_MAX_MS * USEC_PER_MSEC;
	log_error("tunnel.failed", LOG_STR("detail", strerror(error)));
}

static void
reap(struct tunnel *t)
{
	int64_t now_us = clock_mono_us();
	int status;

	if (waitpid(t->pid, &status, WNOHANG) != t->pid)
		return;
	if (now_us - t->started_us > STABLE_US)
		t->tries = 0;
	log_warn("tunnel.ended", LOG_INT("pid", t->pid),
	    LOG_INT("status", WIFEXITED(status) ? WEXITSTATUS(status) : -1));
	t->pid = 0;
	t->again_us = now_us + keeper_jitter_us(keeper_backoff_ms(
				   t->tries++, BACKOFF_MAX_MS));
}

int64_t
tunnel_tick(struct tunnel *t)
{
	if (t->pid > 0)
		reap(t);
	if (t->pid == 0 && clock_mono_us() >= t->again_us)
		spawn(t);
	return t->pid == 0 ? t->again_us : clock_mono_us() + LOOK_US;
}
