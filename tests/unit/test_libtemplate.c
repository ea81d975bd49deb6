/* Loading and expanding templates: libtemplate/libtemplate.cc */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/mem.h"
#include "libtemplate/libtemplate.h"

#define ESCAPE "{{%AUTOESCAPE context=\"HTML\"}}"

/* A folder of templates and the values for them. */
struct fixture {
	void *mem;
	char dir[32];
	struct tpl *t;
	struct error e;
};

static void
put_raw(struct fixture *f, const char *name, const char *text)
{
	FILE *file = fopen(mem_printf(f->mem, "%s/%s", f->dir, name), "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
put(struct fixture *f, const char *name, const char *text)
{
	put_raw(f, name, mem_printf(f->mem, "%s%s", ESCAPE, text));
}

static void
load(struct fixture *f)
{
	if (tpl_load(f->dir, &f->e) != ERR_OK)
		fail_msg("%s", f->e.message);
}

static const char *
expand(struct fixture *f, const char *name)
{
	const char *text = NULL;
	size_t len = 0;

	if (tpl_expand(f->t, f->mem, name, &text, &len, &f->e) != ERR_OK)
		fail_msg("%s", f->e.message);
	assert_int_equal(strlen(text), len);
	return text;
}

/* The text of template `body`, the only one there is. */
static const char *
expand_body(struct fixture *f, const char *body)
{
	put(f, "page.tpl", body);
	load(f);
	return expand(f, "page.tpl");
}

static int
setup(void **state)
{
	void *mem = mem_arena(NULL);
	struct fixture *f = mem_new(mem, struct fixture);

	f->mem = mem;
	snprintf(f->dir, sizeof(f->dir), "/tmp/berth-tpl.XXXXXX");
	if (mkdtemp(f->dir) == NULL)
		return -1;
	f->t = tpl_new(mem);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	void *mem = f->mem;
	struct dirent *ent;
	DIR *d = opendir(f->dir);

	while (d != NULL && (ent = readdir(d)) != NULL)
		unlink(mem_printf(mem, "%s/%s", f->dir, ent->d_name));
	unlink(mem_printf(mem, "%s/de/page.tpl", f->dir));
	rmdir(mem_printf(mem, "%s/de", f->dir));
	lang_set(LANG_EN);
	closedir(d);
	rmdir(f->dir);
	mem_free(&mem);
	return 0;
}

/* ------------------------------------------------ escaping */

static void
a_value_is_escaped_for_the_place_it_stands_in(void **state)
{
	static const struct {
		const char *body, *value, *text;
	} cases[] = {
	    {"<p>{{X}}</p>", "<b>&\"'", "<p>&lt;b&gt;&amp;&quot;&#39;</p>"},
	    {"<p>{{X}}</p>", "ü ⚓", "<p>ü ⚓</p>"},
	    {"<p>{{X}}</p>", "{{Y}}", "<p>{{Y}}</p>"},
	    {"<title>{{X}}</title>", "</title><script>",
		"<title>&lt;/title&gt;&lt;script&gt;</title>"},
	    {"<textarea>{{X}}</textarea>", "</textarea>\n<i>",
		"<textarea>&lt;/textarea&gt; &lt;i&gt;</textarea>"},
	    {"<p title=\"{{X}}\">", "\" onclick=\"f()",
		"<p title=\"&quot; onclick=&quot;f()\">"},
	    {"<p title='{{X}}'>", "' onclick='f()",
		"<p title='&#39; onclick=&#39;f()'>"},
	    {"<p title={{X}}>", "a onclick=f()",
		"<p title=a_onclick=f__>"},
	    {"<a href=\"{{X}}\">", "javascript:f()", "<a href=\"#\">"},
	    {"<a href=\"{{X}}\">", " JavaScript:f()", "<a href=\"#\">"},
	    {"<a href=\"{{X}}\">", "data:text/html,x", "<a href=\"#\">"},
	    {"<a href=\"{{X}}\">", "https://a.b/?c=d&e=\"f",
		"<a href=\"https://a.b/?c=d&amp;e=&quot;f\">"},
	    {"<a href=\"/c/{{X}}\">", "a/b?c#d&\"e",
		"<a href=\"/c/a/b?c#d&amp;&quot;e\">"},
	    {"<script>var x = \"{{X}}\";</script>", "\";f();//</script>",
		"<script>var x = \"\\x22;f();//\\x3c/script\\x3e\";</script>"},
	    {"<script>var x = '{{X}}';</script>", "';f();\\\n",
		"<script>var x = '\\x27;f();\\\\\\n';</script>"},
	    {"<script>var x = {{X}};</script>", "f()",
		"<script>var x = null;</script>"},
	    {"<script>var x = {{X}};</script>", "42",
		"<script>var x = 42;</script>"},
	    {"<p onclick=\"f('{{X}}')\">", "');g('",
		"<p onclick=\"f('\\x27);g(\\x27')\">"},
	    {"<p style=\"width:{{X}}\">", "1;background:url(x)",
		"<p style=\"width:1backgroundurlx\">"},
	};
	struct fixture *f = *state;
	const char *text;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tpl_str(f->t, "X", cases[i].value);
		text = expand_body(f, cases[i].body);
		if (strcmp(text, cases[i].text) != 0)
			print_error(
			    "%s with %s\n", cases[i].body, cases[i].value);
		assert_string_equal(text, cases[i].text);
	}
}

static void
globals_and_values_of_includes_are_escaped_too(void **state)
{
	struct fixture *f = *state;

	put(f, "page.tpl", "<b>{{G}}</b>{{>PART}}");
	put(f, "part.tpl", "<p title=\"{{G}}\">{{X}}</p>");
	tpl_global(f->t, "G", "\"<g>");
	tpl_str(tpl_include(f->t, "PART", "part.tpl"), "X", "<x>");
	load(f);
	assert_string_equal(expand(f, "page.tpl"),
	    "<b>&quot;&lt;g&gt;</b><p title=\"&quot;&lt;g&gt;\">&lt;x&gt;</p>");
}

/* ------------------------------------------------ loading */

static void
a_file_that_does_not_escape_is_refused(void **state)
{
	static const char *const texts[] = {"<p>{{X}}</p>", "", "{{%AUTOESCAPE",
	    " " ESCAPE, "<p>" ESCAPE "{{X}}</p>",
	    "{{%AUTOESCAPE context=\"JSON\"}}{{X}}",
	    "{{%AUTOESCAPE context=\"XML\"}}{{X}}"};
	struct fixture *f = *state;
	size_t i;

	put(f, "good.tpl", "<p>");
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put_raw(f, "bare.tpl", texts[i]);
		assert_int_equal(tpl_load(f->dir, &f->e), ERR_INTERNAL);
		assert_non_null(strstr(f->e.message, "bare.tpl"));
		assert_non_null(strstr(f->e.message, "AUTOESCAPE"));
	}
}

