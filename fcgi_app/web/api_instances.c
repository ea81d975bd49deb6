#include "base/mem.h"
#include "service/challenges.h"
#include "service/instances.h"
#include "web/api.h"
#include "web/handlers.h"

static enum challenge_view
view_of(const struct web *w)
{
	return (w->me->role == ROLE_ADMIN ? VIEW_ADMIN : VIEW_PLAYER);
}

static enum err
send_instance(struct web *w, const struct instance *in)
{
	struct json_writer *jw;
	int64_t now_us;
	enum err err;

	err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	instance_json(jw, in, instance_hostname(w, in->connection_info), now_us,
	    VIEW_PLAYER);
	return (api_end(w, jw));
}

static enum err
send_none(struct web *w, const struct challenge *c)
{
	struct json_writer *jw;
	int64_t now_us;
	enum err err;

	err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	instance_json_none(jw, c, now_us);
	return (api_end(w, jw));
}

enum err
api_instance(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	struct challenge *c = NULL;
	enum err err;

	/* while it lives its owner sees it, even if the challenge was hidden */
	err = instance_mine(&w->svc, id, &in);
	if (err == ERR_OK && (in == NULL || !instance_is_live(in->state)))
		err = challenge_get(&w->svc, id, view_of(w), &c);
	if (err != ERR_OK)
		return (err);
	return (in != NULL ? send_instance(w, in) : send_none(w, c));
}

enum err
api_instance_start(struct web *w)
{
	struct challenge_id id = {w->id};
	enum request_outcome outcome;
	struct instance *in;
	enum err err;

	err = instance_request(&w->svc, id, &outcome, &in);
	return (err == ERR_OK ? send_instance(w, in) : err);
}

enum err
api_instance_renew(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err;

	err = instance_renew(&w->svc, id, &in);
	return (err == ERR_OK ? send_instance(w, in) : err);
}

enum err
api_instance_reset(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err;

	err = instance_reset(&w->svc, id, &in);
	return (err == ERR_OK ? send_instance(w, in) : err);
}

enum err
api_instance_stop(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err;

	err = instance_stop(&w->svc, id, &in);
	return (err == ERR_OK ? send_instance(w, in) : err);
}

/* ------------------------------------------------ tests of admins */

static enum err
send_test(struct web *w, const struct instance *in)
{
	struct json_writer *jw;
	int64_t now_us;
	enum err err;

	err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	if (in != NULL)
		instance_json(jw, in, instance_hostname(w, in->connection_info),
		    now_us, VIEW_ADMIN);
	else
		json_put_null(jw);
	return (api_end(w, jw));
}

enum err
api_test(struct web *w)
{
	struct challenge_id id = {w->id};
	struct challenge *c;
	struct instance *in;
	enum err err;

	err = challenge_get(&w->svc, id, VIEW_ADMIN, &c);
	if (err == ERR_OK)
		err = instance_test_mine(&w->svc, id, &in);
	return (err == ERR_OK ? send_test(w, in) : err);
}

enum err
api_test_start(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err = instance_test(&w->svc, id, &in);

	return (err == ERR_OK ? send_test(w, in) : err);
}

enum err
api_test_stop(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err = instance_test_stop(&w->svc, id, &in);

	return (err == ERR_OK ? send_test(w, in) : err);
}

/* ------------------------------------------------ the list */

enum err
api_instances(struct web *w)
{
	struct instance *mine;
	struct json_writer *jw;
	int64_t now_us;
	size_t i, n;
	enum err err;

	err = instance_mine_all(&w->svc, &mine, &n);
	if (err == ERR_OK)
		err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		instance_json(jw, &mine[i],
		    instance_hostname(w, mine[i].connection_info), now_us,
		    VIEW_PLAYER);
	json_end_array(jw);
	return (api_end(w, jw));
}
