#include "service/accounts_private.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/bracket.h"
#include "domain/name.h"
#include "domain/password.h"
#include "service/audit.h"
#include "service/settings.h"
#include "service/throttle.h"
#include "store/teams.h"
#include "store/throttles.h"

#define LOGIN_FAILURES   10
#define LOGIN_WINDOW_S   60
#define ADDRESS_WINDOW_S 300
#define CODE_FAILURES    10
#define CODE_WINDOW_S    60
#define JOIN_WINDOW_S    3600

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
 * The throttle's own sentence is for programs; this one has a %s for how long
 * to wait.
 */
/* messages: say_wait:3 */
static enum err
say_wait(struct service *s, enum err err, const char *sentence)
{
	int left_s = s->error.retry_after;
	const char *left;

	if (err != ERR_RATE)
		return (err);
	left = left_s > 2 * 60
		   ? mem_printf(s->mem, "%d min", (left_s + 59) / 60)
		   : mem_printf(s->mem, "%d s", left_s);
	err_say_of(&s->error, ERR_RATE, NULL, sentence, &left, 1);
	s->error.retry_after = left_s;
	return (err);
}

enum err
account_guess(struct service *s, const char *key)
{
	enum err err;

	err = throttle_hit(
	    s, login_subject(s, key), LOGIN_FAILURES, LOGIN_WINDOW_S);
	return (say_wait(s, err,
	    "Too many wrong passwords for this name. Try again in %s."));
}

enum err
account_guessed(struct service *s, const char *key)
{
	return (
	    store_throttle_forget(s->p->db, login_subject(s, key), &s->error));
}

/* Who was nobody until now is the user of this line and of what follows. */
static void
say(struct user_id who, const char *event, const char *name)
{
	log_context_user(who.n);
	log_info(event, LOG_STR("name", name));
}

/*
 * What all from one address are counted as for `what`.  Of IPv6 that is the
 * /64, which a single customer has.
 */
static const char *
address_subject(struct service *s, const char *what)
{
	struct in6_addr a;
	char text[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET6, s->ip, &a) != 1 || IN6_IS_ADDR_V4MAPPED(&a))
		return (mem_printf(s->mem, "%s:%s", what, s->ip));
	memset(&a.s6_addr[8], 0, 8);
	(void)inet_ntop(AF_INET6, &a, text, sizeof(text));
	return (mem_printf(s->mem, "%s:%s/64", what, text));
}

/* What was counted of `subject` was none after all. */
static void
uncount(struct service *s, const char *subject)
{
	struct error ignored = {0};

	if (store_throttle_undo(s->p->db, subject, &ignored) != ERR_OK)
		log_warn("account.counted", LOG_ERR(&ignored));
}

/* Never by the name that was typed: it may be a password in the wrong field. */
static void
say_failed(const struct account *a, const char *why)
{
	log_info("account.login_failed",
	    LOG_INT("account", a != NULL ? a->id.n : 0), LOG_STR("why", why));
}

/*
 * Look at the password; only a wrong one stays counted for the address, so
 * that who sprays one password over many names meets a limit.
 */
static enum err
verify_counted(struct service *s, const struct account *a, const char *password)
{
	const char *subject = address_subject(s, "logins");
	int limit = s->p->settings->login_failures;
	enum err err = ERR_OK;

	if (limit > 0)
		err = throttle_hit(s, subject, limit, ADDRESS_WINDOW_S);
	if (err != ERR_OK)
		return (say_wait(s, err,
		    "Too many wrong passwords from your address. Try again in "
		    "%s."));
	err = account_verify(s, a, password);
	if (err == ERR_LOGIN)
		say_failed(a, a != NULL ? "password" : "no account");
	else if (limit > 0)
		uncount(s, subject);
	return (err);
}

/* A session on its way into the database. */
struct entering {
	struct service *s;
	const struct account *a;
	const char *user_agent;
	char cookie[SECRET_SIZE];
};

static enum err
enter_body(struct db *db, void *arg, struct error *e)
{
	struct entering *n = arg;
	enum err err;

	(void)db;
	err = session_open(n->s, n->a->id, n->user_agent, n->cookie, e);
	if (err == ERR_OK)
		err = audit_add_as(n->s, n->a, "account.login",
		    mem_printf(n->s->mem, "users/%lld", (long long)n->a->id.n),
		    NULL, NULL);
	return (err);
}

