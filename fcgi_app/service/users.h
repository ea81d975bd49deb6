/*
 * Accounts as admins see and change them.  Every change is audited.  The last
 * admin who is not banned can neither be demoted, banned nor deleted, whoever
 * else does so at the same time.
 */
#ifndef BERTH_SERVICE_USERS_H
#define BERTH_SERVICE_USERS_H

#include "base/buf.h"
#include "service/service.h"

/* A password of our own making: 24 hex digits and a NUL. */
#define MADE_PASSWORD_SIZE 25

/* Who looks: players find neither hidden nor banned ones, nor by address. */
enum people_view { PEOPLE_PUBLIC, PEOPLE_ADMIN };

struct people_query {
	const char
	    *search;      /* in names, for admins also addresses; "" for all */
	const char *only; /* "", or a word of people_only[]; admins */
	enum people_view view;
	int64_t offset;
	int limit; /* at most LIMIT_PAGE */
};

/* The words for `only`, NULL at the end: of users and of teams. */
extern const char *const users_only[];
extern const char *const teams_only[];

enum err user_list(struct service *s, const struct people_query *q,
    struct account **ret, size_t *ret_n, int *ret_total) MUST_USE;

/* The same rows, all of them, as CSV.  ERR_TOO_LARGE past LIMIT_RESPONSE. */
enum err user_export(struct service *s, const struct people_query *q,
    const char **ret, size_t *ret_len) MUST_USE;

/* ERR_NOT_FOUND where there is none, or none for PEOPLE_PUBLIC. */
enum err user_get(struct service *s, struct user_id id, enum people_view view,
    struct account **ret) MUST_USE;

/* What is to change; NULL and !has_x: as it is. */
struct user_change {
	const char *name, *password;
	const char *email;   /* "" for none */
	const char *bracket; /* "" for none */
	bool has_role, has_banned, has_hidden, has_verified, has_team;
	enum role role;
	bool banned, hidden, verified;
	bool end_sessions, end_tokens; /* all that there are */
	struct team_id team;
};

/*
 * Make an account.  Without a password one is made up and put into
 * `ret_password`, otherwise that is "".
 */
enum err user_create(struct service *s, const struct user_change *c,
    struct account **ret, char ret_password[MADE_PASSWORD_SIZE]) MUST_USE;

/*
 * Change an account.  A new password ends its sessions; they and its API
 * tokens also end by themselves if so wanted; a ban ends both and stops its
 * instances (a team's stay the team's).
 */
enum err user_update(struct service *s, struct user_id id,
    const struct user_change *c, struct account **ret) MUST_USE;

/* Delete an account that is not the actor's own, stopping its instances. */
enum err user_delete(struct service *s, struct user_id id) MUST_USE;

/* ------------------------------------------------ in bulk */

struct import_problem {
	int line; /* 0: of no line */
	const char *message;
};

struct import_made {
	const char *name, *email;
	const char *password; /* "" where it was given */
	const char *team;     /* "" for none */
};

struct import_result {
	struct import_problem *problems; /* nothing was made if there are any */
	size_t problems_n;
	struct import_made *made;
	size_t made_n;
	int teams; /* made for them */
};

/* From whom: passwords of the operator's own file may take their time. */
enum import_by { IMPORT_WEB, IMPORT_OPERATOR };

/*
 * Make accounts of CSV text: the first line names the columns, of which name
 * is needed and email, password, role, team, bracket, verified and hidden
 * may be there.  All or nothing; what is wrong is listed by its line (at most
 * LIMIT_IMPORT_PROBLEMS) with ERR_INVALID.  A team that does not exist is
 * made.
 */
enum err user_import(struct service *s, const char *csv, enum import_by by,
    struct import_result *ret) MUST_USE;

/* What was made as CSV, to hand out: name, email, password, team. */
void user_import_csv(struct buf *b, const struct import_result *r);

#endif
