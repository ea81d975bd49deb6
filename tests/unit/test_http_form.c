/* Queries, urlencoded and multipart forms: http/form.c, http/multipart.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "http/http.h"

static int
setup(void **state)
{
	*state = mem_arena(NULL);
	return 0;
}

static int
teardown(void **state)
{
	mem_free(state);
	return 0;
}

/* Every field as "name=value|", for comparing. */
static const char *
flatten(void *mem, const struct http_form *f)
{
	char *out = mem_strdup(mem, "");
	size_t i;

	for (i = 0; i < http_form_size(f); i++)
		out = mem_printf(mem, "%s%s=%s|", out, http_form_at(f, i)->name,
		    http_form_at(f, i)->value);
	return out;
}

struct form_case {
	const char *body;
	const char *fields; /* NULL: ERR_INVALID */
};

static void
check_cases(void *mem, enum http_body kind, const char *type,
    const struct form_case *cases, size_t n)
{
	struct http_form *f;
	struct error e;
	enum err err;
	size_t i;

	for (i = 0; i < n; i++) {
		f = NULL;
		err_clear(&e);
		err = http_form_parse(mem, kind, type, cases[i].body,
		    strlen(cases[i].body), &f, &e);
		if (cases[i].fields == NULL) {
			if (err != ERR_INVALID)
				fail_msg("accepted: %s", cases[i].body);
			assert_null(f);
			assert_true(e.message[0] != '\0');
			continue;
		}
		if (err != ERR_OK)
			fail_msg("refused: %s", cases[i].body);
		assert_string_equal(flatten(mem, f), cases[i].fields);
	}
}

static void
urlencoded_fields_are_decoded(void **state)
{
	static const struct form_case cases[] = {
	    {"", ""},
	    {"a=1", "a=1|"},
	    {"a=1&b=2&a=3", "a=1|b=2|a=3|"},
	    {"a=&=b&c", "a=|=b|c=|"},
	    {"&&a=1&&", "a=1|"},
	    {"a=b=c", "a=b=c|"},
	    {"a+b=c+d%2B%26%3D%25", "a b=c d+&=%|"},
	    {"n%C3%A4=%f0%9f%8f%b4", "n\xc3\xa4=\xf0\x9f\x8f\xb4|"},
	    {"a=%0d%0a", "a=\r\n|"},
	    {"a=\xc3\xa4", "a=\xc3\xa4|"},
	};

	check_cases(*state, HTTP_BODY_FORM, "", cases,
	    sizeof(cases) / sizeof(cases[0]));
}

static void
urlencoded_nonsense_is_refused(void **state)
{
	static const struct form_case cases[] = {
	    {"a=%", NULL},
	    {"a=%4", NULL},
	    {"a=%4&b=1", NULL},
	    {"a=%zz", NULL},
	    {"a=% 1", NULL},
	    {"a=%00", NULL},
	    {"%00=a", NULL},
	    {"a=%ff", NULL},
	    {"a=%c3", NULL},
	    {"a=%c0%80", NULL},
	    {"a=%ed%a0%80", NULL},
	    {"a=\xff", NULL},
	};
	struct http_form *f;

	check_cases(*state, HTTP_BODY_FORM, "", cases,
	    sizeof(cases) / sizeof(cases[0]));
	assert_int_equal(
	    http_form_parse(*state, HTTP_BODY_FORM, "", "a=\0b", 4, &f, NULL),
	    ERR_INVALID);
}

#define TYPE       "multipart/form-data; boundary=XX"
#define PART(name) "Content-Disposition: form-data; name=\"" name "\"\r\n"

