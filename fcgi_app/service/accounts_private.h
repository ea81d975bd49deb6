/*
 * What the files about people share.
 */
#ifndef BERTH_SERVICE_ACCOUNTS_PRIVATE_H
#define BERTH_SERVICE_ACCOUNTS_PRIVATE_H

#include "base/crypto.h"
#include "service/accounts.h"
#include "store/instances.h"
#include "store/teams.h"

/* Random bytes in a session's or token's secret. */
#define SECRET_BYTES 32

/*
 * Open a session for `user`; also inside a transaction, where `e` is the
 * body's.  The secret goes to `ret_cookie` on success only.
 */
enum err session_open(struct service *s, struct user_id user,
    const char *user_agent, char ret_cookie[SECRET_SIZE],
    struct error *e) MUST_USE;

/* Hash a password; ERR_RATE when too many do at once. */
enum err account_hash(struct service *s, const char *password,
    char out[CRYPTO_PWHASH_SIZE]) MUST_USE;

/* ERR_LOGIN unless `password` is that of `a`, which may be NULL: the time is
 * the same. */
enum err account_verify(
    struct service *s, const struct account *a, const char *password) MUST_USE;

/* Count an attempt to guess the password of the account `key` from s->ip;
 * ERR_RATE after ten in a minute.  Forget them after a right one. */
enum err account_guess(struct service *s, const char *key) MUST_USE;
enum err account_guessed(struct service *s, const char *key) MUST_USE;

/* Check a name and make its keys. */
enum err account_name(
    struct service *s, const char *name, struct name_keys *ret) MUST_USE;
enum err team_name(
    struct service *s, const char *name, struct name_keys *ret) MUST_USE;

/* The bracket `name`, which may be "", as the setting spells it. */
enum err bracket_of_settings(
    struct service *s, const char *name, const char **ret) MUST_USE;

/* `a` as a row to write: the keys of the name stay as they are. */
void account_row_of(const struct account *a, struct account_row *ret);
void team_row_of(const struct team *t, struct team_row *ret);

/* ERR_CONFLICT with the word about what of `row` another one has. */
enum err account_taken(struct service *s, const struct account_row *row,
    struct user_id except) MUST_USE;
enum err team_taken(struct service *s, const struct team_row *row,
    struct team_id except) MUST_USE;

/*
 * After members of `team` have changed, inside the transaction and with the
 * team's row locked: a captain who left is followed by the oldest member; a
 * team that nobody is left in loses its invite, and its instances are stopped.
 */
enum err team_settle(
    struct service *s, struct team_id team, struct error *e) MUST_USE;

#endif
