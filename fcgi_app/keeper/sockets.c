/* The keeper's lock and sockets in the file system, and who may use them. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper_private.h"

#define BACKLOG 128

char *
keeper_run_dir(void *mem, const struct conf *conf)
{
	const char *slash = strrchr(conf->control_socket, '/');

	return mem_strndup(mem, conf->control_socket,
	    slash != NULL ? (size_t)(slash - conf->control_socket) : 0);
}

/* The descriptor stays open, and with it the lock, as long as we live. */
enum err
keeper_lock(void *mem, const struct conf *conf, int *ret_fd, struct error *e)
{
	char *path =
	    mem_printf(mem, "%s/keeper.lock", keeper_run_dir(mem, conf));
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1)
		return err_set(e, ERR_INTERNAL, NULL,
		    "Cannot open %s: %s. Does the folder of control_socket "
		    "exist, and may this user write there?",
		    path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
		close(fd);
		return err_set(e, ERR_CONFLICT, NULL,
		    "Another keeper is running: it holds %s.", path);
	}
	*ret_fd = fd;
	return ERR_OK;
}

/* Let the web workers' group use the socket; nobody else may. */
static void
share(const struct conf *conf, const char *path)
{
	struct passwd *pw;

	if (chmod(path, 0660) == -1)
		log_warn("socket.mode", LOG_STR("path", path),
		    LOG_STR("detail", strerror(errno)));
	if (conf->web_user[0] == '\0')
		return;
	pw = getpwnam(conf->web_user);
	if (pw == NULL || chown(path, (uid_t)-1, pw->pw_gid) == -1)
		log_warn("socket.group", LOG_STR("path", path),
		    LOG_STR("user", conf->web_user),
		    LOG_STR("detail",
			pw == NULL ? "no such user" : strerror(errno)));
}

/* A socket bound to `path`; what an earlier keeper left there is removed. */
static enum err
bound_socket(int type, const char *path, int *ret_fd, struct error *e)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	mode_t mask;
	int fd, rc;

	if (strlen(path) >= sizeof(sa.sun_path))
		return err_set(e, ERR_INVALID, NULL,
		    "The path %s is too long for a socket.", path);
	memcpy(sa.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return err_set(e, ERR_INTERNAL, NULL,
		    "Cannot make a socket: %s.", strerror(errno));
	unlink(path);
	mask = umask(0177);
	rc = bind(fd, (struct sockaddr *)&sa, sizeof(sa));
	umask(mask);
	if (rc == -1) {
		err_set(e, ERR_INTERNAL, NULL, "Cannot bind the socket %s: %s.",
		    path, strerror(errno));
		close(fd);
		return ERR_INTERNAL;
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err
keeper_wake_socket(const struct conf *conf, int *ret_fd, struct error *e)
{
	enum err err = bound_socket(SOCK_DGRAM, conf->wake_socket, ret_fd, e);

	if (err == ERR_OK)
		share(conf, conf->wake_socket);
	return err;
}

enum err
keeper_control_socket(const struct conf *conf, int *ret_fd, struct error *e)
{
	enum err err =
	    bound_socket(SOCK_STREAM, conf->control_socket, ret_fd, e);

	if (err != ERR_OK)
		return err;
	share(conf, conf->control_socket);
	if (listen(*ret_fd, BACKLOG) == -1) {
		close(*ret_fd);
		return err_set(e, ERR_INTERNAL, NULL,
		    "Cannot listen on %s: %s.", conf->control_socket,
		    strerror(errno));
	}
	return ERR_OK;
}
