/*
 * CONTRACT.md: what clients of the CTFd container plugin send and expect.
 */
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/challenges.h"
#include "service/control.h"
#include "service/instances.h"
#include "service/settings.h"
#include "web/handlers.h"

static enum err
invalid_request(struct web *w)
{
	return (err_set(&w->svc.error, ERR_INVALID, NULL, "Invalid request"));
}

/*
 * The challenge that the body names in `chal_id`: a positive integer, or a
 * string of digits.
 */
static enum err
read_challenge(struct web *w, struct challenge_id *ret)
{
	const struct json *chal_id = json_get(w->json, "chal_id");
	const char *text = json_string(chal_id);

	if (text == NULL)
		ret->n = json_int(chal_id, 0);
	else if (text_int(text, 1, INT64_MAX, &ret->n) != ERR_OK)
		return (invalid_request(w));
	if (ret->n <= 0)
		return (invalid_request(w));
	/* what is refused from here on is logged with it */
	log_context_challenge(ret->n);
	return (ERR_OK);
}

/* A finished answer of one member. */
static enum err
send_one(struct web *w, int status, const char *key, const char *text)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_begin_object(jw);
	json_set_string(jw, key, text);
	json_end_object(jw);
	return (web_json(w, status, jw));
}

/* ------------------------------------------------ players */

/* Whether a client may think of it as there: it runs or is on its way to. */
static bool
counts_as_running(const struct instance *in)
{
	if (!instance_is_live(in->state))
		return (false);
	return (in->restart || (in->desired == DESIRED_RUNNING &&
				   (in->state == INSTANCE_RUNNING ||
				       instance_is_pending(in->state))));
}

enum err
plugin_running(struct web *w)
{
	struct instance *in = NULL;
	struct challenge_id id;
	struct json_writer *jw;
	enum err err;

	err = read_challenge(w, &id);
	if (err == ERR_OK)
		err = instance_mine(&w->svc, id, &in);
	/* a player without a team has none, as one without an instance */
	if (err != ERR_OK && err != ERR_CONFLICT && err != ERR_NOT_FOUND)
		return (err);
	if (err != ERR_OK)
		in = NULL;
	jw = json_writer_new(w->mem);
	json_begin_object(jw);
	json_set_string(jw, "status",
	    in != NULL && counts_as_running(in) ? "already_running"
						: "stopped");
	json_key(jw, "container_id");
	json_put_json(jw, json_get(w->json, "chal_id"));
	json_end_object(jw);
	return (web_json(w, 200, jw));
}

/* Whether `in` is the one that was asked for, and not one to be replaced. */
static bool
is_up(const struct instance *in)
{
	return (in->state == INSTANCE_RUNNING && !in->restart &&
		in->desired == DESIRED_RUNNING && in->endpoints_n > 0);
}

static enum err
send_up(struct web *w, const struct instance *in, const char *status)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_begin_object(jw);
	json_set_string(jw, "status", status);
	json_set_string(
	    jw, "hostname", instance_hostname(w, in->connection_info));
	json_set_int(jw, "port", in->endpoints[0].host_port);
	json_set_int(jw, "expires", in->expires_us / USEC_PER_SEC);
	json_end_object(jw);
	return (web_json(w, 200, jw));
}

/* One that is being served has left the queue: nobody is before it. */
static int
shown_place(const struct instance *in)
{
	return (in->queue_place > 0 ? in->queue_place : 1);
}

static enum err
send_starting(struct web *w, const struct instance *in)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_begin_object(jw);
	json_set_string(jw, "status", "starting");
	json_set_string(jw, "error",
	    mem_printf(w->mem,
		"Your instance is still starting (place %d in the queue). Try "
		"again in a few seconds.",
		shown_place(in)));
	json_end_object(jw);
	return (web_json(w, 202, jw));
}

/* Wait until `in` runs, as old clients do not poll, and answer. */
static enum err
wait_and_send(struct web *w, struct instance *in)
{
	int wait_s = w->svc.p->settings->request_wait_s;
	enum err err;

	err = instance_wait(&w->svc, in, WAIT_RUNNING, wait_s, &in);
	if (err != ERR_OK && err != ERR_TIMEOUT)
		return (err);
	if (is_up(in))
		return (send_up(w, in, "created"));
	if (in->restart ||
	    (in->desired == DESIRED_RUNNING && instance_is_pending(in->state)))
		return (send_starting(w, in));
	return (send_one(w, 500, "error", "Failed to create container"));
}

enum err
plugin_request(struct web *w)
{
	enum request_outcome outcome;
	struct challenge_id id;
	struct instance *in;
	enum err err;

	err = read_challenge(w, &id);
	if (err == ERR_OK)
		err = instance_request(&w->svc, id, &outcome, &in);
	if (err != ERR_OK)
		return (err);
	if (outcome == REQUEST_RUNNING && is_up(in))
		return (send_up(w, in, "already_running"));
	return (wait_and_send(w, in));
}

enum err
plugin_reset(struct web *w)
{
	struct challenge_id id;
	struct instance *in;
	enum err err;

	err = read_challenge(w, &id);
	if (err == ERR_OK)
		err = instance_reset(&w->svc, id, &in);
	if (err != ERR_OK)
		return (err);
	return (wait_and_send(w, in));
}

