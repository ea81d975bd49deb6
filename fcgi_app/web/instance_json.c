#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/mem.h"
#include "web/handlers.h"

const char *
instance_hostname(struct web *w, const char *connection_info)
{
	const char *setting;

	if (connection_info[0] != '\0')
		return (connection_info);
	setting = w->svc.p->settings->value[SETTING_DOCKER_HOSTNAME];
	return (setting[0] != '\0' ? setting : w->req->host);
}

static bool
is_link(const struct endpoint *ep)
{
	return (ep->kind == KIND_HTTP || ep->kind == KIND_HTTPS);
}

const char *
instance_endpoint_text(
    void *mem, const struct endpoint *ep, const char *hostname)
{
	switch (ep->kind) {
	case KIND_HTTP:
	case KIND_HTTPS:
		return (mem_printf(mem, "%s://%s:%d/",
		    endpoint_kind_name(ep->kind), hostname, ep->host_port));
	case KIND_SSH:
		return (
		    mem_printf(mem, "ssh -p %d %s", ep->host_port, hostname));
	case KIND_UDP:
		return (
		    mem_printf(mem, "nc -u %s %d", hostname, ep->host_port));
	case KIND_TCP:
		break;
	}
	return (mem_printf(mem, "nc %s %d", hostname, ep->host_port));
}

static void
put_endpoint(
    struct json_writer *jw, const struct endpoint *ep, const char *hostname)
{
	const char *text = instance_endpoint_text(jw, ep, hostname);

	json_begin_object(jw);
	json_set_string(jw, "label", ep->label);
	json_set_string(jw, "kind", endpoint_kind_name(ep->kind));
	json_set_string(jw, "host", hostname);
	json_set_int(jw, "port", ep->host_port);
	json_set_string(jw, "text", text);
	if (is_link(ep))
		json_set_string(jw, "url", text);
	json_end_object(jw);
}

/*
 * The state as its owner sees it: what was ordered to stop is stopping, though
 * the keeper may not have begun yet.
 */
enum instance_state
instance_shown_state(const struct instance *in)
{
	if (instance_is_live(in->state) && in->state != INSTANCE_FAILED &&
	    (in->restart || in->desired == DESIRED_STOPPED))
		return (INSTANCE_STOPPING);
	return (in->state);
}

/* Why the last one ended, where its owner did not ask for it. */
static const char *
end_sentence(const struct instance *in)
{
	switch (in->end_reason) {
	case END_EXPIRED:
		return (N_("Your last instance reached the end of its time."));
	case END_KILLED:
	case END_PURGED:
		return (N_("An organiser stopped your last instance."));
	case END_DIED:
		return (in->oom_killed
			    ? N_("Your last instance ran out of memory.")
			    : N_("Your last instance ended by itself."));
	case END_FAILED:
		return (N_("Your instance could not be started."));
	case END_CHALLENGE_GONE:
		return (N_("The challenge was removed."));
	case END_EVICTED:
		return (N_("Your last instance wrote more than it may."));
	case END_NONE:
	case END_STOPPED:
		break;
	}
	return ("");
}

const char *
instance_message(const struct instance *in)
{
	if (in->is_unserved)
		return (
		    tr("The servers that run instances cannot be reached right "
		       "now. Your place in the queue is kept; it goes on by "
		       "itself."));
	if (in->error_player[0] != '\0')
		return (tr(in->error_player));
	return (in->state == INSTANCE_GONE ? tr(end_sentence(in)) : "");
}

static int
renewals_left(const struct instance *in)
{
	if (in->renewals_max < 0)
		return (-1);
	return (in->renewals < in->renewals_max
		    ? in->renewals_max - in->renewals
		    : 0);
}

/* What only admins see. */
static void
put_admin(struct json_writer *jw, const struct instance *in)
{
	json_set_string(jw, "public_id", in->public_id);
	json_set_int(jw, "user_id", in->user.n);
	json_set_string(jw, "user_name", in->user_name);
	if (in->team.n != 0) {
		json_set_int(jw, "team_id", in->team.n);
		json_set_string(jw, "team_name", in->team_name);
	}
	json_set_string(jw, "image", in->image);
	json_set_string(jw, "container_id", in->container_id);
	json_set_string(jw, "error_admin", in->error_admin);
	json_set_bool(jw, "warm", in->pool);
	json_set_bool(jw, "test", in->tester.n != 0);
	json_set_string(jw, "flag", in->flag);
	json_set_int(jw, "requested", in->requested_us / USEC_PER_SEC);
	json_set_int(jw, "ready", in->ready_us / USEC_PER_SEC);
	json_set_int(jw, "ended", in->ended_us / USEC_PER_SEC);
	if (in->has_exit_code)
		json_set_int(jw, "exit_code", in->exit_code);
}

static void
put_endpoints(
    struct json_writer *jw, const struct instance *in, const char *hostname)
{
	int i, n = in->endpoints_n;

	if (instance_shown_state(in) != INSTANCE_RUNNING)
		n = 0;
	json_key(jw, "endpoints");
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		put_endpoint(jw, &in->endpoints[i], hostname);
	json_end_array(jw);
}

void
instance_json(struct web *w, struct json_writer *jw, const struct instance *in,
    int64_t now_us, enum challenge_view view)
{
	json_begin_object(jw);
	json_set_string(
	    jw, "state", instance_state_name(instance_shown_state(in)));
	json_set_bool(jw, "restarting", in->restart);
	json_set_int(jw, "challenge_id", in->challenge.n);
	json_set_string(jw, "challenge_name", in->challenge_name);
	json_set_int(jw, "place", in->queue_place);
	if (in->queue_place > 0 && in->wait_s >= 0)
		json_set_int(jw, "wait_s", in->wait_s);
	put_endpoints(jw, in, instance_hostname(w, in->connection_info));
	json_set_int(jw, "expires", in->expires_us / USEC_PER_SEC);
	json_set_int(jw, "now", now_us / USEC_PER_SEC);
	json_set_int(jw, "renewals_left", renewals_left(in));
	json_set_string(jw, "started_by", in->user_name);
	json_set_string(jw, "end_reason",
	    in->end_reason == END_NONE ? "" : end_reason_name(in->end_reason));
	json_set_string(jw, "message", instance_message(in));
	json_set_int(jw, "generation", in->generation);
	if (view == VIEW_ADMIN)
		put_admin(jw, in);
	json_end_object(jw);
}

void
instance_json_none(
    struct json_writer *jw, const struct challenge *c, int64_t now_us)
{
	json_begin_object(jw);
	json_set_string(jw, "state", "none");
	json_set_bool(jw, "restarting", false);
	json_set_int(jw, "challenge_id", c->id.n);
	json_set_string(jw, "challenge_name", c->name);
	json_set_int(jw, "place", 0);
	json_key(jw, "endpoints");
	json_begin_array(jw);
	json_end_array(jw);
	json_set_int(jw, "expires", 0);
	json_set_int(jw, "now", now_us / USEC_PER_SEC);
	json_set_int(jw, "renewals_left", c->renewals_max);
	json_set_string(jw, "started_by", "");
	json_set_string(jw, "end_reason", "");
	json_set_string(jw, "message", "");
	json_set_int(jw, "generation", 0);
	json_end_object(jw);
}
