/*
 * Accounts from a table: everything is checked before anything is written.
 */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/name.h"
#include "domain/password.h"
#include "json/json.h"
#include "service/accounts_private.h"
#include "service/audit.h"
#include "service/people_private.h"

/* Rows that an operator's file may have, and rows of one statement. */
#define OPERATOR_ROWS 100000
#define BATCH         2000
#define CELLS_MAX     16

enum column {
	COL_NAME,
	COL_EMAIL,
	COL_PASSWORD,
	COL_ROLE,
	COL_TEAM,
	COL_BRACKET,
	COL_VERIFIED,
	COL_HIDDEN,
	COLUMNS_N
};

static const char *const column_names[] = {"name", "email", "password", "role",
    "team", "bracket", "verified", "hidden"};

/* A line on its way to a row. */
struct entry {
	int line;
	struct account_row row;
	struct name_keys team; /* without a name: none */
	const char *given;     /* the password, "" where one is made */
	char made[MADE_PASSWORD_SIZE];
	char hash[CRYPTO_PWHASH_SIZE];
};

struct importing {
	struct service *s;
	enum import_by by;
	int at[CELLS_MAX]; /* which column each cell is */
	size_t width;      /* cells of the first line */
	struct entry *list;
	size_t n;
	struct import_result *ret;
	int64_t teams;
};

/* ------------------------------------------------ problems */

/* messages: problem:3 */
static void
problem(struct importing *im, int line, const char *message)
{
	struct import_result *r = im->ret;

	if (r->problems_n >= LIMIT_IMPORT_PROBLEMS)
		return;
	r->problems[r->problems_n].line = line;
	r->problems[r->problems_n].message = tr(message);
	r->problems_n++;
}

/* The service's error as a problem of its line. */
static void
problem_said(struct importing *im, int line)
{
	struct error *e = &im->s->error;

	problem(im, line,
	    mem_printf(im->s->mem, "%s%s%s", e->field,
		e->field[0] != '\0' ? ": " : "", err_said(e)));
	err_clear(e);
}

/* ------------------------------------------------ lines */

/* Find the columns in the first line. */
static void
read_header(struct importing *im, const struct csv_row *row)
{
	bool has[COLUMNS_N] = {false};
	const char *word;
	size_t i;
	int c;

	for (i = 0; i < row->n; i++) {
		word = text_trim(im->s->mem, row->cells[i]);
		for (c = 0; c < COLUMNS_N; c++)
			if (text_equal_nocase(word, column_names[c]))
				break;
		if (c == COLUMNS_N || has[c])
			problem(im, row->line,
			    mem_printf(im->s->mem,
				c == COLUMNS_N
				    ? tr("the column \"%.64s\" is unknown")
				    : tr("the column \"%.64s\" is there "
					 "twice"),
				word));
		else
			has[c] = true;
		im->at[i] = c;
	}
	im->width = row->n;
	if (!has[COL_NAME])
		problem(im, row->line,
		    "the first line must name the columns, name among them");
}

static enum err
read_flag(struct service *s, const char *field, const char *text, bool *ret)
{
	static const char *const words[] = {
	    "", "0", "no", "false", "1", "yes", "true"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_equal_nocase(text, words[i])) {
			*ret = i > 3;
			return (ERR_OK);
		}
	return (
	    err_set(&s->error, ERR_INVALID, field, "must be yes, no or empty"));
}

static enum err
read_role(struct service *s, const char *text, enum role *ret)
{
	int role = role_from(text);

	if (text[0] == '\0' || strcmp(text, "user") == 0)
		role = ROLE_PLAYER;
	if (role < 0)
		return (err_set(&s->error, ERR_INVALID, "role",
		    "must be player, admin or empty"));
	*ret = (enum role)role;
	return (ERR_OK);
}

