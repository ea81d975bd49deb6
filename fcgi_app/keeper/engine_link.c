/*
 * The way to the engine: which one (the setting docker_base_url), whether it
 * is there, and since when.  While it is not, nothing is claimed, the queue
 * holds, and we ask for its version with a growing back-off.
 */
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "keeper/keeper_private.h"
#include "keeper/pulls.h"

#define PING_UP_US    (10 * USEC_PER_SEC)
#define PING_DOWN_MAX 10000

static void
set_down(struct keeper *k, const char *why)
{
	struct engine_link *l = &k->link;

	snprintf(l->error, sizeof(l->error), "%s", why);
	if (l->state != LINK_DOWN)
		log_error("engine.down", LOG_STR("url", l->url),
		    LOG_STR("detail", why));
	l->state = LINK_DOWN;
	events_close(k);
	l->ping_us = clock_mono_us() + keeper_jitter_us(keeper_backoff_ms(
					   l->tries++, PING_DOWN_MAX));
	keeper_due(k, l->ping_us);
}

static void
set_up(struct keeper *k)
{
	struct engine_link *l = &k->link;

	l->ping_us = clock_mono_us() + PING_UP_US;
	if (l->state == LINK_UP)
		return;
	log_info("engine.up", LOG_STR("url", l->url), LOG_STR("name", l->name),
	    LOG_STR("version", l->version), LOG_STR("api", l->api_version));
	l->state = LINK_UP;
	l->tries = 0;
	l->error[0] = '\0';
	k->claim_us = 0;
	k->events_us = 0;
	reconcile_soon(k->reconcile, 0);
	networks_soon(k->networks);
	keeper_due(k, clock_mono_us());
}

static void
pinged(void *arg, const struct engine_reply *reply)
{
	struct keeper *k = arg;
	struct engine_link *l = &k->link;

	l->ping = NULL;
	if (reply->result != ENGINE_OK) {
		set_down(k, reply->message[0] != '\0'
				? reply->message
				: engine_result_name(reply->result));
		return;
	}
	snprintf(l->version, sizeof(l->version), "%s", reply->about->version);
	snprintf(l->api_version, sizeof(l->api_version), "%s",
	    reply->about->api_version);
	snprintf(l->name, sizeof(l->name), "%s", reply->about->name);
	snprintf(l->os, sizeof(l->os), "%s", reply->about->os);
	set_up(k);
}

static void
ping(struct keeper *k)
{
	struct engine_link *l = &k->link;

	if (l->engine == NULL || l->ping != NULL)
		return;
	l->ping = l->engine->ops->version(l->engine, pinged, k);
}

/* Only "not a byte was sent" says that it is gone; a time-out asks. */
void
link_report(struct keeper *k, const struct engine_reply *reply)
{
	if (k->link.state != LINK_UP)
		return;
	if (reply->result == ENGINE_UNAVAILABLE)
		set_down(k, reply->message);
	else if (reply->result == ENGINE_TIMEOUT)
		k->link.ping_us = 0;
}

/* ------------------------------------------------ which engine */

/* The host's first address; this waits for the resolver, once per change. */
static const char *
numeric_host(void *mem, const char *host)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *ai;
	char ip[NI_MAXHOST];
	const char *ret = host;

	if (getaddrinfo(host, NULL, &hints, &ai) != 0)
		return mem_strdup(mem, host);
	if (getnameinfo(ai->ai_addr, ai->ai_addrlen, ip, sizeof(ip), NULL, 0,
		NI_NUMERICHOST) == 0)
		ret = ip;
	ret = mem_strdup(mem, ret);
	freeaddrinfo(ai);
	return ret;
}

void
link_close(struct keeper *k)
{
	struct engine_link *l = &k->link;

	ops_abandon(k);
	if (k->reconcile != NULL)
		reconcile_abandon(k->reconcile);
	if (k->usage != NULL)
		usage_abandon(k->usage);
	if (k->guard != NULL)
		guard_abandon(k->guard);
	if (k->networks != NULL)
		networks_abandon(k->networks);
	if (k->control != NULL)
		control_abandon(k->control);
	if (k->pulls != NULL)
		pulls_abandon(k->pulls, "The engine was changed meanwhile.");
	events_close(k);
	engine_cancel(&l->ping);
	mem_free(&l->mem);
	*l = (struct engine_link){0};
}

static void
link_open(struct keeper *k, const char *url)
{
	struct engine_link *l = &k->link;
	const char *socket = NULL;
	struct error e = {0};

	l->mem = mem_arena(k->mem);
	l->url = mem_strdup(l->mem, url);
	l->host = numeric_host(l->mem, engine_url_host(l->mem, url));
	l->is_local = text_starts(url, "unix://");
	if (text_starts(url, "ssh://")) {
		l->tunnel = tunnel_open(l->mem, k->conf, url,
		    mem_printf(l->mem, "%s/engine.sock",
			keeper_run_dir(l->mem, k->conf)));
		socket = tunnel_socket(l->tunnel);
	}
	if (engine_new(l->mem, k->http, url, k->conf, socket, &l->engine, &e) !=
	    ERR_OK)
		set_down(k, e.message);
}

void
link_tick(struct keeper *k)
{
	struct engine_link *l = &k->link;
	const char *url;

	if (k->process.settings == NULL)
		return;
	url = k->process.settings->value[SETTING_DOCKER_BASE_URL];
	if (l->url == NULL || strcmp(l->url, url) != 0) {
		link_close(k);
		pace_init(&k->pace, k->process.settings->creates_in_flight);
		link_open(k, url);
	}
	if (l->tunnel != NULL)
		keeper_due(k, tunnel_tick(l->tunnel));
	if (l->ping_us <= clock_mono_us())
		ping(k);
	else
		keeper_due(k, l->ping_us);
}
