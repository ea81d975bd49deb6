#include <string.h>

#include "base/mem.h"
#include "service/accounts.h"
#include "service/control.h"
#include "web/api.h"
#include "web/handlers.h"

/* ------------------------------------------------ the engine */

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
