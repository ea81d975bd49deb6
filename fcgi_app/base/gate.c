#include "base/gate.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define PLACES_MAX 1024

/* The pauses of gate_wait(), doubling from the first to the last. */
#define PAUSE_FIRST_US (2 * USEC_PER_MSEC)
#define PAUSE_LAST_US  (16 * USEC_PER_MSEC)

struct gate {
	int fd;
	int places;
	int held; /* our place, -1 for none */
};

static void
gate_close(void *block)
{
	struct gate *g = block;

	close(g->fd);
}

enum err
gate_open(void *mem, const char *path, int places, struct gate **ret_gate,
    struct error *e)
{
	struct gate *g;
	int fd;

	if (places < 1 || places > PLACES_MAX)
		return err_set(e, ERR_INVALID, "places",
		    "The number of places must be 1 to %d.", PLACES_MAX);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return err_set(e, ERR_INTERNAL, NULL, "Cannot open %s: %s.",
		    path, strerror(errno));
	g = mem_new(mem, struct gate);
	g->fd = fd;
	g->places = places;
	g->held = -1;
	mem_on_free(g, gate_close);
	*ret_gate = g;
	return ERR_OK;
}

/* Set a lock of `type` on byte `place`, not waiting. */
static int
lock_place(const struct gate *g, int place, int type)
{
	struct flock fl = {
	    .l_type = (short)type,
	    .l_whence = SEEK_SET,
	    .l_start = place,
	    .l_len = 1,
	};

	return fcntl(g->fd, F_OFD_SETLK, &fl);
}

enum err
gate_enter(struct gate *g)
{
	/* Holders that begin at different places meet fewer taken ones. */
	int first = (int)(getpid() % g->places);

	assert(g->held == -1);
	for (int i = 0; i < g->places; i++) {
		int place = (first + i) % g->places;

		if (lock_place(g, place, F_WRLCK) == 0) {
			g->held = place;
			return ERR_OK;
		}
		if (errno != EAGAIN && errno != EACCES)
			return ERR_INTERNAL;
	}
	return ERR_RATE;
}

/*
 * The kernel can wait for one byte, but neither for "one of these" nor with a
 * time-out, so we look again after short pauses.
 */
enum err
gate_wait(struct gate *g, int wait_ms)
{
	int64_t end = clock_mono_us() + wait_ms * USEC_PER_MSEC;
	int64_t pause = PAUSE_FIRST_US;
	enum err err;

	while ((err = gate_enter(g)) == ERR_RATE) {
		int64_t left = end - clock_mono_us();
		struct timespec ts = {0};

		if (left <= 0)
			return ERR_TIMEOUT;
		ts.tv_nsec = (long)(pause < left ? pause : left) * 1000;
		nanosleep(&ts, NULL);
		if (pause < PAUSE_LAST_US)
			pause *= 2;
	}
	return err;
}

void
gate_leave(struct gate *g)
{
	if (g->held == -1)
		return;
	/* Cannot fail: the descriptor is open and unlocking needs nothing. */
	lock_place(g, g->held, F_UNLCK);
	g->held = -1;
}
