/*
 * The dashboard as JSON: how things stand, all instances, orders for one or
 * several, a container's log and load.
 */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/control.h"
#include "service/load.h"
#include "web/api.h"
#include "web/dashboard.h"
#include "web/handlers.h"

/* ------------------------------------------------ how things stand */

static void
put_engine(struct json_writer *jw, const struct keeper_status *st)
{
	json_key(jw, "engine");
	json_begin_object(jw);
	json_set_bool(jw, "ok", st->engine_ok);
	json_set_string(jw, "error", st->engine_ok ? "" : st->engine_error);
	json_set_string(jw, "name", st->name);
	json_set_string(jw, "version", st->version);
	json_set_string(jw, "api_version", st->api_version);
	if (st->has_usage) {
		json_set_int(jw, "containers", st->containers);
		json_set_int(jw, "containers_running", st->running);
		json_set_int(jw, "cpus", st->cpus);
		json_set_int(jw, "memory_bytes", st->memory_bytes);
		if (st->load >= 0)
			json_set_real(jw, "load", st->load);
	}
	if (st->images_bytes >= 0)
		json_set_int(jw, "images_bytes", st->images_bytes);
	if (st->disk_bytes >= 0) {
		json_set_int(jw, "disk_bytes", st->disk_bytes);
		json_set_int(jw, "disk_free_bytes", st->disk_free_bytes);
		json_set_int(jw, "disk_left_percent", st->disk_left);
	}
	json_end_object(jw);
}

/* Milliseconds, null where there was no start. */
static void
set_start(struct json_writer *jw, int ms)
{
	if (ms >= 0)
		json_set_int(jw, "start_ms", ms);
	else
		json_set_null(jw, "start_ms");
}

static void
put_minute(struct json_writer *jw, const struct load_minute *m)
{
	json_begin_object(jw);
	api_set_time(jw, "at", m->at_us);
	json_set_int(jw, "running", m->running);
	json_set_int(jw, "queued", m->queued);
	json_set_int(jw, "starting", m->starting);
	json_set_int(jw, "warm", m->warm);
	json_set_int(jw, "stopping", m->stopping);
	json_set_int(jw, "failed", m->failed);
	json_set_int(jw, "starts", m->starts);
	set_start(jw, m->start_ms);
	json_end_object(jw);
}

static void
put_load(struct json_writer *jw, const struct load *load)
{
	int s;
	size_t i;

	json_key(jw, "instances");
	json_begin_object(jw);
	for (s = 0; s < INSTANCE_STATES; s++)
		if (instance_is_live((enum instance_state)s))
			json_set_int(jw,
			    instance_state_name((enum instance_state)s),
			    load->by_state[s]);
	json_end_object(jw);
	json_set_int(jw, "with_error", load->with_error);
	json_set_int(jw, "memory_promised_mb", load->memory_mb);
	json_set_real(jw, "cpus_promised", (double)load->cpu_milli / 1000);
	json_set_int(jw, "starts_last_minute", load->starts);
	json_set_int(jw, "failed_last_hour", load->failed);
	set_start(jw, load->start_ms);
	json_key(jw, "minutes");
	json_begin_array(jw);
	for (i = 0; i < load->minutes_n; i++)
		put_minute(jw, &load->minutes[i]);
	json_end_array(jw);
}

/* Without a keeper it says so; the rest is in the database. */
enum err
api_load(struct web *w)
{
	struct keeper_status st = {.engine_error = "",
	    .name = "",
	    .version = "",
	    .api_version = "",
	    .images_bytes = -1,
	    .disk_bytes = -1};
	struct json_writer *jw;
	struct load load;
	enum err err;

	err = load_read(&w->svc, &load);
	if (err != ERR_OK)
		return (err);
	if (control_status(&w->svc, &st) != ERR_OK) {
		st.engine_error = mem_strdup(w->mem, err_said(&w->svc.error));
		err_clear(&w->svc.error);
	}
	jw = api_begin(w);
	json_begin_object(jw);
	put_load(jw, &load);
	put_engine(jw, &st);
	json_end_object(jw);
	return (api_end(w, jw));
}

