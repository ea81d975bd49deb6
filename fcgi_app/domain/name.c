#include "domain/name.h"

#include <ctype.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

enum err
name_check(void *mem, const char *field, const char *name, const char **ret,
    struct error *e)
{
	char *s = text_trim(mem, name);

	if (s[0] == '\0')
		return (err_set(e, ERR_INVALID, field, "must not be empty"));
	if (strlen(s) > LIMIT_NAME)
		return (err_set(e, ERR_INVALID, field,
		    "must be at most %d bytes long", LIMIT_NAME));
	if (text_has_control(s))
		return (err_set(e, ERR_INVALID, field,
		    "must not have control or invisible characters"));
	*ret = s;
	return (ERR_OK);
}

/* White space as text_trim() has it: a name shows it like a blank. */
static bool
is_space(uint32_t cp)
{
	return (cp == ' ' || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200a) ||
		cp == 0x3000);
}

char *
name_key(void *mem, const char *name)
{
	char *key = mem_strdup(mem, name), *out = key;
	const char *p, *end = name + strlen(name);
	uint32_t cp;
	size_t n;

	for (p = name; p < end; p += n) {
		n = text_utf8_next(p, (size_t)(end - p), &cp);
		if (n == 0) { /* not a checked name; take the byte as it is */
			n = 1;
			*out++ = *p;
		} else if (is_space(cp)) {
			if (out == key || out[-1] != ' ')
				*out++ = ' ';
		} else if (n == 1) {
			*out++ = (char)tolower((unsigned char)*p);
		} else {
			memcpy(out, p, n);
			out += n;
		}
	}
	*out = '\0';
	return (key);
}

enum err
email_check(void *mem, const char *email, const char **ret, struct error *e)
{
	char *s = text_trim(mem, email), *at, *p;

	if (strlen(s) > LIMIT_EMAIL)
		return (err_set(e, ERR_INVALID, "email",
		    "must be at most %d bytes long", LIMIT_EMAIL));
	at = strchr(s, '@');
	if (at == NULL || at == s || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL || strpbrk(s, " \t\"<>,;") != NULL ||
	    text_has_control(s))
		return (err_set(e, ERR_INVALID, "email",
		    "must be an e-mail address such as name@example.org"));
	for (p = s; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	*ret = s;
	return (ERR_OK);
}

enum err
password_check(const char *password, struct error *e)
{
	size_t n = text_length(password);

	if (n < LIMIT_PASSWORD_MIN || n > LIMIT_PASSWORD_MAX)
		return (err_set(e, ERR_INVALID, "password",
		    "must have %d to %d characters", LIMIT_PASSWORD_MIN,
		    LIMIT_PASSWORD_MAX));
	return (ERR_OK);
}
