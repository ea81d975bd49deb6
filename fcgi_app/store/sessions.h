/*
 * SQL of `sessions`.  Only hashes of the cookies come here.
 */
#ifndef BERTH_STORE_SESSIONS_H
#define BERTH_STORE_SESSIONS_H

#include "db/db.h"
#include "domain/model.h"

struct session {
	int64_t id;
	int64_t idle_s;          /* since it was last extended */
	struct account *account; /* with team; without password hash */
};

/* The unexpired session of an account that isn't banned; NULL for none. */
enum err store_session_get(struct db *db, void *mem, const char *hash,
    struct session **ret, struct error *e) MUST_USE;

enum err store_session_add(struct db *db, const char *hash, struct user_id user,
    const char *ip, const char *user_agent, int lifetime_s,
    struct error *e) MUST_USE;

/* How long sessions live, in seconds. */
struct session_terms {
	int every_s;   /* an extension changes nothing so soon after another */
	int idle_s;    /* without a request */
	int longest_s; /* from its beginning, however much it is used */
};

/* Let it live for another idle_s. */
enum err store_session_extend(struct db *db, int64_t id,
    const struct session_terms *t, struct error *e) MUST_USE;

enum err store_session_delete(
    struct db *db, const char *hash, struct error *e) MUST_USE;

/* The unexpired ones of `user`, last seen first, at most
 * LIMIT_SESSIONS_SHOWN. */
struct session_row {
	int64_t id;
	const char *ip, *user_agent;
	int64_t created_us, seen_us;
	int is_current; /* its hash is `current` */
};
enum err store_session_list(struct db *db, void *mem, struct user_id user,
    const char *current, struct session_row **ret, size_t *ret_n,
    struct error *e) MUST_USE;

/* One of `user`'s by id; *ret_deleted is 0 where there is none. */
enum err store_session_end(struct db *db, struct user_id user, int64_t id,
    int64_t *ret_deleted, struct error *e) MUST_USE;

/* All of `user`'s but the one with the hash `except` ("" for none). */
enum err store_session_end_others(struct db *db, struct user_id user,
    const char *except, struct error *e) MUST_USE;

/* Delete at most `limit` expired ones. */
enum err store_sessions_clean(
    struct db *db, int limit, struct error *e) MUST_USE;

#endif
