#include "store/files.h"

#include "base/mem.h"
#include "store/accounts.h"

static void
read_row(void *mem, const struct db_rows *rows, struct challenge_file *f)
{
	f->id = db_int(rows, 0);
	f->challenge.n = db_int(rows, 1);
	f->name = store_text(mem, rows, 2);
	f->hash = store_text(mem, rows, 3);
	f->size = db_int(rows, 4);
}

static void
read_list(
    void *mem, struct db_rows *rows, struct challenge_file **ret, size_t *ret_n)
{
	struct challenge_file *list;
	size_t n = 0;

	list = mem_array(mem, struct challenge_file, db_count(rows) + 1);
	while (db_next(rows))
		read_row(list, rows, &list[n++]);
	*ret = list;
	*ret_n = n;
}

enum err
store_files_list(struct db *db, void *mem, struct challenge_id c,
    struct challenge_file **ret, size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, challenge_id, name, hash, size FROM files "
	    "WHERE challenge_id = ? ORDER BY name, id",
	    DB_ARGS(DB_INT(c.n)), &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_files_all(struct db *db, void *mem, struct challenge_file **ret,
    size_t *ret_n, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, challenge_id, name, hash, size FROM files "
	    "ORDER BY challenge_id, name, id",
	    DB_NONE, &rows, e);
	if (err == ERR_OK)
		read_list(mem, rows, ret, ret_n);
	return (err);
}

enum err
store_file_get(struct db *db, void *mem, int64_t id,
    struct challenge_file **ret, struct error *e)
{
	struct challenge_file *f = NULL;
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem,
	    "SELECT id, challenge_id, name, hash, size FROM files "
	    "WHERE id = ?",
	    DB_ARGS(DB_INT(id)), &rows, e);
	if (err != ERR_OK)
		return (err);
	if (db_next(rows)) {
		f = mem_new(mem, struct challenge_file);
		read_row(f, rows, f);
	}
	*ret = f;
	return (ERR_OK);
}

enum err
store_file_add(struct db *db, struct challenge_file *f, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO files (challenge_id, name, hash, size) "
	    "VALUES (?, ?, ?, ?)",
	    DB_ARGS(DB_INT(f->challenge.n), DB_STR(f->name), DB_STR(f->hash),
		DB_INT(f->size)),
	    NULL, &f->id, e));
}

enum err
store_file_delete(struct db *db, int64_t id, struct error *e)
{
	return (db_exec(db, "DELETE FROM files WHERE id = ?",
	    DB_ARGS(DB_INT(id)), NULL, NULL, e));
}

enum err
store_files_copy(struct db *db, struct challenge_id from,
    struct challenge_id to, struct error *e)
{
	return (db_exec(db,
	    "INSERT INTO files (challenge_id, name, hash, size) "
	    "SELECT ?, name, hash, size FROM files WHERE challenge_id = ? "
	    "ORDER BY id",
	    DB_ARGS(DB_INT(to.n), DB_INT(from.n)), NULL, NULL, e));
}

enum err
store_file_used(
    struct db *db, void *mem, const char *hash, bool *ret, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT 1 FROM files WHERE hash = ? LIMIT 1",
	    DB_ARGS(DB_STR(hash)), &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows);
	return (err);
}
