#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "httpc/httpc.h"

/* An answer that outlives the loop it came from. */
struct fetched {
	void *mem;
	const struct httpc_request *req;
	struct httpc_answer *answer;
	bool ended;
};

static void
keep_answer(void *arg, const struct httpc_answer *answer)
{
	struct fetched *f = arg;

	*f->answer = *answer;
	f->answer->body = mem_strndup(f->mem, answer->body, answer->len);
	f->ended = true;
}

static bool
pass_data(void *arg, const char *data, size_t len)
{
	const struct httpc_request *req = ((struct fetched *)arg)->req;

	return req->data(req->arg, data, len);
}

/* Any time will do between two looks at whether it has ended. */
#define FETCH_POLL_MS 1000

void
httpc_fetch(void *mem, const struct httpc_target *target,
    const struct httpc_request *req, struct httpc_answer *ret)
{
	struct fetched f = {mem, req, ret, false};
	struct httpc *loop = httpc_new(mem);
	struct httpc_request mine = *req;

	mine.done = keep_answer;
	mine.data = req->data != NULL ? pass_data : NULL;
	mine.arg = &f;
	httpc_start(loop, target, &mine);
	while (!f.ended)
		httpc_poll(loop, NULL, 0, FETCH_POLL_MS);
	mem_free(&loop);
}

char *
httpc_encode(void *mem, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	/* RFC 3986, 2.3 */
	static const char unreserved[] = "-._~0123456789"
					 "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char *out = mem_zarray(mem, strlen(s) + 1, 3, "encoded"), *p = out;

	for (; *s != '\0'; s++) {
		if (strchr(unreserved, *s) != NULL) {
			*p++ = *s;
			continue;
		}
		*p++ = '%';
		*p++ = hex[(unsigned char)*s >> 4];
		*p++ = hex[(unsigned char)*s & 0xf];
	}
	return out;
}
