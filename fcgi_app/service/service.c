#include "service/service.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "service/settings.h"
#include "store/clock.h"

/* Two at once keep two cores busy; more would only make each one slower. */
#define HASH_PLACES 2
/* How long our own clock is trusted to go on from the database's. */
#define NOW_EVERY_US (5 * USEC_PER_SEC)

/* Closes the wake socket with the arena it was opened in. */
struct wake {
	int fd;
};

static void
wake_close(void *block)
{
	close(((struct wake *)block)->fd);
}

static int
wake_open(void *mem)
{
	struct wake *w;
	int fd;

	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return (-1);
	w = mem_new(mem, struct wake);
	w->fd = fd;
	mem_on_free(w, wake_close);
	return (fd);
}

void
service_open(void *mem, const struct conf *conf, struct service_process *p)
{
	memset(p, 0, sizeof(*p));
	p->conf = conf;
	p->db = db_new(mem, conf);
	p->settings_mem = mem_arena(mem);
	settings_default(p);
	p->wake_fd = wake_open(mem);
}

enum err
service_open_gates(void *mem, struct service_process *p, struct error *e)
{
	const char *dir = p->conf->run_dir;
	int wait_places = p->conf->web_workers / 2;
	enum err err;

	err = gate_open(mem, mem_printf(mem, "%s/wait.gate", dir),
	    wait_places > 0 ? wait_places : 1, &p->wait_gate, e);
	if (err != ERR_OK)
		return (err);
	return (gate_open(mem, mem_printf(mem, "%s/hash.gate", dir),
	    HASH_PLACES, &p->hash_gate, e));
}

void
service_begin(struct service *s, struct service_process *p, void *mem)
{
	memset(s, 0, sizeof(*s));
	s->mem = mem;
	s->p = p;
	s->actor_name = "";
	s->ip = "";
}

enum err
service_now(struct service *s, int64_t *ret_us)
{
	int64_t mono_us = clock_mono_us(), db_us;
	struct service_process *p = s->p;
	enum err err;

	if (p->now_mono_us == 0 || mono_us - p->now_mono_us > NOW_EVERY_US) {
		err = store_clock_now(p->db, s->mem, &db_us, &s->error);
		if (err != ERR_OK)
			return (err);
		p->now_db_us = db_us;
		p->now_mono_us = mono_us;
	}
	*ret_us = p->now_db_us + (mono_us - p->now_mono_us);
	return (ERR_OK);
}

void
service_wake(struct service *s)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	const char *path = s->p->conf->wake_socket;

	if (s->p->wake_fd < 0 || strlen(path) >= sizeof(to.sun_path))
		return;
	snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	/* A keeper that is away or behind looks at the rows anyway. */
	if (sendto(s->p->wake_fd, "w", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
		(const struct sockaddr *)&to, sizeof(to)) < 0)
		return;
}
