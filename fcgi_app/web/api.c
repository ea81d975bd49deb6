#include "web/api.h"

#include "base/clock.h"
#include "store/clock.h"

#define ASK_EVERY_US (5 * USEC_PER_SEC)

/* The database's time when it was last asked, and our own then; 0: never. */
static int64_t asked_db_us, asked_mono_us;

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

enum err
api_now(struct web *w, int64_t *ret_us)
{
	int64_t mono_us = clock_mono_us(), db_us;
	enum err err;

	if (asked_mono_us == 0 || mono_us - asked_mono_us > ASK_EVERY_US) {
		err = store_clock_now(
		    w->svc.p->db, w->mem, &db_us, &w->svc.error);
		if (err != ERR_OK)
			return (err);
		asked_db_us = db_us;
		asked_mono_us = mono_us;
	}
	*ret_us = asked_db_us + (mono_us - asked_mono_us);
	return (ERR_OK);
}
