/*
 * Names of accounts and teams: what is accepted, and the two keys under which
 * two of them count as the same.
 */
#ifndef BERTH_DOMAIN_NAME_H
#define BERTH_DOMAIN_NAME_H

#include "base/err.h"

/*
 * Trim and check a name into *ret under `mem`: 1 to LIMIT_NAME bytes, no
 * control, invisible or private characters, at least one that shows, at most
 * four accents on a letter, and keys that fit LIMIT_NAME_KEY.  `field` names
 * the input.
 */
enum err name_check(void *mem, const char *field, const char *name,
    const char **ret, struct error *e) MUST_USE;

/*
 * The same for the name of an account, which must not be an e-mail address:
 * people log in with either.
 */
enum err name_check_account(
    void *mem, const char *name, const char **ret, struct error *e) MUST_USE;

/*
 * The key of a checked name for a UNIQUE column and for finding it: NFKC with
 * case folded, white space runs as one space.  Stable over versions of
 * Unicode, so people can log in by it.
 */
char *name_key(void *mem, const char *name);

/*
 * What a checked name looks like, for another UNIQUE column: UTS #39's
 * skeleton without case and white space, and with i, l, 1 and their likes as
 * one letter.  "Ad min", "ADMIN" and "аdmln" (with a Cyrillic а) share it.
 * May change with Unicode's tables, so nothing is looked up by it.
 */
char *name_look(void *mem, const char *name);

/*
 * Trim and check an e-mail address into *ret: one '@', LIMIT_EMAIL bytes,
 * ASCII after NFKC and case folding, so that no two addresses look alike but
 * where ASCII itself does.  "" is refused.  What is given is its own key.
 */
enum err email_check(
    void *mem, const char *email, const char **ret, struct error *e) MUST_USE;

#endif
