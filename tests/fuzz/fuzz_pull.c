/*
 * The news of a pull and the events, one JSON object a line, in pieces as the
 * network gives them: the first byte says how large.  However a stream is cut,
 * the same is understood.
 */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/docker_private.h"
#include "fuzz.h"

#define LINE_MAX_READ 600

/* What has been understood so far, in words. */
struct heard {
	void *mem;
	struct buf *said;
	char digest[DOCKER_DIGEST_SIZE];
};

static void
hear_progress(struct heard *h, const struct json *j)
{
	struct engine_progress p = {0};
	const char *error = NULL;

	if (!docker_read_progress(j, &p, h->digest, &error)) {
		HOLDS(error != NULL);
		buf_printf(h->said, "error %s;", error);
		return;
	}
	HOLDS(p.layer != NULL && p.status != NULL);
	HOLDS(p.current >= 0 && p.total >= 0);
	HOLDS(memchr(h->digest, '\0', sizeof(h->digest)) != NULL);
	buf_printf(h->said, "%s %s %lld %lld;", p.layer, p.status,
	    (long long)p.current, (long long)p.total);
}

static void
hear_event(struct heard *h, const struct json *j)
{
	struct engine_event event = {0};

	if (!docker_read_event(j, &event))
		return;
	HOLDS(event.action != NULL && event.id != NULL);
	HOLDS(event.instance != NULL && event.generation >= 0);
	buf_printf(h->said, "%s %s;", event.action, event.id);
}

static void
hear(void *arg, const char *line, size_t n)
{
	struct heard *h = arg;
	struct json *j;

	HOLDS(n <= LINE_MAX_READ && memchr(line, '\n', n) == NULL);
	if (json_parse(h->mem, line, n, &json_limits_engine, &j, NULL) !=
	    ERR_OK)
		return;
	hear_progress(h, j);
	hear_event(h, j);
}

static const char *
read_in_pieces(void *mem, const char *data, size_t size, size_t piece)
{
	struct buf *rest = buf_new(mem, LINE_MAX_READ);
	struct heard h = {.mem = mem, .said = buf_new(mem, SIZE_MAX)};
	size_t n;

	for (; size > 0; data += n, size -= n) {
		n = size < piece ? size : piece;
		if (!docker_split_lines(rest, data, n, hear, &h)) {
			buf_str(h.said, "too long");
			break;
		}
	}
	buf_str(h.said, h.digest);
	return (buf_data(h.said));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	const char *text = (const char *)data + 1;

	if (size > 1)
		HOLDS(strcmp(read_in_pieces(mem, text, size - 1, size),
			  read_in_pieces(
			      mem, text, size - 1, data[0] % 64 + 1U)) == 0);
	mem_free(&mem);
	return (0);
}
