/*
 * A challenge's volumes: whatever is mounted lies below what the operator
 * allows, and is writable only where that is.
 */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/container.h"
#include "fuzz.h"

/* Absolute, and in one spelling. */
static void
plain_path(const char *s)
{
	HOLDS(s[0] == '/' && s[1] != '\0');
	HOLDS(strchr(s, ':') == NULL && strstr(s, "//") == NULL);
	HOLDS(strstr(s, "/./") == NULL && strstr(s, "/../") == NULL);
	HOLDS(
	    !text_ends(s, "/") && !text_ends(s, "/.") && !text_ends(s, "/.."));
	HOLDS(!text_has_control(s));
}

static int
is_below(const char *path, const char *prefix)
{
	size_t n = strlen(prefix);

	return (strncmp(path, prefix, n) == 0 &&
		(path[n] == '\0' || path[n] == '/'));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct error e = {0};
	struct container_mount *mounts = NULL;
	int i, k, n = 0;
	enum err err = volumes_parse(
	    mem, fuzz_string(mem, data, size), fuzz_conf(), &mounts, &n, &e);

	if (err != ERR_OK) {
		HOLDS(e.code == err && strcmp(e.field, "volumes") == 0);
		HOLDS(text_utf8(e.message, strlen(e.message)));
	}
	HOLDS(n >= 0 && n <= LIMIT_VOLUMES);
	for (i = 0; i < n; i++) {
		plain_path(mounts[i].source);
		plain_path(mounts[i].target);
		HOLDS(is_below(mounts[i].source, "/srv/ctf"));
		HOLDS(!mounts[i].writable ||
		      is_below(mounts[i].source, "/srv/ctf/rw"));
		for (k = 0; k < i; k++)
			HOLDS(strcmp(mounts[k].target, mounts[i].target) != 0);
	}
	mem_free(&mem);
	return (0);
}
