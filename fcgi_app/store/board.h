/*
 * SQL from which a worker builds its copy of the board (service/board.h).
 */
#ifndef BERTH_STORE_BOARD_H
#define BERTH_STORE_BOARD_H

#include "db/db.h"
#include "domain/standings.h"

/* All challenges, without what can be long. */
enum err store_board_challenges(
    struct db *db, struct board *b, struct error *e) MUST_USE;

/* All users and teams. */
enum err store_board_accounts(
    struct db *db, struct board *b, struct error *e) MUST_USE;
/* One that has come since; nothing happens if there is none. */
enum err store_board_account(struct db *db, struct board *b,
    struct account_id id, struct error *e) MUST_USE;

/*
 * Add the solves behind id *after and move it to the last; accounts that
 * `b` does not know are read too.
 */
enum err store_board_solves(
    struct db *db, struct board *b, int64_t *after, struct error *e) MUST_USE;
enum err store_board_awards(
    struct db *db, struct board *b, int64_t *after, struct error *e) MUST_USE;

/* The members of all teams that count, in the order of teams. */
struct board_member {
	struct team_id team;
	struct user_id user;
	const char *name;
};
enum err store_board_members(struct db *db, void *mem,
    struct board_member **ret, size_t *ret_n, struct error *e) MUST_USE;

#endif
