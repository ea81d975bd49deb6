#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "domain/settings.h"

/* Of the whole page: a table row is a few hundred bytes. */
#define PAGE_MAX ((size_t)256 * 1024)

static const char head[] =
    "# Settings\n\n"
    "Changed in the browser at `/containers/settings` or with `berthctl "
    "settings set KEY VALUE`;\n"
    "a change takes effect in every process within a second. This page is the "
    "output of\n`berthctl settings help`; a test compares it with the table "
    "in `fcgi_app/domain/settings.c`.\n"
    "What the operator of the machine decides is in `berth.conf` instead, see "
    "berth.conf(5).\n";

/* "user, team or unlimited" of "user|team|unlimited". */
static void
put_choices(struct buf *b, const char *choices)
{
	size_t len;

	for (; *choices != '\0'; choices += len + (choices[len] == '|')) {
		len = strcspn(choices, "|");
		buf_char(b, '`');
		buf_add(b, choices, len);
		buf_char(b, '`');
		if (choices[len] == '|')
			buf_str(b, strchr(choices + len + 1, '|') != NULL
				       ? ", "
				       : " or ");
	}
}

static void
put_values(struct buf *b, const struct setting_def *d)
{
	switch (d->type) {
	case SETTING_STRING:
		buf_str(b, "text");
		break;
	case SETTING_TIME:
		buf_str(b, "moment,");
		break;
	case SETTING_INT:
		buf_printf(
		    b, "%lld to %lld", (long long)d->min, (long long)d->max);
		break;
	case SETTING_DECIMAL:
		buf_printf(b, "%g to %g", (double)d->min / 1000,
		    (double)d->max / 1000);
		break;
	case SETTING_CHOICE:
		put_choices(b, d->choices);
		break;
	}
	if (d->unit[0] != '\0')
		buf_printf(b, " %s", d->unit);
}

static void
put_row(struct buf *b, const struct setting_def *d)
{
	buf_printf(b, "| `%s` | %s | ", d->key, d->label);
	if (d->dflt[0] != '\0')
		buf_printf(b, "`%s` | ", d->dflt);
	else
		buf_str(b, "empty | ");
	put_values(b, d);
	buf_printf(b, " | %s |\n", d->help);
}

int
setting_group_next(const char *group, int from)
{
	int i;

	for (i = from; i < SETTINGS; i++)
		if (strcmp(setting_table[i].group, group) == 0)
			return (i);
	return (SETTINGS);
}

const char *
settings_markdown(void *mem)
{
	struct buf *b = buf_new(mem, PAGE_MAX);
	const char *group;
	int i, at;

	buf_str(b, head);
	for (i = 0; i < SETTINGS; i++) {
		group = setting_table[i].group;
		if (setting_group_next(group, 0) != i)
			continue;
		buf_printf(b,
		    "\n## %s\n\n"
		    "| key | label | default | values | what it does |\n"
		    "|---|---|---|---|---|\n",
		    group);
		for (at = i; at < SETTINGS;
		     at = setting_group_next(group, at + 1))
			put_row(b, &setting_table[at]);
	}
	return (buf_data(b));
}
