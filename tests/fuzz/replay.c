/*
 * Run a target over files instead of made-up bytes: those that are named, or
 * its whole corpus, $srcdir/tests/fuzz/corpus/TARGET.  A breach, a sanitizer's
 * report or an empty corpus is the failure.
 */
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "fuzz.h"

static void
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	uint8_t *data;
	size_t size;

	if (f == NULL || fstat(fileno(f), &st) != 0)
		err(1, "%s", path);
	size = (size_t)st.st_size;
	/* exactly as long as the file, so that AddressSanitizer sees the end */
	data = malloc(size > 0 ? size : 1);
	if (data == NULL || fread(data, 1, size, f) != size)
		err(1, "%s", path);
	fclose(f);
	/* read once more, if it breaks something, by whoever sees the log */
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static int
is_file(const struct dirent *entry)
{
	return (entry->d_name[0] != '.');
}

static int
replay_folder(const char *folder)
{
	struct dirent **list;
	int i, n = scandir(folder, &list, is_file, alphasort);
	char *path;

	if (n < 0)
		err(1, "%s", folder);
	for (i = 0; i < n; i++) {
		path = mem_printf(NULL, "%s/%s", folder, list[i]->d_name);
		replay(path);
		mem_free(&path);
		free(list[i]);
	}
	free(list);
	return (n);
}

/* fuzz_json's corpus is json; libtool-less automake runs it by its path. */
static char *
corpus_of(const char *program)
{
	const char *top = getenv("srcdir"), *name = strrchr(program, '/');

	name = name != NULL ? name + 1 : program;
	if (strncmp(name, "fuzz_", strlen("fuzz_")) == 0)
		name += strlen("fuzz_");
	return (mem_printf(
	    NULL, "%s/tests/fuzz/corpus/%s", top != NULL ? top : ".", name));
}

int
main(int argc, char **argv)
{
	char *folder = corpus_of(argv[0]);
	int i, n = argc - 1;

	for (i = 1; i < argc; i++)
		replay(argv[i]);
	if (n == 0)
		n = replay_folder(folder);
	printf("%s - %d inputs of %s\n", n > 0 ? "ok" : "not ok", n, folder);
	mem_free(&folder);
	return (n > 0 ? 0 : 1);
}
