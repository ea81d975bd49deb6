#include "keeper/pulls.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

/* The engine retries a download for a minute or two by itself. */
#define SILENT_US (10 * 60 * USEC_PER_SEC)
/* How long the end of one is told. */
#define KEPT_US (30 * 60 * USEC_PER_SEC)

#define LAYER_ID_SIZE 20
#define MESSAGE_SIZE  ERR_MESSAGE_MAX

/* What of a layer is done when it is fetched; unpacking is the rest. */
#define FETCHED_PERCENT 70

enum pull_state { PULL_RUNNING, PULL_DONE, PULL_FAILED, PULL_CANCELLED };

static const char *const state_names[] = {
    [PULL_RUNNING] = "running",
    [PULL_DONE] = "done",
    [PULL_FAILED] = "failed",
    [PULL_CANCELLED] = "cancelled",
};

enum layer_state {
	LAYER_WAITING,
	LAYER_FETCHING,
	LAYER_FETCHED,
	LAYER_UNPACKING,
	LAYER_DONE,
	LAYER_PRESENT
};

/* The engine's words (pkg/streamformatter and distribution/xfer of moby), and
 * those of the control socket. */
static const struct {
	const char *words;
	enum layer_state state;
} layer_words[] = {
    {"Downloading", LAYER_FETCHING},
    {"Verifying Checksum", LAYER_FETCHED},
    {"Download complete", LAYER_FETCHED},
    {"Extracting", LAYER_UNPACKING},
    {"Pull complete", LAYER_DONE},
    {"Already exists", LAYER_PRESENT},
};

static const char *const layer_names[] = {
    [LAYER_WAITING] = "waiting",
    [LAYER_FETCHING] = "fetching",
    [LAYER_FETCHED] = "fetched",
    [LAYER_UNPACKING] = "unpacking",
    [LAYER_DONE] = "done",
    [LAYER_PRESENT] = "present",
};

struct layer {
	char id[LAYER_ID_SIZE];
	enum layer_state state;
	int percent;   /* of its whole way */
	int64_t fetched, size; /* bytes, 0 while not known */
};

struct pull {
	struct pulls *pulls;
	char image[LIMIT_IMAGE + sizeof(":latest")];
	enum pull_state state;
	struct engine_call *call;
	int64_t begun_us, heard_us, ended_us; /* monotonic */
	struct layer layers[LIMIT_PULL_LAYERS];
	size_t layers_n;
	char digest[80];
	char message[MESSAGE_SIZE]; /* why it failed */
};

struct pulls {
	struct keeper *k;
	struct pull *kept[LIMIT_PULLS_KEPT]; /* the latest first */
	size_t n;
};

struct pulls *
pulls_new(struct keeper *k)
{
	struct pulls *p = mem_new(k->mem, struct pulls);

	p->k = k;
	return p;
}

/* ------------------------------------------------ the end of one */

static void
end(struct pull *pull, enum pull_state state, const char *message)
{
	engine_cancel(&pull->call);
	pull->state = state;
	pull->ended_us = clock_mono_us();
	snprintf(pull->message, sizeof(pull->message), "%s", message);
	log_info("image.pull.end", LOG_STR("image", pull->image),
	    LOG_STR("state", state_names[state]),
	    LOG_STR("digest", pull->digest[0] != '\0' ? pull->digest : NULL),
	    LOG_STR("detail", message[0] != '\0' ? message : NULL));
}

/* Whether a registry's refusal means that it wants to know who is asking. */
static bool
wants_login(const char *message)
{
	static const char *const words[] = {"docker login", "unauthorized",
	    "no basic auth credentials", "authentication required",
	    "access to the resource is denied"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strstr(message, words[i]) != NULL)
			return true;
	}
	return false;
}

static const char *
failure(void *mem, const struct engine_reply *reply)
{
	const char *said = reply->message[0] != '\0'
			       ? reply->message
			       : engine_result_name(reply->result);

	if (wants_login(said))
		return mem_printf(mem,
		    "There is no such image, or its registry wants a log-in, "
		    "which Berth does not keep: log in and pull it on the "
		    "engine's host, then it appears here. The engine said: %s",
		    said);
	if (reply->result == ENGINE_NOT_FOUND)
		return mem_printf(mem,
		    "The registry has no such image or tag. The engine said: "
		    "%s",
		    said);
	return mem_printf(mem, "The engine said: %s", said);
}

