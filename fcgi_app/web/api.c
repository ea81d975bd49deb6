#include "web/api.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

struct json_writer *
api_begin(struct web *w)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_begin_object(jw);
	json_set_bool(jw, "success", true);
	json_key(jw, "data");
	return (jw);
}

enum err
api_end(struct web *w, struct json_writer *jw)
{
	json_end_object(jw);
	return (web_json(w, 200, jw));
}

enum err
api_done(struct web *w)
{
	struct json_writer *jw = json_writer_new(w->mem);

	json_begin_object(jw);
	json_set_bool(jw, "success", true);
	json_end_object(jw);
	return (web_json(w, 200, jw));
}

/* A positive number, or digits in a string as CTFd's own page sends it. */
enum err
api_id(struct web *w, const char *field, int64_t *ret)
{
	const struct json *value = json_get(w->json, field);
	const char *text = json_string(value);
	int64_t n = json_int(value, 0);

	if (text != NULL && text_int(text, 1, INT64_MAX, &n) != ERR_OK)
		n = 0;
	if (n <= 0)
		return (err_set(&w->svc.error, ERR_INVALID, field,
		    "must be a positive whole number"));
	*ret = n;
	return (ERR_OK);
}

/* ------------------------------------------------ times */

void
api_set_time(struct json_writer *jw, const char *key, int64_t us)
{
	char iso[CLOCK_ISO_SIZE];

	if (us == 0) {
		json_set_null(jw, key);
		return;
	}
	clock_iso(us, iso);
	json_set_string(jw, key, iso);
}

/* A day, "2026-12-31", as its first instant; false if there is no such day. */
static bool
read_day(void *mem, const char *text, int64_t *ret_us)
{
	struct tm tm = {0}, check;
	int64_t year, month, day;
	time_t t;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    text_int(mem_strndup(mem, text, 4), 1970, 9999, &year) != ERR_OK ||
	    text_int(mem_strndup(mem, text + 5, 2), 1, 12, &month) != ERR_OK ||
	    text_int(text + 8, 1, 31, &day) != ERR_OK)
		return (false);
	tm.tm_year = (int)year - 1900;
	tm.tm_mon = (int)month - 1;
	tm.tm_mday = (int)day;
	t = timegm(&tm);
	/* timegm() makes March 2 of February 30 */
	if (gmtime_r(&t, &check) == NULL || check.tm_mday != (int)day)
		return (false);
	*ret_us = (int64_t)t * USEC_PER_SEC;
	return (true);
}

enum err
api_expiration(struct web *w, const char *text, int64_t *ret_us)
{
	int64_t now_us, us;
	enum err err;

	*ret_us = 0;
	if (text[0] == '\0')
		return (ERR_OK);
	if (!read_day(w->mem, text, &us))
		return (err_set(&w->svc.error, ERR_INVALID, "expiration",
		    "must be a day such as 2026-12-31"));
	err = service_now(&w->svc, &now_us);
	if (err != ERR_OK)
		return (err);
	if (us <= now_us)
		return (err_set(&w->svc.error, ERR_INVALID, "expiration",
		    "must be in the future"));
	*ret_us = us;
	return (ERR_OK);
}

/* ------------------------------------------------ the body */

enum err
api_text(struct web *w, const char *key, const char **ret)
{
	const struct json *j = json_get(w->json, key);

	if (j == NULL)
		return (ERR_OK);
	if (json_string(j) == NULL)
		return (
		    err_set(&w->svc.error, ERR_INVALID, key, "must be text"));
	*ret = json_string(j);
	return (ERR_OK);
}

enum err
api_bool(struct web *w, const char *key, bool *ret_has, bool *ret)
{
	const struct json *j = json_get(w->json, key);

	if (ret_has != NULL)
		*ret_has = j != NULL;
	if (j == NULL)
		return (ERR_OK);
	if (!json_is(j, JSON_BOOL))
		return (err_set(
		    &w->svc.error, ERR_INVALID, key, "must be true or false"));
	*ret = json_bool(j, false);
	return (ERR_OK);
}

enum err
api_optional_id(struct web *w, const char *key, bool *ret_has, int64_t *ret)
{
	const struct json *j = json_get(w->json, key);

	if (ret_has != NULL)
		*ret_has = j != NULL;
	if (j == NULL)
		return (ERR_OK);
	if (json_is(j, JSON_NULL)) {
		*ret = 0;
		return (ERR_OK);
	}
	if (!json_is(j, JSON_INT) || json_int(j, 0) < 1)
		return (
		    err_set(&w->svc.error, ERR_INVALID, key, "must be an id"));
	*ret = json_int(j, 0);
	return (ERR_OK);
}

/* ------------------------------------------------ pages */

#define PER_PAGE 50
#define PAGE_MAX 10000000

static enum err
read_number(
    struct web *w, const char *key, int64_t max, int64_t dflt, int64_t *ret)
{
	const char *text = http_form_get(w->query, key);

	*ret = dflt;
	if (text != NULL && text_int(text, 1, max, ret) != ERR_OK)
		return (err_set(&w->svc.error, ERR_INVALID, key,
		    "must be a whole number from 1 to %lld", (long long)max));
	return (ERR_OK);
}

enum err
api_paging(struct web *w, struct api_paging *ret)
{
	int64_t per_page;
	enum err err;

	err = read_number(w, "page", PAGE_MAX, 1, &ret->page);
	if (err == ERR_OK)
		err =
		    read_number(w, "per_page", LIMIT_PAGE, PER_PAGE, &per_page);
	if (err != ERR_OK)
		return (err);
	ret->per_page = (int)per_page;
	ret->offset = (ret->page - 1) * per_page;
	return (ERR_OK);
}

void
api_put_paging(struct json_writer *jw, const struct api_paging *p, int total)
{
	int pages = (total + p->per_page - 1) / p->per_page;

	json_key(jw, "meta");
	json_begin_object(jw);
	json_key(jw, "pagination");
	json_begin_object(jw);
	json_set_int(jw, "page", p->page);
	if (p->page < pages)
		json_set_int(jw, "next", p->page + 1);
	else
		json_set_null(jw, "next");
	if (p->page > 1)
		json_set_int(jw, "prev", p->page - 1);
	else
		json_set_null(jw, "prev");
	json_set_int(jw, "pages", pages);
	json_set_int(jw, "per_page", p->per_page);
	json_set_int(jw, "total", total);
	json_end_object(jw);
	json_end_object(jw);
}

/* ------------------------------------------------ the keeper */

enum err
api_control_error(struct web *w, enum err err)
{
	if (err != ERR_UNAVAILABLE)
		return (err);
	web_refuse(w, 502, err_said(&w->svc.error));
	return (ERR_OK);
}
