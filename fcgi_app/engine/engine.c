#include "engine/engine.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/docker_private.h"

static const char *const result_names[] = {
    [ENGINE_OK] = "ok",
    [ENGINE_NOT_FOUND] = "not_found",
    [ENGINE_CONFLICT] = "conflict",
    [ENGINE_NO_IMAGE] = "no_image",
    [ENGINE_BAD_REQUEST] = "bad_request",
    [ENGINE_UNAVAILABLE] = "unavailable",
    [ENGINE_TIMEOUT] = "timeout",
    [ENGINE_PORT_TAKEN] = "port_taken",
    [ENGINE_NO_ADDRESS] = "no_address",
    [ENGINE_NO_NETWORK] = "no_network",
    [ENGINE_SUBNET_TAKEN] = "subnet_taken",
    [ENGINE_SERVER_ERROR] = "server_error",
};

const char *
engine_result_name(enum engine_result r)
{
	return result_names[r];
}

bool
engine_is_transient(enum engine_result r)
{
	return r >= ENGINE_UNAVAILABLE;
}

/* "host", "host:port", "user@host", "[::1]:2375" → the host alone. */
static char *
host_of(void *mem, const char *authority)
{
	size_t n = strcspn(authority, "/");
	const char *at = memchr(authority, '@', n);
	const char *s = at != NULL ? at + 1 : authority;

	n -= (size_t)(s - authority);
	if (*s == '[')
		return mem_strndup(mem, s + 1, strcspn(s + 1, "]"));
	return mem_strndup(mem, s, n < strcspn(s, ":") ? n : strcspn(s, ":"));
}

const char *
engine_url_host(void *mem, const char *url)
{
	const char *rest = strstr(url, "://");

	if (rest == NULL || text_starts(url, "unix://"))
		return "127.0.0.1";
	return host_of(mem, rest + 3);
}

static bool
is_loopback(const char *host)
{
	return text_starts(host, "127.") || strcmp(host, "localhost") == 0 ||
	       strcmp(host, "::1") == 0;
}

/* Where requests for the engine at `url` go. */
static enum err
target_of(void *mem, const char *url, const struct conf *conf,
    const char *tunnel_socket, struct httpc_target *ret, struct error *e)
{
	*ret = (struct httpc_target){.base_url = "http://engine",
	    .unix_socket = "",
	    .tls_ca = "",
	    .tls_cert = "",
	    .tls_key = ""};
	if (text_starts(url, "unix:///")) {
		ret->unix_socket = url + strlen("unix://");
	} else if (text_starts(url, "tcp://")) {
		if (!conf->allow_plain_tcp &&
		    !is_loopback(engine_url_host(mem, url)))
			return err_set(e, ERR_INVALID, "docker_base_url",
			    "tcp:// to another host needs allow_plain_tcp = "
			    "yes in berth.conf");
		ret->base_url =
		    mem_printf(mem, "http://%s", url + strlen("tcp://"));
	} else if (text_starts(url, "https://")) {
		ret->base_url = url;
		ret->tls_ca = conf->engine_tls_ca;
		ret->tls_cert = conf->engine_tls_cert;
		ret->tls_key = conf->engine_tls_key;
	} else if (text_starts(url, "ssh://") && tunnel_socket != NULL) {
		ret->unix_socket = tunnel_socket;
	} else {
		return err_set(e, ERR_INVALID, "docker_base_url",
		    "is not a URL of a container engine");
	}
	return ERR_OK;
}

enum err
engine_new(void *mem, struct httpc *http, const char *url,
    const struct conf *conf, const char *tunnel_socket, struct engine **ret,
    struct error *e)
{
	void *scratch = mem_arena(NULL);
	struct httpc_target target;
	enum err err;

	err = target_of(scratch, url, conf, tunnel_socket, &target, e);
	if (err == ERR_OK)
		*ret = docker_new(mem, http, &target);
	mem_free(&scratch);
	return err;
}

double
engine_cpu_percent(
    const struct engine_usage *was, const struct engine_usage *now)
{
	double cpu = (double)now->cpu_ns - (double)was->cpu_ns;
	double system = (double)now->system_ns - (double)was->system_ns;

	if (was->system_ns == 0 || cpu < 0 || system <= 0 || now->cpus <= 0)
		return -1;
	return cpu / system * (double)now->cpus * 100;
}
