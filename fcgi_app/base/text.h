/*
 * Text: numbers, UTF-8, trimming, comparing.  Pure functions on strings.
 */
#ifndef BERTH_BASE_TEXT_H
#define BERTH_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Read the whole of `s` as a decimal integer from `min` to `max`: an optional
 * '-' and 1 to 19 digits, nothing else (no space, '+', "1e3", hex, empty).
 * ERR_INVALID leaves *ret untouched.
 */
enum err text_int(
    const char *s, int64_t min, int64_t max, int64_t *ret) MUST_USE;

/*
 * Read the whole of `s` as a decimal number such as "0.5", digits with an
 * optional fraction of at most `places` digits, as an integer scaled by
 * 10^places: text_scaled("0.5", 3, …) is 500.  No sign, no ".5", no "5.".
 * ERR_INVALID leaves *ret untouched.
 */
enum err text_scaled(
    const char *s, int places, int64_t min, int64_t max, int64_t *ret) MUST_USE;

/* Whether the `n` bytes of `s` are valid UTF-8 (RFC 3629) without NUL. */
bool text_utf8(const char *s, size_t n);

/*
 * The length in bytes (1 to 4) of the code point at the start of the `n` bytes
 * of `s`, and the code point itself in *ret_cp (may be NULL); 0 if there is no
 * valid UTF-8 (RFC 3629: no overlong form, surrogate or value past U+10FFFF)
 * or n is 0.  A NUL byte is a code point here.
 */
size_t text_utf8_next(const char *s, size_t n, uint32_t *ret_cp);

/* Code points in the valid UTF-8 string `s`. */
size_t text_length(const char *s);

/*
 * Whether `s` has a control character: C0, DEL, C1, or one of the invisible
 * or direction-changing ones (U+200B–200F, 2028–202E, 2060–2069, FEFF).  Tab
 * and newline count too, and so does a byte that is not valid UTF-8.
 */
bool text_has_control(const char *s);

/* A copy without white space (ASCII and U+00A0, U+2000–200A, U+3000) at
 * both ends. */
char *text_trim(void *mem, const char *s);

/* Whether text_trim() leaves `s` as it is. */
bool text_is_trimmed(const char *s);

bool text_starts(const char *s, const char *prefix);
bool text_ends(const char *s, const char *suffix);

/* Equal but for ASCII case. */
bool text_equal_nocase(const char *a, const char *b);

#endif