static void
ended(void *arg, const struct engine_reply *reply)
{
	struct pull *pull = arg;
	void *scratch = mem_arena(NULL);

	pull->call = NULL;
	link_report(pull->pulls->k, reply);
	if (reply->result == ENGINE_OK) {
		snprintf(
		    pull->digest, sizeof(pull->digest), "%s", reply->digest);
		end(pull, PULL_DONE, "");
	} else {
		end(pull, PULL_FAILED, failure(scratch, reply));
	}
	mem_free(&scratch);
}

void
pulls_abandon(struct pulls *p, const char *why)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (p->kept[i]->state == PULL_RUNNING)
			end(p->kept[i], PULL_FAILED, why);
	}
}

/* Forget the one at `i`, which has ended. */
static void
forget(struct pulls *p, size_t i)
{
	mem_free(&p->kept[i]);
	p->n--;
	memmove(&p->kept[i], &p->kept[i + 1], (p->n - i) * sizeof(*p->kept));
}

void
pulls_tick(struct pulls *p)
{
	int64_t now_us = clock_mono_us();
	struct pull *pull;
	size_t i;

	for (i = p->n; i-- > 0;) {
		pull = p->kept[i];
		if (pull->state != PULL_RUNNING) {
			if (pull->ended_us + KEPT_US <= now_us)
				forget(p, i);
		} else if (pull->heard_us + SILENT_US <= now_us) {
			end(pull, PULL_FAILED,
			    "The engine has told nothing new for ten minutes. "
			    "Try again.");
		}
	}
}

/* ------------------------------------------------ news */

static struct layer *
layer_of(struct pull *pull, const char *id)
{
	struct layer *layer;
	size_t i;

	for (i = 0; i < pull->layers_n; i++) {
		if (strncmp(pull->layers[i].id, id, LAYER_ID_SIZE - 1) == 0)
			return &pull->layers[i];
	}
	if (pull->layers_n == LIMIT_PULL_LAYERS)
		return NULL;
	layer = &pull->layers[pull->layers_n++];
	snprintf(layer->id, sizeof(layer->id), "%s", id);
	return layer;
}

/* `part` of `whole` as a share of `share`. */
static int
portion(int64_t part, int64_t whole, int share)
{
	if (whole <= 0 || part <= 0)
		return 0;
	if (part >= whole)
		return share;
	return (int)((double)part / (double)whole * share);
}

static int
percent_of(enum layer_state state, const struct engine_progress *news)
{
	switch (state) {
	case LAYER_FETCHING:
		return portion(news->current, news->total, FETCHED_PERCENT);
	case LAYER_FETCHED:
		return FETCHED_PERCENT;
	case LAYER_UNPACKING:
		return FETCHED_PERCENT + portion(news->current, news->total,
					     100 - FETCHED_PERCENT);
	case LAYER_DONE:
	case LAYER_PRESENT:
		return 100;
	default:
		return 0;
	}
}

static void
heard(void *arg, const struct engine_progress *news)
{
	struct pull *pull = arg;
	enum layer_state state = LAYER_WAITING;
	struct layer *layer;
	size_t i;

	pull->heard_us = clock_mono_us();
	layer = news->layer[0] != '\0' ? layer_of(pull, news->layer) : NULL;
	if (layer == NULL)
		return;
	for (i = 0; i < sizeof(layer_words) / sizeof(*layer_words); i++) {
		if (text_starts(news->status, layer_words[i].words))
			state = layer_words[i].state;
	}
	layer->state = state;
	layer->percent = percent_of(state, news);
	if (state == LAYER_FETCHING && news->total > 0) {
		layer->fetched = news->current;
		layer->size = news->total;
	} else if (state != LAYER_WAITING) {
		layer->fetched = layer->size;
	}
}

