#include "http/http_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/request_parse.h"

/*
 * How http_stop(), called from a signal handler, reaches http_accept(): an
 * event descriptor that is readable from then on, so that no signal slips
 * through between a check and the wait.
 */
static int stop_fd = -1;

static void
close_http(void *block)
{
	struct http *h = block;

	http_end(h);
	close(stop_fd);
	stop_fd = -1;
}

static bool
is_listening(int fd)
{
	int on = 0;
	socklen_t len = sizeof(on);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) == 0 && on;
}

/*
 * The workers of one host share the listening socket.  All of them wake for
 * a connection and one gets it; for the others accept(2) must fail at once
 * instead of blocking, or they would miss their time-out and the signal to
 * end.  So the socket is non-blocking.  (The flag belongs to the shared open
 * file, which suits all workers; accepted connections don't inherit it.)
 */
static enum err
prepare_socket(int fd, struct error *e)
{
	int flags;

	if (!is_listening(fd))
		return err_set(e, ERR_INTERNAL, NULL,
		    "Descriptor %d is no listening socket. Start this program "
		    "through spawn-fcgi or systemd.",
		    fd);
	flags = fcntl(fd, F_GETFL);
	if (flags == -1 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) == -1)
		return err_set(e, ERR_INTERNAL, NULL,
		    "Descriptor %d can't be made non-blocking: %s", fd,
		    strerror(errno));
	return ERR_OK;
}

void
http_stop(void)
{
	static const uint64_t one = 1;
	int saved = errno;

	if (stop_fd != -1 && write(stop_fd, &one, sizeof(one)) == -1) {
		/* It can only be full, and then it is readable already. */
	}
	errno = saved;
}

static void
on_usr1(int sig)
{
	http_stop();
}

/*
 * SIGUSR1 asks a FastCGI program to end.  libfcgi's own handler makes it
 * refuse all connections silently, so ours takes its place.
 */
static int
handle_usr1(void)
{
	struct sigaction sa = {.sa_handler = on_usr1, .sa_flags = SA_RESTART};

	return sigaction(SIGUSR1, &sa, NULL);
}

