/*
 * What people do with their own account.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/name.h"
#include "domain/password.h"
#include "service/accounts_private.h"
#include "service/audit.h"
#include "service/contest.h"
#include "service/settings.h"
#include "store/sessions.h"
#include "store/tokens.h"

/* ------------------------------------------------ sessions */

static enum err
need_actor(struct service *s)
{
	if (s->actor == NULL)
		return (
		    err_set(&s->error, ERR_LOGIN, NULL, "Log in to go on."));
	return (ERR_OK);
}

enum err
session_list(struct service *s, const char *cookie, struct session_info **ret,
    size_t *ret_n)
{
	char hash[CRYPTO_HASH_SIZE];
	struct session_info *list;
	struct session_row *rows;
	size_t i, n;
	enum err err = need_actor(s);

	crypto_digest("session", cookie, hash);
	if (err == ERR_OK)
		err = store_session_list(
		    s->p->db, s->mem, s->actor->id, hash, &rows, &n, &s->error);
	if (err != ERR_OK)
		return (err);
	list = mem_array(s->mem, struct session_info, n + 1);
	for (i = 0; i < n; i++)
		list[i] = (struct session_info){rows[i].id, rows[i].ip,
		    rows[i].user_agent, rows[i].created_us, rows[i].seen_us,
		    rows[i].is_current != 0};
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

enum err
session_end(struct service *s, int64_t id)
{
	int64_t deleted = 0;
	enum err err = need_actor(s);

	if (err == ERR_OK)
		err = store_session_end(
		    s->p->db, s->actor->id, id, &deleted, &s->error);
	if (err != ERR_OK)
		return (err);
	if (deleted == 0)
		return (err_set(
		    &s->error, ERR_NOT_FOUND, NULL, "Session not found"));
	log_info("session.end", LOG_INT("session", id));
	return (ERR_OK);
}

enum err
session_end_others(struct service *s, const char *cookie)
{
	char hash[CRYPTO_HASH_SIZE];
	enum err err = need_actor(s);

	crypto_digest("session", cookie, hash);
	if (err == ERR_OK)
		err = store_session_end_others(
		    s->p->db, s->actor->id, hash, &s->error);
	if (err == ERR_OK)
		log_info("session.end_others", LOG_INT("of", s->actor->id.n));
	return (err);
}

/* ------------------------------------------------ name, address, password */

/* One change under way. */
struct updating {
	struct service *s;
	struct account_row row; /* what is written over the present one */
	struct account *now;    /* as read before the password was checked */
	const char *cookie;
	bool end_tokens;
	char hash[CRYPTO_PWHASH_SIZE]; /* "": the password stays */
};

/* Whether `p` asks for something that differs from what there is. */
static bool
differs(const char *wanted, const char *now)
{
	return (wanted != NULL && strcmp(wanted, now) != 0);
}

static enum err
check_confirm(struct service *s, const struct account *a, const char *confirm)
{
	const char *key = name_key(s->mem, a->name);
	enum err err = account_guess(s, key);

	if (err == ERR_OK)
		err = account_verify(s, a, confirm != NULL ? confirm : "");
	if (err == ERR_LOGIN) {
		log_info("account.confirm_failed");
		return (err_set(&s->error, ERR_INVALID, "confirm",
		    "This is not your present password."));
	}
	return (err == ERR_OK ? account_guessed(s, key) : err);
}

static enum err
prepare_name(struct updating *u, const char *name)
{
	struct service *s = u->s;

	if (!differs(text_trim(s->mem, name), u->now->name))
		return (ERR_OK);
	if (!s->p->settings->name_changes)
		return (err_set(&s->error, ERR_FORBIDDEN, "name",
		    "Names can't be changed in this event."));
	return (account_name(s, name, &u->row.name));
}

/* Check what `p` asks for, the cheap things first. */
static enum err
prepare(struct updating *u, const struct profile *p)
{
	struct service *s = u->s;
	const char *email = NULL;
	enum err err = ERR_OK;

	if (p->name != NULL)
		err = prepare_name(u, p->name);
	if (err == ERR_OK && p->email != NULL)
		err = email_check(s->mem, p->email, &email, &s->error);
	if (err == ERR_OK && differs(email, u->now->email))
		u->row.email = email;
	if (err == ERR_OK && p->password != NULL)
		err = password_check(p->password,
		    u->row.name.name != NULL ? u->row.name.name : u->now->name,
		    email != NULL ? email : u->now->email, &s->error);
	if (err == ERR_OK && (u->row.email != NULL || p->password != NULL))
		err = check_confirm(s, u->now, p->confirm);
	if (err == ERR_OK && p->password != NULL)
		err = account_hash(s, p->password, u->hash);
	return (err);
}

/* What changes, in a word for the audit log. */
static const char *
in_words(struct service *s, const char *name, const char *email)
{
	return (mem_printf(s->mem, "%s <%s>", name, email));
}

static enum err
update_body(struct db *db, void *arg, struct error *e)
{
	struct updating *u = arg;
	struct service *s = u->s;
	struct account_row row = {0};
	char session[CRYPTO_HASH_SIZE];
	struct account *a;
	enum err err;

	err = store_account_lock(db, s->mem, s->actor->id, &a, e);
	if (err != ERR_OK)
		return (err);
	if (a == NULL || a->banned)
		return (err_set(e, ERR_LOGIN, NULL, "Log in to go on."));
	account_row_of(a, &row);
	if (u->row.name.name != NULL)
		row.name = u->row.name;
	if (u->row.email != NULL) {
		row.email = u->row.email;
		row.verified = false;
	}
	if (u->hash[0] != '\0')
		row.password_hash = u->hash;
	err = store_account_write(db, a->id, &row, e);
	if (err == ERR_OK && u->hash[0] != '\0') {
		crypto_digest("session", u->cookie, session);
		err = store_session_end_others(db, a->id, session, e);
		if (err == ERR_OK && u->end_tokens)
			err = store_token_delete_all(db, a->id, e);
	}
	if (err == ERR_OK && u->row.name.name != NULL)
		err = contest_touch(db, e);
	if (err == ERR_OK)
		err = audit_add(s,
		    u->hash[0] != '\0' ? "account.password" : "account.update",
		    mem_printf(s->mem, "users/%lld", (long long)a->id.n),
		    in_words(s, a->name, a->email),
		    in_words(
			s, row.name.name, row.email != NULL ? row.email : ""));
	return (err);
}

enum err
account_update(struct service *s, const struct profile *p, const char *cookie)
{
	struct updating *u = mem_new(s->mem, struct updating);
	enum err err = need_actor(s);

	u->s = s;
	u->cookie = cookie;
	u->end_tokens = p->end_tokens;
	if (err == ERR_OK)
		err = settings_refresh(s, NULL);
	if (err == ERR_OK)
		err = store_account_by_id(
		    s->p->db, s->mem, s->actor->id, &u->now, &s->error);
	if (err != ERR_OK)
		return (err);
	if (u->now == NULL)
		return (
		    err_set(&s->error, ERR_LOGIN, NULL, "Log in to go on."));
	err = prepare(u, p);
	if (err != ERR_OK)
		return (err);
	err = db_transact(s->p->db, update_body, u, &s->error);
	if (err == ERR_CONFLICT)
		return (account_taken(s, &u->row, s->actor->id));
	if (err == ERR_OK)
		log_info("account.update",
		    LOG_STR("password", u->hash[0] != '\0' ? "new" : "same"));
	return (err);
}
