/*
 * SQL of `api_tokens`.  Only hashes of the tokens come here.
 */
#ifndef BERTH_STORE_TOKENS_H
#define BERTH_STORE_TOKENS_H

#include "db/db.h"
#include "domain/model.h"

struct token_row {
	int64_t id;
	const char *description;
	int64_t created_us;
	int64_t expires_us; /* 0: never */
};

/* The account of an unexpired token, unless banned; NULL for none. */
enum err store_token_account(struct db *db, void *mem, const char *hash,
    struct account **ret, struct error *e) MUST_USE;

/* expires_us 0: never. */
enum err store_token_add(struct db *db, const char *hash, struct user_id user,
    const char *description, int64_t expires_us, int64_t *ret_id,
    struct error *e) MUST_USE;

/* How many the user has, locking the user's row: inside a transaction. */
enum err store_token_count(struct db *db, void *mem, struct user_id user,
    int64_t *ret, struct error *e) MUST_USE;

/* The user's, newest first. */
enum err store_token_list(struct db *db, void *mem, struct user_id user,
    struct token_row **ret, size_t *ret_n, struct error *e) MUST_USE;

/* All of the user's. */
enum err store_token_delete_all(
    struct db *db, struct user_id user, struct error *e) MUST_USE;

/* *ret_deleted is 0 where the user has no such token. */
enum err store_token_delete(struct db *db, struct user_id user, int64_t id,
    int64_t *ret_deleted, struct error *e) MUST_USE;

#endif
