#include "store/lists.h"

#include "base/mem.h"
#include "store/accounts.h"

#define ISO(column)  "DATE_FORMAT(" column ", '%Y-%m-%dT%H:%i:%s.%fZ')"
#define TEXT(column) "CAST(" column " AS CHAR)"

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
	const char *s = q->search;

	return (fetch(db, mem,
	    "SELECT " TEXT("s.id") ", " ISO(
		"s.at") ", u.name, t.name, "
			"c.name, " TEXT("s.kind") ", s.provided, " TEXT(
			    "s.ip") " "
				    "FROM submissions s JOIN challenges c ON "
				    "c.id = s.challenge_id "
				    "LEFT JOIN users u ON u.id = s.user_id "
				    "LEFT JOIN teams t ON t.id = s.team_id "
				    "WHERE (? = '' OR s.kind = ?) AND (? = '' "
				    "OR "
				    "LOCATE(?, u.name) > 0 OR LOCATE(?, "
				    "t.name) > 0 OR "
				    "LOCATE(?, c.name) > 0 OR LOCATE(?, "
				    "s.provided) > 0 OR "
				    "CONVERT(s.ip USING utf8mb4) = ?) "
				    "ORDER BY s.id DESC LIMIT ? OFFSET ?",
	    DB_ARGS(DB_STR(q->filter), DB_STR(q->filter), DB_STR(s), DB_STR(s),
		DB_STR(s), DB_STR(s), DB_STR(s), DB_STR(s), DB_INT(q->limit),
		DB_INT(q->offset)),
	    8, ret, ret_n, e));
}

enum err
store_list_solves(struct db *db, void *mem, const struct list_query *q,
    struct list_row **ret, size_t *ret_n, struct error *e)
{
	const char *s = q->search;

	return (fetch(db, mem,
	    "SELECT " TEXT("s.id") ", " ISO(
		"s.at") ", u.name, t.name, "
			"c.name, " TEXT(
			    "c.value") ", IF(s.first_blood, 'first blood', "
				       "''), " TEXT("s.ip") " "
							    "FROM solves s "
							    "JOIN challenges c "
							    "ON c.id = "
							    "s.challenge_id "
							    "LEFT JOIN users u "
							    "ON u.id = "
							    "s.user_id "
							    "LEFT JOIN teams t "
							    "ON t.id = "
							    "s.team_id "
							    "WHERE (? <> "
							    "'first' OR "
							    "s.first_blood = "
							    "1) AND (? = '' OR "
							    "LOCATE(?, u.name) "
							    "> 0 OR LOCATE(?, "
							    "t.name) > 0 OR "
							    "LOCATE(?, c.name) "
							    "> 0 OR "
							    "CONVERT(s.ip "
							    "USING utf8mb4) = "
							    "?) "
							    "ORDER BY s.id "
							    "DESC LIMIT ? "
							    "OFFSET ?",
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
	    "SELECT " TEXT("a.id") ", " ISO(
		"a.at") ", u.name, t.name, "
			"a.name, " TEXT(
			    "a.value") ", a.category, a.description "
				       "FROM awards a LEFT JOIN users u ON "
				       "u.id = a.user_id "
				       "LEFT JOIN teams t ON t.id = a.team_id "
				       "WHERE (? = '' OR (? = 'given' AND "
				       "a.value > 0) OR "
				       "(? = 'taken' AND a.value < 0 AND "
				       "a.category <> 'hints') OR "
				       "(? = 'hints' AND a.category = "
				       "'hints')) AND (? = '' OR "
				       "LOCATE(?, u.name) > 0 OR LOCATE(?, "
				       "t.name) > 0 OR "
				       "LOCATE(?, a.name) > 0 OR LOCATE(?, "
				       "a.description) > 0) "
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

	return (
	    fetch(db, mem,
		"SELECT " TEXT("h.id") ", " ISO(
		    "h.at") ", h.challenge_name, "
			    "h.name, " TEXT("h.ip") ", IF(h.started, 'yes', "
						    "'no'), "
						    "h.owner_name, " TEXT("h."
									  "owne"
									  "r_"
									  "ip") ", " ISO("h.owner_started_at") ", " TEXT(
							"h.instance") " "
								      "FROM "
								      "cheats "
								      "h WHERE "
								      "(? = '' "
								      "OR "
								      "h."
								      "started "
								      "= (? = "
								      "'started"
								      "')) "
								      "AND (? "
								      "= '' OR "
								      "LOCATE(?"
								      ", "
								      "h."
								      "challeng"
								      "e_name) "
								      "> 0 OR "
								      "LOCATE(?"
								      ", "
								      "h.name) "
								      "> 0 OR "
								      "LOCATE(?"
								      ", "
								      "h.owner_"
								      "name) > "
								      "0 OR "
								      "CONVERT("
								      "h.ip "
								      "USING "
								      "utf8mb4)"
								      " = ? OR "
								      "CONVERT("
								      "h.owner_"
								      "ip "
								      "USING "
								      "utf8mb4)"
								      " = ?) "
								      "ORDER "
								      "BY h.id "
								      "DESC "
								      "LIMIT ? "
								      "OFFSET "
								      "?",
		DB_ARGS(DB_STR(f), DB_STR(f), DB_STR(s), DB_STR(s), DB_STR(s),
		    DB_STR(s), DB_STR(s), DB_STR(s), DB_INT(q->limit),
		    DB_INT(q->offset)),
		10, ret, ret_n, e));
}
