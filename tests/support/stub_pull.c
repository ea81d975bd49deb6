/* POST /images/create: a pull that succeeds, or fails behind its 200. */
#include <string.h>

#include "base/mem.h"
#include "stub.h"

#define LAYER "\"id\":\"aaaaaaaaaaaa\"}\r\n"

void
api_pull(struct call *call)
{
	static const char news[] =
	    "{\"status\":\"Pulling from stub\",\"id\":\"1\"}\r\n"
	    "{\"status\":\"Pulling fs layer\",\"progressDetail\":{}," LAYER
	    "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":50,"
	    "\"total\":100}," LAYER;
	static const char end[] =
	    "{\"status\":\"Pull complete\",\"progressDetail\":{}," LAYER
	    "{\"status\":\"Digest: sha256:"
	    "00000000000000000000000000000000000000000000000000000000000000ff"
	    "\"}\r\n{\"status\":\"Status: Downloaded newer image\"}\r\n";
	/* an engine may leave out the last end of line */
	static const char error[] =
	    "{\"errorDetail\":{\"message\":\"unexpected EOF\"},"
	    "\"error\":\"unexpected EOF\"}";
	const char *rest = strstr(call->ref, "broken") != NULL ? error : end;

	if (strstr(call->ref, "endless") != NULL) {
		rest = memset(mem_array(call, char, 300001), 'x', 300000);
	}
	call_answer(call, 200, mem_printf(call, "%s%s", news, rest));
}
