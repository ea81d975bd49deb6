#include "service/settings.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/audit.h"
#include "store/settings.h"

#define CHECK_EVERY_US (500 * USEC_PER_MSEC)

static enum err
load(struct service *s, int64_t version)
{
	struct service_process *p = s->p;
	void *mem = mem_arena(NULL);
	struct settings *fresh = mem_new(mem, struct settings);
	struct db_rows *rows;
	enum err err;
	int i;

	err = store_settings_list(p->db, s->mem, &rows, &s->error);
	if (err != ERR_OK) {
		mem_free(&mem);
		return (err);
	}
	for (i = 0; i < SETTINGS; i++)
		fresh->value[i] = setting_table[i].dflt;
	while (db_next(rows)) {
		i = setting_find(db_str(rows, 0));
		if (i >= 0)
			fresh->value[i] = mem_strdup(fresh, db_str(rows, 1));
	}
	fresh->version = version;
	settings_derive(fresh);
	mem_free(&p->settings_mem);
	p->settings_mem = mem;
	p->settings = fresh;
	return (ERR_OK);
}

enum err
settings_refresh(struct service *s, bool *ret_changed)
{
	struct service_process *p = s->p;
	int64_t now = clock_mono_us(), version;
	enum err err;

	if (ret_changed != NULL)
		*ret_changed = false;
	if (p->settings != NULL && now - p->settings_checked_us < CHECK_EVERY_US)
		return (ERR_OK);
	err = store_settings_version(p->db, s->mem, &version, &s->error);
	if (err != ERR_OK)
		return (err);
	if (p->settings == NULL || p->settings->version != version) {
		err = load(s, version);
		if (err == ERR_OK && ret_changed != NULL)
			*ret_changed = true;
	}
	if (err == ERR_OK)
		p->settings_checked_us = now;
	return (err);
}

/* ------------------------------------------------ changing */

struct change {
	struct service *s;
	const enum setting *which;
	const char **values;	/* checked */
	size_t n;
};

static enum err
change_one(struct service *s, enum setting which, const char *value)
{
	const char *before = s->p->settings->value[which];
	const char *key = setting_table[which].key;
	enum err err;

	if (strcmp(before, value) == 0)
		return (ERR_OK);
	err = store_setting_put(s->p->db, key, value, &s->error);
	if (err == ERR_OK)
		err = audit_add(s, "settings.update",
		    mem_printf(s->mem, "settings/%s", key), before, value);
	return (err);
}

static enum err
change_all(struct db *db, void *arg, struct error *e)
{
	struct change *c = arg;
	enum err err;
	size_t i;

	/* the version row first: it is the lock that orders the changes */
	err = store_settings_bump(db, e);
	for (i = 0; err == ERR_OK && i < c->n; i++)
		err = change_one(c->s, c->which[i], c->values[i]);
	return (err);
}

enum err
settings_update(struct service *s, const enum setting *which,
    const char *const *values, size_t n)
{
	struct change c = {.s = s, .which = which, .n = n};
	enum err err = settings_refresh(s, NULL);
	size_t i;

	c.values = mem_array(s->mem, const char *, n + 1);
	for (i = 0; err == ERR_OK && i < n; i++)
		err = setting_check(s->mem, which[i], values[i], s->p->conf,
		    &c.values[i], &s->error);
	if (err == ERR_OK)
		err = db_transact(s->p->db, change_all, &c, &s->error);
	if (err != ERR_OK)
		return (err);
	s->p->settings_checked_us = 0;
	for (i = 0; i < n; i++)
		log_info("settings.update",
		    LOG_STR("key", setting_table[which[i]].key));
	service_wake(s);
	return (ERR_OK);
}
