/*
 * Handing in a flag: one transaction in which a wrong one is counted or a
 * right one becomes a solve with its price.
 */
#include "base/crypto.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "domain/flag.h"
#include "domain/scoring.h"
#include "service/contest.h"
#include "service/instances.h"
#include "service/throttle.h"
#include "store/cheats.h"
#include "store/flags.h"
#include "store/solves.h"
#include "store/throttles.h"

#define WRONG_MAX      10
#define WRONG_WINDOW_S 60

static const char *const status_names[] = {
    [ATTEMPT_CORRECT] = "correct",
    [ATTEMPT_INCORRECT] = "incorrect",
    [ATTEMPT_PARTIAL] = "partial",
    [ATTEMPT_ALREADY_SOLVED] = "already_solved",
    [ATTEMPT_RATELIMITED] = "ratelimited",
    [ATTEMPT_PAUSED] = "paused",
    [ATTEMPT_NO_TRIES] = "incorrect",
};

/* One submission on its way. */
struct judging {
	struct service *s;
	struct submission sub;
	struct attempt_terms *terms;
	const struct flag *flag;        /* the one it is, NULL: wrong */
	const struct flag_owner *owner; /* whose instance's flag it is */
	const char *subject;            /* of the throttle */
	int fails;                      /* with this one */
	struct attempt *ret;
};

const char *
attempt_status_name(enum attempt_status st)
{
	return (status_names[st]);
}

/* messages: answer:3 */
static enum err PRINTF_LIKE(3, 4)
    answer(struct judging *j, enum attempt_status status, const char *fmt, ...)
{
	va_list ap;

	j->ret->status = status;
	va_start(ap, fmt);
	j->ret->message = mem_vprintf(j->s->mem, fmt, ap);
	va_end(ap);
	va_start(ap, fmt);
	j->ret->said = mem_vprintf(j->s->mem, tr(fmt), ap);
	va_end(ap);
	return (ERR_OK);
}

static enum err
no_tries(struct judging *j)
{
	return (answer(j, ATTEMPT_NO_TRIES, "You have 0 tries remaining"));
}

static bool
used_up(const struct judging *j, int fails)
{
	return (j->terms->max_attempts > 0 && fails >= j->terms->max_attempts);
}

/* ------------------------------------------------ wrong */

/* The account that owns the instance whose flag was handed in. */
static struct account_id
owner_account(const struct judging *j)
{
	struct account_id id = {j->owner->user.n};

	if (j->s->p->settings->teams_mode)
		id.n = -j->owner->team.n;
	return (id);
}

/* "ann (Team)" */
static const char *
full_name(void *mem, const char *name, const char *team)
{
	return (
	    team[0] != '\0' ? mem_printf(mem, "%s (%s)", name, team) : name);
}

/*
 * The flag of somebody else's instance is evidence and no more: the player is
 * told what every wrong flag is told.
 */
static enum err
record_cheat(struct db *db, struct judging *j, struct error *e)
{
	const struct account *me = j->s->actor;
	void *mem = j->s->mem;

	log_warn("flag.shared", LOG_INT("challenge", j->sub.challenge.n),
	    LOG_INT("account", j->sub.account.n),
	    LOG_INT("owner", owner_account(j).n));
	return (store_cheat_add(db, &j->sub, j->terms->name,
	    full_name(mem, me->name, me->team_name), owner_account(j), j->owner,
	    full_name(mem, j->owner->user_name, j->owner->team_name), e));
}

static enum err
wrong_body(struct db *db, void *arg, struct error *e)
{
	struct judging *j = arg;
	enum err err;

	err = store_attempt_fail(
	    db, j->s->mem, j->sub.challenge, j->sub.account, &j->fails, e);
	if (err != ERR_OK)
		return (err);
	/* rolled back: the count stays at the limit */
	if (used_up(j, j->fails - 1))
		return (err_set(e, ERR_CONFLICT, NULL, "No tries left"));
	j->sub.kind = SUBMISSION_INCORRECT;
	err = store_submission_add(db, &j->sub, e);
	if (err == ERR_OK && j->owner != NULL)
		err = record_cheat(db, j, e);
	return (err);
}

