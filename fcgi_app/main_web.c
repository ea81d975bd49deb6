/*
 * berth-web: one FastCGI worker.  Accepts on descriptor 0, where spawn-fcgi,
 * multiwatch and systemd (StandardInput=socket) put the listening socket, and
 * serves one request at a time.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sandbox.h"
#include "http/http.h"
#include "libtemplate/libtemplate.h"
#include "service/service.h"
#include "web/web.h"

#define EXIT_USAGE 2

static const char usage[] =
    "Usage: berth-web [--config FILE]\n"
    "       berth-web --routes\n"
    "Serve Berth's pages and API over FastCGI on descriptor 0.\n"
    "\n"
    "  -c, --config FILE  read FILE instead of $BERTH_CONF or\n"
    "                     " BERTH_SYSCONFDIR "/berth/berth.conf\n"
    "  -r, --routes       show the table of routes as JSON and end\n"
    "  -h, --help         show this and end\n"
    "  -V, --version      show the version and end\n";

static void
show_routes(void)
{
	void *mem = mem_arena(NULL);

	puts(web_routes_json(mem));
	mem_free(&mem);
}

/* The file of --config, NULL if none was given; ends the process otherwise. */
static const char *
read_options(int argc, char **argv)
{
	static const struct option options[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"routes", no_argument, NULL, 'r'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'},
	    {NULL, 0, NULL, 0},
	};
	const char *path = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "c:rhV", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			path = optarg;
			break;
		case 'r':
			show_routes();
			exit(0);
		case 'h':
			fputs(usage, stdout);
			exit(0);
		case 'V':
			puts("berth-web " PACKAGE_VERSION);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(EXIT_USAGE);
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		exit(EXIT_USAGE);
	}
	return (path);
}

static void
on_stop(int sig)
{
	http_stop();
}

/* SA_RESTART: the request under way is read and answered to its end. */
static void
catch_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_RESTART};

	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static enum err
set_up(void *mem, const char *path, struct service_process *p,
    struct http **ret_http, struct error *e)
{
	struct conf *conf;
	enum err err;

	err = crypto_init();
	if (err != ERR_OK)
		return (err_set(e, err, NULL, "libsodium does not start"));
	err = conf_load(mem, path, CONF_WEB, &conf, e);
	if (err == ERR_OK)
		err = tpl_load(conf->templates_dir, e);
	if (err != ERR_OK)
		return (err);
	service_open(mem, conf, p);
	err = service_open_gates(mem, p, e);
	if (err == ERR_OK)
		err = http_open(mem, 0, ret_http, e);
	return (err);
}

/*
 * Nothing of the internet has been read yet.  A kernel that takes no filter
 * is no reason to keep an event from its players.
 */
static void
give_up_rights(void)
{
	struct error e = {0};

	if (sandbox_enter(&e) != ERR_OK)
		log_warn("web.not_sandboxed", LOG_ERR(&e));
}

static enum err
serve(struct http *http, struct service_process *p)
{
	struct http_request *req;
	enum err err;

	for (;;) {
		err = http_accept(http, -1, &req);
		if (err == ERR_OK)
			web_dispatch(http, req, p);
		else if (err != ERR_TIMEOUT)
			return (err);
	}
}

int
main(int argc, char **argv)
{
	const char *path = read_options(argc, argv);
	struct service_process process = {.wake_fd = -1};
	void *mem = mem_arena(NULL);
	struct error e = {0};
	struct http *http;
	enum err err;

	log_init("web", LOG_INFO_);
	catch_signals();
	err = set_up(mem, path, &process, &http, &e);
	if (err == ERR_OK) {
		give_up_rights();
		log_info("web.started", LOG_STR("version", PACKAGE_VERSION));
		err = serve(http, &process);
	} else
		log_error("web.not_started", LOG_ERR(&e));
	if (err == ERR_LOST)
		log_info("web.stopped", LOG_STR("version", PACKAGE_VERSION));
	mem_free(&mem);
	return (err == ERR_LOST ? 0 : 1);
}
