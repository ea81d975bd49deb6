/* The engine's images as JSON. */
#include "base/clock.h"
#include "service/images.h"
#include "web/api.h"
#include "web/handlers.h"

/* The body's image; ERR_INVALID where it has none. */
static enum err
read_image(struct web *w, const char **ret)
{
	enum err err;

	*ret = "";
	err = api_text(w, "image", ret);
	if (err == ERR_OK && (*ret)[0] == '\0')
		err = err_set(
		    &w->svc.error, ERR_INVALID, "image", "must be given");
	return (err);
}

static void
put_image(struct json_writer *jw, const struct image_row *image)
{
	size_t i;

	json_begin_object(jw);
	json_set_string(jw, "tag", image->info.tag);
	json_set_string(jw, "digest", image->info.digest);
	json_set_int(jw, "size", image->info.size);
	api_set_time(jw, "created", image->info.created_s * USEC_PER_SEC);
	json_key(jw, "used_by");
	json_begin_array(jw);
	for (i = 0; i < image->users_n; i++) {
		json_begin_object(jw);
		json_set_int(jw, "id", image->users[i].id.n);
		json_set_string(jw, "name", image->users[i].name);
		json_end_object(jw);
	}
	json_end_array(jw);
	json_end_object(jw);
}

enum err
api_images(struct web *w)
{
	struct image_row *images;
	struct json_writer *jw;
	size_t i, n;
	enum err err;

	err = images_list(&w->svc, &images, &n);
	if (err != ERR_OK)
		return (api_control_error(w, err));
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		put_image(jw, &images[i]);
	json_end_array(jw);
	return (api_end(w, jw));
}

static void
put_pull(struct json_writer *jw, const struct pull_info *pull)
{
	size_t i;

	json_begin_object(jw);
	json_set_string(jw, "image", pull->image);
	json_set_string(jw, "state", pull->state);
	json_set_int(jw, "percent", pull->percent);
	json_set_int(jw, "seconds", pull->seconds);
	json_set_string(jw, "digest", pull->digest);
	json_set_string(jw, "message", pull->message);
	json_key(jw, "layers");
	json_begin_array(jw);
	for (i = 0; i < pull->layers_n; i++) {
		json_begin_object(jw);
		json_set_string(jw, "id", pull->layers[i].id);
		json_set_string(jw, "state", pull->layers[i].state);
		json_set_int(jw, "percent", pull->layers[i].percent);
		json_set_int(jw, "fetched", pull->layers[i].fetched);
		json_set_int(jw, "size", pull->layers[i].size);
		json_end_object(jw);
	}
	json_end_array(jw);
	json_end_object(jw);
}

enum err
api_pulls(struct web *w)
{
	struct pull_info *pulls;
	struct json_writer *jw;
	size_t i, n;
	enum err err;

	err = control_pulls(&w->svc, &pulls, &n);
	if (err != ERR_OK)
		return (api_control_error(w, err));
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		put_pull(jw, &pulls[i]);
	json_end_array(jw);
	return (api_end(w, jw));
}

/* Do one thing with the body's image. */
static enum err
run(struct web *w, enum err (*order)(struct service *s, const char *image))
{
	const char *image;
	enum err err;

	err = read_image(w, &image);
	if (err == ERR_OK)
		err = order(&w->svc, image);
	return (err == ERR_OK ? api_done(w) : api_control_error(w, err));
}

enum err
api_image_pull(struct web *w)
{
	return (run(w, images_pull));
}

enum err
api_pull_cancel(struct web *w)
{
	return (run(w, images_pull_cancel));
}

enum err
api_image_remove(struct web *w)
{
	return (run(w, images_remove));
}
