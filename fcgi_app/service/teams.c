/*
 * What members do with their team.  Locks are taken in the order of all who
 * change people: the user's row, then the team's.
 */
#include "service/teams.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "domain/bracket.h"
#include "service/accounts_private.h"
#include "service/audit.h"
#include "service/contest.h"
#include "service/people_private.h"
#include "service/throttle.h"

#define CREATES         10
#define CREATE_WINDOW_S 3600
#define GUESSES         20
#define GUESS_WINDOW_S  60

bool
team_in_use(const struct service *s)
{
	const struct settings *set = s->p->settings;

	return (set->teams_mode || set->assignment == ASSIGN_TEAM);
}

enum err
team_has_place(struct service *s, const struct team *t, struct error *e)
{
	int most = s->p->settings->team_size;

	if (most == 0 || t->members < most)
		return (ERR_OK);
	return (err_set(e, ERR_CONFLICT, NULL,
	    most == 1 ? "The team is full: it may have %d member."
		      : "The team is full: it may have %d members.",
	    most));
}

static enum err
need_actor(struct service *s)
{
	if (s->actor == NULL)
		return (
		    err_set(&s->error, ERR_LOGIN, NULL, "Log in to go on."));
	if (!team_in_use(s))
		return (err_set(&s->error, ERR_FORBIDDEN, NULL,
		    "This event is not played in teams."));
	return (ERR_OK);
}

static enum err
no_team(struct error *e)
{
	return (err_set(e, ERR_NOT_FOUND, NULL, "You are in no team."));
}

static enum err
bad_invite(struct error *e)
{
	return (err_set(e, ERR_NOT_FOUND, NULL,
	    "This invite is not valid any more. Ask the captain for a new "
	    "one."));
}

enum err
team_mine(struct service *s, struct team **ret, struct account **ret_members,
    size_t *ret_n)
{
	struct team_id id;
	struct team *t;
	enum err err;

	if (s->actor == NULL || s->actor->team.n == 0)
		return (no_team(&s->error));
	id = s->actor->team;
	err = store_team_get(s->p->db, s->mem, id, &t, &s->error);
	if (err == ERR_OK && t == NULL)
		err = no_team(&s->error);
	if (err == ERR_OK)
		err = store_team_members(
		    s->p->db, s->mem, id, ret_members, ret_n, &s->error);
	if (err == ERR_OK)
		*ret = t;
	return (err);
}

/* ------------------------------------------------ one change */

/* A member's change under way. */
struct teaming {
	struct service *s;
	struct team_id id;           /* the team it is about */
	struct user_id member;       /* who is removed, or made captain */
	struct team_row row;         /* of a new team, or the new name */
	char hash[CRYPTO_HASH_SIZE]; /* of an invite; "": none */
	bool collided;
};

static enum err
audit(struct teaming *t, const char *action, const char *before,
    const char *after)
{
	return (audit_add(t->s, action,
	    mem_printf(t->s->mem, "teams/%lld", (long long)t->id.n), before,
	    after));
}

/* The actor's row, locked; ERR_LOGIN if it is gone or banned. */
static enum err
lock_actor(struct teaming *t, struct account **ret, struct error *e)
{
	enum err err;

	err =
	    store_account_lock(t->s->p->db, t->s->mem, t->s->actor->id, ret, e);
	if (err == ERR_OK && (*ret == NULL || (*ret)->banned))
		err = err_set(e, ERR_LOGIN, NULL, "Log in to go on.");
	return (err);
}

static enum err
lock_teamless(struct teaming *t, struct error *e)
{
	struct account *a;
	enum err err = lock_actor(t, &a, e);

	if (err == ERR_OK && a->team.n != 0)
		err = err_set(e, ERR_CONFLICT, NULL,
		    "You are in the team \"%s\" already. Leave it first.",
		    a->team_name);
	return (err);
}

static enum err
run(struct teaming *t, db_body body, const char *event)
{
	struct service *s = t->s;
	enum err err = db_transact(s->p->db, body, t, &s->error);

	if (err == ERR_CONFLICT && t->collided)
		err = team_taken(s, &t->row, t->id);
	if (err != ERR_OK)
		return (err);
	log_write(LOG_INFO_, event,
	    LOG_FIELDS_(
		LOG_STR("actor", s->actor_name), LOG_INT("team", t->id.n)));
	return (ERR_OK);
}

/* ------------------------------------------------ create, join, leave */

static enum err
create_body(struct db *db, void *arg, struct error *e)
{
	struct teaming *t = arg;
	enum err err;

	err = lock_teamless(t, e);
	if (err != ERR_OK)
		return (err);
	err = store_team_add(db, &t->row, &t->id, e);
	t->collided = err == ERR_CONFLICT;
	if (err == ERR_OK)
		err = contest_member(db, t->s->actor->id, t->id, e);
	if (err == ERR_OK)
		err = audit(t, "team.create", NULL, t->row.name.name);
	return (err);
}

