/* Settings and images, for admins. */
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/control.h"
#include "web/handlers.h"
#include "web/page.h"

/* ------------------------------------------------ settings */

static void
setting_choices(
    struct web *w, struct tpl *field, const char *choices, const char *value)
{
	char *copy = mem_strdup(w->mem, choices), *save = NULL, *word;
	struct tpl *option;
	enum lang lang;

	for (word = strtok_r(copy, "|", &save); word != NULL;
	     word = strtok_r(NULL, "|", &save)) {
		option = tpl_add(field, "OPTION");
		tpl_str(option, "OPTION_VALUE", word);
		tpl_str(option, "OPTION_NAME",
		    lang_find(word, &lang) ? lang_name(lang) : tr(word));
		tpl_show_if(option, "SELECTED", strcmp(word, value) == 0);
	}
}

static void
setting_field(struct web *w, struct tpl *group, const struct setting_def *def,
    const char *value)
{
	struct tpl *field = tpl_add(group, "FIELD");

	tpl_str(field, "KEY", def->key);
	tpl_str(field, "LABEL", tr(def->label));
	tpl_str(field, "HELP", tr(def->help));
	tpl_str(field, "UNIT", tr(def->unit));
	tpl_show_if(field, "HAS_UNIT", def->unit[0] != '\0');
	if (def->type == SETTING_CHOICE) {
		tpl_show(field, "IS_CHOICE");
		setting_choices(w, field, def->choices, value);
		return;
	}
	tpl_show(field, "IS_TEXT");
	tpl_str(field, "VALUE", value);
	tpl_str(field, "MODE",
	    def->type == SETTING_INT       ? "numeric"
	    : def->type == SETTING_DECIMAL ? "decimal"
					   : "text");
	tpl_show_if(
	    field, "IS_ENGINE_URL", strcmp(def->key, "docker_base_url") == 0);
}

/* What is allowed but dangerous. */
static void
settings_warnings(const struct web *w, struct tpl *page)
{
	const struct settings *s = w->svc.p->settings;
	const char *host = s->value[SETTING_DOCKER_HOSTNAME];

	tpl_show_if(page, "SAME_HOST",
	    host[0] == '\0' || text_equal_nocase(host, w->req->host));
	tpl_show_if(page, "PLAIN_TCP",
	    setting_is_plain_tcp(s->value[SETTING_DOCKER_BASE_URL]));
	tpl_show_if(page, "NO_END", s->expiration_min == 0);
}

enum err
page_settings(struct web *w)
{
	const struct settings *s = w->svc.p->settings;
	struct tpl *page = page_new(w, tr("Settings"), "SETTINGS"), *group;
	const char *name;
	int i, at;

	for (i = 0; i < SETTINGS; i++) {
		name = setting_table[i].group;
		if (setting_group_next(name, 0) != i)
			continue;
		group = tpl_add(page, "GROUP");
		tpl_str(group, "GROUP_NAME", tr(name));
		for (at = i; at < SETTINGS;
		     at = setting_group_next(name, at + 1))
			setting_field(
			    w, group, &setting_table[at], s->value[at]);
	}
	settings_warnings(w, page);
	return (page_send(w, page, "settings.tpl", 200));
}
