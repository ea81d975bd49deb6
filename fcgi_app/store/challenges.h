/*
 * SQL of `challenges` and `challenge_ports`.
 */
#ifndef BERTH_STORE_CHALLENGES_H
#define BERTH_STORE_CHALLENGES_H

#include "db/db.h"
#include "domain/model.h"

/* All with descriptions, in the order of the board; ports are not set. */
enum err store_challenge_list(struct db *db, void *mem, struct challenge **ret,
    size_t *ret_n, struct error *e) MUST_USE;

/* All by id, locked until the transaction ends. */
enum err store_challenge_list_lock(struct db *db, void *mem,
    struct challenge **ret, size_t *ret_n, struct error *e) MUST_USE;

/* All in the order of category and name. */
enum err store_challenge_list_by_name(struct db *db, void *mem,
    struct challenge **ret, size_t *ret_n, struct error *e) MUST_USE;

/* Those with an image, by name. */
enum err store_challenge_images(struct db *db, void *mem,
    struct challenge_ref **ret, size_t *ret_n, struct error *e) MUST_USE;

/* Set the ports of the `n` challenges of `list`: one statement. */
enum err store_challenge_ports_all(struct db *db, void *mem,
    struct challenge *list, size_t n, struct error *e) MUST_USE;

/* One without ports, NULL for none. */
enum err store_challenge_get(struct db *db, void *mem, struct challenge_id id,
    struct challenge **ret, struct error *e) MUST_USE;

/* The same, locked until the transaction ends. */
enum err store_challenge_lock(struct db *db, void *mem, struct challenge_id id,
    struct challenge **ret, struct error *e) MUST_USE;

/* Set the ports of `c`. */
enum err store_challenge_ports(
    struct db *db, void *mem, struct challenge *c, struct error *e) MUST_USE;

/* Set c->requires. */
enum err store_requires(
    struct db *db, void *mem, struct challenge *c, struct error *e) MUST_USE;

/* All, in the order of challenge and requires. */
enum err store_requires_all(struct db *db, void *mem, struct requirement **ret,
    size_t *ret_n, struct error *e) MUST_USE;

/* Replace what is stored by c->requires; ids of no challenge are left out. */
enum err store_requires_put(
    struct db *db, const struct challenge *c, struct error *e) MUST_USE;

/* Write `c` without its ports; the first sets c->id. */
enum err store_challenge_add(
    struct db *db, struct challenge *c, struct error *e) MUST_USE;
enum err store_challenge_put(
    struct db *db, const struct challenge *c, struct error *e) MUST_USE;

/* Replace all ports of `c` in the database; inside a transaction. */
enum err store_challenge_ports_delete(
    struct db *db, struct challenge_id id, struct error *e) MUST_USE;
enum err store_challenge_port_add(struct db *db, struct challenge_id id,
    int position, const struct challenge_port *p, struct error *e) MUST_USE;

enum err store_challenge_delete(
    struct db *db, struct challenge_id id, struct error *e) MUST_USE;

enum err store_challenge_state_put(struct db *db, struct challenge_id id,
    enum challenge_state state, struct error *e) MUST_USE;

#endif
