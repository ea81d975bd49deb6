#include "service/accounts.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/name.h"
#include "service/throttle.h"
#include "store/accounts.h"
#include "store/sessions.h"

#define HASH_WAIT_MS	 3000
#define LOGIN_FAILURES	 10	/* per name and address in LOGIN_WINDOW_S */
#define LOGIN_FAILURES_IP 300	/* per address: schools share one */
#define LOGIN_WINDOW_S	 60
#define SECRET_BYTES	 32
#define TOKEN_PREFIX	 "berth_"

static enum err
not_logged_in(struct service *s)
{
	return (err_set(&s->error, ERR_LOGIN, NULL, "Log in to do this."));
}

void
csrf_nonce(const char *cookie, char out[65])
{
	crypto_digest("csrf", cookie, out);
}

enum err
session_account(struct service *s, const char *cookie, struct account **ret)
{
	char hash[CRYPTO_HASH_SIZE];
	struct account *who;
	bool stale = false;
	enum err err;

	crypto_digest("session", cookie, hash);
	err = store_session_account(
	    s->p->db, s->mem, hash, &who, &stale, &s->error);
	if (err != ERR_OK)
		return (err);
	if (who == NULL || who->banned)
		return (not_logged_in(s));
	if (stale)
		err = store_session_touch(
		    s->p->db, hash, SESSION_LIFETIME_S, &s->error);
	if (err == ERR_OK)
		*ret = who;
	return (err);
}

enum err
token_account(struct service *s, const char *token, struct account **ret)
{
	char hash[CRYPTO_HASH_SIZE];
	struct account *who;
	enum err err;

	crypto_digest("token", token, hash);
	err = store_token_account(s->p->db, s->mem, hash, &who, &s->error);
	if (err != ERR_OK)
		return (err);
	if (who == NULL || who->banned)
		return (err_set(&s->error, ERR_LOGIN, NULL,
		    "The API token is not valid."));
	*ret = who;
	return (ERR_OK);
}

/* ------------------------------------------------ passwords */

/* Wait for a place among those who hash. */
static enum err
hash_enter(struct service *s)
{
	if (s->p->hash_gate == NULL ||
	    gate_wait(s->p->hash_gate, HASH_WAIT_MS) == ERR_OK)
		return (ERR_OK);
	s->error.retry_after = 5;
	return (err_set(&s->error, ERR_RATE, NULL,
	    "Many people log in right now. Try again in a few seconds."));
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
	return (err);
}

static enum err
open_session(struct service *s, struct user_id user, const char *user_agent,
    char ret_cookie[SECRET_SIZE])
{
	char hash[CRYPTO_HASH_SIZE];

	crypto_random_hex(ret_cookie, SECRET_BYTES);
	crypto_digest("session", ret_cookie, hash);
	return (store_session_insert(s->p->db, hash, user, s->ip, user_agent,
	    SESSION_LIFETIME_S, &s->error));
}

/* ------------------------------------------------ log in and out */

/* The throttles' subjects: the name and address, and the address alone. */
static void
login_subjects(struct service *s, const char *key, char *ret_pair,
    char *ret_ip, size_t size)
{
	char hash[CRYPTO_HASH_SIZE];

	/* hashed, so that a name of any length fits the column */
	crypto_digest("throttle", key, hash);
	snprintf(ret_pair, size, "login:%s:%.32s", s->ip, hash);
	snprintf(ret_ip, size, "login:%s", s->ip);
}

static enum err
login_allowed(struct service *s, const char *pair, const char *ip)
{
	enum err err;

	err = throttle_check(s, pair, LOGIN_FAILURES, LOGIN_WINDOW_S);
	if (err == ERR_OK)
		err = throttle_check(s, ip, LOGIN_FAILURES_IP, LOGIN_WINDOW_S);
	return (err);
}

static enum err
login_refused(struct service *s, const char *pair, const char *ip)
{
	enum err err;

	err = throttle_hit(s, pair, LOGIN_FAILURES, LOGIN_WINDOW_S);
	if (err == ERR_OK)
		err = throttle_hit(s, ip, LOGIN_FAILURES_IP, LOGIN_WINDOW_S);
	if (err != ERR_OK && err != ERR_RATE)
		return (err);
	log_warn("account.login_refused", LOG_STR("why", "password"));
	return (err_set(&s->error, ERR_LOGIN, NULL,
	    "Your name or password is incorrect."));
}