enum err
team_create(struct service *s, const char *name, const char *bracket,
    struct team_id *ret)
{
	struct teaming *t = mem_new(s->mem, struct teaming);
	enum err err = need_actor(s);

	t->s = s;
	if (err != ERR_OK)
		return (err);
	err = team_name(s, name, &t->row.name);
	if (err == ERR_OK)
		err = bracket_check(s->mem,
		    s->p->settings->teams_mode
			? s->p->settings->value[SETTING_BRACKETS]
			: "",
		    bracket, BRACKET_NEEDED, &t->row.bracket, &s->error);
	if (err == ERR_OK)
		err = throttle_hit(s,
		    mem_printf(s->mem, "team:u%lld", (long long)s->actor->id.n),
		    CREATES, CREATE_WINDOW_S);
	if (err != ERR_OK)
		return (err);
	t->row.captain = s->actor->id;
	err = run(t, create_body, "team.create");
	if (err == ERR_OK)
		*ret = t->id;
	return (err);
}

static const char *
guess_subject(struct service *s)
{
	return (mem_printf(s->mem, "invite:u%lld", (long long)s->actor->id.n));
}

/* Wrong secrets are counted, and none is looked at past the limit. */
static enum err
may_guess(struct service *s)
{
	enum err err = need_actor(s);

	if (err == ERR_OK)
		err = throttle_check(
		    s, guess_subject(s), GUESSES, GUESS_WINDOW_S);
	return (err);
}

static enum err
guessed_wrong(struct service *s)
{
	enum err err =
	    throttle_hit(s, guess_subject(s), GUESSES, GUESS_WINDOW_S);

	return (err == ERR_OK ? bad_invite(&s->error) : err);
}

enum err
team_of_invite(struct service *s, const char *secret, struct team **ret)
{
	char hash[CRYPTO_HASH_SIZE];
	struct team *t;
	enum err err = may_guess(s);

	if (err != ERR_OK)
		return (err);
	crypto_digest("invite", secret, hash);
	err = store_team_by_invite(s->p->db, s->mem, hash, &t, &s->error);
	if (err != ERR_OK)
		return (err);
	if (t == NULL)
		return (guessed_wrong(s));
	*ret = t;
	return (ERR_OK);
}

/*
 * The team's row is locked before its members are counted: of twenty who join
 * at once each sees those before.
 */
static enum err
join_body(struct db *db, void *arg, struct error *e)
{
	struct teaming *t = arg;
	struct team *team = NULL;
	enum err err;

	err = lock_teamless(t, e);
	if (err == ERR_OK)
		err = store_team_lock_invite(db, t->s->mem, t->hash, &team, e);
	if (err != ERR_OK)
		return (err);
	if (team == NULL)
		return (bad_invite(e));
	if (team->banned)
		return (err_set(
		    e, ERR_FORBIDDEN, NULL, "This team has been banned."));
	err = team_has_place(t->s, team, e);
	if (err != ERR_OK)
		return (err);
	t->id = team->id;
	err = contest_member(db, t->s->actor->id, t->id, e);
	if (err == ERR_OK)
		err = team_settle(t->s, t->id, e);
	if (err == ERR_OK)
		err = audit(t, "team.join", NULL, t->s->actor->name);
	return (err);
}

enum err
team_join(struct service *s, const char *secret, struct team_id *ret)
{
	struct teaming *t = mem_new(s->mem, struct teaming);
	enum err err = may_guess(s);

	t->s = s;
	if (err != ERR_OK)
		return (err);
	crypto_digest("invite", secret, t->hash);
	err = run(t, join_body, "team.join");
	if (err == ERR_NOT_FOUND)
		return (guessed_wrong(s));
	if (err == ERR_OK)
		*ret = t->id;
	return (err);
}

static enum err
leave_body(struct db *db, void *arg, struct error *e)
{
	struct team_id none = {0};
	struct teaming *t = arg;
	struct account *a;
	struct team *team;
	enum err err;

	err = lock_actor(t, &a, e);
	if (err == ERR_OK && a->team.n == 0)
		err = no_team(e);
	if (err != ERR_OK)
		return (err);
	t->id = a->team;
	err = store_team_lock(db, t->s->mem, t->id, &team, e);
	if (err == ERR_OK)
		err = contest_member(db, a->id, none, e);
	if (err == ERR_OK)
		err = team_settle(t->s, t->id, e);
	if (err == ERR_OK)
		err = audit(t, "team.leave", a->name, NULL);
	return (err);
}

enum err
team_leave(struct service *s)
{
	struct teaming *t = mem_new(s->mem, struct teaming);
	enum err err = need_actor(s);

	t->s = s;
	if (err == ERR_OK)
		err = run(t, leave_body, "team.leave");
	if (err == ERR_OK)
		service_wake(s);
	return (err);
}

/* ------------------------------------------------ captains */

/*
 * The actor's team, locked, of which the actor must be captain.  The actor's
 * own row need not be: a captain stays one while the team's row is locked.
 */
