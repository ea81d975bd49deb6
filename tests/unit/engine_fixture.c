#include "engine_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/docker_private.h"

void *mem;

int
engine_setup(void **state)
{
	(void)state;
	mem = mem_arena(NULL);
	return 0;
}

int
engine_teardown(void **state)
{
	(void)state;
	mem_free(&mem);
	return 0;
}

struct json *
parse(const char *text)
{
	struct json *j = NULL;

	assert_int_equal(
	    json_parse(mem, text, strlen(text), &json_limits_engine, &j, NULL),
	    ERR_OK);
	return j;
}

bool
read_list(const char *text, size_t piece, struct engine_reply *reply)
{
	struct docker_list *l = docker_list_new(mem);
	size_t n = strlen(text), at, now;

	for (at = 0; at < n; at += now) {
		now = n - at < piece ? n - at : piece;
		if (!docker_list_feed(l, text + at, now))
			break;
	}
	return docker_list_end(l, reply);
}