enum err
http_open(void *mem, int fd, struct http **ret, struct error *e)
{
	struct http *h;
	enum err err = prepare_socket(fd, e);

	if (err != ERR_OK)
		return err;
	if (stop_fd != -1)
		return err_set(e, ERR_INTERNAL, NULL,
		    "This process is serving a socket already.");
	stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (stop_fd == -1)
		return err_set(
		    e, ERR_INTERNAL, NULL, "eventfd: %s", strerror(errno));
	h = mem_new(mem, struct http);
	h->listen_fd = fd;
	mem_on_free(h, close_http);
	if (FCGX_Init() != 0 ||
	    FCGX_InitRequest(&h->fcgi, fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0 ||
	    handle_usr1() == -1) {
		mem_free(&h);
		return err_set(e, ERR_INTERNAL, NULL,
		    "The FastCGI library can't be started.");
	}
	*ret = h;
	return ERR_OK;
}

void
http_end(struct http *h)
{
	void *arena;

	if (h->req == NULL)
		return;
	FCGX_Finish_r(&h->fcgi);
	/* Closes the connection even if nginx was told to keep it: a kept
	 * one would pin this worker. */
	FCGX_Free(&h->fcgi, 1);
	arena = h->req->mem;
	h->req = NULL;
	h->headers = NULL;
	h->body = NULL;
	mem_free(&arena);
}

/* Milliseconds until `deadline_us`, for poll(2); -1 without a deadline. */
static int
ms_until(int64_t deadline_us)
{
	int64_t left;

	if (deadline_us < 0)
		return -1;
	left = deadline_us - clock_mono_us();
	if (left <= 0)
		return 0;
	return (int)((left + USEC_PER_MSEC - 1) / USEC_PER_MSEC);
}

/* ERR_OK when a connection may be there, otherwise as http_accept(). */
static enum err
wait_for_connection(const struct http *h, int64_t deadline_us)
{
	struct pollfd fds[] = {
	    {.fd = h->listen_fd, .events = POLLIN},
	    {.fd = stop_fd, .events = POLLIN},
	};
	int n;

	do {
		n = poll(fds, 2, ms_until(deadline_us));
	} while (n == -1 && errno == EINTR);
	if (n == -1) {
		log_error("http.poll", LOG_STR("detail", strerror(errno)));
		return ERR_INTERNAL;
	}
	if (fds[1].revents != 0)
		return ERR_LOST;
	if (n == 0)
		return ERR_TIMEOUT;
	if ((fds[0].revents & POLLIN) == 0) {
		log_error(
		    "http.socket_gone", LOG_INT("revents", fds[0].revents));
		return ERR_INTERNAL;
	}
	return ERR_OK;
}

/*
 * Take a connection and read its parameters.  ERR_NOT_FOUND when another
 * worker was faster or the client is gone again: wait for the next.
 */
static enum err
take_connection(struct http *h)
{
	int code = -FCGX_Accept_r(&h->fcgi);

	switch (code) {
	case 0:
		return ERR_OK;
	case EAGAIN:
	case EINTR:
	case ECONNABORTED:
		return ERR_NOT_FOUND;
	default:
		/* Out of descriptors or worse: a fresh process is the cure,
		 * and here it would be a busy loop. */
		log_error("http.accept", LOG_STR("detail", strerror(code)));
		return ERR_INTERNAL;
	}
}

/* Parse the request that has been taken; false if it has been answered. */
static bool
begin_request(struct http *h)
{
	const struct http_refusal *refusal;
	void *mem = mem_arena(NULL);

	h->req = mem_new(mem, struct http_request);
	h->headers = header_block_new(mem);
	h->body = NULL;
	refusal = http_request_parse(mem, h->fcgi.envp, h->req);
	if (refusal == NULL)
		return true;
	log_info("http.refused", LOG_STR("req", h->req->id),
	    LOG_STR("ip", h->req->ip), LOG_INT("status", refusal->status),
	    LOG_STR("why", refusal->message));
	/* who asks knows 204 and 403 only */
	http_send_message(
	    h, h->req->asks ? 403 : refusal->status, refusal->message);
	return false;
}

/*
 * The deadline stands for the whole call, so that neither lost races nor a
 * stream of broken requests keep the worker from its other duties.
 */
enum err
http_accept(struct http *h, int idle_ms, struct http_request **ret)
{
	int64_t deadline_us = -1;
	enum err err;

	if (h->req != NULL) {
		log_error("http.not_answered", LOG_STR("path", h->req->path));
		http_send_message(h, 500, "Something went wrong here.");
	}
	if (idle_ms >= 0)
		deadline_us = clock_mono_us() + idle_ms * USEC_PER_MSEC;
	for (;;) {
		err = wait_for_connection(h, deadline_us);
		if (err != ERR_OK)
			return err;
		err = take_connection(h);
		if (err == ERR_OK && begin_request(h)) {
			*ret = h->req;
			return ERR_OK;
		}
		if (err == ERR_INTERNAL)
			return err;
		if (deadline_us >= 0 && ms_until(deadline_us) == 0)
			return ERR_TIMEOUT;
	}
}

/* Read exactly the announced bytes into h->body. */
static enum err
fetch_body(struct http *h, struct error *e)
{
	size_t len = h->req->body_len, used = 0;
	char *data = mem_zalloc(h->req->mem, len + 1, "body");
	int n;

	while (used < len) {
		n = FCGX_GetStr(data + used, (int)(len - used), h->fcgi.in);
		if (n <= 0)
			return err_set(e, ERR_INVALID, NULL,
			    "The body of this request ends early.");
		used += (size_t)n;
	}
	h->body = data;
	return ERR_OK;
}

enum err
http_body_read(struct http *h, size_t limit, const char **ret_data,
    size_t *ret_len, struct error *e)
{
	enum err err;

	if (h->req == NULL)
		return err_set(e, ERR_INTERNAL, NULL, "No request.");
	if (h->req->body_len > limit)
		return err_set(e, ERR_TOO_LARGE, NULL,
		    "The body of this request is too large: at most %zu bytes "
		    "are accepted here.",
		    limit);
	if (h->body == NULL) {
		err = fetch_body(h, e);
		if (err != ERR_OK)
			return err;
	}
	*ret_data = h->body;
	*ret_len = h->req->body_len;
	return ERR_OK;
}
