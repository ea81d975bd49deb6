#include <string.h>

#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/audit.h"
#include "service/control.h"
#include "service/instances.h"
#include "service/work.h"
#include "web/handlers.h"
#include "web/page.h"

/* ------------------------------------------------ the dashboard */

/* The engine's health, as far as the keeper can tell. */
static void
engine_view(struct web *w, struct tpl *page)
{
	struct engine_version v;

	if (control_version(&w->svc, NULL, &v) == ERR_OK) {
		tpl_show(page, "ENGINE_OK");
		tpl_str(page, "ENGINE_NAME", v.name);
		tpl_str(page, "ENGINE_VERSION", v.version);
		tpl_str(page, "ENGINE_API", v.api_version);
		return;
	}
	tpl_show(page, "ENGINE_DOWN");
	tpl_str(page, "ENGINE_ERROR", err_said(&w->svc.error));
	err_clear(&w->svc.error);
}

/* The number of live instances in each stage. */
static enum err
tiles_view(struct web *w, struct tpl *page)
{
	struct work_counts counts;
	int live = 0, pending = 0, s;
	enum err err;

	err = work_count(&w->svc, &counts);
	if (err != ERR_OK)
		return (err);
	for (s = 0; s < INSTANCE_STATES; s++) {
		if (instance_is_pending((enum instance_state)s))
			pending += counts.by_state[s];
		if (instance_is_live((enum instance_state)s))
			live += counts.by_state[s];
	}
	tpl_int(page, "N_RUNNING", counts.by_state[INSTANCE_RUNNING]);
	tpl_int(page, "N_PENDING", pending);
	tpl_int(page, "N_STOPPING", counts.by_state[INSTANCE_STOPPING]);
	tpl_int(page, "N_FAILED", counts.by_state[INSTANCE_FAILED]);
	tpl_int(page, "N_WARM", counts.by_state[INSTANCE_WARM]);
	tpl_show_if(page, "ANY_FAILED", counts.by_state[INSTANCE_FAILED] > 0);
	tpl_int(page, "TOTAL_LIVE", live);
	tpl_show_if(page, "HAS_LIVE", live > 0);
	return (ERR_OK);
}

static void
dashboard_row(struct web *w, struct tpl *page, const struct instance *in)
{
	struct tpl *row = tpl_add(page, "ROW");

	instance_view(w, row, in, instance_hostname(w, in->connection_info));
	tpl_str(row, "IMAGE", in->image);
	tpl_str(row, "TEAM", in->team_name);
	tpl_show_if(row, "HAS_TEAM", in->team.n != 0);
	tpl_str(row, "CONTAINER_ID", in->container_id);
	tpl_fmt(row, "CONTAINER_SHORT", "%.12s", in->container_id);
	tpl_str(row, "ERROR_ADMIN", in->error_admin);
	tpl_show_if(row, "HAS_ERROR_ADMIN", in->error_admin[0] != '\0');
}

enum err
page_dashboard(struct web *w)
{
	struct instance_filter filter = {.live_only = true,
	    .search = page_query(w, "search"),
	    .offset = page_offset(w),
	    .limit = LIMIT_PAGE};
	struct tpl *page = page_new(w, tr("Dashboard"), "DASHBOARD");
	struct instance *list;
	int total;
	size_t i, n;
	enum err err;

	err = instance_list(&w->svc, &filter, &list, &n, &total);
	if (err == ERR_OK)
		err = tiles_view(w, page);
	if (err != ERR_OK)
		return (err);
	engine_view(w, page);
	for (i = 0; i < n; i++)
		dashboard_row(w, page, &list[i]);
	tpl_show_if(page, "IS_EMPTY", n == 0);
	tpl_show(page, filter.search[0] != '\0' ? "IS_SEARCH" : "NO_SEARCH");
	tpl_show_if(page, "IS_FULL", n > 0);
	page_pager(w, page, filter.offset, (int)n, total);
	return (page_send(w, page, "dashboard.tpl", 200));
}

enum err
page_dashboard_kill(struct web *w)
{
	struct instance *in;
	enum err err = instance_kill(&w->svc, w->key, &in);

	if (err != ERR_OK)
		return (err);
	return (page_go(w, "/containers/dashboard"));
}

enum err
page_dashboard_purge(struct web *w)
{
	int count;
	enum err err = instance_purge(&w->svc, &count);

	if (err != ERR_OK)
		return (err);
	return (page_go(w, "/containers/dashboard"));
}

/* ------------------------------------------------ one instance */

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

static void
event_row(struct tpl *page, const struct instance_event *ev)
{
	struct tpl *row = tpl_add(page, "EVENT");

	page_time(row, "AT", "HAS_AT", ev->at_us);
	tpl_int(row, "GENERATION", ev->generation);
	tpl_str(row, "STATE", instance_state_name(ev->state));
	tpl_str(row, "STATE_NAME", tr(instance_state_name(ev->state)));
	tpl_str(row, "CAUSE", tr(ev->cause));
	tpl_str(row, "ACTOR", ev->actor);
}

