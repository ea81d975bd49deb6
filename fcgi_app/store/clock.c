#include "store/clock.h"

enum err
store_clock_now(struct db *db, void *mem, int64_t *ret_us, struct error *e)
{
	struct db_rows *rows;
	enum err err;

	err = db_query(db, mem, "SELECT UTC_TIMESTAMP(6)", DB_NONE, &rows, e);
	if (err == ERR_OK && !db_next(rows))
		err = err_set(e, ERR_INTERNAL, NULL, "The clock has no row");
	if (err == ERR_OK)
		*ret_us = db_time(rows, 0);
	return (err);
}
