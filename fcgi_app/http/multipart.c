/*
 * multipart/form-data (RFC 7578) as browsers, curl and Python's requests
 * write it, and nothing more: no preamble, no nesting.
 */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "http/form_private.h"

#define BOUNDARY_MAX     70 /* RFC 2046, 5.1.1 */
#define PART_HEADERS_MAX 8
#define PART_HEADER_MAX  1024

/* What is left to read. */
struct cursor {
	const char *at;
	size_t len;
};

/* What the headers of a part say. */
struct part {
	const char *name;     /* NULL until Content-Disposition is read */
	const char *filename; /* NULL unless it is a file */
	bool encoded;         /* a Content-Transfer-Encoding we don't read */
};

static enum err
malformed(struct error *e)
{
	return err_set(e, ERR_INVALID, NULL,
	    "The body of this request is not a valid multipart form.");
}

static void
advance(struct cursor *c, size_t n)
{
	c->at += n;
	c->len -= n;
}

/* Step over `s` if it comes next. */
static bool
skip(struct cursor *c, const char *s)
{
	size_t n = strlen(s);

	if (c->len < n || memcmp(c->at, s, n) != 0)
		return false;
	advance(c, n);
	return true;
}

/* Step over spaces and tabs. */
static const char *
skip_blank(const char *s)
{
	return s + strspn(s, " \t");
}

/*
 * Read a quoted-string, in which '\' protects '"' and '\', or a token; *s
 * moves behind it.  NULL for a string without its end.
 */
