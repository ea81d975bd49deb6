/*
 * The state that server.c and response.c share.  Internal to http/.
 */
#ifndef BERTH_HTTP_HTTP_PRIVATE_H
#define BERTH_HTTP_HTTP_PRIVATE_H

#include <fcgiapp.h>

#include "http/header_block.h"
#include "http/http.h"

struct http {
	int listen_fd;
	FCGX_Request fcgi;
	struct http_request *req;     /* NULL between requests */
	struct header_block *headers; /* of the response; under req->mem */
	const char *body;             /* once read; under req->mem */
	int status;                   /* of the last response */
};

/* End the request under way, if any: flush, close, free its arena. */
void http_end(struct http *h);

/*
 * Answer with one sentence, as JSON {"message":…} for the API and as plain
 * text otherwise.
 */
void http_send_message(struct http *h, int status, const char *message);

#endif
