#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
fuzz_breach(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

char *
fuzz_piece(struct fuzz_input *in)
{
	size_t n = strnlen(in->at, in->left);
	char *piece = mem_strndup(in->mem, in->at, n);

	if (n < in->left)
		n++;
	in->at += n;
	in->left -= n;
	return (piece);
}

char *
fuzz_string(void *mem, const uint8_t *data, size_t size)
{
	struct fuzz_input in = {mem, (const char *)data, size};

	return (fuzz_piece(&in));
}

int
fuzz_has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return (1);
	return (0);
}

const struct conf *
fuzz_conf(void)
{
	static struct conf_volume volumes[] = {
	    {"/srv/ctf", false}, {"/srv/ctf/rw", true}};
	static const struct conf conf = {
	    .deployment = "fuzz", .volumes = volumes, .volumes_n = 2};

	return (&conf);
}
