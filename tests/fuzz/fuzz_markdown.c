/*
 * Markdown to HTML: only cmark's own elements with its own attributes, all
 * closed in their order, and no link that runs something.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"
#include "web/handlers.h"

static const char *const closed[] = {"p", "em", "strong", "a", "code", "pre",
    "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", NULL};
static const char *const empty[] = {"br", "hr", "img", NULL};
static const char *const attributes[] = {
    "href", "src", "alt", "title", "class", "start", NULL};
static const char omitted[] = "<!-- raw HTML omitted -->";

/* What is open; an element is a digit of `names`, so depth costs a byte. */
struct html {
	const char *at;
	unsigned char *open;
	size_t depth;
};

/* The place of the `n` bytes of `s` in `list`, -1 if they are not there. */
static int
find(const char *const *list, const char *s, size_t n)
{
	int i;

	for (i = 0; list[i] != NULL; i++)
		if (strlen(list[i]) == n && memcmp(list[i], s, n) == 0)
			return (i);
	return (-1);
}

/* "&amp;", "&lt;", "&gt;" and "&quot;" are all that may begin with '&'. */
static void
entity(const char *s)
{
	HOLDS(text_starts(s, "&amp;") || text_starts(s, "&lt;") ||
	      text_starts(s, "&gt;") || text_starts(s, "&quot;") ||
	      text_starts(s, "&#x27;"));
}

/* Browsers pass over white space and control bytes in front of a scheme. */
static void
harmless_link(const char *value, size_t n)
{
	static const char *const schemes[] = {
	    "javascript:", "vbscript:", "file:"};
	char start[32];
	size_t i, used = 0;

	for (i = 0; i < n && used < sizeof(start) - 1; i++)
		if ((unsigned char)value[i] > 0x20)
			start[used++] = (char)tolower((unsigned char)value[i]);
	start[used] = '\0';
	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		HOLDS(!text_starts(start, schemes[i]));
	if (text_starts(start, "data:"))
		HOLDS(text_starts(start, "data:image/"));
}

/* ' name="value"' at h->at. */
static void
attribute(struct html *h)
{
	const char *name = ++h->at, *value, *p;
	size_t n = strcspn(name, "=\"' <>");
	int which = find(attributes, name, n);

	HOLDS(which >= 0);
	HOLDS(name[n] == '=' && name[n + 1] == '"');
	value = name + n + 2;
	n = strcspn(value, "\"");
	HOLDS(value[n] == '"');
	for (p = value; p < value + n; p++) {
		HOLDS(*p != '<' && *p != '>');
		if (*p == '&')
			entity(p);
	}
	if (which < 2)
		harmless_link(value, n);
	h->at = value + n + 1;
}

/* An element's beginning or end at h->at, which is a '<'. */
static void
tag(struct html *h)
{
	const char *name = h->at + 1;
	int ends = *name == '/', which;
	size_t n;

	name += ends;
	n = strspn(name, "abcdefghijklmnopqrstuvwxyz123456");
	which = find(closed, name, n);
	HOLDS(which >= 0 || (!ends && find(empty, name, n) >= 0));
	h->at = name + n;
	while (!ends && *h->at == ' ' && h->at[1] != '/')
		attribute(h);
	if (which < 0) {
		HOLDS(text_starts(h->at, " />"));
		h->at += 3;
		return;
	}
	HOLDS(*h->at == '>');
	h->at++;
	if (!ends) {
		h->open[h->depth++] = (unsigned char)which;
		return;
	}
	HOLDS(h->depth > 0);
	HOLDS(h->open[--h->depth] == which);
}

static void
check(void *mem, const char *text)
{
	struct html h = {.at = text};

	h.open = mem_zalloc(mem, strlen(text) + 1, "open");
	while (*h.at != '\0') {
		if (text_starts(h.at, omitted)) {
			h.at += strlen(omitted);
		} else if (*h.at == '<') {
			tag(&h);
		} else {
			HOLDS(*h.at != '>');
			if (*h.at == '&')
				entity(h.at);
			h.at++;
		}
	}
	HOLDS(h.depth == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	const char *html = markdown_html(mem, fuzz_string(mem, data, size));

	HOLDS(text_utf8(html, strlen(html)));
	check(mem, html);
	mem_free(&mem);
	return (0);
}