static void
multipart_fields_are_read(void **state)
{
	static const struct form_case cases[] = {
	    {"--XX--", ""},
	    {"--XX--\r\n", ""},
	    {"--XX\r\n" PART("a") "\r\n1\r\n--XX--\r\n", "a=1|"},
	    {"--XX\r\n" PART("a") "\r\n\r\n--XX--\r\n", "a=|"},
	    {"--XX\r\n" PART("a") "\r\n1\r\n--XX\r\n" PART(
		 "b") "Content-Type: text/plain; "
		      "charset=utf-8\r\n\r\n2\r\n--XX--",
		"a=1|b=2|"},
	    {"--XX\r\n" PART("a") "\r\nx\r\ny\r\n-XX\n--XX\r\n--XX--",
		"a=x\r\ny\r\n-XX\n--XX|"},
	    {"--XX \t\r\n" PART("a") "\r\n1\r\n--XX--  trailer", "a=1|"},
	    {"--XX\r\ncontent-disposition:form-data;NAME=a\r\n\r\n1\r\n--XX--",
		"a=1|"},
	    {"--XX\r\n" PART("q\\\"b\\\\;") "\r\n1\r\n--XX--", "q\"b\\;=1|"},
	    {"--XX\r\n" PART("a") "Content-Transfer-Encoding: "
				  "8bit\r\n\r\n\xc3\xa4\r\n--XX--",
		"a=\xc3\xa4|"},
	};

	check_cases(*state, HTTP_BODY_MULTIPART, TYPE, cases,
	    sizeof(cases) / sizeof(cases[0]));
}

static void
multipart_nonsense_is_refused(void **state)
{
	static const struct form_case cases[] = {
	    {"", NULL},
	    {"--", NULL},
	    {"--X", NULL},
	    {"--XX", NULL},
	    {"--XX\r\n", NULL},
	    {"--XX\n" PART("a") "\r\n1\r\n--XX--", NULL},
	    {"--YY\r\n" PART("a") "\r\n1\r\n--YY--", NULL},
	    {"preamble\r\n--XX\r\n" PART("a") "\r\n1\r\n--XX--", NULL},
	    {"--XX\r\n" PART("a") "\r\n1", NULL},
	    {"--XX\r\n" PART("a") "\r\n1\r\n--XX", NULL},
	    {"--XX\r\n" PART("a") "\r\n1\r\n--XX-", NULL},
	    {"--XX\r\n" PART("a") "\r\n1\r\n--XXX\r\n", NULL},
	    {"--XX\r\n" PART("a") "1\r\n--XX--", NULL},
	    {"--XX\r\n\r\n1\r\n--XX--", NULL},
	    {"--XX\r\nno colon\r\n\r\n1\r\n--XX--", NULL},
	    {"--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--", NULL},
	    {"--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n"
	     "1\r\n--XX--",
		NULL},
	    {"--XX\r\nContent-Disposition: form-data; name=\"a\\\r\n\r\n"
	     "1\r\n--XX--",
		NULL},
	    {"--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n"
	     "1\r\n--XX--",
		NULL},
	    {"--XX\r\nContent-Disposition: form-data; name=\"a\" b\r\n\r\n"
	     "1\r\n--XX--",
		NULL},
	    {"--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n"
	     "1\r\n--XX--",
		NULL},
	    {"--XX\r\n" PART("a") PART("b") "\r\n1\r\n--XX--", NULL},
	    {"--XX\r\n" PART("a") "\r\n\xff\r\n--XX--", NULL},
	    {"--XX\r\n" PART("\xff") "\r\n1\r\n--XX--", NULL},
	    {"--XX\r\n" PART(
		 "a") "Content-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--XX--",
		NULL},
	    {"--XX\r\n" PART(
		 "a") "A:1\r\nA:2\r\nA:3\r\nA:4\r\nA:5\r\nA:6\r\nA:7\r\nA:8\r\n"
		      "\r\n1\r\n--XX--",
		NULL},
	};
	static const char nul[] = "--XX\r\n" PART("a") "\r\n1\0\r\n--XX--";
	struct http_form *f;

	check_cases(*state, HTTP_BODY_MULTIPART, TYPE, cases,
	    sizeof(cases) / sizeof(cases[0]));
	assert_int_equal(http_form_parse(*state, HTTP_BODY_MULTIPART, TYPE, nul,
			     sizeof(nul) - 1, &f, NULL),
	    ERR_INVALID);
}

