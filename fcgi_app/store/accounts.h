/*
 * SQL of `users` and `teams`.
 */
#ifndef BERTH_STORE_ACCOUNTS_H
#define BERTH_STORE_ACCOUNTS_H

#include "db/db.h"
#include "domain/model.h"

/* What a new row of `users` gets.  `key` is name_key() of the name. */
struct new_account {
	const char *name, *key;
	const char *email; /* NULL for none */
	const char *password_hash;
	enum role role;
	struct team_id team; /* 0 for none */
};

/*
 * The account whose name_key or e-mail address is `key`, with its password
 * hash; NULL in *ret for none.  Where one account's name is another's
 * address, the address wins.
 */
enum err store_account_by_login(struct db *db, void *mem, const char *key,
    struct account **ret, struct error *e) MUST_USE;

/* The account with this name_key, NULL for none. */
enum err store_account_by_key(struct db *db, void *mem, const char *key,
    struct account **ret, struct error *e) MUST_USE;

/* Insert; ERR_CONFLICT when name or e-mail address is taken. */
enum err store_account_add(struct db *db, const struct new_account *a,
    struct user_id *ret, struct error *e) MUST_USE;

/* The team with this name_key, 0 for none. */
enum err store_team_by_key(struct db *db, void *mem, const char *key,
    struct team_id *ret, struct error *e) MUST_USE;
enum err store_team_add(struct db *db, const char *name, const char *key,
    struct team_id *ret, struct error *e) MUST_USE;

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
