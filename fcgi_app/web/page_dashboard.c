/*
 * The dashboard: how things stand, the list of instances, orders for several
 * of them at once.
 */
#include "web/dashboard.h"

#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/lang.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "httpc/httpc.h"
#include "service/control.h"
#include "service/load.h"
#include "web/handlers.h"
#include "web/page.h"
#include "web/score.h"

#define PATH "/containers/dashboard"
/* A form may have LIMIT_FORM_FIELDS fields, and each row is one. */
#define ROWS       50
#define SEARCH_MAX 128
/* Of the engine's disk, in percent: below it is coloured, and the keeper ends
 * who fills it on (keeper/guard.c). */
#define ROOM_SCARCE 15
#define ROOM_SHORT  5
/* No field of a form is there twice, so the instance is in its name. */
#define WHICH "which-"

/* ------------------------------------------------ the view */

/* The direction that a column is first sorted in. */
static enum sort_direction
first_direction(enum instance_sort sort)
{
	return (sort == SORT_CREATED || sort == SORT_RENEWALS ? SORT_DOWN
							      : SORT_UP);
}

static const char *
direction_name(enum sort_direction direction)
{
	return (direction == SORT_UP ? "up" : "down");
}

/* "live" is the bare page's, and is not said in its links. */
static const char *
which_key(enum instance_which which)
{
	return (which == WHICH_LIVE ? "" : instance_which_name(which));
}

/* The view that `get` tells, a field of the query or of a form. */
static struct instance_filter
read_view(
    struct web *w, const char *(*get)(const struct web *w, const char *name))
{
	struct instance_filter f = {
	    .search = text_trim(w->mem, get(w, "search"))};
	int which = instance_which_from(get(w, "filter"));
	int sort = instance_sort_from(get(w, "sort"));
	const char *order = get(w, "order_by");

	if (strlen(f.search) > SEARCH_MAX)
		f.search = mem_strndup(w->mem, f.search, SEARCH_MAX);
	if (!text_utf8(f.search, strlen(f.search)))
		f.search = "";
	f.which = which < 0 ? WHICH_LIVE : (enum instance_which)which;
	f.sort = sort < 0 ? SORT_CREATED : (enum instance_sort)sort;
	f.direction = first_direction(f.sort);
	if (strcmp(order, "up") == 0)
		f.direction = SORT_UP;
	else if (strcmp(order, "down") == 0)
		f.direction = SORT_DOWN;
	return (f);
}

struct instance_filter
dashboard_filter(struct web *w)
{
	return (read_view(w, page_query));
}

/* ------------------------------------------------ how things stand */

static void
gib_view(struct tpl *t, const char *key, int64_t bytes)
{
	tpl_fmt(t, key, "%.1f", (double)bytes / (1024.0 * 1024 * 1024));
}

/* The engine as the keeper saw it last; nobody waits for the engine. */
static void
engine_view(struct web *w, struct tpl *page, const struct load *load)
{
	struct keeper_status st;

	if (control_status(&w->svc, &st) != ERR_OK) {
		tpl_show(page, "ENGINE_DOWN");
		tpl_str(page, "ENGINE_ERROR", err_said(&w->svc.error));
		err_clear(&w->svc.error);
		return;
	}
	if (!st.engine_ok) {
		tpl_show(page, "ENGINE_DOWN");
		tpl_str(page, "ENGINE_ERROR", st.engine_error);
		return;
	}
	tpl_show(page, "ENGINE_OK");
	tpl_str(page, "ENGINE_NAME", st.name);
	tpl_str(page, "ENGINE_VERSION", st.version);
	tpl_str(page, "ENGINE_API", st.api_version);
	tpl_show_if(page, "HAS_USAGE", st.has_usage);
	tpl_int(page, "CONTAINERS", st.running);
	tpl_int(page, "CPUS", st.cpus);
	tpl_fmt(page, "LOAD", "%.1f", st.load);
	tpl_show(page, st.load >= 0 ? "HAS_LOAD" : "NO_LOAD");
	tpl_show_if(page, "IS_BUSY", st.load > (double)st.cpus);
	tpl_fmt(page, "CPUS_PROMISED", "%.1f", (double)load->cpu_milli / 1000);
	gib_view(page, "MEMORY", st.memory_bytes);
	gib_view(page, "MEMORY_PROMISED", load->memory_mb * 1024 * 1024);
	tpl_show_if(page, "IS_OVERBOOKED",
	    st.has_usage && load->memory_mb * 1024 * 1024 > st.memory_bytes);
	tpl_fmt(
	    page, "IMAGES", "%.1f", (double)st.images_bytes / (1000.0 * 1000));
	/* the images have a page of their own */
	tpl_show_if(
	    page, "HAS_DISK", st.images_bytes >= 0 && st.disk_bytes < 0);
	tpl_show_if(page, "HAS_ROOM", st.disk_bytes >= 0);
	gib_view(page, "ROOM", st.disk_free_bytes);
	gib_view(page, "ROOM_OF", st.disk_bytes);
	tpl_int(page, "ROOM_LEFT", st.disk_left);
	tpl_show_if(page, "IS_FILLING",
	    st.disk_left < ROOM_SCARCE && st.disk_left >= ROOM_SHORT);
	tpl_show_if(
	    page, "IS_FULL", st.disk_bytes >= 0 && st.disk_left < ROOM_SHORT);
}

