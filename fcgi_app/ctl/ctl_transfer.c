/*
 * berthctl challenge import, export; event export, import.
 */
#include "ctl/ctl.h"

#include <getopt.h>

#include "service/event.h"
#include "service/transfer.h"

enum { OPT_DRY = 'd' };

/* "[--dry-run] DIR" */
static enum ctl_exit
read_options(struct ctl *ctl, enum transfer_mode *mode, const char **ret_dir)
{
	static const struct option options[] = {
	    {"dry-run", no_argument, NULL, OPT_DRY}, {NULL, 0, NULL, 0}};
	int c;

	*mode = TRANSFER_APPLY;
	opterr = 0;
	while ((c = getopt_long(ctl->argc, ctl->argv, "", options, NULL)) != -1)
		if (c != OPT_DRY)
			return (ctl_usage(ctl, "unknown option"));
		else
			*mode = TRANSFER_DRY_RUN;
	if (ctl->argc - optind != 1)
		return (ctl_usage(ctl, "one DIR is needed"));
	*ret_dir = ctl->argv[optind];
	return (CTL_OK);
}

enum ctl_exit
ctl_challenge_import(struct ctl *ctl)
{
	struct transfer_summary sum;
	enum transfer_mode mode;
	const char *dir = NULL;
	size_t i;
	enum ctl_exit rc = read_options(ctl, &mode, &dir);

	if (rc != CTL_OK)
		return (rc);
	if (transfer_import(&ctl->svc, dir, mode, &sum) != ERR_OK)
		return (ctl_failed(ctl));
	for (i = 0; i < sum.notes_n; i++)
		fprintf(stderr, "note: %s\n", sum.notes[i]);
	for (i = 0; i < sum.n; i++)
		printf("%-9s  %s  (%s)\n",
		    transfer_change_name(sum.items[i].change),
		    sum.items[i].name, sum.items[i].path);
	fprintf(stderr, "%d added, %d changed, %d unchanged%s.\n",
	    sum.count[TRANSFER_ADDED], sum.count[TRANSFER_CHANGED],
	    sum.count[TRANSFER_UNCHANGED],
	    mode == TRANSFER_DRY_RUN ? "; nothing was written (--dry-run)"
				     : "");
	return (CTL_OK);
}

enum ctl_exit
ctl_challenge_export(struct ctl *ctl)
{
	const char *dir = ctl_one_argument(ctl);
	int n;

	if (dir == NULL)
		return (CTL_USAGE);
	if (transfer_export(&ctl->svc, dir, &n) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr, "%d challenges have been written to %s.\n", n, dir);
	return (CTL_OK);
}

enum ctl_exit
ctl_event_export(struct ctl *ctl)
{
	const char *path = ctl_one_argument(ctl);

	if (path == NULL)
		return (CTL_USAGE);
	if (event_export(&ctl->svc, path) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr, "The event has been written to %s.\n", path);
	return (CTL_OK);
}

enum ctl_exit
ctl_event_import(struct ctl *ctl)
{
	const char *path = ctl_one_argument(ctl);

	if (path == NULL)
		return (CTL_USAGE);
	if (event_import(&ctl->svc, path) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr, "The event has been read from %s.\n", path);
	return (CTL_OK);
}
