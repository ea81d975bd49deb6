/* domain/agent.h */
#include "domain/agent.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/mem.h"

static void
names(void **state)
{
	static const struct {
		const char *agent, *name;
	} cases[] = {
	    {"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 "
	     "Firefox/140.0",
		"Firefox on Linux"},
	    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
	     "(KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 "
	     "Edg/140.0.0.0",
		"Edge on Windows"},
	    {"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 "
	     "(KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
		"Chrome on Android"},
	    {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) "
	     "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
	     "Mobile/15E148 Safari/604.1",
		"Safari on iPhone"},
	    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	     "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
	     "Safari/605.1.15",
		"Safari on macOS"},
	    {"curl/7.88.1", "curl/7.88.1"},
	    {"my bot (Linux)", "Linux"},
	    {"something else", "something"},
	    {"", ""},
	};
	void *mem = mem_arena(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    agent_name(mem, cases[i].agent), cases[i].name);
	mem_free(&mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
