#include "domain/flag_template.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

#define PLACEHOLDER_MAX 64
#define ENV_NAME_MAX    64

struct alphabet {
	const char *name;
	const char *characters;
	double bits; /* of one character */
};

static const struct alphabet alphabets[] = {
    {"hex", "0123456789abcdef", 4},
    {"alnum", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
	5.95},
    {"digits", "0123456789", 3.32},
};

/*
 * Read the placeholder at `s`, which begins with '%': its alphabet and length.
 * Returns what follows it, NULL if it is none.
 */
static const char *
placeholder(const char *s, const struct alphabet **ret_alphabet, int *ret_n)
{
	size_t i, len;
	int n = 0;

	for (i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++) {
		len = strlen(alphabets[i].name);
		if (strncmp(s + 1, alphabets[i].name, len) != 0)
			continue;
		for (s += 1 + len; isdigit((unsigned char)*s); s++)
			if (n <= PLACEHOLDER_MAX)
				n = n * 10 + (*s - '0');
		if (*s != '%' || n < 1 || n > PLACEHOLDER_MAX)
			return (NULL);
		*ret_alphabet = &alphabets[i];
		*ret_n = n;
		return (s + 1);
	}
	return (NULL);
}

enum err
flag_template_check(const char *text, struct error *e)
{
	const struct alphabet *a;
	double bits = 0;
	size_t length = 0;
	int n;

	if (text[0] == '\0')
		return (ERR_OK);
	while (*text != '\0') {
		if (*text != '%') {
			text++;
			length++;
			continue;
		}
		text = placeholder(text, &a, &n);
		if (text == NULL)
			return (err_set(e, ERR_INVALID, "flag_template",
			    "has a %% that begins none of %%hexN%%, "
			    "%%alnumN%% and %%digitsN%% (N from 1 to %d)",
			    PLACEHOLDER_MAX));
		bits += n * a->bits;
		length += (size_t)n;
	}
	if (length > LIMIT_FLAG_MADE)
		return (err_set(e, ERR_INVALID, "flag_template",
		    "makes flags of more than %d bytes", LIMIT_FLAG_MADE));
	if (bits < FLAG_BITS_MIN)
		return (err_set(e, ERR_INVALID, "flag_template",
		    "must have more random characters, such as %%hex16%%, or "
		    "flags can be guessed"));
	return (ERR_OK);
}

const char *
flag_make(void *mem, const char *text, uint32_t (*below)(uint32_t bound))
{
	struct buf *b = buf_new(mem, LIMIT_FLAG_MADE);
	const struct alphabet *a;
	const char *next;
	uint32_t size;
	int n;

	if (text[0] == '\0')
		return (NULL);
	while (*text != '\0') {
		next = *text == '%' ? placeholder(text, &a, &n) : NULL;
		if (next == NULL) {
			buf_add(b, text++, 1);
			continue;
		}
		size = (uint32_t)strlen(a->characters);
		for (; n > 0; n--)
			buf_add(b, &a->characters[below(size)], 1);
		text = next;
	}
	return (buf_data(b));
}

enum err
flag_env_check(const char *s, struct error *e)
{
	size_t i, n = strlen(s);
	bool ok = n <= ENV_NAME_MAX && !isdigit((unsigned char)s[0]);

	for (i = 0; i < n; i++)
		ok = ok && (isalnum((unsigned char)s[i]) || s[i] == '_');
	if (!ok)
		return (err_set(e, ERR_INVALID, "flag_env",
		    "must be letters, digits and _, at most %d, and not begin "
		    "with a digit",
		    ENV_NAME_MAX));
	if (strcmp(s, "PATH") == 0 || text_starts(s, "LD_"))
		return (err_set(e, ERR_INVALID, "flag_env",
		    "must not be a variable that changes how programs run"));
	return (ERR_OK);
}
