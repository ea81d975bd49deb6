/*
 * SQL of `settings` and `settings_version`.
 */
#ifndef BERTH_STORE_SETTINGS_H
#define BERTH_STORE_SETTINGS_H

#include "db/db.h"

struct setting_row {
	const char *name, *value;
};

enum err store_settings_version(
    struct db *db, void *mem, int64_t *ret, struct error *e) MUST_USE;

/* Let nobody else change settings until the transaction ends. */
enum err store_settings_lock(
    struct db *db, void *mem, struct error *e) MUST_USE;

/* Tell every process that something changed; inside the transaction. */
enum err store_settings_bump(struct db *db, struct error *e) MUST_USE;

/* The rows there are; a setting without one has its default. */
enum err store_settings_list(struct db *db, void *mem, struct setting_row **ret,
    size_t *ret_n, struct error *e) MUST_USE;

enum err store_setting_put(struct db *db, const char *name, const char *value,
    struct error *e) MUST_USE;

#endif