static void
a_broken_file_is_refused(void **state)
{
	static const char *const bodies[] = {"{{#OPEN}}<p>", "{{/CLOSED}}",
	    "{{#A}}{{#B}}{{/A}}{{/B}}", "{{X", "{{X:nonsense}}", "{{SPACE D}}"};
	struct fixture *f = *state;
	size_t i;

	put(f, "good.tpl", "<p>");
	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		put(f, "broken.tpl", bodies[i]);
		if (tpl_load(f->dir, &f->e) != ERR_INTERNAL)
			fail_msg("was loaded: %s", bodies[i]);
		assert_non_null(strstr(f->e.message, "broken.tpl"));
	}
}

static void
a_folder_without_templates_is_refused(void **state)
{
	struct fixture *f = *state;

	put_raw(f, "readme.txt", "{{X}}");
	put_raw(f, ".hidden.tpl", "{{X}}");
	assert_int_equal(tpl_load(f->dir, &f->e), ERR_INTERNAL);
	assert_non_null(strstr(f->e.message, f->dir));
	assert_int_equal(tpl_load("/nonexistent", &f->e), ERR_INTERNAL);
	assert_non_null(strstr(f->e.message, "/nonexistent"));
}

static void
a_page_is_in_the_language_that_is_spoken(void **state)
{
	struct fixture *f = *state;

	put(f, "page.tpl", "end");
	load(f);
	lang_set(LANG_DE);
	assert_string_equal(expand(f, "page.tpl"), "end");
	assert_int_equal(mkdir(mem_printf(f->mem, "%s/de", f->dir), 0700), 0);
	put(f, "de/page.tpl", "Ende");
	load(f);
	assert_string_equal(expand(f, "page.tpl"), "Ende");
	lang_set(LANG_EN);
	assert_string_equal(expand(f, "page.tpl"), "end");
	/* one that is broken is noticed when it is loaded */
	put_raw(f, "de/page.tpl", "Ende");
	assert_int_equal(tpl_load(f->dir, &f->e), ERR_INTERNAL);
	lang_set(LANG_DE);
	assert_string_equal(expand(f, "page.tpl"), "Ende");
}

