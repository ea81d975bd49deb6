/*
 * Flags: their kinds, what an admin may save, and whether a submission is
 * one.  What is compared is compared in constant time.
 */
#ifndef BERTH_DOMAIN_FLAG_H
#define BERTH_DOMAIN_FLAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum flag_kind {
	FLAG_STATIC,
	FLAG_NOCASE, /* static, whatever the case of ASCII letters */
	FLAG_REGEX,  /* the whole submission matches */
};

struct flag {
	int64_t id, challenge;
	enum flag_kind kind;
	const char *content;
};

const char *flag_kind_name(enum flag_kind k);
int flag_kind_from(const char *s); /* -1: none */

/*
 * Check what an admin saves: not empty, at most LIMIT_FLAG bytes, plain text,
 * a regular expression that compiles.  ERR_INVALID with field "content".
 */
enum err flag_check(
    enum flag_kind kind, const char *content, struct error *e) MUST_USE;

/* A submission as it is judged: without white space around it.  ERR_INVALID
 * (field "submission") if it is empty, too long or has control characters. */
enum err flag_submission(
    void *mem, const char *text, const char **ret, struct error *e) MUST_USE;

/* Whether `submission` is `f`. */
bool flag_is(const struct flag *f, const char *submission);

/* The first of the `n` flags that `submission` is, NULL for none.  All are
 * compared, so that the time does not tell which. */
const struct flag *flag_find(
    const struct flag *flags, size_t n, const char *submission);

#endif
