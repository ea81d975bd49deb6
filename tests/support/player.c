/*
 * player CONF: a player's orders without the web, for the fault tests.  A line
 * on standard input is one order, "request|reset|renew|stop USER CHALLENGE";
 * the answer is a line "ok OUTCOME PUBLIC_ID PLACE" or "err NAME SENTENCE".
 * "token USER 0" makes an API token: "ok token TOKEN".
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/accounts.h"
#include "service/instances.h"
#include "service/settings.h"

struct order {
	char what[16];
	struct account who;
	struct challenge_id challenge;
};

static enum err
run(struct service *s, const struct order *o, const char **ret_outcome,
    struct instance **ret)
{
	static const char *const outcomes[] = {
	    [REQUEST_QUEUED] = "queued",
	    [REQUEST_PENDING] = "pending",
	    [REQUEST_RUNNING] = "running",
	    [REQUEST_WARM] = "warm",
	};
	enum request_outcome outcome = REQUEST_QUEUED;
	enum err err;

	if (strcmp(o->what, "request") == 0) {
		err = instance_request(s, o->challenge, &outcome, ret);
		*ret_outcome = outcomes[outcome];
		return err;
	}
	*ret_outcome = "done";
	if (strcmp(o->what, "test") == 0)
		return instance_test(s, o->challenge, ret);
	if (strcmp(o->what, "teststop") == 0)
		return instance_test_stop(s, o->challenge, ret);
	if (strcmp(o->what, "reset") == 0)
		return instance_reset(s, o->challenge, ret);
	if (strcmp(o->what, "renew") == 0)
		return instance_renew(s, o->challenge, ret);
	return instance_stop(s, o->challenge, ret);
}

/* Who wants to come by the web. */
static enum err
make_token(struct service *s, const struct order *o)
{
	char token[SECRET_SIZE];
	enum err err = token_add(s, o->who.id, "test", 0, token, NULL);

	if (err == ERR_OK)
		printf("ok token %s\n", token);
	return err;
}

static void
serve(struct service_process *p, const struct order *o)
{
	void *mem = mem_arena(NULL);
	struct instance *in = NULL;
	const char *outcome = "";
	struct service s;
	enum err err;

	service_begin(&s, p, mem);
	s.actor = &o->who;
	s.actor_name = o->who.name;
	err = settings_refresh(&s, NULL);
	if (err == ERR_OK && strcmp(o->what, "token") == 0)
		err = make_token(&s, o);
	else if (err == ERR_OK)
		err = run(&s, o, &outcome, &in);
	if (err == ERR_OK && in != NULL)
		printf(
		    "ok %s %s %d\n", outcome, in->public_id, in->queue_place);
	else if (err != ERR_OK)
		printf("err %s %s %s\n", err_name(err), s.error.message,
		    s.error.detail);
	fflush(stdout);
	mem_free(&mem);
}

/* Only admins test. */
static const struct order *
as_role(struct order *o)
{
	o->who.role =
	    strncmp(o->what, "test", 4) == 0 ? ROLE_ADMIN : ROLE_PLAYER;
	return o;
}

int
main(int argc, char **argv)
{
	struct order o = {.who = {.name = "player", .team_name = ""}};
	struct service_process p;
	struct error e = {0};
	struct conf *conf;
	char line[256];
	void *mem;

	log_init("player", LOG_INFO_);
	mem = mem_arena(NULL);
	if (argc != 2 || crypto_init() != ERR_OK ||
	    conf_load(mem, argv[1], CONF_OTHERS, &conf, &e) != ERR_OK) {
		fprintf(stderr, "usage: player CONF (%s)\n", e.message);
		return 2;
	}
	service_open(mem, conf, &p);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (sscanf(line, "%15s %" SCNd64 " %" SCNd64, o.what,
			&o.who.id.n, &o.challenge.n) == 3)
			serve(&p, as_role(&o));
		else
			puts("err invalid order");
	}
	mem_free(&mem);
	return EXIT_SUCCESS;
}
