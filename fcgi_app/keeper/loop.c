#include "keeper/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper_private.h"
#include "keeper/pulls.h"
#include "service/load.h"
#include "service/settings.h"
#include "service/throttle.h"

#define IDLE_US     ((int64_t)500 * USEC_PER_MSEC)
#define DB_AGAIN_US USEC_PER_SEC
#define CLEANING_US (60 * USEC_PER_SEC)
#define REFILL_US   USEC_PER_SEC
/* Not with every datagram: a stampede wakes us a thousand times. */
#define REFILL_SOON_US ((int64_t)100 * USEC_PER_MSEC)
#define REPORT_US      (5 * USEC_PER_SEC)

static volatile sig_atomic_t stopping;

static void
on_stop(int sig)
{
	(void)sig;
	stopping = 1;
}

static void
set_signals(void)
{
	struct sigaction sa = {.sa_handler = on_stop};

	sigemptyset(&sa.sa_mask);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
}

/* ------------------------------------------------ shared by all parts */

void
keeper_due(struct keeper *k, int64_t at_us)
{
	if (at_us < k->next_us)
		k->next_us = at_us;
}

void
keeper_service(struct keeper *k, struct service *s, void *mem)
{
	service_begin(s, &k->process, mem);
	s->actor_name = "keeper";
}

bool
keeper_db_ok(const struct keeper *k)
{
	return clock_mono_us() >= k->db_again_us;
}

bool
keeper_db_failed(struct keeper *k, enum err err, const struct error *e)
{
	if (err == ERR_UNAVAILABLE || err == ERR_UNCERTAIN) {
		if (!k->db_lost)
			log_error("database.lost", LOG_ERR(e));
		k->db_lost = true;
		k->db_again_us = clock_mono_us() + DB_AGAIN_US;
		return true;
	}
	if (err == ERR_OK && k->db_lost) {
		k->db_lost = false;
		log_info("database.back", LOG_STR("db", k->conf->db_name));
	} else if (err == ERR_INTERNAL) {
		log_error("database.refused", LOG_ERR(e));
	}
	return false;
}

int64_t
keeper_jitter_us(int64_t ms)
{
	return (ms + crypto_random_below((uint32_t)(ms / 2 + 1))) *
	       USEC_PER_MSEC;
}

int
keeper_backoff_ms(unsigned n, int max_ms)
{
	int ms = n < 10 ? 500 << n : max_ms;

	return ms < max_ms ? ms : max_ms;
}

/* ------------------------------------------------ parts without a file */

/* A change of settings takes effect within a second. */
static void
settings_tick(struct keeper *k)
{
	struct service s;
	enum err err;
	void *mem;

	if (k->settings_us > clock_mono_us() || !keeper_db_ok(k))
		return;
	mem = mem_arena(NULL);
	keeper_service(k, &s, mem);
	err = settings_refresh(&s, NULL);
	keeper_db_failed(k, err, &s.error);
	mem_free(&mem);
	k->settings_us = clock_mono_us() + IDLE_US;
}

/*
 * We hold the lock, so an earlier process of our name is dead and its leases
 * mean nothing; without this, its work would wait until they run out.  The
 * same goes for ours that no operation knows of.  Operations under way lose
 * theirs with them, which they notice; their work is claimed again.
 */
static void
forget_leases(struct keeper *k)
{
	struct service s;
	enum err err;
	void *mem;

	if (k->leases_forgotten || !keeper_db_ok(k))
		return;
	mem = mem_arena(NULL);
	keeper_service(k, &s, mem);
	err = work_forget_leases(
	    &s, mem_printf(mem, "%s/", k->conf->keeper_name));
	keeper_db_failed(k, err, &s.error);
	if (err == ERR_OK)
		k->leases_forgotten = true;
	else
		k->db_again_us = clock_mono_us() + DB_AGAIN_US;
	mem_free(&mem);
}

static void
cleaning_tick(struct keeper *k)
{
	struct service s;
	void *mem;

	if (k->cleaning_us > clock_mono_us() || !keeper_db_ok(k))
		return;
	mem = mem_arena(NULL);
	keeper_service(k, &s, mem);
	keeper_db_failed(k, throttle_clean(&s), &s.error);
	keeper_db_failed(k, load_trim(&s), &s.error);
	mem_free(&mem);
	k->cleaning_us = clock_mono_us() + CLEANING_US;
}

/* The warm pools, in the background: only where there is an engine. */
static void
refill_tick(struct keeper *k)
{
	struct service s;
	int changed = 0;
	void *mem;

	if (k->refill_us > clock_mono_us() || !keeper_db_ok(k) ||
	    k->link.state != LINK_UP)
		return;
	mem = mem_arena(NULL);
	keeper_service(k, &s, mem);
	keeper_db_failed(k, work_refill(&s, &changed), &s.error);
	mem_free(&mem);
	k->refill_us = clock_mono_us() + REFILL_US;
	if (changed > 0)
		k->claim_us = 0;
}

