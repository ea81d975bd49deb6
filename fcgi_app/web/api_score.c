/*
 * The board in CTFd's shape, and CTFtime's feed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/board.h"
#include "service/challenges.h"
#include "store/board.h"
#include "web/api.h"
#include "web/handlers.h"
#include "web/score.h"

const char *
score_account_path(void *mem, struct account_id id)
{
	if (id.n < 0)
		return (mem_printf(
		    mem, "/containers/accounts/teams/%lld", (long long)-id.n));
	return (mem_printf(
	    mem, "/containers/accounts/users/%lld", (long long)id.n));
}

static int
by_time(const void *x, const void *y)
{
	const struct score_step *a = x, *b = y;

	return ((a->at_us > b->at_us) - (a->at_us < b->at_us));
}

size_t
score_steps(struct web *w, const struct board *b, const struct standings *st,
    size_t account, struct score_step **ret)
{
	const struct board_account *a = &b->accounts[account];
	struct score_step *list;
	size_t at, n = 0;

	for (at = a->last_solve; at != BOARD_NONE; at = b->solves[at].before)
		n++;
	for (at = a->last_award; at != BOARD_NONE; at = b->awards[at].before)
		n++;
	list = mem_array(w->mem, struct score_step, n + 1);
	n = 0;
	for (at = a->last_solve; at != BOARD_NONE; at = b->solves[at].before)
		if (standings_count(st, b->solves[at].at_us))
			list[n++] = (struct score_step){&b->solves[at], NULL,
			    b->solves[at].at_us,
			    st->prices[b->solves[at].challenge].value};
	for (at = a->last_award; at != BOARD_NONE; at = b->awards[at].before)
		if (standings_count(st, b->awards[at].at_us))
			list[n++] = (struct score_step){NULL, &b->awards[at],
			    b->awards[at].at_us, b->awards[at].value};
	qsort(list, n, sizeof(*list), by_time);
	*ret = list;
	return (n);
}

static void
set_time(struct json_writer *jw, const char *key, int64_t us)
{
	char iso[CLOCK_ISO_SIZE];

	clock_iso(us, iso);
	json_set_string(jw, key, iso);
}

static void
set_account(
    struct web *w, struct json_writer *jw, const struct board_account *a)
{
	bool is_team = a->id.n < 0;

	json_set_int(jw, "account_id", is_team ? -a->id.n : a->id.n);
	json_set_string(jw, "account_url", score_account_path(w->mem, a->id));
	json_set_string(jw, "account_type", is_team ? "team" : "user");
	json_set_null(jw, "oauth_id");
	json_set_string(jw, "name", a->name);
}

static void
set_bracket(struct json_writer *jw, const struct board_account *a)
{
	json_set_null(jw, "bracket_id");
	json_set_string(
	    jw, "bracket_name", a->bracket[0] != '\0' ? a->bracket : NULL);
}

/* ------------------------------------------------ the scoreboard */

/* What a member brought to the team: `user`'s solves and awards. */
static int64_t
member_score(const struct board *b, const struct standings *st, size_t account,
    struct user_id user)
{
	const struct board_account *a = &b->accounts[account];
	int64_t score = 0;
	size_t at;

	for (at = a->last_solve; at != BOARD_NONE; at = b->solves[at].before)
		if (b->solves[at].user.n == user.n &&
		    standings_count(st, b->solves[at].at_us))
			score += st->prices[b->solves[at].challenge].value;
	for (at = a->last_award; at != BOARD_NONE; at = b->awards[at].before)
		if (b->awards[at].user.n == user.n &&
		    standings_count(st, b->awards[at].at_us))
			score += b->awards[at].value;
	return (score);
}

struct members {
	struct board_member *list;
	size_t n;
};

static int
by_team(const void *key, const void *row)
{
	int64_t team = *(const int64_t *)key;
	int64_t other = ((const struct board_member *)row)->team.n;

	return ((team > other) - (team < other));
}

