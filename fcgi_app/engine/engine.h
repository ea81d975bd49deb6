/*
 * A container engine as asynchronous, typed calls behind a table of functions
 * (docker.c fills it for Docker and Podman; another engine is another table).
 * Used by keeper/ only.  Knows nothing of instances, leases or the database.
 *
 * Every call answers exactly once through its `done`, from httpc_poll(), and
 * never before the function that started it has returned.
 */
#ifndef BERTH_ENGINE_ENGINE_H
#define BERTH_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"
#include "base/err.h"
#include "domain/container.h"
#include "domain/network.h"
#include "httpc/httpc.h"

/* What became of a call.  Everything from ENGINE_UNAVAILABLE on may pass. */
enum engine_result {
	ENGINE_OK,
	ENGINE_NOT_FOUND,
	ENGINE_CONFLICT,    /* a name in use, a removal in progress */
	ENGINE_NO_IMAGE,    /* the image of a create is missing */
	ENGINE_BAD_REQUEST, /* refused for good: command, mount, option */
	ENGINE_UNAVAILABLE, /* out of reach; nothing was done */
	ENGINE_TIMEOUT,     /* no answer; it may have been done */
	ENGINE_PORT_TAKEN,  /* may be stale: try again */
	ENGINE_NO_ADDRESS,  /* the network has no room for another */
	ENGINE_NO_NETWORK,  /* the container's network is not there */
	ENGINE_SUBNET_TAKEN, /* another network has it */
	ENGINE_SERVER_ERROR,
};

enum engine_state {
	ENGINE_STATE_CREATED,
	ENGINE_STATE_RUNNING,  /* or paused, or restarting */
	ENGINE_STATE_ENDED,    /* exited or dead */
	ENGINE_STATE_REMOVING, /* on its way out */
};

enum engine_health {
	ENGINE_HEALTH_NONE, /* the image has no HEALTHCHECK */
	ENGINE_HEALTH_STARTING,
	ENGINE_HEALTH_HEALTHY,
	ENGINE_HEALTH_UNHEALTHY,
};

/* A published port; one per address it is published on. */
struct engine_port {
	int port; /* inside */
	bool udp;
	const char *host_ip;
	int host_port;
};

/*
 * A container.  Strings are never NULL; `deployment` and `instance` are "" and
 * `generation` 0 where our labels are missing.  From a list, only what a list
 * tells: no exit code, health or ports.
 */
struct engine_container {
	const char *id;
	const char *name; /* without the leading '/' */
	const char *deployment;
	const char *instance;
	int generation;
	enum engine_state state;
	enum engine_health health;
	int exit_code;
	bool oom_killed;
	int64_t created_s; /* unix, the engine's clock; 0 if not told */
	const char *network; /* the first one's name, "" if none */
	const char *ip;      /* in it, "" if none */
	struct engine_port *ports;
	size_t ports_n;
	/* From sizes only. */
	int64_t written_bytes; /* in its root file system, -1 if not told */
	const char **volumes;  /* those of its image; names */
	size_t volumes_n;
};

/* A volume and what lies in it; -1 if not told. */
struct engine_volume {
	const char *name;
	int64_t bytes;
};

/* A network; labels that are not there as of a container. */
struct engine_network {
	const char *id;
	const char *name;
	const char *deployment;
	const char *kind; /* label berth.network */
	const char *instance;
	int generation;
	int64_t created_s;
};

struct engine_image {
	const char *tag; /* "name:tag" */
	const char *digest; /* "sha256:…" in its registry, "" if not known */
	int64_t size;
	int64_t created_s;
};

/* One piece of news of a pull. */
struct engine_progress {
	const char *layer;  /* its short id, "" for the image as a whole */
	const char *status; /* the engine's word: "Downloading" */
	int64_t current;    /* bytes of this status, 0 if not told */
	int64_t total;
};

struct engine_about {
	const char *version;     /* "20.10.24" */
	const char *api_version; /* the one in use */
	const char *name;        /* "Docker Engine", "Podman Engine" */
	const char *os;          /* "linux/amd64" */
};

