#include "ctl/ctl.h"

#include <string.h>

#include "service/settings.h"

/* The setting `key` names, or -1 and a word about it. */
static int
find(const struct ctl *ctl, const char *key)
{
	int at = setting_find(key);

	if (at < 0)
		fprintf(stderr,
		    "berthctl: there is no setting \"%s\"; "
		    "\"berthctl settings list\" shows all\n",
		    key);
	return (at);
}

enum ctl_exit
ctl_settings_list(struct ctl *ctl)
{
	const struct setting_def *d;
	int i;

	if (settings_refresh(&ctl->svc, NULL) != ERR_OK)
		return (ctl_failed(ctl));
	for (i = 0; i < SETTINGS; i++) {
		d = &setting_table[i];
		printf("%-22s %s\n", d->key, ctl->process.settings->value[i]);
	}
	return (CTL_OK);
}

enum ctl_exit
ctl_settings_help(struct ctl *ctl)
{
	fputs(settings_markdown(ctl->mem), stdout);
	return (CTL_OK);
}

enum ctl_exit
ctl_settings_get(struct ctl *ctl)
{
	const char *key = ctl_one_argument(ctl);
	int at;

	if (key == NULL)
		return (CTL_USAGE);
	at = find(ctl, key);
	if (at < 0)
		return (CTL_FAILED);
	if (settings_refresh(&ctl->svc, NULL) != ERR_OK)
		return (ctl_failed(ctl));
	printf("%s\n", ctl->process.settings->value[at]);
	return (CTL_OK);
}

enum ctl_exit
ctl_settings_set(struct ctl *ctl)
{
	const char *value;
	enum setting which;
	int at;

	if (ctl->argc != 3)
		return (ctl_usage(ctl, "KEY and VALUE are needed"));
	at = find(ctl, ctl->argv[1]);
	if (at < 0)
		return (CTL_FAILED);
	which = (enum setting)at;
	value = ctl->argv[2];
	if (settings_update(&ctl->svc, &which, &value, 1) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr, "%s has been set.\n", ctl->argv[1]);
	return (CTL_OK);
}