enum err
account_login(struct service *s, const char *name, const char *password,
    const char *user_agent, char ret_cookie[SECRET_SIZE])
{
	char pair[160], ip[160], *trimmed = text_trim(s->mem, name), *key;
	struct account *who = NULL;
	bool right;
	enum err err;

	if (strlen(trimmed) > LIMIT_EMAIL ||
	    strlen(password) > 4 * LIMIT_PASSWORD_MAX)
		return (err_set(&s->error, ERR_LOGIN, NULL,
		    "Your name or password is incorrect."));
	key = name_key(s->mem, trimmed);
	login_subjects(s, key, pair, ip, sizeof(pair));
	err = login_allowed(s, pair, ip);
	if (err == ERR_OK)
		err = store_account_by_login(
		    s->p->db, s->mem, key, key, &who, &s->error);
	if (err == ERR_OK)
		err = hash_enter(s);
	if (err != ERR_OK)
		return (err);
	right = crypto_password_verify(
	    who != NULL ? who->password_hash : NULL, password);
	hash_leave(s);
	if (!right || who == NULL)
		return (login_refused(s, pair, ip));
	if (who->banned)
		return (err_set(&s->error, ERR_FORBIDDEN, NULL,
		    "This account is banned. Ask the organisers."));
	err = open_session(s, who->id, user_agent, ret_cookie);
	if (err == ERR_OK)
		log_info("account.login", LOG_INT("account", who->id.n));
	return (err);
}

enum err
account_logout(struct service *s, const char *cookie)
{
	char hash[CRYPTO_HASH_SIZE];
	enum err err;

	crypto_digest("session", cookie, hash);
	err = store_session_delete(s->p->db, hash, &s->error);
	if (err == ERR_OK)
		log_info("account.logout", LOG_STR("session", NULL));
	return (err);
}

/* ------------------------------------------------ new accounts */

struct fresh {
	const char *name, *key, *email, *team, *team_key;
	char hash[CRYPTO_PWHASH_SIZE];
	enum role role;
	struct user_id id;
};

static enum err
insert_fresh(struct db *db, void *arg, struct error *e)
{
	struct fresh *f = arg;
	struct team_id team = {0};
	enum err err = ERR_OK;

	if (f->team != NULL)
		err = store_team_ensure(db, f->team, f->team_key, &team, e);
	if (err == ERR_OK)
		err = store_account_insert(db, f->name, f->key, f->email,
		    f->hash, f->role, team, &f->id, e);
	return (err);
}

/* Which of the two UNIQUE columns refused the account. */
static enum err
say_taken(struct service *s, const struct fresh *f)
{
	bool name = false;
	enum err err;

	err = store_account_name_taken(
	    s->p->db, s->mem, f->key, &name, &s->error);
	if (err != ERR_OK)
		return (err);
	if (name)
		return (err_set(&s->error, ERR_CONFLICT, "name",
		    "That name is already taken."));
	return (err_set(&s->error, ERR_CONFLICT, "email",
	    "That e-mail address is already in use."));
}

static enum err
check_fresh(struct service *s, const char *name, const char *email,
    const char *password, const char *team, struct fresh *f)
{
	enum err err = name_check(s->mem, "name", name, &f->name, &s->error);

	if (err == ERR_OK && email != NULL)
		err = email_check(s->mem, email, &f->email, &s->error);
	if (err == ERR_OK && team != NULL)
		err = name_check(s->mem, "team", team, &f->team, &s->error);
	if (err == ERR_OK)
		err = password_check(password, &s->error);
	if (err != ERR_OK)
		return (err);
	f->key = name_key(s->mem, f->name);
	if (f->team != NULL)
		f->team_key = name_key(s->mem, f->team);
	return (ERR_OK);
}

enum err
account_add(struct service *s, const char *name, const char *email,
    const char *password, enum role role, const char *team,
    struct user_id *ret)
{
	struct fresh f = {.role = role};
	enum err err = check_fresh(s, name, email, password, team, &f);

