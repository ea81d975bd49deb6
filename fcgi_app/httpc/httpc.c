#include "httpc/httpc_private.h"

#include <poll.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"

static void
free_loop(void *block)
{
	struct httpc *h = block;

	while (h->calls != NULL)
		call_free(h->calls);
	curl_multi_cleanup(h->multi);
}

struct httpc *
httpc_new(void *mem)
{
	static bool started;
	struct httpc *h;

	if (!started && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		log_error("httpc.init", LOG_STR("from", "libcurl"));
		abort();
	}
	started = true;
	h = mem_new(mem, struct httpc);
	h->multi = curl_multi_init();
	if (h->multi == NULL) {
		log_error("httpc.no_memory", LOG_STR("from", "libcurl"));
		abort();
	}
	mem_on_free(h, free_loop);
	return h;
}

struct httpc_call *
httpc_start(struct httpc *h, const struct httpc_target *target,
    const struct httpc_request *req)
{
	struct httpc_call *call = call_new(h, target, req);

	call->round = h->round;
	h->active++;
	return call;
}

void
httpc_cancel(struct httpc_call **ref)
{
	struct httpc_call *call = *ref;

	*ref = NULL;
	if (call == NULL || call->state == CALL_ENDING ||
	    call->state == CALL_CANCELLED)
		return;
	call->loop->active--;
	if (call->loop->performing)
		call->state = CALL_CANCELLED;
	else
		call_free(call);
}

unsigned
httpc_active(const struct httpc *h)
{
	return h->active;
}

/* A call in `state` that was started before this round; NULL if none. */
static struct httpc_call *
find(struct httpc *h, enum call_state state)
{
	struct httpc_call *call;

	for (call = h->calls; call != NULL; call = call->next) {
		if (call->state == state && call->round != h->round)
			return call;
	}
	return NULL;
}

/* Hand over the new calls; those with an option refused end here. */
static void
add_new(struct httpc *h)
{
	struct httpc_call *call;

	while ((call = find(h, CALL_NEW)) != NULL) {
		if (call->setup == CURLE_OK)
			call_add(call);
		else
			call_finish(call, call->setup);
	}
}

/* End the calls that libcurl is through with. */
static void
finish_done(struct httpc *h)
{
	struct httpc_call *call;
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(h->multi, &left)) != NULL) {
		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(
		    msg->easy_handle, CURLINFO_PRIVATE, (char **)&call);
		if (call->state == CALL_CANCELLED)
			call_free(call);
		else
			call_finish(call, msg->data.result);
	}
}

/*
 * One round of everything that can go on now.  `done` may start and cancel
 * any call, so no pointer into the list is kept over it, and what it starts
 * waits for the next round.
 */
static void
run(struct httpc *h)
{
	struct httpc_call *call;
	CURLMcode code;
	int running;

	h->round++;
	add_new(h);
	h->performing = true;
	code = curl_multi_perform(h->multi, &running);
	h->performing = false;
	if (code != CURLM_OK)
		log_error("httpc.perform",
		    LOG_STR("detail", curl_multi_strerror(code)));
	finish_done(h);
	while ((call = find(h, CALL_CANCELLED)) != NULL)
		call_free(call);
}

/*
 * Whether `fds` are ready is asked of poll(2) again: libcurl doesn't pass on
 * POLLHUP and POLLERR, and a loop that can't see them would spin.
 */
static void
set_ready(struct httpc *h, struct httpc_fd *fds, unsigned n)
{
	unsigned i;
	short broken = POLLHUP | POLLERR | POLLNVAL;

	for (i = 0; i < n; i++) {
		h->ready[i].fd = fds[i].fd;
		h->ready[i].revents = 0;
		h->ready[i].events = (short)((fds[i].want_read ? POLLIN : 0) |
					     (fds[i].want_write ? POLLOUT : 0));
		fds[i].can_read = fds[i].can_write = false;
	}
	if (n == 0 || poll(h->ready, n, 0) <= 0)
		return;
	for (i = 0; i < n; i++) {
		fds[i].can_read =
		    fds[i].want_read &&
		    (h->ready[i].revents & (POLLIN | broken)) != 0;
		fds[i].can_write =
		    fds[i].want_write &&
		    (h->ready[i].revents & (POLLOUT | broken)) != 0;
	}
}

static void
wait_ready(struct httpc *h, struct httpc_fd *fds, unsigned n, int timeout_ms)
{
	CURLMcode code;
	unsigned i;

	if (n > 0) {
		h->wait = mem_grow(h, h->wait, n, sizeof(*h->wait));
		h->ready = mem_grow(h, h->ready, n, sizeof(*h->ready));
	}
	for (i = 0; i < n; i++) {
		h->wait[i].fd = fds[i].fd;
		h->wait[i].revents = 0;
		h->wait[i].events =
		    (short)((fds[i].want_read ? CURL_WAIT_POLLIN : 0) |
			    (fds[i].want_write ? CURL_WAIT_POLLOUT : 0));
	}
	code = curl_multi_poll(
	    h->multi, h->wait, n, timeout_ms > 0 ? timeout_ms : 0, NULL);
	if (code != CURLM_OK)
		log_error(
		    "httpc.wait", LOG_STR("detail", curl_multi_strerror(code)));
	set_ready(h, fds, n);
}

void
httpc_poll(struct httpc *h, struct httpc_fd *fds, unsigned n, int timeout_ms)
{
	h->happened = false;
	run(h);
	wait_ready(h, fds, n, h->happened ? 0 : timeout_ms);
	run(h);
}
