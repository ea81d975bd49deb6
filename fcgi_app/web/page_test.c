/*
 * "Try it": an admin's test of a challenge on the page of its form.  The part
 * is served by itself too, so that its stage and log can be followed.
 */
#include "base/lang.h"
#include "base/mem.h"
#include "service/challenges.h"
#include "service/control.h"
#include "service/instances.h"
#include "web/handlers.h"
#include "web/page.h"

/* How soon to look again: while it starts, while it runs. */
#define AGAIN_SOON_MS 1000
#define AGAIN_MS      3000

static bool
is_live(const struct instance *in)
{
	return (in != NULL && instance_is_live(in->state));
}

/* What its container has written; nothing while the engine is away. */
static void
log_view(struct web *w, struct tpl *t, const struct instance *in)
{
	const char *log;

	if (!is_live(in) || in->container_id[0] == '\0')
		return;
	if (control_logs(&w->svc, in->public_id, &log) != ERR_OK) {
		err_clear(&w->svc.error);
		return;
	}
	tpl_str(t, "LOG", log);
	tpl_show(t, log[0] != '\0' ? "HAS_LOG" : "EMPTY_LOG");
}

static void
state_view(struct web *w, struct tpl *t, const struct instance *in)
{
	enum instance_state state = instance_shown_state(in);
	bool moves = instance_is_live(in->state) && state != INSTANCE_RUNNING;
	const char *why = in->error_admin[0] != '\0' ? in->error_admin
						     : instance_message(in);

	instance_view(w, t, in, instance_hostname(w, in->connection_info));
	tpl_show(t, "HAS_TEST");
	tpl_str(t, "WHY", why);
	tpl_show_if(t, "HAS_WHY", why[0] != '\0');
	tpl_str(t, "FLAG", in->flag);
	tpl_show_if(
	    t, "HAS_FLAG", in->flag[0] != '\0' && instance_is_live(in->state));
	tpl_show_if(t, "MAY_STOP",
	    instance_is_live(in->state) && in->desired == DESIRED_RUNNING);
	if (instance_is_live(in->state)) {
		tpl_show(t, "IS_MOVING");
		tpl_int(t, "AGAIN", moves ? AGAIN_SOON_MS : AGAIN_MS);
	}
}

static enum err
fill(struct web *w, struct tpl *t, const struct challenge *c)
{
	struct instance *in;
	enum err err = instance_test_mine(&w->svc, c->id, &in);

	if (err != ERR_OK)
		return (err);
	tpl_int(t, "ID", c->id.n);
	tpl_show_if(t, "MAY_START", !is_live(in));
	tpl_show(t, in != NULL ? "AGAIN_TEST" : "FIRST_TEST");
	if (in != NULL)
		state_view(w, t, in);
	log_view(w, t, in);
	return (ERR_OK);
}

enum err
test_view(struct web *w, struct tpl *page, const struct challenge *c)
{
	return (fill(w, tpl_include(page, "TEST", "test.tpl"), c));
}

enum err
page_test(struct web *w)
{
	struct tpl *part = tpl_new(w->mem);
	struct challenge_id id = {w->id};
	struct challenge *c;
	enum err err = challenge_get(&w->svc, id, VIEW_ADMIN, &c);

	tpl_global(part, "NONCE", w->nonce);
	if (err == ERR_OK)
		err = fill(w, part, c);
	return (err == ERR_OK ? page_send(w, part, "test.tpl", 200) : err);
}

/* ------------------------------------------------ orders */

static enum err
back(struct web *w)
{
	return (
	    page_go(w, mem_printf(w->mem, "/containers/admin/challenges/%lld#try",
			   (long long)w->id)));
}

enum err
page_test_post(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err = instance_test(&w->svc, id, &in);

	return (err == ERR_OK ? back(w) : err);
}

enum err
page_test_stop_post(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err = instance_test_stop(&w->svc, id, &in);

	return (err == ERR_OK ? back(w) : err);
}
