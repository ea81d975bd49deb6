#include "base/text.h"

#include <string.h>

#include "base/mem.h"

#define DIGITS_MAX 19 /* of INT64_MAX */

/* Code points from `first` to `last`. */
struct range {
	uint32_t first, last;
};

static const struct range controls[] = {
    {0x00, 0x1f}, {0x7f, 0x9f},
    {0x200b, 0x200f}, /* zero width, direction marks */
    {0x2028, 0x202e}, /* line and paragraph, embeddings, overrides */
    {0x2060, 0x2069}, /* word joiner, invisible operators, isolates */
    {0xfeff, 0xfeff}, /* byte order mark */
};

static const struct range spaces[] = {
    {'\t', '\r'},
    {' ', ' '},
    {0xa0, 0xa0},
    {0x2000, 0x200a},
    {0x3000, 0x3000},
};

#define IN(cp, table) in_table(cp, table, sizeof(table) / sizeof((table)[0]))

static bool
in_table(uint32_t cp, const struct range *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= table[i].first && cp <= table[i].last)
			return true;
	return false;
}

/*
 * Add the digits at `*s` to `*value`, negated if `sign` is -1 (INT64_MIN has
 * no positive twin), and move `*s` behind them.  How many there were, or -1
 * on overflow.
 */
static int
read_digits(const char **s, int sign, int64_t *value)
{
	int n = 0;

	for (; **s >= '0' && **s <= '9'; (*s)++, n++)
		if (n == DIGITS_MAX ||
		    __builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, sign * (**s - '0'), value))
			return -1;
	return n;
}

enum err
text_int(const char *s, int64_t min, int64_t max, int64_t *ret)
{
	int sign = 1;
	int64_t v = 0;

	if (*s == '-') {
		sign = -1;
		s++;
	}
	if (read_digits(&s, sign, &v) <= 0 || *s != '\0' || v < min || v > max)
		return ERR_INVALID;
	*ret = v;
	return ERR_OK;
}

enum err
text_scaled(const char *s, int places, int64_t min, int64_t max, int64_t *ret)
{
	int64_t v = 0;
	int n = 0;

	if (read_digits(&s, 1, &v) <= 0)
		return ERR_INVALID;
	if (*s == '.') {
		s++;
		n = read_digits(&s, 1, &v);
		if (n <= 0 || n > places)
			return ERR_INVALID;
	}
	for (; n < places; n++)
		if (__builtin_mul_overflow(v, 10, &v))
			return ERR_INVALID;
	if (*s != '\0' || v < min || v > max)
		return ERR_INVALID;
	*ret = v;
	return ERR_OK;
}

/* How long a code point that begins with `first` says it is; 0 if none does. */
static size_t
utf8_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc0)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf8 ? 4 : 0;
}

size_t
text_utf8_next(const char *s, size_t n, uint32_t *ret_cp)
{
	/* What a code point of that length must at least be. */
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = n > 0 ? (unsigned char)s[0] : 0xff;
	size_t len = utf8_length(first);
	uint32_t cp = len == 1 ? first : first & (0x7fU >> len);

	if (len == 0 || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		cp = cp << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (cp < least[len] || (cp >= 0xd800 && cp <= 0xdfff) || cp > 0x10ffff)
		return 0;
	if (ret_cp != NULL)
		*ret_cp = cp;
	return len;
}

bool
text_utf8(const char *s, size_t n)
{
	while (n > 0) {
		size_t len = text_utf8_next(s, n, NULL);

		if (len == 0 || *s == '\0')
			return false;
		s += len;
		n -= len;
	}
	return true;
}

size_t
text_length(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

bool
text_has_control(const char *s)
{
	size_t left = strlen(s);

	while (left > 0) {
		uint32_t cp;
		size_t len = text_utf8_next(s, left, &cp);

		if (len == 0 || IN(cp, controls))
			return true;
		s += len;
		left -= len;
	}
	return false;
}

/* The length of the white space at the start of `s`, 0 if there is none. */
static size_t
space_at(const char *s, size_t n)
{
	uint32_t cp;
	size_t len = text_utf8_next(s, n, &cp);

	return len > 0 && IN(cp, spaces) ? len : 0;
}

/* What is between the white space around `s`; its length in *ret_n. */
static const char *
between_spaces(const char *s, size_t *ret_n)
{
	size_t n = strlen(s);
	size_t len;

	while ((len = space_at(s, n)) > 0) {
		s += len;
		n -= len;
	}
	while (n > 0) {
		size_t last = n - 1;

		while (last > 0 && ((unsigned char)s[last] & 0xc0) == 0x80)
			last--;
		if (space_at(s + last, n - last) != n - last)
			break;
		n = last;
	}
	*ret_n = n;
	return s;
}

char *
text_trim(void *mem, const char *s)
{
	size_t n;

	s = between_spaces(s, &n);
	return mem_strndup(mem, s, n);
}

bool
text_is_trimmed(const char *s)
{
	size_t n;

	return between_spaces(s, &n) == s && s[n] == '\0';
}

bool
text_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
text_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), end = strlen(suffix);

	return end <= n && memcmp(s + n - end, suffix, end) == 0;
}

/* tolower(3) without the locale. */
static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
text_equal_nocase(const char *a, const char *b)
{
	for (; *a != '\0' && lower(*a) == lower(*b); a++)
		b++;
	return lower(*a) == lower(*b);
}
