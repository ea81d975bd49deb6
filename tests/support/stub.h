/*
 * The stub engine: a container engine without containers.  It speaks the part
 * of Docker's HTTP API that fcgi_app/engine uses, on a unix socket, with the
 * real shapes and status codes, and misbehaves as told under /stub/ (see
 * stub_control.c).  One thread, one loop; memory is bounded by what lives.
 *
 * A request is a `struct call` that walks through phases (stub_call.c):
 * a fault before, the work (which takes time, a few at once), its effect
 * (stub_api.c), a fault after, the answer.
 */
#ifndef BERTH_TESTS_SUPPORT_STUB_H
#define BERTH_TESTS_SUPPORT_STUB_H

#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "json/json.h"

#define STUB_BUCKETS 4096
#define STUB_ID_SIZE 65

enum call_kind {
	CALL_NONE, /* no such route */
	CALL_PING,
	CALL_VERSION,
	CALL_IMAGES,
	CALL_PULL,
	CALL_CREATE,
	CALL_START,
	CALL_INSPECT,
	CALL_REMOVE,
	CALL_LIST,
	CALL_FIND, /* a list of one instance's containers */
	CALL_NETWORKS,     /* the list */
	CALL_FIND_NETWORK, /* one by name */
	CALL_MAKE_NETWORK,
	CALL_REMOVE_NETWORK,
	CALL_EVENTS,
	CALL_LOGS,
	CALL_STATS,
	CALL_INFO,
	CALL_DISK,
	CALL_SIZES,   /* a list with sizes */
	CALL_CHANGES, /* the files that one has changed */
	CALL_VOLUMES,
	CALL_IMAGE, /* one image */
	CALL_CONTROL, /* /stub/… */
	CALL_KINDS
};

enum fault_action {
	FAULT_NONE,
	FAULT_DELAY, /* go on after `ms` */
	FAULT_HOLD,  /* go on when released */
	FAULT_HANG,  /* never answer */
	FAULT_DROP,  /* close the connection */
	FAULT_CODE,  /* answer `status` and `message` */
};

enum fault_when { FAULT_BEFORE, FAULT_AFTER };

/* One line of the script of misbehaviour. */
struct rule {
	struct rule *next;
	enum call_kind call; /* CALL_NONE: any but controls */
	const char *match;   /* part of the path or name; "" for any */
	int64_t skip;        /* so many pass first */
	int64_t times;       /* and so many are hit; 0: all */
	enum fault_when when;
	enum fault_action action;
	int64_t ms;
	int status;
	const char *message;
	int64_t seen, hits;
};

struct stub_config {
	int64_t start_ms, create_ms, remove_ms; /* how long the work takes */
	int64_t parallel;                       /* how many at once */
	int64_t check_ms;     /* stub-slowcheck is healthy after */
	int64_t api, min_api; /* minor numbers: 41 is "1.41" */
	bool no_address;      /* the address pool is empty */
	bool silent;          /* the event stream tells nothing */
	char root_dir[256];   /* where it says that it keeps its files */
	char volume[64];      /* that all images declare, "" for none */
};

enum container_state { STATE_CREATED, STATE_RUNNING, STATE_EXITED };

struct label {
	const char *key, *value;
};

struct network {
	struct network *prev, *next; /* newest first */
	char id[STUB_ID_SIZE];
	const char *name, *subnet, *interface;
	struct label *labels;
	size_t labels_n;
	int64_t created_us;
};

/* `<port>/<protocol>` and where it is published; 0 while it is not. */
struct published {
	int port;
	bool udp;
	const char *host_ip;
	const char *wanted; /* "0", a number, or a range */
	int host_port;
	int listen_fd; /* of stub-nohealth, otherwise -1 */
};

struct container {
	const char *network; /* its name, "bridge" if none was asked for */
	struct container *prev, *next;         /* newest first */
	struct container *id_next, *name_next; /* of its buckets */
	char id[STUB_ID_SIZE];
	const char *name;
	const char *image;
	const char *body; /* what it was created with */
	struct label *labels;
	size_t labels_n;
	struct published *ports;
	size_t ports_n;
	enum container_state state;
	bool removing;
	int exit_code;
	bool oom_killed;
	/* as told by /stub/write */
	int64_t written, files, stored, volume_bytes;
	int64_t created_us, started_us, finished_us; /* wall clock */
};

enum call_phase {
	PHASE_BEFORE,
	PHASE_WORK,
	PHASE_QUEUED,
	PHASE_WORKING,
	PHASE_AFTER,
	PHASE_DONE,
};

struct call {
	struct stub *s;
	struct call *prev, *next; /* oldest first */
	struct MHD_Connection *connection;
	int64_t n; /* counts all calls */
	enum call_kind kind;
	const char *method, *path;
	const char *ref; /* the container of the path, or the name to create */
	struct buf *body;
	struct rule *rule; /* a copy of the one that hit */
	enum call_phase phase;
	int64_t due_us;  /* when the phase ends; 0: not by time */
	int64_t work_ms; /* how long its work takes */
	bool held, hanging, suspended, dropped;
	int64_t wait_held; /* of /stub/wait: calls to wait for */
	int status;
	const char *answer;
	size_t answer_len;
	const char *type;
};

