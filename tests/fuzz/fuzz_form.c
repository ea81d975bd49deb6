/*
 * Query strings and urlencoded bodies: the fields are within the limits, and
 * written again they read as the same.
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"
#include "http/http.h"

static void
encode(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		buf_printf(b, "%%%02x", (unsigned char)*s);
}

static void
equal(const struct http_form *a, const struct http_form *b)
{
	const struct http_field *x, *y;
	size_t i;

	HOLDS(http_form_size(a) == http_form_size(b));
	HOLDS(http_form_at(a, http_form_size(a)) == NULL);
	for (i = 0; i < http_form_size(a); i++) {
		x = http_form_at(a, i);
		y = http_form_at(b, i);
		HOLDS(strcmp(x->name, y->name) == 0);
		HOLDS(strcmp(x->value, y->value) == 0);
		HOLDS(http_form_count(a, x->name) >= 1);
		HOLDS(http_form_get(a, x->name) != NULL);
	}
}

static void
check(void *mem, const struct http_form *form)
{
	struct buf *b = buf_new(mem, SIZE_MAX);
	struct http_form *again;
	const struct http_field *f;
	size_t i;

	HOLDS(http_form_size(form) <= LIMIT_FORM_FIELDS);
	for (i = 0; i < http_form_size(form); i++) {
		f = http_form_at(form, i);
		HOLDS(text_utf8(f->name, strlen(f->name)));
		HOLDS(text_utf8(f->value, strlen(f->value)));
		encode(b, f->name);
		buf_char(b, '=');
		encode(b, f->value);
		buf_char(b, '&');
	}
	HOLDS(http_form_parse(mem, HTTP_BODY_FORM, "", buf_data(b), buf_len(b),
		  &again, NULL) == ERR_OK);
	equal(form, again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct error e = {0};
	struct http_request req = {.mem = mem};
	struct http_form *form, *query;
	enum err err = http_form_parse(
	    mem, HTTP_BODY_FORM, "", (const char *)data, size, &form, &e);

	if (err == ERR_OK)
		check(mem, form);
	else
		HOLDS(e.code == err && e.message[0] != '\0');
	req.query_string = fuzz_string(mem, data, size);
	if (http_query_parse(&req, &query, NULL) == ERR_OK)
		check(mem, query);
	/* a NUL is all in which the two may differ */
	if (strlen(req.query_string) == size)
		HOLDS((err == ERR_OK) ==
		      (http_query_parse(&req, &query, NULL) == ERR_OK));
	mem_free(&mem);
	return (0);
}
