/*
 * The rules of the contest that need no database: who plays for points, when,
 * and what a player is told.
 */
#ifndef BERTH_DOMAIN_CONTEST_H
#define BERTH_DOMAIN_CONTEST_H

#include "domain/slot.h"

/*
 * Who plays for points, as one number: the user's id, or minus the team's id
 * where the event is played by teams.  0 is nobody.
 */
struct account_id {
	int64_t n;
};

/*
 * The account that `who` plays for.  ERR_FORBIDDEN with a sentence for a
 * player without a team in an event of teams; *ret_owner names user and team.
 */
enum err contest_account(const struct settings *s, const struct account *who,
    struct account_id *ret, struct owner *ret_owner, struct error *e) MUST_USE;

/* ------------------------------------------------ the window */

enum event_phase { EVENT_BEFORE, EVENT_RUNNING, EVENT_ENDED };

enum event_phase event_phase(const struct settings *s, int64_t now_us);

/* What is asked of the window. */
enum event_deed {
	EVENT_SEE,  /* challenges: from the start on, also after the end */
	EVENT_PLAY, /* start and renew instances, submit, unlock: only between
		     */
};

/*
 * Whether `who` may do `deed` at `now_us`: admins always; ERR_FORBIDDEN with
 * "<event> has not started yet" or "<event> has ended".
 */
enum err event_allows(const struct settings *s, const struct account *who,
    enum event_deed deed, int64_t now_us, struct error *e) MUST_USE;

/* Whether the board stands still for others than admins. */
bool event_frozen(const struct settings *s, int64_t now_us);

#endif
