/*
 * A challenge.yml: what is read and written again reads as the same, and what
 * is written has passed all checks.
 */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "fuzz.h"
#include "service/transfer_private.h"

#define PATH "a/challenge.yml"

static enum err
from(void *mem, const char *text, size_t len, struct transfer_challenge *ret,
    struct error *e)
{
	struct transfer_notes notes = {.mem = mem};

	return (transfer_from_yaml(
	    mem, PATH, text, len, fuzz_conf(), ret, &notes, e));
}

static void
check(void *mem, const struct transfer_challenge *t)
{
	struct transfer_challenge again;
	struct error e = {0};
	const char *text, *second;
	size_t i;

	HOLDS(t->c->name[0] != '\0' && strlen(t->c->name) <= LIMIT_NAME);
	HOLDS(t->flags_n <= LIMIT_FLAGS && t->hints_n <= LIMIT_FLAGS);
	HOLDS(t->files_n <= LIMIT_FLAGS && t->requires_n <= LIMIT_REQUIRES);
	for (i = 0; i < t->files_n; i++)
		HOLDS(t->files[i].path != NULL);
	HOLDS(transfer_to_yaml(mem, t, &text, &e) == ERR_OK);
	HOLDS(text_utf8(text, strlen(text)));
	HOLDS(from(mem, text, strlen(text), &again, &e) == ERR_OK);
	HOLDS(transfer_to_yaml(mem, &again, &second, &e) == ERR_OK);
	HOLDS(strcmp(text, second) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	struct transfer_challenge t;
	struct error e = {0};
	enum err err = from(mem, (const char *)data, size, &t, &e);

	if (err == ERR_OK) {
		check(mem, &t);
	} else {
		HOLDS(e.code == err);
		HOLDS(text_starts(e.message, PATH ":"));
		HOLDS(text_utf8(e.message, strlen(e.message)));
	}
	mem_free(&mem);
	return (0);
}