static enum err
check_cells(struct importing *im, struct entry *en, const char *const *cell)
{
	struct service *s = im->s;
	struct account_row *row = &en->row;
	enum err err;

	err = account_name(s, cell[COL_NAME], &row->name);
	if (err == ERR_OK && cell[COL_EMAIL][0] != '\0')
		err = email_check(
		    s->mem, cell[COL_EMAIL], &row->email, &s->error);
	if (err == ERR_OK && en->given[0] != '\0')
		err = password_check(
		    en->given, row->name.name, row->email, &s->error);
	if (err == ERR_OK)
		err = read_role(s, cell[COL_ROLE], &row->role);
	if (err == ERR_OK && cell[COL_TEAM][0] != '\0')
		err = team_name(s, cell[COL_TEAM], &en->team);
	if (err == ERR_OK)
		err = bracket_of_settings(s, cell[COL_BRACKET], &row->bracket);
	if (err == ERR_OK)
		err = read_flag(
		    s, "verified", cell[COL_VERIFIED], &row->verified);
	if (err == ERR_OK)
		err = read_flag(s, "hidden", cell[COL_HIDDEN], &row->hidden);
	return (err);
}

static void
read_line(struct importing *im, const struct csv_row *line, struct entry *en)
{
	const char *cell[COLUMNS_N + 1];
	size_t i;

	for (i = 0; i <= COLUMNS_N; i++)
		cell[i] = "";
	en->line = line->line;
	if (line->n > im->width) {
		problem(im, line->line, "there are more cells than columns");
		return;
	}
	for (i = 0; i < line->n; i++)
		cell[im->at[i]] = im->at[i] == COL_PASSWORD
				      ? line->cells[i]
				      : text_trim(im->s->mem, line->cells[i]);
	en->given = cell[COL_PASSWORD];
	if (check_cells(im, en, cell) != ERR_OK)
		problem_said(im, line->line);
}

/* ------------------------------------------------ twice in the file */

/* One value that must be there once. */
struct unique {
	const char *text;
	int line;
};

static int
by_text(const void *a, const void *b)
{
	const struct unique *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return (order != 0 ? order : x->line - y->line);
}

/* messages: find_twice:4 */
static void
find_twice(
    struct importing *im, struct unique *list, size_t n, const char *what)
{
	size_t i;

	qsort(list, n, sizeof(*list), by_text);
	for (i = 1; i < n; i++)
		if (strcmp(list[i].text, list[i - 1].text) == 0)
			problem(im, list[i].line,
			    mem_printf(im->s->mem, tr("%s line %d"), tr(what),
				list[i - 1].line));
}

static void
check_twice(struct importing *im)
{
	struct unique *list = mem_array(im->s->mem, struct unique, im->n + 1);
	size_t i, n;

	for (i = 0; i < im->n; i++)
		list[i] = (struct unique){
		    im->list[i].row.name.look, im->list[i].line};
	find_twice(im, list, im->n, "name: looks like the one of");
	for (i = n = 0; i < im->n; i++)
		if (im->list[i].row.email != NULL)
			list[n++] = (struct unique){
			    im->list[i].row.email, im->list[i].line};
	find_twice(im, list, n, "email: is the one of");
}

/* ------------------------------------------------ the statements' JSON */

static void
put_entry(struct json_writer *jw, const struct entry *en)
{
	const struct account_row *row = &en->row;

	json_begin_object(jw);
	json_set_int(jw, "line", en->line);
	json_set_string(jw, "name", row->name.name);
	json_set_string(jw, "key", row->name.key);
	json_set_string(jw, "look", row->name.look);
	json_set_string(jw, "email", row->email);
	json_set_string(jw, "hash", row->password_hash);
	json_set_string(jw, "role", role_name(row->role));
	json_set_string(jw, "bracket", row->bracket);
	json_set_int(jw, "banned", row->banned);
	json_set_int(jw, "hidden", row->hidden);
	json_set_int(jw, "verified", row->verified);
	json_set_string(jw, "team_key", en->team.key);
	json_end_object(jw);
}

/* Up to BATCH entries from `from` on. */
static const char *
batch_json(struct importing *im, void *mem, size_t from)
{
	struct json_writer *jw = json_writer_new(mem);
	size_t i;

	json_begin_array(jw);
	for (i = from; i < im->n && i < from + BATCH; i++)
		put_entry(jw, &im->list[i]);
	json_end_array(jw);
	return (json_text(jw, NULL));
}

static int
by_team(const void *a, const void *b)
{
	const struct entry *const *x = a, *const *y = b;

	return (strcmp((*x)->team.key, (*y)->team.key));
}

