/*
 * What a web worker may ask the keeper over its control socket (HTTP over a
 * unix socket): a small set of typed operations, no "pass this on".
 * keeper/control_server.c answers them:
 *
 *	GET /v1/version                     {"version","api_version","os","name"}
 *	GET /v1/version?url=<engine url>    the same of another engine ("Test connection")
 *	GET /v1/images                      {"images":[{"tag","digest","size","created"}]}
 *	DELETE /v1/images?image=<tag>       {}
 *	GET /v1/pulls                       {"pulls":[{"image","state","percent","seconds",
 *					    "digest","message","layers":[{"id","state",
 *					    "percent","fetched","size"}]}]}
 *	POST /v1/pulls?image=<name>         {}   begin, or share the one under way
 *	DELETE /v1/pulls?image=<name>       {}   cancel
 *	GET /v1/instances/<public id>/logs  {"log": "…"}   the last lines
 *	GET /v1/instances/<public id>/stats {"cpu_percent","memory_bytes","memory_limit","pids"}
 *	GET /v1/status                      {"engine": "ok"|"down", "error", "in_flight",
 *	                                    "usage":{"containers","running","cpus",
 *	                                    "memory_bytes","age_s"},
 *	                                    "disk":{"images_bytes",…,"age_s"},
 *	                                    "room":{"bytes","free_bytes","files",
 *	                                    "free_files"}, …}; the engine itself is
 *	                                    not asked
 *
 * Errors: 502 {"error": "sentence for an admin"}, 404, 400, 409.
 */
#ifndef BERTH_SERVICE_CONTROL_H
#define BERTH_SERVICE_CONTROL_H

#include "service/service.h"

struct engine_version {
	const char *version;		/* "20.10.24" */
	const char *api_version;	/* the one in use */
	const char *name;		/* "Docker Engine", "Podman Engine" */
	const char *os;			/* "linux/amd64" */
};

struct image_info {
	const char *tag;
	const char *digest;		/* in its registry, "" if not known */
	int64_t size;			/* bytes */
	int64_t created_s;		/* unix seconds */
};

/* A layer of an image that is being pulled. */
struct pull_layer {
	const char *id;			/* short */
	const char *state;		/* "waiting", "fetching", "fetched",
					 * "unpacking", "done", "present" */
	int percent;			/* of its whole way */
	int64_t fetched, size;		/* bytes, 0 if not known */
};

/* An image that is being pulled, or was a while ago. */
struct pull_info {
	const char *image;
	const char *state;		/* "running", "done", "failed", "cancelled" */
	int percent;
	int64_t seconds;		/* that it takes, or took */
	const char *digest;		/* "" but for one that is done */
	const char *message;		/* why it failed, for the admin */
	const struct pull_layer *layers;
	size_t layers_n;
};

struct instance_stats {
	double cpu_percent;		/* of one CPU; -1: not known yet */
	int64_t memory_bytes, memory_limit, pids;
};

/* How the keeper is. */
struct keeper_status {
	bool engine_ok;
	const char *engine_error;	/* for the admin, "" if none */
	int64_t in_flight;		/* operations under way */
	const char *name, *version;	/* of the engine, "" before its word */
	const char *api_version;
	bool has_usage;			/* the engine has told the next four */
	int64_t containers, running;	/* of everybody */
	int64_t cpus, memory_bytes;
	double load;			/* of its machine in the last minute; -1:
					 * it is another machine than the keeper's */
	int64_t images_bytes;		/* on its disk; -1: not told */
	/* Of that disk; -1: it is another machine's.  The scarcer of bytes and
	 * files, in percent, is what is left. */
	int64_t disk_bytes, disk_free_bytes;
	int disk_left;
};

/* All: ERR_UNAVAILABLE with a sentence for the admin when the keeper or the
 * engine can't be reached. */
enum err control_version(struct service *s, const char *url,
    struct engine_version *ret) MUST_USE;	/* url NULL: the one in use */
enum err control_images(struct service *s, struct image_info **ret,
    size_t *ret_n) MUST_USE;			/* every tag, sorted */
enum err control_pulls(struct service *s, struct pull_info **ret,
    size_t *ret_n) MUST_USE;			/* the latest first */
/* ERR_CONFLICT when as many as may be are under way; nothing when this one is. */
enum err control_pull(struct service *s, const char *image) MUST_USE;
/* ERR_NOT_FOUND when it is not under way. */
enum err control_pull_cancel(struct service *s, const char *image) MUST_USE;
/* ERR_NOT_FOUND; ERR_CONFLICT when a container uses it. */
enum err control_image_remove(struct service *s, const char *image) MUST_USE;
enum err control_logs(struct service *s, const char *public_id,
    const char **ret) MUST_USE;
enum err control_stats(struct service *s, const char *public_id,
    struct instance_stats *ret) MUST_USE;
enum err control_status(struct service *s, struct keeper_status *ret)
    MUST_USE;

#endif
