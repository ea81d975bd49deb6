/* A request's JSON: what is read and written again reads as the same. */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"
#include "json/json.h"

static void
equal(const struct json *a, const struct json *b)
{
	size_t i;

	HOLDS(json_type(a) == json_type(b));
	HOLDS(json_count(a) == json_count(b));
	HOLDS(json_int(a, 7) == json_int(b, 7));
	HOLDS(json_bool(a, false) == json_bool(b, false));
	HOLDS(json_real(a, 7) == json_real(b, 7));
	if (json_is(a, JSON_STRING))
		HOLDS(strcmp(json_string(a), json_string(b)) == 0);
	for (i = 0; i < json_count(a); i++) {
		if (json_is(a, JSON_OBJECT))
			HOLDS(
			    strcmp(json_key_at(a, i), json_key_at(b, i)) == 0);
		equal(json_at(a, i), json_at(b, i));
	}
}

/* Returns the nodes of `j`, which is no deeper than `depth` levels. */
static int
count(const struct json *j, int depth)
{
	int n = 1;
	size_t i;

	if (json_is(j, JSON_ARRAY) || json_is(j, JSON_OBJECT)) {
		HOLDS(depth > 0);
		for (i = 0; i < json_count(j); i++)
			n += count(json_at(j, i), depth - 1);
	}
	if (json_is(j, JSON_STRING))
		HOLDS(text_utf8(json_string(j), strlen(json_string(j))));
	return (n);
}

/* No key is there twice, and each leads to its own member. */
static void
keys(const struct json *j)
{
	size_t i;

	for (i = 0; i < json_count(j); i++) {
		if (json_is(j, JSON_OBJECT))
			HOLDS(json_get(j, json_key_at(j, i)) == json_at(j, i));
		keys(json_at(j, i));
	}
}

static const char *
write(void *mem, const struct json *j, size_t *ret_len)
{
	struct json_writer *w = json_writer_new(mem);

	json_put_json(w, j);
	return (json_text(w, ret_len));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct error e = {0};
	struct json *j, *again;
	const char *text;
	size_t len;
	enum err err = json_parse(
	    mem, (const char *)data, size, &json_limits_request, &j, &e);

	if (err != ERR_OK) {
		HOLDS(e.code == err && e.message[0] != '\0');
		HOLDS(text_utf8(e.message, strlen(e.message)));
	} else {
		HOLDS(count(j, LIMIT_JSON_DEPTH) <= LIMIT_JSON_NODES);
		keys(j);
		text = write(mem, j, &len);
		HOLDS(strlen(text) == len && text_utf8(text, len));
		HOLDS(text[strcspn(text, "<>&")] == '\0');
		HOLDS(json_parse(mem, text, len, &json_limits_request, &again,
			  &e) == ERR_OK);
		equal(j, again);
	}
	mem_free(&mem);
	return (0);
}