enum err
plugin_renew(struct web *w)
{
	struct json_writer *jw;
	struct challenge_id id;
	struct instance *in;
	enum err err;

	err = read_challenge(w, &id);
	if (err == ERR_OK)
		err = instance_renew(&w->svc, id, &in);
	if (err != ERR_OK)
		return (err);
	jw = json_writer_new(w->mem);
	json_begin_object(jw);
	json_set_string(jw, "success", "Container renewed");
	json_set_int(jw, "expires", in->expires_us / USEC_PER_SEC);
	json_end_object(jw);
	return (web_json(w, 200, jw));
}

/*
 * Wait until the engine has confirmed that `in` is gone.  The order stands in
 * the database, so the answer is the same when it has not yet, or when we
 * cannot look.
 */
static enum err
wait_and_send_gone(struct web *w, struct instance *in)
{
	int wait_s = w->svc.p->settings->request_wait_s;

	(void)!instance_wait(&w->svc, in, WAIT_GONE, wait_s, &in);
	return (send_one(w, 200, "success", "Container killed and removed"));
}

enum err
plugin_stop(struct web *w)
{
	struct challenge_id id;
	struct instance *in;
	enum err err;

	err = read_challenge(w, &id);
	if (err == ERR_OK)
		err = instance_stop(&w->svc, id, &in);
	if (err != ERR_OK)
		return (err);
	return (wait_and_send_gone(w, in));
}

/* ------------------------------------------------ admins */

enum err
plugin_kill(struct web *w)
{
	const char *id = json_string(json_get(w->json, "container_id"));
	struct instance *in;
	enum err err;

	if (id == NULL || id[0] == '\0')
		return (invalid_request(w));
	err = instance_kill_container(&w->svc, id, &in);
	if (err != ERR_OK)
		return (err);
	return (wait_and_send_gone(w, in));
}

enum err
plugin_purge(struct web *w)
{
	struct json_writer *jw;
	int count;
	enum err err;

	err = instance_purge(&w->svc, &count);
	if (err != ERR_OK)
		return (err);
	jw = json_writer_new(w->mem);
	json_begin_object(jw);
	json_set_string(jw, "success", "Purged all containers");
	json_set_int(jw, "count", count);
	json_end_object(jw);
	return (web_json(w, 200, jw));
}

enum err
plugin_images(struct web *w)
{
	struct image_info *images;
	struct json_writer *jw;
	size_t i, n;
	enum err err;

	err = control_images(&w->svc, &images, &n);
	if (err == ERR_UNAVAILABLE) {
		web_refuse(w, 502, w->svc.error.message);
		return (ERR_OK);
	}
	if (err != ERR_OK)
		return (err);
	jw = json_writer_new(w->mem);
	json_begin_object(jw);
	json_key(jw, "images");
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		json_put_string(jw, images[i].tag);
	json_end_array(jw);
	json_end_object(jw);
	return (web_json(w, 200, jw));
}

/* ------------------------------------------------ settings */

static enum err
refuse_field(struct web *w, const char *key, const char *why)
{
	return (
	    send_one(w, 422, "error", mem_printf(w->mem, "%s: %s", key, why)));
}

/*
 * The contract's English, and for our own settings page, which shows it, what
 * it is in the page's language.
 */
static enum err
refuse_setting(struct web *w)
{
	const struct error *e = &w->svc.error;
	struct json_writer *jw = json_writer_new(w->mem);

	if (e->said[0] == '\0')
		return (refuse_field(w, e->field, e->message));
	json_begin_object(jw);
	json_set_string(
	    jw, "error", mem_printf(w->mem, "%s: %s", e->field, e->message));
	json_set_string(
	    jw, "said", mem_printf(w->mem, "%s: %s", e->field, e->said));
	json_end_object(jw);
	return (web_json(w, 422, jw));
}

/* The first setting of the contract that the form lacks, NULL if none. */
static const char *
missing_setting(const struct http_form *form)
{
	int i;

	for (i = 0; i < SETTINGS; i++)
		if ((setting_table[i].flags & SETTING_CONTRACT) != 0 &&
		    http_form_get(form, setting_table[i].key) == NULL)
			return (setting_table[i].key);
	return (NULL);
}

static const char *
repeated_setting(const struct http_form *form)
{
	int i;

	for (i = 0; i < SETTINGS; i++)
		if (http_form_count(form, setting_table[i].key) > 1)
			return (setting_table[i].key);
	return (NULL);
}

static enum err
save_settings(struct web *w)
{
	enum setting which[SETTINGS];
	const char *values[SETTINGS];
	size_t n = 0;
	enum err err;
	int i;

	for (i = 0; i < SETTINGS; i++) {
		values[n] = http_form_get(w->form, setting_table[i].key);
		if (values[n] == NULL)
			continue;
		which[n++] = (enum setting)i;
	}
	lang_set(lang_accept(w->req->accept_language, LANG_EN));
	err = settings_update(&w->svc, which, values, n);
	lang_set(LANG_EN);
	return (err);
}

enum err
plugin_settings_update(struct web *w)
{
	const char *key;
	enum err err;

	key = missing_setting(w->form);
	if (key != NULL)
		return (send_one(w, 400, "error",
		    mem_printf(w->mem, "Missing required field: %s", key)));
	key = repeated_setting(w->form);
	if (key != NULL)
		return (refuse_field(w, key, "is there more than once"));
	err = save_settings(w);
	if (err == ERR_INVALID || err == ERR_TOO_LARGE)
		return (refuse_setting(w));
	if (err != ERR_OK)
		return (err);
	http_redirect(w->http, 302, "/containers/dashboard");
	return (ERR_OK);
}