static char *
read_value(void *mem, const char **s)
{
	const char *p = *s;
	char *value = mem_zalloc(mem, strlen(p) + 1, "parameter");
	size_t n;

	if (*p != '"') {
		n = strcspn(p, "; \t");
		*s = p + n;
		return memcpy(value, p, n);
	}
	for (n = 0, p++; *p != '"'; p++) {
		if (p[0] == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		if (*p == '\0')
			return NULL;
		value[n++] = *p;
	}
	*s = p + 1;
	return value;
}

/*
 * Read the next "; name=value" at *s.  ERR_NOT_FOUND at the end,
 * ERR_INVALID for anything else.
 */
static enum err
read_parameter(void *mem, const char **s, char **ret_name, char **ret_value)
{
	const char *p = skip_blank(*s);
	size_t n;

	if (*p == '\0')
		return ERR_NOT_FOUND;
	if (*p != ';')
		return ERR_INVALID;
	p = skip_blank(p + 1);
	if (*p == '\0')
		return ERR_NOT_FOUND;
	n = strcspn(p, "= \t;");
	if (n == 0 || p[n] != '=')
		return ERR_INVALID;
	*ret_name = mem_strndup(mem, p, n);
	p += n + 1;
	*ret_value = read_value(mem, &p);
	*s = p;
	return *ret_value != NULL ? ERR_OK : ERR_INVALID;
}

/* The boundary of a Content-Type, NULL if there is no good one. */
static const char *
find_boundary(void *mem, const char *content_type)
{
	const char *s = content_type + strcspn(content_type, ";");
	char *name, *value, *boundary = NULL;
	enum err err;

	while ((err = read_parameter(mem, &s, &name, &value)) == ERR_OK) {
		if (!text_equal_nocase(name, "boundary"))
			continue;
		if (boundary != NULL)
			return NULL;
		boundary = value;
	}
	if (err != ERR_NOT_FOUND || boundary == NULL || *boundary == '\0' ||
	    strlen(boundary) > BOUNDARY_MAX)
		return NULL;
	return boundary;
}

static enum err
read_disposition(void *mem, const char *value, struct part *part)
{
	const char *s = value + strcspn(value, "; \t");
	char *name, *text;
	enum err err;

	if (part->name != NULL || (size_t)(s - value) != strlen("form-data") ||
	    strncasecmp(value, "form-data", strlen("form-data")) != 0)
		return ERR_INVALID;
	while ((err = read_parameter(mem, &s, &name, &text)) == ERR_OK) {
		if (text_equal_nocase(name, "name") && part->name == NULL)
			part->name = text;
		else if (text_equal_nocase(name, "filename") &&
			 part->filename == NULL)
			part->filename = text;
		else
			return ERR_INVALID;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static bool
encoding_is_plain(const char *s)
{
	return text_equal_nocase(s, "8bit") || text_equal_nocase(s, "7bit") ||
	       text_equal_nocase(s, "binary");
}

/* Read one header line of a part; those that don't matter are passed over. */
static enum err
read_header(void *mem, const char *line, struct part *part)
{
	const char *colon = strchr(line, ':'), *name, *value;

	if (colon == NULL)
		return ERR_INVALID;
	name = mem_strndup(mem, line, (size_t)(colon - line));
	value = skip_blank(colon + 1);
	if (text_equal_nocase(name, "Content-Disposition"))
		return read_disposition(mem, value, part);
	if (text_equal_nocase(name, "Content-Transfer-Encoding") &&
	    !encoding_is_plain(value))
		part->encoded = true;
	return ERR_OK;
}

/* Read the headers of a part and the empty line behind them. */
static enum err
read_headers(void *mem, struct cursor *c, struct part *part)
{
	const char *end;
	size_t n;
	int i;

	for (i = 0; i <= PART_HEADERS_MAX; i++) {
		if (skip(c, "\r\n"))
			return ERR_OK;
		end = memmem(c->at, c->len, "\r\n", 2);
		if (end == NULL)
			return ERR_INVALID;
		n = (size_t)(end - c->at);
		if (n > PART_HEADER_MAX || !text_utf8(c->at, n))
			return ERR_INVALID;
		if (read_header(mem, mem_strndup(mem, c->at, n), part) !=
		    ERR_OK)
			return ERR_INVALID;
		advance(c, n + 2);
	}
	return ERR_INVALID;
}

/* A browser sends a field for files in which none was chosen as well. */
static enum err
add_file(struct http_form *f, const struct http_file *file, struct error *e)
{
	if (file->filename[0] == '\0' && file->len == 0)
		return ERR_OK;
	return form_add_file(f, file, e);
}

/* Read one part up to and with the `delimiter` that ends it. */
static enum err
read_part(void *mem, struct cursor *c, const char *delimiter,
    struct http_form *f, struct error *e)
{
	struct part part = {NULL, NULL, false};
	struct http_file file;
	const char *end;

	if (read_headers(mem, c, &part) != ERR_OK || part.name == NULL ||
	    part.encoded)
		return malformed(e);
	end = memmem(c->at, c->len, delimiter, strlen(delimiter));
	if (end == NULL)
		return malformed(e);
	file.data = c->at;
	file.len = (size_t)(end - c->at);
	advance(c, file.len + strlen(delimiter));
	if (part.filename != NULL) {
		file.name = part.name;
		file.filename = part.filename;
		return add_file(f, &file, e);
	}
	if (!text_utf8(file.data, file.len))
		return err_set(e, ERR_INVALID, part.name,
		    "The form has a field that is not valid UTF-8.");
	return form_add(
	    f, part.name, mem_strndup(mem, file.data, file.len), e);
}

enum err
multipart_parse(void *mem, const char *content_type, const char *data,
    size_t len, struct http_form *f, struct error *e)
{
	const char *boundary = find_boundary(mem, content_type), *delimiter;
	struct cursor c = {data, len};
	enum err err;

	if (boundary == NULL)
		return malformed(e);
	delimiter = mem_printf(mem, "\r\n--%s", boundary);
	if (!skip(&c, delimiter + strlen("\r\n")))
		return malformed(e);
	while (!skip(&c, "--")) {
		while (skip(&c, " ") || skip(&c, "\t"))
			;
		if (!skip(&c, "\r\n"))
			return malformed(e);
		err = read_part(mem, &c, delimiter, f, e);
		if (err != ERR_OK)
			return err;
	}
	/* What follows the last delimiter is to be ignored (RFC 2046). */
	return ERR_OK;
}