/* "0.4 s", "12 s", "2 min" */
static void
duration_view(struct tpl *t, const char *key, int ms)
{
	if (ms < 10000)
		tpl_fmt(t, key, tr("%.1f s"), (double)ms / 1000);
	else if (ms < 120000)
		tpl_fmt(t, key, tr("%d s"), ms / 1000);
	else
		tpl_fmt(t, key, tr("%d min"), ms / 60000);
}

static void
tiles_view(struct tpl *page, const struct load *load)
{
	const int *n = load->by_state;

	tpl_int(page, "N_RUNNING", n[INSTANCE_RUNNING]);
	tpl_int(page, "N_QUEUED", n[INSTANCE_QUEUED]);
	tpl_int(page, "N_STARTING",
	    n[INSTANCE_CREATING] + n[INSTANCE_STARTING] + n[INSTANCE_CHECKING]);
	tpl_int(page, "N_WARM", n[INSTANCE_WARM]);
	tpl_int(page, "N_STOPPING", n[INSTANCE_STOPPING]);
	tpl_int(page, "N_FAILED", load->failed);
	tpl_show_if(page, "ANY_FAILED", load->failed > 0);
	tpl_show_if(page, "ANY_QUEUED", n[INSTANCE_QUEUED] > 0);
	tpl_int(page, "TOTAL_LIVE", load->live);
	tpl_show_if(page, "HAS_LIVE", load->live > 0);
	tpl_int(page, "STARTS", load->starts);
	tpl_show(page, load->start_ms >= 0 ? "HAS_MEDIAN" : "NO_MEDIAN");
	duration_view(page, "MEDIAN", load->start_ms);
}

/* The last hour as a table, newest first, of which hour.js draws the graph. */
static void
minutes_view(struct tpl *page, const struct load *load)
{
	const struct load_minute *m;
	struct tpl *row;
	size_t i;

	for (i = load->minutes_n; i > 0; i--) {
		m = &load->minutes[i - 1];
		row = tpl_add(page, "MINUTE");
		page_time(row, "AT", "HAS_AT", m->at_us);
		tpl_int(row, "M_RUNNING", m->running);
		tpl_int(row, "M_WAITING", m->queued + m->starting);
		tpl_int(row, "M_WARM", m->warm);
		tpl_int(row, "M_FAILED", m->failed);
		tpl_int(row, "M_STARTS", m->starts);
		if (m->start_ms >= 0)
			duration_view(row, "M_MEDIAN", m->start_ms);
	}
	tpl_show(page, load->minutes_n > 0 ? "HAS_HOUR" : "NO_HOUR");
}

/* ------------------------------------------------ the list */

static void
row_view(struct web *w, struct tpl *page, const struct instance *in,
    enum instance_which which)
{
	struct tpl *row = tpl_add(page, "ROW");

