/*
 * The contest: who plays and when, handing in flags, what challenges are
 * worth.  The board is in service/board.h.
 *
 * Locks are taken in one order everywhere: users, attempts, contest_version,
 * challenges in the order of their ids.
 */
#ifndef BERTH_SERVICE_CONTEST_H
#define BERTH_SERVICE_CONTEST_H

#include "domain/contest.h"
#include "service/service.h"

/* The account that the actor plays for; errors of contest_account(). */
enum err contest_me(struct service *s, struct account_id *ret,
    struct owner *ret_owner) MUST_USE;

/* Whether the actor may do `deed` now; ERR_FORBIDDEN with a sentence. */
enum err contest_allows(struct service *s, enum event_deed deed) MUST_USE;

/*
 * Whether the actor may start an instance of `c`: the event runs, and what
 * the challenge requires is solved (ERR_NOT_FOUND "Challenge not found").
 */
enum err contest_may_start(struct service *s, struct challenge_id c) MUST_USE;

/*
 * Something that the board shows was changed (a name, a team, a challenge):
 * call it in the transaction that does, before challenges are locked.
 */
enum err contest_touch(struct db *db, struct error *e) MUST_USE;

/* `user` is a member of `team` from now on; {0} of none. */
enum err contest_member(struct db *db, struct user_id user,
    struct team_id team, struct error *e) MUST_USE;

/*
 * An account was hidden, shown, banned, let back in or deleted: price all
 * challenges anew, in the transaction that does it and behind its statement.
 * What a deleted account has left behind is removed.
 */
enum err contest_reprice_user(
    struct db *db, struct user_id user, struct error *e) MUST_USE;
enum err contest_reprice_team(
    struct db *db, struct team_id team, struct error *e) MUST_USE;

/* ------------------------------------------------ flags (submit.c) */

enum attempt_status {
	ATTEMPT_CORRECT,
	ATTEMPT_INCORRECT,
	ATTEMPT_PARTIAL, /* right, but more flags are needed */
	ATTEMPT_ALREADY_SOLVED,
	ATTEMPT_RATELIMITED,
	ATTEMPT_PAUSED,
	ATTEMPT_NO_TRIES, /* every try that is allowed was wrong */
};

struct attempt {
	enum attempt_status status;
	const char *message; /* a sentence for the player, as CTFd has it */
	const char *said;    /* the same in the language that is spoken */
	int retry_after;     /* seconds, when RATELIMITED */
	bool first_blood;
};

/* As CTFd's clients read it: "correct", "incorrect", … */
const char *attempt_status_name(enum attempt_status st);

/*
 * Judge `submission` for challenge `c`.  ERR_OK whatever the judgement;
 * ERR_NOT_FOUND for a challenge the actor may not see, ERR_FORBIDDEN outside
 * the event or without a team, ERR_INVALID for a submission that can be no
 * flag.
 */
enum err contest_attempt(struct service *s, struct challenge_id c,
    const char *submission, struct attempt *ret) MUST_USE;

#endif
