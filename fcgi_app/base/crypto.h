/*
 * Randomness, hashes and passwords over libsodium; the only folder that
 * includes it.
 */
#ifndef BERTH_BASE_CRYPTO_H
#define BERTH_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A hash as lower-case hex and its NUL. */
#define CRYPTO_HASH_SIZE 65
/* An argon2id string of libsodium and its NUL (crypto_pwhash_STRBYTES). */
#define CRYPTO_PWHASH_SIZE 128

/* Start the library; call first in main.  ERR_INTERNAL if it cannot. */
enum err crypto_init(void) MUST_USE;

/* Fill `out` with `n` random bytes. */
void crypto_random(void *out, size_t n);

/* A uniformly random number below `bound` (bound > 0). */
uint32_t crypto_random_below(uint32_t bound);

/* `n` random bytes as 2n lower-case hex digits and a NUL; out has 2n+1. */
void crypto_random_hex(char *out, size_t n);

/*
 * BLAKE2b-256 of `purpose`, a NUL byte and the string `s`, as hex.  The
 * purpose keeps hashes of different uses apart ("session", "csrf", "token").
 * (Not crypto_hash(): libsodium has a function of that name.)
 */
void crypto_digest(
    const char *purpose, const char *s, char out[CRYPTO_HASH_SIZE]);

/* BLAKE2b-256 of `n` bytes, as hex: checksums of files. */
void crypto_checksum(const void *data, size_t n, char out[CRYPTO_HASH_SIZE]);

/* Whether two strings are equal, in time that tells only their lengths. */
bool crypto_equal(const char *a, const char *b);

/*
 * Hash `password` with argon2id at OWASP's minimum, 19 MiB and t=2
 * (Password Storage Cheat Sheet): about 31 ms.  Bound how many run at once
 * (base/gate.h).  ERR_INTERNAL when memory is refused.
 */
enum err crypto_password_hash(
    const char *password, char out[CRYPTO_PWHASH_SIZE]) MUST_USE;

/*
 * The same for a password of at least 96 random bits (crypto_random_hex() of
 * 12 bytes), which nobody guesses however little a guess costs: with the least
 * memory and time, some 20 us, so that thousands can be made at once.
 */
enum err crypto_random_password_hash(
    const char *password, char out[CRYPTO_PWHASH_SIZE]) MUST_USE;

/*
 * Whether `password` belongs to `hash`.  With hash NULL it takes the same
 * time and answers false, so that unknown and known names can't be told
 * apart.
 */
bool crypto_password_verify(const char *hash, const char *password);

#endif
