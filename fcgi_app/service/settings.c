#include "service/settings.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/audit.h"
#include "store/pool.h"
#include "store/settings.h"

#define CHECK_EVERY_US (500 * USEC_PER_MSEC)

static struct settings *
defaults(void *mem)
{
	struct settings *set = mem_new(mem, struct settings);
	int i;

	for (i = 0; i < SETTINGS; i++)
		set->value[i] = setting_table[i].dflt;
	return (set);
}

void
settings_default(struct service_process *p)
{
	p->settings = defaults(p->settings_mem);
	settings_derive(p->settings);
	p->settings_checked_us = 0;
}

/* The stored values over the defaults; rows we don't know are left alone. */
static void
overlay(struct settings *set, const struct setting_row *rows, size_t n)
{
	size_t i;
	int at;

	for (i = 0; i < n; i++) {
		at = setting_find(rows[i].name);
		if (at >= 0)
			set->value[at] = mem_strdup(set, rows[i].value);
	}
}

/* What would be in use with these rows. */
static struct settings *
in_use(void *mem, const struct setting_row *rows, size_t n)
{
	struct settings *set = defaults(mem);

	overlay(set, rows, n);
	settings_derive(set);
	return (set);
}

static enum err
load(struct service *s, int64_t version)
{
	struct service_process *p = s->p;
	struct setting_row *rows;
	struct settings *set;
	size_t n;
	enum err err;

	err = store_settings_list(p->db, s->mem, &rows, &n, &s->error);
	if (err != ERR_OK)
		return (err);
	set = in_use(p->settings_mem, rows, n);
	set->version = version;
	/* this call may still hold strings of the old ones */
	mem_steal(s->mem, p->settings);
	p->settings = set;
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
	if (p->settings_checked_us != 0 &&
	    now - p->settings_checked_us < CHECK_EVERY_US)
		return (ERR_OK);
	/* the version first: a change in between is seen the next time */
	err = store_settings_version(p->db, s->mem, &version, &s->error);
	if (err != ERR_OK)
		return (err);
	if (version != p->settings->version) {
		err = load(s, version);
		if (err != ERR_OK)
			return (err);
		if (ret_changed != NULL)
			*ret_changed = true;
	}
	p->settings_checked_us = now;
	return (ERR_OK);
}

enum err
settings_check_stored(
    struct db *db, void *mem, const struct conf *conf, struct error *e)
{
	struct setting_row *rows;
	const char *normal;
	size_t i, n;
	int at;
	enum err err = store_settings_list(db, mem, &rows, &n, e);

	for (i = 0; err == ERR_OK && i < n; i++) {
		at = setting_find(rows[i].name);
		if (at >= 0)
			err = setting_check(mem, (enum setting)at,
			    rows[i].value, conf, &normal, e);
	}
	if (err == ERR_OK)
		err = settings_check_together(in_use(mem, rows, n), e);
	return (err);
}

/* ------------------------------------------------ change */

struct change {
	enum setting which;
	const char *value; /* in normal form */
	bool changed;
};

struct update {
	struct service *s;
	struct change *changes;
	size_t n;
};

static const char *
stored_value(enum setting which, const struct setting_row *rows, size_t n)
{
	const char *key = setting_table[which].key;
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(rows[i].name, key) == 0)
			return (rows[i].value);
	return (setting_table[which].dflt);
}

/* What log and audit say of a value: a secret stays in its table. */
static const char *
told(enum setting which, const char *value)
{
	if (which == SETTING_REGISTRATION_CODE && value[0] != '\0')
		return ("(secret)");
	return (value);
}

static enum err
write_one(struct service *s, struct db *db, const struct change *c,
    const char *before, struct error *e)
{
	const char *key = setting_table[c->which].key;
	enum err err;

	err = store_setting_put(db, key, c->value, e);
	if (err != ERR_OK)
		return (err);
	return (audit_add(s, "settings.update",
	    mem_printf(s->mem, "settings/%s", key), told(c->which, before),
	    told(c->which, c->value)));
}

static bool
is_moment(enum setting which)
{
	return (which == SETTING_EVENT_START || which == SETTING_EVENT_END ||
		which == SETTING_EVENT_FREEZE);
}

/* Only who changes the event's moments hears of their order. */
static enum err
check_together(struct db *db, const struct update *u, struct error *e)
{
	struct setting_row *rows;
	bool any = false;
	size_t i, n;
	enum err err;

	for (i = 0; i < u->n; i++)
		any |= u->changes[i].changed && is_moment(u->changes[i].which);
	if (!any)
		return (ERR_OK);
	err = store_settings_list(db, u->s->mem, &rows, &n, e);
	if (err == ERR_OK)
		err = settings_check_together(in_use(u->s->mem, rows, n), e);
	return (err);
}

static enum err
update_body(struct db *db, void *arg, struct error *e)
{
	struct update *u = arg;
	struct setting_row *rows;
	const char *before;
	bool any = false, stale = false;
	size_t i, n;
	enum err err;

	err = store_settings_lock(db, u->s->mem, e);
	if (err == ERR_OK)
		err = store_settings_list(db, u->s->mem, &rows, &n, e);
	for (i = 0; err == ERR_OK && i < u->n; i++) {
		before = stored_value(u->changes[i].which, rows, n);
		u->changes[i].changed =
		    strcmp(before, u->changes[i].value) != 0;
		if (!u->changes[i].changed)
			continue;
		any = true;
		stale |= (setting_table[u->changes[i].which].flags &
			     SETTING_IN_CONTAINER) != 0;
		err = write_one(u->s, db, &u->changes[i], before, e);
	}
	if (err == ERR_OK)
		err = check_together(db, u, e);
	if (err == ERR_OK && stale)
		err = store_pool_discard(db, (struct challenge_id){0}, e);
	if (err == ERR_OK && any)
		err = store_settings_bump(db, e);
	return (err);
}

static enum err
check_all(struct service *s, const enum setting *which,
    const char *const *values, size_t n, struct change *changes)
{
	enum err err;
	size_t i;

	for (i = 0; i < n; i++) {
		changes[i].which = which[i];
		err = setting_check(s->mem, which[i], values[i], s->p->conf,
		    &changes[i].value, &s->error);
		if (err != ERR_OK)
			return (err);
	}
	return (ERR_OK);
}

static void
log_changes(const struct update *u)
{
	size_t i;

	for (i = 0; i < u->n; i++)
		if (u->changes[i].changed)
			log_info("settings.update",
			    LOG_STR("actor", u->s->actor_name),
			    LOG_STR(
				"key", setting_table[u->changes[i].which].key),
			    LOG_STR("value", told(u->changes[i].which,
						 u->changes[i].value)));
}

enum err
settings_update(struct service *s, const enum setting *which,
    const char *const *values, size_t n)
{
	struct update u = {.s = s, .n = n};
	enum err err;

	u.changes = mem_array(s->mem, struct change, n + 1);
	err = check_all(s, which, values, n, u.changes);
	if (err == ERR_OK)
		err = db_transact(s->p->db, update_body, &u, &s->error);
	if (err != ERR_OK)
		return (err);
	log_changes(&u);
	/* the next settings_refresh() of this process loads at once */
	s->p->settings_checked_us = 0;
	service_wake(s);
	return (ERR_OK);
}
