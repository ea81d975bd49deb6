#include "store/load.h"

#include <string.h>

#include "base/mem.h"
#include "store/instances.h"

#define FAILED "end_reason IN ('failed', 'died')"
/* Neither in the pool nor an admin's test. */
#define PLAYED "pool = 0 AND tester_id IS NULL"

enum err
store_load_now(struct db *db, int memory_mb, int cpu_milli, struct load *ret,
    struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;
	int state;

	memset(ret->by_state, 0, sizeof(ret->by_state));
	ret->live = ret->with_error = 0;
	ret->memory_mb = ret->cpu_milli = 0;
	err = db_query(db, mem,
	    "SELECT " INSTANCE_SHOWN_STATE " AS shown, COUNT(*),"
	    " SUM(i.error_admin <> ''),"
	    " SUM(IF(i.state = 'queued', 0,"
	    "  COALESCE(NULLIF(c.memory_mb, 0), ?))),"
	    " SUM(IF(i.state = 'queued', 0,"
	    "  COALESCE(NULLIF(c.cpu_milli, 0), ?)))"
	    " FROM instances i LEFT JOIN challenges c ON c.id = i.challenge_id"
	    " WHERE i.state IN " INSTANCE_LIVE_STATES " GROUP BY shown",
	    DB_ARGS(DB_INT(memory_mb), DB_INT(cpu_milli)), &rows, e);
	while (err == ERR_OK && db_next(rows)) {
		state = instance_state_from(db_str(rows, 0));
		if (state < 0)
			continue;
		ret->by_state[state] = (int)db_int(rows, 1);
		ret->live += (int)db_int(rows, 1);
		ret->with_error += (int)db_int(rows, 2);
		ret->memory_mb += db_int(rows, 3);
		ret->cpu_milli += db_int(rows, 4);
	}
	mem_free(&mem);
	return (err);
}

enum err
store_load_minutes(
    struct db *db, void *mem, int minutes, struct load *ret, struct error *e)
{
	struct db_rows *rows;
	struct load_minute *m;
	enum err err;

	err = db_query(db, mem,
	    "SELECT CAST(l.minute AS DATETIME(6)), l.running, l.queued,"
	    " l.pending, l.warm, l.stopping, l.failed, l.starts,"
	    " COALESCE(l.start_ms, -1), n.starts, n.failed FROM"
	    " (SELECT (SELECT COUNT(*) FROM instances WHERE " PLAYED
	    "   AND ready_at > UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE) AS starts,"
	    "  (SELECT COUNT(*) FROM instances WHERE " FAILED
	    "   AND (ended_at > UTC_TIMESTAMP(6) - INTERVAL 1 HOUR"
	    "    OR ended_at IS NULL)) AS failed) n"
	    " LEFT JOIN load_minutes l"
	    " ON l.minute > UTC_TIMESTAMP() - INTERVAL ? MINUTE"
	    " ORDER BY l.minute",
	    DB_ARGS(DB_INT(minutes)), &rows, e);
	if (err != ERR_OK)
		return (err);
	m = ret->minutes = mem_array(mem, struct load_minute, db_count(rows));
	for (; db_next(rows); m++) {
		ret->starts = (int)db_int(rows, 9);
		ret->failed = (int)db_int(rows, 10);
		if (db_is_null(rows, 0))
			break; /* no minute at all */
		*m = (struct load_minute){.at_us = db_time(rows, 0),
		    .running = (int)db_int(rows, 1),
		    .queued = (int)db_int(rows, 2),
		    .starting = (int)db_int(rows, 3),
		    .warm = (int)db_int(rows, 4),
		    .stopping = (int)db_int(rows, 5),
		    .failed = (int)db_int(rows, 6),
		    .starts = (int)db_int(rows, 7),
		    .start_ms = (int)db_int(rows, 8)};
	}
	ret->minutes_n = (size_t)(m - ret->minutes);
	return (ERR_OK);
}

/*
 * A restart takes a row's times away, so the numbers of starts and failures of
 * a minute only grow.
 */
enum err
store_load_sample(struct db *db, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO load_minutes (minute, running, queued, pending,"
	    " warm, stopping, failed, starts, start_ms)"
	    " SELECT m.minute,"
	    " COUNT(IF(i.shown = 'running', 1, NULL)),"
	    " COUNT(IF(i.shown = 'queued', 1, NULL)),"
	    " COUNT(IF(i.shown IN ('creating', 'starting', 'checking'),"
	    "  1, NULL)),"
	    " COUNT(IF(i.shown = 'warm', 1, NULL)),"
	    " COUNT(IF(i.shown = 'stopping', 1, NULL)),"
	    " (SELECT COUNT(*) FROM instances s"
	    "  WHERE " FAILED " AND s.ended_at >= m.minute),"
	    " (SELECT COUNT(*) FROM instances s"
	    "  WHERE " PLAYED " AND s.ready_at >= m.minute),"
	    " (SELECT MEDIAN(f.ms) OVER () FROM"
	    "  (SELECT TIMESTAMPDIFF(MICROSECOND, s.requested_at, s.ready_at)"
	    "    DIV 1000 AS ms FROM instances s WHERE " PLAYED
	    "   AND s.ready_at > UTC_TIMESTAMP(6) - INTERVAL 1 HOUR"
	    "   ORDER BY s.ready_at DESC LIMIT 100) f LIMIT 1)"
	    " FROM (SELECT CAST(DATE_FORMAT(UTC_TIMESTAMP(),"
	    "  '%Y-%m-%d %H:%i:00') AS DATETIME) AS minute) m"
	    " LEFT JOIN (SELECT " INSTANCE_SHOWN_STATE " AS shown"
	    "  FROM instances i WHERE i.state IN " INSTANCE_LIVE_STATES
	    ") i ON 1 = 1"
	    " GROUP BY m.minute"
	    " ON DUPLICATE KEY UPDATE running = VALUES(running),"
	    " queued = VALUES(queued), pending = VALUES(pending),"
	    " warm = VALUES(warm), stopping = VALUES(stopping),"
	    " failed = GREATEST(failed, VALUES(failed)),"
	    " starts = GREATEST(starts, VALUES(starts)),"
	    " start_ms = VALUES(start_ms)",
	    DB_NONE, NULL, NULL, e));
}

enum err
store_load_trim(struct db *db, struct error *e)
{
	return (db_exec(db,
	    "DELETE FROM load_minutes"
	    " WHERE minute < UTC_TIMESTAMP() - INTERVAL 1 DAY",
	    DB_NONE, NULL, NULL, e));
}
