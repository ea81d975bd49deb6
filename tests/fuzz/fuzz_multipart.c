/*
 * A multipart form: the boundary's header up to the first NUL, then the body.
 * The fields are within the limits, and written again they read as the same.
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"
#include "http/http.h"

#define NAME_MAX_WRITTEN 400 /* a part's header has room for so much */

/* Write `form` with `boundary`; false if a name is too long for a header. */
static int
write(const struct http_form *form, const char *boundary, struct buf *b)
{
	const struct http_field *f;
	const char *p;
	size_t i;

	for (i = 0; i < http_form_size(form); i++) {
		f = http_form_at(form, i);
		if (strlen(f->name) > NAME_MAX_WRITTEN)
			return (0);
		buf_printf(b, "--%s\r\nContent-Disposition: form-data; name=\"",
		    boundary);
		for (p = f->name; *p != '\0'; p++)
			buf_printf(
			    b, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
		buf_printf(b, "\"\r\n\r\n%s\r\n", f->value);
	}
	buf_printf(b, "--%s--\r\n", boundary);
	return (1);
}

/* A boundary that is in no value. */
static const char *
free_boundary(void *mem, const struct http_form *form)
{
	const char *boundary;
	size_t i = 0;
	int n = 0;

	do {
		boundary = mem_printf(mem, "----FormBoundary%d", n++);
		for (i = 0; i < http_form_size(form); i++)
			if (strstr(http_form_at(form, i)->value, boundary) !=
			    NULL)
				break;
	} while (i < http_form_size(form));
	return (boundary);
}

/* Files are parts of the body itself. */
static void
check_files(const struct http_form *form, const char *body, size_t len)
{
	const struct http_file *f;
	size_t i;

	for (i = 0; (f = http_form_file_at(form, i)) != NULL; i++) {
		HOLDS(f->data >= body && f->len <= len);
		HOLDS((size_t)(f->data - body) <= len - f->len);
		HOLDS(http_form_file(form, f->name) == f);
		HOLDS(f->filename[0] != '\0' || f->len > 0);
	}
	HOLDS(i <= LIMIT_FORM_FILES);
}

static void
check(void *mem, const struct http_form *form)
{
	const char *boundary = free_boundary(mem, form), *type;
	struct buf *b = buf_new(mem, SIZE_MAX);
	struct http_form *again;
	const struct http_field *x, *y;
	size_t i;

	HOLDS(http_form_size(form) <= LIMIT_FORM_FIELDS);
	for (i = 0; i < http_form_size(form); i++) {
		x = http_form_at(form, i);
		HOLDS(text_utf8(x->name, strlen(x->name)));
		HOLDS(text_utf8(x->value, strlen(x->value)));
	}
	if (!write(form, boundary, b))
		return;
	type = mem_printf(mem, "multipart/form-data; boundary=%s", boundary);
	HOLDS(http_form_parse(mem, HTTP_BODY_MULTIPART, type, buf_data(b),
		  buf_len(b), &again, NULL) == ERR_OK);
	HOLDS(http_form_size(form) == http_form_size(again));
	for (i = 0; i < http_form_size(form); i++) {
		x = http_form_at(form, i);
		y = http_form_at(again, i);
		HOLDS(strcmp(x->name, y->name) == 0);
		HOLDS(strcmp(x->value, y->value) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct fuzz_input in = {mem, (const char *)data, size};
	struct error e = {0};
	struct http_form *form;
	const char *type = fuzz_piece(&in);
	/* of its own, so that AddressSanitizer sees its end */
	char *body = mem_zalloc(mem, in.left + 1, "body");
	enum err err;

	memcpy(body, in.at, in.left);
	body = mem_grow(mem, body, in.left > 0 ? in.left : 1, 1);
	err = http_form_parse(
	    mem, HTTP_BODY_MULTIPART, type, body, in.left, &form, &e);
	if (err == ERR_OK) {
		check_files(form, body, in.left);
		check(mem, form);
	} else {
		HOLDS(e.code == err && e.message[0] != '\0');
	}
	mem_free(&mem);
	return (0);
}
