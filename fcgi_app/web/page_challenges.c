#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/challenge_input.h"
#include "service/challenges.h"
#include "service/control.h"
#include "web/handlers.h"
#include "web/page.h"

enum err
page_challenges(struct web *w)
{
	struct tpl *page = page_new(w, tr("Challenges"), "CHALLENGES"), *row;
	struct challenge *list;
	size_t i, n;
	enum err err;

	err = challenge_list(&w->svc, VIEW_ADMIN, &list, &n);
	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n; i++) {
		/* the list is in the order of categories */
		if (i == 0 || strcmp(list[i].category, list[i - 1].category))
			tpl_str(tpl_add(page, "CATEGORY_OPTION"),
			    "CATEGORY_VALUE", list[i].category);
		row = tpl_add(page, "ROW");
		tpl_int(row, "ID", list[i].id.n);
		tpl_int(row, "SOLVES", list[i].solves);
		tpl_str(row, "NAME", list[i].name);
		tpl_str(row, "CATEGORY", list[i].category);
		tpl_str(row, "IMAGE", list[i].image);
		tpl_show_if(row, "HAS_IMAGE", list[i].image[0] != '\0');
		tpl_int(row, "VALUE", list[i].value);
		tpl_str(row, "CHALLENGE_STATE",
		    tr(challenge_state_name(list[i].state)));
		tpl_show_if(
		    row, "IS_HIDDEN", list[i].state == CHALLENGE_HIDDEN);
	}
	tpl_show_if(page, "IS_EMPTY", n == 0);
	tpl_show_if(page, "IS_FULL", n > 0);
	return (page_send(w, page, "challenges.tpl", 200));
}

/* ------------------------------------------------ the form */

/* The ports as the form's text: "8080/http Label" per line. */
static const char *
ports_text(void *mem, const struct challenge *c)
{
	struct buf *b = buf_new(mem, 8192);
	int i;

	for (i = 0; i < c->ports_n; i++)
		buf_printf(b, "%s%d/%s%s%s", i > 0 ? "\n" : "",
		    c->ports[i].port, endpoint_kind_name(c->ports[i].kind),
		    c->ports[i].label[0] != '\0' ? " " : "", c->ports[i].label);
	return (buf_data(b));
}

/* "3, 5" */
static const char *
requires_text(void *mem, const struct challenge *c)
{
	struct buf *b = buf_new(mem, 8192);
	int i;

	for (i = 0; i < c->requires_n; i++)
		buf_printf(
		    b, "%s%lld", i > 0 ? ", " : "", (long long)c->requires[i]);
	return (buf_data(b));
}

static const char *
number_text(void *mem, int n, int dflt)
{
	return (n == dflt ? "" : mem_printf(mem, "%d", n));
}

/* What a field shows: as sent if the form came back, as stored otherwise. */
static const char *
shown(struct web *w, const char *field, const char *stored)
{
	const char *sent = NULL;

	if (w->form != NULL)
		sent = http_form_get(w->form, field);
	return (sent != NULL ? sent : stored);
}

static void
choice_view(struct tpl *page, const char *chosen, const char *const *values,
    const char *const *sections, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		tpl_show_if(page, sections[i], strcmp(values[i], chosen) == 0);
}

static void
choices_fill(struct web *w, struct tpl *page, const struct challenge *c)
{
	static const char *const states[] = {"visible", "hidden"};
	static const char *const state_marks[] = {
	    "STATE_VISIBLE", "STATE_HIDDEN"};
	static const char *const types[] = {"container", "standard"};
	static const char *const type_marks[] = {
	    "TYPE_CONTAINER", "TYPE_STANDARD"};
	static const char *const functions[] = {
	    "static", "linear", "logarithmic"};
	static const char *const function_marks[] = {
	    "FUNCTION_STATIC", "FUNCTION_LINEAR", "FUNCTION_LOGARITHMIC"};

	static const char *const logics[] = {"any", "all"};
	static const char *const logic_marks[] = {"LOGIC_ANY", "LOGIC_ALL"};

	choice_view(page,
	    shown(w, "flag_logic", flag_logic_name(c->flag_logic)), logics,
	    logic_marks, 2);
	choice_view(page, shown(w, "state", challenge_state_name(c->state)),
	    states, state_marks, 2);
	choice_view(page, shown(w, "type", challenge_type_name(c->type)), types,
	    type_marks, 2);
	choice_view(page,
	    shown(w, "function", score_function_name(c->function)), functions,
	    function_marks, 3);
}

