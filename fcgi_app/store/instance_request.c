/* What a request for an instance needs of store/instances.h. */
#include "base/mem.h"
#include "store/accounts.h"
#include "store/instances.h"

enum err
store_instances_challenge(struct db *db, void *mem, struct challenge_id c,
    struct startable **ret, struct error *e)
{
	struct db_rows *rows;
	struct startable *s;
	enum err err;

	err = db_query(db, mem,
	    "SELECT name, type, state, lifetime_min, renewals_max,"
	    " flag_template FROM challenges WHERE id = ? LOCK IN SHARE MODE",
	    DB_ARGS(DB_INT(c.n)), &rows, e);
	if (err != ERR_OK)
		return (err);
	*ret = NULL;
	if (!db_next(rows))
		return (ERR_OK);
	s = mem_new(mem, struct startable);
	s->name = store_text(mem, rows, 0);
	s->type = (enum challenge_type)challenge_type_from(db_str(rows, 1));
	s->state = (enum challenge_state)challenge_state_from(db_str(rows, 2));
	s->lifetime_min = (int)db_int(rows, 3);
	s->has_renewals_max = !db_is_null(rows, 4);
	s->renewals_max = (int)db_int(rows, 4);
	s->flag_template = store_text(mem, rows, 5);
	*ret = s;
	return (ERR_OK);
}

enum err
store_instances_lock_user(struct db *db, struct user_id user,
    struct team_id *ret_team, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT team_id, banned FROM users WHERE id = ? FOR UPDATE",
	    DB_ARGS(DB_INT(user.n)), &rows, e);
	if (err == ERR_OK && (!db_next(rows) || db_int(rows, 1) != 0))
		err = err_set(e, ERR_LOGIN, NULL,
		    "Your account does not exist or has been banned.");
	if (err == ERR_OK)
		ret_team->n = db_int(rows, 0);
	mem_free(&mem);
	return (err);
}

enum err
store_instances_lock_team(struct db *db, struct team_id team, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT banned FROM teams WHERE id = ? FOR UPDATE",
	    DB_ARGS(DB_INT(team.n)), &rows, e);
	if (err == ERR_OK && db_next(rows) && db_int(rows, 0) != 0)
		err = err_set(
		    e, ERR_FORBIDDEN, NULL, "Your team has been banned.");
	mem_free(&mem);
	return (err);
}

enum err
store_instances_lock(struct db *db, struct instance_id id, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id FROM instances WHERE id = ? FOR UPDATE",
	    DB_ARGS(DB_INT(id.n)), &rows, e);
	mem_free(&mem);
	return (err);
}

enum err
store_instances_lock_queue(struct db *db, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT name FROM mutexes WHERE name = 'instances' FOR UPDATE",
	    DB_NONE, &rows, e);
	mem_free(&mem);
	return (err);
}

enum err
store_instances_count_live(struct db *db, int *ret, struct error *e)
{
	void *mem = mem_arena(NULL);
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT COUNT(*) FROM instances"
	    " WHERE state IN " INSTANCE_LIVE_STATES,
	    DB_NONE, &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? (int)db_int(rows, 0) : 0;
	mem_free(&mem);
	return (err);
}

/* The turn is that of the queue's head, or behind the owner's own last; the
 * time of the request is that of this statement. */
enum err
store_instances_add(struct db *db, const struct instance_new *n,
    struct instance_id *ret, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO instances (public_id, challenge_id, challenge_name,"
	    " user_id, team_id, tester_id, slot, lifetime_min, renewals_max,"
	    " flag, turn) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	    " GREATEST(?, h.turn) FROM " INSTANCE_QUEUE_HEAD " h",
	    DB_ARGS(DB_STR(n->public_id), DB_INT(n->challenge.n),
		DB_STR(n->challenge_name), DB_ID(n->owner.user.n),
		DB_ID(n->owner.team.n), DB_ID(n->tester.n), DB_STR(n->slot),
		DB_INT(n->lifetime_min), DB_INT(n->renewals_max),
		DB_STR(n->flag), DB_INT(n->turn)),
	    NULL, &ret->n, e));
}
