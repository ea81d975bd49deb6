/*
 * Whether a TCP port answers.  Of a program itself, a connection that opens
 * says so.  The engine's proxy accepts even when nothing listens inside and
 * hangs up a moment later, so behind one the connection must also stay open, or
 * bring something.  Never blocks.
 */
#ifndef BERTH_KEEPER_PROBE_H
#define BERTH_KEEPER_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#define PROBE_HOLD_US    ((int64_t)150 * 1000)
#define PROBE_CONNECT_US ((int64_t)2 * 1000 * 1000)

enum probe_result { PROBE_WAIT, PROBE_OPEN, PROBE_FAILED };

/* What is connected to: the program itself, or the engine's proxy before it. */
enum probe_target { PROBE_DIRECT, PROBE_PUBLISHED };

struct probe {
	int fd; /* -1 once it is decided */
	enum probe_target target;
	enum probe_result result;
	bool refused;      /* somebody said no, which is an answer too */
	int64_t began_us;  /* monotonic */
	int64_t opened_us; /* 0: not connected yet */
};

/* Begin to connect to the numeric address `ip`. */
void probe_begin(
    struct probe *p, const char *ip, int port, enum probe_target target);

/* See how far it is; closes its descriptor once decided. */
enum probe_result probe_poll(struct probe *p);

/* Whether it failed because the address cannot be reached at all. */
bool probe_unreachable(const struct probe *p);

/* Give up.  Fine for one that is decided. */
void probe_end(struct probe *p);

#endif
