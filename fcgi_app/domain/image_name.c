#include "domain/container.h"

#include <ctype.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

/*
 * The grammar of github.com/distribution/reference, reference.go:
 *   reference = name [":" tag] ["@" digest]
 *   name      = [domain "/"] component {"/" component}
 *   component = alnum {separator alnum}; separator = "." | "_" | "__" | {"-"}
 */

static bool
lower_alnum(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
}

static bool
component_ok(const char *s, size_t n)
{
	size_t i, run;

	if (n == 0 || !lower_alnum(s[0]) || !lower_alnum(s[n - 1]))
		return (false);
	for (i = 0; i < n; i++) {
		if (lower_alnum(s[i]))
			continue;
		run = strspn(s + i, "._-");
		if (run == 0)
			return (false);
		if (s[i] == '.' && run != 1)
			return (false);
		if (s[i] == '_' && strspn(s + i, "_") != run)
			return (false);
		if (s[i] == '_' && run > 2)
			return (false);
		if (s[i] == '-' && strspn(s + i, "-") != run)
			return (false);
		i += run - 1;
	}
	return (true);
}

/* Byte `i` of the `n` of a host: labels don't begin or end with '-'. */
static bool
host_byte_ok(const char *s, size_t i, size_t n)
{
	if (isalnum((unsigned char)s[i]))
		return (true);
	if (i == 0 || i + 1 == n)
		return (false);
	if (s[i] == '.')
		return (s[i - 1] != '.' && s[i - 1] != '-');
	return (s[i] == '-' && s[i - 1] != '.');
}

/* "host", "host.name", "host:5000"; an IPv6 address is not taken. */
static bool
domain_ok(const char *s, size_t n)
{
	size_t i, colon = n;

	for (i = 0; i < n; i++)
		if (s[i] == ':') {
			colon = i;
			break;
		}
	for (i = 0; i < colon; i++)
		if (!host_byte_ok(s, i, colon))
			return (false);
	for (i = colon + 1; i < n; i++)
		if (!isdigit((unsigned char)s[i]))
			return (false);
	return (colon > 0 && colon + 1 != n);
}

/* What the engine takes for a host, before the first '/' (normalize.go). */
static bool
is_domain(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] == '.' || s[i] == ':' || isupper((unsigned char)s[i]))
			return (true);
	return (n == 9 && strncmp(s, "localhost", 9) == 0);
}

static bool
name_ok(const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);
	size_t head;

	if (slash != NULL && is_domain(s, (size_t)(slash - s))) {
		head = (size_t)(slash - s);
		if (!domain_ok(s, head))
			return (false);
		s += head + 1;
		n -= head + 1;
	}
	while ((slash = memchr(s, '/', n)) != NULL) {
		head = (size_t)(slash - s);
		if (!component_ok(s, head))
			return (false);
		s += head + 1;
		n -= head + 1;
	}
	return (component_ok(s, n));
}

static bool
tag_ok(const char *s, size_t n)
{
	size_t i;

	if (n == 0 || n > 128 || s[0] == '.' || s[0] == '-')
		return (false);
	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) &&
		    strchr("_.-", s[i]) == NULL)
			return (false);
	return (true);
}

/* Only what engines make: sha256 and 64 hex digits. */
static bool
digest_ok(const char *s)
{
	return (strncmp(s, "sha256:", 7) == 0 && strlen(s + 7) == 64 &&
		strspn(s + 7, "0123456789abcdef") == 64);
}

bool
image_name_ok(const char *s)
{
	const char *at = strchr(s, '@'), *colon = NULL, *p;
	size_t n = at != NULL ? (size_t)(at - s) : strlen(s);

	if (strlen(s) > LIMIT_IMAGE || (at != NULL && !digest_ok(at + 1)))
		return (false);
	for (p = s; p < s + n; p++)
		if (*p == ':')
			colon = p;
		else if (*p == '/')
			colon = NULL;
	if (colon != NULL) {
		if (!tag_ok(colon + 1, n - (size_t)(colon - s) - 1))
			return (false);
		n = (size_t)(colon - s);
	}
	return (name_ok(s, n));
}

char *
image_name_tagged(void *mem, const char *s)
{
	const char *slash = strrchr(s, '/');
	const char *last = slash != NULL ? slash + 1 : s;

	if (strpbrk(last, ":@") != NULL)
		return (mem_strdup(mem, s));
	return (mem_printf(mem, "%s:latest", s));
}

char *
image_name_key(void *mem, const char *s)
{
	static const char *const implied[] = {
	    "index.docker.io/", "docker.io/", "localhost/", "library/"};
	size_t i;

	for (i = 0; i < sizeof(implied) / sizeof(implied[0]); i++)
		if (text_starts(s, implied[i]))
			s += strlen(implied[i]);
	return (image_name_tagged(mem, s));
}
