#include "base/pattern.h"

#include <stdint.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/*
 * A match that needs more is no flag's: about 5 ms.  The heap bound is in
 * KiB.
 */
#define STEPS_MAX 100000
#define DEPTH_MAX 2000
#define HEAP_KIB  2048

/* No \C: it would stop inside a character. */
#define OPTIONS                                           \
	(PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | \
	    PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY)

static pcre2_code *
compile(const char *pattern, enum pattern_case kind, struct error *e)
{
	uint32_t options =
	    OPTIONS | (kind == PATTERN_NOCASE ? PCRE2_CASELESS : 0);
	PCRE2_UCHAR why[120] = "";
	PCRE2_SIZE at = 0;
	pcre2_code *code;
	int number = 0;

	code = pcre2_compile(
	    (PCRE2_SPTR)pattern, strlen(pattern), options, &number, &at, NULL);
	if (code != NULL)
		return (code);
	if (pcre2_get_error_message(number, why, sizeof(why)) < 0)
		why[0] = '\0';
	(void)!err_set(e, ERR_INVALID, "content",
	    "is not a regular expression: %s, at character %zu",
	    (const char *)why, at + 1);
	return (NULL);
}

enum err
pattern_check(const char *pattern, struct error *e)
{
	pcre2_code *code = compile(pattern, PATTERN_CASE, e);

	if (code == NULL)
		return (ERR_INVALID);
	pcre2_code_free(code);
	return (ERR_OK);
}

static enum err
run(pcre2_code *code, const char *text)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	int rc = PCRE2_ERROR_NOMEMORY;

	if (data != NULL && limits != NULL) {
		(void)pcre2_set_match_limit(limits, STEPS_MAX);
		(void)pcre2_set_depth_limit(limits, DEPTH_MAX);
		(void)pcre2_set_heap_limit(limits, HEAP_KIB);
		rc = pcre2_match(
		    code, (PCRE2_SPTR)text, strlen(text), 0, 0, data, limits);
	}
	pcre2_match_context_free(limits);
	pcre2_match_data_free(data);
	if (rc >= 0)
		return (ERR_OK);
	return (rc == PCRE2_ERROR_NOMATCH ? ERR_NOT_FOUND : ERR_TOO_LARGE);
}

enum err
pattern_match(const char *pattern, enum pattern_case kind, const char *text)
{
	struct error ignored = {0};
	pcre2_code *code = compile(pattern, kind, &ignored);
	enum err err;

	if (code == NULL)
		return (ERR_INVALID);
	err = run(code, text);
	pcre2_code_free(code);
	return (err);
}