/* For the queue's expected wait, the dashboard and `berthctl doctor`. */
static void
report_tick(struct keeper *k)
{
	struct keeper_row row = {.name = k->conf->keeper_name,
	    .engine_ok = k->link.state == LINK_UP,
	    .engine_error = k->link.error,
	    .start_ms = (int)(k->pace.mean_us / USEC_PER_MSEC)};
	struct service s;
	void *mem;

	if (k->report_us > clock_mono_us() || !keeper_db_ok(k))
		return;
	row.starts_limit = pace_limit(
	    &k->pace, k->process.settings->creates_in_flight, clock_mono_us());
	mem = mem_arena(NULL);
	keeper_service(k, &s, mem);
	if (!keeper_db_failed(k, work_report(&s, &row), &s.error))
		keeper_db_failed(k, load_sample(&s), &s.error);
	mem_free(&mem);
	k->report_us = clock_mono_us() + REPORT_US;
}

static void
report_end(struct keeper *k)
{
	struct service s;
	void *mem;

	if (!keeper_db_ok(k))
		return;
	mem = mem_arena(NULL);
	keeper_service(k, &s, mem);
	keeper_db_failed(
	    k, work_report_end(&s, k->conf->keeper_name), &s.error);
	mem_free(&mem);
}

/* However many datagrams there are, they say the same: look for work. */
static void
read_wake(struct keeper *k)
{
	char buf[64];
	bool any = false;

	while (recv(k->wake_fd, buf, sizeof(buf), MSG_DONTWAIT) >= 0)
		any = true;
	if (!any)
		return;
	k->woken_us = clock_mono_us();
	k->claim_us = 0;
	k->expiry_us = 0;
	if (k->refill_us > clock_mono_us() + REFILL_SOON_US)
		k->refill_us = clock_mono_us() + REFILL_SOON_US;
}

/* ------------------------------------------------ the loop */

static void
tick(struct keeper *k)
{
	k->next_us = clock_mono_us() + IDLE_US;
	settings_tick(k);
	forget_leases(k);
	link_tick(k);
	if (k->process.settings != NULL) {
		expiry_tick(k);
		refill_tick(k);
		networks_tick(k->networks);
		ops_tick(k);
		report_tick(k);
		reconcile_tick(k->reconcile);
		events_tick(k);
		usage_tick(k->usage);
		guard_tick(k->guard);
	}
	control_tick(k->control);
	pulls_tick(k->pulls);
	cleaning_tick(k);
}

static void
loop(struct keeper *k)
{
	struct httpc_fd fds[2] = {
	    {.fd = k->wake_fd, .want_read = true},
	    {.fd = control_fd(k->control), .want_read = true},
	};
	int64_t wait_us;

	while (!stopping) {
		tick(k);
		wait_us = k->next_us - clock_mono_us();
		httpc_poll(k->http, fds, 2,
		    wait_us > 0 ? (int)(wait_us / USEC_PER_MSEC) + 1 : 0);
		if (fds[0].can_read)
			read_wake(k);
	}
}

static enum err
write_pid(const char *path, struct error *e)
{
	FILE *f = fopen(path, "we");

	if (f == NULL || fprintf(f, "%ld\n", (long)getpid()) < 0 ||
	    fclose(f) != 0)
		return err_set(e, ERR_INTERNAL, NULL,
		    "Cannot write the PID file %s: %s.", path, strerror(errno));
	return ERR_OK;
}

static enum err
open_all(struct keeper *k, const char *pid_file, struct error *e)
{
	char hex[17];
	enum err err;

	crypto_random_hex(hex, 8);
	snprintf(k->lease_owner, sizeof(k->lease_owner), "%.60s/%s",
	    k->conf->keeper_name, hex);
	err = keeper_lock(k->mem, k->conf, &k->lock_fd, e);
	if (err == ERR_OK && pid_file != NULL)
		err = write_pid(pid_file, e);
	if (err == ERR_OK)
		err = keeper_wake_socket(k->conf, &k->wake_fd, e);
	if (err != ERR_OK)
		return err;
	service_open(k->mem, k->conf, &k->process);
	k->http = httpc_new(k->mem);
	k->reconcile = reconcile_new(k);
	k->pulls = pulls_new(k);
	k->usage = usage_new(k);
	k->guard = guard_new(k);
	k->networks = networks_new(k);
	return control_open(k, e);
}

enum err
keeper_run(const struct conf *conf, const char *pid_file, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct keeper *k = mem_new(mem, struct keeper);
	enum err err;

	k->mem = mem;
	k->conf = conf;
	k->lock_fd = -1;
	k->wake_fd = -1;
	set_signals();
	err = open_all(k, pid_file, e);
	if (err != ERR_OK)
		goto out;
	log_info("keeper.started", LOG_STR("owner", k->lease_owner),
	    LOG_STR("deployment", conf->deployment));
	loop(k);
	report_end(k);
	link_close(k);
	control_close(&k->control);
	unlink(conf->wake_socket);
	unlink(conf->control_socket);
	if (pid_file != NULL)
		unlink(pid_file);
	log_info("keeper.stopped", LOG_STR("owner", k->lease_owner));
out:
	if (k->wake_fd != -1)
		close(k->wake_fd);
	if (k->lock_fd != -1)
		close(k->lock_fd);
	mem_free(&mem);
	return err;
}
