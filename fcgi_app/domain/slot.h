/*
 * The slot: an owner's claim on one running instance, UNIQUE in the database
 * (DESIGN §3).  Mode user "u42", team "t7", unlimited "u42:c3", or "t7:c3"
 * when the event is played in teams.
 */
#ifndef BERTH_DOMAIN_SLOT_H
#define BERTH_DOMAIN_SLOT_H

#include "domain/model.h"
#include "domain/settings.h"

#define SLOT_SIZE 64

/* Who owns what a player starts. */
struct owner {
	struct user_id user;
	struct team_id team;	/* 0: the user alone owns it */
};

/*
 * The owner and slot for `who` and challenge `c`.  ERR_CONFLICT "User not a
 * member of a team" where the assignment or the event needs a team.
 */
enum err slot_make(const struct settings *s, const struct account *who,
    struct challenge_id c, struct owner *ret_owner, char ret_slot[SLOT_SIZE],
    struct error *e) MUST_USE;

#endif
