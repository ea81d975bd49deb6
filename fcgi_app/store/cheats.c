#include "store/cheats.h"

#include "base/mem.h"
#include "store/accounts.h"

enum err
store_flag_owner(struct db *db, void *mem, struct challenge_id c,
    const char *flag, struct flag_owner **ret, struct error *e)
{
	struct flag_owner *o;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT i.id, i.flag, i.user_id, u.name, t.id, t.name "
	    "FROM instances i LEFT JOIN users u ON u.id = i.user_id "
	    "LEFT JOIN teams t ON t.id = COALESCE(i.team_id, u.team_id) "
	    "WHERE i.challenge_id = ? AND i.flag = ? AND i.tester_id IS NULL",
	    DB_ARGS(DB_INT(c.n), DB_STR(flag)), &rows, e);
	if (err != ERR_OK)
		return (err);
	*ret = NULL;
	if (!db_next(rows))
		return (ERR_OK);
	o = mem_new(mem, struct flag_owner);
	o->instance = db_int(rows, 0);
	o->flag = store_text(o, rows, 1);
	o->user.n = db_int(rows, 2);
	o->user_name = store_text(o, rows, 3);
	o->team.n = db_int(rows, 4);
	o->team_name = store_text(o, rows, 5);
	*ret = o;
	return (ERR_OK);
}

/* The owner's address is that of the newest session: instances have none. */
enum err
store_cheat_add(struct db *db, const struct submission *sub,
    const char *challenge_name, const char *name, struct account_id account,
    const struct flag_owner *owner, const char *owner_name, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO cheats (challenge_id, challenge_name, account, "
	    "user_id, name, ip, started, owner_account, owner_user_id, "
	    "owner_name, owner_ip, owner_started_at, instance) "
	    "SELECT ?, ?, ?, ?, ?, ?, EXISTS (SELECT 1 FROM instances m "
	    "WHERE m.challenge_id = ? AND (m.user_id = ? OR m.team_id = ?)), "
	    "?, i.user_id, ?, COALESCE((SELECT ip FROM sessions s "
	    "WHERE s.user_id = i.user_id ORDER BY seen_at DESC LIMIT 1), ''), "
	    "i.requested_at, i.public_id FROM instances i WHERE i.id = ?",
	    DB_ARGS(DB_INT(sub->challenge.n), DB_STR(challenge_name),
		DB_INT(sub->account.n), DB_INT(sub->owner.user.n), DB_STR(name),
		DB_STR(sub->ip), DB_INT(sub->challenge.n),
		DB_INT(sub->owner.user.n), DB_INT(sub->owner.team.n),
		DB_INT(account.n), DB_STR(owner_name), DB_INT(owner->instance)),
	    NULL, NULL, e));
}
