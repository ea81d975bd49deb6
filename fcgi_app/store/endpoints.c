#include "store/endpoints.h"

#include "base/limits.h"
#include "base/mem.h"
#include "store/instances.h"

static const char *
transport(const struct endpoint *ep)
{
	return (ep->kind == KIND_UDP ? "udp" : "tcp");
}

static struct instance *
find(struct instance *list, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].id.n == id)
			return (&list[i]);
	return (NULL);
}

void
store_endpoint_fill(
    void *mem, const struct db_rows *rows, int at, struct instance *in)
{
	struct endpoint *ep;

	if (in->endpoints == NULL)
		in->endpoints = mem_array(mem, struct endpoint, LIMIT_PORTS);
	if (in->endpoints_n == LIMIT_PORTS)
		return;
	ep = &in->endpoints[in->endpoints_n++];
	ep->port = (int)db_int(rows, at);
	ep->kind = (enum endpoint_kind)endpoint_kind_from(db_str(rows, at + 1));
	ep->label = db_str(rows, at + 2);
	ep->host_ip = db_str(rows, at + 3);
	ep->host_port = (int)db_int(rows, at + 4);
}

enum err
store_endpoints_read(struct db *db, void *mem, const char *ids,
    struct instance *list, size_t n, struct error *e)
{
	struct db_rows *rows;
	struct instance *in;
	enum err err;

	err = db_query(db, mem,
	    "SELECT p.instance_id," ENDPOINT_COLUMNS
	    " FROM JSON_TABLE(?, '$[*]'"
	    "  COLUMNS (id BIGINT UNSIGNED PATH '$')) w"
	    " JOIN instances i ON i.id = w.id"
	    " AND i.state IN " INSTANCE_PUBLISHED_STATES
	    " JOIN endpoints p ON p.instance_id = i.id"
	    " ORDER BY p.instance_id, p.position",
	    DB_ARGS(DB_STR(ids)), &rows, e);
	while (err == ERR_OK && db_next(rows)) {
		in = find(list, n, db_int(rows, 0));
		if (in != NULL)
			store_endpoint_fill(mem, rows, 1, in);
	}
	return (err);
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