#define FILE_PART(parameters, bytes)                            \
	"--XX\r\nContent-Disposition: form-data; " parameters     \
	"\r\nContent-Type: application/octet-stream\r\n\r\n" bytes \
	"\r\n"

static void
files_are_kept_apart_from_fields_byte_for_byte(void **state)
{
	static const char body[] =
	    FILE_PART("name=\"a\"; filename=\"x.bin\"",
		"\0\xff\r\n--X\r\n") FILE_PART("name=\"none\"; filename=\"\"",
		"") "--XX\r\nContent-Disposition: form-data; name=\"b\"\r\n"
		    "\r\n1\r\n--XX--\r\n";
	const struct http_file *file;
	struct http_form *f;

	assert_int_equal(http_form_parse(*state, HTTP_BODY_MULTIPART, TYPE,
			     body, sizeof(body) - 1, &f, NULL),
	    ERR_OK);
	file = http_form_file(f, "a");
	assert_string_equal(file->filename, "x.bin");
	assert_int_equal(file->len, 9);
	assert_memory_equal(file->data, "\0\xff\r\n--X\r\n", 9);
	assert_ptr_equal(http_form_file_at(f, 0), file);
	assert_null(http_form_file_at(f, 1));
	assert_null(http_form_file(f, "none"));
	assert_null(http_form_get(f, "a"));
	assert_string_equal(http_form_get(f, "b"), "1");
	assert_int_equal(http_form_size(f), 1);
}

static void
files_twice_too_many_or_named_strangely_are_refused(void **state)
{
	static const struct {
		const char *body;
		enum err expected;
	} cases[] = {
	    {FILE_PART("name=\"a\"; filename=\"x\"", "1")
		    FILE_PART("name=\"a\"; filename=\"y\"", "2") "--XX--",
		ERR_INVALID},
	    {FILE_PART("name=\"a\"; filename*=UTF-8''x", "1") "--XX--",
		ERR_INVALID},
	    {FILE_PART("name=\"a\"; filename=\"x\"; filename=\"y\"",
		 "1") "--XX--",
		ERR_INVALID},
	    {FILE_PART("name=\"a\"; filename=x", "1") FILE_PART(
		 "name=\"b\"; filename=x", "1") FILE_PART("name=\"c\"; "
							  "filename=x",
		 "1") FILE_PART("name=\"d\"; filename=x", "1")
		    FILE_PART("name=\"e\"; filename=x", "1") "--XX--",
		ERR_TOO_LARGE},
	    {"--XX\r\nContent-Disposition: form-data; name=\"a\"; "
	     "filename=\"x\"\r\n\r\nno end",
		ERR_INVALID},
	};
	struct http_form *f;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    http_form_parse(*state, HTTP_BODY_MULTIPART, TYPE,
			cases[i].body, strlen(cases[i].body), &f, NULL),
		    cases[i].expected);
}

static void
the_boundary_is_found_in_the_type(void **state)
{
	static const struct {
		const char *type;
		enum err err;
	} cases[] = {
	    {"multipart/form-data; boundary=XX", ERR_OK},
	    {"multipart/form-data;boundary=\"XX\"", ERR_OK},
	    {"multipart/form-data; charset=utf-8; Boundary=XX;", ERR_OK},
	    {"multipart/form-data ; boundary=XX ", ERR_OK},
	    {"multipart/form-data", ERR_INVALID},
	    {"multipart/form-data; boundary=", ERR_INVALID},
	    {"multipart/form-data; boundary=\"XX", ERR_INVALID},
	    {"multipart/form-data; boundary=XX; boundary=YY", ERR_INVALID},
	    {"multipart/form-data; boundary=XX garbage", ERR_INVALID},
	    {"multipart/form-data; boundary=YY", ERR_INVALID},
	    {"multipart/form-data; boundary="
	     "aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbb"
	     "aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbb",
		ERR_INVALID},
	};
	static const char body[] = "--XX\r\n" PART("a") "\r\n1\r\n--XX--";
	struct http_form *f;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (http_form_parse(*state, HTTP_BODY_MULTIPART, cases[i].type,
			body, strlen(body), &f, NULL) != cases[i].err)
			fail_msg("%s", cases[i].type);
	}
}

