/*
 * What every use case gets: the arena and error record of the call under way,
 * the process's database connection, berth.conf, the settings, and who is
 * acting.  Services own transactions; store/ below them owns SQL.
 *
 * Rule for failures: a service returns an error and fills s->error; it logs
 * only what it did (the action line and the audit row).
 */
#ifndef BERTH_SERVICE_SERVICE_H
#define BERTH_SERVICE_SERVICE_H

#include "base/conf.h"
#include "base/err.h"
#include "base/gate.h"
#include "db/db.h"
#include "domain/model.h"
#include "domain/settings.h"

/* One per process; lives as long as it. */
struct service_process {
	const struct conf *conf;
	struct db *db;
	struct settings *settings;	/* refreshed by settings_refresh() */
	int64_t settings_checked_us;	/* monotonic */
	void *settings_mem;		/* arena of *settings */
	struct gate *wait_gate;		/* who may wait for an instance; NULL outside web */
	struct gate *hash_gate;		/* who may hash a password; NULL: no bound */
	int wake_fd;			/* datagram socket to the keeper, -1: none */
	struct board_copy *board;	/* service/board.c's; NULL: not yet */
	int64_t now_db_us, now_mono_us;	/* service_now(); 0: never asked */
};

/* One per request (or per command of berthctl, or per step of the keeper). */
struct service {
	void *mem;			/* arena of the call */
	struct service_process *p;
	struct error error;
	const struct account *actor;	/* NULL: nobody, or the keeper */
	const char *actor_name;		/* for events and audit: name, "keeper", "berthctl" */
	const char *ip;			/* "" if none */
	uint64_t
	    board_seen; /* service/board.c's: as of which commit; 0: not yet */
};

/*
 * Set up `p` from `conf`: database handle, settings holder, wake socket.  The
 * gates are opened for web workers only (service_open_gates()).
 */
void service_open(void *mem, const struct conf *conf,
    struct service_process *p);
enum err service_open_gates(void *mem, struct service_process *p,
    struct error *e) MUST_USE;

/* Prepare `s` for one call in arena `mem`. */
void service_begin(struct service *s, struct service_process *p, void *mem);

/*
 * The database's time.  Asked for at most every few seconds and carried on by
 * this process's monotonic clock in between.
 */
enum err service_now(struct service *s, int64_t *ret_us) MUST_USE;

/* Tell the keeper that a row has changed: one datagram, never blocks. */
void service_wake(struct service *s);

#endif
