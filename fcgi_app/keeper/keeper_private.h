/*
 * What the files of keeper/ share: the keeper itself and one function or two
 * per part.  Each part has a `*_tick`, called in every round of the loop; it
 * does what is due and says with keeper_due() when it wants to be called next.
 * All times here are monotonic microseconds unless named db.
 */
#ifndef BERTH_KEEPER_KEEPER_PRIVATE_H
#define BERTH_KEEPER_KEEPER_PRIVATE_H

#include "base/clock.h"
#include "domain/pace.h"
#include "engine/engine.h"
#include "keeper/keeper.h"
#include "keeper/networks.h"
#include "keeper/op.h"
#include "service/service.h"

enum link_state { LINK_UNKNOWN, LINK_UP, LINK_DOWN };

struct tunnel;
struct reconcile;
struct control;
struct pulls;
struct usage;
struct guard;

/* The way to the engine (engine_link.c); works by itself when it is back. */
struct engine_link {
	char *url;             /* of the engine in use, NULL at first */
	void *mem;             /* arena of all that belongs to this engine */
	struct engine *engine; /* NULL when the URL is not usable */
	struct tunnel *tunnel; /* of ssh://, otherwise NULL */
	const char *host;      /* numeric address of its published ports */
	bool is_local;         /* its bridges are this machine's */
	enum link_state state;
	struct engine_call *ping;
	int64_t ping_us; /* when to ask for its version next */
	unsigned tries;  /* since it was lost */
	char error[ERR_MESSAGE_MAX];
	char version[64], api_version[16], name[64], os[64];
};

struct keeper {
	void *mem;
	const struct conf *conf;
	struct service_process process;
	struct httpc *http;
	char lease_owner[80];
	/*
	 * Leases of an earlier process of our name, and those that we could
	 * not give back because the database was away, are given up.
	 */
	bool leases_forgotten;

	bool db_lost;
	int64_t db_again_us; /* no SQL before */
	int64_t db_ahead_us; /* database clock minus monotonic clock */
	bool db_clock_known;
	int64_t settings_us; /* next look at the settings */
	int64_t expiry_us;   /* next look for expired instances */
	int64_t cleaning_us; /* next cleaning of throttles */
	int64_t report_us;   /* next word about ourselves */
	int64_t refill_us;   /* next look at the warm pools */

	struct engine_link link;
	struct op *ops, *last_op;
	struct pace pace;
	int64_t claim_us; /* when to look for work next */
	int64_t woken_us; /* the last datagram of a web worker */
	struct reconcile *reconcile;
	struct networks *networks;
	struct engine_call *events;
	int64_t events_us; /* when to open the stream next */
	struct control *control;
	struct pulls *pulls;
	struct usage *usage;
	struct guard *guard;
	int lock_fd;
	int wake_fd;
	int64_t next_us; /* when the loop must run next */
};

/* Ask the loop to run at `at_us` at the latest. */
void keeper_due(struct keeper *k, int64_t at_us);

/* A service call by the keeper in arena `mem`. */
void keeper_service(struct keeper *k, struct service *s, void *mem);

/* Whether SQL may be tried now. */
bool keeper_db_ok(const struct keeper *k);

/*
 * Note how a service call went; true if the database is to blame, which is
 * logged once until it is back.
 */
bool keeper_db_failed(struct keeper *k, enum err err, const struct error *e);

/* `ms` with a random part of up to half of it, in microseconds. */
int64_t keeper_jitter_us(int64_t ms);

/* The back-off of the n-th try (from 0): 500 ms doubling up to `max_ms`. */
int keeper_backoff_ms(unsigned n, int max_ms);

/* engine_link.c */
void link_tick(struct keeper *k);
void link_close(struct keeper *k);
/* Tell how a call went, so that a lost engine is noticed at once. */
void link_report(struct keeper *k, const struct engine_reply *reply);

/* tunnel.c */

/* Start OpenSSH to forward the engine's socket of `url` to `path`. */
struct tunnel *tunnel_open(
    void *mem, const struct conf *conf, const char *url, const char *path);