/* That an admin came in is told to the others by the audit log. */
static enum err
open_for(struct service *s, const struct account *a, const char *user_agent,
    char ret_cookie[SECRET_SIZE])
{
	struct entering n = {.s = s, .a = a, .user_agent = user_agent};
	enum err err;

	if (a->role != ROLE_ADMIN)
		return (
		    session_open(s, a->id, user_agent, ret_cookie, &s->error));
	err = db_transact(s->p->db, enter_body, &n, &s->error);
	if (err == ERR_OK)
		memcpy(ret_cookie, n.cookie, SECRET_SIZE);
	return (err);
}

/*
 * The attempt is counted before the password is looked at, so that attempts
 * side by side can't pass the limits; one that succeeds clears the count of
 * the name.
 */
enum err
account_login(struct service *s, const char *name, const char *password,
    const char *user_agent, char ret_cookie[SECRET_SIZE])
{
	const char *key = name_key(s->mem, text_trim(s->mem, name));
	struct account *a;
	enum err err;

	err = settings_refresh(s, NULL);
	if (err == ERR_OK)
		err = account_guess(s, key);
	if (err == ERR_OK)
		err = store_account_by_login(
		    s->p->db, s->mem, key, &a, &s->error);
	if (err == ERR_OK)
		err = verify_counted(s, a, password);
	if (err != ERR_OK)
		return (err);
	if (a->banned) {
		say_failed(a, "banned");
		return (err_set(&s->error, ERR_FORBIDDEN, NULL,
		    "This account has been banned."));
	}
	err = account_guessed(s, key);
	if (err == ERR_OK)
		err = open_for(s, a, user_agent, ret_cookie);
	if (err == ERR_OK)
		say(a->id, "account.login", a->name);
	return (err);
}

/* ------------------------------------------------ new accounts */

/* A new account on its way into the database. */
struct joining {
	struct service *s;
	struct account_row row;
	struct team_row team;   /* without a name: none */
	const char *user_agent; /* NULL: no session */
	struct user_id id;
	char cookie[SECRET_SIZE];
	char hash[CRYPTO_PWHASH_SIZE];
};

/* Check name, e-mail (may be NULL) and password. */
static enum err
joining_check(struct joining *j, const char *name, const char *email,
    const char *password)
{
	struct service *s = j->s;
	enum err err;

	err = account_name(s, name, &j->row.name);
	if (err == ERR_OK && email != NULL)
		err = email_check(s->mem, email, &j->row.email, &s->error);
	if (err == ERR_OK)
		err = password_check(
		    password, j->row.name.name, j->row.email, &s->error);
	return (err);
}

/* The team named so, made if there is none. */
static enum err
join_team(struct db *db, struct joining *j, struct error *e)
{
	enum err err;

	err =
	    store_team_by_key(db, j->s->mem, j->team.name.key, &j->row.team, e);
	if (err == ERR_OK && j->row.team.n == 0)
		err = store_team_add(db, &j->team, &j->row.team, e);
	return (err);
}

static enum err
joining_body(struct db *db, void *arg, struct error *e)
{
	struct joining *j = arg;
	enum err err = ERR_OK;

	if (j->team.name.name != NULL)
		err = join_team(db, j, e);
	if (err == ERR_OK)
		err = store_account_add(db, &j->row, &j->id, e);
	if (err == ERR_OK && j->row.team.n != 0)
		err = team_settle(j->s, j->row.team, e);
	if (err == ERR_OK && j->user_agent != NULL)
		return (session_open(j->s, j->id, j->user_agent, j->cookie, e));
	if (err == ERR_OK)
		err = audit_add(j->s, "user.add",
		    mem_printf(j->s->mem, "users/%lld", (long long)j->id.n),
		    NULL, j->row.name.name);
	return (err);
}

/* Hash the password and write what was checked. */
static enum err
joining_save(struct joining *j, const char *password)
{
	struct service *s = j->s;
	enum err err;

	err = account_hash(s, password, j->hash);
	if (err != ERR_OK)
		return (err);
	j->row.password_hash = j->hash;
	err = db_transact(s->p->db, joining_body, j, &s->error);
	if (err == ERR_CONFLICT)
		err = account_taken(s, &j->row, (struct user_id){0});
	return (err);
}