static void
log_and_stats(struct web *w, struct tpl *page, const struct instance *in)
{
	struct instance_stats stats;
	const char *log;

	if (in->container_id[0] == '\0' || !instance_is_live(in->state))
		return;
	if (control_logs(&w->svc, in->public_id, &log) == ERR_OK) {
		tpl_str(page, "LOG", log);
		tpl_show(page, log[0] != '\0' ? "HAS_LOG" : "EMPTY_LOG");
	}
	if (control_stats(&w->svc, in->public_id, &stats) == ERR_OK) {
		tpl_fmt(page, "CPU", "%.1f", stats.cpu_percent);
		tpl_fmt(page, "MEMORY", "%.1f",
		    (double)stats.memory_bytes / (1024 * 1024));
		tpl_int(
		    page, "MEMORY_LIMIT", stats.memory_limit / (1024 * 1024));
		tpl_int(page, "PIDS", stats.pids);
		tpl_show(page, "HAS_STATS");
	}
	err_clear(&w->svc.error);
}

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
	instance_view(w, page, in, instance_hostname(w, in->connection_info));
	tpl_str(page, "IMAGE", in->image);
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
	ways_out_view(page, in);
	for (i = 0; i < n; i++)
		event_row(page, &events[i]);
	log_and_stats(w, page, in);
	return (page_send(w, page, "instance.tpl", 200));
}

/* ------------------------------------------------ settings */

static void
setting_choices(
    struct web *w, struct tpl *field, const char *choices, const char *value)
{
	char *copy = mem_strdup(w->mem, choices), *save = NULL, *word;
	struct tpl *option;
	enum lang lang;

	for (word = strtok_r(copy, "|", &save); word != NULL;
	     word = strtok_r(NULL, "|", &save)) {
		option = tpl_add(field, "OPTION");
		tpl_str(option, "OPTION_VALUE", word);
		tpl_str(option, "OPTION_NAME",
		    lang_find(word, &lang) ? lang_name(lang) : tr(word));
		tpl_show_if(option, "SELECTED", strcmp(word, value) == 0);
	}
}

static void
setting_field(struct web *w, struct tpl *group, const struct setting_def *def,
    const char *value)
{
	struct tpl *field = tpl_add(group, "FIELD");

	tpl_str(field, "KEY", def->key);
	tpl_str(field, "LABEL", tr(def->label));
	tpl_str(field, "HELP", tr(def->help));
	tpl_str(field, "UNIT", tr(def->unit));
	tpl_show_if(field, "HAS_UNIT", def->unit[0] != '\0');
	if (def->type == SETTING_CHOICE) {
		tpl_show(field, "IS_CHOICE");
		setting_choices(w, field, def->choices, value);
		return;
	}
	tpl_show(field, "IS_TEXT");
	tpl_str(field, "VALUE", value);
	tpl_str(field, "MODE",
	    def->type == SETTING_INT       ? "numeric"
	    : def->type == SETTING_DECIMAL ? "decimal"
					   : "text");
	tpl_show_if(
	    field, "IS_ENGINE_URL", strcmp(def->key, "docker_base_url") == 0);
}

/* What is allowed but dangerous. */
static void
settings_warnings(const struct web *w, struct tpl *page)
{
	const struct settings *s = w->svc.p->settings;
	const char *host = s->value[SETTING_DOCKER_HOSTNAME];

	tpl_show_if(page, "SAME_HOST",
	    host[0] == '\0' || text_equal_nocase(host, w->req->host));
	tpl_show_if(page, "PLAIN_TCP",
	    setting_is_plain_tcp(s->value[SETTING_DOCKER_BASE_URL]));
	tpl_show_if(page, "NO_END", s->expiration_min == 0);
}

enum err
page_settings(struct web *w)
{
	const struct settings *s = w->svc.p->settings;
	struct tpl *page = page_new(w, tr("Settings"), "SETTINGS"), *group;
	const char *name;
	int i, at;

	for (i = 0; i < SETTINGS; i++) {
		name = setting_table[i].group;
		if (setting_group_next(name, 0) != i)
			continue;
		group = tpl_add(page, "GROUP");
		tpl_str(group, "GROUP_NAME", tr(name));
		for (at = i; at < SETTINGS;
		     at = setting_group_next(name, at + 1))
			setting_field(
			    w, group, &setting_table[at], s->value[at]);
	}
	settings_warnings(w, page);
	return (page_send(w, page, "settings.tpl", 200));
}

/* ------------------------------------------------ audit */

/* Bytes of a change that are shown at once; more opens on request. */
#define AUDIT_SHORT 120

enum err
page_audit(struct web *w)
{
	struct tpl *page = page_new(w, tr("Audit log"), "AUDIT"), *row;
	int offset = page_offset(w);
	struct audit_row *rows;
	size_t i, n;
	enum err err;

	/* one more than a page tells whether there is a next one */
	err = audit_list(&w->svc, offset, LIMIT_PAGE + 1, &rows, &n);
	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n && i < LIMIT_PAGE; i++) {
		row = tpl_add(page, "ROW");
		page_time(row, "AT", "HAS_AT", rows[i].at_us);
		tpl_str(row, "WHO", rows[i].user_name);
		tpl_str(row, "IP", rows[i].ip);
		tpl_str(row, "ACTION", rows[i].action);
		tpl_str(row, "OBJECT", rows[i].object);
		tpl_str(row, "BEFORE", rows[i].before);
		tpl_show_if(row, "HAS_BEFORE", rows[i].before[0] != '\0');
		tpl_show(row,
		    strlen(rows[i].before) + strlen(rows[i].after) > AUDIT_SHORT
			? "IS_LONG"
			: "IS_SHORT");
		tpl_str(row, "AFTER", rows[i].after);
	}
	tpl_show_if(page, "IS_EMPTY", n == 0);
	tpl_show_if(page, "IS_FULL", n > 0);
	page_pager(w, page, offset, (int)(n < LIMIT_PAGE ? n : LIMIT_PAGE),
	    offset + (int)n);
	return (page_send(w, page, "audit.tpl", 200));
}
