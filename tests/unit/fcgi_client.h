/*
 * A FastCGI client for tests: speaks to a worker as nginx does (FastCGI
 * specification 1.0).
 */
#ifndef BERTH_TESTS_FCGI_CLIENT_H
#define BERTH_TESTS_FCGI_CLIENT_H

#include <stddef.h>

/* What becomes of the connection after the request. */
enum fcgi_keep { FCGI_CLOSE = 0, FCGI_KEEP = 1 };

/* Connect to the unix socket `path`; -1 if that fails. */
int fcgi_connect(const char *path);

/* Write all of `data`, as far as the other side takes it. */
void fcgi_write(int fd, const char *data, size_t len);

/*
 * Write a request with the NULL-terminated array `params` of "NAME=value" and
 * a body; `mem` is for its bytes.
 */
void fcgi_request(void *mem, int fd, const char *const *params,
    const char *body, size_t body_len, enum fcgi_keep keep);

/*
 * What the worker wrote to standard output until it closed the connection,
 * under `mem`; NULL if the connection broke.  Closes `fd`.
 */
const char *fcgi_answer(void *mem, int fd, size_t *ret_len);

#endif
