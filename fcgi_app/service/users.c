#include "service/users.h"

#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/unicode.h"
#include "domain/name.h"
#include "domain/password.h"
#include "service/accounts_private.h"
#include "service/audit.h"
#include "service/contest.h"
#include "service/people_private.h"
#include "store/sessions.h"
#include "store/tokens.h"

const char *const users_only[] = {N_("admin"), N_("banned"), N_("hidden"),
    N_("verified"), N_("unverified"), N_("teamless"), NULL};

/* ------------------------------------------------ reading */

void
people_filter_of(struct service *s, const struct people_query *q,
    const char *const *words, struct people_filter *ret)
{
	int limit = q->limit < LIMIT_PAGE ? q->limit : LIMIT_PAGE;

	*ret = (struct people_filter){.like = db_like(s->mem, q->search),
	    .like_email = "",
	    .only = "",
	    .visible_only = q->view == PEOPLE_PUBLIC,
	    .offset = q->offset > 0 ? q->offset : 0,
	    .limit = limit > 0 ? limit : 0};
	if (q->view == PEOPLE_PUBLIC)
		return;
	/* addresses are kept folded, and compared byte by byte */
	if (q->search != NULL)
		ret->like_email =
		    db_like(s->mem, unicode_fold(s->mem, q->search));
	for (; *words != NULL; words++)
		if (q->only != NULL && strcmp(q->only, *words) == 0)
			ret->only = *words;
}

enum err
user_list(struct service *s, const struct people_query *q, struct account **ret,
    size_t *ret_n, int *ret_total)
{
	struct people_filter f;
	enum err err;

	people_filter_of(s, q, users_only, &f);
	err = store_users_total(s->p->db, s->mem, &f, ret_total, &s->error);
	if (err == ERR_OK)
		err = store_users_page(
		    s->p->db, s->mem, &f, ret, ret_n, &s->error);
	return (err);
}

enum err
people_export(
    struct service *s, struct buf *b, const char **ret, size_t *ret_len)
{
	if (buf_full(b))
		return (err_set(&s->error, ERR_TOO_LARGE, NULL,
		    "The list is too long for one file. Narrow it by a search "
		    "or filter."));
	*ret = buf_data(b);
	*ret_len = buf_len(b);
	return (ERR_OK);
}

static void
export_row(struct buf *b, const struct account *a)
{
	char created[CLOCK_ISO_SIZE];

	clock_iso(a->created_us, created);
	csv_int(b, a->id.n);
	csv_str(b, a->name);
	csv_str(b, a->email);
	csv_str(b, role_name(a->role));
	csv_str(b, a->team_name);
	csv_str(b, a->bracket);
	csv_int(b, a->verified);
	csv_int(b, a->hidden);
	csv_int(b, a->banned);
	csv_str(b, created);
	csv_end(b);
}

enum err
user_export(struct service *s, const struct people_query *q, const char **ret,
    size_t *ret_len)
{
	struct buf *b = buf_new(s->mem, LIMIT_RESPONSE);
	struct people_filter f;
	struct account *list;
	size_t i, n;
	enum err err;

	people_filter_of(s, q, users_only, &f);
	f.limit = LIMIT_EXPORT_ROWS;
	f.offset = 0;
	err = store_users_page(s->p->db, s->mem, &f, &list, &n, &s->error);
	if (err != ERR_OK)
		return (err);
	buf_str(b, "id,name,email,role,team,bracket,verified,hidden,banned,"
		   "created\r\n");
	for (i = 0; i < n; i++)
		export_row(b, &list[i]);
	return (people_export(s, b, ret, ret_len));
}

static enum err
not_found(struct error *e)
{
	return (err_set(e, ERR_NOT_FOUND, NULL, "Account not found"));
}

enum err
user_get(struct service *s, struct user_id id, enum people_view view,
    struct account **ret)
{
	struct account *a;
	enum err err;

	err = store_account_by_id(s->p->db, s->mem, id, &a, &s->error);
	if (err != ERR_OK)
		return (err);
	if (a == NULL || (view == PEOPLE_PUBLIC && (a->banned || a->hidden)))
		return (not_found(&s->error));
	a->password_hash = "";
	*ret = a;
	return (ERR_OK);
}

/* ------------------------------------------------ a change */

/* A change under way, checked before the transaction. */
struct changing {
	struct service *s;
	struct user_id id; /* 0: a new account */
	const struct user_change *c;
	struct name_keys name; /* without a name: as it is */
	const char *email;     /* "" for none, NULL: as it is */
	const char *bracket;   /* NULL: as it is */
	struct account_row row;
	char hash[CRYPTO_PWHASH_SIZE]; /* "": as it is */
	bool collided;                 /* a UNIQUE key has refused the row */
};

