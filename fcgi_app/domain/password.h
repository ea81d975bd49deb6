/*
 * What a password must be (NIST SP 800-63B, 5.1.1.2): long enough, and none
 * that everybody tries first.  No rules about digits and signs.
 */
#ifndef BERTH_DOMAIN_PASSWORD_H
#define BERTH_DOMAIN_PASSWORD_H

#include "base/err.h"

/*
 * ERR_INVALID, field "password", unless `password` has LIMIT_PASSWORD_MIN to
 * LIMIT_PASSWORD_MAX characters, is valid UTF-8, is none of the commonest
 * (common_passwords.inc) whatever their case, and is neither the account's
 * `name` nor its `email` (either may be NULL).
 */
enum err password_check(const char *password, const char *name,
    const char *email, struct error *e) MUST_USE;

#endif
