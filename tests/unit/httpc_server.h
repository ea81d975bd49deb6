/*
 * The server of test_httpc: threads that serve a unix socket, each path with
 * its own manners.
 *
 *	/echo		201 with the request as the body; keeps the connection
 *	/missing	404 with "no such thing"
 *	/empty		204
 *	/big		200 with SERVER_BIG times 'x'
 *	/hang		no answer until the client closes
 *	/stream		200, a first chunk "one\n", then silence
 *	/cut		200, and the end in the middle of the body
 *	/break		(and all others) closes without an answer
 */
#ifndef BERTH_TESTS_HTTPC_SERVER_H
#define BERTH_TESTS_HTTPC_SERVER_H

#include <pthread.h>

#define SERVER_BIG             (3 * 1024 * 1024)
#define SERVER_CONNECTIONS_MAX 64

struct server {
	char dir[64];
	char path[96]; /* of the socket */
	int listen_fd;
	pthread_t acceptor;
	pthread_t threads[SERVER_CONNECTIONS_MAX];
	int threads_n; /* connections so far */
};

/* Start a server in a new folder under /tmp; NULL if that fails. */
struct server *server_start(void);

/* End it, once the clients have closed their connections. */
void server_stop(struct server *s);

#endif
