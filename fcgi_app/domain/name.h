/*
 * Names of accounts and teams: what is accepted, and the key under which two
 * of them count as the same.
 */
#ifndef BERTH_DOMAIN_NAME_H
#define BERTH_DOMAIN_NAME_H

#include "base/err.h"

/*
 * Trim and check a name (1 to LIMIT_NAME bytes, no control characters) into
 * *ret under `mem`; `field` names the input.
 */
enum err name_check(void *mem, const char *field, const char *name,
    const char **ret, struct error *e) MUST_USE;

/* The key of a checked name for a UNIQUE column: ASCII lower case, inner
 * white space runs as one space. */
char *name_key(void *mem, const char *name);

/* Trim and check an e-mail address (one '@', no space, LIMIT_EMAIL); "" is
 * refused.  Lower-cased into *ret. */
enum err email_check(void *mem, const char *email, const char **ret,
    struct error *e) MUST_USE;

/* Length rules of a password. */
enum err password_check(const char *password, struct error *e) MUST_USE;

#endif
