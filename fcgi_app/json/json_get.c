#include "json/json_node.h"

#include <string.h>

enum json_type
json_type(const struct json *j)
{
	return j == NULL ? JSON_NULL : j->type;
}

bool
json_is(const struct json *j, enum json_type type)
{
	return json_type(j) == type;
}

/* The member whose key is the `n` bytes of `key`. */
static struct json *
find(const struct json *obj, const char *key, size_t n)
{
	if (!json_is(obj, JSON_OBJECT))
		return NULL;
	for (uint32_t i = 0; i < obj->n; i++) {
		struct json *j = &obj->u.items[i];

		if (strncmp(j->key, key, n) == 0 && j->key[n] == '\0')
			return j;
	}
	return NULL;
}

struct json *
json_get(const struct json *obj, const char *key)
{
	return find(obj, key, strlen(key));
}

struct json *
json_path(const struct json *obj, const char *path)
{
	size_t n = strcspn(path, ".");
	struct json *j = find(obj, path, n);

	while (j != NULL && path[n] == '.') {
		path += n + 1;
		n = strcspn(path, ".");
		j = find(j, path, n);
	}
	return j;
}

size_t
json_count(const struct json *j)
{
	return j == NULL ? 0 : j->n;
}

struct json *
json_at(const struct json *j, size_t i)
{
	return i < json_count(j) ? &j->u.items[i] : NULL;
}

const char *
json_key_at(const struct json *j, size_t i)
{
	return i < json_count(j) ? j->u.items[i].key : NULL;
}

const char *
json_string(const struct json *j)
{
	return json_is(j, JSON_STRING) ? j->u.s : NULL;
}

int64_t
json_int(const struct json *j, int64_t dflt)
{
	return json_is(j, JSON_INT) ? j->u.i : dflt;
}

bool
json_bool(const struct json *j, bool dflt)
{
	return json_is(j, JSON_BOOL) ? j->u.i != 0 : dflt;
}

double
json_real(const struct json *j, double dflt)
{
	if (json_is(j, JSON_INT))
		return (double)j->u.i;
	return json_is(j, JSON_REAL) ? j->u.d : dflt;
}
