#include "cut_proxy.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct sockaddr_un
address(const char *path)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	return sun;
}

static int
dial(const char *path)
{
	struct sockaddr_un sun = address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&sun, sizeof(sun)) < 0)
		_exit(1);
	return fd;
}

/* Move what is there from one to the other; how much, or end the process. */
static size_t
pass(int from, int to, char *block, size_t size)
{
	ssize_t n = read(from, block, size);

	if (n <= 0 || write(to, block, (size_t)n) != n)
		_exit(0);
	return (size_t)n;
}

static void
serve(int client, int server, const char *word)
{
	struct pollfd p[2] = {
	    {.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
	char block[65536];
	size_t n;

	while (poll(p, 2, -1) > 0) {
		if (p[1].revents != 0)
			pass(server, client, block, sizeof(block));
		if (p[0].revents == 0)
			continue;
		n = pass(client, server, block, sizeof(block));
		if (memmem(block, n, word, strlen(word)) == NULL)
			continue;
		/* it is done once the server has answered */
		if (read(server, block, sizeof(block)) <= 0)
			_exit(1);
		_exit(0);
	}
}

void
cut_proxy_start(struct cut_proxy *p, const char *server, const char *word)
{
	struct sockaddr_un sun;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(p->folder, sizeof(p->folder), "/tmp/berth-proxy.XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->path, sizeof(p->path), "%s/s", p->folder);
	sun = address(p->path);
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	assert_int_equal(listen(fd, 1), 0);
	p->pid = fork();
	assert_true(p->pid >= 0);
	if (p->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(accept(fd, NULL, NULL), dial(server), word);
		_exit(1);
	}
	close(fd);
}

void
cut_proxy_stop(struct cut_proxy *p)
{
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	unlink(p->path);
	rmdir(p->folder);
}
