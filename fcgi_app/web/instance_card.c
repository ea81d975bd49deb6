#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "service/instances.h"
#include "web/handlers.h"
#include "web/page.h"

/* The way to a running instance, as the card draws it. */
static const struct {
	enum instance_state state;
	const char *name;
} steps[] = {
    {INSTANCE_QUEUED, N_("Queue")},
    {INSTANCE_CREATING, N_("Create")},
    {INSTANCE_STARTING, N_("Start")},
    {INSTANCE_CHECKING, N_("Check")},
};

static void
steps_view(struct tpl *card, enum instance_state state)
{
	struct tpl *step;
	size_t i;

	tpl_show_if(card, "IS_PENDING", instance_is_pending(state));
	tpl_show_if(card, "NOT_PENDING", !instance_is_pending(state));
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		step = tpl_add(card, "STEP");
		tpl_str(
		    step, "STEP_STATE", instance_state_name(steps[i].state));
		tpl_str(step, "STEP_NAME", tr(steps[i].name));
		tpl_show_if(step, "IS_NOW", steps[i].state == state);
		tpl_show_if(step, "IS_DONE", steps[i].state < state);
	}
}

/* Seconds that a fresh or renewed instance lives, 0 for ever. */
static int64_t
lifetime_s(const struct web *w, const struct challenge *c)
{
	int min = c->lifetime_min;

	if (min == 0)
		min = w->svc.p->settings->expiration_min;
	return (min > 0 ? (int64_t)min * 60 : 0);
}

/* What instance.js begins with, so that a page costs no call of its own. */
static enum err
data_view(struct web *w, struct tpl *card, const struct challenge *c,
    const struct instance *in)
{
	struct json_writer *jw = json_writer_new(w->mem);
	int64_t now_us;
	enum err err;

	err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	if (in != NULL)
		instance_json(w, jw, in, now_us, VIEW_PLAYER);
	else
		instance_json_none(jw, c, now_us);
	tpl_str(card, "DATA", json_text(jw, NULL));
	return (ERR_OK);
}

enum err
instance_card(struct web *w, struct tpl *page, const struct challenge *c,
    const struct instance *in)
{
	struct tpl *card =
	    tpl_include(page, "INSTANCE_CARD", "instance_card.tpl");

	tpl_int(card, "CHALLENGE_ID", c->id.n);
	tpl_int(card, "LIFETIME", lifetime_s(w, c));
	tpl_str(card, "ME", w->me->name);
	if (in != NULL) {
		instance_view(
		    w, card, in, instance_hostname(w, c->connection_info));
		steps_view(card, instance_shown_state(in));
		tpl_show_if(card, "BY_OTHER", in->user.n != w->me->id.n);
	} else {
		tpl_str(card, "STATE", "none");
		tpl_str(card, "STAGE", tr("Not running"));
		tpl_show(card, "IS_ENDED");
		tpl_show(card, "CAN_START");
		tpl_show(card, "NO_PLACE");
		steps_view(card, INSTANCE_GONE);
	}
	return (data_view(w, card, c, in));
}

/*
 * After a refused start: the actor's other instances, each with a button that
 * stops it and starts this one.
 */
enum err
instance_card_in_way(struct web *w, struct tpl *page, const struct challenge *c)
{
	struct instance *mine;
	struct tpl *other;
	size_t i, n;
	enum err err;

	err = instance_mine_all(&w->svc, &mine, &n);
	for (i = 0; err == ERR_OK && i < n; i++) {
		if (mine[i].challenge.n == c->id.n || mine[i].challenge.n == 0)
			continue;
		other = tpl_add(page, "IN_WAY");
		tpl_int(other, "CHALLENGE_ID", c->id.n);
		tpl_int(other, "OTHER_ID", mine[i].challenge.n);
		tpl_str(other, "OTHER_NAME", mine[i].challenge_name);
	}
	return (err);
}
