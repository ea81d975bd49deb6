#include "base/log.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

#define VALUE_MAX 1024
#define LINE_MAX_ 8192
#define LINE_END  2 /* kept free for a closing quote and the newline */

/* A line on its way; on the stack, so that logging needs no memory. */
struct line {
	size_t len;
	char text[LINE_MAX_];
};

static struct {
	const char *prog;
	enum log_level min;
	int fd;
	char request_id[64];
	char ip[64];
	int64_t user_id;
	int64_t challenge_id;
} state = {"berth", LOG_INFO_, STDERR_FILENO, "", "", 0, 0};

void
log_init(const char *prog, enum log_level min)
{
	state.prog = prog;
	state.min = min;
}

void
log_to(int fd)
{
	state.fd = fd;
}

void
log_context_set(const struct log_context *ctx)
{
	snprintf(state.request_id, sizeof(state.request_id), "%s",
	    ctx->request_id ? ctx->request_id : "");
	snprintf(state.ip, sizeof(state.ip), "%s", ctx->ip ? ctx->ip : "");
	state.user_id = ctx->user_id;
	state.challenge_id = ctx->challenge_id;
}

void
log_context_user(int64_t id)
{
	state.user_id = id;
}

void
log_context_challenge(int64_t id)
{
	state.challenge_id = id;
}

void
log_context_clear(void)
{
	log_context_set(&(struct log_context){0});
}

/* Bytes that may be appended; 0 also once a closing quote took its place. */
static size_t
room(const struct line *l)
{
	size_t end = sizeof(l->text) - LINE_END;

	return l->len < end ? end - l->len : 0;
}

/* Append all of `n` bytes or, if they don't fit, nothing. */
static bool
put(struct line *l, const char *data, size_t n)
{
	if (n > room(l))
		return false;
	memcpy(l->text + l->len, data, n);
	l->len += n;
	return true;
}

/* Whether `s` can stand without quotes. */
static bool
is_plain(const char *s)
{
	const char *c = s;

	while (*c > ' ' && *c < 0x7f && strchr("\"=\\", *c) == NULL)
		c++;
	return *c == '\0' && c != s;
}

/* Append the escape of the byte `c`. */
static bool
put_escaped(struct line *l, unsigned char c)
{
	static const char from[] = "\"\\\n\r\t";
	static const char to[] = "\"\\nrt";
	const char *known = c == '\0' ? NULL : strchr(from, c);
	char text[8];

	if (known != NULL)
		snprintf(text, sizeof(text), "\\%c", to[known - from]);
	else
		snprintf(text, sizeof(text), "\\x%02x", c);
	return put(l, text, strlen(text));
}

/*
 * Append the first code point of the `n` bytes of `s`, escaped if it must be,
 * and tell in *ret_used how many bytes it had.
 */
static bool
put_char(struct line *l, const char *s, size_t n, size_t *ret_used)
{
	uint32_t cp = 0;
	size_t len = text_utf8_next(s, n, &cp);

	*ret_used = len > 0 ? len : 1;
	if (len > 0 && cp >= 0x20 && !(cp >= 0x7f && cp <= 0x9f) && cp != '"' &&
	    cp != '\\')
		return put(l, s, len);
	for (size_t i = 0; i < *ret_used; i++)
		if (!put_escaped(l, (unsigned char)s[i]))
			return false;
	return true;
}

/* Where to cut `s` of `n` bytes: at VALUE_MAX, but in no code point. */
static size_t
cut_at(const char *s, size_t n)
{
	if (n <= VALUE_MAX)
		return n;
	n = VALUE_MAX;
	while (n > VALUE_MAX - 4 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void
put_value(struct line *l, const char *s)
{
	size_t left = cut_at(s, strnlen(s, VALUE_MAX + 1));
	size_t used;

	if (is_plain(s)) {
		/* ASCII alone: any part of it is a whole value. */
		put(l, s, left < room(l) ? left : room(l));
		return;
	}
	if (!put(l, "\"", 1))
		return;
	while (left > 0 && put_char(l, s, left, &used)) {
		s += used;
		left -= used;
	}
	/* LINE_END has kept the place. */
	l->text[l->len++] = '"';
}

/* Append " key=", or nothing if not even the key fits with a value. */
static bool
put_key(struct line *l, const char *key)
{
	size_t n = strlen(key);

	if (n + 4 > room(l))
		return false;
	if (l->len > 0)
		put(l, " ", 1);
	put(l, key, n);
	return put(l, "=", 1);
}

static void
put_str(struct line *l, const char *key, const char *s)
{
	if (put_key(l, key))
		put_value(l, s);
}

static void
put_int(struct line *l, const char *key, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	/* Half a number is a lie; leave out what doesn't fit. */
	if (strlen(key) + strlen(text) + 2 < room(l))
		put_str(l, key, text);
}

static void
put_head(struct line *l, enum log_level level, const char *event)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	char ts[CLOCK_ISO_SIZE];

	clock_iso(clock_wall_us(), ts);
	put_str(l, "ts", ts);
	put_str(l, "level", names[level]);
	put_str(l, "prog", state.prog);
	if (state.request_id[0] != '\0')
		put_str(l, "req", state.request_id);
	if (state.ip[0] != '\0')
		put_str(l, "ip", state.ip);
	if (state.user_id != 0)
		put_int(l, "user", state.user_id);
	put_str(l, "event", event);
}

/* Whether the line names its challenge itself. */
static bool
has_challenge(const struct log_field *fields, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(fields[i].key, "challenge") == 0)
			return true;
	return false;
}

void
log_write(enum log_level level, const char *event,
    const struct log_field *fields, unsigned n)
{
	int saved = errno;
	struct line l;

	if (level < state.min)
		return;
	l.len = 0;
	put_head(&l, level, event);
	if (state.challenge_id != 0 && !has_challenge(fields, n))
		put_int(&l, "challenge", state.challenge_id);
	for (unsigned i = 0; i < n; i++) {
		if (fields[i].is_num)
			put_int(&l, fields[i].key, fields[i].num);
		else if (fields[i].str != NULL)
			put_str(&l, fields[i].key, fields[i].str);
	}
	l.text[l.len++] = '\n';
	/* A log that can't be written (disk full) must not stop the work. */
	while (write(state.fd, l.text, l.len) == -1 && errno == EINTR)
		continue;
	errno = saved;
}
