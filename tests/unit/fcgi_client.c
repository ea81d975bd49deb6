#include "fcgi_client.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"

#define REQUEST_MAX (4 * 1024 * 1024)
#define ANSWER_MAX  (9 * 1024 * 1024)
#define STDIN_BLOCK 32768

/* Record types, section 8 of the specification. */
enum { BEGIN_REQUEST = 1, PARAMS = 4, STDIN_ = 5, STDOUT_ = 6 };

static void
add_record(struct buf *out, int type, const void *data, size_t len)
{
	const unsigned char head[8] = {1, (unsigned char)type, 0, 1,
	    (unsigned char)(len >> 8), (unsigned char)len, 0, 0};

	buf_add(out, head, sizeof(head));
	buf_add(out, data, len);
}

static void
add_length(struct buf *out, size_t n)
{
	const unsigned char bytes[4] = {(unsigned char)(n >> 24 | 0x80),
	    (unsigned char)(n >> 16), (unsigned char)(n >> 8),
	    (unsigned char)n};

	buf_add(out, bytes, sizeof(bytes));
}

/* The parameters of a NULL-terminated array of "NAME=value". */
static void
add_params(void *mem, struct buf *out, const char *const *params)
{
	struct buf *data = buf_new(mem, 65535);
	const char *equals;

	for (; *params != NULL; params++) {
		equals = strchr(*params, '=');
		add_length(data, (size_t)(equals - *params));
		add_length(data, strlen(equals + 1));
		buf_add(data, *params, (size_t)(equals - *params));
		buf_str(data, equals + 1);
	}
	add_record(out, PARAMS, buf_data(data), buf_len(data));
	add_record(out, PARAMS, "", 0);
}

int
fcgi_connect(const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd;
	close(fd);
	return -1;
}

void
fcgi_write(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len > 0 && (n = send(fd, data, len, MSG_NOSIGNAL)) > 0) {
		data += n;
		len -= (size_t)n;
	}
}

void
fcgi_request(void *mem, int fd, const char *const *params, const char *body,
    size_t body_len, enum fcgi_keep keep)
{
	const unsigned char begin[8] = {0, 1, (unsigned char)keep};
	struct buf *out = buf_new(mem, REQUEST_MAX);
	size_t n;

	add_record(out, BEGIN_REQUEST, begin, sizeof(begin));
	add_params(mem, out, params);
	for (; body_len > 0; body += n, body_len -= n) {
		n = body_len < STDIN_BLOCK ? body_len : STDIN_BLOCK;
		add_record(out, STDIN_, body, n);
	}
	add_record(out, STDIN_, "", 0);
	fcgi_write(fd, buf_data(out), buf_len(out));
}

/* The standard output among the records in `raw`. */
static struct buf *
join_records(void *mem, const struct buf *raw)
{
	struct buf *out = buf_new(mem, ANSWER_MAX);
	const unsigned char *p = (const unsigned char *)buf_data(raw);
	const unsigned char *end = p + buf_len(raw);
	size_t len;

	for (; end - p >= 8; p += 8 + len + p[6]) {
		len = (size_t)p[4] << 8 | p[5];
		if ((size_t)(end - p) < 8 + len + p[6])
			break;
		if (p[1] == STDOUT_)
			buf_add(out, p + 8, len);
	}
	return out;
}

const char *
fcgi_answer(void *mem, int fd, size_t *ret_len)
{
	struct buf *raw = buf_new(mem, ANSWER_MAX), *out;
	char block[65536];
	ssize_t n;

	while ((n = read(fd, block, sizeof(block))) > 0)
		buf_add(raw, block, (size_t)n);
	close(fd);
	if (n == -1)
		return NULL;
	out = join_records(mem, raw);
	*ret_len = buf_len(out);
	return buf_data(out);
}
