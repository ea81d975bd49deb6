#include <stdlib.h>
#include <string.h>

#include <cmark.h>

#include "base/mem.h"
#include "web/handlers.h"

/*
 * cmark leaves out raw HTML and links to javascript:, vbscript:, file: and
 * data: (but images) unless it is told CMARK_OPT_UNSAFE (cmark(3)).
 */
const char *
markdown_html(void *mem, const char *text)
{
	char *html, *copy;

	html =
	    cmark_markdown_to_html(text, strlen(text), CMARK_OPT_VALIDATE_UTF8);
	copy = mem_strdup(mem, html);
	free(html);
	return (copy);
}
