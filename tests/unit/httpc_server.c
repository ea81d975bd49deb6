#include "httpc_server.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define REQUEST_MAX 65536

/* Read a whole request; false when the client has gone. */
static bool
read_request(int fd, char *out)
{
	size_t used = 0, want = 0;
	char *end, *length;
	ssize_t n;

	for (;;) {
		n = read(fd, out + used, REQUEST_MAX - 1 - used);
		if (n <= 0)
			return false;
		used += (size_t)n;
		out[used] = '\0';
		end = strstr(out, "\r\n\r\n");
		if (end == NULL)
			continue;
		length = strcasestr(out, "Content-Length: ");
		if (length != NULL)
			want = strtoul(length + 16, NULL, 10);
		if (used >= (size_t)(end + 4 - out) + want)
			return true;
	}
}

static void
write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len > 0 && (n = send(fd, data, len, MSG_NOSIGNAL)) > 0) {
		data += n;
		len -= (size_t)n;
	}
}

static void
write_answer(int fd, const char *status, const char *body, size_t len)
{
	char head[128];
	int n = snprintf(head, sizeof(head),
	    "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n", status, len);

	write_all(fd, head, (size_t)n);
	write_all(fd, body, len);
}

static void
write_big(int fd)
{
	char *body = malloc(SERVER_BIG);

	memset(body, 'x', SERVER_BIG);
	write_answer(fd, "200 OK", body, SERVER_BIG);
	free(body);
}

/* The client closes when it has had enough; until then say nothing. */
static void
wait_for_end(int fd)
{
	char c;

	while (read(fd, &c, 1) > 0)
		;
}

static void
write_stream(int fd)
{
	static const char head[] =
	    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "4\r\none\n\r\n";

	write_all(fd, head, strlen(head));
	wait_for_end(fd);
}

/* Serve one request; false when the connection is over. */
static bool
serve_request(int fd)
{
	char request[REQUEST_MAX];
	static const char cut[] =
	    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
	const char *path;

	if (!read_request(fd, request))
		return false;
	path = strchr(request, ' ') + 1;
	if (strncmp(path, "/echo", 5) == 0)
		write_answer(fd, "201 Created", request, strlen(request));
	else if (strncmp(path, "/missing", 8) == 0)
		write_answer(fd, "404 Not Found", "no such thing", 13);
	else if (strncmp(path, "/empty", 6) == 0)
		write_answer(fd, "204 No Content", "", 0);
	else if (strncmp(path, "/big", 4) == 0)
		write_big(fd);
	else if (strncmp(path, "/hang", 5) == 0)
		wait_for_end(fd);
	else if (strncmp(path, "/stream", 7) == 0)
		write_stream(fd);
	else if (strncmp(path, "/cut", 4) == 0)
		write_all(fd, cut, strlen(cut));
	/* everything else, such as /break, gets no answer at all */
	return strncmp(path, "/echo", 5) == 0;
}

static void *
serve_connection(void *arg)
{
	int fd = (int)(intptr_t)arg;

	while (serve_request(fd))
		;
	close(fd);
	return NULL;
}

static void *
serve(void *arg)
{
	struct server *s = arg;
	intptr_t fd;

	while ((fd = accept(s->listen_fd, NULL, NULL)) != -1) {
		assert(s->threads_n < SERVER_CONNECTIONS_MAX);
		pthread_create(&s->threads[s->threads_n++], NULL,
		    serve_connection, (void *)fd);
	}
	return NULL;
}

struct server *
server_start(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	struct server *s = calloc(1, sizeof(*s));

	strcpy(s->dir, "/tmp/test_httpc.XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		return NULL;
	snprintf(s->path, sizeof(s->path), "%s/socket", s->dir);
	strcpy(addr.sun_path, s->path);
	s->listen_fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(s->listen_fd, (struct sockaddr *)&addr, sizeof(addr)) != 0 ||
	    listen(s->listen_fd, 16) != 0 ||
	    pthread_create(&s->acceptor, NULL, serve, s) != 0)
		return NULL;
	return s;
}

void
server_stop(struct server *s)
{
	shutdown(s->listen_fd, SHUT_RDWR);
	pthread_join(s->acceptor, NULL);
	while (s->threads_n > 0)
		pthread_join(s->threads[--s->threads_n], NULL);
	close(s->listen_fd);
	unlink(s->path);
	rmdir(s->dir);
	free(s);
}
