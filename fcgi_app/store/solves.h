/*
 * SQL of `attempts`, `submissions`, `solves` and `contest_version`: what
 * happens when somebody hands in a flag, and what a challenge is worth then.
 */
#ifndef BERTH_STORE_SOLVES_H
#define BERTH_STORE_SOLVES_H

#include "db/db.h"
#include "domain/contest.h"
#include "domain/flag.h"

/* What must be known of a challenge before a flag is judged. */
struct attempt_terms {
	const char *name;
	enum challenge_type type;
	enum challenge_state state;
	bool needs_all;        /* all of its flags, not any */
	int max_attempts;      /* 0: no limit */
	int stop_on_solve_min; /* -1: off */
	bool solved;           /* by this account */
	int fails;             /* wrong ones of this account so far */
	bool locked;           /* something it requires is not solved yet */
	struct flag *flags;    /* the challenge's, as they were made */
	size_t flags_n;
};

/* NULL in *ret for no such challenge. */
enum err store_attempt_terms(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, struct attempt_terms **ret,
    struct error *e) MUST_USE;

/* Whether something that `c` requires is not solved by `account`. */
enum err store_requirements_missing(struct db *db, void *mem,
    struct challenge_id c, struct account_id account, bool *ret,
    struct error *e) MUST_USE;

/*
 * Count one more wrong submission and lock the count until the transaction
 * ends; *ret_fails is the number with it.
 */
enum err store_attempt_fail(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, int *ret_fails, struct error *e) MUST_USE;

/* Lock the count without changing it. */
enum err store_attempt_lock(struct db *db, void *mem, struct challenge_id c,
    struct account_id account, int *ret_fails, struct error *e) MUST_USE;

enum submission_kind {
	SUBMISSION_CORRECT,
	SUBMISSION_INCORRECT,
	SUBMISSION_PARTIAL,
};

/* Who hands in what. */
struct submission {
	struct challenge_id challenge;
	struct account_id account;
	struct owner owner;
	const char *ip;
	enum submission_kind kind;
	const char *provided;
};

enum err store_submission_add(
    struct db *db, const struct submission *sub, struct error *e) MUST_USE;

/* ERR_CONFLICT: this account has solved it already.  contest_version must be
 * locked by store_contest_bump() before. */
enum err store_solve_add(struct db *db, const struct submission *sub,
    bool first_blood, struct error *e) MUST_USE;

/*
 * The row of the user, and of the team if there is one, kept from changing
 * until the transaction ends: whether the account counts (neither hidden nor
 * banned), and the user's team now.
 */
enum err store_contestant_lock(struct db *db, void *mem,
    const struct owner *owner, bool *ret_counts, struct team_id *ret_team,
    struct error *e) MUST_USE;

/* ------------------------------------------------ versions and prices */

enum contest_change {
	CONTEST_APPENDED, /* a solve or an award was added, a member moved */
	CONTEST_CHANGED,  /* anything else that the board shows */
};

/* Grow contest_version; locks it until the transaction ends. */
enum err store_contest_bump(
    struct db *db, enum contest_change what, struct error *e) MUST_USE;
enum err store_contest_version(struct db *db, void *mem, int64_t *ret_version,
    int64_t *ret_epoch, struct error *e) MUST_USE;

/* What the price of a challenge hangs on, locked; NULL: no such challenge. */
enum err store_price_lock(struct db *db, void *mem, struct challenge_id c,
    struct challenge **ret, struct error *e) MUST_USE;
/* All challenges, locked in the order of their ids. */
enum err store_prices_lock(struct db *db, void *mem, struct challenge **ret,
    size_t *ret_n, struct error *e) MUST_USE;
/* Write c->solves and c->value. */
enum err store_price_put(
    struct db *db, const struct challenge *c, struct error *e) MUST_USE;

/* Solves of accounts that count, by challenge. */
struct solve_count {
	struct challenge_id challenge;
	int n;
	int64_t first; /* the id of the first of them */
};
enum err store_solves_count(struct db *db, void *mem, struct solve_count **ret,
    size_t *ret_n, struct error *e) MUST_USE;

/* Mark solve `first` and no other of its challenge as first blood. */
enum err store_first_blood(struct db *db, struct challenge_id c, int64_t first,
    struct error *e) MUST_USE;

/* Remove what accounts that are gone have left behind. */
enum err store_contest_sweep(struct db *db, struct error *e) MUST_USE;

#endif
