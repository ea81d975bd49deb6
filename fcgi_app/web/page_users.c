/*
 * Accounts for admins: the list, one of them, and many at once.
 */
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/accounts.h"
#include "service/teams.h"
#include "web/handlers.h"
#include "web/page.h"

#define LIST "/containers/admin/users"

/* ------------------------------------------------ the list */

void
page_people_filter(struct web *w, struct tpl *page, const char *const *words)
{
	const char *chosen = page_query(w, "only");
	struct tpl *option;

	tpl_str(page, "ONLY", chosen);
	for (; *words != NULL; words++) {
		option = tpl_add(page, "ONLY_OPTION");
		tpl_str(option, "WORD", *words);
		tpl_str(option, "WORD_SAID", tr(*words));
		tpl_show_if(option, "CHOSEN", strcmp(*words, chosen) == 0);
	}
	tpl_show_if(page, "IS_FILTERED",
	    chosen[0] != '\0' || page_query(w, "search")[0] != '\0');
}

struct people_query
page_people_query(struct web *w)
{
	return ((struct people_query){.search = page_query(w, "search"),
	    .only = page_query(w, "only"),
	    .view = PEOPLE_ADMIN,
	    .offset = page_offset(w),
	    .limit = LIMIT_PAGE});
}

static void
list_row(struct tpl *page, const struct account *a)
{
	struct tpl *row = tpl_add(page, "ROW");

	tpl_int(row, "ID", a->id.n);
	tpl_str(row, "NAME", a->name);
	tpl_str(row, "EMAIL", a->email);
	tpl_int(row, "TEAM_ID", a->team.n);
	tpl_str(row, "TEAM_NAME", a->team_name);
	tpl_show_if(row, "HAS_TEAM", a->team.n != 0);
	tpl_str(row, "BRACKET", a->bracket);
	tpl_show_if(row, "HAS_MARKS",
	    a->role == ROLE_ADMIN || a->banned || a->hidden || a->verified);
	tpl_show_if(row, "IS_ADMIN_ROLE", a->role == ROLE_ADMIN);
	tpl_show_if(row, "IS_BANNED", a->banned);
	tpl_show_if(row, "IS_HIDDEN", a->hidden);
	tpl_show_if(row, "IS_VERIFIED", a->verified);
	page_time(row, "CREATED", "HAS_CREATED", a->created_us);
}

enum err
page_users(struct web *w)
{
	struct people_query q = page_people_query(w);
	struct tpl *page = page_new(w, tr("Accounts"), "USERS");
	struct account *list;
	size_t i, n;
	int total;
	enum err err;

	err = user_list(&w->svc, &q, &list, &n, &total);
	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n; i++)
		list_row(page, &list[i]);
	tpl_show(page, n > 0 ? "IS_FULL" : "IS_EMPTY");
	page_people_filter(w, page, users_only);
	page_pager(w, page, (int)q.offset, (int)n, total);
	return (page_send(w, page, "users.tpl", 200));
}

enum err
page_people_csv(struct web *w, people_export_fn export, const char *file)
{
	struct people_query q = page_people_query(w);
	const char *text;
	size_t len;
	enum err err = export(&w->svc, &q, &text, &len);

	if (err != ERR_OK)
		return (err);
	http_header(w->http, "Content-Disposition",
	    mem_printf(w->mem, "attachment; filename=\"%s\"", file));
	http_send(w->http, 200, "text/csv; charset=utf-8", text, len);
	return (ERR_OK);
}

enum err
page_users_csv(struct web *w)
{
	return (page_people_csv(w, user_export, "users.csv"));
}

/* ------------------------------------------------ one of them */

