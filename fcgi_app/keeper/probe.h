/*
 * Whether a TCP port answers: a connection that opens and stays open.  The
 * engine's proxy accepts even when nothing listens inside and hangs up a
 * moment later, so an accepted connection alone says nothing; one that sends
 * something does.  Never blocks.
 */
#ifndef BERTH_KEEPER_PROBE_H
#define BERTH_KEEPER_PROBE_H

#include <stdint.h>

#define PROBE_HOLD_US    ((int64_t)150 * 1000)
#define PROBE_CONNECT_US ((int64_t)2 * 1000 * 1000)

enum probe_result { PROBE_WAIT, PROBE_OPEN, PROBE_FAILED };

struct probe {
	int fd; /* -1 once it is decided */
	enum probe_result result;
	int64_t began_us;  /* monotonic */
	int64_t opened_us; /* 0: not connected yet */
};

/* Begin to connect to the numeric address `ip`. */
void probe_begin(struct probe *p, const char *ip, int port);

/* See how far it is; closes its descriptor once decided. */
enum probe_result probe_poll(struct probe *p);

/* Give up.  Fine for one that is decided. */
void probe_end(struct probe *p);

#endif