	instance_view(w, row, in, instance_hostname(w, in->connection_info));
	tpl_show(
	    row, instance_which_is_past(which) ? "IS_PAST" : "IS_ORDERABLE");
	tpl_str(row, "IMAGE", in->image);
	tpl_int(row, "USER_ID", in->user.n);
	tpl_show_if(row, "HAS_USER", in->user.n != 0);
	tpl_show_if(row, "NO_USER", in->user.n == 0);
	tpl_int(row, "TEAM_ID", in->team.n);
	tpl_str(row, "TEAM", in->team_name);
	tpl_show_if(row, "HAS_TEAM", in->team.n != 0);
	tpl_str(row, "CONTAINER_ID", in->container_id);
	tpl_str(row, "ERROR_ADMIN", in->error_admin);
	tpl_show_if(row, "HAS_ERROR_ADMIN", in->error_admin[0] != '\0');
	tpl_int(row, "RENEWALS", in->renewals);
	tpl_show_if(row, "HAS_RENEWALS", !in->pool);
	tpl_int(row, "RENEWALS_MAX", in->renewals_max);
	tpl_show_if(
	    row, "HAS_RENEWALS_MAX", !in->pool && in->renewals_max >= 0);
	page_time(row, "ENDED", "HAS_ENDED", in->ended_us);
	tpl_show_if(row, "IS_OVER", !instance_is_live(in->state));
	tpl_str(row, "REASON",
	    in->end_reason == END_NONE ? ""
				       : tr(end_reason_name(in->end_reason)));
}

/* The heads of the columns that can be sorted: what a click asks for. */
static void
sorts_view(struct web *w, struct tpl *page, const struct instance_filter *f)
{
	static const char *const keys[INSTANCE_SORTS] = {
	    [SORT_CREATED] = "CREATED",
	    [SORT_CHALLENGE] = "CHALLENGE",
	    [SORT_IMAGE] = "IMAGE",
	    [SORT_OWNER] = "OWNER",
	    [SORT_STATE] = "STATE",
	    [SORT_EXPIRES] = "EXPIRES",
	    [SORT_RENEWALS] = "RENEWALS",
	};
	enum sort_direction next;
	int i;

	for (i = 0; i < INSTANCE_SORTS; i++) {
		next = first_direction((enum instance_sort)i);
		if ((enum instance_sort)i == f->sort) {
			next = f->direction == SORT_UP ? SORT_DOWN : SORT_UP;
			tpl_show(
			    page, mem_printf(w->mem, "%s_%s", keys[i],
				      f->direction == SORT_UP ? "UP" : "DOWN"));
		}
		tpl_str(page, mem_printf(w->mem, "%s_NEXT", keys[i]),
		    direction_name(next));
	}
}

static void
view_view(struct web *w, struct tpl *page, const struct instance_filter *f)
{
	static const char *const chosen[INSTANCE_WHICH] = {
	    [WHICH_LIVE] = "IN_LIVE",
	    [WHICH_QUEUED] = "IN_QUEUED",
	    [WHICH_STARTING] = "IN_STARTING",
	    [WHICH_RUNNING] = "IN_RUNNING",
	    [WHICH_WARM] = "IN_WARM",
	    [WHICH_STOPPING] = "IN_STOPPING",
	    [WHICH_FAILED] = "IN_FAILED",
	    [WHICH_ERROR] = "IN_ERROR",
	    [WHICH_ENDED] = "IN_ENDED",
	};

	tpl_show(page, chosen[f->which]);
	tpl_show(page,
	    instance_which_is_past(f->which) ? "SHOWS_PAST" : "SHOWS_LIVE");
	tpl_show(page, f->which == WHICH_LIVE && f->search[0] == '\0'
			   ? "IS_WHOLE"
			   : "IS_FILTERED");
	sorts_view(w, page, f);
	tpl_str(page, "FILTER", which_key(f->which));
	tpl_str(page, "SEARCH", f->search);
	tpl_str(page, "SORT", instance_sort_name(f->sort));
	tpl_str(page, "ORDER_BY", direction_name(f->direction));
}

