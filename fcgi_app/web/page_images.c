/* The engine's images: the list, pulls with their progress, removal. */
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "service/images.h"
#include "web/handlers.h"
#include "web/page.h"

#define MEGA (1000.0 * 1000.0)

/* ------------------------------------------------ the list */

static void
users_view(struct tpl *row, const struct image_row *image)
{
	struct tpl *user;
	size_t i;

	for (i = 0; i < image->users_n; i++) {
		user = tpl_add(row, "USER");
		tpl_int(user, "USER_ID", image->users[i].id.n);
		tpl_str(user, "USER_NAME", image->users[i].name);
		tpl_show_if(user, "MORE", i + 1 < image->users_n);
	}
	tpl_show(row, image->users_n > 0 ? "IS_USED" : "IS_FREE");
}

static void
image_row(struct tpl *page, const struct image_row *image, int64_t now_us)
{
	const struct image_info *info = &image->info;
	struct tpl *row = tpl_add(page, "IMAGE");

	tpl_str(row, "TAG", info->tag);
	tpl_str(row, "DIGEST", info->digest);
	tpl_fmt(row, "DIGEST_SHORT", "%.19s", info->digest);
	tpl_show_if(row, "HAS_DIGEST", info->digest[0] != '\0');
	tpl_fmt(row, "SIZE", "%.1f", (double)info->size / MEGA);
	page_time(row, "CREATED", "HAS_CREATED",
	    info->created_s * USEC_PER_SEC);
	page_age(row, info->created_s * USEC_PER_SEC, now_us);
	users_view(row, image);
}

/* The list; ERR_UNAVAILABLE of keeper and engine is a part of the page. */
static enum err
list_view(struct web *w, struct tpl *page)
{
	struct image_row *images;
	int64_t now_us;
	size_t i, n;
	enum err err;

	err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	err = images_list(&w->svc, &images, &n);
	if (err != ERR_OK) {
		tpl_show(page, "NO_LIST");
		tpl_str(page, "LIST_ERROR", err_said(&w->svc.error));
		err_clear(&w->svc.error);
		return (ERR_OK);
	}
	for (i = 0; i < n; i++)
		image_row(page, &images[i], now_us);
	tpl_show(page, n > 0 ? "IS_FULL" : "IS_EMPTY");
	return (ERR_OK);
}

/* ------------------------------------------------ pulls */

static const struct {
	const char *name, *section;
} pull_states[] = {
    {"running", "IS_RUNNING"},
    {"done", "IS_DONE"},
    {"failed", "IS_FAILED"},
    {"cancelled", "IS_CANCELLED"},
};

static const struct {
	const char *name, *section;
} layer_states[] = {
    {"waiting", "IS_WAITING"},
    {"fetching", "IS_FETCHING"},
    {"fetched", "IS_FETCHED"},
    {"unpacking", "IS_UNPACKING"},
    {"done", "IS_DONE"},
    {"present", "IS_PRESENT"},
};

static void
layer_view(struct tpl *pull, const struct pull_layer *layer)
{
	struct tpl *t = tpl_add(pull, "LAYER");
	size_t i;

	tpl_str(t, "LAYER_ID", layer->id);
	tpl_int(t, "LAYER_PERCENT", layer->percent);
	tpl_fmt(t, "LAYER_FETCHED", "%.1f", (double)layer->fetched / MEGA);
	tpl_fmt(t, "LAYER_SIZE", "%.1f", (double)layer->size / MEGA);
	tpl_show_if(t, "HAS_SIZE", layer->size > 0);
	for (i = 0; i < sizeof(layer_states) / sizeof(layer_states[0]); i++)
		tpl_show_if(t, layer_states[i].section,
		    strcmp(layer->state, layer_states[i].name) == 0);
}