/* ------------------------------------------------ all instances */

enum err
api_admin_instances(struct web *w)
{
	struct instance_filter f = dashboard_filter(w);
	struct json_writer *jw;
	struct api_paging paging;
	struct instance *list;
	int64_t now_us;
	size_t n;
	int total;
	enum err err;

	err = api_paging(w, &paging);
	if (err != ERR_OK)
		return (err);
	f.limit = paging.per_page;
	f.offset = (int)paging.offset;
	err = instance_list(&w->svc, &f, &list, &n, &total);
	if (err == ERR_OK)
		err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	api_put_instances(w, jw, list, n, now_us, VIEW_ADMIN);
	api_put_paging(jw, &paging, total);
	return (api_end(w, jw));
}

static enum err
read_ids(struct web *w, const char ***ret, size_t *ret_n)
{
	const struct json *list = json_get(w->json, "instances");
	size_t i, n = json_count(list);
	const char **ids;

	if (!json_is(list, JSON_ARRAY) || n > LIMIT_PAGE)
		return (err_set(&w->svc.error, ERR_INVALID, "instances",
		    "must be a list of at most %d public ids", LIMIT_PAGE));
	ids = mem_array(w->mem, const char *, n + 1);
	for (i = 0; i < n; i++) {
		ids[i] = json_string(json_at(list, i));
		if (ids[i] == NULL)
			return (err_set(&w->svc.error, ERR_INVALID, "instances",
			    "must be public ids"));
	}
	*ret = ids;
	*ret_n = n;
	return (ERR_OK);
}

enum err
api_instances_order(struct web *w)
{
	const char *order = json_string(json_get(w->json, "order"));
	int what = order != NULL ? instance_bulk_from(order) : -1;
	struct bulk_result result;
	struct json_writer *jw;
	const char **ids;
	size_t n;
	enum err err;

	if (what < 0)
		return (err_set(&w->svc.error, ERR_INVALID, "order",
		    "must be stop, renew or remove"));
	err = read_ids(w, &ids, &n);
	if (err == ERR_OK)
		err = instance_bulk(
		    &w->svc, (enum instance_bulk)what, ids, n, &result);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_int(jw, "done", result.done);
	json_set_int(jw, "skipped", result.skipped);
	json_end_object(jw);
	return (api_end(w, jw));
}

/* ------------------------------------------------ one instance */

typedef enum err (*order_fn)(
    struct service *s, const char *public_id, struct instance **ret);

/* Give an order for the instance of the address, and send it. */
static enum err
order(struct web *w, order_fn give)
{
	struct instance *in;
	enum err err = give(&w->svc, w->key, &in);

	return (err == ERR_OK ? api_send_instance(w, in, VIEW_ADMIN) : err);
}

enum err
api_instance_kill(struct web *w)
{
	return (order(w, instance_kill));
}

enum err
api_instance_retry(struct web *w)
{
	return (order(w, instance_retry));
}

enum err
api_instance_force(struct web *w)
{
	return (order(w, instance_force_remove));
}

enum err
api_instance_logs(struct web *w)
{
	struct json_writer *jw;
	const char *log;
	enum err err;

	err = control_logs(&w->svc, w->key, &log);
	if (err != ERR_OK)
		return (api_control_error(w, err));
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_string(jw, "log", log);
	json_end_object(jw);
	return (api_end(w, jw));
}

enum err
api_instance_stats(struct web *w)
{
	struct instance_stats stats;
	struct json_writer *jw;
	enum err err;

	err = control_stats(&w->svc, w->key, &stats);
	if (err != ERR_OK)
		return (api_control_error(w, err));
	jw = api_begin(w);
	json_begin_object(jw);
	if (stats.cpu_percent >= 0)
		json_set_real(jw, "cpu_percent", stats.cpu_percent);
	else
		json_set_null(jw, "cpu_percent");
	json_set_int(jw, "memory_bytes", stats.memory_bytes);
	json_set_int(jw, "memory_limit", stats.memory_limit);
	json_set_int(jw, "pids", stats.pids);
	json_end_object(jw);
	return (api_end(w, jw));
}