static void
pager_view(
    struct tpl *page, const struct instance_filter *f, int shown, int total)
{
	tpl_int(page, "OFFSET", f->offset);
	tpl_int(page, "TOTAL", total);
	tpl_int(page, "FROM", shown > 0 ? f->offset + 1 : 0);
	tpl_int(page, "TO", f->offset + shown);
	tpl_int(page, "PREVIOUS", f->offset > ROWS ? f->offset - ROWS : 0);
	tpl_show_if(page, "HAS_PREVIOUS", f->offset > 0);
	tpl_int(page, "NEXT", f->offset + ROWS);
	tpl_show_if(page, "HAS_NEXT", f->offset + shown < total);
	tpl_show_if(page, "HAS_MORE", shown < total);
}

/* What the orders of the form before this page have done. */
static void
outcome_view(struct web *w, struct tpl *page)
{
	int what = instance_bulk_from(page_query(w, "ordered"));
	static const char *const sections[INSTANCE_BULKS] = {
	    [BULK_STOP] = "HAS_STOPPED",
	    [BULK_RENEW] = "HAS_RENEWED",
	    [BULK_REMOVE] = "HAS_REMOVED",
	};
	int64_t done, skipped;

	if (what < 0 ||
	    text_int(page_query(w, "done"), 0, LIMIT_FORM_FIELDS, &done) !=
		ERR_OK ||
	    text_int(page_query(w, "skipped"), 0, LIMIT_FORM_FIELDS,
		&skipped) != ERR_OK)
		return;
	tpl_show(page, "HAS_OUTCOME");
	tpl_int(page, "DONE", done);
	tpl_int(page, "SKIPPED", skipped);
	tpl_show_if(page, sections[what], done > 0);
	tpl_show_if(page, "HAS_SKIPPED", skipped > 0);
	tpl_show_if(page, "HAS_NONE", done == 0 && skipped == 0);
}

enum err
page_dashboard(struct web *w)
{
	struct instance_filter f = dashboard_filter(w);
	struct tpl *page = page_new(w, tr("Dashboard"), "DASHBOARD");
	struct instance *list;
	struct load load;
	int total;
	size_t i, n;
	enum err err;

	f.limit = ROWS;
	f.offset = page_offset(w);
	err = instance_list(&w->svc, &f, &list, &n, &total);
	if (err == ERR_OK)
		err = load_read(&w->svc, &load);
	if (err != ERR_OK)
		return (err);
	tiles_view(page, &load);
	minutes_view(page, &load);
	engine_view(w, page, &load);
	view_view(w, page, &f);
	for (i = 0; i < n; i++)
		row_view(w, page, &list[i], f.which);
	tpl_show(page, n > 0 ? "IS_FULL" : "IS_EMPTY");
	pager_view(page, &f, (int)n, total);
	outcome_view(w, page);
	return (page_send(w, page, "dashboard.tpl", 200));
}

/* ------------------------------------------------ for a spreadsheet */

static void
csv_time(struct buf *out, int64_t us)
{
	char iso[CLOCK_ISO_SIZE] = "";

	if (us != 0)
		clock_iso(us, iso);
	csv_str(out, iso);
}

static const char *
endpoints_text(struct web *w, const struct instance *in)
{
	const char *host = instance_hostname(w, in->connection_info);
	const char *text = "";
	int i;

	for (i = 0; i < in->endpoints_n; i++)
		text = mem_printf(w->mem, "%s%s%s", text, i > 0 ? " " : "",
		    instance_endpoint_text(w->mem, &in->endpoints[i], host));
	return (text);
}

static void
csv_row(struct web *w, struct buf *out, const struct instance *in)
{
	csv_str(out, in->public_id);
	csv_str(out, in->challenge_name);
	csv_str(out, in->image);
	csv_str(out, in->user_name);
	csv_str(out, in->team_name);
	csv_str(out, instance_state_name(instance_shown_state(in)));
	csv_str(out, endpoints_text(w, in));
	csv_time(out, in->requested_us);
	csv_time(out, in->ready_us);
	csv_time(out, in->expires_us);
	csv_time(out, in->ended_us);
	csv_int(out, in->renewals);
	csv_str(out,
	    in->end_reason == END_NONE ? "" : end_reason_name(in->end_reason));
	csv_str(out, in->error_admin);
	csv_str(out, in->container_id);
	csv_end(out);
}

