/*
 * The header block of a response.  header_block_set() is the only way into
 * it and refuses every byte below 0x20 and 0x7f: our output is parsed by
 * nginx, where a stray CR LF would be a header such as X-Accel-Redirect.
 * Knows nothing of libfcgi, so that tests and fuzzers can call it.  Internal
 * to http/.
 */
#ifndef BERTH_HTTP_HEADER_BLOCK_H
#define BERTH_HTTP_HEADER_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Bytes of a whole block.  nginx answers 502 when it does not fit into
 * fastcgi_buffer_size, whose default is one page of 4096 bytes.
 */
#define HEADER_BLOCK_MAX 4000
/* What is kept free for the headers that http_send() adds in the end. */
#define HEADER_BLOCK_RESERVE       512
#define HEADER_BLOCK_ITEMS_RESERVE 8
/* Headers of a whole block. */
#define HEADER_BLOCK_ITEMS 40

struct header_block;

/* A new block under `mem` with the security headers in it. */
struct header_block *header_block_new(void *mem);

/*
 * Set header `name`, replacing an earlier one of that name; Set-Cookie is
 * added instead.  Both strings are copied.  The block is unchanged after
 * ERR_INVALID (the name is no token of RFC 9110, or the value has a control
 * byte), ERR_FORBIDDEN (one of the security headers) and ERR_TOO_LARGE (over
 * HEADER_BLOCK_MAX or HEADER_BLOCK_ITEMS, each less its reserve).
 */
enum err header_block_set(
    struct header_block *b, const char *name, const char *value) MUST_USE;

/* From now on the reserve may be used too. */
void header_block_open_reserve(struct header_block *b);

bool header_block_has(const struct header_block *b, const char *name);

/*
 * The block as CGI wants it, "Name: value" CR LF each and an empty line;
 * owned by the block.
 */
const char *header_block_text(struct header_block *b, size_t *ret_len);

/*
 * Where a redirect to `path` goes: `path` with spaces and bytes above ASCII
 * percent-encoded, under `mem`, if it begins with a '/' that is followed by
 * neither '/' nor '\' (browsers take both for the start of a host name) and
 * has no control byte; otherwise, or when it is over 2048 bytes,
 * "/containers/".
 */
const char *http_redirect_target(void *mem, const char *path);

#endif