/* ------------------------------------------------ orders */

static struct pull *
running(const struct pulls *p, const char *image)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (p->kept[i]->state == PULL_RUNNING &&
		    strcmp(p->kept[i]->image, image) == 0)
			return p->kept[i];
	}
	return NULL;
}

static size_t
count_running(const struct pulls *p)
{
	size_t i, n = 0;

	for (i = 0; i < p->n; i++)
		n += p->kept[i]->state == PULL_RUNNING;
	return n;
}

/* Make room in front: older news of the same image, then the oldest, goes. */
static void
make_room(struct pulls *p, const char *image)
{
	size_t i;

	for (i = p->n; i-- > 0;) {
		if (strcmp(p->kept[i]->image, image) == 0)
			forget(p, i);
	}
	for (i = p->n; i-- > 0 && p->n == LIMIT_PULLS_KEPT;) {
		if (p->kept[i]->state != PULL_RUNNING)
			forget(p, i);
	}
	memmove(&p->kept[1], &p->kept[0], p->n * sizeof(*p->kept));
	p->n++;
}

enum pulls_answer
pulls_begin(struct pulls *p, struct engine *e, const char *image)
{
	struct pull *pull;

	if (running(p, image) != NULL)
		return PULLS_OK;
	if (count_running(p) >= LIMIT_PULLS)
		return PULLS_FULL;
	make_room(p, image);
	pull = p->kept[0] = mem_new(p->k->mem, struct pull);
	pull->pulls = p;
	snprintf(pull->image, sizeof(pull->image), "%s", image);
	pull->begun_us = pull->heard_us = clock_mono_us();
	pull->call = e->ops->pull(e, pull->image, heard, ended, pull);
	log_info("image.pull.begin", LOG_STR("image", pull->image));
	return PULLS_OK;
}

enum pulls_answer
pulls_cancel(struct pulls *p, const char *image)
{
	struct pull *pull = running(p, image);

	if (pull == NULL)
		return PULLS_NONE;
	end(pull, PULL_CANCELLED, "");
	return PULLS_OK;
}

/* ------------------------------------------------ what is told */

static void
put_layer(struct json_writer *w, const struct layer *layer)
{
	json_begin_object(w);
	json_set_string(w, "id", layer->id);
	json_set_string(w, "state", layer_names[layer->state]);
	json_set_int(w, "percent", layer->percent);
	json_set_int(w, "fetched", layer->fetched);
	json_set_int(w, "size", layer->size);
	json_end_object(w);
}

/* By size where it is known, so that a bar does not jump for small layers. */
static int
percent_of_all(const struct pull *pull)
{
	double done = 0, whole = 0, weight;
	size_t i;

	if (pull->state == PULL_DONE)
		return 100;
	for (i = 0; i < pull->layers_n; i++) {
		weight = pull->layers[i].size > 0
			     ? (double)pull->layers[i].size
			     : 1;
		done += weight * pull->layers[i].percent;
		whole += weight;
	}
	return whole > 0 ? (int)(done / whole) : 0;
}

static void
put_pull(struct json_writer *w, const struct pull *pull)
{
	int64_t until_us =
	    pull->state == PULL_RUNNING ? clock_mono_us() : pull->ended_us;
	size_t i;

	json_begin_object(w);
	json_set_string(w, "image", pull->image);
	json_set_string(w, "state", state_names[pull->state]);
	json_set_int(w, "percent", percent_of_all(pull));
	json_set_int(
	    w, "seconds", (until_us - pull->begun_us) / USEC_PER_SEC);
	json_set_string(w, "digest", pull->digest);
	json_set_string(w, "message", pull->message);
	json_key(w, "layers");
	json_begin_array(w);
	for (i = 0; i < pull->layers_n; i++)
		put_layer(w, &pull->layers[i]);
	json_end_array(w);
	json_end_object(w);
}

void
pulls_put(const struct pulls *p, struct json_writer *w)
{
	size_t i;

	json_begin_array(w);
	for (i = 0; i < p->n; i++)
		put_pull(w, p->kept[i]);
	json_end_array(w);
}
