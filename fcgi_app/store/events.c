#include "store/events.h"

#include "base/mem.h"
#include "store/instances.h"

enum err
store_events_add(struct db *db, struct instance_id id, int generation,
    enum instance_state state, const char *cause, const char *actor,
    struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO instance_events"
	    " (instance_id, generation, state, cause, actor)"
	    " VALUES (?, ?, ?, LEFT(?, 255), LEFT(?, 128))",
	    DB_ARGS(DB_INT(id.n), DB_INT(generation),
		DB_STR(instance_state_name(state)), DB_STR(cause),
		DB_STR(actor)),
	    NULL, NULL, e));
}

enum err
store_events_add_live(
    struct db *db, const char *cause, const char *actor, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO instance_events"
	    " (instance_id, generation, state, cause, actor)"
	    " SELECT id, generation, state, LEFT(?, 255), LEFT(?, 128)"
	    " FROM instances WHERE state IN " INSTANCE_LIVE_STATES,
	    DB_ARGS(DB_STR(cause), DB_STR(actor)), NULL, NULL, e));
}

enum err
store_events_add_expired(
    struct db *db, int64_t now_us, const char *actor, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO instance_events"
	    " (instance_id, generation, state, cause, actor)"
	    " SELECT id, generation, state, 'expired', LEFT(?, 128)"
	    " FROM instances WHERE state = 'running' AND desired = 'stopped'"
	    " AND not_before = ? AND end_reason = 'expired'",
	    DB_ARGS(DB_STR(actor), DB_TIME(now_us)), NULL, NULL, e));
}

enum err
store_events_list(struct db *db, void *mem, struct instance_id id,
    struct instance_event **ret, size_t *ret_n, struct error *e)
{
	struct instance_event *ev;
	struct db_rows *rows;
	enum err err;
	size_t i;

	err = db_query(db, mem,
	    "SELECT at, generation, state, cause, actor FROM"
	    " (SELECT id, at, generation, state, cause, actor"
	    "  FROM instance_events WHERE instance_id = ?"
	    "  ORDER BY id DESC LIMIT 500) last ORDER BY id",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	ev = mem_array(mem, struct instance_event, db_count(rows));
	for (i = 0; db_next(rows); i++) {
		ev[i].at_us = db_time(rows, 0);
		ev[i].generation = (int)db_int(rows, 1);
		ev[i].state =
		    (enum instance_state)instance_state_from(db_str(rows, 2));
		ev[i].cause = db_str(rows, 3);
		ev[i].actor = db_str(rows, 4);
	}
	*ret = ev;
	*ret_n = i;
	return (ERR_OK);
}
