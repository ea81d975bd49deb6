/*
 * SQL of `users` and `teams`.
 */
#ifndef BERTH_STORE_ACCOUNTS_H
#define BERTH_STORE_ACCOUNTS_H

#include "db/db.h"
#include "domain/model.h"

/* A name with its two keys (domain/name.h); NULL where an update leaves them
 * as they are. */
struct name_keys {
	const char *name, *key, *look;
};

/* A row of `users` as it is written. */
struct account_row {
	struct name_keys name;
	const char *email; /* NULL for none */
	const char *password_hash;
	enum role role;
	struct team_id team; /* 0 for none */
	const char *bracket; /* "" for none */
	bool banned, hidden, verified;
};

/*
 * The account whose name_key or e-mail address is `key`, with its password
 * hash; NULL in *ret for none.  Where one account's name is another's
 * address, the address wins.
 */
enum err store_account_by_login(struct db *db, void *mem, const char *key,
    struct account **ret, struct error *e) MUST_USE;

/* The account with this name_key, or this id; NULL for none. */
enum err store_account_by_key(struct db *db, void *mem, const char *key,
    struct account **ret, struct error *e) MUST_USE;
enum err store_account_by_id(struct db *db, void *mem, struct user_id id,
    struct account **ret, struct error *e) MUST_USE;

/* Lock the row, then read it; NULL for none. */
enum err store_account_lock(struct db *db, void *mem, struct user_id id,
    struct account **ret, struct error *e) MUST_USE;

/* Insert; ERR_CONFLICT when name or e-mail address is taken. */
enum err store_account_add(struct db *db, const struct account_row *a,
    struct user_id *ret, struct error *e) MUST_USE;

/* Write every column; ERR_CONFLICT as above. */
enum err store_account_write(struct db *db, struct user_id id,
    const struct account_row *a, struct error *e) MUST_USE;

enum err store_account_delete(
    struct db *db, struct user_id id, struct error *e) MUST_USE;
enum err store_account_set_team(struct db *db, struct user_id id,
    struct team_id team, struct error *e) MUST_USE;

/* Which of the UNIQUE keys an account other than `except` has. */
enum taken { TAKEN_NOT, TAKEN_NAME, TAKEN_LOOK, TAKEN_EMAIL };
enum err store_account_taken(struct db *db, void *mem,
    const struct account_row *a, struct user_id except, enum taken *ret,
    struct error *e) MUST_USE;

/* Lock the admins that are not banned; how many there are but for `except`. */
enum err store_accounts_lock_admins(struct db *db, void *mem,
    struct user_id except, int *ret_others, struct error *e) MUST_USE;

/*
 * The columns of an account, and how a row of them is read: queries of
 * sessions.c and tokens.c return them behind their own, from column `at` on.
 */
#define ACCOUNT_COLUMNS                                              \
	"u.id, u.name, u.email, u.password_hash, u.role, u.banned, " \
	"u.hidden, u.team_id, t.name, u.created_at, u.verified, "    \
	"u.bracket, t.banned, t.captain_id = u.id "
#define ACCOUNT_FROM "users u LEFT JOIN teams t ON t.id = u.team_id "
struct account *store_account_row(
    void *mem, const struct db_rows *rows, int at);

/* A text column of the current row under `mem`, "" for NULL. */
const char *store_text(void *mem, const struct db_rows *rows, int col);

#endif
