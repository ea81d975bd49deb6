#include "web/route_match.h"

#include <string.h>

#include "base/text.h"

#define ID_DIGITS_MAX 19

static const char digits[] = "0123456789";
static const char key_chars[] = "0123456789abcdefghijklmnopqrstuvwxyz_";

/* The bytes of `path` that {id} takes, 0 if it does not fit. */
static size_t
match_id(const char *path, struct route_params *p)
{
	size_t n = strspn(path, digits);
	char text[ID_DIGITS_MAX + 1];

	if (n == 0 || n > ID_DIGITS_MAX)
		return (0);
	memcpy(text, path, n);
	text[n] = '\0';
	if (text_int(text, 0, INT64_MAX, &p->id) != ERR_OK)
		return (0);
	return (n);
}

/* The same for {key}. */
static size_t
match_key(const char *path, struct route_params *p)
{
	size_t n = strspn(path, key_chars);

	if (n == 0 || n > ROUTE_KEY_MAX)
		return (0);
	memcpy(p->key, path, n);
	p->key[n] = '\0';
	return (n);
}

bool
route_match(const char *pattern, const char *path, struct route_params *ret)
{
	struct route_params found = {0};
	size_t n;

	while (*pattern != '\0') {
		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return (false);
			continue;
		}
		n = text_starts(pattern, "{id}") ? match_id(path, &found)
						 : match_key(path, &found);
		if (n == 0)
			return (false);
		path += n;
		pattern = strchr(pattern, '}') + 1;
	}
	if (*path != '\0')
		return (false);
	*ret = found;
	return (true);
}