/*
 * ERR_FORBIDDEN unless registration is open or the code is right.  Wrong
 * codes are counted for each address; digests make the comparison's time
 * independent of how much of a guess was right, and of its length.
 */
static enum err
may_register(struct service *s, const char *code)
{
	const struct settings *set = s->p->settings;
	const char *right = set->value[SETTING_REGISTRATION_CODE];
	const char *subject = address_subject(s, "code");
	char a[CRYPTO_HASH_SIZE], b[CRYPTO_HASH_SIZE];
	enum err err;

	if (set->registration == REGISTRATION_OPEN)
		return (ERR_OK);
	if (set->registration == REGISTRATION_CLOSED || right[0] == '\0')
		return (err_set(
		    &s->error, ERR_FORBIDDEN, NULL, "Registration is closed."));
	err = throttle_check(s, subject, CODE_FAILURES, CODE_WINDOW_S);
	if (err != ERR_OK)
		return (
		    say_wait(s, err, "Too many wrong codes. Try again in %s."));
	crypto_digest("code", text_trim(s->mem, code), a);
	crypto_digest("code", right, b);
	if (crypto_equal(a, b))
		return (ERR_OK);
	log_info("account.code_failed");
	err = throttle_hit(s, subject, CODE_FAILURES, CODE_WINDOW_S);
	if (err != ERR_OK)
		return (
		    say_wait(s, err, "Too many wrong codes. Try again in %s."));
	return (err_set(&s->error, ERR_FORBIDDEN, "code",
	    "This is not the registration code."));
}

/*
 * Save a registration, counted for the address before the password is hashed.
 * One that is refused because of what was typed has cost nothing and is not
 * counted; one whose name or address is taken stays counted as one that
 * succeeds does: it was hashed, and it told who has an account here.
 */
static enum err
register_counted(struct joining *j, const char *password)
{
	struct service *s = j->s;
	const char *subject = address_subject(s, "registrations");
	int limit = s->p->settings->registrations;
	enum err err = ERR_OK;

	if (limit > 0)
		err = throttle_hit(s, subject, limit, JOIN_WINDOW_S);
	if (err != ERR_OK)
		return (say_wait(s, err,
		    "Too many accounts have been registered from your "
		    "address. Try again in %s."));
	err = joining_save(j, password);
	if (limit > 0 && err != ERR_OK && err != ERR_CONFLICT)
		uncount(s, subject);
	return (err);
}

enum err
account_register(struct service *s, const struct registering *r,
    char ret_cookie[SECRET_SIZE])
{
	struct joining *j = mem_new(s->mem, struct joining);
	const char *brackets;
	enum err err;

	err = settings_refresh(s, NULL);
	if (err == ERR_OK)
		err = may_register(s, r->code != NULL ? r->code : "");
	if (err != ERR_OK)
		return (err);
	/* in team mode it is the team that is in a bracket */
	brackets = s->p->settings->teams_mode
		       ? ""
		       : s->p->settings->value[SETTING_BRACKETS];
	j->s = s;
	j->row.role = ROLE_PLAYER;
	j->user_agent = r->user_agent != NULL ? r->user_agent : "";
	err = bracket_check(s->mem, brackets,
	    r->bracket != NULL ? r->bracket : "", BRACKET_NEEDED,
	    &j->row.bracket, &s->error);
	if (err == ERR_OK)
		err = joining_check(j, r->name, r->email, r->password);
	if (err == ERR_OK)
		err = register_counted(j, r->password);
	if (err != ERR_OK)
		return (err);
	say(j->id, "account.register", j->row.name.name);
	memcpy(ret_cookie, j->cookie, SECRET_SIZE);
	return (ERR_OK);
}

enum err
account_add(struct service *s, const char *name, const char *email,
    const char *password, enum role role, const char *team, struct user_id *ret)
{
	struct joining *j = mem_new(s->mem, struct joining);
	enum err err = ERR_OK;

	j->s = s;
	j->row.role = role;
	j->row.bracket = j->team.bracket = "";
	if (team != NULL)
		err = team_name(s, team, &j->team.name);
	if (err == ERR_OK)
		err = joining_check(j, name, email, password);
	if (err == ERR_OK)
		err = joining_save(j, password);
	if (err != ERR_OK)
		return (err);
	log_info("user.add", LOG_STR("actor", s->actor_name),
	    LOG_INT("account", j->id.n), LOG_STR("name", j->row.name.name));
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
