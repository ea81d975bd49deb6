#include "domain/flag.h"

#include <string.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/pattern.h"
#include "base/text.h"

static const char *const kind_names[] = {
    [FLAG_STATIC] = "static",
    [FLAG_NOCASE] = "nocase",
    [FLAG_REGEX] = "regex",
};
#define KINDS_N ((int)(sizeof(kind_names) / sizeof(kind_names[0])))

const char *
flag_kind_name(enum flag_kind k)
{
	return (kind_names[k]);
}

int
flag_kind_from(const char *s)
{
	int i;

	for (i = 0; i < KINDS_N; i++)
		if (s != NULL && strcmp(kind_names[i], s) == 0)
			return (i);
	return (-1);
}

enum err
flag_check(enum flag_kind kind, const char *content, struct error *e)
{
	if (content[0] == '\0')
		return (
		    err_set(e, ERR_INVALID, "content", "must not be empty"));
	if (strlen(content) > LIMIT_FLAG)
		return (err_set(e, ERR_INVALID, "content",
		    "must be at most %d bytes long", LIMIT_FLAG));
	if (text_has_control(content))
		return (err_set(e, ERR_INVALID, "content",
		    "must not have control or invisible characters"));
	if (kind != FLAG_REGEX && !text_is_trimmed(content))
		return (err_set(e, ERR_INVALID, "content",
		    "must not begin or end with a space: submissions are "
		    "trimmed"));
	return (kind == FLAG_REGEX ? pattern_check(content, e) : ERR_OK);
}

enum err
flag_submission(void *mem, const char *text, const char **ret, struct error *e)
{
	const char *trimmed;

	if (strlen(text) > LIMIT_FLAG)
		return (err_set(e, ERR_INVALID, "submission",
		    "must be at most %d bytes long", LIMIT_FLAG));
	trimmed = text_trim(mem, text);
	if (trimmed[0] == '\0')
		return (
		    err_set(e, ERR_INVALID, "submission", "must not be empty"));
	if (text_has_control(trimmed))
		return (err_set(e, ERR_INVALID, "submission",
		    "must not have control or invisible characters"));
	*ret = trimmed;
	return (ERR_OK);
}

/* ASCII letters in lower case, into `out` of LIMIT_FLAG + 1 bytes. */
static void
lower(const char *s, char out[LIMIT_FLAG + 1])
{
	size_t i;

	for (i = 0; i < LIMIT_FLAG && s[i] != '\0'; i++)
		out[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
	out[i] = '\0';
}

static bool
equal_nocase(const char *a, const char *b)
{
	char low_a[LIMIT_FLAG + 1], low_b[LIMIT_FLAG + 1];

	lower(a, low_a);
	lower(b, low_b);
	/* what is longer has been cut */
	return (strlen(b) <= LIMIT_FLAG && crypto_equal(low_a, low_b));
}

bool
flag_is(const struct flag *f, const char *submission)
{
	switch (f->kind) {
	case FLAG_STATIC:
		return (crypto_equal(f->content, submission));
	case FLAG_NOCASE:
		return (equal_nocase(f->content, submission));
	case FLAG_REGEX:
		return (pattern_match(f->content, PATTERN_CASE, submission) ==
			ERR_OK);
	}
	return (false);
}

const struct flag *
flag_find(const struct flag *flags, size_t n, const char *submission)
{
	const struct flag *found = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (flag_is(&flags[i], submission) && found == NULL)
			found = &flags[i];
	return (found);
}
