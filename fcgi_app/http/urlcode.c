#include "http/urlcode.h"

#include "base/text.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte that "%XX" at `s` stands for; -1 if it stands for none. */
static int
decode_escape(const char *s, size_t n)
{
	int high, low;

	if (n < 3)
		return -1;
	high = hex_digit(s[1]);
	low = hex_digit(s[2]);
	if (high < 0 || low < 0)
		return -1;
	return high << 4 | low;
}

bool
url_decode(enum url_kind kind, const char *s, size_t n, char *out)
{
	size_t i, used = 0;
	int c;

	for (i = 0; i < n; i++) {
		c = (unsigned char)s[i];
		if (c == '%') {
			c = decode_escape(s + i, n - i);
			if (c < 0 || (c == '/' && kind == URL_PATH))
				return false;
			i += 2;
		} else if (c == '+' && kind == URL_FORM) {
			c = ' ';
		}
		if (c == '\0')
			return false;
		out[used++] = (char)c;
	}
	out[used] = '\0';
	return text_utf8(out, used);
}
