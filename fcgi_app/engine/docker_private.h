/*
 * Shared within engine/: what docker.c (calls), docker_body.c (what we send)
 * and docker_read.c (what we understand) know of each other.  The readers are
 * pure, so that tests feed them sample answers.
 */
#ifndef BERTH_ENGINE_DOCKER_PRIVATE_H
#define BERTH_ENGINE_DOCKER_PRIVATE_H

#include "base/buf.h"
#include "engine/engine.h"
#include "json/json.h"

/* How long a call may take: a look, a list, a change. */
#define DOCKER_QUICK_MS  10000
#define DOCKER_LIST_MS   30000
#define DOCKER_CHANGE_MS 60000
/* A look for which the engine walks files, of which somebody may have made
 * tens of millions. */
#define DOCKER_WALK_MS 600000

/* The newest API version whose answers we know; Docker 25. */
#define DOCKER_API_MAX "1.44"

/* "sha256:" and 64 hex digits */
#define DOCKER_DIGEST_SIZE 72

/* A handle over `target`; strings in it are copied. */
struct engine *docker_new(
    void *mem, struct httpc *http, const struct httpc_target *target);

/* The body of POST /containers/create, under `mem`. */
const char *docker_create_body(void *mem, const struct container_spec *spec);

/* The body of POST /networks/create, under `mem`. */
const char *docker_network_body(void *mem, const struct network_spec *spec);

/* The encoded value of a `filters` parameter for our labels. */
char *docker_filters(void *mem, const char *deployment, const char *instance,
    const char *const *events);

/* The same for the containers of an image. */
char *docker_image_filter(void *mem, const char *tag);

/*
 * Fill `reply` from the 2xx answer `j`, under `mem`; false when it is not what
 * the engine's API promises.
 */
typedef bool (*docker_read)(
    void *mem, const struct json *j, struct engine_reply *reply);

/*
 * For the files beside docker.c: a call that is not sent yet, under which its
 * path and body are made, and its sending.
 */
struct engine_call *docker_call_new(
    struct engine *e, const char *method, engine_done done, void *arg);
struct engine_call *docker_call_send(struct engine_call *c, const char *path,
    const char *body, docker_read read, long total_ms);

/* "/containers/<ref><rest>" under `c`. */
char *docker_container_path(
    struct engine_call *c, const char *ref, const char *rest);

/* docker_images.c */
struct engine_call *docker_images(
    struct engine *e, engine_done done, void *arg);
struct engine_call *docker_remove_image(
    struct engine *e, const char *tag, engine_done done, void *arg);
struct engine_call *docker_image_volumes(
    struct engine *e, const char *image, engine_done done, void *arg);

/* docker_usage.c */
struct engine_call *docker_stats(
    struct engine *e, const char *ref, engine_done done, void *arg);
struct engine_call *docker_stats_now(
    struct engine *e, const char *ref, engine_done done, void *arg);
struct engine_call *docker_info(struct engine *e, engine_done done, void *arg);
struct engine_call *docker_disk(struct engine *e, engine_done done, void *arg);
struct engine_call *docker_volumes(
    struct engine *e, engine_done done, void *arg);

/* docker_networks.c */
struct engine_call *docker_networks(
    struct engine *e, const char *deployment, engine_done done, void *arg);
struct engine_call *docker_find_network(
    struct engine *e, const char *name, engine_done done, void *arg);
struct engine_call *docker_make_network(struct engine *e,
    const struct network_spec *spec, engine_done done, void *arg);
struct engine_call *docker_remove_network(
    struct engine *e, const char *ref, engine_done done, void *arg);

/* The string, "" where there is none. */
const char *docker_string(const struct json *j);

bool docker_read_created(
    void *mem, const struct json *j, struct engine_reply *reply);
bool docker_read_inspect(
    void *mem, const struct json *j, struct engine_reply *reply);
/* One of a list; its strings are those of `j`. */
bool docker_read_container(
    void *mem, const struct json *j, struct engine_container *ret);
bool docker_read_networks(
    void *mem, const struct json *j, struct engine_reply *reply);
bool docker_read_network(
    void *mem, const struct json *j, struct engine_reply *reply);
bool docker_read_images(
    void *mem, const struct json *j, struct engine_reply *reply);
bool docker_read_stats(
    void *mem, const struct json *j, struct engine_reply *reply);

bool docker_read_info(
    void *mem, const struct json *j, struct engine_reply *reply);
bool docker_read_disk(
    void *mem, const struct json *j, struct engine_reply *reply);
bool docker_read_volumes(
    void *mem, const struct json *j, struct engine_reply *reply);
bool docker_read_image_volumes(
    void *mem, const struct json *j, struct engine_reply *reply);

/*
 * Count the entries of a list of changes, [{"Path": "…", "Kind": 0}, …], piece
 * by piece; all zeros at first.  In a path the key's quotes would be escaped.
 */
struct docker_changes {
	size_t n;       /* so far */
	size_t matched; /* bytes of the key at the end of the last piece */
};
void docker_count_changes(
    struct docker_changes *c, const char *data, size_t len);

/*
 * A list of containers under `mem`, read piece by piece.  docker_list_feed()
 * is false, and so is docker_list_end() then, when it is none; the end sets
 * reply->list, which lives as long as the list, and is false when the text is
 * not complete.
 */
struct docker_list *docker_list_new(void *mem);
bool docker_list_feed(struct docker_list *l, const char *data, size_t len);
bool docker_list_end(const struct docker_list *l, struct engine_reply *reply);

/*
 * Append a piece of a stream to `rest` and call `each` with every line that is
 * complete by now, without its end.  false when a line is longer than `rest`
 * may be.
 */
typedef void (*docker_line)(void *arg, const char *line, size_t n);
bool docker_split_lines(struct buf *rest, const char *data, size_t len,
    docker_line each, void *arg);

/* One line of the event stream; false if it is none of a container. */
bool docker_read_event(const struct json *j, struct engine_event *ret);

/*
 * One line of a pull's news.  false if it is an error, which *ret_error says.
 * `digest` gets the image's when the line tells it ("" is left alone).
 */
bool docker_read_progress(const struct json *j, struct engine_progress *ret,
    char digest[DOCKER_DIGEST_SIZE], const char **ret_error);

/*
 * The version to speak with an engine whose GET /version answered `j`: the
 * smaller of its own and ours, but not below its minimum.  false if it
 * doesn't say.
 */
bool docker_choose_api(const struct json *j, char *out, size_t size);

/*
 * The text of a multiplexed log (frames of an 8-byte header: stream, three
 * zeros, length in network order; API section "attach"), under `mem`: at most
 * the last `max` bytes, NUL bytes replaced.
 */
char *docker_log_text(void *mem, const char *data, size_t len, size_t max);

/* What an HTTP status with the engine's message means. */
enum engine_result docker_result(
    int status, const char *message, bool is_create);

#endif
