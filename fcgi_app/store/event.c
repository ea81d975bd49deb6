#include "store/event.h"

#include "base/mem.h"
#include "store/accounts.h"

/* How a part is read page by page: from an id on, or by counting. */
enum paging { EVENT_BY_ID, EVENT_BY_OFFSET };

struct part {
	const char *name;
	enum paging paging;
	const char *read;  /* id (or 0), JSON; behind ? */
	const char *write; /* from the array ? */
};

/* Sessions, API tokens and instances stay behind: they are of a machine, not
 * of an event. */
/* clang-format off */
static const struct part parts[] = {
    {"settings", EVENT_BY_OFFSET,
	"SELECT 0, JSON_OBJECT('name', name, 'value', value) FROM "
	"settings ORDER BY name LIMIT 1000 OFFSET ?",
	"REPLACE INTO settings (name, value) SELECT j.name, j.value "
	"FROM JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(64) PATH "
	"'$.name' ERROR ON ERROR, value VARCHAR(1024) PATH '$.value' "
	"ERROR ON ERROR)) AS j"},
    {"teams", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'name', name, 'name_key', "
	"name_key, 'name_look', name_look, 'banned', banned, "
	"'hidden', hidden, 'bracket', bracket, 'invite_hash', "
	"invite_hash, 'created_at', created_at) FROM teams WHERE id "
	"> ? ORDER BY id LIMIT 1000",
	"INSERT INTO teams (id, name, name_key, name_look, banned, "
	"hidden, bracket, invite_hash, created_at) SELECT j.id, "
	"j.name, j.name_key, j.name_look, j.banned, j.hidden, "
	"j.bracket, j.invite_hash, j.created_at FROM JSON_TABLE(?, "
	"'$[*]' COLUMNS (id BIGINT PATH '$.id' ERROR ON ERROR, name "
	"VARCHAR(128) PATH '$.name' ERROR ON ERROR, name_key "
	"VARCHAR(512) PATH '$.name_key' ERROR ON ERROR, name_look "
	"VARCHAR(512) PATH '$.name_look' ERROR ON ERROR, banned "
	"BIGINT PATH '$.banned' ERROR ON ERROR, hidden BIGINT PATH "
	"'$.hidden' ERROR ON ERROR, bracket VARCHAR(64) PATH "
	"'$.bracket' ERROR ON ERROR, invite_hash VARCHAR(64) PATH "
	"'$.invite_hash' ERROR ON ERROR, created_at VARCHAR(32) PATH "
	"'$.created_at' ERROR ON ERROR)) AS j"},
    {"users", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'name', name, 'name_key', "
	"name_key, 'name_look', name_look, 'email', email, "
	"'password_hash', password_hash, 'role', role, 'banned', "
	"banned, 'hidden', hidden, 'verified', verified, 'bracket', "
	"bracket, 'team_id', team_id, 'created_at', created_at) FROM "
	"users WHERE id > ? ORDER BY id LIMIT 1000",
	"INSERT INTO users (id, name, name_key, name_look, email, "
	"password_hash, role, banned, hidden, verified, bracket, "
	"team_id, created_at) SELECT j.id, j.name, j.name_key, "
	"j.name_look, j.email, j.password_hash, j.role, j.banned, "
	"j.hidden, j.verified, j.bracket, j.team_id, j.created_at "
	"FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$.id' "
	"ERROR ON ERROR, name VARCHAR(128) PATH '$.name' ERROR ON "
	"ERROR, name_key VARCHAR(512) PATH '$.name_key' ERROR ON "
	"ERROR, name_look VARCHAR(512) PATH '$.name_look' ERROR ON "
	"ERROR, email VARCHAR(254) PATH '$.email' ERROR ON ERROR, "
	"password_hash VARCHAR(128) PATH '$.password_hash' ERROR ON "
	"ERROR, role VARCHAR(16) PATH '$.role' ERROR ON ERROR, "
	"banned BIGINT PATH '$.banned' ERROR ON ERROR, hidden BIGINT "
	"PATH '$.hidden' ERROR ON ERROR, verified BIGINT PATH "
	"'$.verified' ERROR ON ERROR, bracket VARCHAR(64) PATH "
	"'$.bracket' ERROR ON ERROR, team_id BIGINT PATH '$.team_id' "
	"ERROR ON ERROR, created_at VARCHAR(32) PATH '$.created_at' "
	"ERROR ON ERROR)) AS j"},
    {"captains", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'captain_id', captain_id) "
	"FROM teams WHERE id > ? AND captain_id IS NOT NULL ORDER BY "
	"id LIMIT 1000",
	"UPDATE teams JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT "
	"PATH '$.id' ERROR ON ERROR, captain_id BIGINT PATH "
	"'$.captain_id' ERROR ON ERROR)) AS j ON teams.id = j.id SET "
	"teams.captain_id = j.captain_id"},
    {"challenges", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'name', name, 'category', "
	"category, 'description', description, 'connection_info', "
	"connection_info, 'type', type, 'state', state, "
	"'max_attempts', max_attempts, 'score_function', "
	"score_function, 'value', value, 'initial', initial, "
	"'minimum', minimum, 'decay', decay, 'image', image, "
	"'command', command, 'volumes', volumes, 'memory_mb', "
	"memory_mb, 'cpu_milli', cpu_milli, 'pids', pids, "
	"'lifetime_min', lifetime_min, 'renewals_max', renewals_max, "
	"'warm', warm, 'flag_template', flag_template, 'flag_env', "
	"flag_env, 'solves', solves, 'flag_logic', flag_logic, "
	"'stop_on_solve_min', stop_on_solve_min, 'tags', tags, "
	"'cap_add', cap_add, 'run_as', run_as, 'root_fs', root_fs, "
	"'tmpfs', tmpfs, 'runtime', runtime, 'egress', egress, "
	"'network', network, "
	"'created_at', created_at, 'updated_at', updated_at) FROM "
	"challenges WHERE id > ? ORDER BY id LIMIT 20",
	"INSERT INTO challenges (id, name, category, description, "
	"connection_info, type, state, max_attempts, score_function, "
	"value, initial, minimum, decay, image, command, volumes, "
	"memory_mb, cpu_milli, pids, lifetime_min, renewals_max, "
	"warm, flag_template, flag_env, solves, flag_logic, "
	"stop_on_solve_min, tags, cap_add, run_as, root_fs, tmpfs, "
	"runtime, egress, network, created_at, updated_at) SELECT "
	"j.id, j.name, j.category, j.description, j.connection_info, "
	"j.type, j.state, j.max_attempts, j.score_function, j.value, "
	"j.initial, j.minimum, j.decay, j.image, j.command, "
	"j.volumes, j.memory_mb, j.cpu_milli, j.pids, "
	"j.lifetime_min, j.renewals_max, j.warm, j.flag_template, "
	"j.flag_env, j.solves, j.flag_logic, j.stop_on_solve_min, "
	"j.tags, j.cap_add, j.run_as, j.root_fs, j.tmpfs, j.runtime, "
	"j.egress, j.network, "
	"j.created_at, j.updated_at FROM JSON_TABLE(?, "
	"'$[*]' COLUMNS (id BIGINT PATH '$.id' ERROR ON ERROR, name "
	"VARCHAR(128) PATH '$.name' ERROR ON ERROR, category "
	"VARCHAR(128) PATH '$.category' ERROR ON ERROR, description "
	"MEDIUMTEXT PATH '$.description' ERROR ON ERROR, "
	"connection_info VARCHAR(255) PATH '$.connection_info' ERROR "
	"ON ERROR, type VARCHAR(16) PATH '$.type' ERROR ON ERROR, "
	"state VARCHAR(16) PATH '$.state' ERROR ON ERROR, "
	"max_attempts BIGINT PATH '$.max_attempts' ERROR ON ERROR, "
	"score_function VARCHAR(16) PATH '$.score_function' ERROR ON "
	"ERROR, value BIGINT PATH '$.value' ERROR ON ERROR, initial "
	"BIGINT PATH '$.initial' ERROR ON ERROR, minimum BIGINT PATH "
	"'$.minimum' ERROR ON ERROR, decay BIGINT PATH '$.decay' "
	"ERROR ON ERROR, image VARCHAR(255) PATH '$.image' ERROR ON "
	"ERROR, command VARCHAR(4096) PATH '$.command' ERROR ON "
	"ERROR, volumes VARCHAR(4096) PATH '$.volumes' ERROR ON "
	"ERROR, memory_mb BIGINT PATH '$.memory_mb' ERROR ON ERROR, "
	"cpu_milli BIGINT PATH '$.cpu_milli' ERROR ON ERROR, pids "
	"BIGINT PATH '$.pids' ERROR ON ERROR, lifetime_min BIGINT "
	"PATH '$.lifetime_min' ERROR ON ERROR, renewals_max BIGINT "
	"PATH '$.renewals_max' ERROR ON ERROR, warm BIGINT PATH "
	"'$.warm' ERROR ON ERROR, flag_template VARCHAR(255) PATH "
	"'$.flag_template' ERROR ON ERROR, flag_env VARCHAR(64) PATH "
	"'$.flag_env' ERROR ON ERROR, solves BIGINT PATH '$.solves' "
	"ERROR ON ERROR, flag_logic VARCHAR(8) PATH '$.flag_logic' "
	"ERROR ON ERROR, stop_on_solve_min BIGINT PATH "
	"'$.stop_on_solve_min' ERROR ON ERROR, tags VARCHAR(512) "
	"PATH '$.tags' ERROR ON ERROR, cap_add VARCHAR(512) PATH "
	"'$.cap_add' DEFAULT '' ON EMPTY ERROR ON ERROR, run_as "
	"VARCHAR(32) PATH '$.run_as' DEFAULT '' ON EMPTY ERROR ON "
	"ERROR, root_fs VARCHAR(16) PATH '$.root_fs' DEFAULT "
	"'writable' ON EMPTY ERROR ON ERROR, tmpfs VARCHAR(512) PATH "
	"'$.tmpfs' DEFAULT '' ON EMPTY ERROR ON ERROR, runtime "
	"VARCHAR(64) PATH '$.runtime' DEFAULT '' ON EMPTY ERROR ON "
	"ERROR, egress VARCHAR(16) PATH '$.egress' DEFAULT 'blocked' "
	"ON EMPTY ERROR ON ERROR, network VARCHAR(16) PATH "
	"'$.network' DEFAULT 'shared' ON EMPTY ERROR ON ERROR, "
	"created_at VARCHAR(32) PATH "
	"'$.created_at' ERROR ON ERROR, updated_at VARCHAR(32) PATH "
	"'$.updated_at' ERROR ON ERROR)) AS j"},
    {"next", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'next_id', next_id) FROM "
	"challenges WHERE id > ? AND next_id IS NOT NULL ORDER BY id "
	"LIMIT 1000",
	"UPDATE challenges JOIN JSON_TABLE(?, '$[*]' COLUMNS (id "
	"BIGINT PATH '$.id' ERROR ON ERROR, next_id BIGINT PATH "
	"'$.next_id' ERROR ON ERROR)) AS j ON challenges.id = j.id "
	"SET challenges.next_id = j.next_id"},
    {"challenge_ports", EVENT_BY_OFFSET,
	"SELECT 0, JSON_OBJECT('challenge_id', challenge_id, "
	"'position', position, 'port', port, 'kind', kind, 'label', "
	"label) FROM challenge_ports ORDER BY challenge_id, position "
	"LIMIT 1000 OFFSET ?",
	"INSERT INTO challenge_ports (challenge_id, position, port, "
	"kind, label) SELECT j.challenge_id, j.position, j.port, "
	"j.kind, j.label FROM JSON_TABLE(?, '$[*]' COLUMNS "
	"(challenge_id BIGINT PATH '$.challenge_id' ERROR ON ERROR, "
	"position BIGINT PATH '$.position' ERROR ON ERROR, port "
	"BIGINT PATH '$.port' ERROR ON ERROR, kind VARCHAR(8) PATH "
	"'$.kind' ERROR ON ERROR, label VARCHAR(64) PATH '$.label' "
	"ERROR ON ERROR)) AS j"},
    {"challenge_requirements", EVENT_BY_OFFSET,
	"SELECT 0, JSON_OBJECT('challenge_id', challenge_id, "
	"'requires_id', requires_id) FROM challenge_requirements "
	"ORDER BY challenge_id, requires_id LIMIT 1000 OFFSET ?",
	"INSERT INTO challenge_requirements (challenge_id, "
	"requires_id) SELECT j.challenge_id, j.requires_id FROM "
	"JSON_TABLE(?, '$[*]' COLUMNS (challenge_id BIGINT PATH "
	"'$.challenge_id' ERROR ON ERROR, requires_id BIGINT PATH "
	"'$.requires_id' ERROR ON ERROR)) AS j"},
    {"flags", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'challenge_id', "
	"challenge_id, 'kind', kind, 'content', content) FROM flags "
	"WHERE id > ? ORDER BY id LIMIT 1000",
	"INSERT INTO flags (id, challenge_id, kind, content) SELECT "
	"j.id, j.challenge_id, j.kind, j.content FROM JSON_TABLE(?, "
	"'$[*]' COLUMNS (id BIGINT PATH '$.id' ERROR ON ERROR, "
	"challenge_id BIGINT PATH '$.challenge_id' ERROR ON ERROR, "
	"kind VARCHAR(8) PATH '$.kind' ERROR ON ERROR, content "
	"VARCHAR(1024) PATH '$.content' ERROR ON ERROR)) AS j"},
    {"hints", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'challenge_id', "
	"challenge_id, 'title', title, 'content', content, 'cost', "
	"cost) FROM hints WHERE id > ? ORDER BY id LIMIT 50",
	"INSERT INTO hints (id, challenge_id, title, content, cost) "
	"SELECT j.id, j.challenge_id, j.title, j.content, j.cost "
	"FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$.id' "
	"ERROR ON ERROR, challenge_id BIGINT PATH '$.challenge_id' "
	"ERROR ON ERROR, title VARCHAR(128) PATH '$.title' ERROR ON "
	"ERROR, content MEDIUMTEXT PATH '$.content' ERROR ON ERROR, "
	"cost BIGINT PATH '$.cost' ERROR ON ERROR)) AS j"},
    {"files", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'challenge_id', "
	"challenge_id, 'name', name, 'hash', hash, 'size', size, "
	"'created_at', created_at) FROM files WHERE id > ? ORDER BY "
	"id LIMIT 1000",
	"INSERT INTO files (id, challenge_id, name, hash, size, "
	"created_at) SELECT j.id, j.challenge_id, j.name, j.hash, "
	"j.size, j.created_at FROM JSON_TABLE(?, '$[*]' COLUMNS (id "
	"BIGINT PATH '$.id' ERROR ON ERROR, challenge_id BIGINT PATH "
	"'$.challenge_id' ERROR ON ERROR, name VARCHAR(255) PATH "
	"'$.name' ERROR ON ERROR, hash VARCHAR(64) PATH '$.hash' "
	"ERROR ON ERROR, size BIGINT PATH '$.size' ERROR ON ERROR, "
	"created_at VARCHAR(32) PATH '$.created_at' ERROR ON ERROR)) "
	"AS j"},
    {"attempts", EVENT_BY_OFFSET,
	"SELECT 0, JSON_OBJECT('challenge_id', challenge_id, "
	"'account', account, 'fails', fails) FROM attempts ORDER BY "
	"challenge_id, account LIMIT 1000 OFFSET ?",
	"INSERT INTO attempts (challenge_id, account, fails) SELECT "
	"j.challenge_id, j.account, j.fails FROM JSON_TABLE(?, "
	"'$[*]' COLUMNS (challenge_id BIGINT PATH '$.challenge_id' "
	"ERROR ON ERROR, account BIGINT PATH '$.account' ERROR ON "
	"ERROR, fails BIGINT PATH '$.fails' ERROR ON ERROR)) AS j"},
    {"flag_finds", EVENT_BY_OFFSET,
	"SELECT 0, JSON_OBJECT('challenge_id', challenge_id, "
	"'account', account, 'flag_id', flag_id) FROM flag_finds "
	"ORDER BY challenge_id, account, flag_id LIMIT 1000 OFFSET ?",
	"INSERT INTO flag_finds (challenge_id, account, flag_id) "
	"SELECT j.challenge_id, j.account, j.flag_id FROM "
	"JSON_TABLE(?, '$[*]' COLUMNS (challenge_id BIGINT PATH "
	"'$.challenge_id' ERROR ON ERROR, account BIGINT PATH "
	"'$.account' ERROR ON ERROR, flag_id BIGINT PATH '$.flag_id' "
	"ERROR ON ERROR)) AS j"},
    {"submissions", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'challenge_id', "
	"challenge_id, 'account', account, 'user_id', user_id, "
	"'team_id', team_id, 'ip', ip, 'kind', kind, 'provided', "
	"provided, 'at', at) FROM submissions WHERE id > ? ORDER BY "
	"id LIMIT 1000",
	"INSERT INTO submissions (id, challenge_id, account, "
	"user_id, team_id, ip, kind, provided, at) SELECT j.id, "
	"j.challenge_id, j.account, j.user_id, j.team_id, j.ip, "
	"j.kind, j.provided, j.at FROM JSON_TABLE(?, '$[*]' COLUMNS "
	"(id BIGINT PATH '$.id' ERROR ON ERROR, challenge_id BIGINT "
	"PATH '$.challenge_id' ERROR ON ERROR, account BIGINT PATH "
	"'$.account' ERROR ON ERROR, user_id BIGINT PATH '$.user_id' "
	"ERROR ON ERROR, team_id BIGINT PATH '$.team_id' ERROR ON "
	"ERROR, ip VARCHAR(45) PATH '$.ip' ERROR ON ERROR, kind "
	"VARCHAR(16) PATH '$.kind' ERROR ON ERROR, provided "
	"VARCHAR(1024) PATH '$.provided' ERROR ON ERROR, at "
	"VARCHAR(32) PATH '$.at' ERROR ON ERROR)) AS j"},
    {"solves", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'challenge_id', "
	"challenge_id, 'account', account, 'user_id', user_id, "
	"'team_id', team_id, 'ip', ip, 'first_blood', first_blood, "
	"'at', at) FROM solves WHERE id > ? ORDER BY id LIMIT 1000",
	"INSERT INTO solves (id, challenge_id, account, user_id, "
	"team_id, ip, first_blood, at) SELECT j.id, j.challenge_id, "
	"j.account, j.user_id, j.team_id, j.ip, j.first_blood, j.at "
	"FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$.id' "
	"ERROR ON ERROR, challenge_id BIGINT PATH '$.challenge_id' "
	"ERROR ON ERROR, account BIGINT PATH '$.account' ERROR ON "
	"ERROR, user_id BIGINT PATH '$.user_id' ERROR ON ERROR, "
	"team_id BIGINT PATH '$.team_id' ERROR ON ERROR, ip "
	"VARCHAR(45) PATH '$.ip' ERROR ON ERROR, first_blood BIGINT "
	"PATH '$.first_blood' ERROR ON ERROR, at VARCHAR(32) PATH "
	"'$.at' ERROR ON ERROR)) AS j"},
    {"hint_unlocks", EVENT_BY_OFFSET,
	"SELECT 0, JSON_OBJECT('hint_id', hint_id, 'account', "
	"account, 'user_id', user_id, 'at', at) FROM hint_unlocks "
	"ORDER BY hint_id, account LIMIT 1000 OFFSET ?",
	"INSERT INTO hint_unlocks (hint_id, account, user_id, at) "
	"SELECT j.hint_id, j.account, j.user_id, j.at FROM "
	"JSON_TABLE(?, '$[*]' COLUMNS (hint_id BIGINT PATH "
	"'$.hint_id' ERROR ON ERROR, account BIGINT PATH '$.account' "
	"ERROR ON ERROR, user_id BIGINT PATH '$.user_id' ERROR ON "
	"ERROR, at VARCHAR(32) PATH '$.at' ERROR ON ERROR)) AS j"},
    {"awards", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'account', account, "
	"'user_id', user_id, 'team_id', team_id, 'name', name, "
	"'description', description, 'category', category, 'value', "
	"value, 'hint_id', hint_id, 'at', at) FROM awards WHERE id > "
	"? ORDER BY id LIMIT 1000",
	"INSERT INTO awards (id, account, user_id, team_id, name, "
	"description, category, value, hint_id, at) SELECT j.id, "
	"j.account, j.user_id, j.team_id, j.name, j.description, "
	"j.category, j.value, j.hint_id, j.at FROM JSON_TABLE(?, "
	"'$[*]' COLUMNS (id BIGINT PATH '$.id' ERROR ON ERROR, "
	"account BIGINT PATH '$.account' ERROR ON ERROR, user_id "
	"BIGINT PATH '$.user_id' ERROR ON ERROR, team_id BIGINT PATH "
	"'$.team_id' ERROR ON ERROR, name VARCHAR(128) PATH '$.name' "
	"ERROR ON ERROR, description VARCHAR(1000) PATH "
	"'$.description' ERROR ON ERROR, category VARCHAR(128) PATH "
	"'$.category' ERROR ON ERROR, value BIGINT PATH '$.value' "
	"ERROR ON ERROR, hint_id BIGINT PATH '$.hint_id' ERROR ON "
	"ERROR, at VARCHAR(32) PATH '$.at' ERROR ON ERROR)) AS j"},
    {"cheats", EVENT_BY_ID,
	"SELECT id, JSON_OBJECT('id', id, 'at', at, 'challenge_id', "
	"challenge_id, 'challenge_name', challenge_name, 'account', "
	"account, 'user_id', user_id, 'name', name, 'ip', ip, "
	"'started', started, 'owner_account', owner_account, "
	"'owner_user_id', owner_user_id, 'owner_name', owner_name, "
	"'owner_ip', owner_ip, 'owner_started_at', owner_started_at, "
	"'instance', instance) FROM cheats WHERE id > ? ORDER BY id "
	"LIMIT 1000",
	"INSERT INTO cheats (id, at, challenge_id, challenge_name, "
	"account, user_id, name, ip, started, owner_account, "
	"owner_user_id, owner_name, owner_ip, owner_started_at, "
	"instance) SELECT j.id, j.at, j.challenge_id, "
	"j.challenge_name, j.account, j.user_id, j.name, j.ip, "
	"j.started, j.owner_account, j.owner_user_id, j.owner_name, "
	"j.owner_ip, j.owner_started_at, j.instance FROM "
	"JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$.id' ERROR "
	"ON ERROR, at VARCHAR(32) PATH '$.at' ERROR ON ERROR, "
	"challenge_id BIGINT PATH '$.challenge_id' ERROR ON ERROR, "
	"challenge_name VARCHAR(128) PATH '$.challenge_name' ERROR "
	"ON ERROR, account BIGINT PATH '$.account' ERROR ON ERROR, "
	"user_id BIGINT PATH '$.user_id' ERROR ON ERROR, name "
	"VARCHAR(260) PATH '$.name' ERROR ON ERROR, ip VARCHAR(45) "
	"PATH '$.ip' ERROR ON ERROR, started BIGINT PATH '$.started' "
	"ERROR ON ERROR, owner_account BIGINT PATH '$.owner_account' "
	"ERROR ON ERROR, owner_user_id BIGINT PATH '$.owner_user_id' "
	"ERROR ON ERROR, owner_name VARCHAR(260) PATH '$.owner_name' "
	"ERROR ON ERROR, owner_ip VARCHAR(45) PATH '$.owner_ip' "
	"ERROR ON ERROR, owner_started_at VARCHAR(32) PATH "
	"'$.owner_started_at' ERROR ON ERROR, instance VARCHAR(16) "
	"PATH '$.instance' ERROR ON ERROR)) AS j"},
};
/* clang-format on */
const size_t store_event_parts = sizeof(parts) / sizeof(parts[0]);

