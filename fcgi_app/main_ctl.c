/*
 * berthctl: the operator's command line.  Finds the command in the table of
 * ctl/ and runs it.
 */
#include <getopt.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "ctl/ctl.h"

enum { OPT_CONFIG = 'c', OPT_HELP = 'h', OPT_VERSION = 'V' };

static const struct option long_options[] = {
    {"config", required_argument, NULL, OPT_CONFIG},
    {"help", no_argument, NULL, OPT_HELP},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0},
};

static enum ctl_exit
start(struct ctl *ctl)
{
	struct error *e = &ctl->svc.error;

	log_init("ctl", LOG_WARN_);
	if (crypto_init() != ERR_OK) {
		fprintf(stderr, "berthctl: no random numbers\n");
		return (CTL_FAILED);
	}
	if (conf_load(ctl->mem, ctl->conf_path, CONF_OTHERS, &ctl->conf,
		e) != ERR_OK)
		return (ctl_failed(ctl));
	service_open(ctl->mem, ctl->conf, &ctl->process);
	service_begin(&ctl->svc, &ctl->process, ctl->mem);
	ctl->svc.actor_name = "berthctl";
	return (CTL_OK);
}

static bool
wants_help(const struct ctl *ctl)
{
	int i;

	for (i = 1; i < ctl->argc; i++)
		if (strcmp(ctl->argv[i], "--help") == 0)
			return (true);
	return (false);
}

/* Run what `argv`, the words behind the options, says. */
static enum ctl_exit
run(struct ctl *ctl, int argc, char **argv)
{
	enum ctl_exit rc;
	int words;

	if (argc > 0 && strcmp(argv[0], "help") == 0) {
		ctl_help(stdout);
		return (CTL_OK);
	}
	ctl->command = ctl_find(argc, argv, &words);
	if (ctl->command == NULL) {
		fprintf(stderr, argc > 0 ? "berthctl: no such command\n"
					 : "berthctl: a command is needed\n");
		ctl_help(stderr);
		return (CTL_USAGE);
	}
	ctl->argc = argc - (words - 1);
	ctl->argv = argv + (words - 1);
	if (wants_help(ctl)) {
		ctl_help_one(stdout, ctl->command);
		return (CTL_OK);
	}
	if (ctl->command->usage[0] == '\0' && ctl->argc > 1)
		return (ctl_usage(ctl, "no arguments are needed"));
	rc = start(ctl);
	if (rc != CTL_OK)
		return (rc);
	optind = 0; /* the command's own options, from the start */
	return (ctl->command->run(ctl));
}

int
main(int argc, char **argv)
{
	struct ctl ctl = {0};
	enum ctl_exit rc;
	int c;

	/* '+': stop at the command, whose options are its own */
	while ((c = getopt_long(argc, argv, "+", long_options, NULL)) != -1)
		switch (c) {
		case OPT_CONFIG:
			ctl.conf_path = optarg;
			break;
		case OPT_HELP:
			ctl_help(stdout);
			return (CTL_OK);
		case OPT_VERSION:
			printf("berthctl %s\n", PACKAGE_VERSION);
			return (CTL_OK);
		default:
			ctl_help(stderr);
			return (CTL_USAGE);
		}
	ctl.mem = mem_arena(NULL);
	rc = run(&ctl, argc - optind, argv + optind);
	mem_free(&ctl.mem);
	/* a full disk or a closed pipe must not look like success */
	if (fflush(stdout) != 0 && rc == CTL_OK)
		rc = CTL_FAILED;
	return (rc);
}