static void
form_fill(struct web *w, struct tpl *page, const struct challenge *c)
{
	void *m = w->mem;
	const struct {
		const char *marker, *field, *stored;
	} fields[] = {
	    {"NAME", "name", c->name},
	    {"CATEGORY", "category", c->category},
	    {"DESCRIPTION", "description", c->description},
	    {"CONNECTION_INFO", "connection_info", c->connection_info},
	    {"VALUE", "value", mem_printf(m, "%d", c->value)},
	    {"INITIAL", "initial", mem_printf(m, "%d", c->initial)},
	    {"MINIMUM", "minimum", mem_printf(m, "%d", c->minimum)},
	    {"DECAY", "decay", mem_printf(m, "%d", c->decay)},
	    {"MAX_ATTEMPTS", "max_attempts",
		number_text(m, c->max_attempts, 0)},
	    {"TAGS", "tags", c->tags},
	    {"REQUIRES", "requires", requires_text(m, c)},
	    {"NEXT_ID", "next_id",
		c->next.n == 0 ? ""
			       : mem_printf(m, "%lld", (long long)c->next.n)},
	    {"STOP_ON_SOLVE", "stop_on_solve_min",
		number_text(m, c->stop_on_solve_min, -1)},
	    {"IMAGE", "image", c->image},
	    {"PORTS", "ports", ports_text(m, c)},
	    {"COMMAND", "command", c->command},
	    {"VOLUMES", "volumes", c->volumes},
	    {"MEMORY_MB", "memory_mb", number_text(m, c->memory_mb, 0)},
	    {"CPU", "cpu",
		c->cpu_milli == 0
		    ? ""
		    : mem_printf(m, "%d.%03d", c->cpu_milli / 1000,
			  c->cpu_milli % 1000)},
	    {"PIDS", "pids", number_text(m, c->pids, 0)},
	    {"LIFETIME_MIN", "lifetime_min",
		number_text(m, c->lifetime_min, 0)},
	    {"RENEWALS_MAX", "renewals_max",
		number_text(m, c->renewals_max, -1)},
	    {"WARM", "warm", number_text(m, c->warm, 0)},
	    {"FLAG_TEMPLATE", "flag_template", c->flag_template},
	    {"FLAG_ENV", "flag_env", c->flag_env},
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		tpl_str(page, fields[i].marker,
		    shown(w, fields[i].field, fields[i].stored));
	choices_fill(w, page, c);
}

/* The engine's images, to choose from; without the keeper a warning. */
static void
images_fill(struct web *w, struct tpl *page)
{
	struct image_info *images;
	size_t i, n;

	if (control_images(&w->svc, &images, &n) != ERR_OK) {
		tpl_show(page, "NO_IMAGES");
		tpl_str(page, "IMAGES_ERROR", err_said(&w->svc.error));
		return;
	}
	for (i = 0; i < n; i++)
		tpl_str(tpl_add(page, "IMAGE_OPTION"), "TAG", images[i].tag);
}

static enum err
form_show(struct web *w, const struct challenge *c, enum err why)
{
	bool fresh = c->id.n == 0;
	struct tpl *page;

	page = page_new(w, fresh ? tr("New challenge") : tr("Edit challenge"),
	    "CHALLENGES");
	if (why != ERR_OK)
		page_show_error(w, page);
	tpl_show_if(page, "IS_SAVED", strcmp(page_query(w, "saved"), "1") == 0);
	tpl_str(page, "TAB", page_field(w, "tab"));
	form_fill(w, page, c);
	containment_view(w, page, c);
	images_fill(w, page);
	tpl_int(page, "ID", c->id.n);
	tpl_show_if(page, "IS_NEW", fresh);
	tpl_show_if(page, "IS_EDIT", !fresh);
	tpl_show_if(
	    page, "CAN_TEST", !fresh && c->type == CHALLENGE_CONTAINER);
	if (!fresh && (test_view(w, page, c) != ERR_OK ||
			  flag_admin_view(w, page, c) != ERR_OK ||
			  hint_admin_view(w, page, c) != ERR_OK ||
			  files_view(w, page, c, "files_admin.tpl") != ERR_OK))
		return (ERR_UNAVAILABLE);
	return (page_send(w, page, "challenge_form.tpl",
	    why == ERR_OK ? 200 : page_error_status(why)));
}

/* Fields of the form that are not the challenge's. */
static bool
is_for_us(const char *name)
{
	return (strcmp(name, "nonce") == 0 || strcmp(name, "tab") == 0);
}

/* The form's fields but ours, as the service takes them. */
static size_t
form_fields(struct web *w, struct challenge_field **ret)
{
	size_t i, n = http_form_size(w->form), out = 0;
	const struct http_field *f;

	*ret = mem_array(w->mem, struct challenge_field, n + 1);
	for (i = 0; i < n; i++) {
		f = http_form_at(w->form, i);
		if (is_for_us(f->name))
			continue;
		(*ret)[out].name = f->name;
		(*ret)[out].value = f->value;
		out++;
	}
	return (out);
}

/* Back to the form, in the tab that was open. */
static enum err
go_to_form(struct web *w, struct challenge_id id)
{
	static const char *const tabs[] = {
	    "text", "container", "flags", "scoring", "files"};
	const char *tab = page_field(w, "tab");
	size_t i, n = sizeof(tabs) / sizeof(tabs[0]);

	for (i = 0; i < n && strcmp(tabs[i], tab) != 0; i++)
		;
	return (page_go(w,
	    mem_printf(w->mem, "/containers/admin/challenges/%lld?saved=1%s%s",
		(long long)id.n, i < n ? "#" : "", i < n ? tabs[i] : "")));
}

static bool
input_error(enum err err)
{
	return (
	    err == ERR_INVALID || err == ERR_TOO_LARGE || err == ERR_CONFLICT);
}

enum err
page_challenge_new(struct web *w)
{
	return (form_show(w, challenge_default(w->mem), ERR_OK));
}

enum err
page_challenge_new_post(struct web *w)
{
	struct challenge_field *fields;
	size_t n = form_fields(w, &fields);
	struct challenge *c;
	enum err err;

	err = challenge_create(&w->svc, fields, n, &c);
	if (input_error(err))
		return (form_show(w, challenge_default(w->mem), err));
	if (err != ERR_OK)
		return (err);
	return (go_to_form(w, c->id));
}

enum err
page_challenge_edit(struct web *w)
{
	struct challenge_id id = {w->id};
	struct challenge *c;
	enum err err = challenge_get(&w->svc, id, VIEW_ADMIN, &c);

	return (err == ERR_OK ? form_show(w, c, ERR_OK) : err);
}

enum err
page_challenge_edit_post(struct web *w)
{
	struct challenge_field *fields;
	size_t n = form_fields(w, &fields);
	struct challenge_id id = {w->id};
	struct error said;
	struct challenge *c;
	enum err err, found;

	err = challenge_update(&w->svc, id, fields, n, &c);
	if (input_error(err)) {
		said = w->svc.error;
		found = challenge_get(&w->svc, id, VIEW_ADMIN, &c);
		if (found != ERR_OK)
			return (found);
		w->svc.error = said;
		return (form_show(w, c, err));
	}
	if (err != ERR_OK)
		return (err);
	return (go_to_form(w, c->id));
}

enum err
page_challenge_delete_post(struct web *w)
{
	struct challenge_id id = {w->id};
	enum err err = challenge_delete(&w->svc, id);

	if (err != ERR_OK)
		return (err);
	return (page_go(w, "/containers/admin/challenges"));
}

/* ------------------------------------------------ copies, many states */

enum err
page_challenge_clone_post(struct web *w)
{
	struct challenge_id id = {w->id};
	struct challenge *c;
	enum err err = challenge_clone(&w->svc, id, &c);

	if (err != ERR_OK)
		return (err);
	return (
	    page_go(w, mem_printf(w->mem, "/containers/admin/challenges/%lld",
			   (long long)c->id.n)));
}

/* Of one category, or all: the form's "which" is "all" or "in:CATEGORY". */
enum err
page_challenges_state_post(struct web *w)
{
	int state = challenge_state_from(page_field(w, "state")), changed;
	const char *which = page_field(w, "which");
	struct challenge *list;
	size_t i, n, chosen = 0;
	int64_t *ids;
	enum err err;

	if (state < 0 ||
	    (strcmp(which, "all") != 0 && !text_starts(which, "in:")))
		return (err_set(&w->svc.error, ERR_INVALID, "state",
		    "choose which challenges, and hidden or visible"));
	err = challenge_list(&w->svc, VIEW_ADMIN, &list, &n);
	if (err != ERR_OK)
		return (err);
	ids = mem_array(w->mem, int64_t, n + 1);
	for (i = 0; i < n; i++)
		if (which[0] == 'a' || strcmp(list[i].category, which + 3) == 0)
			ids[chosen++] = list[i].id.n;
	err = challenge_set_state(
	    &w->svc, ids, chosen, (enum challenge_state)state, &changed);
	if (err != ERR_OK)
		return (err);
	return (page_go(w, "/containers/admin/challenges"));
}