/* Every team of the file once. */
static const char *
teams_json(struct importing *im)
{
	struct json_writer *jw = json_writer_new(im->s->mem);
	const struct entry **list =
	    mem_array(im->s->mem, const struct entry *, im->n + 1);
	size_t i, n = 0;

	for (i = 0; i < im->n; i++)
		if (im->list[i].team.name != NULL)
			list[n++] = &im->list[i];
	qsort(list, n, sizeof(*list), by_team);
	json_begin_array(jw);
	for (i = 0; i < n; i++) {
		if (i > 0 && by_team(&list[i - 1], &list[i]) == 0)
			continue;
		json_begin_object(jw);
		json_set_string(jw, "name", list[i]->team.name);
		json_set_string(jw, "key", list[i]->team.key);
		json_set_string(jw, "look", list[i]->team.look);
		json_end_object(jw);
	}
	json_end_array(jw);
	return (json_text(jw, NULL));
}

/* ------------------------------------------------ against the database */

static enum err
check_clashes(struct importing *im)
{
	static const char *const words[] = {
	    [TAKEN_NOT] = "",
	    [TAKEN_NAME] = N_("name: is taken already"),
	    [TAKEN_LOOK] = N_("name: looks too much like one that is taken"),
	    [TAKEN_EMAIL] = N_("email: is taken already"),
	};
	struct service *s = im->s;
	struct import_clash *clashes;
	size_t from, i, n;
	enum err err = ERR_OK;

	for (from = 0; err == ERR_OK && from < im->n; from += BATCH) {
		err = store_users_import_clashes(s->p->db, s->mem,
		    batch_json(im, s->mem, from), &clashes, &n, &s->error);
		for (i = 0; err == ERR_OK && i < n; i++)
			problem(im, clashes[i].line, words[clashes[i].why]);
	}
	return (err);
}

/* ------------------------------------------------ passwords */

static void
check_hashes(struct importing *im)
{
	size_t i, n = 0;

	for (i = 0; i < im->n; i++)
		n += im->list[i].given[0] != '\0';
	if (im->by == IMPORT_WEB && n > LIMIT_IMPORT_HASHES)
		problem(im, 0,
		    mem_printf(im->s->mem,
			tr("%zu lines bring a password and %d may at once: "
			   "leave them empty to have them made, or use "
			   "\"berthctl user import\""),
			n, LIMIT_IMPORT_HASHES));
}

static enum err
hash_all(struct importing *im)
{
	struct entry *en;
	enum err err;

	for (en = im->list; en < im->list + im->n; en++) {
		if (en->given[0] != '\0')
			err = account_hash(im->s, en->given, en->hash);
		else {
			crypto_random_hex(
			    en->made, (MADE_PASSWORD_SIZE - 1) / 2);
			err = crypto_random_password_hash(en->made, en->hash);
		}
		if (err != ERR_OK)
			return (err);
		en->row.password_hash = en->hash;
	}
	return (ERR_OK);
}

/* ------------------------------------------------ writing */

static enum err
insert_users(struct importing *im, struct db *db, struct error *e)
{
	void *mem;
	size_t from;
	enum err err = ERR_OK;

	for (from = 0; err == ERR_OK && from < im->n; from += BATCH) {
		mem = mem_arena(im->s->mem);
		err =
		    store_users_import(db, batch_json(im, mem, from), NULL, e);
		mem_free(&mem);
	}
	return (err);
}

/* No team of the file may have grown past its size. */
static enum err
check_sizes(
    struct importing *im, struct db *db, const char *teams, struct error *e)
{
	int most = im->s->p->settings->team_size;
	const char *name;
	enum err err;

	if (most == 0)
		return (ERR_OK);
	err = store_teams_import_over(db, im->s->mem, teams, most, &name, e);
	if (err == ERR_OK && name != NULL)
		err = err_set(e, ERR_CONFLICT, "team",
		    "\"%s\" would have more than %d members.", name, most);
	return (err);
}

static enum err
import_body(struct db *db, void *arg, struct error *e)
{
	struct importing *im = arg;
	const char *teams = teams_json(im);
	enum err err;

	err = store_teams_import(db, teams, &im->teams, e);
	if (err == ERR_OK)
		err = insert_users(im, db, e);
	if (err == ERR_OK)
		err = check_sizes(im, db, teams, e);
	if (err == ERR_OK)
		err = store_teams_crown(db, e);
	if (err == ERR_OK)
		err = audit_add(im->s, "user.import", "users", NULL,
		    mem_printf(im->s->mem, "%zu accounts, %lld teams", im->n,
			(long long)im->teams));
	return (err);
}

