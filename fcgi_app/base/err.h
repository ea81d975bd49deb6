/*
 * Errors: one small set of codes for the whole program, and the record that
 * carries the details of one failure up to whoever speaks to a person.
 *
 * A function either returns an error (and may have filled the record) or
 * handles it and logs; never both.  Only http/ turns a code into a status.
 */
#ifndef BERTH_BASE_ERR_H
#define BERTH_BASE_ERR_H

#include <stddef.h>

enum err {
	ERR_OK = 0,
	ERR_INVALID,     /* the input is wrong; field and message say how */
	ERR_TOO_LARGE,   /* the input is over a limit of base/limits.h */
	ERR_NOT_FOUND,   /* no such thing, or not for this account */
	ERR_LOGIN,       /* nobody is logged in */
	ERR_FORBIDDEN,   /* somebody is, but may not do this */
	ERR_CONFLICT,    /* the state of things does not allow it now */
	ERR_RATE,        /* too many; retry_after says when again */
	ERR_UNAVAILABLE, /* database, keeper or engine is out of reach */
	ERR_UNCERTAIN,   /* a write was sent, its outcome is not known */
	ERR_TIMEOUT,     /* a bounded wait has run out */
	ERR_LOST,        /* the lease or generation is no longer ours */
	ERR_INTERNAL,    /* a bug or a broken installation */
};

#define ERR_MESSAGE_MAX 512
#define ERR_FIELD_MAX   64

/*
 * The details of one failure.  `message` is a sentence for the person who
 * made the request: no secrets, no internals.  `detail` is for the log and
 * for admins: what the engine or the database said.
 */
struct error {
	enum err code;
	char field[ERR_FIELD_MAX]; /* the input at fault, "" for none */
	char message[ERR_MESSAGE_MAX];
	char said[ERR_MESSAGE_MAX]; /* the message in the language spoken, ""
				     * where that is English */
	char detail[ERR_MESSAGE_MAX];
	int retry_after; /* seconds, for ERR_RATE */
};

#define MUST_USE          __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* Empty the record `e`. */
void err_clear(struct error *e);

/*
 * Fill `e` (may be NULL) with `code`, the input's name `field` (NULL for
 * none) and a message, and return `code`, so that a check is one line:
 *	return err_set(e, ERR_INVALID, "port", "must be 1 to 65535");
 * A message that is too long is cut; one is always UTF-8, whatever went in.
 * `fmt` is translated (base/lang.h), its arguments are not.
 */
enum err err_set(struct error *e, enum err code, const char *field,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

/* The same with a sentence that is no format. */
enum err err_say(
    struct error *e, enum err code, const char *field, const char *message);

/*
 * What clang's analyzer, which reads one file at a time, must know of both:
 * they return the code that they take, so that what follows an error is not
 * looked at as if there were none.
 */
#ifdef __clang_analyzer__
static inline enum err
err_same(enum err code)
{
	return (code);
}
#define err_set(e, code, ...) \
	((err_set)((e), (code), __VA_ARGS__), err_same(code))
#define err_say(e, code, ...) \
	((err_say)((e), (code), __VA_ARGS__), err_same(code))
#endif

/*
 * The same with a sentence from another process: each %s of `format` stands
 * for the next of the `n` texts, NULL and one too few for nothing.
 */
void err_say_of(struct error *e, enum err code, const char *field,
    const char *format, const char *const texts[], size_t n);

/* The message in the language that is spoken; "" if there is none. */
const char *err_said(const struct error *e);

/*
 * Put a text in front of the message of `e`: the place of a mistake, which
 * those who found it do not know.
 */
void err_prefix(struct error *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Set the detail of `e` (may be NULL), leaving everything else. */
void err_detail(struct error *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The name of `code` for logs: "invalid", "not_found", …  Never NULL. */
const char *err_name(enum err code);

#endif