enum err
page_dashboard_csv(struct web *w)
{
	static const char *const columns[] = {"Instance", "Challenge", "Image",
	    "Player", "Team", "State", "Endpoints", "Created", "Ready",
	    "Expires", "Ended", "Renewals", "End reason", "Error", "Container"};
	struct buf *out = buf_new(w->mem, LIMIT_RESPONSE);
	struct instance_filter f = dashboard_filter(w);
	struct instance *list;
	size_t i, n;
	int total;
	enum err err;

	f.limit = LIMIT_EXPORT;
	err = instance_list(&w->svc, &f, &list, &n, &total);
	if (err != ERR_OK)
		return (err);
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		csv_str(out, columns[i]);
	csv_end(out);
	for (i = 0; i < n; i++)
		csv_row(w, out, &list[i]);
	return (score_send_csv(w, "instances.csv", out));
}

/* ------------------------------------------------ orders */

/* Back to the page that the form was on, with what was done. */
static enum err
go_back(struct web *w, enum instance_bulk what, const struct bulk_result *r)
{
	struct instance_filter f = read_view(w, page_field);
	int64_t offset = 0;

	if (text_int(page_field(w, "offset"), 0, INT32_MAX, &offset) != ERR_OK)
		offset = 0;
	return (page_go(w,
	    mem_printf(w->mem,
		PATH "?filter=%s&search=%s&sort=%s&order_by=%s&offset=%d"
		     "&ordered=%s&done=%d&skipped=%d",
		which_key(f.which), httpc_encode(w->mem, f.search),
		instance_sort_name(f.sort), direction_name(f.direction),
		(int)offset, instance_bulk_name(what), r->done, r->skipped)));
}

/* The ids whose boxes are ticked. */
static size_t
ticked_ids(struct web *w, const char ***ret)
{
	size_t i, n = 0, fields = http_form_size(w->form);
	const char **ids = mem_array(w->mem, const char *, fields + 1);
	const struct http_field *field;

	for (i = 0; i < fields; i++) {
		field = http_form_at(w->form, i);
		if (text_starts(field->name, WHICH))
			ids[n++] = field->name + strlen(WHICH);
	}
	*ret = ids;
	return (n);
}

/* The ids of the whole list that the form was on, page or not. */
static enum err
listed_ids(struct web *w, const char ***ret, size_t *ret_n)
{
	struct instance_filter f = read_view(w, page_field);
	struct instance *list;
	const char **ids;
	size_t i;
	int total;
	enum err err;

	f.limit = LIMIT_EXPORT;
	err = instance_list(&w->svc, &f, &list, ret_n, &total);
	if (err != ERR_OK)
		return (err);
	ids = mem_array(w->mem, const char *, *ret_n + 1);
	for (i = 0; i < *ret_n; i++)
		ids[i] = list[i].public_id;
	*ret = ids;
	return (ERR_OK);
}

enum err
page_dashboard_orders(struct web *w)
{
	int what = instance_bulk_from(page_field(w, "order"));
	struct bulk_result result = {0};
	const char **ids;
	size_t n = 0;
	enum err err = ERR_OK;

	if (what < 0)
		return (err_set(&w->svc.error, ERR_INVALID, "order",
		    "must be stop, renew or remove"));
	if (page_field(w, "all")[0] != '\0')
		err = listed_ids(w, &ids, &n);
	else
		n = ticked_ids(w, &ids);
	if (err == ERR_OK)
		err = instance_bulk(
		    &w->svc, (enum instance_bulk)what, ids, n, &result);
	if (err != ERR_OK)
		return (err);
	return (go_back(w, (enum instance_bulk)what, &result));
}

enum err
page_dashboard_kill(struct web *w)
{
	struct instance *in;
	enum err err = instance_kill(&w->svc, w->key, &in);

	return (err == ERR_OK ? page_go(w, PATH) : err);
}

enum err
page_dashboard_purge(struct web *w)
{
	int count;
	enum err err = instance_purge(&w->svc, &count);

	return (err == ERR_OK ? page_go(w, PATH) : err);
}
