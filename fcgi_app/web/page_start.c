#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "service/challenges.h"
#include "service/control.h"
#include "web/handlers.h"
#include "web/page.h"

/*
 * The way from an empty installation to the first instance.  A step is done
 * when the installation says so; nothing here is remembered.
 */
static struct tpl *
step_view(struct tpl *page, const char *title, const char *text, bool done)
{
	struct tpl *step = tpl_add(page, "STEP");

	tpl_str(step, "STEP_TITLE", title);
	tpl_str(step, "STEP_TEXT", text);
	tpl_show(step, done ? "IS_DONE" : "IS_OPEN");
	return (step);
}

static void
link_view(struct tpl *step, const char *path, const char *text)
{
	struct tpl *link = tpl_add(step, "STEP_LINK");

	tpl_str(link, "LINK_PATH", path);
	tpl_str(link, "LINK_TEXT", text);
}

/* Steps 1 and 3: an engine that answers, and an image on it. */
static size_t
engine_step(struct web *w, struct tpl *page)
{
	struct image_info *images;
	size_t n = 0;
	bool up = control_images(&w->svc, &images, &n) == ERR_OK;
	struct tpl *step = step_view(page, tr("Reach the container engine"),
	    up ? tr("The engine answers.") : err_said(&w->svc.error), up);

	link_view(
	    step, "/containers/settings#docker_base_url", tr("Engine URL"));
	err_clear(&w->svc.error);
	return (up ? n : 0);
}

static void
host_step(struct web *w, struct tpl *page)
{
	const char *host = w->svc.p->settings->value[SETTING_DOCKER_HOSTNAME];
	bool own = host[0] != '\0' && !text_equal_nocase(host, w->req->host);
	struct tpl *step = step_view(page, tr("Give instances a host name"),
	    own ? tr("Instances are reached under a name of their own.")
		: tr("It must not be the platform's: cookies ignore ports, "
		     "so a hostile instance could read its visitor's "
		     "session."),
	    own);

	link_view(step, "/containers/settings#docker_hostname",
	    tr("Instance host name"));
}

static void
image_step(struct tpl *page, bool any)
{
	struct tpl *step = step_view(page, tr("Bring an image"),
	    any ? tr("The engine has images to choose from.")
		: tr("Build or load one on the engine's host, with a tag."),
	    any);

	link_view(step, "/containers/admin/images", tr("Images"));
}

static void
challenge_steps(struct tpl *page, const struct challenge *list, size_t n)
{
	struct tpl *step;
	bool made = false;
	size_t i;

	for (i = 0; i < n; i++)
		made = made || list[i].type == CHALLENGE_CONTAINER;
	step = step_view(page, tr("Make a challenge"),
	    made ? tr("There is a challenge with a container.")
		 : tr("A name, an image, a port: that is all it needs."),
	    made);
	link_view(
	    step, "/containers/admin/challenges/new", tr("New challenge"));
	step = step_view(page, tr("Try it as a player does"),
	    tr("Open it on the board, press Start, use it, stop it."), false);
	link_view(step, "/containers/", tr("To the board"));
}

enum err
page_start(struct web *w)
{
	struct tpl *page = page_new(w, tr("First steps"), "CHALLENGES");
	struct challenge *list;
	size_t n, images;
	enum err err;

	err = challenge_list(&w->svc, VIEW_ADMIN, &list, &n);
	if (err != ERR_OK)
		return (err);
	images = engine_step(w, page);
	host_step(w, page);
	image_step(page, images > 0);
	challenge_steps(page, list, n);
	return (page_send(w, page, "start.tpl", 200));
}
