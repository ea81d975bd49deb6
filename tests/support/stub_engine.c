/*
 * stub_engine SOCKET: the loop, the socket and the connections of the stub
 * engine (stub.h).  It prints "ready" when it listens and ends on SIGTERM.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "stub.h"

#define BACKLOG         4096
#define CONNECTIONS_MAX 8192
#define BODY_MAX        ((size_t)16 * 1024 * 1024)

static volatile sig_atomic_t stopping;

static void
on_stop(int sig)
{
	(void)sig;
	stopping = 1;
}

/* ------------------------------------------------ requests */

static struct call *
call_new(struct stub *s, struct MHD_Connection *connection, const char *method,
    const char *path)
{
	struct call *c = mem_new(s->mem, struct call);

	c->s = s;
	c->connection = connection;
	c->method = mem_strdup(c, method);
	c->path = mem_strdup(c, path);
	c->body = buf_new(c, BODY_MAX);
	c->ref = "";
	c->type = "application/json";
	c->prev = s->last_call;
	if (c->prev != NULL)
		c->prev->next = c;
	else
		s->calls = c;
	s->last_call = c;
	return c;
}

static void
completed(void *cls, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct call *c = *state;
	struct stub *s = cls;

	(void)connection;
	(void)why;
	*state = NULL;
	if (c == NULL)
		return;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		s->calls = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	else
		s->last_call = c->prev;
	mem_free(&c);
}

