/* One instance for admins: facts, timeline, log, load, and the ways out. */
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "service/control.h"
#include "service/instances.h"
#include "web/handlers.h"
#include "web/page.h"

static enum err
go_to_instance(struct web *w)
{
	return (page_go(
	    w, mem_printf(w->mem, "/containers/admin/instances/%s", w->key)));
}

enum err
page_instance_retry(struct web *w)
{
	struct instance *in;
	enum err err = instance_retry(&w->svc, w->key, &in);

	return (err == ERR_OK ? go_to_instance(w) : err);
}

enum err
page_instance_force(struct web *w)
{
	struct instance *in;
	enum err err = instance_force_remove(&w->svc, w->key, &in);

	return (err == ERR_OK ? go_to_instance(w) : err);
}

/* What can be done with it now; each button only where it does something. */
static void
ways_out_view(struct tpl *page, const struct instance *in)
{
	bool is_stopping =
	    instance_is_live(in->state) && in->desired == DESIRED_STOPPED;

	tpl_show_if(page, "ADMIN_CAN_KILL",
	    instance_is_live(in->state) && (!is_stopping || in->restart));
	tpl_show_if(page, "ADMIN_CAN_RETRY",
	    in->attempt > 0 || (is_stopping && in->error_admin[0] != '\0'));
	tpl_show_if(page, "ADMIN_CAN_FORCE", is_stopping && !in->restart);
}

/* "given up: why": both halves are said if they are ours. */
static const char *
cause_said(struct web *w, const char *cause)
{
	const char *colon = strstr(cause, ": "), *head;

	if (colon == NULL)
		return (tr(cause));
	head = mem_strndup(w->mem, cause, (size_t)(colon - cause));
	return (mem_printf(w->mem, "%s: %s", tr(head), tr(colon + 2)));
}

static void
event_row(struct web *w, struct tpl *page, const struct instance_event *ev)
{
	struct tpl *row = tpl_add(page, "EVENT");

	page_time(row, "AT", "HAS_AT", ev->at_us);
	tpl_int(row, "GENERATION", ev->generation);
	tpl_str(row, "STATE", instance_state_name(ev->state));
	tpl_str(row, "STATE_NAME", tr(instance_state_name(ev->state)));
	tpl_str(row, "CAUSE", cause_said(w, ev->cause));
	tpl_str(row, "ACTOR", ev->actor);
}

/* Whether there is something to ask the engine about. */
static bool
has_container(const struct instance *in)
{
	return (in->container_id[0] != '\0' && instance_is_live(in->state));
}

/* The engine takes a second or two for the load. */
static void
log_and_stats(struct web *w, struct tpl *page, const struct instance *in)
{
	struct instance_stats stats;
	const char *log;

	if (control_logs(&w->svc, in->public_id, &log) == ERR_OK) {
		tpl_str(page, "LOG", log);
		tpl_show_if(page, "EMPTY_LOG", log[0] == '\0');
	}
	if (control_stats(&w->svc, in->public_id, &stats) == ERR_OK) {
		if (stats.cpu_percent >= 0)
			tpl_fmt(page, "CPU", "%.1f %%", stats.cpu_percent);
		tpl_fmt(page, "MEMORY", tr("%.1f of %.0f MiB"),
		    (double)stats.memory_bytes / (1024 * 1024),
		    (double)stats.memory_limit / (1024 * 1024));
		tpl_int(page, "PIDS", stats.pids);
	}
	err_clear(&w->svc.error);
}

static void
facts_view(struct web *w, struct tpl *page, const struct instance *in)
{
	instance_view(w, page, in, instance_hostname(w, in->connection_info));
	tpl_str(page, "IMAGE", in->image);
	tpl_show_if(page, "HAS_IMAGE", in->image[0] != '\0');
	tpl_int(page, "USER_ID", in->user.n);
	tpl_show(page, in->user.n != 0 ? "HAS_USER" : "NO_USER");
	tpl_int(page, "TEAM_ID", in->team.n);
	tpl_str(page, "TEAM", in->team_name);
	tpl_show_if(page, "HAS_TEAM", in->team.n != 0);
	tpl_str(page, "CONTAINER_ID", in->container_id);
	tpl_show(page,
	    in->container_id[0] != '\0' ? "HAS_CONTAINER" : "NO_CONTAINER");
	tpl_str(page, "ERROR_ADMIN", in->error_admin);
	tpl_show_if(page, "HAS_ERROR_ADMIN", in->error_admin[0] != '\0');
	tpl_int(page, "GENERATION", in->generation);
	tpl_str(page, "FLAG", in->flag);
	tpl_show_if(page, "HAS_FLAG", in->flag[0] != '\0');
	page_time(page, "READY", "HAS_READY", in->ready_us);
	page_time(page, "ENDED", "HAS_ENDED", in->ended_us);
	tpl_int(page, "RENEWALS", in->renewals);
	tpl_int(page, "RENEWALS_MAX", in->renewals_max);
	tpl_show_if(page, "HAS_RENEWALS_MAX", in->renewals_max >= 0);
	tpl_int(page, "EXIT_CODE", in->exit_code);
	tpl_show_if(page, "HAS_EXIT_CODE", in->has_exit_code);
	tpl_show_if(page, "OOM", in->oom_killed);
	tpl_str(page, "REASON",
	    in->end_reason == END_NONE ? ""
				       : tr(end_reason_name(in->end_reason)));
	tpl_show_if(page, "HAS_REASON", in->end_reason != END_NONE);
}

/* With ?bare=1 without what the engine is asked for: that comes live. */
enum err
page_instance(struct web *w)
{
	struct tpl *page = page_new(w, tr("Instance"), "DASHBOARD");
	struct instance_event *events;
	struct instance *in;
	size_t i, n;
	enum err err;

	err = instance_by_public_id(&w->svc, w->key, &in);
	if (err == ERR_OK)
		err = instance_events(&w->svc, in->id, &events, &n);
	if (err != ERR_OK)
		return (err);
	facts_view(w, page, in);
	ways_out_view(page, in);
	for (i = 0; i < n; i++)
		event_row(w, page, &events[i]);
	tpl_show_if(page, "HAS_LOAD", has_container(in));
	if (has_container(in) && page_query(w, "bare")[0] == '\0')
		log_and_stats(w, page, in);
	return (page_send(w, page, "instance.tpl", 200));
}
