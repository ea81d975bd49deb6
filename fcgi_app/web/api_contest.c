/*
 * Handing in flags, and the flags themselves, in CTFd's shape.
 */
#include <stdio.h>
#include <string.h>

#include "service/contest.h"
#include "service/flags.h"
#include "web/api.h"
#include "web/handlers.h"

/* CTFd's: some judgements have a status of their own. */
static int
attempt_http(enum attempt_status st)
{
	switch (st) {
	case ATTEMPT_RATELIMITED:
		return (429);
	case ATTEMPT_PAUSED:
	case ATTEMPT_NO_TRIES:
		return (403);
	case ATTEMPT_CORRECT:
	case ATTEMPT_INCORRECT:
	case ATTEMPT_PARTIAL:
	case ATTEMPT_ALREADY_SOLVED:
		break;
	}
	return (200);
}

static enum err
send_attempt(struct web *w, const struct attempt *a)
{
	struct json_writer *jw = api_begin(w);
	char seconds[16];

	if (a->status == ATTEMPT_RATELIMITED) {
		snprintf(seconds, sizeof(seconds), "%d", a->retry_after);
		http_header(w->http, "Retry-After", seconds);
	}
	json_begin_object(jw);
	json_set_string(jw, "status", attempt_status_name(a->status));
	json_set_string(jw, "message", a->message);
	if (strcmp(a->said, a->message) != 0)
		json_set_string(jw, "said", a->said);
	json_end_object(jw);
	json_end_object(jw);
	return (web_json(w, attempt_http(a->status), jw));
}

enum err
api_attempt(struct web *w)
{
	const char *text = json_string(json_get(w->json, "submission"));
	struct challenge_id c = {0};
	struct attempt a;
	enum err err;

	err = api_id(w, "challenge_id", &c.n);
	if (err == ERR_OK && text == NULL)
		err = err_set(
		    &w->svc.error, ERR_INVALID, "submission", "must be text");
	if (err == ERR_OK)
		err = contest_attempt(&w->svc, c, text, &a);
	return (err == ERR_OK ? send_attempt(w, &a) : err);
}

/* ------------------------------------------------ flags */

/* CTFd knows static and regex, and "case_insensitive" in `data`. */
static void
put_flag(struct json_writer *jw, const struct flag *f)
{
	json_begin_object(jw);
	json_set_int(jw, "id", f->id);
	json_set_int(jw, "challenge_id", f->challenge);
	json_set_int(jw, "challenge", f->challenge);
	json_set_string(jw, "type", f->kind == FLAG_REGEX ? "regex" : "static");
	json_set_string(jw, "content", f->content);
	json_set_string(
	    jw, "data", f->kind == FLAG_NOCASE ? "case_insensitive" : "");
	json_end_object(jw);
}

static enum err
send_flag(struct web *w, const struct flag *f)
{
	struct json_writer *jw = api_begin(w);

	put_flag(jw, f);
	return (api_end(w, jw));
}

enum err
api_challenge_flags(struct web *w)
{
	struct challenge_id c = {w->id};
	struct json_writer *jw;
	struct flag *list;
	size_t i, n;
	enum err err;

	err = flag_list(&w->svc, c, &list, &n);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		put_flag(jw, &list[i]);
	json_end_array(jw);
	return (api_end(w, jw));
}

enum err
api_flag(struct web *w)
{
	struct flag *f;
	enum err err = flag_get(&w->svc, w->id, &f);

	return (err == ERR_OK ? send_flag(w, f) : err);
}

/* The members of the body over what `f` has. */
static enum err
read_flag(struct web *w, struct flag *f)
{
	const char *type = json_string(json_get(w->json, "type"));
	const char *data = json_string(json_get(w->json, "data"));
	const struct json *content = json_get(w->json, "content");
	int kind;

	if (content != NULL) {
		f->content = json_string(content);
		if (f->content == NULL)
			return (err_set(&w->svc.error, ERR_INVALID, "content",
			    "must be text"));
	}
	if (type != NULL) {
		kind = flag_kind_from(type);
		if (kind < 0)
			return (err_set(&w->svc.error, ERR_INVALID, "type",
			    "must be one of static, nocase, regex"));
		f->kind = (enum flag_kind)kind;
	}
	if (data != NULL && strcmp(data, "case_insensitive") == 0 &&
	    f->kind == FLAG_STATIC)
		f->kind = FLAG_NOCASE;
	else if (data != NULL && data[0] == '\0' && f->kind == FLAG_NOCASE)
		f->kind = FLAG_STATIC;
	return (ERR_OK);
}

enum err
api_flag_create(struct web *w)
{
	struct flag f = {.content = ""};
	const char *field = "challenge_id";
	enum err err;

	if (json_get(w->json, field) == NULL)
		field = "challenge";
	err = api_id(w, field, &f.challenge);
	if (err == ERR_OK)
		err = read_flag(w, &f);
	if (err == ERR_OK)
		err = flag_add(&w->svc, &f);
	return (err == ERR_OK ? send_flag(w, &f) : err);
}

enum err
api_flag_update(struct web *w)
{
	struct flag *f;
	enum err err;

	err = flag_get(&w->svc, w->id, &f);
	if (err == ERR_OK)
		err = read_flag(w, f);
	if (err == ERR_OK)
		err = flag_update(&w->svc, f);
	return (err == ERR_OK ? send_flag(w, f) : err);
}

enum err
api_flag_delete(struct web *w)
{
	struct challenge_id c;
	enum err err = flag_delete(&w->svc, w->id, &c);

	return (err == ERR_OK ? api_done(w) : err);
}