/* What the form says; the password only where one was typed. */
static enum err
read_form(struct web *w, struct user_change *c)
{
	const char *team = page_field(w, "team");
	int role = role_from(page_field(w, "role"));

	*c = (struct user_change){.name = page_field(w, "name"),
	    .email = page_field(w, "email"),
	    .bracket = page_field(w, "bracket"),
	    .has_role = true,
	    .has_banned = true,
	    .has_hidden = true,
	    .has_verified = true,
	    .has_team = true,
	    .banned = page_ticked(w, "banned"),
	    .hidden = page_ticked(w, "hidden"),
	    .verified = page_ticked(w, "verified"),
	    .end_sessions = page_ticked(w, "end_sessions"),
	    .end_tokens = page_ticked(w, "end_tokens")};
	if (page_field(w, "password")[0] != '\0')
		c->password = page_field(w, "password");
	if (role < 0)
		return (err_set(&w->svc.error, ERR_INVALID, "role",
		    "must be player or admin"));
	c->role = (enum role)role;
	if (team[0] == '\0')
		return (ERR_OK);
	return (team_by_name(&w->svc, team, &c->team));
}

/* `a` may be NULL: a new account. */
static void
form_fill(struct web *w, struct tpl *page, const struct account *a)
{
	static const struct account nobody = {
	    .name = "", .email = "", .team_name = "", .bracket = ""};
	const char *role;

	if (a == NULL)
		a = &nobody;
	role = page_value(w, "role", role_name(a->role));
	tpl_str(page, "NAME", page_value(w, "name", a->name));
	tpl_str(page, "EMAIL", page_value(w, "email", a->email));
	tpl_str(page, "TEAM", page_value(w, "team", a->team_name));
	tpl_show(
	    page, role_from(role) == ROLE_ADMIN ? "ROLE_ADMIN" : "ROLE_PLAYER");
	tpl_show_if(page, "BANNED", page_box(w, "banned", a->banned));
	tpl_show_if(page, "HIDDEN", page_box(w, "hidden", a->hidden));
	tpl_show_if(page, "VERIFIED", page_box(w, "verified", a->verified));
	page_brackets(w, page, page_value(w, "bracket", a->bracket));
}

static enum err
form_show(struct web *w, const struct account *a, enum err why)
{
	struct tpl *page =
	    page_new(w, a != NULL ? a->name : tr("New account"), "USERS");

	form_fill(w, page, a);
	tpl_show(page, a != NULL ? "IS_EDIT" : "IS_NEW");
	if (a != NULL) {
		tpl_int(page, "ID", a->id.n);
		tpl_str(page, "ACCOUNT_NAME", a->name);
		page_time(page, "CREATED", "HAS_CREATED", a->created_us);
		tpl_show_if(page, "IS_SELF", a->id.n == w->me->id.n);
		tpl_show_if(page, "IS_OTHER", a->id.n != w->me->id.n);
	}
	return (page_send_form(w, page, "user_form.tpl", why));
}

enum err
page_user_new(struct web *w)
{
	return (form_show(w, NULL, ERR_OK));
}

/* The password that we made is shown this once. */
static enum err
show_made(struct web *w, const struct account *a, const char *password)
{
	struct tpl *page = page_new(w, tr("Account made"), "USERS");

	tpl_int(page, "ID", a->id.n);
	tpl_str(page, "NAME", a->name);
	tpl_str(page, "PASSWORD", password);
	return (page_send(w, page, "user_made.tpl", 200));
}

enum err
page_user_new_post(struct web *w)
{
	char password[MADE_PASSWORD_SIZE];
	struct user_change c;
	struct account *a;
	enum err err;

	err = read_form(w, &c);
	if (err == ERR_OK)
		err = user_create(&w->svc, &c, &a, password);
	if (page_error_is_mendable(err))
		return (form_show(w, NULL, err));
	if (err != ERR_OK)
		return (err);
	if (password[0] != '\0')
		return (show_made(w, a, password));
	return (page_go(w, LIST));
}

