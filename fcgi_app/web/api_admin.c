#include <string.h>
#include <time.h>

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

/* What the keeper could not do for us is a bad gateway, not our being down. */
static enum err
send_control_error(struct web *w, enum err err)
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
		return (send_control_error(w, err));
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
		return (send_control_error(w, err));
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
		return (send_control_error(w, err));
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

static void
set_time(struct json_writer *jw, const char *key, int64_t us)
{
	char iso[CLOCK_ISO_SIZE];

	if (us == 0) {
		json_set_null(jw, key);
		return;
	}
	clock_iso(us, iso);
	json_set_string(jw, key, iso);
}

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
		set_time(jw, "created", tokens[i].created_us);
		set_time(jw, "expiration", tokens[i].expires_us);
		json_end_object(jw);
	}
	json_end_array(jw);
	return (api_end(w, jw));
}

/* A day, "2026-12-31", as its first instant; false if there is no such day. */
static bool
read_day(void *mem, const char *text, int64_t *ret_us)
{
	struct tm tm = {0}, check;
	int64_t year, month, day;
	time_t t;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    text_int(mem_strndup(mem, text, 4), 1970, 9999, &year) != ERR_OK ||
	    text_int(mem_strndup(mem, text + 5, 2), 1, 12, &month) != ERR_OK ||
	    text_int(text + 8, 1, 31, &day) != ERR_OK)
		return (false);
	tm.tm_year = (int)year - 1900;
	tm.tm_mon = (int)month - 1;
	tm.tm_mday = (int)day;
	t = timegm(&tm);
	/* timegm() makes March 2 of February 30 */
	if (gmtime_r(&t, &check) == NULL || check.tm_mday != (int)day)
		return (false);
	*ret_us = (int64_t)t * USEC_PER_SEC;
	return (true);
}

/* When the token is to end, 0 for never. */
static enum err
read_expiration(struct web *w, int64_t *ret_us)
{
	const struct json *sent = json_get(w->json, "expiration");
	const char *text = json_string(sent);
	int64_t now_us;
	enum err err;

	*ret_us = 0;
	if (json_is(sent, JSON_NULL) || (text != NULL && text[0] == '\0'))
		return (ERR_OK);
	if (text == NULL || !read_day(w->mem, text, ret_us))
		return (err_set(&w->svc.error, ERR_INVALID, "expiration",
		    "must be a day such as 2026-12-31"));
	err = service_now(&w->svc, &now_us);
	if (err == ERR_OK && *ret_us <= now_us)
		err = err_set(&w->svc.error, ERR_INVALID, "expiration",
		    "must be in the future");
	return (err);
}

enum err
api_token_create(struct web *w)
{
	const struct json *sent = json_get(w->json, "description");
	const char *description = json_string(sent);
	char secret[SECRET_SIZE];
	struct json_writer *jw;
	int64_t expires_us;
	enum err err;

	if (description == NULL && !json_is(sent, JSON_NULL))
		return (err_set(
		    &w->svc.error, ERR_INVALID, "description", "must be text"));
	if (description == NULL)
		description = "";
	err = read_expiration(w, &expires_us);
	if (err == ERR_OK)
		err = token_add(
		    &w->svc, w->me->id, description, expires_us, secret);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_object(jw);
	json_set_string(jw, "value", secret);
	json_set_string(jw, "description", description);
	set_time(jw, "expiration", expires_us);
	json_end_object(jw);
	return (api_end(w, jw));
}

enum err
api_token_delete(struct web *w)
{
	enum err err = token_delete(&w->svc, w->id);

	return (err == ERR_OK ? api_done(w) : err);
}

enum err
api_me(struct web *w)
{
	struct json_writer *jw = api_begin(w);

	json_begin_object(jw);
	json_set_int(jw, "id", w->me->id.n);
	json_set_string(jw, "name", w->me->name);
	json_set_string(jw, "email", w->me->email);
	json_set_string(jw, "type", role_name(w->me->role));
	if (w->me->team.n != 0) {
		json_set_int(jw, "team_id", w->me->team.n);
		json_set_string(jw, "team_name", w->me->team_name);
	} else
		json_set_null(jw, "team_id");
	json_end_object(jw);
	return (api_end(w, jw));
}