static void
tell_made(struct importing *im)
{
	struct import_result *r = im->ret;
	size_t i;

	r->made = mem_array(im->s->mem, struct import_made, im->n + 1);
	for (i = 0; i < im->n; i++) {
		const struct entry *en = &im->list[i];

		r->made[i] = (struct import_made){.name = en->row.name.name,
		    .email = en->row.email != NULL ? en->row.email : "",
		    .password = en->made,
		    .team = en->team.name != NULL ? en->team.name : ""};
	}
	r->made_n = im->n;
	r->teams = (int)im->teams;
}

/* ------------------------------------------------ all of it */

static enum err
read_all(struct importing *im, const char *csv)
{
	size_t most = im->by == IMPORT_WEB ? LIMIT_IMPORT_ROWS : OPERATOR_ROWS;
	struct service *s = im->s;
	struct csv_row *rows;
	size_t i, n;
	enum err err;

	err = csv_parse(s->mem, csv, CELLS_MAX, most + 1, &rows, &n, &s->error);
	if (err != ERR_OK)
		return (err);
	if (n < 2)
		return (err_set(&s->error, ERR_INVALID, "csv",
		    "There must be a line that names the columns and one for "
		    "each account."));
	read_header(im, &rows[0]);
	if (im->ret->problems_n > 0)
		return (ERR_OK);
	im->n = n - 1;
	im->list = mem_array(s->mem, struct entry, im->n);
	for (i = 0; i < im->n; i++)
		read_line(im, &rows[i + 1], &im->list[i]);
	return (ERR_OK);
}

static int
by_line(const void *a, const void *b)
{
	const struct import_problem *x = a, *y = b;

	return (x->line - y->line);
}

static enum err
refuse(struct importing *im)
{
	struct import_result *r = im->ret;

	qsort(r->problems, r->problems_n, sizeof(*r->problems), by_line);
	return (err_set(&im->s->error, ERR_INVALID, "csv",
	    r->problems_n == 1
		? "Nothing was made: %zu thing must be put right first."
	    : r->problems_n < LIMIT_IMPORT_PROBLEMS
		? "Nothing was made: %zu things must be put right first."
		: "Nothing was made: %zu or more things must be put right "
		  "first.",
	    r->problems_n));
}

enum err
user_import(struct service *s, const char *csv, enum import_by by,
    struct import_result *ret)
{
	struct importing im = {.s = s, .by = by, .ret = ret};
	enum err err;

	*ret = (struct import_result){
	    .problems = mem_array(
		s->mem, struct import_problem, LIMIT_IMPORT_PROBLEMS)};
	err = read_all(&im, csv);
	if (err != ERR_OK)
		return (err);
	if (ret->problems_n == 0) {
		check_twice(&im);
		check_hashes(&im);
		err = check_clashes(&im);
	}
	if (err == ERR_OK && ret->problems_n > 0)
		return (refuse(&im));
	if (err == ERR_OK)
		err = hash_all(&im);
	if (err == ERR_OK)
		err = db_transact(s->p->db, import_body, &im, &s->error);
	if (err == ERR_CONFLICT && s->error.field[0] == '\0')
		err_set(&s->error, ERR_CONFLICT, "team",
		    "A team's name looks like another's, or somebody has "
		    "taken a name just now. Nothing was made.");
	if (err != ERR_OK)
		return (err);
	log_info("user.import", LOG_STR("actor", s->actor_name),
	    LOG_INT("accounts", im.n), LOG_INT("teams", im.teams));
	tell_made(&im);
	return (ERR_OK);
}

void
user_import_csv(struct buf *b, const struct import_result *r)
{
	size_t i;

	buf_str(b, "name,email,password,team\r\n");
	for (i = 0; i < r->made_n; i++) {
		csv_str(b, r->made[i].name);
		csv_str(b, r->made[i].email);
		csv_str(b, r->made[i].password);
		csv_str(b, r->made[i].team);
		csv_end(b);
	}
}