/*
 * The load of one container.  The two counters grow: from two readings
 * engine_cpu_percent() tells the load between them.
 */
struct engine_usage {
	double cpu_percent; /* of one CPU; -1 from one reading alone */
	int64_t memory_bytes, memory_limit, pids;
	int64_t cpu_ns, system_ns; /* used by it; passed, over all CPUs */
	int64_t cpus;
	/* Written to disks so far, or where the kernel doesn't count that
	 * (control groups v1), what went through its file cache. */
	int64_t stored_bytes;
};

/* The engine's machine. */
struct engine_info {
	int64_t containers, running; /* of everybody, not only ours */
	int64_t cpus, memory_bytes;
	const char *root_dir; /* where it keeps its files, on its machine */
};

/* What lies on the engine's disk; -1 for what it does not tell. */
struct engine_disk {
	int64_t images_bytes;     /* all layers, those shared once */
	int64_t containers_bytes; /* what containers have written */
	int64_t volumes_bytes;
};

struct engine_event {
	const char *action; /* "die", "destroy", … */
	const char *id;
	const char *instance; /* our label, "" if none */
	int generation;
};

/* The answer to a call; it and all it points to die when `done` returns. */
struct engine_reply {
	enum engine_result result;
	int status; /* HTTP status, 0 without an answer */
	const char
	    *message; /* what the engine or libcurl said, "" if nothing */
	/* Set with ENGINE_OK only, each by the call named. */
	const char *id;                           /* create */
	const struct engine_container *container; /* inspect */
	const struct engine_container *list; /* list, sizes, image_users */
	const struct engine_image *images;        /* images: sorted by tag */
	const struct engine_network *networks;    /* networks, find_network */
	const struct engine_volume *volumes;      /* volumes */
	const char *const *paths;                 /* image_volumes */
	size_t n; /* of these; changed_files: how many */
	const struct engine_about *about;         /* version */
	const struct engine_usage *usage;         /* stats, stats_now */
	const struct engine_info *info;           /* info */
	const struct engine_disk *disk;           /* disk */
	const char *log;                          /* logs */
	const char *digest; /* pull: "sha256:…", "" if not told */
};

struct engine_call; /* one call under way */

/*
 * May start and cancel other calls, but not free the engine.  The call's own
 * handle is dead from here on.
 */
typedef void (*engine_done)(void *arg, const struct engine_reply *reply);
/* Called per event of a stream; must not cancel the stream itself. */
typedef void (*engine_on_event)(void *arg, const struct engine_event *event);
/* The same of a pull. */
typedef void (*engine_on_progress)(
    void *arg, const struct engine_progress *progress);

struct engine;

