/*
 * The loop and its calls, shared by httpc.c (the loop) and httpc_call.c (one
 * transfer).  Internal to httpc/.
 */
#ifndef BERTH_HTTPC_HTTPC_PRIVATE_H
#define BERTH_HTTPC_HTTPC_PRIVATE_H

#include <curl/curl.h>

#include "base/buf.h"
#include "httpc/httpc.h"

/*
 * libcurl refuses to add and remove transfers from within its callbacks, but
 * ours may start and cancel.  So a call is added in the next poll only, and
 * one that is cancelled while libcurl runs is removed when it has returned.
 */
enum call_state {
	CALL_NEW, /* not yet added to libcurl */
	CALL_RUNNING,
	CALL_ENDING,    /* its done is being called */
	CALL_CANCELLED, /* to be removed */
};

struct httpc_call {
	struct httpc *loop;
	struct httpc_call *prev, *next;
	enum call_state state;
	unsigned round; /* of the loop, when it was started */
	CURL *easy;
	struct curl_slist *headers;
	CURLcode setup; /* the first option that was refused */
	struct buf *body;
	bool too_large;              /* the body passed its limit */
	bool ended;                  /* by the caller's data function */
	char error[CURL_ERROR_SIZE]; /* libcurl's own words */
	httpc_data data;
	httpc_done done;
	void *arg;
};

struct httpc {
	CURLM *multi;
	struct httpc_call *calls; /* list of all, in order of start */
	struct httpc_call *last;
	unsigned active;          /* of them, not cancelled or ending */
	unsigned round;           /* counts how often libcurl was run */
	bool performing;          /* libcurl is running our callbacks */
	bool happened;            /* a callback was called in this poll */
	struct curl_waitfd *wait; /* room for the caller's descriptors */
	struct pollfd *ready;
};

/* A new call in the list of `loop`, every option set. */
struct httpc_call *call_new(struct httpc *loop,
    const struct httpc_target *target, const struct httpc_request *req);

/* Hand the call to libcurl. */
void call_add(struct httpc_call *call);

/* The transfer has ended with `code`: tell the caller, free the call. */
void call_finish(struct httpc_call *call, CURLcode code);

/* Remove the call from libcurl, the list and memory. */
void call_free(struct httpc_call *call);

#endif