/* An open event stream and what it asked for. */
struct stream {
	struct stub *s;
	struct stream *prev, *next;
	struct MHD_Connection *connection;
	struct buf *pending;
	struct json *filters;
	bool suspended, ended;
};

/* A client's connection, so that a restart can close it. */
struct peer {
	struct stub *s;
	struct peer *prev, *next;
	int fd;
};

struct stub {
	void *mem;
	const char *socket_path;
	int listen_fd;
	int64_t listen_at_us; /* down until then; 0: listening */
	struct MHD_Daemon *daemon;
	bool resumed; /* a connection, since the daemon last ran */
	struct stub_config config;
	void *rules_mem;
	struct rule *rules;
	struct call *calls, *last_call;
	struct stream *streams;
	struct peer *peers;
	struct network *networks;
	struct container *containers;
	int64_t containers_n;
	struct container *by_id[STUB_BUCKETS], *by_name[STUB_BUCKETS];
	uint8_t used_ports[65536 / 8];
	int next_port;
	int64_t working, working_max;
	int64_t counts[CALL_KINDS];
	int64_t calls_n;
	int64_t made; /* containers, ever */
};

/* stub_call.c */

/* Find out what a request asks for; `c` has method, path and arguments. */
void call_route(struct call *c);
/* Begin: choose a rule, go as far as it goes at once. */
void call_begin(struct call *c);
/* Answer `status` with `json`, which lives as long as the call. */
void call_answer(struct call *c, int status, const char *json);
/* Answer the engine's {"message": …}. */
void call_message(struct call *c, int status, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Let a held call go on, or close it without its effect. */
void call_release(struct call *c);
void call_drop(struct call *c);
/* Everything under way ends without an answer. */
void calls_drop_all(struct stub *s);
/* What is due; returns when to call again (0: no time is known). */
int64_t calls_tick(struct stub *s);
int64_t calls_held(const struct stub *s);
/* Wake those who wait for a number of held calls. */
void calls_wake_waiters(struct stub *s);
const char *call_kind_name(enum call_kind kind);
/* CALL_KINDS for an unknown name. */
enum call_kind call_kind_from(const char *name);

/* stub_api.c: what a call does and answers */
void api_effect(struct call *c);
/* How long its work takes; may answer it at once (c->phase DONE). */
int64_t api_work_ms(struct call *c);
/* Its work is given up in the middle. */
void api_interrupt(struct call *c);
/* Whether `c` has all labels of {"label": ["k=v", …]}. */
bool api_has_labels(const struct container *c, const struct json *filters);
/* As the engine writes a time: RFC 3339 with nanoseconds. */
const char *api_time(void *mem, int64_t us);

/* stub_disk.c: what lies on its disk, and the load */
void disk_effect(struct call *c);
/* The same of one container: its load, its files. */
void disk_container(struct call *call, const struct container *c);
/* What a list with sizes says more of a container. */
void disk_put(struct json_writer *w, const struct container *c);
/* Whether the engine has the image. */
bool api_has_image(const char *image);
int64_t api_images(void);

/* stub_pull.c */
void api_pull(struct call *c);

/* stub_containers.c */
struct container *container_find(struct stub *s, const char *ref);
/* From the body of a create; NULL when it cannot be read. */
struct container *container_new(
    struct stub *s, const char *name, const char *body, size_t len);
/* Publish its ports and run; false and a sentence when that fails. */
bool container_start(struct stub *s, struct container *c, const char **ret_why);
void container_end(
    struct stub *s, struct container *c, int exit_code, bool oom_killed);
void container_free(struct stub *s, struct container **c);
void containers_free_all(struct stub *s);
const char *container_label(const struct container *c, const char *key);

/* The labels of a create's body, under `mem`. */
struct label *labels_read(void *mem, const struct json *j, size_t *ret_n);
void labels_put(struct json_writer *w, const struct label *labels, size_t n);
bool labels_match(
    const struct label *labels, size_t n, const struct json *filters);

/* stub_networks.c */
/* By id or name; NULL if there is none, also for "bridge". */
struct network *network_find(struct stub *s, const char *ref);
void network_free(struct stub *s, struct network *n);
void network_effect(struct call *c);
void networks_free_all(struct stub *s);
/* All of them, for GET /stub/state. */
void networks_put(struct json_writer *w, const struct stub *s);

/* stub_events.c */
void event_emit(struct stub *s, const struct container *c, const char *action);
enum MHD_Result stream_open(struct call *c);
void streams_close(struct stub *s);

/* stub_control.c: /stub/… */
void control_effect(struct call *c);
void stub_config_default(struct stub_config *config);

/* stub_engine.c */
/* libmicrohttpd wakes its poller only where it listens itself. */
void stub_resume(struct stub *s, struct MHD_Connection *connection);
/* Close every connection; don't listen for `down_ms`. */
void stub_restart(struct stub *s, int64_t down_ms);

#endif