	if (err == ERR_OK)
		err = hash_password(s, password, f.hash);
	if (err == ERR_OK)
		err = db_transact(s->p->db, insert_fresh, &f, &s->error);
	if (err == ERR_CONFLICT)
		return (say_taken(s, &f));
	if (err != ERR_OK)
		return (err);
	*ret = f.id;
	log_info("account.created", LOG_INT("account", f.id.n),
	    LOG_STR("role", role_name(role)));
	return (ERR_OK);
}

enum err
account_register(struct service *s, const char *name, const char *email,
    const char *password, const char *user_agent,
    char ret_cookie[SECRET_SIZE])
{
	char subject[160];
	struct user_id user;
	enum err err;

	if (!s->p->settings->registration_open)
		return (err_set(&s->error, ERR_FORBIDDEN, NULL,
		    "Registration is closed. Ask the organisers."));
	snprintf(subject, sizeof(subject), "register:%s", s->ip);
	err = throttle_hit(s, subject, LOGIN_FAILURES_IP, LOGIN_WINDOW_S);
	if (err == ERR_OK)
		err = account_add(
		    s, name, email, password, ROLE_PLAYER, NULL, &user);
	if (err == ERR_OK)
		err = open_session(s, user, user_agent, ret_cookie);
	return (err);
}

enum err
account_by_name(struct service *s, const char *name, struct account **ret)
{
	const char *key = name_key(s->mem, text_trim(s->mem, name));
	enum err err;

	err = store_account_by_login(
	    s->p->db, s->mem, key, key, ret, &s->error);
	if (err == ERR_OK && *ret == NULL)
		return (err_set(&s->error, ERR_NOT_FOUND, "name",
		    "There is no account of that name."));
	return (err);
}

/* ------------------------------------------------ API tokens */

enum err
token_add(struct service *s, struct user_id user, const char *description,
    int64_t expires_us, char ret[SECRET_SIZE])
{
	char hash[CRYPTO_HASH_SIZE];
	const char *what = text_trim(s->mem, description);
	int count;
	enum err err;

	if (strlen(what) > LIMIT_NAME || text_has_control(what))
		return (err_set(&s->error, ERR_INVALID, "description",
		    "must be at most %d bytes of plain text", LIMIT_NAME));
	err = store_token_count(s->p->db, s->mem, user, &count, &s->error);
	if (err != ERR_OK)
		return (err);
	if (count >= LIMIT_TOKENS_PER_USER)
		return (err_set(&s->error, ERR_CONFLICT, NULL,
		    "An account has at most %d tokens. Delete one first.",
		    LIMIT_TOKENS_PER_USER));
	memcpy(ret, TOKEN_PREFIX, sizeof(TOKEN_PREFIX));
	crypto_random_hex(ret + strlen(TOKEN_PREFIX), SECRET_BYTES);
	crypto_digest("token", ret, hash);
	err = store_token_insert(
	    s->p->db, hash, user, what, expires_us, &s->error);
	if (err == ERR_OK)
		log_info("token.created", LOG_INT("account", user.n));
	return (err);
}

enum err
token_list(struct service *s, struct token_info **ret, size_t *ret_n)
{
	struct token_info *list;
	struct db_rows *rows;
	size_t i;
	enum err err;

	err = store_token_list(
	    s->p->db, s->mem, s->actor->id, &rows, &s->error);
	if (err != ERR_OK)
		return (err);
	list = mem_array(s->mem, struct token_info, db_count(rows) + 1);
	for (i = 0; db_next(rows); i++) {
		list[i].id = db_int(rows, 0);
		list[i].description = db_str(rows, 1);
		list[i].created_us = db_time(rows, 2);
		list[i].expires_us = db_time(rows, 3);
	}
	*ret = list;
	*ret_n = i;
	return (ERR_OK);
}

enum err
token_delete(struct service *s, int64_t id)
{
	int64_t n;
	enum err err;

	err = store_token_delete(
	    s->p->db, s->actor->id, id, &n, &s->error);
	if (err == ERR_OK && n == 0)
		return (err_set(&s->error, ERR_NOT_FOUND, NULL,
		    "There is no such token."));
	if (err == ERR_OK)
		log_info("token.deleted", LOG_INT("token", id));
	return (err);
}
