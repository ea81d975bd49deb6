#include "store/lists.h"

#include "base/mem.h"
#include "store/accounts.h"

/*
 * Whose names have the text: looked for in the small tables first, because
 * there may be a million rows of `s`.  Three parameters.
 */
#define IN_NAMES                                                         \
	"s.user_id IN (SELECT id FROM users WHERE LOCATE(?, name) > 0) " \
	"OR s.team_id IN (SELECT id FROM teams "                         \
	"WHERE LOCATE(?, name) > 0) "                                    \
	"OR s.challenge_id IN (SELECT id FROM challenges "               \
	"WHERE LOCATE(?, name) > 0) OR "

/* A moment in ISO 8601, as clock_iso() writes it. */
#define ISO_FORMAT "'%Y-%m-%dT%H:%i:%s.%fZ'"

static enum err
fetch(struct db *db, void *mem, const char *sql, const struct db_value *params,
    size_t n_params, int columns, struct list_row **ret, size_t *ret_n,
    struct error *e)
{
	struct list_row *list, *row;
	struct db_rows *rows;
	enum err err;
	int i;

	err = db_query(db, mem, sql, params, n_params, &rows, e);
	if (err != ERR_OK)
		return (err);
	list = row = mem_array(mem, struct list_row, db_count(rows) + 1);
	for (; db_next(rows); row++)
		for (i = 0; i < columns; i++)
			row->cells[i] = store_text(list, rows, i);
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_list_submissions(struct db *db, void *mem, const struct list_query *q,
    struct list_row **ret, size_t *ret_n, struct error *e)
{
	const char *s = q->search, *f = q->filter;

	return (fetch(db, mem,
	    "SELECT CAST(s.id AS CHAR), DATE_FORMAT(s.at, " ISO_FORMAT "), "
	    "u.name, t.name, c.name, CAST(s.kind AS CHAR), s.provided, "
	    "CAST(s.ip AS CHAR) FROM (SELECT s.id FROM submissions s "
	    "WHERE (? = '' OR s.kind = ?) AND (? = '' OR " IN_NAMES
	    "LOCATE(?, s.provided) > 0 OR CONVERT(s.ip USING utf8mb4) = ?) "
	    "ORDER BY s.id DESC LIMIT ? OFFSET ?) x "
	    "JOIN submissions s ON s.id = x.id "
	    "JOIN challenges c ON c.id = s.challenge_id "
	    "LEFT JOIN users u ON u.id = s.user_id "
	    "LEFT JOIN teams t ON t.id = s.team_id ORDER BY s.id DESC",
	    DB_ARGS(DB_STR(f), DB_STR(f), DB_STR(s), DB_STR(s), DB_STR(s),
		DB_STR(s), DB_STR(s), DB_STR(s), DB_INT(q->limit),
		DB_INT(q->offset)),
	    8, ret, ret_n, e));
}

enum err
store_list_solves(struct db *db, void *mem, const struct list_query *q,
    struct list_row **ret, size_t *ret_n, struct error *e)
{
	const char *s = q->search;

	return (fetch(db, mem,
	    "SELECT CAST(s.id AS CHAR), DATE_FORMAT(s.at, " ISO_FORMAT "), "
	    "u.name, t.name, c.name, CAST(c.value AS CHAR), "
	    "IF(s.first_blood, 'first blood', ''), CAST(s.ip AS CHAR) "
	    "FROM (SELECT s.id FROM solves s "
	    "WHERE (? <> 'first' OR s.first_blood = 1) AND (? = '' OR " IN_NAMES
	    "CONVERT(s.ip USING utf8mb4) = ?) "
	    "ORDER BY s.id DESC LIMIT ? OFFSET ?) x "
	    "JOIN solves s ON s.id = x.id "
	    "JOIN challenges c ON c.id = s.challenge_id "
	    "LEFT JOIN users u ON u.id = s.user_id "
	    "LEFT JOIN teams t ON t.id = s.team_id ORDER BY s.id DESC",
	    DB_ARGS(DB_STR(q->filter), DB_STR(s), DB_STR(s), DB_STR(s),
		DB_STR(s), DB_STR(s), DB_INT(q->limit), DB_INT(q->offset)),
	    8, ret, ret_n, e));
}

enum err
store_list_awards(struct db *db, void *mem, const struct list_query *q,
    struct list_row **ret, size_t *ret_n, struct error *e)
{
	const char *s = q->search, *f = q->filter;

	return (fetch(db, mem,
	    "SELECT CAST(a.id AS CHAR), DATE_FORMAT(a.at, " ISO_FORMAT "), "
	    "u.name, t.name, a.name, CAST(a.value AS CHAR), a.category, "
	    "a.description FROM awards a LEFT JOIN users u ON u.id = a.user_id "
	    "LEFT JOIN teams t ON t.id = a.team_id "
	    "WHERE (? = '' OR (? = 'given' AND a.value > 0) OR "
	    "(? = 'taken' AND a.value < 0 AND a.category <> 'hints') OR "
	    "(? = 'hints' AND a.category = 'hints')) AND (? = '' OR "
	    "LOCATE(?, u.name) > 0 OR LOCATE(?, t.name) > 0 OR "
	    "LOCATE(?, a.name) > 0 OR LOCATE(?, a.description) > 0) "
	    "ORDER BY a.id DESC LIMIT ? OFFSET ?",
	    DB_ARGS(DB_STR(f), DB_STR(f), DB_STR(f), DB_STR(f), DB_STR(s),
		DB_STR(s), DB_STR(s), DB_STR(s), DB_STR(s), DB_INT(q->limit),
		DB_INT(q->offset)),
	    8, ret, ret_n, e));
}

enum err
store_list_cheats(struct db *db, void *mem, const struct list_query *q,
    struct list_row **ret, size_t *ret_n, struct error *e)
{
	const char *s = q->search, *f = q->filter;

	return (fetch(db, mem,
	    "SELECT CAST(h.id AS CHAR), DATE_FORMAT(h.at, " ISO_FORMAT "), "
	    "h.challenge_name, h.name, CAST(h.ip AS CHAR), "
	    "IF(h.started, 'yes', 'no'), h.owner_name, "
	    "CAST(h.owner_ip AS CHAR), "
	    "DATE_FORMAT(h.owner_started_at, " ISO_FORMAT "), "
	    "CAST(h.instance AS CHAR) FROM cheats h "
	    "WHERE (? = '' OR h.started = (? = 'started')) "
	    "AND (? = '' OR LOCATE(?, h.challenge_name) > 0 OR "
	    "LOCATE(?, h.name) > 0 OR LOCATE(?, h.owner_name) > 0 OR "
	    "CONVERT(h.ip USING utf8mb4) = ? OR "
	    "CONVERT(h.owner_ip USING utf8mb4) = ?) "
	    "ORDER BY h.id DESC LIMIT ? OFFSET ?",
	    DB_ARGS(DB_STR(f), DB_STR(f), DB_STR(s), DB_STR(s), DB_STR(s),
		DB_STR(s), DB_STR(s), DB_STR(s), DB_INT(q->limit),
		DB_INT(q->offset)),
	    10, ret, ret_n, e));
}