static enum err
check_password(struct changing *g)
{
	struct service *s = g->s;
	enum err err;

	err = password_check(g->c->password, g->name.name, g->email, &s->error);
	return (err == ERR_OK ? account_hash(s, g->c->password, g->hash) : err);
}

static enum err
check(struct changing *g)
{
	const struct user_change *c = g->c;
	struct service *s = g->s;
	enum err err = ERR_OK;

	if (c->name != NULL)
		err = account_name(s, c->name, &g->name);
	if (err == ERR_OK && c->email != NULL) {
		g->email = "";
		if (text_trim(s->mem, c->email)[0] != '\0')
			err =
			    email_check(s->mem, c->email, &g->email, &s->error);
	}
	if (err == ERR_OK && c->bracket != NULL)
		err = bracket_of_settings(s, c->bracket, &g->bracket);
	if (err == ERR_OK && c->password != NULL)
		err = check_password(g);
	return (err);
}

/* Lay the change over `row`. */
static void
overlay(const struct changing *g, struct account_row *row)
{
	const struct user_change *c = g->c;

	if (g->name.name != NULL && strcmp(g->name.name, row->name.name) != 0)
		row->name = g->name;
	if (g->email != NULL)
		row->email = g->email[0] != '\0' ? g->email : NULL;
	if (g->bracket != NULL)
		row->bracket = g->bracket;
	if (g->hash[0] != '\0')
		row->password_hash = g->hash;
	if (c->has_role)
		row->role = c->role;
	if (c->has_banned)
		row->banned = c->banned;
	if (c->has_hidden)
		row->hidden = c->hidden;
	if (c->has_verified)
		row->verified = c->verified;
	if (c->has_team)
		row->team = c->team;
}

/* An account in a line, for the audit log. */
static const char *
in_words(void *mem, const struct account_row *row)
{
	return (
	    mem_printf(mem, "%s <%s> %s%s%s%s team %lld%s%s", row->name.name,
		row->email != NULL ? row->email : "", role_name(row->role),
		row->banned ? " banned" : "", row->hidden ? " hidden" : "",
		row->verified ? " verified" : "", (long long)row->team.n,
		row->bracket[0] != '\0' ? " in " : "", row->bracket));
}

static const char *
object_of(struct service *s, struct user_id id)
{
	return (mem_printf(s->mem, "users/%lld", (long long)id.n));
}

/* ------------------------------------------------ who must not go */

enum loss { LOSS_BAN, LOSS_DEMOTION, LOSS_DELETION };

static const struct {
	const char *last; /* of the last admin */
	const char *own;  /* of oneself, NULL: allowed */
} refusals[] = {
    [LOSS_BAN] = {N_("The last admin cannot be banned."),
	N_("You cannot ban yourself.")},
    [LOSS_DEMOTION] = {N_("The last admin must stay admin."), NULL},
    [LOSS_DELETION] = {N_("The last admin cannot be deleted."),
	N_("You cannot delete yourself.")},
};

/*
 * Refuse to lose an admin who is the last one, or oneself.  The admins were
 * locked before `a` was.
 */
static enum err
may_lose(struct service *s, const struct account *a, int other_admins,
    enum loss what, struct error *e)
{
	if (a->role == ROLE_ADMIN && !a->banned && other_admins == 0)
		return (err_say(e, ERR_CONFLICT, NULL, refusals[what].last));
	if (s->actor != NULL && s->actor->id.n == a->id.n &&
	    refusals[what].own != NULL)
		return (err_say(e, ERR_CONFLICT, NULL, refusals[what].own));
	return (ERR_OK);
}

static enum err
may_change(struct service *s, const struct account *a,
    const struct account_row *row, int other_admins, struct error *e)
{
	if (row->banned && !a->banned)
		return (may_lose(s, a, other_admins, LOSS_BAN, e));
	if (row->role != ROLE_ADMIN && a->role == ROLE_ADMIN)
		return (may_lose(s, a, other_admins, LOSS_DEMOTION, e));
	return (ERR_OK);
}

/* ------------------------------------------------ teams */

/* Lock the two teams of a move in one order, and look whether it can be. */
static enum err
lock_teams(
    struct service *s, struct team_id from, struct team_id to, struct error *e)
{
	struct team_id first = from, second = to;
	struct team *t;
	enum err err = ERR_OK;