static void
pull_view(struct tpl *pulls, const struct pull_info *pull, size_t number)
{
	struct tpl *t = tpl_add(pulls, "PULL");
	size_t i, done = 0;

	tpl_int(t, "NUMBER", (int64_t)number);
	tpl_str(t, "IMAGE", pull->image);
	tpl_str(t, "STATE", pull->state);
	tpl_int(t, "PERCENT", pull->percent);
	tpl_int(t, "SECONDS", pull->seconds);
	tpl_str(t, "DIGEST", pull->digest);
	tpl_show_if(t, "HAS_DIGEST", pull->digest[0] != '\0');
	tpl_str(t, "MESSAGE", pull->message);
	for (i = 0; i < sizeof(pull_states) / sizeof(pull_states[0]); i++)
		tpl_show_if(t, pull_states[i].section,
		    strcmp(pull->state, pull_states[i].name) == 0);
	for (i = 0; i < pull->layers_n; i++) {
		layer_view(t, &pull->layers[i]);
		done += pull->layers[i].percent == 100;
	}
	tpl_int(t, "LAYERS", (int64_t)pull->layers_n);
	tpl_int(t, "LAYERS_DONE", (int64_t)done);
	tpl_show_if(t, "HAS_LAYERS", pull->layers_n > 0);
	tpl_show_if(t, "HAS_SUM", strcmp(pull->state, "running") == 0 ||
				      strcmp(pull->state, "done") == 0);
	tpl_show_if(t, "IS_ASKING",
	    pull->layers_n == 0 && strcmp(pull->state, "running") == 0);
}

/* What is under way and what was; nothing where the keeper is away. */
static void
pulls_view(struct web *w, struct tpl *t)
{
	struct pull_info *pulls;
	size_t i, n, running = 0, done = 0;

	if (control_pulls(&w->svc, &pulls, &n) != ERR_OK) {
		err_clear(&w->svc.error);
		return;
	}
	for (i = 0; i < n; i++) {
		pull_view(t, &pulls[i], i);
		running += strcmp(pulls[i].state, "running") == 0;
		done += strcmp(pulls[i].state, "done") == 0;
	}
	tpl_show_if(t, "IS_MOVING", running > 0);
	tpl_show_if(t, "HAS_PULLS", n > 0);
	tpl_int(t, "N_DONE", (int64_t)done);
}

enum err
page_pulls(struct web *w)
{
	struct tpl *part = tpl_new(w->mem);

	tpl_global(part, "NONCE", w->nonce);
	pulls_view(w, part);
	return (page_send(w, part, "pulls.tpl", 200));
}

/* ------------------------------------------------ the page, the forms */

/* The page, with the error that `why` stands for. */
static enum err
show(struct web *w, enum err why)
{
	struct tpl *page = page_new(w, tr("Images"), "IMAGES");
	enum err err;

	if (why != ERR_OK)
		page_show_error(w, page);
	err_clear(&w->svc.error);
	err = list_view(w, page);
	if (err != ERR_OK)
		return (err);
	pulls_view(w, tpl_include(page, "PULLS", "pulls.tpl"));
	tpl_str(page, "WANTED", page_field(w, "image"));
	return (page_send(w, page, "images.tpl",
	    why == ERR_OK ? 200 : page_error_status(why)));
}

enum err
page_images(struct web *w)
{
	return (show(w, ERR_OK));
}

/* Back to the list, or there with what went wrong. */
static enum err
answer(struct web *w, enum err err)
{
	if (err == ERR_OK)
		return (page_go(w, "/containers/admin/images"));
	if (page_error_is_mendable(err) || err == ERR_NOT_FOUND ||
	    err == ERR_UNAVAILABLE)
		return (show(w, err));
	return (err);
}

enum err
page_image_pull_post(struct web *w)
{
	return (answer(w, images_pull(&w->svc, page_field(w, "image"))));
}

enum err
page_image_cancel_post(struct web *w)
{
	return (answer(w, images_pull_cancel(&w->svc, page_field(w, "image"))));
}

enum err
page_image_remove_post(struct web *w)
{
	return (answer(w, images_remove(&w->svc, page_field(w, "image"))));
}
