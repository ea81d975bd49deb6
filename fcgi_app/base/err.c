#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"

/* for clang's analyzer they are macros, too */
#undef err_set
#undef err_say

static const char *const names[] = {
    [ERR_OK] = "ok",
    [ERR_INVALID] = "invalid",
    [ERR_TOO_LARGE] = "too_large",
    [ERR_NOT_FOUND] = "not_found",
    [ERR_LOGIN] = "login",
    [ERR_FORBIDDEN] = "forbidden",
    [ERR_CONFLICT] = "conflict",
    [ERR_RATE] = "rate",
    [ERR_UNAVAILABLE] = "unavailable",
    [ERR_UNCERTAIN] = "uncertain",
    [ERR_TIMEOUT] = "timeout",
    [ERR_LOST] = "lost",
    [ERR_INTERNAL] = "internal",
};

void
err_clear(struct error *e)
{
	*e = (struct error){.code = ERR_OK};
}

/*
 * Copy `src` into `dst` of `size` bytes, cut before a code point that does
 * not fit, so that a cut message is still UTF-8.
 */
static void
copy_cut(char *dst, size_t size, const char *src)
{
	size_t n = strlen(src);

	if (n >= size) {
		n = size - 1;
		while (n > 0 && ((unsigned char)src[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(dst, src, n);
	dst[n] = '\0';
}

/*
 * Drop every byte that is no UTF-8: what "%.64s" cuts may be cut inside a code
 * point.
 */
static void
keep_utf8(char *s)
{
	size_t n = strlen(s), len;
	char *to = s;

	for (; n > 0; s += len > 0 ? len : 1, n -= len > 0 ? len : 1) {
		len = text_utf8_next(s, n, NULL);
		memmove(to, s, len);
		to += len;
	}
	*to = '\0';
}

/*
 * Format into a buffer of our own first: the arguments may well be parts of
 * the record that is about to be filled.
 */
static void PRINTF_LIKE(2, 0)
    format_cut(char dst[ERR_MESSAGE_MAX], const char *fmt, va_list ap)
{
	char text[ERR_MESSAGE_MAX + 4];

	if (vsnprintf(text, sizeof(text), fmt, ap) < 0)
		text[0] = '\0';
	keep_utf8(text);
	copy_cut(dst, ERR_MESSAGE_MAX, text);
}

enum err
err_set(struct error *e, enum err code, const char *field, const char *fmt, ...)
{
	struct error made = {.code = code};
	va_list ap;

	if (e == NULL)
		return code;
	copy_cut(made.field, sizeof(made.field), field ? field : "");
	va_start(ap, fmt);
	format_cut(made.message, fmt, ap);
	va_end(ap);
	if (lang_get() != LANG_EN) {
		va_start(ap, fmt);
		format_cut(made.said, tr(fmt), ap);
		va_end(ap);
	}
	*e = made;
	return code;
}

enum err
err_say(struct error *e, enum err code, const char *field, const char *message)
{
	(void)err_set(e, code, field, "%s", message);
	if (e != NULL && lang_get() != LANG_EN)
		copy_cut(e->said, sizeof(e->said), tr(message));
	return code;
}

/* `format` is from elsewhere: it never reaches printf. */
static void
fill(char dst[ERR_MESSAGE_MAX], const char *format, const char *const texts[],
    size_t n)
{
	char text[2 * ERR_MESSAGE_MAX];
	const char *mark;
	size_t len = 0, i = 0, left;

	text[0] = '\0';
	while (len < sizeof(text) && (mark = strstr(format, "%s")) != NULL) {
		left = sizeof(text) - len;
		len += (size_t)snprintf(text + len, left, "%.*s%s",
		    (int)(mark - format), format,
		    i < n && texts[i] != NULL ? texts[i] : "");
		format = mark + 2;
		i++;
	}
	if (len < sizeof(text))
		snprintf(text + len, sizeof(text) - len, "%s", format);
	copy_cut(dst, ERR_MESSAGE_MAX, text);
}

void
err_say_of(struct error *e, enum err code, const char *field,
    const char *format, const char *const texts[], size_t n)
{
	(void)err_set(e, code, field, "%s", "");
	fill(e->message, format, texts, n);
	if (lang_get() != LANG_EN)
		fill(e->said, tr(format), texts, n);
}

const char *
err_said(const struct error *e)
{
	return e->said[0] != '\0' ? e->said : e->message;
}

static void
put_before(char text[ERR_MESSAGE_MAX], const char *before)
{
	char whole[2 * ERR_MESSAGE_MAX];

	if (text[0] == '\0')
		return;
	snprintf(whole, sizeof(whole), "%s%s", before, text);
	copy_cut(text, ERR_MESSAGE_MAX, whole);
}

void
err_prefix(struct error *e, const char *fmt, ...)
{
	char before[ERR_MESSAGE_MAX];
	va_list ap;

	va_start(ap, fmt);
	format_cut(before, fmt, ap);
	va_end(ap);
	put_before(e->message, before);
	put_before(e->said, before);
}

void
err_detail(struct error *e, const char *fmt, ...)
{
	char made[ERR_MESSAGE_MAX];
	va_list ap;

	if (e == NULL)
		return;
	va_start(ap, fmt);
	format_cut(made, fmt, ap);
	va_end(ap);
	copy_cut(e->detail, sizeof(e->detail), made);
}

const char *
err_name(enum err code)
{
	size_t i = (size_t)code;

	if (i >= sizeof(names) / sizeof(names[0]) || names[i] == NULL)
		return "unknown";
	return names[i];
}
