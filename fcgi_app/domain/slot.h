/*
 * The slot: an owner's claim on one running instance, UNIQUE in the database
 * (DESIGN §3).  Mode user "u42", team "t7", unlimited "u42:c3", or "t7:c3"
 * when the event is played in teams.  With a quota of k, an owner has k slots:
 * "u42", "u42#2" … "u42#k".  An admin's test of a challenge has "x42:c3".
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

/* The slot of admin `who` trying challenge `c`, outside of every quota. */
void slot_test(
    struct user_id who, struct challenge_id c, char ret_slot[SLOT_SIZE]);

/* How many instances an owner may have at a time; 1 for "unlimited", whose
 * slots are of one challenge each. */
int slot_quota(const struct settings *s);

/* Slot number `n` (from 1) of the owner whose first is `slot`. */
void slot_number(const char *slot, int n, char ret_slot[SLOT_SIZE]);

#endif