static void
put_members(struct json_writer *jw, const struct board *b,
    const struct standings *st, size_t account, const struct members *m)
{
	int64_t team = -b->accounts[account].id.n;
	struct board_member *at, *end = m->list + m->n;

	json_key(jw, "members");
	json_begin_array(jw);
	at = bsearch(&team, m->list, m->n, sizeof(*at), by_team);
	while (at != NULL && at > m->list && at[-1].team.n == team)
		at--;
	for (; at != NULL && at < end && at->team.n == team; at++) {
		json_begin_object(jw);
		json_set_int(jw, "id", at->user.n);
		json_set_null(jw, "oauth_id");
		json_set_string(jw, "name", at->name);
		json_set_int(
		    jw, "score", member_score(b, st, account, at->user));
		json_end_object(jw);
	}
	json_end_array(jw);
}

static void
put_standings(struct web *w, struct json_writer *jw, const struct board *b,
    const struct standings *st, const struct members *m)
{
	size_t i;

	json_begin_array(jw);
	for (i = 0; i < st->n; i++) {
		json_begin_object(jw);
		json_set_int(jw, "pos", st->list[i].place);
		set_account(w, jw, &b->accounts[st->list[i].account]);
		json_set_int(jw, "score", st->list[i].score);
		set_bracket(jw, &b->accounts[st->list[i].account]);
		if (m->list != NULL)
			put_members(jw, b, st, st->list[i].account, m);
		json_end_object(jw);
	}
	json_end_array(jw);
}

/* The whole answer, written once for each state of the board. */
static enum err
write_standings(
    struct web *w, const struct board *b, const struct standings *st)
{
	struct json_writer *jw = api_begin(w);
	struct members m = {0};
	const char *text;
	enum err err = ERR_OK;

	if (w->svc.p->settings->teams_mode)
		err = store_board_members(
		    w->svc.p->db, w->mem, &m.list, &m.n, &w->svc.error);
	if (err != ERR_OK)
		return (err);
	put_standings(w, jw, b, st, &m);
	json_end_object(jw);
	text = json_text(jw, &st->text->len);
	st->text->data = mem_strdup(st->text, text);
	return (ERR_OK);
}

enum err
api_scoreboard(struct web *w)
{
	const struct standings *st;
	const struct board *b;
	enum err err = board_get(&w->svc, &b, &st);

	if (err == ERR_OK && st->text->data == NULL)
		err = write_standings(w, b, st);
	if (err == ERR_OK)
		http_send(w->http, 200, "application/json", st->text->data,
		    st->text->len);
	return (err);
}

/* ------------------------------------------------ the top */

static void
put_step(struct json_writer *jw, const struct board *b,
    const struct board_account *a, const struct score_step *step)
{
	bool is_team = a->id.n < 0;
	int64_t user =
	    step->solve != NULL ? step->solve->user.n : step->award->user.n;

	json_begin_object(jw);
	if (step->solve != NULL)
		json_set_int(jw, "challenge_id",
		    b->challenges[step->solve->challenge].id.n);
	else
		json_set_null(jw, "challenge_id");
	json_set_int(jw, "account_id", is_team ? -a->id.n : a->id.n);
	if (is_team)
		json_set_int(jw, "team_id", -a->id.n);
	else
		json_set_null(jw, "team_id");
	json_set_int(jw, "user_id", user);
	json_set_int(jw, "value", step->value);
	set_time(jw, "date", step->at_us);
	json_end_object(jw);
}

static void
put_top(struct web *w, struct json_writer *jw, const struct board *b,
    const struct standings *st, const struct standing *s)
{
	const struct board_account *a = &b->accounts[s->account];
	struct score_step *steps;
	size_t i, n = score_steps(w, b, st, s->account, &steps);

	json_key(jw, mem_printf(w->mem, "%d", s->place));
	json_begin_object(jw);
	json_set_int(jw, "id", a->id.n < 0 ? -a->id.n : a->id.n);
	json_set_string(jw, "account_url", score_account_path(w->mem, a->id));
	json_set_string(jw, "name", a->name);
	json_set_int(jw, "score", s->score);
	set_bracket(jw, a);
	json_key(jw, "solves");
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		put_step(jw, b, a, &steps[i]);
	json_end_array(jw);
	json_end_object(jw);
}

enum err
api_scoreboard_top(struct web *w)
{
	const struct standings *st;
	struct json_writer *jw;
	const struct board *b;
	size_t i, n = (size_t)w->id;
	enum err err;

	err = board_get(&w->svc, &b, &st);
	if (err != ERR_OK)
		return (err);
	if (n > LIMIT_TOP)
		n = LIMIT_TOP;
	jw = api_begin(w);
	json_begin_object(jw);
	for (i = 0; i < st->n && i < n; i++)
		put_top(w, jw, b, st, &st->list[i]);
	json_end_object(jw);
	return (api_end(w, jw));
}