static enum err
wrong(struct judging *j)
{
	struct service *s = j->s;
	int left;
	enum err err;

	err = db_transact(s->p->db, wrong_body, j, &s->error);
	if (err == ERR_CONFLICT) {
		err_clear(&s->error);
		return (no_tries(j));
	}
	if (err != ERR_OK)
		return (err);
	if (j->terms->max_attempts == 0)
		return (answer(j, ATTEMPT_INCORRECT, "Incorrect"));
	left = j->terms->max_attempts - j->fails;
	(void)answer(j, ATTEMPT_INCORRECT,
	    left == 1 ? "Incorrect. You have %d try remaining."
		      : "Incorrect. You have %d tries remaining.",
	    left);
	j->ret->said = mem_printf(s->mem,
	    trn("Incorrect. You have %d try remaining.",
		"Incorrect. You have %d tries remaining.", left),
	    left);
	return (ERR_OK);
}

/* ------------------------------------------------ right */

/* The player may have been moved to another team since the session was read. */
static enum err
lock_contestant(
    struct db *db, struct judging *j, bool *ret_counts, struct error *e)
{
	struct team_id team = {0};
	enum err err;

	err = store_contestant_lock(
	    db, j->s->mem, &j->sub.owner, ret_counts, &team, e);
	if (err == ERR_OK && j->sub.owner.team.n != 0 &&
	    team.n != j->sub.owner.team.n)
		return (err_set(e, ERR_FORBIDDEN, NULL,
		    "Your team has just changed. Reload the page and try "
		    "again."));
	return (err);
}

static enum err
partial(struct db *db, struct judging *j, bool *ret_all, struct error *e)
{
	int found = 0, all = 0;
	enum err err;

	err = store_flag_found(
	    db, j->s->mem, j->flag, j->sub.account, &found, &all, e);
	*ret_all = found >= all;
	if (err != ERR_OK || *ret_all)
		return (err);
	j->sub.kind = SUBMISSION_PARTIAL;
	(void)answer(j, ATTEMPT_PARTIAL,
	    "Correct, but more flags are needed: %d of %d found.", found, all);
	return (store_submission_add(db, &j->sub, e));
}

/* The solve and the challenge's new price. */
static enum err
record_solve(struct db *db, struct judging *j, bool counts, struct error *e)
{
	struct challenge *c;
	bool first;
	enum err err;

	err = store_contest_bump(db, CONTEST_APPENDED, e);
	if (err == ERR_OK)
		err = store_price_lock(db, j->s->mem, j->sub.challenge, &c, e);
	if (err != ERR_OK)
		return (err);
	if (c == NULL)
		return (err_set(e, ERR_NOT_FOUND, NULL, "Challenge not found"));
	first = counts && c->solves == 0;
	err = store_solve_add(db, &j->sub, first, e);
	if (err != ERR_OK)
		return (err);
	j->ret->first_blood = first;
	if (!counts)
		return (ERR_OK);
	c->solves++;
	c->value = score_value(c, c->solves);
	return (store_price_put(db, c, e));
}

static enum err
right_body(struct db *db, void *arg, struct error *e)
{
	struct judging *j = arg;
	bool counts = false, all = true;
	int fails = 0;
	enum err err;

	err = lock_contestant(db, j, &counts, e);
	if (err == ERR_OK)
		err = store_attempt_lock(
		    db, j->s->mem, j->sub.challenge, j->sub.account, &fails, e);
	if (err != ERR_OK)
		return (err);
	if (used_up(j, fails))
		return (no_tries(j));
	if (j->terms->needs_all && j->flag->id != 0)
		err = partial(db, j, &all, e);
	if (err != ERR_OK || !all)
		return (err);
	j->sub.kind = SUBMISSION_CORRECT;
	(void)answer(j, ATTEMPT_CORRECT, "Correct");
	/* it was none of the wrong ones; a flag is a solve only once, so the
	 * count can't be cleared at will */
	err = store_throttle_forget(db, j->subject, e);
	if (err == ERR_OK)
		err = record_solve(db, j, counts, e);
	if (err == ERR_OK)
		err = store_submission_add(db, &j->sub, e);
	if (err == ERR_OK && j->terms->stop_on_solve_min >= 0)
		err = instance_end_soon(db, &j->sub.owner, j->sub.challenge,
		    j->terms->stop_on_solve_min, e);
	return (err);
}

static enum err
already_solved(struct judging *j)
{
	return (answer(j, ATTEMPT_ALREADY_SOLVED, "You already solved this"));
}

static enum err
right(struct judging *j)
{
	struct service *s = j->s;
	enum err err;

	err = db_transact(s->p->db, right_body, j, &s->error);
	if (err == ERR_CONFLICT) {
		err_clear(&s->error);
		return (already_solved(j));
	}
	if (err != ERR_OK || j->ret->status != ATTEMPT_CORRECT)
		return (err);
	if (j->ret->first_blood)
		(void)answer(j, ATTEMPT_CORRECT,
		    "Correct, and you are the first to solve it");
	if (j->terms->stop_on_solve_min >= 0)
		service_wake(s);
	return (ERR_OK);
}

