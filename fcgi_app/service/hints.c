#include "service/hints.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/name.h"
#include "service/audit.h"
#include "service/board.h"
#include "service/challenges.h"
#include "service/contest.h"
#include "store/accounts.h"
#include "store/challenges.h"
#include "store/hints.h"
#include "store/solves.h"
#include "store/teams.h"

static bool
is_admin(const struct service *s)
{
	return (s->actor != NULL && s->actor->role == ROLE_ADMIN);
}

static enum err
not_found(struct error *e)
{
	(void)!err_set(e, ERR_NOT_FOUND, NULL, "Hint not found");
	/* said here, so that the analyzer sees that it is no success */
	return (ERR_NOT_FOUND);
}

/* Whom the actor plays for; {0} for a player without a team and admins who
 * don't play. */
static struct account_id
viewer(struct service *s)
{
	struct account_id account = {0};
	struct owner owner;

	if (contest_me(s, &account, &owner) != ERR_OK)
		err_clear(&s->error);
	return (account);
}

static enum challenge_view
view_of(const struct service *s)
{
	return (is_admin(s) ? VIEW_ADMIN : VIEW_PLAYER);
}

/* What must be paid for is not shown. */
static void
cover(const struct service *s, struct hint *h)
{
	h->unlocked = h->unlocked || h->cost == 0;
	if (!h->unlocked && !is_admin(s))
		h->content = "";
}

/* The hints of `c` as everybody has them, and whether any must be paid for. */
static struct hint *
hints_of(struct service *s, const struct board *b, struct challenge_id c,
    size_t *ret_n, bool *ret_paid)
{
	struct hint *list = mem_array(s->mem, struct hint, b->hints_n + 1);
	size_t i;

	*ret_n = 0;
	*ret_paid = false;
	for (i = 0; i < b->hints_n; i++) {
		if (b->hints[i].challenge.n != c.n)
			continue;
		list[(*ret_n)++] = b->hints[i];
		*ret_paid |= b->hints[i].cost > 0;
	}
	return (list);
}

/* Of the worker's copy; who has paid for what is asked where there is a price.
 */
enum err
hint_list(
    struct service *s, struct challenge_id c, struct hint **ret, size_t *ret_n)
{
	const struct standings *st;
	const struct board *b;
	struct hint *list;
	bool paid;
	size_t i;
	enum err err = board_get(s, &b, &st);

	if (err != ERR_OK)
		return (err);
	list = hints_of(s, b, c, ret_n, &paid);
	if (paid)
		err = store_hints_unlocked(
		    s->p->db, s->mem, c, viewer(s), list, *ret_n, &s->error);
	for (i = 0; i < *ret_n; i++)
		cover(s, &list[i]);
	if (err == ERR_OK)
		*ret = list;
	return (err);
}

/*
 * The hint as it is stored, of a challenge that the actor may see.  A hint of
 * any other is not there, in the same words: or ids would tell how much is
 * hidden.
 */
static enum err
find(struct service *s, int64_t id, struct hint **ret)
{
	struct challenge *c;
	enum err err;

	err = store_hint_get(s->p->db, s->mem, id, viewer(s), ret, &s->error);
	if (err == ERR_OK && *ret == NULL)
		return (not_found(&s->error));
	if (err == ERR_OK)
		err = challenge_get(s, (*ret)->challenge, view_of(s), &c);
	return (err == ERR_NOT_FOUND ? not_found(&s->error) : err);
}

enum err
hint_get(struct service *s, int64_t id, struct hint **ret)
{
	enum err err = find(s, id, ret);

	if (err == ERR_OK && *ret != NULL)
		cover(s, *ret);
	return (err);
}

/* ------------------------------------------------ unlocking */

struct unlocking {
	struct service *s;
	struct hint *h;
	struct account_id account;
	struct owner owner;
	bool done; /* before */
};

static enum err
pay(struct db *db, struct unlocking *u, struct error *e)
{
	struct award a = {.account = u->account,
	    .owner = u->owner,
	    .name = "Hint",
	    .description = u->h->title,
	    .category = "hints",
	    .value = -u->h->cost,
	    .hint = u->h->id};
	int64_t score = 0;
	enum err err;

	err = store_account_score(db, u->s->mem, u->account, &score, e);
	if (err == ERR_OK && score < u->h->cost)
		return (err_set(e, ERR_INVALID, "cost",
		    "You do not have enough points to unlock this hint: it "
		    "costs %d, you have %lld",
		    u->h->cost, (long long)score));
	if (err == ERR_OK)
		err = store_contest_bump(db, CONTEST_APPENDED, e);
	if (err == ERR_OK)
		err = store_award_add(db, &a, e);
	return (err);
}

