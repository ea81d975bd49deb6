#include "service/contest.h"

#include "base/mem.h"
#include "domain/scoring.h"
#include "store/accounts.h"
#include "store/solves.h"

enum err
contest_me(struct service *s, struct account_id *ret, struct owner *ret_owner)
{
	if (s->actor == NULL)
		return (err_set(
		    &s->error, ERR_LOGIN, NULL, "You must be logged in"));
	return (contest_account(
	    s->p->settings, s->actor, ret, ret_owner, &s->error));
}

enum err
contest_allows(struct service *s, enum event_deed deed)
{
	int64_t now_us = 0;
	enum err err = service_now(s, &now_us);

	if (err != ERR_OK)
		return (err);
	return (
	    event_allows(s->p->settings, s->actor, deed, now_us, &s->error));
}

enum err
contest_may_start(struct service *s, struct challenge_id c)
{
	struct account_id account = {0};
	struct owner owner;
	bool locked = false;
	enum err err;

	err = contest_allows(s, EVENT_PLAY);
	if (err != ERR_OK || s->actor == NULL || s->actor->role == ROLE_ADMIN)
		return (err);
	/* without a team nothing is solved; who lacks one is told by the
	 * quota's rules, in the contract's words */
	if (contest_me(s, &account, &owner) != ERR_OK)
		err_clear(&s->error);
	err = store_requirements_missing(
	    s->p->db, s->mem, c, account, &locked, &s->error);
	if (err == ERR_OK && locked)
		return (err_set(
		    &s->error, ERR_NOT_FOUND, NULL, "Challenge not found"));
	return (err);
}

enum err
contest_touch(struct db *db, struct error *e)
{
	return (store_contest_bump(db, CONTEST_CHANGED, e));
}

/* The board names the members of teams; nothing that counts has changed. */
enum err
contest_member(struct db *db, struct user_id user, struct team_id team,
    struct error *e)
{
	enum err err = store_account_set_team(db, user, team, e);

	if (err == ERR_OK)
		err = store_contest_bump(db, CONTEST_APPENDED, e);
	return (err);
}

/* ------------------------------------------------ prices */

static enum err
reprice_one(struct db *db, struct challenge *c, const struct solve_count *count,
    struct error *e)
{
	int solves = count != NULL ? count->n : 0, value;
	enum err err;

	value = score_value(c, solves);
	if (solves == c->solves && value == c->value)
		return (ERR_OK);
	c->solves = solves;
	c->value = value;
	err = store_price_put(db, c, e);
	if (err == ERR_OK)
		err = store_first_blood(
		    db, c->id, count != NULL ? count->first : 0, e);
	return (err);
}

/*
 * All challenges, because the solves of an account that was deleted are gone
 * and can't say which they were.
 */
static enum err
reprice_all(struct db *db, void *mem, struct error *e)
{
	struct solve_count *counts = NULL;
	struct challenge *list = NULL;
	size_t i, at = 0, n = 0, n_counts = 0;
	enum err err;

	err = contest_touch(db, e);
	if (err == ERR_OK)
		err = store_contest_sweep(db, e);
	if (err == ERR_OK)
		err = store_prices_lock(db, mem, &list, &n, e);
	if (err == ERR_OK)
		err = store_solves_count(db, mem, &counts, &n_counts, e);
	for (i = 0; err == ERR_OK && i < n; i++) {
		while (at < n_counts && counts[at].challenge.n < list[i].id.n)
			at++;
		err = reprice_one(db, &list[i],
		    at < n_counts && counts[at].challenge.n == list[i].id.n
			? &counts[at]
			: NULL,
		    e);
	}
	return (err);
}

static enum err
reprice(struct db *db, struct error *e)
{
	void *mem = mem_arena(NULL);
	enum err err = reprice_all(db, mem, e);

	mem_free(&mem);
	return (err);
}

enum err
contest_reprice_user(struct db *db, struct user_id user, struct error *e)
{
	(void)user;
	return (reprice(db, e));
}

enum err
contest_reprice_team(struct db *db, struct team_id team, struct error *e)
{
	(void)team;
	return (reprice(db, e));
}
