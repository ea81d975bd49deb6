#include "domain/password.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"

static const char *const common[] = {
#include "domain/common_passwords.inc"
};

static int
compare(const void *key, const void *element)
{
	return (strcmp(key, *(const char *const *)element));
}

static bool
is_common(const char *password)
{
	char lower[4 * LIMIT_PASSWORD_MAX + 1];
	size_t i, n = strlen(password);

	if (n >= sizeof(lower))
		return (false);
	for (i = 0; i <= n; i++)
		lower[i] = (char)tolower((unsigned char)password[i]);
	return (bsearch(lower, common, sizeof(common) / sizeof(common[0]),
		    sizeof(common[0]), compare) != NULL);
}

/* Whether it is the address, or the part of it before the '@'. */
static bool
is_address(const char *password, const char *email)
{
	size_t n = strcspn(email, "@");

	return (
	    text_equal_nocase(password, email) ||
	    (strlen(password) == n && strncasecmp(password, email, n) == 0));
}

enum err
password_check(
    const char *password, const char *name, const char *email, struct error *e)
{
	size_t n;

	if (!text_utf8(password, strlen(password)))
		return (
		    err_set(e, ERR_INVALID, "password", "must be valid UTF-8"));
	n = text_length(password);
	if (n < LIMIT_PASSWORD_MIN || n > LIMIT_PASSWORD_MAX)
		return (err_set(e, ERR_INVALID, "password",
		    "must have %d to %d characters", LIMIT_PASSWORD_MIN,
		    LIMIT_PASSWORD_MAX));
	if (is_common(password))
		return (err_set(e, ERR_INVALID, "password",
		    "is one of those that everybody tries first; choose "
		    "another"));
	if ((name != NULL && text_equal_nocase(password, name)) ||
	    (email != NULL && is_address(password, email)))
		return (err_set(e, ERR_INVALID, "password",
		    "must not be your name or address"));
	return (ERR_OK);
}
