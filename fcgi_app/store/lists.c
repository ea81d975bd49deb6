#include "store/lists.h"

#include <string.h>

#include "base/mem.h"
#include "store/accounts.h"

/* A moment in ISO 8601, as clock_iso() writes it. */
#define ISO_FORMAT "'%Y-%m-%dT%H:%i:%s.%fZ'"
#define NEWEST(id) " ORDER BY " id " DESC LIMIT ? OFFSET ?"

/* What a column of times can have. */
#define FIRST_US INT64_C(1)
#define LAST_US  INT64_C(253402300799000000) /* 9999-12-31T23:59:59Z */

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

#define WHO_AND_WHAT                                  \
	" JOIN challenges c ON c.id = s.challenge_id" \
	" LEFT JOIN users u ON u.id = s.user_id"      \
	" LEFT JOIN teams t ON t.id = s.team_id"      \
	" ORDER BY s.id DESC"
#define IDS ", CAST(u.id AS CHAR), CAST(t.id AS CHAR), CAST(c.id AS CHAR)"

#define SUBMISSIONS                                                     \
	" FROM submissions s WHERE (? = '' OR s.kind = ?) AND (? = '' " \
	"OR " IN_NAMES "LOCATE(?, s.provided) > 0 OR "                  \
	"CONVERT(s.ip USING utf8mb4) = ?)"

#define SOLVES                                                      \
	" FROM solves s WHERE (? <> 'first' OR s.first_blood = 1) " \
	"AND (? = '' OR " IN_NAMES "CONVERT(s.ip USING utf8mb4) = ?)"

#define AWARDS                                                        \
	" FROM awards a LEFT JOIN users u ON u.id = a.user_id "       \
	"LEFT JOIN teams t ON t.id = a.team_id "                      \
	"WHERE (? = '' OR (? = 'given' AND a.value > 0) OR "          \
	"(? = 'taken' AND a.value < 0 AND a.category <> 'hints') OR " \
	"(? = 'hints' AND a.category = 'hints')) AND (? = '' OR "     \
	"LOCATE(?, u.name) > 0 OR LOCATE(?, t.name) > 0 OR "          \
	"LOCATE(?, a.name) > 0 OR LOCATE(?, a.description) > 0)"

#define CHEATS                                                          \
	" FROM cheats h WHERE (? = '' OR h.started = (? = 'started')) " \
	"AND (? = '' OR LOCATE(?, h.challenge_name) > 0 OR "            \
	"LOCATE(?, h.name) > 0 OR LOCATE(?, h.owner_name) > 0 OR "      \
	"CONVERT(h.ip USING utf8mb4) = ? OR "                           \
	"CONVERT(h.owner_ip USING utf8mb4) = ?)"

/*
 * Both bounds are always there, and the order is that of the index on `at`:
 * one range of it is read backwards, without sorting, and no further than the
 * page is long.
 */
#define AUDIT                                                            \
	" FROM audit_log l WHERE l.at >= ? AND l.at < ?"                 \
	" AND (? = '' OR l.action LIKE CONCAT(?, '.%'))"                 \
	" AND (? = '' OR LOCATE(?, l.user_name) > 0 OR "                 \
	"CONVERT(l.ip USING utf8mb4) = ? OR LOCATE(?, l.action) > 0 OR " \
	"LOCATE(?, l.object) > 0 OR LOCATE(?, l.before_) > 0 OR "        \
	"LOCATE(?, l.after_) > 0)"

/*
 * `params` says what the condition's parameters are: f the filter, s the text
 * that is looked for, a not before when, b before when.
 */
