/*
 * From a challenge, the settings and berth.conf to the exact description of
 * one container: the typed fields from which engine/ builds its create call.
 * Nothing that a web admin types becomes an option of the engine.
 */
#ifndef BERTH_DOMAIN_CONTAINER_H
#define BERTH_DOMAIN_CONTAINER_H

#include "base/conf.h"
#include "domain/model.h"
#include "domain/settings.h"

#define CONTAINER_NAME_SIZE 128
#define CONTAINER_PIDS      256	 /* unless the challenge says */
#define CONTAINER_NOFILE    4096 /* open files of a process */

struct container_mount {
	const char *source;	/* on the engine's host */
	const char *target;	/* inside */
	bool writable;
};

/* A file system in memory, which counts as the container's. */
struct container_tmpfs {
	const char *target;
	int size_mb;
};

struct container_label { const char *key, *value; };

/* An environment variable. */
struct container_env { const char *name, *value; };

struct container_spec {
	const char *name;	/* berth-<deployment>-<public_id>-g<generation> */
	const char *image;
	const char *const *command;	/* NULL-terminated words, NULL: image's own */
	const struct challenge_port *ports;
	int ports_n;
	const char *bind_ip;
	const char *port_range;	/* "" or "30000-31000" */
	const struct container_mount *mounts;
	int mounts_n;
	int64_t memory_bytes;
	int64_t nano_cpus;
	int pids;
	const char *const *cap_add;	/* NULL-terminated, NULL for none */
	const char *user;	/* "1000:1000", "" for the image's */
	bool read_only;		/* the root file system */
	const struct container_tmpfs *tmpfs;
	int tmpfs_n;
	const char *runtime;	/* "" for the engine's default */
	const char *network;	/* its name, "" for the engine's default */
	/* Don't let the engine's resolver ask others for it. */
	bool no_dns;
	int disk_mb;		/* bound of a writable root, 0 for none */
	const struct container_label *labels;	/* DESIGN §4 */
	int labels_n;
	const struct container_env *env;
	int env_n;
};

/* The container's name of one generation of an instance. */
void container_name(const char *deployment, const char *public_id,
    int generation, char out[CONTAINER_NAME_SIZE]);

/*
 * Build the description under `mem`.  Everything is checked again here, in the
 * keeper, because the web worker that stored it may have been taken over:
 * ERR_INVALID with the reason (image name, command, volumes not allowed).
 */
enum err container_spec_make(void *mem, const struct challenge *c,
    const struct instance *in, const struct settings *s,
    const struct conf *conf, struct container_spec *ret, struct error *e)
    MUST_USE;

/*
 * Split `s` into words as a shell does (POSIX 2.2: blanks, '…', "…", \), with
 * no expansion of any kind.  *ret is NULL-terminated; *ret_n the number.
 * ERR_INVALID for an unclosed quote or too many words.
 */
enum err shell_words(void *mem, const char *s, const char ***ret, int *ret_n,
    struct error *e) MUST_USE;

/*
 * Read the plugin's volumes JSON, {"/host/path": {"bind": "/inside", "mode":
 * "ro"|"rw"}}, and hold it against conf's allow-list: paths absolute, without
 * "." or ".." segments, below an allowed prefix at a '/' boundary, "rw" only where
 * allowed.  "" and {} are none.  ERR_INVALID (field "volumes") says what.
 */
enum err volumes_parse(void *mem, const char *json, const struct conf *conf,
    struct container_mount **ret, int *ret_n, struct error *e) MUST_USE;

/* The entry of conf's allow-list that `path` lies below, the closest; NULL if
 * none does.  Strings are compared: links are the keeper's to follow. */
const struct conf_volume *volumes_allowed(
    const struct conf *conf, const char *path);

/* Whether `path` may be where something is mounted: absolute, at most 1024
 * bytes, no segment empty, "." or "..", no ':' or control character. */
bool container_path_ok(const char *path);

/* Whether `s` is an image reference as the engine's grammar has it
 * (distribution/reference: [host[:port]/]path[:tag][@digest]). */
bool image_name_ok(const char *s);

/*
 * The same reference with a tag under `mem`: ":latest" where it has neither
 * tag nor digest, as the engine takes it.  `s` is one that image_name_ok()
 * accepts, here and below.
 */
char *image_name_tagged(void *mem, const char *s);

/*
 * The form in which two references of one image are equal: with a tag, and
 * without the host that an engine leaves out or puts in by itself (Docker Hub;
 * "localhost/", under which Podman keeps what it built).
 */
char *image_name_key(void *mem, const char *s);

#endif
