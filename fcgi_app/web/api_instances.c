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

enum err
api_send_instance(
    struct web *w, const struct instance *in, enum challenge_view view)
{
	struct json_writer *jw;
	int64_t now_us;
	enum err err;

	err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	if (in != NULL)
		instance_json(w, jw, in, now_us, view);
	else
		json_put_null(jw);
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
	return (in != NULL ? api_send_instance(w, in, VIEW_PLAYER)
			   : send_none(w, c));
}

enum err
api_instance_start(struct web *w)
{
	struct challenge_id id = {w->id};
	enum request_outcome outcome;
	struct instance *in;
	enum err err;

	err = instance_request(&w->svc, id, &outcome, &in);
	return (err == ERR_OK ? api_send_instance(w, in, VIEW_PLAYER) : err);
}

typedef enum err (*order_fn)(
    struct service *s, struct challenge_id c, struct instance **ret);

/* Give an order for the actor's instance of a challenge, and send it. */
static enum err
order(struct web *w, order_fn give, enum challenge_view view)
{
	struct challenge_id id = {w->id};
	struct instance *in;
	enum err err = give(&w->svc, id, &in);

	return (err == ERR_OK ? api_send_instance(w, in, view) : err);
}

enum err
api_instance_renew(struct web *w)
{
	return (order(w, instance_renew, VIEW_PLAYER));
}

enum err
api_instance_reset(struct web *w)
{
	return (order(w, instance_reset, VIEW_PLAYER));
}

enum err
api_instance_stop(struct web *w)
{
	return (order(w, instance_stop, VIEW_PLAYER));
}

/* ------------------------------------------------ tests of admins */

enum err
api_test(struct web *w)
{
	struct challenge_id id = {w->id};
	struct challenge *c;
	enum err err = challenge_get(&w->svc, id, VIEW_ADMIN, &c);

	return (err == ERR_OK ? order(w, instance_test_mine, VIEW_ADMIN) : err);
}

enum err
api_test_start(struct web *w)
{
	return (order(w, instance_test, VIEW_ADMIN));
}

enum err
api_test_stop(struct web *w)
{
	return (order(w, instance_test_stop, VIEW_ADMIN));
}

/* ------------------------------------------------ the list */

void
api_put_instances(struct web *w, struct json_writer *jw,
    const struct instance *list, size_t n, int64_t now_us,
    enum challenge_view view)
{
	size_t i;

	json_begin_array(jw);
	for (i = 0; i < n; i++)
		instance_json(w, jw, &list[i], now_us, view);
	json_end_array(jw);
}

enum err
api_instances(struct web *w)
{
	struct instance *mine;
	struct json_writer *jw;
	int64_t now_us;
	size_t n;
	enum err err;

	err = instance_mine_all(&w->svc, &mine, &n);
	if (err == ERR_OK)
		err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	api_put_instances(w, jw, mine, n, now_us, VIEW_PLAYER);
	return (api_end(w, jw));
}
