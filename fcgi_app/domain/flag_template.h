/*
 * Flags of single instances: a template such as "CTF{%hex16%}" in which each
 * placeholder becomes random characters, another for every instance.
 *
 *	%hexN%	N lower-case hex digits
 *	%alnumN%	N of A–Z a–z 0–9
 *	%digitsN%	N decimal digits
 *
 * N is 1 to 64.  Everything else stands for itself; a '%' that begins no
 * placeholder is refused, so that a misspelt one is noticed.
 */
#ifndef BERTH_DOMAIN_FLAG_TEMPLATE_H
#define BERTH_DOMAIN_FLAG_TEMPLATE_H

#include <stdint.h>

#include "base/err.h"

#define FLAG_ENV_DEFAULT "FLAG"
/* Bits that the placeholders together must have: nobody guesses 2^40. */
#define FLAG_BITS_MIN 40

/*
 * ERR_INVALID with field "flag_template" and what is wrong: an unknown
 * placeholder, a number out of range, too few random characters, a flag of more
 * than LIMIT_FLAG_MADE bytes.  "" is fine.
 */
enum err flag_template_check(const char *text, struct error *e) MUST_USE;

/*
 * A flag from a checked template under `mem`; NULL for "".  `below(n)` gives
 * a uniformly random number below n (crypto_random_below).
 */
const char *flag_make(
    void *mem, const char *text, uint32_t (*below)(uint32_t bound));

/*
 * Whether `s` can be the name of an environment variable that carries a flag:
 * [A-Za-z_][A-Za-z0-9_]*, at most 64 bytes (POSIX.1-2017, 8.1), and none that
 * changes how programs run (PATH, LD_*).  "" is fine: FLAG_ENV_DEFAULT.
 */
enum err flag_env_check(const char *s, struct error *e) MUST_USE;

#endif
