/* What a container has said, as the engine keeps it; pure. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/docker_private.h"

char *
docker_log_text(void *mem, const char *data, size_t len, size_t max)
{
	const unsigned char *p = (const unsigned char *)data;
	struct buf *b = buf_new(mem, len + 1);
	size_t n, skip, i;
	char *text;

	while (len >= 8) {
		n = (size_t)p[4] << 24 | (size_t)p[5] << 16 |
		    (size_t)p[6] << 8 | (size_t)p[7];
		p += 8;
		len -= 8;
		if (n > len)
			n = len; /* the answer was cut */
		buf_add(b, p, n);
		p += n;
		len -= n;
	}
	skip = buf_len(b) > max ? buf_len(b) - max : 0;
	n = buf_len(b) - skip;
	text = mem_strndup(mem, "", 0);
	text = mem_grow(mem, text, n + 1, 1);
	memcpy(text, buf_data(b) + skip, n);
	text[n] = '\0';
	for (i = 0; i < n; i++) {
		if (text[i] == '\0')
			text[i] = '?';
	}
	return text;
}
