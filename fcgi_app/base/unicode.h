/*
 * Unicode beyond encoding, over ICU (the only file that includes it): when two
 * texts are the same text, and when they only look it.  Strings are valid
 * UTF-8; bytes that are not count as U+FFFD.
 */
#ifndef BERTH_BASE_UNICODE_H
#define BERTH_BASE_UNICODE_H

#include <stdbool.h>

/*
 * NFKC_Casefold of `s` (Unicode 3.13, R5) under `mem`: case, width, ligatures
 * and invisible characters make no difference any more.
 */
char *unicode_fold(void *mem, const char *s);

/*
 * The skeleton of `s` (UTS #39, section 4) under `mem`: two texts with the
 * same skeleton can be taken for each other.  Not for display.
 */
char *unicode_skeleton(void *mem, const char *s);

/*
 * Whether every code point of `s` is one that a name may have: no control,
 * format, private-use or line-separating one, no noncharacter, and none that
 * shows nothing (default-ignorable) but the two that choose an emoji's form.
 */
bool unicode_is_plain(const char *s);

/* The longest run of marks (accents) upon one character in `s`. */
int unicode_marks(const char *s);

#endif