static enum err
lock_led(struct teaming *t, struct team **ret, struct error *e)
{
	struct service *s = t->s;
	enum err err;

	if (s->actor->team.n == 0)
		return (no_team(e));
	t->id = s->actor->team;
	err = store_team_lock(s->p->db, s->mem, t->id, ret, e);
	if (err != ERR_OK)
		return (err);
	if (*ret == NULL)
		return (no_team(e));
	if ((*ret)->captain.n != s->actor->id.n)
		return (err_set(e, ERR_FORBIDDEN, NULL,
		    "Only the captain of the team may do this."));
	return (ERR_OK);
}

/* Lock the member, then the team, of which the actor must be captain. */
static enum err
lock_member(struct teaming *t, struct account **ret, struct team **ret_team,
    struct error *e)
{
	enum err err;

	err = store_account_lock(t->s->p->db, t->s->mem, t->member, ret, e);
	if (err == ERR_OK)
		err = lock_led(t, ret_team, e);
	if (err == ERR_OK && (*ret == NULL || (*ret)->team.n != t->id.n))
		err = err_set(e, ERR_NOT_FOUND, NULL,
		    "This account is not a member of your team.");
	return (err);
}

static enum err
run_as_captain(struct teaming *t, db_body body, const char *event)
{
	enum err err = need_actor(t->s);

	return (err == ERR_OK ? run(t, body, event) : err);
}

static enum err
invite_body(struct db *db, void *arg, struct error *e)
{
	struct teaming *t = arg;
	bool open = t->hash[0] != '\0';
	struct team *team;
	enum err err;

	err = lock_led(t, &team, e);
	if (err == ERR_OK)
		err =
		    store_team_set_invite(db, t->id, open ? t->hash : NULL, e);
	if (err == ERR_OK)
		err = audit(
		    t, open ? "team.invite" : "team.invite_close", NULL, NULL);
	return (err);
}

enum err
team_invite(struct service *s, char ret[INVITE_SIZE])
{
	struct teaming *t = mem_new(s->mem, struct teaming);
	char secret[INVITE_SIZE];
	enum err err;

	t->s = s;
	crypto_random_hex(secret, (INVITE_SIZE - 1) / 2);
	crypto_digest("invite", secret, t->hash);
	err = run_as_captain(t, invite_body, "team.invite");
	if (err == ERR_OK)
		memcpy(ret, secret, sizeof(secret));
	return (err);
}

enum err
team_invite_close(struct service *s)
{
	struct teaming *t = mem_new(s->mem, struct teaming);

	t->s = s;
	return (run_as_captain(t, invite_body, "team.invite_close"));
}

static enum err
remove_body(struct db *db, void *arg, struct error *e)
{
	struct team_id none = {0};
	struct teaming *t = arg;
	struct account *a;
	struct team *team;
	enum err err;

	err = lock_member(t, &a, &team, e);
	if (err == ERR_OK)
		err = contest_member(db, a->id, none, e);
	if (err == ERR_OK)
		err = team_settle(t->s, t->id, e);
	if (err == ERR_OK)
		err = audit(t, "team.remove", a->name, NULL);
	return (err);
}

enum err
team_remove_member(struct service *s, struct user_id member)
{
	struct teaming *t = mem_new(s->mem, struct teaming);

	t->s = s;
	t->member = member;
	return (run_as_captain(t, remove_body, "team.remove"));
}

/* Name and captain, both or neither. */
static enum err
edit_body(struct db *db, void *arg, struct error *e)
{
	struct teaming *t = arg;
	struct account *heir = NULL;
	struct team_row row;
	struct team *team = NULL;
	enum err err;

	if (t->member.n != 0)
		err = lock_member(t, &heir, &team, e);
	else
		err = lock_led(t, &team, e);
	if (err != ERR_OK || team == NULL)
		return (err);
	team_row_of(team, &row);
	if (t->row.name.name != NULL)
		row.name = t->row.name;
	if (heir != NULL)
		row.captain = heir->id;
	err = store_team_write(db, t->id, &row, e);
	t->collided = err == ERR_CONFLICT;
	if (err == ERR_OK)
		err = contest_touch(db, e);
	if (err == ERR_OK && t->row.name.name != NULL)
		err = audit(t, "team.rename", team->name, row.name.name);
	if (err == ERR_OK && heir != NULL)
		err = audit(t, "team.captain", team->captain_name, heir->name);
	return (err);
}

enum err
team_edit(struct service *s, const char *name, struct user_id captain)
{
	struct teaming *t = mem_new(s->mem, struct teaming);
	enum err err = need_actor(s);

	t->s = s;
	t->member = captain;
	if (err == ERR_OK && name != NULL && !s->p->settings->name_changes)
		err = err_set(&s->error, ERR_FORBIDDEN, "name",
		    "Names can't be changed in this event.");
	if (err == ERR_OK && name != NULL)
		err = team_name(s, name, &t->row.name);
	if (err == ERR_OK)
		err = run(t, edit_body, "team.edit");
	return (err);
}
