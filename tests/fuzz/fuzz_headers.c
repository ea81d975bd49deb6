/*
 * Cookies in, and headers, cookies and redirects out: name and value in turn,
 * divided by NUL bytes.  Whatever is set, the block is whole lines of tokens
 * and clean values, and nothing comes into it that was not set.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"
#include "http/cookie.h"
#include "http/header_block.h"

#define LINES_MAX (HEADER_BLOCK_ITEMS + 1)

/* The lines of a block; returns how many, the empty one included. */
static int
count_lines(const char *text, size_t len)
{
	const char *end = text + len, *eol, *colon;
	int n = 0;

	HOLDS(len <= HEADER_BLOCK_MAX && strlen(text) == len);
	for (; text < end; text = eol + 2, n++) {
		eol = memchr(text, '\r', (size_t)(end - text));
		HOLDS(eol != NULL && eol[1] == '\n');
		HOLDS(memchr(text, '\n', (size_t)(eol - text)) == NULL);
		if (eol == text)
			break;
		colon = memchr(text, ':', (size_t)(eol - text));
		HOLDS(colon != NULL && colon > text && colon[1] == ' ');
		HOLDS(memchr(text, ' ', (size_t)(colon - text)) == NULL);
	}
	HOLDS(text + 2 == end);
	return (n + 1);
}

static void
check_block(struct header_block *b, int lines_before, int added)
{
	const char *text;
	size_t len;
	int lines;

	text = header_block_text(b, &len);
	lines = count_lines(text, len);
	HOLDS(lines <= LINES_MAX && lines <= lines_before + added);
	HOLDS(strstr(text, "Content-Security-Policy: default-src 'none';") ==
	      text);
}

/* What a cookie that we write says when it comes back. */
static void
check_cookie(void *mem, const char *name, const char *value)
{
	struct http_request req = {.mem = mem};
	const char *text =
	    http_cookie_text(mem, name, value, 60, COOKIE_SECURE);
	const char *got;

	if (text == NULL)
		return;
	HOLDS(!fuzz_has_control(text) && text_utf8(text, strlen(text)));
	HOLDS(text_ends(text, "; HttpOnly; SameSite=Lax; Secure"));
	req.cookies =
	    mem_printf(mem, "a=b; %.*s; c", (int)strcspn(text, ";"), text);
	got = http_cookie_get(&req, name);
	if (strcmp(name, "a") != 0)
		HOLDS(got != NULL && strcmp(got, value) == 0);
}

/* Whatever a browser sends, a cookie's value is a part of it. */
static void
check_sent(void *mem, const char *name, const char *cookies)
{
	struct http_request req = {.mem = mem, .cookies = cookies};
	const char *got = http_cookie_get(&req, name);

	if (got == NULL)
		return;
	HOLDS(strchr(got, ';') == NULL);
	HOLDS(strstr(cookies, got) != NULL);
	HOLDS(strstr(cookies, name) != NULL);
}

static void
check_redirect(void *mem, const char *path)
{
	const char *to = http_redirect_target(mem, path);

	HOLDS(to[0] == '/' && to[1] != '/' && to[1] != '\\');
	HOLDS(strlen(to) <= 2048 && !fuzz_has_control(to));
	HOLDS(text_utf8(to, strlen(to)) && strchr(to, ' ') == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct fuzz_input in = {mem, (const char *)data, size};
	struct header_block *b = header_block_new(mem);
	const char *name, *value;
	int added = 0, lines;
	size_t len;

	(void)header_block_text(b, &len);
	lines = count_lines(header_block_text(b, &len), len);
	while (in.left > 0 && added < 2 * HEADER_BLOCK_ITEMS) {
		name = fuzz_piece(&in);
		value = fuzz_piece(&in);
		if (header_block_set(b, name, value) == ERR_OK) {
			HOLDS(header_block_has(b, name));
			added++;
		}
		if (added == HEADER_BLOCK_ITEMS / 2)
			header_block_open_reserve(b);
		check_cookie(mem, name, value);
		check_sent(mem, name, value);
		check_redirect(mem, value);
	}
	check_block(b, lines, added);
	mem_free(&mem);
	return (0);
}