enum err
page_user_edit(struct web *w)
{
	struct account *a;
	enum err err;

	err = user_get(&w->svc, (struct user_id){w->id}, PEOPLE_ADMIN, &a);
	return (err != ERR_OK ? err : form_show(w, a, ERR_OK));
}

/* The form once more, with what went wrong. */
static enum err
form_again(struct web *w, enum err why)
{
	struct error said = w->svc.error;
	struct account *a;
	enum err err;

	err = user_get(&w->svc, (struct user_id){w->id}, PEOPLE_ADMIN, &a);
	if (err != ERR_OK)
		return (err);
	w->svc.error = said;
	return (form_show(w, a, why));
}

enum err
page_user_edit_post(struct web *w)
{
	struct user_change c;
	struct account *a;
	enum err err;

	err = read_form(w, &c);
	if (err == ERR_OK)
		err = user_update(&w->svc, (struct user_id){w->id}, &c, &a);
	if (page_error_is_mendable(err))
		return (form_again(w, err));
	return (err != ERR_OK ? err : page_go(w, LIST));
}

enum err
page_user_delete_post(struct web *w)
{
	enum err err = user_delete(&w->svc, (struct user_id){w->id});

	return (err != ERR_OK ? err : page_go(w, LIST));
}

/* ------------------------------------------------ many at once */

static enum err
import_show(struct web *w, const struct import_result *r, enum err why)
{
	struct tpl *page = page_new(w, tr("Import accounts"), "USERS"), *row;
	size_t i;

	tpl_str(page, "CSV", page_field(w, "csv"));
	tpl_int(page, "ROWS_MAX", LIMIT_IMPORT_ROWS);
	tpl_int(page, "HASHES_MAX", LIMIT_IMPORT_HASHES);
	tpl_show_if(page, "HAS_PROBLEMS", r != NULL && r->problems_n > 0);
	for (i = 0; r != NULL && i < r->problems_n; i++) {
		row = tpl_add(page, "PROBLEM");
		tpl_int(row, "LINE", r->problems[i].line);
		tpl_show_if(row, "HAS_LINE", r->problems[i].line > 0);
		tpl_str(row, "MESSAGE", r->problems[i].message);
	}
	return (page_send_form(w, page, "users_import.tpl", why));
}

enum err
page_users_import(struct web *w)
{
	return (import_show(w, NULL, ERR_OK));
}

/* The accounts and the passwords that we made, to hand out. */
static enum err
show_imported(struct web *w, const struct import_result *r)
{
	struct tpl *page = page_new(w, tr("Accounts made"), "USERS");
	struct buf *b = buf_new(w->mem, LIMIT_RESPONSE / 4);

	user_import_csv(b, r);
	tpl_int(page, "MADE", (int64_t)r->made_n);
	tpl_int(page, "TEAMS", r->teams);
	tpl_show_if(page, "HAS_TEAMS", r->teams > 0);
	tpl_str(page, "CSV", buf_data(b));
	return (page_send(w, page, "users_made.tpl", 200));
}

/* The file if one was chosen, else the text. */
static enum err
import_text(struct web *w, const char **ret)
{
	const struct http_file *file = http_form_file(w->form, "csv_file");

	*ret = page_field(w, "csv");
	if (file == NULL)
		return (ERR_OK);
	if (!text_utf8(file->data, file->len))
		return (err_set(&w->svc.error, ERR_INVALID, NULL,
		    "The file is not text in UTF-8. Save it as CSV in that "
		    "encoding."));
	*ret = mem_strndup(w->mem, file->data, file->len);
	return (ERR_OK);
}

enum err
page_users_import_post(struct web *w)
{
	struct import_result r = {0};
	const char *csv;
	enum err err;

	err = import_text(w, &csv);
	if (err == ERR_OK)
		err = user_import(&w->svc, csv, IMPORT_WEB, &r);
	if (page_error_is_mendable(err))
		return (import_show(w, &r, err));
	return (err != ERR_OK ? err : show_imported(w, &r));
}