	if (from.n > to.n) {
		first = to;
		second = from;
	}
	if (first.n != 0)
		err = store_team_lock(s->p->db, s->mem, first, &t, e);
	if (err == ERR_OK && second.n != 0 && second.n != first.n)
		err = store_team_lock(s->p->db, s->mem, second, &t, e);
	if (err != ERR_OK || to.n == 0)
		return (err);
	err = store_team_get(s->p->db, s->mem, to, &t, e);
	if (err != ERR_OK)
		return (err);
	if (t == NULL)
		return (
		    err_set(e, ERR_INVALID, "team", "There is no such team."));
	return (team_has_place(s, t, e));
}

static enum err
settle_both(
    struct service *s, struct team_id from, struct team_id to, struct error *e)
{
	enum err err = ERR_OK;

	if (from.n != 0)
		err = team_settle(s, from, e);
	if (err == ERR_OK && to.n != 0)
		err = team_settle(s, to, e);
	return (err);
}

/* ------------------------------------------------ create */

static enum err
create_body(struct db *db, void *arg, struct error *e)
{
	struct changing *g = arg;
	struct service *s = g->s;
	struct team_id none = {0};
	enum err err;

	err = lock_teams(s, none, g->row.team, e);
	if (err != ERR_OK)
		return (err);
	err = store_account_add(db, &g->row, &g->id, e);
	g->collided = err == ERR_CONFLICT;
	if (err == ERR_OK)
		err = settle_both(s, none, g->row.team, e);
	if (err == ERR_OK)
		err = audit_add(s, "user.add", object_of(s, g->id), NULL,
		    in_words(s->mem, &g->row));
	return (err);
}

static enum err
make_password(struct changing *g, char ret[MADE_PASSWORD_SIZE])
{
	ret[0] = '\0';
	if (g->c->password != NULL)
		return (ERR_OK);
	crypto_random_hex(ret, (MADE_PASSWORD_SIZE - 1) / 2);
	if (crypto_random_password_hash(ret, g->hash) != ERR_OK)
		return (err_set(&g->s->error, ERR_INTERNAL, NULL,
		    "The password could not be stored: out of memory."));
	return (ERR_OK);
}

enum err
user_create(struct service *s, const struct user_change *c,
    struct account **ret, char ret_password[MADE_PASSWORD_SIZE])
{
	struct changing *g = mem_new(s->mem, struct changing);
	enum err err;

	g->s = s;
	g->c = c;
	if (c->name == NULL)
		return (err_set(
		    &s->error, ERR_INVALID, "name", "must not be empty"));
	err = check(g);
	if (err == ERR_OK)
		err = make_password(g, ret_password);
	if (err != ERR_OK)
		return (err);
	g->row = (struct account_row){.name = g->name, .bracket = ""};
	overlay(g, &g->row);
	err = db_transact(s->p->db, create_body, g, &s->error);
	if (err == ERR_CONFLICT && g->collided)
		err = account_taken(s, &g->row, (struct user_id){0});
	if (err != ERR_OK)
		return (err);
	log_info("user.add", LOG_STR("actor", s->actor_name),
	    LOG_INT("account", g->id.n), LOG_STR("name", g->name.name));
	return (user_get(s, g->id, PEOPLE_ADMIN, ret));
}

/* ------------------------------------------------ update */

/* A ban ends what the account has open. */
static enum err
cut_off(struct service *s, struct user_id id, const char *why, struct error *e)
{
	struct db *db = s->p->db;
	enum err err;

	err = store_session_end_others(db, id, "", e);
	if (err == ERR_OK)
		err = store_token_delete_all(db, id, e);
	if (err == ERR_OK)
		err = store_instances_stop_user(db, id, why, s->actor_name, e);
	return (err);
}

/* Who has the old password, or had it, is out; so is who shall be. */
static enum err
end_access(struct changing *g, struct error *e)
{
	struct db *db = g->s->p->db;
	enum err err = ERR_OK;

	if (g->hash[0] != '\0' || g->c->end_sessions)
		err = store_session_end_others(db, g->id, "", e);
	if (err == ERR_OK && g->c->end_tokens)
		err = store_token_delete_all(db, g->id, e);
	if (err == ERR_OK && g->c->end_sessions)
		err = audit_add(g->s, "user.end_sessions",
		    object_of(g->s, g->id), NULL, NULL);
	if (err == ERR_OK && g->c->end_tokens)
		err = audit_add(g->s, "user.end_tokens", object_of(g->s, g->id),
		    NULL, NULL);
	return (err);
}

