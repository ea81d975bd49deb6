#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "web/handlers.h"

static void
assert_never(const char *text, const char *forbidden)
{
	void *mem = mem_arena(NULL);
	const char *html = markdown_html(mem, text);

	if (strstr(html, forbidden) != NULL)
		fail_msg("\"%s\" became \"%s\"", text, html);
	mem_free(&mem);
}

static void
raw_html_is_left_out(void **state)
{
	assert_never("<script>alert(1)</script>", "<script");
	assert_never("a <b onclick=x>b</b>", "<b");
	assert_never("<img src=x onerror=y>", "<img");
	assert_never("<div>\n\n*a*\n\n</div>", "<div");
	assert_never("`<script>`", "<script");
	assert_never("[a](/x \"<script>\")", "<script");
}

static void
dangerous_links_lead_nowhere(void **state)
{
	static const char *const links[] = {
	    "[a](javascript:alert(1))",
	    "[a](JaVaScRiPt:alert(1))",
	    "[a](<javascript:alert(1)>)",
	    "[a](&#106;avascript:alert(1))",
	    "[a](vbscript:x)",
	    "[a](data:text/html,x)",
	    "[a](file:///etc/passwd)",
	    "<javascript:alert(1)>",
	    "![a](javascript:alert(1))",
	    "[a][b]\n\n[b]: javascript:alert(1)",
	};
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		assert_never(links[i], "=\"j");
		assert_never(links[i], "=\"J");
		assert_never(links[i], "=\"vb");
		assert_never(links[i], "=\"data");
		assert_never(links[i], "=\"file");
	}
}

static void
a_quote_cannot_leave_its_attribute(void **state)
{
	assert_never("[a](/x\"onclick=\"y)", "\"onclick");
	assert_never("![a\" onerror=\"x](/y)", "\" onerror");
}

static void
plain_markdown_becomes_html(void **state)
{
	void *mem = mem_arena(NULL);

	assert_string_equal(markdown_html(mem, ""), "");
	assert_string_equal(markdown_html(mem, "*a* & [b](https://c/)"),
	    "<p><em>a</em> &amp; <a href=\"https://c/\">b</a></p>\n");
	assert_string_equal(markdown_html(mem, "# T\n\n- a\n"),
	    "<h1>T</h1>\n<ul>\n<li>a</li>\n</ul>\n");
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(raw_html_is_left_out),
	    cmocka_unit_test(dangerous_links_lead_nowhere),
	    cmocka_unit_test(a_quote_cannot_leave_its_attribute),
	    cmocka_unit_test(plain_markdown_becomes_html),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
