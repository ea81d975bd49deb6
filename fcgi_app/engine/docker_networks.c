/* The calls of Docker's and Podman's HTTP API for networks. */
#include "base/mem.h"
#include "engine/docker_private.h"

struct engine_call *
docker_networks(
    struct engine *e, const char *deployment, engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "GET", done, arg);

	return docker_call_send(c,
	    mem_printf(c, "/networks?filters=%s",
		docker_filters(c, deployment, NULL, NULL)),
	    NULL, docker_read_networks, DOCKER_LIST_MS);
}

static const char *
network_path(struct engine_call *c, const char *ref)
{
	return mem_printf(c, "/networks/%s", httpc_encode(c, ref));
}

struct engine_call *
docker_find_network(
    struct engine *e, const char *name, engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "GET", done, arg);

	return docker_call_send(c, network_path(c, name), NULL,
	    docker_read_network, DOCKER_QUICK_MS);
}

struct engine_call *
docker_make_network(struct engine *e, const struct network_spec *spec,
    engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "POST", done, arg);

	return docker_call_send(c, "/networks/create",
	    docker_network_body(c, spec), NULL, DOCKER_CHANGE_MS);
}

struct engine_call *
docker_remove_network(
    struct engine *e, const char *ref, engine_done done, void *arg)
{
	struct engine_call *c = docker_call_new(e, "DELETE", done, arg);

	return docker_call_send(
	    c, network_path(c, ref), NULL, NULL, DOCKER_CHANGE_MS);
}