/* What follows from the change of `a` to `row`, once it is written. */
static enum err
follow(struct changing *g, const struct account *a,
    const struct account_row *row, struct error *e)
{
	struct service *s = g->s;
	enum err err = ERR_OK;

	if (row->team.n != a->team.n)
		err = settle_both(s, a->team, row->team, e);
	if (err == ERR_OK && row->banned && !a->banned)
		err = cut_off(s, a->id, "its owner was banned", e);
	else if (err == ERR_OK)
		err = end_access(g, e);
	if (err != ERR_OK)
		return (err);
	if (row->banned != a->banned || row->hidden != a->hidden)
		return (contest_reprice_user(s->p->db, a->id, e));
	/* the board shows name and bracket */
	return (contest_touch(s->p->db, e));
}

static enum err
update_body(struct db *db, void *arg, struct error *e)
{
	struct changing *g = arg;
	struct service *s = g->s;
	struct account_row before;
	struct account *a;
	int others = 0;
	enum err err = ERR_OK;

	if (g->c->has_role || g->c->has_banned)
		err = store_accounts_lock_admins(db, s->mem, g->id, &others, e);
	if (err == ERR_OK)
		err = store_account_lock(db, s->mem, g->id, &a, e);
	if (err != ERR_OK)
		return (err);
	if (a == NULL)
		return (not_found(e));
	account_row_of(a, &before);
	g->row = before;
	overlay(g, &g->row);
	err = may_change(s, a, &g->row, others, e);
	if (err == ERR_OK && g->row.team.n != a->team.n)
		err = lock_teams(s, a->team, g->row.team, e);
	if (err != ERR_OK)
		return (err);
	err = store_account_write(db, g->id, &g->row, e);
	g->collided = err == ERR_CONFLICT;
	if (err == ERR_OK)
		err = follow(g, a, &g->row, e);
	if (err == ERR_OK)
		err = audit_add(s, "user.update", object_of(s, g->id),
		    in_words(s->mem, &before), in_words(s->mem, &g->row));
	return (err);
}

enum err
user_update(struct service *s, struct user_id id, const struct user_change *c,
    struct account **ret)
{
	struct changing *g = mem_new(s->mem, struct changing);
	enum err err;

	g->s = s;
	g->c = c;
	g->id = id;
	err = check(g);
	if (err == ERR_OK)
		err = db_transact(s->p->db, update_body, g, &s->error);
	if (err == ERR_CONFLICT && g->collided)
		err = account_taken(s, &g->row, id);
	if (err != ERR_OK)
		return (err);
	service_wake(s);
	log_info("user.update", LOG_STR("actor", s->actor_name),
	    LOG_INT("account", id.n));
	return (user_get(s, id, PEOPLE_ADMIN, ret));
}

/* ------------------------------------------------ delete */

static enum err
delete_body(struct db *db, void *arg, struct error *e)
{
	struct changing *g = arg;
	struct service *s = g->s;
	struct account *a = NULL;
	struct team *t;
	int others;
	enum err err;

	err = store_accounts_lock_admins(db, s->mem, g->id, &others, e);
	if (err == ERR_OK)
		err = store_account_lock(db, s->mem, g->id, &a, e);
	if (err != ERR_OK)
		return (err);
	if (a == NULL)
		return (not_found(e));
	err = may_lose(s, a, others, LOSS_DELETION, e);
	if (err == ERR_OK && a->team.n != 0)
		err = store_team_lock(db, s->mem, a->team, &t, e);
	if (err == ERR_OK)
		err = cut_off(s, a->id, "its owner was deleted", e);
	if (err == ERR_OK)
		err = store_account_delete(db, a->id, e);
	if (err == ERR_OK && a->team.n != 0)
		err = team_settle(s, a->team, e);
	if (err == ERR_OK)
		err = contest_reprice_user(db, a->id, e);
	if (err != ERR_OK)
		return (err);
	account_row_of(a, &g->row);
	return (audit_add(s, "user.delete", object_of(s, g->id),
	    in_words(s->mem, &g->row), NULL));
}

enum err
user_delete(struct service *s, struct user_id id)
{
	struct changing *g = mem_new(s->mem, struct changing);
	enum err err;

	g->s = s;
	g->id = id;
	err = db_transact(s->p->db, delete_body, g, &s->error);
	if (err != ERR_OK)
		return (err);
	service_wake(s);
	log_info("user.delete", LOG_STR("actor", s->actor_name),
	    LOG_INT("account", id.n));
	return (ERR_OK);
}
