#include "store/flags.h"

#include "base/mem.h"
#include "store/accounts.h"

void
store_flag_fill(void *mem, const struct db_rows *rows, int at, struct flag *ret)
{
	ret->id = db_int(rows, at);
	ret->challenge = db_int(rows, at + 1);
	ret->kind = (enum flag_kind)flag_kind_from(db_str(rows, at + 2));
	ret->content = store_text(mem, rows, at + 3);
}

static void
read_list(void *mem, struct db_rows *rows, struct flag **ret, size_t *ret_n)
{
	struct flag *list;
	size_t n = 0;

	list = mem_array(mem, struct flag, db_count(rows) + 1);
	while (db_next(rows))
		store_flag_fill(list, rows, 0, &list[n++]);
	*ret = list;
	*ret_n = n;
}

enum err
store_flags_list(struct db *db, void *mem, struct challenge_id c,
    struct flag **ret, size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, challenge_id, kind, content FROM flags "
	    "WHERE challenge_id = ? ORDER BY id",
	    DB_ARGS(DB_INT(c.n)), &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_flags_all(struct db *db, void *mem, struct flag **ret, size_t *ret_n,
    struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, challenge_id, kind, content FROM flags "
	    "ORDER BY challenge_id, id",
	    DB_NONE, &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_flag_get(
    struct db *db, void *mem, int64_t id, struct flag **ret, struct error *e)
{
	struct flag *f = NULL;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, challenge_id, kind, content FROM flags WHERE id = ?",
	    DB_ARGS(DB_INT(id)), &rows, e);
	if (err != ERR_OK)
		return (err);
	if (db_next(rows)) {
		f = mem_new(mem, struct flag);
		store_flag_fill(f, rows, 0, f);
	}
	*ret = f;
	return (ERR_OK);
}

enum err
store_flag_add(struct db *db, struct flag *f, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO flags (challenge_id, kind, content) VALUES (?, ?, ?)",
	    DB_ARGS(DB_INT(f->challenge), DB_STR(flag_kind_name(f->kind)),
		DB_STR(f->content)),
	    NULL, &f->id, e));
}

enum err
store_flag_put(struct db *db, const struct flag *f, struct error *e)
{
	return (
	    db_exec(db, "UPDATE flags SET kind = ?, content = ? WHERE id = ?",
		DB_ARGS(DB_STR(flag_kind_name(f->kind)), DB_STR(f->content),
		    DB_INT(f->id)),
		NULL, NULL, e));
}

enum err
store_flag_delete(struct db *db, int64_t id, struct error *e)
{
	return (db_exec(db, "DELETE FROM flags WHERE id = ?",
	    DB_ARGS(DB_INT(id)), NULL, NULL, e));
}

enum err
store_flags_copy(struct db *db, struct challenge_id from,
    struct challenge_id to, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO flags (challenge_id, kind, content) "
	    "SELECT ?, kind, content FROM flags WHERE challenge_id = ? "
	    "ORDER BY id",
	    DB_ARGS(DB_INT(to.n), DB_INT(from.n)), NULL, NULL, e));
}

enum err
store_flag_found(struct db *db, void *mem, const struct flag *f,
    struct account_id account, int *ret_found, int *ret_all, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_exec(db,
	    "INSERT IGNORE INTO flag_finds (challenge_id, account, flag_id) "
	    "VALUES (?, ?, ?)",
	    DB_ARGS(DB_INT(f->challenge), DB_INT(account.n), DB_INT(f->id)),
	    NULL, NULL, e);
	if (err == ERR_OK)
		err = db_query(db, mem,
		    "SELECT (SELECT COUNT(*) FROM flag_finds "
		    "WHERE challenge_id = ? AND account = ?), "
		    "(SELECT COUNT(*) FROM flags WHERE challenge_id = ?)",
		    DB_ARGS(DB_INT(f->challenge), DB_INT(account.n),
			DB_INT(f->challenge)),
		    &rows, e);
	if (err != ERR_OK || !db_next(rows))
		return (err);
	*ret_found = (int)db_int(rows, 0);
	*ret_all = (int)db_int(rows, 1);
	return (ERR_OK);
}
