/*
 * SQL of `teams`.
 */
#ifndef BERTH_STORE_TEAMS_H
#define BERTH_STORE_TEAMS_H

#include "store/accounts.h"

/* A row of `teams` as it is written. */
struct team_row {
	struct name_keys name;
	struct user_id captain; /* 0 for none */
	const char *bracket;    /* "" for none */
	bool banned, hidden;
};

/* The team with this name_key, 0 for none. */
enum err store_team_by_key(struct db *db, void *mem, const char *key,
    struct team_id *ret, struct error *e) MUST_USE;

/* One team, NULL in *ret for none; the second locks its row first. */
enum err store_team_get(struct db *db, void *mem, struct team_id id,
    struct team **ret, struct error *e) MUST_USE;
enum err store_team_lock(struct db *db, void *mem, struct team_id id,
    struct team **ret, struct error *e) MUST_USE;

/* The team that an invite's hash opens, NULL for none; its row is locked by
 * the second. */
enum err store_team_by_invite(struct db *db, void *mem, const char *hash,
    struct team **ret, struct error *e) MUST_USE;
enum err store_team_lock_invite(struct db *db, void *mem, const char *hash,
    struct team **ret, struct error *e) MUST_USE;

/* Insert, or write every column but the invite; ERR_CONFLICT when the name is
 * taken. */
enum err store_team_add(struct db *db, const struct team_row *t,
    struct team_id *ret, struct error *e) MUST_USE;
enum err store_team_write(struct db *db, struct team_id id,
    const struct team_row *t, struct error *e) MUST_USE;

enum err store_team_delete(
    struct db *db, struct team_id id, struct error *e) MUST_USE;
enum err store_team_set_captain(struct db *db, struct team_id id,
    struct user_id captain, struct error *e) MUST_USE;

/* NULL closes the team to links. */
enum err store_team_set_invite(struct db *db, struct team_id id,
    const char *hash, struct error *e) MUST_USE;

/* Whether a name is taken by a team other than `except`. */
enum err store_team_taken(struct db *db, void *mem, const struct team_row *t,
    struct team_id except, enum taken *ret, struct error *e) MUST_USE;

/* The members, in the order of their ids; without password hashes. */
enum err store_team_members(struct db *db, void *mem, struct team_id id,
    struct account **ret, size_t *ret_n, struct error *e) MUST_USE;

/* Lock the members' rows. */
enum err store_team_lock_members(
    struct db *db, void *mem, struct team_id id, struct error *e) MUST_USE;

/*
 * Who is captain after members have changed: the captain if still a member,
 * otherwise the oldest member; 0 where nobody is left.
 */
enum err store_team_heir(struct db *db, void *mem, struct team_id id,
    struct user_id *ret, struct error *e) MUST_USE;

/* Give every team without captain its oldest member. */
enum err store_teams_crown(struct db *db, struct error *e) MUST_USE;

#endif