static void
a_refused_folder_leaves_what_was_loaded(void **state)
{
	struct fixture *f = *state;

	put(f, "page.tpl", "before");
	load(f);
	put(f, "page.tpl", "after");
	put_raw(f, "zbad.tpl", "{{X}}");
	assert_int_equal(tpl_load(f->dir, &f->e), ERR_INTERNAL);
	assert_string_equal(expand(f, "page.tpl"), "before");
	put(f, "zbad.tpl", "{{X}}");
	load(f);
	assert_string_equal(expand(f, "page.tpl"), "after");
}

static void
what_was_not_loaded_is_not_expanded(void **state)
{
	static const char *const names[] = {"later.tpl", "nowhere.tpl",
	    "../../../../etc/passwd", "/etc/passwd", ""};
	struct fixture *f = *state;
	const char *text = NULL;
	size_t i, len = 0;

	put(f, "page.tpl", "{{>PART}}");
	load(f);
	put(f, "later.tpl", "x");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct tpl *t = tpl_new(f->mem);

		assert_int_equal(
		    tpl_expand(t, f->mem, names[i], &text, &len, &f->e),
		    ERR_INTERNAL);
		/* an include without a name is one that is not there */
		if (names[i][0] == '\0')
			continue;
		tpl_include(t, "PART", names[i]);
		assert_int_equal(
		    tpl_expand(t, f->mem, "page.tpl", &text, &len, &f->e),
		    ERR_INTERNAL);
		assert_null(text);
	}
}

/* ------------------------------------------------ values */

static void
a_section_is_shown_only_when_asked(void **state)
{
	struct fixture *f = *state;

	tpl_show(f->t, "A");
	tpl_show(f->t, "A");
	tpl_show_if(f->t, "B", true);
	tpl_show_if(f->t, "C", false);
	assert_string_equal(
	    expand_body(f, "{{#A}}a{{/A}}{{#B}}b{{/B}}{{#C}}c{{/C}}"
			   "{{#D}}d{{/D}}"),
	    "ab");
}

static void
a_section_repeats_with_values_of_its_own_over_those_around(void **state)
{
	struct fixture *f = *state;
	struct tpl *row;
	int i;

	tpl_str(f->t, "X", "x");
	tpl_str(f->t, "Y", "y");
	for (i = 0; i < 3; i++) {
		row = tpl_add(f->t, "ROW");
		tpl_int(row, "I", i);
		if (i == 1)
			tpl_str(row, "X", "own");
		tpl_str(tpl_add(row, "INNER"), "Y", i == 2 ? "z" : "w");
	}
	assert_string_equal(
	    expand_body(f, "{{#ROW}}{{I}}{{X}}{{Y}}{{#INNER}}{{Y}}{{/INNER}},"
			   "{{/ROW}}{{X}}"),
	    "0xyw,1ownyw,2xyz,x");
}

static void
an_include_sees_its_own_values_and_the_globals_only(void **state)
{
	struct fixture *f = *state;
	struct tpl *part;

	put(f, "page.tpl", "{{>PART}}{{X}}{{G}}");
	put(f, "part.tpl", "[{{X}}{{Y}}{{G}}{{>DEEP}}]");
	put(f, "deep.tpl", "({{X}}{{Y}}{{G}})");
	tpl_str(f->t, "X", "x");
	tpl_global(f->t, "G", "g");
	part = tpl_include(f->t, "PART", "part.tpl");
	tpl_str(part, "Y", "y");
	tpl_include(part, "DEEP", "deep.tpl");
	load(f);
	assert_string_equal(expand(f, "page.tpl"), "[yg(g)]xg");
}

