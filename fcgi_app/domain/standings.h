/*
 * The scoreboard as a computation: from who solved what when, and what that
 * is worth, to places.  CTFd's rules: a challenge is worth the same to all who
 * solved it; who reached the same score earlier stands higher.  Solves and
 * awards of zero points move nobody.
 */
#ifndef BERTH_DOMAIN_STANDINGS_H
#define BERTH_DOMAIN_STANDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/contest.h"
#include "domain/hint.h"
#include "domain/model.h"

/* Indices of the arrays below; SIZE_MAX is none. */
#define BOARD_NONE SIZE_MAX

struct board_account {
	struct account_id id;
	const char *name;
	const char *bracket; /* "" if none */
	bool counts;         /* neither hidden nor banned */
	size_t last_solve;   /* of this account */
	size_t last_award;
};

struct board_solve {
	int64_t id; /* grows in the order of the commits */
	size_t challenge, account;
	struct user_id user;
	int64_t at_us;
	size_t before; /* the same account's solve before this one */
	size_t after;  /* the same challenge's solve behind this one */
};

/* The solves of one challenge: the way through board_solve.after. */
struct board_chain {
	size_t first, last;
};

struct board_award {
	int64_t id;
	size_t account;
	struct user_id user;
	int value;
	int64_t at_us;
	const char *name;
	const char *category;
	size_t before;
};

/* Everything that places hang on, and what players see of challenges. */
struct board {
	struct challenge *challenges; /* in the order of their ids, without
				       * ports and requirements */
	size_t challenges_n;
	size_t *by_name; /* the same in the order of category and name */
	struct board_chain *chains; /* of `challenges` */
	struct board_account *accounts; /* as they came */
	size_t accounts_n, accounts_size;
	size_t *index; /* a hash table over `accounts` */
	size_t index_size;
	struct board_solve *solves;
	size_t solves_n, solves_size;
	struct board_award *awards;
	size_t awards_n, awards_size;
	struct requirement *requires;
	size_t requires_n;
	struct hint *hints; /* by challenge, as they were made; none unlocked */
	size_t hints_n;
	struct challenge_file *files; /* by challenge and name */
	size_t files_n;
};

/* Build a board under `mem`, piece by piece; solves and awards in the order of
 * their ids.  Those of challenges or accounts that are not there are left
 * out.  Strings are not copied. */
struct board *board_new(void *mem);
void board_add_account(struct board *b, const struct board_account *a);
void board_add_solve(struct board *b, const struct board_solve *s,
    struct challenge_id c, struct account_id a);
void board_add_award(
    struct board *b, const struct board_award *w, struct account_id a);

/* All challenges at once, in the order of category and name. */
void board_set_challenges(struct board *b, struct challenge *list, size_t n);

/* BOARD_NONE if it is not there. */
size_t board_account(const struct board *b, struct account_id id);
size_t board_challenge(const struct board *b, struct challenge_id id);

bool board_has_solved(
    const struct board *b, struct account_id a, struct challenge_id c);
/* Whether all that `c` requires is solved by `a`. */
bool board_is_open(
    const struct board *b, struct account_id a, struct challenge_id c);

/* ------------------------------------------------ places */

struct standing {
	size_t account;
	int place; /* from 1 */
	int64_t score;
	int64_t at_us; /* when it was reached */
	int64_t last_id;
};

/* What a challenge is worth. */
struct board_price {
	int value;
	int solves;   /* by accounts that count */
	size_t first; /* the first of them */
};

/* What a reader has made of standings, to be used again: kept under it. */
struct standings_text {
	const char *data; /* NULL: nothing yet */
	size_t len;
};

struct standings {
	int64_t until_us; /* what happened from then on does not count; 0 */
	struct standing *list;
	size_t n;
	struct board_price *prices; /* of board->challenges */
	size_t *by_account;         /* the index in `list`; BOARD_NONE */
	struct standings_text *text;
};

/* Whether what happened then counts. */
bool standings_count(const struct standings *st, int64_t at_us);

/* Who is on the board. */
enum board_side { BOARD_USERS, BOARD_TEAMS };

struct standings *standings_new(
    void *mem, const struct board *b, enum board_side side, int64_t until_us);

#endif
