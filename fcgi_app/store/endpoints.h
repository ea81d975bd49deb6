/*
 * Rows of `endpoints`: where players reach the running generation of an
 * instance.  No two rows share address, transport and port.
 */
#ifndef BERTH_STORE_ENDPOINTS_H
#define BERTH_STORE_ENDPOINTS_H

#include "db/db.h"
#include "domain/model.h"

/* What a query of endpoints `p` selects for store_endpoint_fill(). */
#define ENDPOINT_COLUMNS " p.port, p.kind, p.label, p.host_ip, p.host_port"

/* Append the endpoint in columns `at` and following of the current row to
 * those of `in`; its strings live as long as the rows. */
void store_endpoint_fill(
    void *mem, const struct db_rows *rows, int at, struct instance *in);

/*
 * Read the endpoints of the instances with `ids`, a JSON array, into those of
 * the `n` in `list`, in the order of the challenge's ports.
 */
enum err store_endpoints_read(struct db *db, void *mem, const char *ids,
    struct instance *list, size_t n, struct error *e) MUST_USE;

/* Add endpoint number `position`.  ERR_CONFLICT: the address is taken. */
enum err store_endpoints_add(struct db *db, struct instance_id id, int position,
    const struct endpoint *ep, struct error *e) MUST_USE;

/* Take the address of `ep` from any other instance; *ret_taken is how many
 * had it. */
enum err store_endpoints_take(struct db *db, struct instance_id id,
    const struct endpoint *ep, int64_t *ret_taken, struct error *e) MUST_USE;

/* Remove all of an instance. */
enum err store_endpoints_remove(
    struct db *db, struct instance_id id, struct error *e) MUST_USE;

#endif
