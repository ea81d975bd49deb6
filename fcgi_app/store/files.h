/*
 * SQL of `files`: what lies in files_dir, and for which challenge.
 */
#ifndef BERTH_STORE_FILES_H
#define BERTH_STORE_FILES_H

#include "db/db.h"
#include "domain/model.h"

/* The files of a challenge by name. */
enum err store_files_list(struct db *db, void *mem, struct challenge_id c,
    struct challenge_file **ret, size_t *ret_n, struct error *e) MUST_USE;

/* Those of all challenges, by challenge and name. */
enum err store_files_all(struct db *db, void *mem, struct challenge_file **ret,
    size_t *ret_n, struct error *e) MUST_USE;

/* One, NULL for none. */
enum err store_file_get(struct db *db, void *mem, int64_t id,
    struct challenge_file **ret, struct error *e) MUST_USE;

/* Insert, sets f->id; ERR_CONFLICT when the challenge has this name. */
enum err store_file_add(
    struct db *db, struct challenge_file *f, struct error *e) MUST_USE;
enum err store_file_delete(struct db *db, int64_t id, struct error *e) MUST_USE;
enum err store_files_copy(struct db *db, struct challenge_id from,
    struct challenge_id to, struct error *e) MUST_USE;

/* Whether any row has this hash. */
enum err store_file_used(struct db *db, void *mem, const char *hash, bool *ret,
    struct error *e) MUST_USE;

#endif