static void
an_include_repeats_inside_a_section(void **state)
{
	struct fixture *f = *state;
	int i;

	put(f, "page.tpl", "{{#ROW}}{{>CARD}};{{/ROW}}");
	put(f, "card.tpl", "{{N}}");
	for (i = 1; i <= 3; i++)
		tpl_int(tpl_include(tpl_add(f->t, "ROW"), "CARD", "card.tpl"),
		    "N", i);
	load(f);
	assert_string_equal(expand(f, "page.tpl"), "1;2;3;");
}

static void
values_are_copied_and_unset_ones_print_nothing(void **state)
{
	struct fixture *f = *state;
	char value[] = "then";

	tpl_str(f->t, "COPIED", value);
	memcpy(value, "now!", 4);
	tpl_str(f->t, "NOTHING", NULL);
	tpl_global(f->t, "NO_GLOBAL", NULL);
	tpl_int(f->t, "MOST", INT64_MAX);
	tpl_int(f->t, "LEAST", INT64_MIN);
	tpl_fmt(f->t, "FORMATTED", "%s-%03d", "n", 7);
	assert_string_equal(
	    expand_body(f, "{{COPIED}}|{{NOTHING}}|{{NO_GLOBAL}}|{{UNSET}}|"
			   "{{MOST}}|{{LEAST}}|{{FORMATTED}}"),
	    "then||||9223372036854775807|-9223372036854775808|n-007");
}

static void
the_last_value_of_a_marker_counts(void **state)
{
	struct fixture *f = *state;

	tpl_str(f->t, "X", "first");
	tpl_str(f->t, "X", "last");
	assert_string_equal(expand_body(f, "{{X}}"), "last");
}

static void
words_on_two_lines_stay_two_words(void **state)
{
	struct fixture *f = *state;

	tpl_str(f->t, "X", "one");
	assert_string_equal(expand_body(f, "<p>{{X}}\n\n  two\n  three</p>"),
	    "<p>one\n  two\n  three</p>");
}

static void
a_large_page_comes_out_whole(void **state)
{
	struct fixture *f = *state;
	const char *text;
	int i;

	for (i = 0; i < 10000; i++)
		tpl_int(tpl_add(f->t, "ROW"), "N", i);
	text = expand_body(f, "{{#ROW}}<td>{{N}}</td>{{/ROW}}end");
	assert_int_equal(strlen(text), 10000 * 9 + 38890 + 3);
	assert_string_equal(text + strlen(text) - 16, "<td>9999</td>end");
}

static void
dictionaries_are_freed_with_their_arena(void **state)
{
	struct fixture *f = *state;
	void *request = mem_arena(f->mem);
	struct tpl *t = tpl_new(request);

	/* the leak checker looks at what lies behind these */
	tpl_str(tpl_add(t, "ROW"), "X", "x");
	tpl_str(tpl_include(t, "PART", "part.tpl"), "X", "x");
	tpl_global(t, "G", "g");
	mem_free(&request);
	assert_null(request);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_value_is_escaped_for_the_place_it_stands_in),
	    TEST(globals_and_values_of_includes_are_escaped_too),
	    TEST(a_file_that_does_not_escape_is_refused),
	    TEST(a_broken_file_is_refused),
	    TEST(a_folder_without_templates_is_refused),
	    TEST(a_page_is_in_the_language_that_is_spoken),
	    TEST(a_refused_folder_leaves_what_was_loaded),
	    TEST(what_was_not_loaded_is_not_expanded),
	    TEST(a_section_is_shown_only_when_asked),
	    TEST(a_section_repeats_with_values_of_its_own_over_those_around),
	    TEST(an_include_sees_its_own_values_and_the_globals_only),
	    TEST(an_include_repeats_inside_a_section),
	    TEST(values_are_copied_and_unset_ones_print_nothing),
	    TEST(the_last_value_of_a_marker_counts),
	    TEST(words_on_two_lines_stay_two_words),
	    TEST(a_large_page_comes_out_whole),
	    TEST(dictionaries_are_freed_with_their_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
