#include "service/accounts_private.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/audit.h"
#include "store/sessions.h"
#include "store/tokens.h"

/* How often a session in use is extended, at most. */
#define EXTEND_EVERY_S   60
#define USER_AGENT_BYTES 255

static enum err
not_logged_in(struct service *s)
{
	return (err_set(&s->error, ERR_LOGIN, NULL, "Log in to go on."));
}

enum err
session_account(struct service *s, const char *cookie, struct account **ret)
{
	static const struct session_terms terms = {.every_s = EXTEND_EVERY_S,
	    .idle_s = SESSION_LIFETIME_S,
	    .longest_s = SESSION_LONGEST_S};
	char hash[CRYPTO_HASH_SIZE];
	struct session *session;
	struct error ignored;
	enum err err;

	crypto_digest("session", cookie, hash);
	err = store_session_get(s->p->db, s->mem, hash, &session, &s->error);
	if (err != ERR_OK)
		return (err);
	if (session == NULL)
		return (not_logged_in(s));
	/* a session that could not be extended is good all the same */
	if (session->idle_s >= EXTEND_EVERY_S)
		(void)!store_session_extend(
		    s->p->db, session->id, &terms, &ignored);
	*ret = session->account;
	return (ERR_OK);
}

enum err
token_account(struct service *s, const char *token, struct account **ret)
{
	char hash[CRYPTO_HASH_SIZE];
	struct account *a;
	enum err err;

	crypto_digest("token", token, hash);
	err = store_token_account(s->p->db, s->mem, hash, &a, &s->error);
	if (err != ERR_OK)
		return (err);
	if (a == NULL)
		return (err_set(&s->error, ERR_LOGIN, NULL,
		    "The API token is unknown or has expired."));
	*ret = a;
	return (ERR_OK);
}

/* What a browser says of itself, as much as the column holds. */
static const char *
clean_user_agent(void *mem, const char *user_agent)
{
	char *out;
	size_t i;

	if (user_agent == NULL)
		return ("");
	out =
	    mem_strndup(mem, user_agent, strnlen(user_agent, USER_AGENT_BYTES));
	for (i = 0; out[i] != '\0'; i++)
		if (out[i] < ' ' || out[i] > '~')
			out[i] = '?';
	return (out);
}

enum err
session_open(struct service *s, struct user_id user, const char *user_agent,
    char ret_cookie[SECRET_SIZE], struct error *e)
{
	char hash[CRYPTO_HASH_SIZE], secret[SECRET_SIZE];
	enum err err;

	crypto_random_hex(secret, SECRET_BYTES);
	crypto_digest("session", secret, hash);
	err = store_session_add(s->p->db, hash, user, s->ip,
	    clean_user_agent(s->mem, user_agent), SESSION_LIFETIME_S, e);
	if (err == ERR_OK)
		snprintf(ret_cookie, SECRET_SIZE, "%s", secret);
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
		log_info("account.logout", LOG_STR("actor", s->actor_name));
	return (err);
}

void
csrf_nonce(const char *cookie, char out[65])
{
	crypto_digest("csrf", cookie, out);
}

/* ------------------------------------------------ API tokens */

struct token_args {
	struct service *s;
	struct user_id user;
	const char *hash, *description;
	int64_t expires_us;
	int64_t id;
};

static enum err
token_body(struct db *db, void *arg, struct error *e)
{
	struct token_args *t = arg;
	int64_t have;
	enum err err;

	err = store_token_count(db, t->s->mem, t->user, &have, e);
	if (err != ERR_OK)
		return (err);
	if (have >= LIMIT_TOKENS_PER_USER)
		return (err_set(e, ERR_CONFLICT, NULL,
		    "There are %d tokens already; delete one first.",
		    LIMIT_TOKENS_PER_USER));
	err = store_token_add(
	    db, t->hash, t->user, t->description, t->expires_us, &t->id, e);
	if (err != ERR_OK)
		return (err);
	return (audit_add(t->s, "token.add",
	    mem_printf(t->s->mem, "users/%lld", (long long)t->user.n), NULL,
	    t->description));
}

enum err
token_add(struct service *s, struct user_id user, const char *description,
    int64_t expires_us, char ret[SECRET_SIZE], int64_t *ret_id)
{
	char hash[CRYPTO_HASH_SIZE], secret[SECRET_SIZE];
	struct token_args t = {.s = s,
	    .user = user,
	    .hash = hash,
	    .description = text_trim(s->mem, description),
	    .expires_us = expires_us};
	enum err err;

	if (strlen(t.description) > LIMIT_NAME ||
	    text_has_control(t.description))
		return (err_set(&s->error, ERR_INVALID, "description",
		    "must be at most %d bytes of plain text", LIMIT_NAME));
	snprintf(secret, sizeof(secret), "berth_");
	crypto_random_hex(secret + strlen(secret), SECRET_BYTES);
	crypto_digest("token", secret, hash);
	err = db_transact(s->p->db, token_body, &t, &s->error);
	if (err != ERR_OK)
		return (err);
	log_info("token.add", LOG_STR("actor", s->actor_name),
	    LOG_INT("of", user.n));
	snprintf(ret, SECRET_SIZE, "%s", secret);
	if (ret_id != NULL)
		*ret_id = t.id;
	return (ERR_OK);
}

enum err
token_list(struct service *s, struct token_info **ret, size_t *ret_n)
{
	struct token_row *rows;
	struct token_info *list;
	size_t i, n;
	enum err err;

	if (s->actor == NULL)
		return (not_logged_in(s));
	err = store_token_list(
	    s->p->db, s->mem, s->actor->id, &rows, &n, &s->error);
	if (err != ERR_OK)
		return (err);
	list = mem_array(s->mem, struct token_info, n + 1);
	for (i = 0; i < n; i++)
		list[i] = (struct token_info){rows[i].id, rows[i].description,
		    rows[i].created_us, rows[i].expires_us};
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

enum err
token_delete(struct service *s, int64_t id)
{
	int64_t deleted;
	enum err err;

	if (s->actor == NULL)
		return (not_logged_in(s));
	err =
	    store_token_delete(s->p->db, s->actor->id, id, &deleted, &s->error);
	if (err != ERR_OK)
		return (err);
	if (deleted == 0)
		return (
		    err_set(&s->error, ERR_NOT_FOUND, NULL, "Token not found"));
	log_info("token.delete", LOG_STR("actor", s->actor_name),
	    LOG_INT("token", id));
	return (ERR_OK);
}
