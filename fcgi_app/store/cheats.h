/*
 * SQL of `cheats`, and whose instance a flag was put into.
 */
#ifndef BERTH_STORE_CHEATS_H
#define BERTH_STORE_CHEATS_H

#include "db/db.h"
#include "store/solves.h"

/* Whose instance has a flag. */
struct flag_owner {
	int64_t instance;
	const char *flag;    /* as it was put into the container */
	struct user_id user; /* 0: the account is gone, or the pool's */
	const char *user_name;
	struct team_id team; /* of the instance, otherwise the user's now */
	const char *team_name;
};

/* NULL in *ret if no instance of the challenge has this flag. */
enum err store_flag_owner(struct db *db, void *mem, struct challenge_id c,
    const char *flag, struct flag_owner **ret, struct error *e) MUST_USE;

/* Note that `sub` handed in the flag of `owner`'s instance. */
enum err store_cheat_add(struct db *db, const struct submission *sub,
    const char *challenge_name, const char *name, struct account_id account,
    const struct flag_owner *owner, const char *owner_name,
    struct error *e) MUST_USE;

#endif
