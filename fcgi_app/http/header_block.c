#include "http/header_block.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#define HOME         "/containers/"
#define REDIRECT_MAX 2048 /* so that a Location always fits into a block */

struct header {
	const char *name;
	const char *value;
};

struct header_block {
	struct header items[HEADER_BLOCK_ITEMS];
	size_t n;
	size_t fixed; /* the first of them, which nobody may replace */
	size_t bytes; /* of the text, less the empty line */
	size_t bytes_max;
	size_t items_max;
};

/*
 * Every response carries these.  The CSP allows nothing but our own files, so
 * templates have no inline script or style.
 */
static const struct header security[] = {
    {"Content-Security-Policy",
	"default-src 'none'; script-src 'self'; style-src 'self'; "
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; "
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};
#define SECURITY_N (sizeof(security) / sizeof(security[0]))

/* A token of RFC 9110, 5.6.2. */
static bool
name_is_token(const char *s)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return *s != '\0' && s[strspn(s, token)] == '\0';
}

static bool
has_control_byte(const char *s)
{
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	}
	return false;
}

/* Bytes of "name: value" CR LF. */
static size_t
header_size(const char *name, const char *value)
{
	return strlen(name) + strlen(value) + strlen(": \r\n");
}

/* The place of header `name`; b->n if it is not there. */
static size_t
find(const struct header_block *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		if (text_equal_nocase(b->items[i].name, name))
			break;
	}
	return i;
}

struct header_block *
header_block_new(void *mem)
{
	struct header_block *b = mem_new(mem, struct header_block);

	b->bytes_max = HEADER_BLOCK_MAX - HEADER_BLOCK_RESERVE;
	b->items_max = HEADER_BLOCK_ITEMS - HEADER_BLOCK_ITEMS_RESERVE;
	for (; b->n < SECURITY_N; b->n++) {
		b->items[b->n] = security[b->n];
		b->bytes +=
		    header_size(security[b->n].name, security[b->n].value);
	}
	b->fixed = b->n;
	return b;
}

void
header_block_open_reserve(struct header_block *b)
{
	b->bytes_max = HEADER_BLOCK_MAX;
	b->items_max = HEADER_BLOCK_ITEMS;
}

enum err
header_block_set(struct header_block *b, const char *name, const char *value)
{
	size_t i = find(b, name), bytes = b->bytes + header_size(name, value);

	if (!name_is_token(name) || has_control_byte(value))
		return ERR_INVALID;
	if (i < b->fixed)
		return ERR_FORBIDDEN;
	if (text_equal_nocase(name, "Set-Cookie"))
		i = b->n;
	if (i < b->n)
		bytes -= header_size(b->items[i].name, b->items[i].value);
	if (i == b->items_max || bytes + strlen("\r\n") > b->bytes_max)
		return ERR_TOO_LARGE;
	b->items[i].name = mem_strdup(b, name);
	b->items[i].value = mem_strdup(b, value);
	b->bytes = bytes;
	if (i == b->n)
		b->n++;
	return ERR_OK;
}

bool
header_block_has(const struct header_block *b, const char *name)
{
	return find(b, name) < b->n;
}

const char *
header_block_text(struct header_block *b, size_t *ret_len)
{
	struct buf *text = buf_new(b, HEADER_BLOCK_MAX);
	size_t i;

	for (i = 0; i < b->n; i++) {
		buf_str(text, b->items[i].name);
		buf_str(text, ": ");
		buf_str(text, b->items[i].value);
		buf_str(text, "\r\n");
	}
	buf_str(text, "\r\n");
	*ret_len = buf_len(text);
	return buf_data(text);
}

const char *
http_redirect_target(void *mem, const char *path)
{
	struct buf *out;

	if (path == NULL || path[0] != '/' || path[1] == '/' ||
	    path[1] == '\\' || has_control_byte(path))
		return HOME;
	out = buf_new(mem, REDIRECT_MAX);
	for (; *path != '\0'; path++) {
		if (*path == ' ' || (unsigned char)*path > 0x7f)
			buf_printf(out, "%%%02X", (unsigned char)*path);
		else
			buf_char(out, *path);
	}
	return buf_full(out) ? HOME : buf_data(out);
}
