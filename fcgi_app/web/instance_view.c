#include <string.h>

#include "base/lang.h"
#include "web/handlers.h"
#include "web/page.h"

/* What each state is called for people. */
static const char *const stage_words[INSTANCE_STATES] = {
    [INSTANCE_QUEUED] = N_("Waiting in the queue"),
    [INSTANCE_CREATING] = N_("Creating the container"),
    [INSTANCE_STARTING] = N_("Starting the container"),
    [INSTANCE_CHECKING] = N_("Checking that it answers"),
    [INSTANCE_RUNNING] = N_("Running"),
    [INSTANCE_FAILED] = N_("Failed"),
    [INSTANCE_STOPPING] = N_("Stopping"),
    [INSTANCE_GONE] = N_("Not running"),
    [INSTANCE_WARM] = N_("Warm, waiting for a player"),
};

static void
endpoint_view(struct web *w, struct tpl *t, const struct endpoint *ep,
    const char *hostname)
{
	struct tpl *row = tpl_add(t, "ENDPOINT");
	const char *text;

	tpl_str(row, "LABEL",
	    ep->label[0] != '\0' ? ep->label : endpoint_kind_name(ep->kind));
	tpl_show_if(row, "IS_LABELLED", ep->label[0] != '\0');
	tpl_str(row, "KIND", endpoint_kind_name(ep->kind));
	text = instance_endpoint_text(w->mem, ep, hostname);
	if (ep->kind == KIND_HTTP || ep->kind == KIND_HTTPS) {
		tpl_str(row, "URL", text);
		tpl_show(row, "IS_LINK");
	} else {
		tpl_str(row, "TEXT", text);
		tpl_show(row, "IS_TEXT");
	}
	tpl_str(row, "COPY", text);
}

/* Seconds up to the next 5, or minutes: what is guessed is said roughly. */
static void
wait_view(struct tpl *t, const struct instance *in)
{
	if (in->queue_place == 0 || in->wait_s <= 0)
		return;
	if (in->wait_s < 60)
		tpl_fmt(t, "WAIT", tr("%d s"), (in->wait_s + 4) / 5 * 5);
	else
		tpl_fmt(t, "WAIT", tr("%d min"), (in->wait_s + 59) / 60);
	tpl_show(t, "HAS_WAIT");
}

static void
renewals_view(struct tpl *t, const struct instance *in)
{
	int left = in->renewals_max - in->renewals;

	if (in->renewals_max < 0)
		return;
	tpl_int(t, "RENEWALS_LEFT", left > 0 ? left : 0);
	tpl_show(t, "HAS_RENEWALS_LEFT");
}

/* What its owner may do with it, as the state and the clock allow. */
static void
actions_view(
    struct tpl *t, const struct instance *in, enum instance_state state)
{
	bool running = state == INSTANCE_RUNNING;
	bool renewable = running && in->expires_us != 0;
	bool used_up =
	    in->renewals_max >= 0 && in->renewals >= in->renewals_max;
	bool failed = state == INSTANCE_FAILED ||
		      (state == INSTANCE_GONE && in->end_reason == END_FAILED);

	tpl_show_if(t, "CAN_START", !instance_is_live(state) && !failed);
	tpl_show_if(t, "CAN_RETRY", failed);
	tpl_show_if(t, "CAN_RENEW", renewable && !used_up);
	tpl_show_if(t, "NO_RENEWALS", renewable && used_up);
	tpl_show_if(t, "CAN_RESET", running);
	tpl_show_if(t, "CAN_STOP", running);
	tpl_show_if(t, "CAN_CANCEL", instance_is_pending(state));
}

void
instance_view(struct web *w, struct tpl *t, const struct instance *in,
    const char *hostname)
{
	enum instance_state state = instance_shown_state(in);
	const char *message = instance_message(in);
	int i;

	tpl_str(t, "PUBLIC_ID", in->public_id);
	tpl_str(t, "STATE", instance_state_name(state));
	tpl_str(t, "STATE_NAME", tr(instance_state_name(state)));
	tpl_str(t, "STAGE",
	    in->restart ? tr("Restarting") : tr(stage_words[state]));
	tpl_int(t, "INSTANCE_CHALLENGE_ID", in->challenge.n);
	tpl_str(t, "INSTANCE_CHALLENGE", in->challenge_name);
	tpl_str(t, "STARTED_BY", in->pool ? tr("warm pool") : in->user_name);
	if (in->tester.n != 0)
		tpl_fmt(t, "STARTED_BY", tr("%s (test)"), in->user_name);
	tpl_show_if(t, "IS_TEST", in->tester.n != 0);
	tpl_int(t, "PLACE", in->queue_place);
	tpl_show_if(t, "HAS_PLACE", in->queue_place > 0);
	tpl_show_if(t, "NO_PLACE", in->queue_place == 0);
	tpl_show_if(t, "IS_LIVE", instance_is_live(state));
	tpl_show_if(t, "IS_RUNNING", state == INSTANCE_RUNNING);
	tpl_show_if(t, "IS_ENDED", !instance_is_live(state));
	page_time(t, "EXPIRES", "HAS_EXPIRES", in->expires_us);
	page_time(t, "REQUESTED", "HAS_REQUESTED", in->requested_us);
	wait_view(t, in);
	renewals_view(t, in);
	actions_view(t, in, state);
	for (i = 0; state == INSTANCE_RUNNING && i < in->endpoints_n; i++)
		endpoint_view(w, t, &in->endpoints[i], hostname);
	tpl_str(t, "NOTICE", message);
	tpl_show_if(t, "HAS_NOTICE", message[0] != '\0');
}
