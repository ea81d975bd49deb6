#include "service/service.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"

/* How many passwords are hashed at once over all workers (TRAPS: 31 ms each). */
#define HASHES_AT_ONCE 2

void
service_open(void *mem, const struct conf *conf, struct service_process *p)
{
	memset(p, 0, sizeof(*p));
	p->conf = conf;
	p->db = db_new(mem, conf);
	p->wake_fd =
	    socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

enum err
service_open_gates(void *mem, struct service_process *p, struct error *e)
{
	const char *dir = p->conf->run_dir;
	int half = p->conf->web_workers / 2;
	enum err err;

	err = gate_open(mem, mem_printf(mem, "%s/wait.gate", dir),
	    half > 0 ? half : 1, &p->wait_gate, e);
	if (err == ERR_OK)
		err = gate_open(mem, mem_printf(mem, "%s/hash.gate", dir),
		    HASHES_AT_ONCE, &p->hash_gate, e);
	return (err);
}

void
service_begin(struct service *s, struct service_process *p, void *mem)
{
	memset(s, 0, sizeof(*s));
	s->mem = mem;
	s->p = p;
	s->actor_name = "";
	s->ip = "";
	err_clear(&s->error);
}

void
service_wake(struct service *s)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t n = strlen(s->p->conf->wake_socket);

	if (s->p->wake_fd < 0 || n >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, s->p->conf->wake_socket, n + 1);
	/* a keeper that is not there, or has wakes enough, looks by itself */
	(void)!sendto(s->p->wake_fd, "w", 1, MSG_NOSIGNAL,
	    (const struct sockaddr *)&to, sizeof(to));
}
