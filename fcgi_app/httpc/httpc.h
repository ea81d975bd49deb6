/*
 * An HTTP client over libcurl, the only folder that includes it: many
 * transfers in one loop, over a unix socket, plain TCP or TLS with client
 * certificates.  Used by engine/ (the container engine) and by
 * service/control_client (a web worker that asks the keeper).  Knows neither.
 *
 * DESIGN §2 puts this transport into engine/; it stands apart because web
 * workers need it too and must not link the engine's folder.
 */
#ifndef BERTH_HTTPC_HTTPC_H
#define BERTH_HTTPC_HTTPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Where requests go. */
struct httpc_target {
	const char *base_url;	 /* "http://engine", "https://host:2376" */
	const char *unix_socket; /* path, "" for TCP */
	const char *tls_ca;	 /* PEM files for https, "" for none */
	const char *tls_cert;
	const char *tls_key;
};

struct httpc;		/* the loop */
struct httpc_call;	/* one transfer under way */

struct httpc_answer {
	enum err err;		/* ERR_OK: an answer came, whatever its status.
				 * ERR_UNAVAILABLE: not a byte of the request was sent.
				 * ERR_TIMEOUT, ERR_UNCERTAIN: it may have been done.
				 * ERR_TOO_LARGE: the body passed max_body */
	int status;		/* HTTP status, 0 without answer */
	const char *body;	/* NUL-terminated, as far as it came; "" when streamed */
	size_t len;
	char detail[256];	/* what libcurl said, for the log */
};

/*
 * Called once when a transfer ends; the answer dies on return.  May start
 * and cancel other transfers, but not poll or free the loop.
 */
typedef void (*httpc_done)(void *arg, const struct httpc_answer *answer);
/*
 * Called with bytes of a streamed body as they come; false ends the transfer,
 * which is then ERR_OK.  Only the body of a 2xx answer is streamed; that of
 * another (an error's explanation) is buffered.  The same freedoms as `done`,
 * and it may cancel its own transfer too.
 */
typedef bool (*httpc_data)(void *arg, const char *data, size_t len);

struct httpc_request {
	const char *method;	/* "GET", "POST", "DELETE" */
	const char *path;	/* from '/', already encoded; with the query */
	const char *body;	/* NULL for none; copied */
	size_t body_len;
	const char *content_type; /* of the body, default application/json */
	long connect_ms;	/* 0: 5000 */
	long total_ms;		/* 0: no limit (streams) */
	size_t max_body;	/* of a buffered body, 0: LIMIT_ENGINE_BODY */
	httpc_data data;	/* NULL: buffer the body */
	httpc_done done;
	void *arg;
};

/*
 * A new loop under `mem`; ends all its transfers, without calling done, when
 * freed.  Connections are kept for later GETs; a request with another method
 * always gets a new one, because libcurl repeats a request by itself when a
 * kept connection turns out to be dead.
 */
struct httpc *httpc_new(void *mem);

/*
 * Start a transfer; everything given is copied.  `done` is called from
 * httpc_poll() exactly once, also for failures.  The call may be cancelled
 * until then; it is gone when `done` returns.
 */
struct httpc_call *httpc_start(struct httpc *h,
    const struct httpc_target *target, const struct httpc_request *req);

/* End a transfer without calling done or data; sets *call to NULL. */
void httpc_cancel(struct httpc_call **call);

/* A descriptor that httpc_poll() watches beside its transfers. */
struct httpc_fd {
	int fd;
	bool want_read, want_write;
	bool can_read, can_write;	/* set on return; an end or error is both */
};

/*
 * Wait for transfers and `fds`, at most `timeout_ms`, and run what is due.
 * Returns early when anything happened, a signal among it.
 */
void httpc_poll(struct httpc *h, struct httpc_fd *fds, unsigned n,
    int timeout_ms);

/* Transfers under way. */
unsigned httpc_active(const struct httpc *h);

/*
 * One request in one call, for callers without a loop: starts, polls until it
 * ends.  The body is copied under `mem`; req->done is not used.
 */
void httpc_fetch(void *mem, const struct httpc_target *target,
    const struct httpc_request *req, struct httpc_answer *ret);

/* `s` percent-encoded for one path segment or query value, under `mem`. */
char *httpc_encode(void *mem, const char *s);

#endif
