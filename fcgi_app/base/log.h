/*
 * The log: one logfmt line per event on standard error, where journald or
 * the bench's file takes it:
 *
 *	ts=2026-11-24T09:30:00.123456Z level=info prog=web req=8f3a… \
 *	ip=192.0.2.7 user=42 challenge=3 event=instance.request state=queued
 *
 * Values from outside can never forge a line or a key: a value with a byte
 * other than printable ASCII without space, `"`, `=` and `\` is quoted, with
 * \" \\ \n \r \t and \xNN for every other byte below 0x20, 0x7f and bytes
 * that are not valid UTF-8 or make a C1 control character; the empty value is
 * "".  A value is cut at 1024 bytes, a line at 8192.
 * One write(2) per line, so that lines of several workers don't mix.
 */
#ifndef BERTH_BASE_LOG_H
#define BERTH_BASE_LOG_H

#include <stdint.h>

#include "base/err.h"

enum log_level { LOG_DEBUG_, LOG_INFO_, LOG_WARN_, LOG_ERROR_ };

/* One field of a line; made by the macros below. */
struct log_field {
	const char *key; /* a literal */
	const char *str; /* value if not NULL … */
	int64_t num;     /* … otherwise this */
	int is_num;
};

#define LOG_STR(k, v) ((struct log_field){.key = (k), .str = (v)})
#define LOG_INT(k, v) \
	((struct log_field){.key = (k), .num = (int64_t)(v), .is_num = 1})

/*
 * What is said on every line until it is changed: the request's id, the
 * client's address, the user, the challenge.  Strings are copied (63 bytes of
 * each); NULL and 0 leave out.
 */
struct log_context {
	const char *request_id;
	const char *ip;
	int64_t user_id;
	int64_t challenge_id;
};

/* Start logging as program `prog` ("web", "keeper", "ctl") from `min` up. */
void log_init(const char *prog, enum log_level min);

/* Write lines to descriptor `fd` instead of standard error (tests). */
void log_to(int fd);

void log_context_set(const struct log_context *ctx);
void log_context_clear(void);

/*
 * Once it is known who acts, and on which challenge; the rest stays.  A line
 * with a field "challenge" of its own keeps that one.
 */
void log_context_user(int64_t id);
void log_context_challenge(int64_t id);

/*
 * Write one line with `event` and `n` fields.  A field whose str is NULL and
 * which is no number is left out.  Use the macros.
 */
void log_write(enum log_level level, const char *event,
    const struct log_field *fields, unsigned n);

#define LOG_FIELDS_(...)                                      \
	(const struct log_field[]){__VA_ARGS__},              \
	    sizeof((const struct log_field[]){__VA_ARGS__}) / \
		sizeof(struct log_field)
#define log_info(event, ...) \
	log_write(LOG_INFO_, event, LOG_FIELDS_(__VA_ARGS__))
#define log_warn(event, ...) \
	log_write(LOG_WARN_, event, LOG_FIELDS_(__VA_ARGS__))
#define log_error(event, ...) \
	log_write(LOG_ERROR_, event, LOG_FIELDS_(__VA_ARGS__))
#define log_debug(event, ...) \
	log_write(LOG_DEBUG_, event, LOG_FIELDS_(__VA_ARGS__))

/* The filled fields of an error record, for the macros above. */
#define LOG_ERR(e)                                                 \
	LOG_STR("err", err_name((e)->code)),                       \
	    LOG_STR("field", (e)->field[0] ? (e)->field : NULL),   \
	    LOG_STR("msg", (e)->message[0] ? (e)->message : NULL), \
	    LOG_STR("detail", (e)->detail[0] ? (e)->detail : NULL)

#endif