static enum MHD_Result
send_answer(struct call *c)
{
	struct MHD_Response *response;
	enum MHD_Result result;

	if (c->dropped)
		return MHD_NO;
	if (c->kind == CALL_EVENTS && c->answer == NULL)
		return stream_open(c);
	response = MHD_create_response_from_buffer(
	    c->answer_len, (void *)(uintptr_t)c->answer, MHD_RESPMEM_MUST_COPY);
	if (c->answer_len > 0)
		MHD_add_response_header(
		    response, MHD_HTTP_HEADER_CONTENT_TYPE, c->type);
	result =
	    MHD_queue_response(c->connection, (unsigned)c->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result
handle(void *cls, struct MHD_Connection *connection, const char *path,
    const char *method, const char *version, const char *upload,
    size_t *upload_size, void **state)
{
	struct call *c = *state;

	(void)version;
	if (c == NULL) {
		*state = call_new(cls, connection, method, path);
		return MHD_YES;
	}
	if (*upload_size != 0) {
		buf_add(c->body, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	if (c->n == 0) {
		call_route(c);
		call_begin(c);
	}
	if (c->phase == PHASE_DONE)
		return send_answer(c);
	c->suspended = true;
	MHD_suspend_connection(connection);
	return MHD_YES;
}

/* ------------------------------------------------ connections */

static void
noticed(void *cls, struct MHD_Connection *connection, void **state,
    enum MHD_ConnectionNotificationCode code)
{
	struct stub *s = cls;
	struct peer *p = *state;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		p = mem_new(s->mem, struct peer);
		p->s = s;
		p->fd = MHD_get_connection_info(
		    connection, MHD_CONNECTION_INFO_CONNECTION_FD)
			    ->connect_fd;
		p->next = s->peers;
		if (p->next != NULL)
			p->next->prev = p;
		s->peers = p;
		*state = p;
		return;
	}
	if (p->prev != NULL)
		p->prev->next = p->next;
	else
		s->peers = p->next;
	if (p->next != NULL)
		p->next->prev = p->prev;
	mem_free(&p);
	*state = NULL;
}

static void
add_connections(struct stub *s)
{
	int fd;

	while ((fd = accept4(s->listen_fd, NULL, NULL,
		    SOCK_NONBLOCK | SOCK_CLOEXEC)) != -1)
		MHD_add_connection(s->daemon, fd, NULL, 0);
}

static int
listen_at(const char *path)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1 || strlen(path) >= sizeof(sa.sun_path))
		return -1;
	strcpy(sa.sun_path, path);
	unlink(path);
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0 &&
	    chmod(path, 0666) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

void
stub_resume(struct stub *s, struct MHD_Connection *connection)
{
	s->resumed = true;
	MHD_resume_connection(connection);
}

void
stub_restart(struct stub *s, int64_t down_ms)
{
	struct peer *p;

	calls_drop_all(s);
	streams_close(s);
	for (p = s->peers; p != NULL; p = p->next)
		shutdown(p->fd, SHUT_RD);
	if (down_ms == 0)
		return;
	close(s->listen_fd);
	unlink(s->socket_path);
	s->listen_fd = -1;
	s->listen_at_us = clock_mono_us() + down_ms * USEC_PER_MSEC;
}

/* ------------------------------------------------ the loop */

static int
timeout_ms(struct stub *s, int64_t next_us)
{
	int64_t ms = -1, left_us;
	MHD_UNSIGNED_LONG_LONG mhd_ms;

	if (s->resumed)
		return 0;
	if (s->listen_at_us != 0 && (next_us == 0 || s->listen_at_us < next_us))
		next_us = s->listen_at_us;
	if (next_us != 0) {
		left_us = next_us - clock_mono_us();
		ms = left_us > 0 ? left_us / USEC_PER_MSEC + 1 : 0;
	}
	if (MHD_get_timeout(s->daemon, &mhd_ms) == MHD_YES &&
	    (ms == -1 || (int64_t)mhd_ms < ms))
		ms = (int64_t)mhd_ms;
	return (int)ms;
}

static bool
loop(struct stub *s)
{
	int mhd_fd =
	    MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	int64_t next_us;

	while (!stopping) {
		next_us = calls_tick(s);
		if (s->listen_at_us != 0 &&
		    s->listen_at_us <= clock_mono_us()) {
			s->listen_at_us = 0;
			s->listen_fd = listen_at(s->socket_path);
			if (s->listen_fd == -1)
				return false;
		}
		struct pollfd fds[2] = {{.fd = mhd_fd, .events = POLLIN},
		    {.fd = s->listen_fd, .events = POLLIN}};

		if (poll(fds, 2, timeout_ms(s, next_us)) == -1 &&
		    errno != EINTR)
			return false;
		if (fds[1].revents != 0 && s->listen_fd != -1)
			add_connections(s);
		s->resumed = false;
		MHD_run(s->daemon);
	}
	return true;
}

static void
set_signals(void)
{
	struct sigaction sa = {.sa_handler = on_stop};

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
}

static void
raise_limits(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool
open_stub(struct stub *s, const char *path)
{
	s->socket_path = path;
	stub_config_default(&s->config);
	s->rules_mem = mem_arena(s->mem);
	s->daemon = MHD_start_daemon(
	    MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET,
	    0, NULL, NULL, handle, s, MHD_OPTION_NOTIFY_COMPLETED, completed, s,
	    MHD_OPTION_NOTIFY_CONNECTION, noticed, s,
	    MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, MHD_OPTION_END);
	s->listen_fd = s->daemon == NULL ? -1 : listen_at(path);
	return s->listen_fd != -1;
}

int
main(int argc, char **argv)
{
	struct stub *s;
	void *mem;

	if (argc != 2) {
		fputs("usage: stub_engine SOCKET\n", stderr);
		return 2;
	}
	log_init("stub-engine", LOG_INFO_);
	if (crypto_init() != ERR_OK)
		return EXIT_FAILURE;
	set_signals();
	raise_limits();
	mem = mem_arena(NULL);
	s = mem_new(mem, struct stub);
	s->mem = mem;
	if (!open_stub(s, argv[1])) {
		fprintf(stderr, "stub_engine: cannot listen on %s: %s\n",
		    argv[1], strerror(errno));
		return EXIT_FAILURE;
	}
	puts("ready");
	fflush(stdout);
	if (!loop(s)) {
		fprintf(stderr, "stub_engine: %s\n", strerror(errno));
		return EXIT_FAILURE;
	}
	stub_restart(s, 0);
	MHD_run(s->daemon);
	MHD_stop_daemon(s->daemon);
	unlink(argv[1]);
	mem_free(&mem);
	return EXIT_SUCCESS;
}