/* ------------------------------------------------ before it is judged */

/* Everything that can be said without looking at the submission. */
static enum err
prepare(struct judging *j)
{
	struct service *s = j->s;
	bool is_admin;
	enum err err;

	err = contest_me(s, &j->sub.account, &j->sub.owner);
	if (err == ERR_OK)
		err = contest_allows(s, EVENT_PLAY);
	if (err == ERR_OK)
		err = store_attempt_terms(s->p->db, s->mem, j->sub.challenge,
		    j->sub.account, &j->terms, &s->error);
	if (err != ERR_OK)
		return (err);
	is_admin = s->actor->role == ROLE_ADMIN;
	if (j->terms == NULL ||
	    (!is_admin &&
		(j->terms->state != CHALLENGE_VISIBLE || j->terms->locked)))
		return (err_set(
		    &s->error, ERR_NOT_FOUND, NULL, "Challenge not found"));
	return (ERR_OK);
}

static bool
is_paused(const struct service *s)
{
	return (s->p->settings->paused && s->actor->role != ROLE_ADMIN);
}

/* Counted before it is judged, so that guesses side by side can't pass. */
static enum err
throttled(struct judging *j, bool *ret)
{
	struct service *s = j->s;
	enum err err;

	j->subject =
	    mem_printf(s->mem, "flag:%lld", (long long)j->sub.account.n);
	err = throttle_hit(s, j->subject, WRONG_MAX, WRONG_WINDOW_S);
	*ret = err == ERR_RATE;
	if (err != ERR_RATE)
		return (err);
	j->ret->retry_after = s->error.retry_after;
	err_clear(&s->error);
	return (ERR_OK);
}

/*
 * Whether it is the flag of an instance: of the account's own, which is
 * right, or of another's.  The database finds it by an index, so the bytes
 * are compared once more.
 */
static enum err
judge_instance(struct judging *j)
{
	struct service *s = j->s;
	struct flag_owner *owner = NULL;
	struct flag *f;
	enum err err;

	err = store_flag_owner(s->p->db, s->mem, j->sub.challenge,
	    j->sub.provided, &owner, &s->error);
	if (err != ERR_OK || owner == NULL || owner->user.n == 0 ||
	    !crypto_equal(owner->flag, j->sub.provided))
		return (err);
	j->owner = owner;
	if (owner_account(j).n != j->sub.account.n)
		return (ERR_OK);
	f = mem_new(s->mem, struct flag);
	f->challenge = j->sub.challenge.n;
	f->content = owner->flag;
	j->flag = f;
	return (ERR_OK);
}

static enum err
judge(struct judging *j)
{
	enum err err = ERR_OK;

	j->flag =
	    flag_find(j->terms->flags, j->terms->flags_n, j->sub.provided);
	if (j->flag == NULL && j->terms->type == CHALLENGE_CONTAINER)
		err = judge_instance(j);
	if (err != ERR_OK)
		return (err);
	return (j->flag != NULL ? right(j) : wrong(j));
}

static enum err
attempt(struct judging *j, const char *submission)
{
	struct service *s = j->s;
	bool too_many = false;
	enum err err;

	err = prepare(j);
	if (err == ERR_OK)
		err = flag_submission(
		    s->mem, submission, &j->sub.provided, &s->error);
	if (err != ERR_OK)
		return (err);
	if (is_paused(s))
		return (answer(j, ATTEMPT_PAUSED, "%.100s is paused",
		    s->p->settings->value[SETTING_EVENT_NAME]));
	if (j->terms->solved)
		return (already_solved(j));
	if (used_up(j, j->terms->fails))
		return (no_tries(j));
	err = throttled(j, &too_many);
	if (err != ERR_OK)
		return (err);
	if (too_many)
		return (answer(j, ATTEMPT_RATELIMITED,
		    "You're submitting flags too fast. Slow down."));
	return (judge(j));
}

enum err
contest_attempt(struct service *s, struct challenge_id c,
    const char *submission, struct attempt *ret)
{
	struct judging j = {.s = s, .ret = ret};
	enum err err;

	*ret = (struct attempt){.message = "", .said = ""};
	j.sub.challenge = c;
	j.sub.ip = s->ip;
	err = attempt(&j, submission);
	if (err == ERR_OK)
		log_info("flag.submit", LOG_INT("challenge", c.n),
		    LOG_STR("status", status_names[ret->status]),
		    LOG_INT("account", j.sub.account.n));
	return (err);
}