/* `ref` is a container's id or name. */
struct engine_ops {
	const char *name;
	struct engine_call *(*version)(
	    struct engine *e, engine_done done, void *arg);
	struct engine_call *(*images)(
	    struct engine *e, engine_done done, void *arg);
	/*
	 * Fetch `image`, which has a tag or a digest, from its registry; ended
	 * by cancelling the call too.  What the engine reports as an error in
	 * the middle of its news is the reply's.
	 */
	struct engine_call *(*pull)(struct engine *e, const char *image,
	    engine_on_progress on_progress, engine_done done, void *arg);
	/* Take the tag away, and the image if that was its last. */
	struct engine_call *(*remove_image)(
	    struct engine *e, const char *tag, engine_done done, void *arg);
	/* All containers, ours or not, of the image or of one built on it. */
	struct engine_call *(*image_users)(
	    struct engine *e, const char *tag, engine_done done, void *arg);
	struct engine_call *(*create)(struct engine *e,
	    const struct container_spec *spec, engine_done done, void *arg);
	/* A container that runs already is ENGINE_OK. */
	struct engine_call *(*start)(
	    struct engine *e, const char *ref, engine_done done, void *arg);
	struct engine_call *(*inspect)(
	    struct engine *e, const char *ref, engine_done done, void *arg);
	/* By force, with its anonymous volumes. */
	struct engine_call *(*remove)(
	    struct engine *e, const char *ref, engine_done done, void *arg);
	/*
	 * All containers, ended ones too, of the deployment; of one instance
	 * only, unless `instance` is NULL.
	 */
	struct engine_call *(*list)(struct engine *e, const char *deployment,
	    const char *instance, engine_done done, void *arg);
	/*
	 * Those that run, with what each has written.  The engine walks all of
	 * its files for it: microseconds for each.
	 */
	struct engine_call *(*sizes)(struct engine *e, const char *deployment,
	    const char *instance, engine_done done, void *arg);
	/*
	 * How many files and folders of its image's a container has added,
	 * changed or removed.  Slower still: the engine lists them all.
	 */
	struct engine_call *(*changed_files)(
	    struct engine *e, const char *ref, engine_done done, void *arg);
	/* All volumes, with what lies in them; as slow as sizes. */
	struct engine_call *(*volumes)(
	    struct engine *e, engine_done done, void *arg);
	/* The paths that an image declares as volumes (VOLUME). */
	struct engine_call *(*image_volumes)(
	    struct engine *e, const char *image, engine_done done, void *arg);
	/* All networks of the deployment. */
	struct engine_call *(*networks)(struct engine *e,
	    const char *deployment, engine_done done, void *arg);
	/* By its name. */
	struct engine_call *(*find_network)(
	    struct engine *e, const char *name, engine_done done, void *arg);
	struct engine_call *(*make_network)(struct engine *e,
	    const struct network_spec *spec, engine_done done, void *arg);
	/* ENGINE_BAD_REQUEST while a container is on it. */
	struct engine_call *(*remove_network)(
	    struct engine *e, const char *ref, engine_done done, void *arg);
	/* Until cancelled or the engine ends it: containers that ended. */
	struct engine_call *(*events)(struct engine *e, const char *deployment,
	    engine_on_event on_event, engine_done done, void *arg);
	struct engine_call *(*logs)(struct engine *e, const char *ref,
	    int lines, engine_done done, void *arg);
	/* Two readings, for which the engine takes a second or two. */
	struct engine_call *(*stats)(
	    struct engine *e, const char *ref, engine_done done, void *arg);
	/* One reading, at once. */
	struct engine_call *(*stats_now)(
	    struct engine *e, const char *ref, engine_done done, void *arg);
	struct engine_call *(*info)(
	    struct engine *e, engine_done done, void *arg);
	/* Slow where much lies there; it may walk all of it. */
	struct engine_call *(*disk)(
	    struct engine *e, engine_done done, void *arg);
};

/* The head of every implementation's own structure. */
struct engine {
	const struct engine_ops *ops;
};

/*
 * A handle for the engine at `url` (schemes of CONTRACT.md) in the loop
 * `http`; nothing is sent yet.  For ssh:// it is reached through
 * `tunnel_socket`, which the caller keeps open (NULL otherwise).  ERR_INVALID
 * for a URL that is not allowed.  Freeing it ends its calls without an answer.
 */
enum err engine_new(void *mem, struct httpc *http, const char *url,
    const struct conf *conf, const char *tunnel_socket, struct engine **ret,
    struct error *e) MUST_USE;

/* End a call without an answer; *call becomes NULL.  NULL is fine. */
void engine_cancel(struct engine_call **call);

/* The name of a result for logs. */
const char *engine_result_name(enum engine_result r);

/*
 * The load from reading `was` to the later reading `now` of the same
 * container, in percent of one CPU; -1 if they do not tell.
 */
double engine_cpu_percent(
    const struct engine_usage *was, const struct engine_usage *now);

/* Whether trying the same call again later may work. */
bool engine_is_transient(enum engine_result r);

/*
 * The host part of an engine's URL under `mem`: where its published ports are
 * reached.  "127.0.0.1" for unix://.
 */
const char *engine_url_host(void *mem, const char *url);

#endif
