#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/accounts.h"
#include "service/control.h"
#include "service/instances.h"
#include "web/api.h"
#include "web/handlers.h"

#define OFFSET_MAX 1000000000

/* ------------------------------------------------ the engine */

enum err
api_control_error(struct web *w, enum err err)
{
	if (err != ERR_UNAVAILABLE)
		return (err);
	web_refuse(w, 502, w->svc.error.message);
	return (ERR_OK);
}

enum err
api_engine_test(struct web *w)
{
	const struct json *sent = json_get(w->json, "url");
	const char *url = json_string(sent);
	struct engine_version v;
	struct json_writer *jw;
	enum err err;

	if (!json_is(sent, JSON_NULL) && url == NULL)
		return (
		    err_set(&w->svc.error, ERR_INVALID, "url", "must be text"));
	if (url != NULL) {
		err = setting_check(w->mem, SETTING_DOCKER_BASE_URL, url,
		    w->svc.p->conf, &url, &w->svc.error);
		if (err != ERR_OK)
			return (err);
	}
	err = control_version(&w->svc, url, &v);
	if (err != ERR_OK)
		return (api_control_error(w, err));
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_string(jw, "version", v.version);
	json_set_string(jw, "api_version", v.api_version);
	json_set_string(jw, "name", v.name);
	json_set_string(jw, "os", v.os);
	json_end_object(jw);
	return (api_end(w, jw));
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
	json_set_real(jw, "cpu_percent", stats.cpu_percent);
	json_set_int(jw, "memory_bytes", stats.memory_bytes);
	json_set_int(jw, "memory_limit", stats.memory_limit);
	json_set_int(jw, "pids", stats.pids);
	json_end_object(jw);
	return (api_end(w, jw));
}

/* ------------------------------------------------ all instances */

static enum err
read_filter(struct web *w, struct instance_filter *ret)
{
	const char *search = http_form_get(w->query, "search");
	const char *offset = http_form_get(w->query, "offset");
	int64_t n = 0;

	if (offset != NULL && text_int(offset, 0, OFFSET_MAX, &n) != ERR_OK)
		return (err_set(&w->svc.error, ERR_INVALID, "offset",
		    "must be a whole number from 0"));
	*ret = (struct instance_filter){.live_only = true,
	    .search = search != NULL ? search : "",
	    .offset = (int)n,
	    .limit = LIMIT_PAGE};
	return (ERR_OK);
}

/* {"success":true,"data":[…],"meta":{"total":N}} */
static enum err
send_instances(struct web *w, const struct instance *list, size_t n, int total,
    int64_t now_us)
{
	struct json_writer *jw = api_begin(w);
	size_t i;

	json_begin_array(jw);
	for (i = 0; i < n; i++)
		instance_json(jw, &list[i],
		    instance_hostname(w, list[i].connection_info), now_us,
		    VIEW_ADMIN);
	json_end_array(jw);
	json_key(jw, "meta");
	json_begin_object(jw);
	json_set_int(jw, "total", total);
	json_end_object(jw);
	return (api_end(w, jw));
}

enum err
api_admin_instances(struct web *w)
{
	struct instance_filter filter;
	struct instance *list;
	int64_t now_us;
	size_t n;
	int total;
	enum err err;

	err = read_filter(w, &filter);
	if (err == ERR_OK)
		err = instance_list(&w->svc, &filter, &list, &n, &total);
	if (err == ERR_OK)
		err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	return (send_instances(w, list, n, total, now_us));
}

/* Answer with the instance that an order was given for. */
static enum err
send_ordered(struct web *w, const struct instance *in, enum err err)
{
	struct json_writer *jw;
	int64_t now_us;

	if (err == ERR_OK)
		err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	instance_json(jw, in, instance_hostname(w, in->connection_info), now_us,
	    VIEW_ADMIN);
	return (api_end(w, jw));
}

enum err
api_instance_kill(struct web *w)
{
	struct instance *in = NULL;
	enum err err = instance_kill(&w->svc, w->key, &in);

	return (send_ordered(w, in, err));
}

enum err
api_instance_retry(struct web *w)
{
	struct instance *in = NULL;
	enum err err = instance_retry(&w->svc, w->key, &in);

	return (send_ordered(w, in, err));
}

enum err
api_instance_force(struct web *w)
{
	struct instance *in = NULL;
	enum err err = instance_force_remove(&w->svc, w->key, &in);

	return (send_ordered(w, in, err));
}

/* ------------------------------------------------ tokens */

enum err
api_tokens(struct web *w)
{
	struct token_info *tokens;
	struct json_writer *jw;
	size_t i, n;
	enum err err;

	err = token_list(&w->svc, &tokens, &n);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++) {
		json_begin_object(jw);
		json_set_int(jw, "id", tokens[i].id);
		json_set_string(jw, "description", tokens[i].description);
		api_set_time(jw, "created", tokens[i].created_us);
		api_set_time(jw, "expiration", tokens[i].expires_us);
		json_end_object(jw);
	}
	json_end_array(jw);
	return (api_end(w, jw));
}

/* When the token is to end, 0 for never. */
static enum err
read_expiration(struct web *w, int64_t *ret_us)
{
	const struct json *sent = json_get(w->json, "expiration");
	const char *text = json_string(sent);

	if (text == NULL && !json_is(sent, JSON_NULL))
		return (err_set(&w->svc.error, ERR_INVALID, "expiration",
		    "must be a day such as 2026-12-31"));
	return (api_expiration(w, text != NULL ? text : "", ret_us));
}

enum err
api_token_create(struct web *w)
{
	const struct json *sent = json_get(w->json, "description");
	const char *description = json_string(sent);
	char secret[SECRET_SIZE];
	struct json_writer *jw;
	int64_t expires_us, id;
	enum err err;

	if (description == NULL && !json_is(sent, JSON_NULL))
		return (err_set(
		    &w->svc.error, ERR_INVALID, "description", "must be text"));
	if (description == NULL)
		description = "";
	err = read_expiration(w, &expires_us);
	if (err == ERR_OK)
		err = token_add(
		    &w->svc, w->me->id, description, expires_us, secret, &id);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_int(jw, "id", id);
	json_set_int(jw, "user_id", w->me->id.n);
	json_set_string(jw, "value", secret);
	json_set_string(jw, "description", description);
	api_set_time(jw, "expiration", expires_us);
	json_end_object(jw);
	return (api_end(w, jw));
}

enum err
api_token_delete(struct web *w)
{
	enum err err = token_delete(&w->svc, w->id);

	return (err == ERR_OK ? api_done(w) : err);
}
