#include "web/api.h"

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
