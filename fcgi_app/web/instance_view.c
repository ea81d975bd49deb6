#include <string.h>

#include "web/handlers.h"
#include "web/page.h"

/* What each state is called for people. */
static const char *const stage_words[INSTANCE_STATES] = {
    [INSTANCE_QUEUED] = "Waiting in the queue",
    [INSTANCE_CREATING] = "Creating the container",
    [INSTANCE_STARTING] = "Starting the container",
    [INSTANCE_CHECKING] = "Checking that it answers",
    [INSTANCE_RUNNING] = "Running",
    [INSTANCE_FAILED] = "Failed",
    [INSTANCE_STOPPING] = "Stopping",
    [INSTANCE_GONE] = "Not running",
};

/* Why the last instance ended, where its owner did not ask for it. */
static const char *
end_sentence(const struct instance *in)
{
	switch (in->end_reason) {
	case END_EXPIRED:
		return ("Your last instance reached the end of its time.");
	case END_KILLED:
	case END_PURGED:
		return ("An organiser stopped your last instance.");
	case END_DIED:
		return (in->oom_killed
		    ? "Your last instance ran out of memory."
		    : "Your last instance ended by itself.");
	case END_FAILED:
		return ("Your instance could not be started.");
	case END_CHALLENGE_GONE:
		return ("The challenge was removed.");
	case END_NONE:
	case END_STOPPED:
		break;
	}
	return ("");
}

static void
endpoint_view(struct tpl *t, const struct endpoint *ep, const char *hostname)
{
	struct tpl *row = tpl_add(t, "ENDPOINT");

	tpl_str(row, "LABEL", ep->label[0] != '\0'
		? ep->label
		: endpoint_kind_name(ep->kind));
	switch (ep->kind) {
	case KIND_HTTP:
	case KIND_HTTPS:
		tpl_fmt(row, "URL", "%s://%s:%d/", endpoint_kind_name(ep->kind),
		    hostname, ep->host_port);
		tpl_show(row, "IS_LINK");
		break;
	case KIND_SSH:
		tpl_fmt(row, "TEXT", "ssh -p %d %s", ep->host_port, hostname);
		tpl_show(row, "IS_TEXT");
		break;
	case KIND_UDP:
		tpl_fmt(row, "TEXT", "nc -u %s %d", hostname, ep->host_port);
		tpl_show(row, "IS_TEXT");
		break;
	case KIND_TCP:
		tpl_fmt(row, "TEXT", "nc %s %d", hostname, ep->host_port);
		tpl_show(row, "IS_TEXT");
		break;
	}
}

static void
message_view(struct tpl *t, const struct instance *in)
{
	const char *message = in->error_player;

	if (message[0] == '\0' && in->state == INSTANCE_GONE)
		message = end_sentence(in);
	tpl_str(t, "NOTICE", message);
	tpl_show_if(t, "HAS_NOTICE", message[0] != '\0');
}

void
instance_view(struct web *w, struct tpl *t, const struct instance *in,
    const char *hostname)
{
	int i;

	(void)w;
	tpl_str(t, "PUBLIC_ID", in->public_id);
	tpl_str(t, "STATE", instance_state_name(in->state));
	tpl_str(t, "STAGE", stage_words[in->state]);
	tpl_int(t, "INSTANCE_CHALLENGE_ID", in->challenge.n);
	tpl_str(t, "INSTANCE_CHALLENGE", in->challenge_name);
	tpl_str(t, "STARTED_BY", in->user_name);
	tpl_int(t, "PLACE", in->queue_place);
	tpl_show_if(t, "HAS_PLACE", in->queue_place > 0);
	tpl_show_if(t, "IS_LIVE", instance_is_live(in->state));
	tpl_show_if(t, "IS_RUNNING", in->state == INSTANCE_RUNNING);
	tpl_show_if(t, "IS_ENDED", !instance_is_live(in->state));
	page_time(t, "EXPIRES", "HAS_EXPIRES", in->expires_us);
	page_time(t, "REQUESTED", "HAS_REQUESTED", in->requested_us);
	if (in->renewals_max >= 0) {
		tpl_int(t, "RENEWALS_LEFT", in->renewals_max - in->renewals);
		tpl_show(t, "HAS_RENEWALS_LEFT");
	}
	for (i = 0; in->state == INSTANCE_RUNNING && i < in->endpoints_n; i++)
		endpoint_view(t, &in->endpoints[i], hostname);
	message_view(t, in);
}