/* The account's row is locked: its points are spent once, not twice. */
static enum err
unlock_body(struct db *db, void *arg, struct error *e)
{
	struct unlocking *u = arg;
	struct hint *now;
	bool found = false;
	enum err err;

	err = store_contestant_hold(db, u->s->mem, u->account, &found, e);
	if (err == ERR_OK && !found)
		return (err_set(e, ERR_LOGIN, NULL, "You must be logged in"));
	if (err == ERR_OK)
		err = store_hint_get(
		    db, u->s->mem, u->h->id, u->account, &now, e);
	if (err != ERR_OK)
		return (err);
	if (now == NULL)
		return (not_found(e));
	u->h = now;
	u->done = now->unlocked;
	if (u->done)
		return (ERR_OK);
	err = store_hint_unlock(db, now->id, u->account, u->owner.user, e);
	if (err == ERR_OK && now->cost > 0)
		err = pay(db, u, e);
	return (err);
}

enum err
hint_unlock(struct service *s, int64_t id, struct hint **ret)
{
	struct unlocking u = {.s = s};
	enum err err;

	err = contest_me(s, &u.account, &u.owner);
	if (err == ERR_OK)
		err = contest_allows(s, EVENT_PLAY);
	if (err == ERR_OK)
		err = find(s, id, &u.h);
	if (err == ERR_OK)
		err = db_transact(s->p->db, unlock_body, &u, &s->error);
	if (err != ERR_OK)
		return (err);
	if (!u.done)
		log_info("hint.unlock", LOG_INT("hint", id),
		    LOG_INT("account", u.account.n),
		    LOG_INT("cost", u.h->cost));
	u.h->unlocked = true;
	*ret = u.h;
	return (ERR_OK);
}

/* ------------------------------------------------ hints, for admins */

struct edit {
	struct service *s;
	struct hint *h;
	const char *action;
};

static enum err
audit_hint(struct edit *ed)
{
	return (audit_add(ed->s, ed->action,
	    mem_printf(ed->s->mem, "challenges/%lld/hints/%lld",
		(long long)ed->h->challenge.n, (long long)ed->h->id),
	    NULL, mem_printf(ed->s->mem, "cost %d", ed->h->cost)));
}

static enum err
add_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	struct challenge *challenge;
	struct hint *list;
	size_t n;
	enum err err;

	err = contest_touch(db, e);
	if (err == ERR_OK)
		err = store_challenge_lock(
		    db, ed->s->mem, ed->h->challenge, &challenge, e);
	if (err == ERR_OK && challenge == NULL)
		return (err_set(e, ERR_NOT_FOUND, NULL, "Challenge not found"));
	if (err == ERR_OK)
		err = store_hints_list(db, ed->s->mem, ed->h->challenge,
		    (struct account_id){0}, &list, &n, e);
	if (err == ERR_OK && n >= LIMIT_FLAGS)
		return (err_set(e, ERR_INVALID, "content",
		    "a challenge has at most %d hints", LIMIT_FLAGS));
	if (err == ERR_OK)
		err = store_hint_add(db, ed->h, e);
	return (err == ERR_OK ? audit_hint(ed) : err);
}

enum err
hint_add(struct service *s, struct hint *h)
{
	struct edit ed = {.s = s, .h = h, .action = "hint.create"};
	enum err err = hint_check(h, &s->error);

	if (err == ERR_OK)
		err = db_transact(s->p->db, add_body, &ed, &s->error);
	return (err);
}

static enum err
update_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	enum err err = contest_touch(db, e);

	if (err == ERR_OK)
		err = store_hint_put(db, ed->h, e);
	return (err == ERR_OK ? audit_hint(ed) : err);
}