/* Start it again when it has ended; returns when to look next. */
int64_t tunnel_tick(struct tunnel *t);
const char *tunnel_socket(const struct tunnel *t);

/* expiry.c */
void expiry_tick(struct keeper *k);

/* reconcile.c */
struct reconcile *reconcile_new(struct keeper *k);
void reconcile_tick(struct reconcile *r);
/* What the last full round was like, for the status; `rounds` counts them. */
struct reconcile_report {
	int64_t rounds, took_us;
	uint64_t statements; /* of the whole keeper meanwhile */
	size_t rows, containers;
};
const struct reconcile_report *reconcile_last(const struct reconcile *r);
/* Whether a round is under way, which holds a list of all containers. */
bool reconcile_is_busy(const struct reconcile *r);
/* Compare soon (events), or at once (the engine is back). */
void reconcile_soon(struct reconcile *r, int ms);
/* Forget the round under way: the engine is another. */
void reconcile_abandon(struct reconcile *r);

/* mounts.c */
/*
 * Follow the links in the sources of the mounts of `spec`, where the engine's
 * files are this machine's: what a link leads to must be on the allow-list as
 * well, as writable as it is mounted.  Mounts get the paths that were found.
 */
enum err mounts_resolve(void *mem, const struct conf *conf,
    struct container_spec *spec, struct error *e) MUST_USE;

/* Whether what carries these labels belongs to no row. */
bool reconcile_is_orphan(struct keeper *k, void *mem, const char *instance,
    int generation, int64_t created_s);

/* events.c */
void events_tick(struct keeper *k);
void events_close(struct keeper *k);

/* usage.c: what the engine's machine has and does, looked at now and then */
struct usage *usage_new(struct keeper *k);
void usage_tick(struct usage *u);
/* Forget everything: the engine is another. */
void usage_abandon(struct usage *u);
/* Write the last view as members of the object that is open in `w`. */
struct json_writer;
void usage_put(const struct usage *u, struct json_writer *w);
/* Whether a reading of container `ref` is remembered from a moment ago. */
bool usage_has_reading(const struct usage *u, const char *ref);
/*
 * Remember reading `now` of container `ref`; the load in percent of one CPU
 * since the last, where `now` does not tell by itself, or -1.
 */
double usage_cpu(
    struct usage *u, const char *ref, const struct engine_usage *now);

/*
 * The disk that the engine keeps its files on and what is left of it, where it
 * is this machine's; false if it is not, or cannot be told.  `files` is 0 where
 * the file system makes room for them as it goes.
 */
struct disk_room {
	int64_t bytes, free_bytes, files, free_files;
};
bool usage_room(const struct usage *u, struct disk_room *ret);

/* guard.c: what instances write, and an end to what is too much */
struct guard *guard_new(struct keeper *k);
void guard_tick(struct guard *g);
/* Forget the round under way: the engine is another. */
void guard_abandon(struct guard *g);
/* Write what the last round found as members of an object named "disk_guard".
 */
void guard_put(const struct guard *g, struct json_writer *w);

/* control_server.c */
enum err control_open(struct keeper *k, struct error *e) MUST_USE;
int control_fd(const struct control *c);
void control_tick(struct control *c);
/* Fail what waits for the engine that was in use. */
void control_abandon(struct control *c);
void control_close(struct control **c);

/* sockets.c: what the keeper has in its run folder */
/* The lock that only one keeper of a run folder holds, while *ret_fd is open.
 */
enum err keeper_lock(
    void *mem, const struct conf *conf, int *ret_fd, struct error *e) MUST_USE;
enum err keeper_wake_socket(
    const struct conf *conf, int *ret_fd, struct error *e) MUST_USE;
/* A listening stream socket at conf->control_socket. */
enum err keeper_control_socket(
    const struct conf *conf, int *ret_fd, struct error *e) MUST_USE;
/* The folder of conf->control_socket, under `mem`. */
char *keeper_run_dir(void *mem, const struct conf *conf);

#endif