/* ------------------------------------------------ CTFtime */

static void
put_task_stats(struct web *w, struct json_writer *jw, const struct board *b,
    const struct standings *st, size_t account)
{
	const struct challenge *c;
	struct score_step *steps;
	size_t i, n = score_steps(w, b, st, account, &steps);

	json_key(jw, "taskStats");
	json_begin_object(jw);
	for (i = 0; i < n; i++) {
		if (steps[i].solve == NULL)
			continue;
		c = &b->challenges[steps[i].solve->challenge];
		json_key(jw, mem_printf(w->mem, "%s", c->name));
		json_begin_object(jw);
		json_set_int(jw, "points", steps[i].value);
		json_set_int(jw, "time", steps[i].at_us / USEC_PER_SEC);
		json_end_object(jw);
	}
	json_end_object(jw);
}

/* https://ctftime.org/json-scoreboard-feed: for everybody, so it freezes. */
enum err
api_ctftime(struct web *w)
{
	struct json_writer *jw = json_writer_new(w->mem);
	const struct standings *st;
	const struct board *b;
	size_t i;
	enum err err;

	err = contest_allows(&w->svc, EVENT_SEE);
	if (err == ERR_OK)
		err = board_public(&w->svc, &b, &st);
	if (err != ERR_OK)
		return (err);
	json_begin_object(jw);
	json_key(jw, "tasks");
	json_begin_array(jw);
	for (i = 0; i < b->challenges_n; i++)
		if (b->challenges[i].state == CHALLENGE_VISIBLE)
			json_put_string(jw, b->challenges[i].name);
	json_end_array(jw);
	json_key(jw, "standings");
	json_begin_array(jw);
	for (i = 0; i < st->n; i++) {
		json_begin_object(jw);
		json_set_int(jw, "pos", st->list[i].place);
		json_set_string(
		    jw, "team", b->accounts[st->list[i].account].name);
		json_set_int(jw, "score", st->list[i].score);
		put_task_stats(w, jw, b, st, st->list[i].account);
		json_set_int(
		    jw, "lastAccept", st->list[i].at_us / USEC_PER_SEC);
		json_end_object(jw);
	}
	json_end_array(jw);
	json_end_object(jw);
	return (web_json(w, 200, jw));
}

/* ------------------------------------------------ who solved it */

size_t
score_solve_first(
    const struct board *b, const struct standings *st, struct challenge_id c)
{
	size_t at = board_challenge(b, c);

	return (at == BOARD_NONE
		    ? at
		    : score_solve_next(b, st, b->chains[at].first));
}

size_t
score_solve_next(const struct board *b, const struct standings *st, size_t at)
{
	while (at != BOARD_NONE && (!standings_count(st, b->solves[at].at_us) ||
				       !b->accounts[b->solves[at].account].counts))
		at = b->solves[at].after;
	return (at);
}

static void
put_solve(struct web *w, struct json_writer *jw, const struct board *b,
    const struct standings *st, size_t at)
{
	const struct board_solve *s = &b->solves[at];

	json_begin_object(jw);
	set_account(w, jw, &b->accounts[s->account]);
	set_time(jw, "date", s->at_us);
	json_set_bool(jw, "first_blood", st->prices[s->challenge].first == at);
	json_end_object(jw);
}

enum err
api_challenge_solves(struct web *w)
{
	enum challenge_view view =
	    w->me->role == ROLE_ADMIN ? VIEW_ADMIN : VIEW_PLAYER;
	struct challenge_id id = {w->id};
	const struct standings *st;
	struct json_writer *jw;
	const struct board *b;
	struct challenge *c;
	size_t at;
	enum err err;

	err = challenge_get(&w->svc, id, view, &c);
	if (err == ERR_OK)
		err = board_get(&w->svc, &b, &st);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	at = score_solve_first(b, st, id);
	for (; at != BOARD_NONE;
	     at = score_solve_next(b, st, b->solves[at].after))
		put_solve(w, jw, b, st, at);
	json_end_array(jw);
	return (api_end(w, jw));
}
