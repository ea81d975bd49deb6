/* berth-keeper: the process that reaches the container engine. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "keeper/keeper.h"

static const struct option options[] = {
    {"config", required_argument, NULL, 'c'},
    {"pid-file", required_argument, NULL, 'p'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static void
usage(FILE *f)
{
	fputs("usage: berth-keeper [--config FILE] [--pid-file FILE]\n"
	      "       berth-keeper --help | --version\n\n"
	      "Starts, watches and removes the instances of a Berth "
	      "deployment.\n"
	      "Without --config: $BERTH_CONF, otherwise " BERTH_SYSCONFDIR
	      "/berth/berth.conf.\n",
	    f);
}

static int
run(const char *config, const char *pid_file)
{
	void *mem = mem_arena(NULL);
	struct error e = {0};
	struct conf *conf;
	enum err err;

	log_init("keeper", LOG_INFO_);
	err = crypto_init();
	if (err != ERR_OK)
		err_set(&e, err, NULL, "libsodium cannot be started.");
	if (err == ERR_OK)
		err = conf_load(mem, config, CONF_OTHERS, &conf, &e);
	if (err == ERR_OK)
		err = keeper_run(conf, pid_file, &e);
	if (err != ERR_OK)
		fprintf(stderr, "berth-keeper: %s\n", e.message);
	mem_free(&mem);
	return err == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	const char *config = NULL, *pid_file = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "c:p:hV", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			config = optarg;
			break;
		case 'p':
			pid_file = optarg;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		case 'V':
			puts("berth-keeper " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		default:
			usage(stderr);
			return 2;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return 2;
	}
	return run(config, pid_file);
}
