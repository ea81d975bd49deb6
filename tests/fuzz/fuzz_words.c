/*
 * A container's command: its words, quoted and put together, are the same
 * words; and an image's name that is taken cannot become anything else.
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "domain/container.h"
#include "fuzz.h"

static void
quote(struct buf *b, const char *word)
{
	buf_char(b, '\'');
	for (; *word != '\0'; word++)
		if (*word == '\'')
			buf_str(b, "'\\''");
		else
			buf_char(b, *word);
	buf_str(b, "' ");
}

static void
check(void *mem, const char **words, int n)
{
	struct buf *b = buf_new(mem, SIZE_MAX);
	const char **again;
	int i, k;

	HOLDS(n >= 0 && n <= LIMIT_COMMAND_WORDS && words[n] == NULL);
	for (i = 0; i < n; i++)
		quote(b, words[i]);
	if (buf_len(b) > LIMIT_COMMAND)
		return;
	HOLDS(shell_words(mem, buf_data(b), &again, &k, NULL) == ERR_OK);
	HOLDS(k == n);
	for (i = 0; i < n; i++)
		HOLDS(strcmp(words[i], again[i]) == 0);
}

static void
check_image(const char *s)
{
	static const char taken[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789./:@_+-[]";

	if (!image_name_ok(s))
		return;
	HOLDS(s[0] != '\0' && s[0] != '-' && s[0] != '/');
	HOLDS(s[strspn(s, taken)] == '\0' && strstr(s, "/.") == NULL);
	HOLDS(strlen(s) <= LIMIT_IMAGE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	char *text = fuzz_string(mem, data, size);
	struct error e = {0};
	const char **words;
	int n;

	if (shell_words(mem, text, &words, &n, &e) == ERR_OK)
		check(mem, words, n);
	else
		HOLDS(strcmp(e.field, "command") == 0 && e.message[0] != '\0');
	check_image(text);
	mem_free(&mem);
	return (0);
}
