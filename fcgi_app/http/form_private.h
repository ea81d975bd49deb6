/*
 * What form.c and multipart.c share.  Internal to http/.
 */
#ifndef BERTH_HTTP_FORM_PRIVATE_H
#define BERTH_HTTP_FORM_PRIVATE_H

#include <stddef.h>

#include "base/err.h"
#include "base/limits.h"
#include "http/http.h"

struct http_form {
	struct http_field fields[LIMIT_FORM_FIELDS];
	size_t n;
	struct http_file files[LIMIT_FORM_FILES];
	size_t files_n;
};

/*
 * Append a field; both strings are kept, not copied.  ERR_TOO_LARGE past
 * LIMIT_FORM_FIELDS.
 */
enum err form_add(struct http_form *f, const char *name, const char *value,
    struct error *e) MUST_USE;

/* The same with a file.  ERR_INVALID where there is one of its name. */
enum err form_add_file(struct http_form *f, const struct http_file *file,
    struct error *e) MUST_USE;

/*
 * Read the multipart/form-data body `data` (RFC 7578) into `f`; its strings
 * are under `mem`, its files in `data`.  ERR_INVALID, ERR_TOO_LARGE as http_form_parse().
 */
enum err multipart_parse(void *mem, const char *content_type, const char *data,
    size_t len, struct http_form *f, struct error *e) MUST_USE;

#endif