static void
no_more_fields_than_the_limit(void **state)
{
	char *form = mem_strdup(*state, "f=0"), *parts;
	struct http_form *f;
	int i;

	parts = mem_strdup(*state, "--XX\r\n" PART("f") "\r\n0\r\n--XX");
	for (i = 1; i < LIMIT_FORM_FIELDS; i++) {
		form = mem_printf(*state, "%s&f=%d", form, i);
		parts = mem_printf(
		    *state, "%s\r\n" PART("f") "\r\n%d\r\n--XX", parts, i);
	}
	assert_int_equal(http_form_parse(*state, HTTP_BODY_FORM, "", form,
			     strlen(form), &f, NULL),
	    ERR_OK);
	assert_int_equal(http_form_count(f, "f"), LIMIT_FORM_FIELDS);
	form = mem_printf(*state, "%s&g", form);
	assert_int_equal(http_form_parse(*state, HTTP_BODY_FORM, "", form,
			     strlen(form), &f, NULL),
	    ERR_TOO_LARGE);
	parts = mem_printf(*state, "%s\r\n" PART("f") "\r\n1\r\n--XX--", parts);
	assert_int_equal(http_form_parse(*state, HTTP_BODY_MULTIPART, TYPE,
			     parts, strlen(parts), &f, NULL),
	    ERR_TOO_LARGE);
}

static void
only_forms_and_empty_bodies_are_forms(void **state)
{
	struct http_form *f;

	assert_int_equal(
	    http_form_parse(*state, HTTP_BODY_NONE, "", "", 0, &f, NULL),
	    ERR_OK);
	assert_int_equal(http_form_size(f), 0);
	assert_int_equal(
	    http_form_parse(*state, HTTP_BODY_JSON, "", "{}", 2, &f, NULL),
	    ERR_INVALID);
	assert_int_equal(
	    http_form_parse(*state, HTTP_BODY_OTHER, "", "a=1", 3, &f, NULL),
	    ERR_INVALID);
}

static void
fields_are_found_and_counted(void **state)
{
	struct http_request req = {
	    .mem = *state, .query_string = "page=2&q=a%20b&page=3"};
	struct http_form *f;

	assert_int_equal(http_query_parse(&req, &f, NULL), ERR_OK);
	assert_string_equal(http_form_get(f, "page"), "2");
	assert_string_equal(http_form_get(f, "q"), "a b");
	assert_null(http_form_get(f, "Q"));
	assert_int_equal(http_form_count(f, "page"), 2);
	assert_int_equal(http_form_count(f, "none"), 0);
	assert_null(http_form_at(f, 3));
	req.query_string = "a=%";
	assert_int_equal(http_query_parse(&req, &f, NULL), ERR_INVALID);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(urlencoded_fields_are_decoded),
	    T(urlencoded_nonsense_is_refused),
	    T(multipart_fields_are_read),
	    T(multipart_nonsense_is_refused),
	    T(files_are_kept_apart_from_fields_byte_for_byte),
	    T(files_twice_too_many_or_named_strangely_are_refused),
	    T(the_boundary_is_found_in_the_type),
	    T(no_more_fields_than_the_limit),
	    T(only_forms_and_empty_bodies_are_forms),
	    T(fields_are_found_and_counted),
	};

	return cmocka_run_group_tests_name("http_form", tests, NULL, NULL);
}
