#include "keeper/probe.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

static enum probe_result
decide(struct probe *p, enum probe_result result)
{
	probe_end(p);
	p->result = result;
	return result;
}

static struct addrinfo *
numeric_address(const char *ip, int port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	struct addrinfo *ai;
	char service[16];

	snprintf(service, sizeof(service), "%d", port);
	return getaddrinfo(ip, service, &hints, &ai) == 0 ? ai : NULL;
}

void
probe_begin(struct probe *p, const char *ip, int port, enum probe_target target)
{
	struct addrinfo *ai = numeric_address(ip, port);

	*p = (struct probe){
	    .fd = -1, .target = target, .began_us = clock_mono_us()};
	if (ai == NULL) {
		p->result = PROBE_FAILED;
		return;
	}
	p->fd = socket(
	    ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd == -1 || (connect(p->fd, ai->ai_addr, ai->ai_addrlen) == -1 &&
			       errno != EINPROGRESS)) {
		p->refused = errno == ECONNREFUSED;
		decide(p, PROBE_FAILED);
	}
	freeaddrinfo(ai);
}

static enum probe_result
poll_connecting(struct probe *p, int64_t now_us)
{
	struct pollfd pfd = {.fd = p->fd, .events = POLLOUT};
	socklen_t len = sizeof(int);
	int error = 0;

	if (poll(&pfd, 1, 0) != 1)
		return now_us - p->began_us > PROBE_CONNECT_US
			   ? decide(p, PROBE_FAILED)
			   : PROBE_WAIT;
	if (getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &len) == -1 ||
	    error != 0) {
		p->refused = error == ECONNREFUSED;
		return decide(p, PROBE_FAILED);
	}
	if (p->target == PROBE_DIRECT)
		return decide(p, PROBE_OPEN);
	p->opened_us = now_us;
	return PROBE_WAIT;
}

static enum probe_result
poll_open(struct probe *p, int64_t now_us)
{
	char byte;
	ssize_t n = recv(p->fd, &byte, 1, MSG_DONTWAIT);

	if (n > 0)
		return decide(p, PROBE_OPEN);
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		return decide(p, PROBE_FAILED);
	if (now_us - p->opened_us >= PROBE_HOLD_US)
		return decide(p, PROBE_OPEN);
	return PROBE_WAIT;
}

enum probe_result
probe_poll(struct probe *p)
{
	int64_t now_us = clock_mono_us();

	if (p->result != PROBE_WAIT)
		return p->result;
	return p->opened_us == 0 ? poll_connecting(p, now_us)
				 : poll_open(p, now_us);
}

bool
probe_unreachable(const struct probe *p)
{
	return p->target == PROBE_DIRECT && p->result == PROBE_FAILED &&
	       !p->refused;
}

void
probe_end(struct probe *p)
{
	if (p->fd != -1)
		close(p->fd);
	p->fd = -1;
	if (p->result == PROBE_WAIT)
		p->result = PROBE_FAILED;
}