enum err
hint_update(struct service *s, const struct hint *h)
{
	struct edit ed = {.s = s, .action = "hint.update"};
	enum err err = hint_check(h, &s->error);

	if (err == ERR_OK)
		err = find(s, h->id, &ed.h);
	if (err != ERR_OK)
		return (err);
	ed.h->title = h->title;
	ed.h->content = h->content;
	ed.h->cost = h->cost;
	return (db_transact(s->p->db, update_body, &ed, &s->error));
}

static enum err
delete_body(struct db *db, void *arg, struct error *e)
{
	struct edit *ed = arg;
	enum err err = contest_touch(db, e);

	if (err == ERR_OK)
		err = store_hint_delete(db, ed->h->id, e);
	return (err == ERR_OK ? audit_hint(ed) : err);
}

enum err
hint_delete(struct service *s, int64_t id, struct challenge_id *ret)
{
	struct edit ed = {.s = s, .action = "hint.delete"};
	enum err err = find(s, id, &ed.h);

	if (err == ERR_OK)
		err = db_transact(s->p->db, delete_body, &ed, &s->error);
	if (err == ERR_OK)
		*ret = ed.h->challenge;
	return (err);
}

/* ------------------------------------------------ awards */

struct awarding {
	struct service *s;
	struct award *a;
	int64_t id;
};

static enum err
award_body(struct db *db, void *arg, struct error *e)
{
	struct awarding *w = arg;
	bool found = false;
	enum err err;

	err = store_contestant_hold(db, w->s->mem, w->a->account, &found, e);
	if (err == ERR_OK && !found)
		return (err_set(e, ERR_NOT_FOUND, NULL, "Account not found"));
	if (err == ERR_OK)
		err = store_contest_bump(db, CONTEST_APPENDED, e);
	if (err == ERR_OK)
		err = store_award_add(db, w->a, e);
	if (err != ERR_OK)
		return (err);
	return (audit_add(w->s, "award.create",
	    mem_printf(w->s->mem, "accounts/%lld", (long long)w->a->account.n),
	    NULL, mem_printf(w->s->mem, "%d: %s", w->a->value, w->a->name)));
}

enum err
award_add(struct service *s, struct award *a)
{
	struct awarding w = {.s = s, .a = a};
	enum err err = award_check(a, &s->error);

	if (err != ERR_OK)
		return (err);
	a->owner = (struct owner){0};
	if (a->account.n < 0)
		a->owner.team.n = -a->account.n;
	else
		a->owner.user.n = a->account.n;
	err = db_transact(s->p->db, award_body, &w, &s->error);
	if (err == ERR_OK)
		log_info("award.create", LOG_STR("actor", s->actor_name),
		    LOG_INT("account", a->account.n),
		    LOG_INT("value", a->value));
	return (err);
}

static enum err
award_delete_body(struct db *db, void *arg, struct error *e)
{
	struct awarding *w = arg;
	int64_t value = 0;
	enum err err;

	err = contest_touch(db, e);
	if (err == ERR_OK)
		err = store_award_delete(db, w->s->mem, w->id, &value, e);
	if (err == ERR_OK && value == 0)
		return (err_set(e, ERR_NOT_FOUND, NULL, "Award not found"));
	if (err != ERR_OK)
		return (err);
	return (audit_add(w->s, "award.delete",
	    mem_printf(w->s->mem, "awards/%lld", (long long)w->id),
	    mem_printf(w->s->mem, "%lld", (long long)value), NULL));
}

enum err
award_delete(struct service *s, int64_t id)
{
	struct awarding w = {.s = s, .id = id};

	return (db_transact(s->p->db, award_delete_body, &w, &s->error));
}

enum err
award_account(struct service *s, const char *name, struct account_id *ret)
{
	const char *key = name_key(s->mem, text_trim(s->mem, name));
	struct account *user = NULL;
	struct team_id team = {0};
	enum err err;

	if (s->p->settings->teams_mode)
		err =
		    store_team_by_key(s->p->db, s->mem, key, &team, &s->error);
	else
		err = store_account_by_key(
		    s->p->db, s->mem, key, &user, &s->error);
	if (err != ERR_OK)
		return (err);
	ret->n = user != NULL ? user->id.n : -team.n;
	if (ret->n != 0)
		return (ERR_OK);
	return (err_say(&s->error, ERR_INVALID, "account",
	    s->p->settings->teams_mode ? "there is no team of this name"
				       : "there is no player of this name"));
}
