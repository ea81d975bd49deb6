/*
 * The operations of service/control.h on images.  What an admin's page asks is
 * checked again: the worker that asks may have been taken over.
 */
#include <string.h>

#include "base/mem.h"
#include "domain/container.h"
#include "json/json.h"
#include "keeper/control_private.h"
#include "keeper/pulls.h"

/* Containers that are named in a refusal. */
#define NAMES_MAX 3

/* ------------------------------------------------ the list */

static void
list_answered(void *arg, const struct engine_reply *reply)
{
	struct control_request *r = arg;
	struct json_writer *w;
	size_t i;

	if (control_refused(r, reply))
		return;
	w = json_writer_new(r);
	json_begin_object(w);
	json_key(w, "images");
	json_begin_array(w);
	for (i = 0; i < reply->n; i++) {
		json_begin_object(w);
		json_set_string(w, "tag", reply->images[i].tag);
		json_set_string(w, "digest", reply->images[i].digest);
		json_set_int(w, "size", reply->images[i].size);
		json_set_int(w, "created", reply->images[i].created_s);
		json_end_object(w);
	}
	json_end_array(w);
	json_end_object(w);
	control_answer(r, 200, json_text(w, NULL));
}

static void
list(struct control_request *r)
{
	struct engine *e = control_engine(r);

	if (e != NULL)
		r->call = e->ops->images(e, list_answered, r);
}

/* ------------------------------------------------ removal */

static void
removed(void *arg, const struct engine_reply *reply)
{
	struct control_request *r = arg;

	if (!control_refused(r, reply))
		control_answer(r, 200, "{}");
}

static const char *
names_of(void *mem, const struct engine_container *list, size_t n)
{
	const char *names = list[0].name;
	size_t i;

	for (i = 1; i < n && i < NAMES_MAX; i++)
		names = mem_printf(mem, "%s, %s", names, list[i].name);
	return n > NAMES_MAX
		   ? mem_printf(mem, "%s and %zu more", names, n - NAMES_MAX)
		   : names;
}

/* Of a tag among others the engine would take no notice of its containers. */
static void
users_answered(void *arg, const struct engine_reply *reply)
{
	struct control_request *r = arg;
	struct engine *e;

	if (control_refused(r, reply))
		return;
	if (reply->n > 0) {
		control_error_of(r, 409,
		    "Containers use this image: %s. Remove them first.",
		    names_of(r, reply->list, reply->n), NULL);
		return;
	}
	e = control_engine(r);
	if (e != NULL)
		r->call = e->ops->remove_image(e, r->image, removed, r);
}

static void
remove_image(struct control_request *r)
{
	struct engine *e = control_engine(r);

	if (e != NULL)
		r->call = e->ops->image_users(e, r->image, users_answered, r);
}

/* ------------------------------------------------ pulls */

static void
answer_order(struct control_request *r, enum pulls_answer answer)
{
	switch (answer) {
	case PULLS_OK:
		control_answer(r, 200, "{}");
		break;
	case PULLS_FULL:
		control_error(r, 409,
		    "Two images are being pulled already. Wait until one of "
		    "them is done, or cancel it.");
		break;
	case PULLS_NONE:
		control_error(r, 404, "This image is not being pulled.");
		break;
	}
}

static void
pull(struct control_request *r)
{
	struct engine *e = control_engine(r);

	if (e != NULL)
		answer_order(r,
		    pulls_begin(
			r->k->pulls, e, image_name_tagged(r, r->image)));
}

static void
cancel(struct control_request *r)
{
	answer_order(r,
	    pulls_cancel(r->k->pulls, image_name_tagged(r, r->image)));
}

static void
list_pulls(struct control_request *r)
{
	struct json_writer *w = json_writer_new(r);

	json_begin_object(w);
	json_key(w, "pulls");
	pulls_put(r->k->pulls, w);
	json_end_object(w);
	control_answer(r, 200, json_text(w, NULL));
}

/* ------------------------------------------------ which */

/* true if the request names an image; otherwise it has been refused. */
static bool
has_image(struct control_request *r)
{
	const char *image = control_argument(r, "image");

	if (image == NULL || !image_name_ok(image)) {
		control_error(r, 400, "This is not the name of an image.");
		return false;
	}
	r->image = mem_strdup(r, image);
	return true;
}

bool
control_route_images(struct control_request *r, const char *path)
{
	static const struct {
		const char *method, *path;
		bool with_image;
		void (*run)(struct control_request *r);
	} operations[] = {
	    {"GET", "/v1/images", false, list},
	    {"DELETE", "/v1/images", true, remove_image},
	    {"GET", "/v1/pulls", false, list_pulls},
	    {"POST", "/v1/pulls", true, pull},
	    {"DELETE", "/v1/pulls", true, cancel},
	};
	size_t i;

	for (i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
		if (strcmp(path, operations[i].path) != 0 ||
		    strcmp(r->method, operations[i].method) != 0)
			continue;
		if (!operations[i].with_image || has_image(r))
			operations[i].run(r);
		return true;
	}
	return false;
}
