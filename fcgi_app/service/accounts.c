#include "service/accounts_private.h"

#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/name.h"
#include "service/audit.h"
#include "service/settings.h"
#include "service/throttle.h"
#include "store/accounts.h"
#include "store/throttles.h"

#define LOGIN_FAILURES 10
#define LOGIN_WINDOW_S 60
#define HASH_WAIT_MS   2000
/* When to come back if too many hash at once. */
#define HASH_RETRY_S 3

/* ------------------------------------------------ passwords */

static enum err
hash_enter(struct service *s)
{
	if (s->p->hash_gate == NULL ||
	    gate_wait(s->p->hash_gate, HASH_WAIT_MS) == ERR_OK)
		return (ERR_OK);
	err_set(&s->error, ERR_RATE, NULL,
	    "Many people are logging in right now. Try again in a moment.");
	s->error.retry_after = HASH_RETRY_S;
	return (ERR_RATE);
}

static void
hash_leave(struct service *s)
{
	if (s->p->hash_gate != NULL)
		gate_leave(s->p->hash_gate);
}

static enum err
hash_password(
    struct service *s, const char *password, char out[CRYPTO_PWHASH_SIZE])
{
	enum err err = hash_enter(s);

	if (err != ERR_OK)
		return (err);
	err = crypto_password_hash(password, out);
	hash_leave(s);
	if (err != ERR_OK)
		err_set(&s->error, err, NULL,
		    "The password could not be stored: out of memory.");
	return (err);
}

/* ERR_LOGIN unless `password` is that of `a`, which may be NULL: the time
 * is the same. */
static enum err
verify_password(
    struct service *s, const struct account *a, const char *password)
{
	enum err err = hash_enter(s);
	bool right;

	if (err != ERR_OK)
		return (err);
	right = crypto_password_verify(
	    a != NULL ? a->password_hash : NULL, password);
	hash_leave(s);
	if (!right)
		return (err_set(&s->error, ERR_LOGIN, NULL,
		    "Your name or password is incorrect"));
	return (ERR_OK);
}

/* ------------------------------------------------ log in */

/* Names have any length and any bytes here, subjects have not. */
static const char *
login_subject(struct service *s, const char *key)
{
	char hash[CRYPTO_HASH_SIZE];

	crypto_digest("login", key, hash);
	return (mem_printf(s->mem, "login:%s:%s", s->ip, hash));
}

/*
 * The attempt is counted before the password is looked at, so that attempts
 * side by side can't pass the limit; one that succeeds clears the count.
 */
enum err
account_login(struct service *s, const char *name, const char *password,
    const char *user_agent, char ret_cookie[SECRET_SIZE])
{
	const char *key = name_key(s->mem, text_trim(s->mem, name));
	const char *subject = login_subject(s, key);
	struct db *db = s->p->db;
	struct account *a;
	enum err err;

	err = throttle_hit(s, subject, LOGIN_FAILURES, LOGIN_WINDOW_S);
	if (err == ERR_OK)
		err = store_account_by_login(db, s->mem, key, &a, &s->error);
	if (err == ERR_OK)
		err = verify_password(s, a, password);
	if (err != ERR_OK)
		return (err);
	if (a->banned)
		return (err_set(&s->error, ERR_FORBIDDEN, NULL,
		    "This account has been banned."));
	err = store_throttle_forget(db, subject, &s->error);
	if (err == ERR_OK)
		err = session_open(s, a->id, user_agent, ret_cookie, &s->error);
	if (err == ERR_OK)
		log_info("account.login", LOG_INT("account", a->id.n),
		    LOG_STR("name", a->name));
	return (err);
}

/* ------------------------------------------------ new accounts */

/* A new account on its way into the database. */
struct joining {
	struct service *s;
	struct new_account row;
	const char *team;       /* NULL for none */
	const char *user_agent; /* NULL: no session */
	struct user_id id;
	char cookie[SECRET_SIZE];
	char hash[CRYPTO_PWHASH_SIZE];
};

