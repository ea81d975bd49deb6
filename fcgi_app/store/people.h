/*
 * SQL of the lists of `users` and `teams`: a page of them, how many there are,
 * and accounts made in bulk.
 */
#ifndef BERTH_STORE_PEOPLE_H
#define BERTH_STORE_PEOPLE_H

#include "store/accounts.h"

/*
 * Which rows.  `like` is a pattern for the name, "" for all; `like_email` the
 * same for the address, so that only admins find people by it.  `only` is one
 * of the words below, "" for all: admin, banned, hidden, verified, unverified,
 * teamless of users; banned, hidden, empty of teams.
 */
struct people_filter {
	const char *like, *like_email, *only;
	int visible_only; /* neither hidden nor banned */
	int64_t offset;
	int limit;
};

enum err store_users_page(struct db *db, void *mem,
    const struct people_filter *f, struct account **ret, size_t *ret_n,
    struct error *e) MUST_USE;
enum err store_users_total(struct db *db, void *mem,
    const struct people_filter *f, int *ret, struct error *e) MUST_USE;

enum err store_teams_page(struct db *db, void *mem,
    const struct people_filter *f, struct team **ret, size_t *ret_n,
    struct error *e) MUST_USE;
enum err store_teams_total(struct db *db, void *mem,
    const struct people_filter *f, int *ret, struct error *e) MUST_USE;

/*
 * Accounts in bulk, as a JSON array of objects: line, name, key, look, email
 * (null for none), hash, role, bracket, verified, hidden, banned, team_key
 * (null for none).
 */

/* The lines whose name or address an account has already. */
struct import_clash {
	int line;
	enum taken why;
};
enum err store_users_import_clashes(struct db *db, void *mem, const char *json,
    struct import_clash **ret, size_t *ret_n, struct error *e) MUST_USE;
enum err store_users_import(struct db *db, const char *json, int64_t *ret_added,
    struct error *e) MUST_USE;

/* Make teams of a JSON array (name, key, look) that are not there yet. */
enum err store_teams_import(struct db *db, const char *json, int64_t *ret_added,
    struct error *e) MUST_USE;

/* A team of that array with more than `most` members; NULL for none. */
enum err store_teams_import_over(struct db *db, void *mem, const char *json,
    int most, const char **ret_name, struct error *e) MUST_USE;

/* The tables whose rows have a name with keys. */
enum named { NAMED_USERS, NAMED_TEAMS };

/* Up to `limit` names without name_look, with ids above `after`. */
struct unlooked {
	int64_t id;
	const char *name;
};
enum err store_names_unlooked(struct db *db, void *mem, enum named of,
    int64_t after, int limit, struct unlooked **ret, size_t *ret_n,
    struct error *e) MUST_USE;

/* Write a name's keys; ERR_CONFLICT when another name has them. */
enum err store_name_set_keys(struct db *db, enum named of, int64_t id,
    const char *key, const char *look, struct error *e) MUST_USE;

/* How rows are read. */
#define TEAM_COLUMNS                                               \
	"t.id, t.name, t.captain_id, c.name, t.banned, t.hidden, " \
	"t.bracket, t.invite_hash IS NOT NULL, t.created_at, "     \
	"(SELECT COUNT(*) FROM users m WHERE m.team_id = t.id) "
#define TEAM_FROM "teams t LEFT JOIN users c ON c.id = t.captain_id "
void store_team_row(void *mem, const struct db_rows *rows, struct team *t);
void store_account_rows(
    void *mem, struct db_rows *rows, struct account **ret, size_t *ret_n);

#endif
