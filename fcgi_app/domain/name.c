#include "domain/name.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/unicode.h"

/* Hebrew with vowels and accents needs as many; a screenful needs more. */
#define MARKS_MAX 4

/* White space as text_trim() has it, and the blank of Braille. */
static bool
is_space(uint32_t cp)
{
	return (cp == ' ' || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200a) ||
		cp == 0x2800 || cp == 0x3000);
}

enum spaces { SPACES_AS_ONE, SPACES_DROPPED };

/* Squeeze the white space of `s` in its place. */
static char *
squeeze(char *s, enum spaces how)
{
	const char *p = s, *end = s + strlen(s);
	char *out = s;
	uint32_t cp;
	size_t n;

	for (; p < end; p += n) {
		n = text_utf8_next(p, (size_t)(end - p), &cp);
		if (n == 0) /* not a checked name; take the byte as it is */
			n = 1;
		else if (is_space(cp)) {
			if (how == SPACES_AS_ONE &&
			    (out == s || out[-1] != ' '))
				*out++ = ' ';
			continue;
		}
		memmove(out, p, n);
		out += n;
	}
	*out = '\0';
	return (s);
}

char *
name_key(void *mem, const char *name)
{
	return (squeeze(unicode_fold(mem, name), SPACES_AS_ONE));
}

/*
 * The skeleton tells case apart, so it is taken once of the name as written
 * and once without case: "M" is no "rn", but "m" is.  It takes I, l and 1 for
 * each other but not i: with case gone, i must follow, or "ιan" would pass
 * beside "Ian".
 */
char *
name_look(void *mem, const char *name)
{
	char *once = unicode_fold(mem, unicode_skeleton(mem, name));
	char *look = unicode_fold(mem, unicode_skeleton(mem, once)), *p;

	squeeze(look, SPACES_DROPPED);
	for (p = look; *p != '\0'; p++)
		if (*p == 'i')
			*p = 'l';
	return (look);
}

static enum err
keys_fit(void *mem, const char *field, const char *name, struct error *e)
{
	const char *look = name_look(mem, name);

	if (look[0] == '\0')
		return (err_set(e, ERR_INVALID, field,
		    "must have a character that can be seen"));
	if (text_length(look) > LIMIT_NAME_KEY ||
	    text_length(name_key(mem, name)) > LIMIT_NAME_KEY)
		return (err_set(e, ERR_INVALID, field,
		    "is too long when its ligatures are written out"));
	return (ERR_OK);
}

enum err
name_check(void *mem, const char *field, const char *name, const char **ret,
    struct error *e)
{
	char *s = text_trim(mem, name);
	enum err err;

	if (s[0] == '\0')
		return (err_set(e, ERR_INVALID, field, "must not be empty"));
	if (strlen(s) > LIMIT_NAME)
		return (err_set(e, ERR_INVALID, field,
		    "must be at most %d bytes long", LIMIT_NAME));
	if (text_has_control(s) || !unicode_is_plain(s))
		return (err_set(e, ERR_INVALID, field,
		    "must not have control or invisible characters"));
	if (unicode_marks(s) > MARKS_MAX)
		return (err_set(e, ERR_INVALID, field,
		    "must not have more than %d accents on one letter",
		    MARKS_MAX));
	err = keys_fit(mem, field, s, e);
	if (err == ERR_OK)
		*ret = s;
	return (err);
}

enum err
name_check_account(
    void *mem, const char *name, const char **ret, struct error *e)
{
	const char *ignored;
	struct error other;

	err_clear(&other);
	if (email_check(mem, name, &ignored, &other) == ERR_OK)
		return (err_set(
		    e, ERR_INVALID, "name", "must not be an e-mail address"));
	return (name_check(mem, "name", name, ret, e));
}

static bool
is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x7f)
			return (false);
	return (true);
}

enum err
email_check(void *mem, const char *email, const char **ret, struct error *e)
{
	char *s = text_trim(mem, email), *at;

	if (strlen(s) > LIMIT_EMAIL)
		return (err_set(e, ERR_INVALID, "email",
		    "must be at most %d bytes long", LIMIT_EMAIL));
	if (!text_has_control(s))
		s = unicode_fold(mem, s);
	at = strchr(s, '@');
	if (at == NULL || at == s || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL || strpbrk(s, " \t\"<>,;") != NULL ||
	    text_has_control(s) || strlen(s) > LIMIT_EMAIL)
		return (err_set(e, ERR_INVALID, "email",
		    "must be an e-mail address such as name@example.org"));
	if (!is_ascii(s))
		return (err_set(e, ERR_INVALID, "email",
		    "must be written in ASCII; an international domain as "
		    "xn--…"));
	*ret = s;
	return (ERR_OK);
}