const char *
store_event_part(size_t part)
{
	return (parts[part].name);
}

enum err
store_event_read(struct db *db, void *mem, size_t part, int64_t *at,
    const char ***ret, size_t *ret_n, struct error *e)
{
	const struct part *p = &parts[part];
	struct db_rows *rows;
	const char **list;
	size_t n = 0;
	enum err err;

	err = db_query(db, mem, p->read, DB_ARGS(DB_INT(*at)), &rows, e);
	if (err != ERR_OK)
		return (err);
	list = mem_array(mem, const char *, db_count(rows) + 1);
	while (db_next(rows)) {
		list[n++] = store_text(mem, rows, 1);
		*at = p->paging == EVENT_BY_ID ? db_int(rows, 0) : *at + 1;
	}
	*ret = list;
	*ret_n = n;
	return (ERR_OK);
}

enum err
store_event_write(struct db *db, size_t part, const char *json, struct error *e)
{
	return (db_exec(
	    db, parts[part].write, DB_ARGS(DB_STR(json)), NULL, NULL, e));
}

enum err
store_event_empty(struct db *db, void *mem, bool *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT EXISTS(SELECT 1 FROM users) + EXISTS(SELECT 1 FROM teams) "
	    "+ EXISTS(SELECT 1 FROM challenges) "
	    "+ EXISTS(SELECT 1 FROM instances)",
	    DB_NONE, &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) && db_int(rows, 0) == 0;
	return (err);
}

enum err
store_event_snapshots(struct db *db, struct error *e)
{
	return (db_exec(db,
	    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", DB_NONE,
	    NULL, NULL, e));
}

enum err
store_event_no_snapshots(struct db *db, struct error *e)
{
	return (db_exec(db,
	    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", DB_NONE,
	    NULL, NULL, e));
}
