/*
 * A proxy between a client and the database that breaks the connection at a
 * chosen moment: after the server has done what the client asked for and
 * before the client hears of it.
 */
#ifndef BERTH_TESTS_CUT_PROXY_H
#define BERTH_TESTS_CUT_PROXY_H

#include <sys/types.h>

struct cut_proxy {
	pid_t pid;
	char folder[64];
	char path[96]; /* the unix socket it listens on */
};

/*
 * Start a process that passes bytes between its own socket and `server` (a
 * unix socket), for one connection.  When the client sends `word`, it takes the
 * server's answer and closes instead of passing it on.
 */
void cut_proxy_start(struct cut_proxy *p, const char *server, const char *word);

/* End the process and remove its socket. */
void cut_proxy_stop(struct cut_proxy *p);

#endif