/* Check name, e-mail (may be NULL) and password, and hash the latter. */
static enum err
joining_prepare(struct joining *j, const char *name, const char *email,
    const char *password)
{
	struct service *s = j->s;
	enum err err;

	err = name_check(s->mem, "name", name, &j->row.name, &s->error);
	if (err == ERR_OK && email != NULL)
		err = email_check(s->mem, email, &j->row.email, &s->error);
	if (err == ERR_OK && j->team != NULL)
		err = name_check(s->mem, "team", j->team, &j->team, &s->error);
	if (err == ERR_OK)
		err = password_check(password, &s->error);
	if (err == ERR_OK)
		err = hash_password(s, password, j->hash);
	if (err != ERR_OK)
		return (err);
	j->row.key = name_key(s->mem, j->row.name);
	j->row.password_hash = j->hash;
	return (ERR_OK);
}

/* The team named so, made if there is none. */
static enum err
join_team(struct db *db, struct joining *j, struct error *e)
{
	const char *key = name_key(j->s->mem, j->team);
	enum err err;

	err = store_team_by_key(db, j->s->mem, key, &j->row.team, e);
	if (err == ERR_OK && j->row.team.n == 0)
		err = store_team_add(db, j->team, key, &j->row.team, e);
	return (err);
}

static enum err
joining_body(struct db *db, void *arg, struct error *e)
{
	struct joining *j = arg;
	enum err err = ERR_OK;

	if (j->team != NULL)
		err = join_team(db, j, e);
	if (err == ERR_OK)
		err = store_account_add(db, &j->row, &j->id, e);
	if (err == ERR_OK && j->user_agent != NULL)
		return (session_open(j->s, j->id, j->user_agent, j->cookie, e));
	if (err == ERR_OK)
		err = audit_add(j->s, "user.add",
		    mem_printf(j->s->mem, "users/%lld", (long long)j->id.n),
		    NULL, j->row.name);
	return (err);
}

/* Say which of the two UNIQUE keys has refused the account. */
static enum err
taken(struct joining *j)
{
	struct service *s = j->s;
	struct account *other;
	enum err err;

	err = store_account_by_key(
	    s->p->db, s->mem, j->row.key, &other, &s->error);
	if (err != ERR_OK)
		return (err);
	if (other != NULL)
		return (err_set(&s->error, ERR_CONFLICT, "name",
		    "This name is taken already."));
	return (err_set(&s->error, ERR_CONFLICT, "email",
	    "This e-mail address is taken already."));
}

static enum err
joining_save(struct joining *j)
{
	struct service *s = j->s;
	enum err err;

	err = db_transact(s->p->db, joining_body, j, &s->error);
	return (err == ERR_CONFLICT ? taken(j) : err);
}

enum err
account_register(struct service *s, const char *name, const char *email,
    const char *password, const char *user_agent, char ret_cookie[SECRET_SIZE])
{
	struct joining *j = mem_new(s->mem, struct joining);
	enum err err;

	err = settings_refresh(s, NULL);
	if (err != ERR_OK)
		return (err);
	if (!s->p->settings->registration_open)
		return (err_set(
		    &s->error, ERR_FORBIDDEN, NULL, "Registration is closed."));
	j->s = s;
	j->row.role = ROLE_PLAYER;
	j->user_agent = user_agent != NULL ? user_agent : "";
	err = joining_prepare(j, name, email, password);
	if (err == ERR_OK)
		err = joining_save(j);
	if (err != ERR_OK)
		return (err);
	log_info("account.register", LOG_INT("account", j->id.n),
	    LOG_STR("name", j->row.name));
	memcpy(ret_cookie, j->cookie, SECRET_SIZE);
	return (ERR_OK);
}

enum err
account_add(struct service *s, const char *name, const char *email,
    const char *password, enum role role, const char *team, struct user_id *ret)
{
	struct joining *j = mem_new(s->mem, struct joining);
	enum err err;

	j->s = s;
	j->row.role = role;
	j->team = team;
	err = joining_prepare(j, name, email, password);
	if (err == ERR_OK)
		err = joining_save(j);
	if (err != ERR_OK)
		return (err);
	log_info("user.add", LOG_STR("actor", s->actor_name),
	    LOG_INT("account", j->id.n), LOG_STR("name", j->row.name));
	*ret = j->id;
	return (ERR_OK);
}

enum err
account_by_name(struct service *s, const char *name, struct account **ret)
{
	const char *key = name_key(s->mem, text_trim(s->mem, name));
	struct account *a;
	enum err err;

	err = store_account_by_key(s->p->db, s->mem, key, &a, &s->error);
	if (err != ERR_OK)
		return (err);
	if (a == NULL)
		return (err_set(
		    &s->error, ERR_NOT_FOUND, NULL, "Account not found"));
	*ret = a;
	return (ERR_OK);
}