static const struct {
	const char *rows, *total;
	const char *params;
	int columns;
} lists[LISTS] = {
    [LIST_SUBMISSIONS] =
	{"SELECT CAST(s.id AS CHAR), DATE_FORMAT(s.at, " ISO_FORMAT "),"
	 " u.name, t.name, c.name, CAST(s.kind AS CHAR), s.provided,"
	 " CAST(s.ip AS CHAR)" IDS " FROM (SELECT s.id" SUBMISSIONS NEWEST(
	     "s.id") ") x JOIN submissions s ON s.id = x.id" WHO_AND_WHAT,
	    "SELECT COUNT(*)" SUBMISSIONS, "ffssssss", 11},
    [LIST_SOLVES] =
	{"SELECT CAST(s.id AS CHAR), DATE_FORMAT(s.at, " ISO_FORMAT "),"
	 " u.name, t.name, c.name, CAST(c.value AS CHAR),"
	 " IF(s.first_blood, 'first blood', ''), CAST(s.ip AS CHAR)" IDS
	 " FROM (SELECT s.id" SOLVES NEWEST(
	     "s.id") ") x JOIN solves s ON s.id = x.id" WHO_AND_WHAT,
	    "SELECT COUNT(*)" SOLVES, "fsssss", 11},
    [LIST_AWARDS] =
	{"SELECT CAST(a.id AS CHAR), DATE_FORMAT(a.at, " ISO_FORMAT "),"
	 " u.name, t.name, a.name, CAST(a.value AS CHAR), a.category,"
	 " a.description, CAST(u.id AS CHAR), CAST(t.id AS CHAR)" AWARDS NEWEST(
	     "a.id"),
	    "SELECT COUNT(*)" AWARDS, "ffffsssss", 10},
    [LIST_CHEATS] = {"SELECT CAST(h.id AS CHAR), DATE_FORMAT(h.at, " ISO_FORMAT
		     "),"
		     " h.challenge_name, h.name, CAST(h.ip AS CHAR),"
		     " IF(h.started, 'yes', 'no'), h.owner_name,"
		     " CAST(h.owner_ip AS CHAR),"
		     " DATE_FORMAT(h.owner_started_at, " ISO_FORMAT "),"
		     " CAST(h.instance AS CHAR)" CHEATS NEWEST("h.id"),
	"SELECT COUNT(*)" CHEATS, "ffssssss", 10},
    [LIST_AUDIT] =
	{"SELECT CAST(l.id AS CHAR), DATE_FORMAT(l.at, " ISO_FORMAT "),"
	 " l.user_name, CAST(l.ip AS CHAR), l.action, l.object, l.before_,"
	 " l.after_" AUDIT NEWEST("l.at DESC, l.id"),
	    "SELECT COUNT(*)" AUDIT, "abffsssssss", 8},
};

/* What stands for the letter `p` of `params`. */
static struct db_value
value_of(const struct list_query *q, char p)
{
	switch (p) {
	case 'a':
		return (DB_TIME(q->from_us > 0 ? q->from_us : FIRST_US));
	case 'b':
		return (DB_TIME(q->until_us > 0 ? q->until_us : LAST_US));
	case 'f':
		return (DB_STR(q->filter));
	default:
		return (DB_STR(q->search));
	}
}

/* The values of the condition, with room for two more; how many. */
static size_t
condition(void *mem, enum list which, const struct list_query *q,
    struct db_value **ret)
{
	const char *p = lists[which].params;
	size_t i, n = strlen(p);
	struct db_value *values = mem_array(mem, struct db_value, n + 2);

	for (i = 0; i < n; i++)
		values[i] = value_of(q, p[i]);
	*ret = values;
	return (n);
}

enum err
store_list(struct db *db, void *mem, enum list which,
    const struct list_query *q, struct list_row **ret, size_t *ret_n,
    struct error *e)
{
	struct db_value *values;
	struct list_row *list, *row;
	struct db_rows *rows;
	size_t n = condition(mem, which, q, &values);
	enum err err;
	int i;

	values[n++] = DB_INT(q->limit);
	values[n++] = DB_INT(q->offset);
	err = db_query(db, mem, lists[which].rows, values, n, &rows, e);
	if (err != ERR_OK)
		return (err);
	list = row = mem_array(mem, struct list_row, db_count(rows) + 1);
	for (; db_next(rows); row++)
		for (i = 0; i < lists[which].columns; i++)
			row->cells[i] = store_text(list, rows, i);
	*ret = list;
	*ret_n = db_count(rows);
	return (ERR_OK);
}

enum err
store_list_total(struct db *db, void *mem, enum list which,
    const struct list_query *q, int *ret, struct error *e)
{
	struct db_value *values;
	struct db_rows *rows;
	size_t n = condition(mem, which, q, &values);
	enum err err;

	err = db_query(db, mem, lists[which].total, values, n, &rows, e);
	if (err == ERR_OK)
		*ret = db_next(rows) ? (int)db_int(rows, 0) : 0;
	return (err);
}
