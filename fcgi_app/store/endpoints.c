#include "store/endpoints.h"

#include "base/mem.h"

static const char *
transport(const struct endpoint *ep)
{
	return (ep->kind == KIND_UDP ? "udp" : "tcp");
}

enum err
store_endpoints_read(
    struct db *db, void *mem, struct instance *in, struct error *e)
{
	struct db_rows *rows;
	struct endpoint *ep;
	enum err err;

	err = db_query(db, mem,
	    "SELECT port, kind, label, host_ip, host_port FROM endpoints"
	    " WHERE instance_id = ? ORDER BY position",
	    DB_ARGS(DB_INT(in->id.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	in->endpoints = mem_array(mem, struct endpoint, db_count(rows));
	in->endpoints_n = 0;
	while (db_next(rows)) {
		ep = &in->endpoints[in->endpoints_n++];
		ep->port = (int)db_int(rows, 0);
		ep->kind =
		    (enum endpoint_kind)endpoint_kind_from(db_str(rows, 1));
		ep->label = db_str(rows, 2);
		ep->host_ip = db_str(rows, 3);
		ep->host_port = (int)db_int(rows, 4);
	}
	return (ERR_OK);
}

enum err
store_endpoints_add(struct db *db, struct instance_id id, int position,
    const struct endpoint *ep, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO endpoints (instance_id, position, port, kind, label,"
	    " transport, host_ip, host_port) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_INT(id.n), DB_INT(position), DB_INT(ep->port),
		DB_STR(endpoint_kind_name(ep->kind)), DB_STR(ep->label),
		DB_STR(transport(ep)), DB_STR(ep->host_ip),
		DB_INT(ep->host_port)),
	    NULL, NULL, e));
}

enum err
store_endpoints_take(struct db *db, struct instance_id id,
    const struct endpoint *ep, int64_t *ret_taken, struct error *e)
{
	return (db_exec(db,
	    "DELETE FROM endpoints WHERE host_ip = ? AND transport = ?"
	    " AND host_port = ? AND instance_id <> ?",
	    DB_ARGS(DB_STR(ep->host_ip), DB_STR(transport(ep)),
		DB_INT(ep->host_port), DB_INT(id.n)),
	    ret_taken, NULL, e));
}

enum err
store_endpoints_remove(struct db *db, struct instance_id id, struct error *e)
{
	return (db_exec(db, "DELETE FROM endpoints WHERE instance_id = ?",
	    DB_ARGS(DB_INT(id.n)), NULL, NULL, e));
}
