#include "http/form_private.h"

#include <string.h>

#include "base/mem.h"
#include "http/urlcode.h"

enum err
form_add(
    struct http_form *f, const char *name, const char *value, struct error *e)
{
	if (f->n == LIMIT_FORM_FIELDS)
		return err_set(e, ERR_TOO_LARGE, NULL,
		    "The form has more than %d fields.", LIMIT_FORM_FIELDS);
	f->fields[f->n].name = name;
	f->fields[f->n].value = value;
	f->n++;
	return ERR_OK;
}

/* Add the field of "name=value" or "name", `n` bytes. */
static enum err
add_pair(
    void *mem, struct http_form *f, const char *pair, size_t n, struct error *e)
{
	const char *equals = memchr(pair, '=', n);
	size_t name_len = equals != NULL ? (size_t)(equals - pair) : n;
	size_t value_len = equals != NULL ? n - name_len - 1 : 0;
	char *name = mem_zalloc(mem, name_len + 1, "field name");
	char *value = mem_zalloc(mem, value_len + 1, "field value");

	if (!url_decode(URL_FORM, pair, name_len, name) ||
	    !url_decode(URL_FORM, pair + n - value_len, value_len, value))
		return err_set(e, ERR_INVALID, NULL,
		    "The form has a field that is not valid UTF-8 or not "
		    "rightly encoded.");
	return form_add(f, name, value, e);
}

/* "a=1&b=2" (URL standard, 5.1); empty pieces are passed over. */
static enum err
parse_urlencoded(void *mem, const char *data, size_t len, struct http_form *f,
    struct error *e)
{
	const char *end;
	enum err err;
	size_t n;

	while (len > 0) {
		end = memchr(data, '&', len);
		n = end != NULL ? (size_t)(end - data) : len;
		if (n > 0) {
			err = add_pair(mem, f, data, n, e);
			if (err != ERR_OK)
				return err;
		}
		if (end == NULL)
			break;
		data += n + 1;
		len -= n + 1;
	}
	return ERR_OK;
}

enum err
http_form_parse(void *mem, enum http_body kind, const char *content_type,
    const char *data, size_t len, struct http_form **ret, struct error *e)
{
	struct http_form *f = mem_new(mem, struct http_form);
	enum err err = ERR_OK;

	switch (kind) {
	case HTTP_BODY_NONE:
		break;
	case HTTP_BODY_FORM:
		err = parse_urlencoded(f, data, len, f, e);
		break;
	case HTTP_BODY_MULTIPART:
		err = multipart_parse(f, content_type, data, len, f, e);
		break;
	case HTTP_BODY_JSON:
	case HTTP_BODY_OTHER:
		err = err_set(e, ERR_INVALID, NULL,
		    "The body of this request is not a form.");
		break;
	}
	if (err != ERR_OK) {
		mem_free(&f);
		return err;
	}
	*ret = f;
	return ERR_OK;
}

enum err
http_query_parse(
    const struct http_request *req, struct http_form **ret, struct error *e)
{
	return http_form_parse(req->mem, HTTP_BODY_FORM, "", req->query_string,
	    strlen(req->query_string), ret, e);
}

const char *
http_form_get(const struct http_form *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (strcmp(f->fields[i].name, name) == 0)
			return f->fields[i].value;
	}
	return NULL;
}

int
http_form_count(const struct http_form *f, const char *name)
{
	int count = 0;
	size_t i;

	for (i = 0; i < f->n; i++)
		count += strcmp(f->fields[i].name, name) == 0;
	return count;
}

size_t
http_form_size(const struct http_form *f)
{
	return f->n;
}

const struct http_field *
http_form_at(const struct http_form *f, size_t i)
{
	return i < f->n ? &f->fields[i] : NULL;
}

enum err
form_add_file(
    struct http_form *f, const struct http_file *file, struct error *e)
{
	if (http_form_file(f, file->name) != NULL)
		return err_set(
		    e, ERR_INVALID, file->name, "is there more than once");
	if (f->files_n == LIMIT_FORM_FILES)
		return err_set(e, ERR_TOO_LARGE, NULL,
		    "The form has more than %d files.", LIMIT_FORM_FILES);
	f->files[f->files_n++] = *file;
	return ERR_OK;
}

const struct http_file *
http_form_file(const struct http_form *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->files_n; i++) {
		if (strcmp(f->files[i].name, name) == 0)
			return &f->files[i];
	}
	return NULL;
}

const struct http_file *
http_form_file_at(const struct http_form *f, size_t i)
{
	return i < f->files_n ? &f->files[i] : NULL;
}
