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

/* Answer with `in`, or with "none" where it is NULL, of challenge `c`. */
static enum err
send_instance(
    struct web *w, const struct challenge *c, const struct instance *in)
{
	const char *host = instance_hostname(w, c->connection_info);
	struct json_writer *jw;
	int64_t now_us;
	enum err err;

	err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	if (in != NULL)
		instance_json(jw, in, host, now_us, VIEW_PLAYER);
	else
		instance_json_none(jw, c, now_us);
	return (api_end(w, jw));
}

/*
 * Answer a change that was made.  The challenge may have been hidden since
 * the instance was started: its owner sees the instance all the same.
 */
static enum err
send_changed(struct web *w, const struct instance *in)
{
	struct challenge *c;
	enum err err;

	err = challenge_get(&w->svc, in->challenge, VIEW_ADMIN, &c);
	return (err == ERR_OK ? send_instance(w, c, in) : err);
}

enum err
api_instance(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	struct challenge *c;
	enum err err;

	err = challenge_get(&w->svc, id, view_of(w), &c);
	if (err == ERR_OK)
		err = instance_mine(&w->svc, id, &in);
	return (err == ERR_OK ? send_instance(w, c, in) : err);
}

enum err
api_instance_start(struct web *w)
{
	struct challenge_id id = {w->id};
	enum request_outcome outcome;
	struct instance *in;
	enum err err;

	err = instance_request(&w->svc, id, &outcome, &in);
	return (err == ERR_OK ? send_changed(w, in) : err);
}

enum err
api_instance_renew(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err;

	err = instance_renew(&w->svc, id, &in);
	return (err == ERR_OK ? send_changed(w, in) : err);
}

enum err
api_instance_reset(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err;

	err = instance_reset(&w->svc, id, &in);
	return (err == ERR_OK ? send_changed(w, in) : err);
}

enum err
api_instance_stop(struct web *w)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err;

	err = instance_stop(&w->svc, id, &in);
	return (err == ERR_OK ? send_changed(w, in) : err);
}

/* The connection_info of challenge `id`, "" if it is not in the list. */
static const char *
connection_info(const struct challenge *list, size_t n, struct challenge_id id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].id.n == id.n)
			return (list[i].connection_info);
	return ("");
}

enum err
api_instances(struct web *w)
{
	struct instance *mine;
	struct challenge *list = NULL;
	struct json_writer *jw;
	const char *info;
	size_t i, n, n_list = 0;
	int64_t now_us;
	enum err err;

	err = instance_mine_all(&w->svc, &mine, &n);
	/* this is what every open page asks every two seconds */
	if (err == ERR_OK && n > 0)
		err = challenge_list(&w->svc, VIEW_PLAYER, &list, &n_list);
	if (err == ERR_OK)
		err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++) {
		info = connection_info(list, n_list, mine[i].challenge);
		instance_json(jw, &mine[i], instance_hostname(w, info), now_us,
		    VIEW_PLAYER);
	}
	json_end_array(jw);
	return (api_end(w, jw));
}
