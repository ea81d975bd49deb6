/*
 * People: register, log in and out, sessions, API tokens, accounts and teams.
 */
#ifndef BERTH_SERVICE_ACCOUNTS_H
#define BERTH_SERVICE_ACCOUNTS_H

#include "service/service.h"

/* A session's or token's secret as the client holds it, and its NUL. */
#define SECRET_SIZE 80
/* Without a request, and at the most. */
#define SESSION_LIFETIME_S (7 * 24 * 3600)
#define SESSION_LONGEST_S  (30 * 24 * 3600)

/*
 * Whose session `cookie` is (one query; extends it at most once a minute).
 * ERR_LOGIN if it is unknown, expired, or its account banned.
 */
enum err session_account(
    struct service *s, const char *cookie, struct account **ret) MUST_USE;

/* Whose API token `token` is.  ERR_LOGIN as above. */
enum err token_account(
    struct service *s, const char *token, struct account **ret) MUST_USE;

/*
 * Check name (or e-mail) and password and open a session; the secret for the
 * cookie goes to `ret_cookie`.  ERR_LOGIN "Your name or password is
 * incorrect", same text and time for unknown names; ERR_FORBIDDEN for banned
 * accounts; ERR_RATE after 10 failures in a minute for this name and address.
 */
enum err account_login(struct service *s, const char *name,
    const char *password, const char *user_agent,
    char ret_cookie[SECRET_SIZE]) MUST_USE;

enum err account_logout(struct service *s, const char *cookie) MUST_USE;

/* The actor's sessions, last used first; `cookie` is the one in use. */
struct session_info {
	int64_t id;
	const char *ip, *user_agent;
	int64_t created_us, seen_us;
	bool is_current;
};
enum err session_list(struct service *s, const char *cookie,
    struct session_info **ret, size_t *ret_n) MUST_USE;

/* End one of the actor's sessions (ERR_NOT_FOUND), or all but `cookie`'s. */
enum err session_end(struct service *s, int64_t id) MUST_USE;
enum err session_end_others(struct service *s, const char *cookie) MUST_USE;

/*
 * What the actor changes of the own account; NULL stays as it is.  Address
 * and password need the present password in `confirm`: ERR_INVALID, field
 * "confirm", if it is wrong (ERR_RATE after ten in a minute).  A new password
 * ends all sessions but `cookie`'s and, if so wanted, the API tokens; a new
 * address is not verified any more.  ERR_FORBIDDEN, field "name", where the setting `name_changes` is no.
 */
struct profile {
	const char *name, *email, *password, *confirm;
	bool end_tokens; /* with a new password */
};
enum err account_update(
    struct service *s, const struct profile *p, const char *cookie) MUST_USE;

/*
 * Register a player and open a session.  ERR_FORBIDDEN where the setting
 * `registration` says closed, or code and this is not it (ERR_RATE after ten
 * wrong ones in a minute from this address); ERR_INVALID with field name,
 * email, password or bracket; ERR_CONFLICT when the name or address is taken
 * or the name looks like one that is; ERR_RATE when as many as the setting
 * `registrations` says have come from this address within an hour.
 */
struct registering {
	const char *name, *email, *password;
	const char *code;       /* NULL: none given */
	const char *bracket;    /* NULL or "": none chosen */
	const char *user_agent; /* NULL: unknown */
};
enum err account_register(struct service *s, const struct registering *r,
    char ret_cookie[SECRET_SIZE]) MUST_USE;

/*
 * Create an account without a session (berthctl).  `email` and `team` may be
 * NULL; a team that doesn't exist is created.
 */
enum err account_add(struct service *s, const char *name, const char *email,
    const char *password, enum role role, const char *team,
    struct user_id *ret) MUST_USE;

/*
 * Give rows from before 0003_people.sql the keys of their names, after the
 * migrations.  *ret_alike is how many look like another and stay so.
 */
enum err account_complete_names(struct service *s, int *ret_alike) MUST_USE;

enum err account_by_name(
    struct service *s, const char *name, struct account **ret) MUST_USE;

/*
 * Make an API token, "berth_" and 64 hex digits, shown this once; its id goes
 * to `ret_id` (may be NULL).  expires_us 0: never.
 */
enum err token_add(struct service *s, struct user_id user,
    const char *description, int64_t expires_us, char ret[SECRET_SIZE],
    int64_t *ret_id) MUST_USE;

struct token_info {
	int64_t id;
	const char *description;
	int64_t created_us, expires_us;
};
enum err token_list(struct service *s, struct token_info **ret,
    size_t *ret_n) MUST_USE; /* the actor's */
enum err token_delete(struct service *s, int64_t id) MUST_USE;

/* The CSRF nonce of a cookie's secret: a hash, so no server-side state. */
void csrf_nonce(const char *cookie, char out[65]);

#endif
