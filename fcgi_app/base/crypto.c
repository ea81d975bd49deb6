#include "base/crypto.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

/* OWASP's minimum for argon2id, see the header. */
#define PW_MEMORY (19 * 1024 * 1024)
#define PW_PASSES 2

#define HASH_BYTES ((CRYPTO_HASH_SIZE - 1) / 2)

static_assert(CRYPTO_PWHASH_SIZE == crypto_pwhash_STRBYTES,
    "crypto.h must tell libsodium's size");

/*
 * The hash of 32 random bytes that nobody has kept, with the parameters
 * above: what a password is compared with when there is no account.
 */
static const char nobody[CRYPTO_PWHASH_SIZE] = "$argon2id$v=19$m=19456,t=2,p=1"
			     "$cWCgwEEpqmPi7W4g5nIPuA"
			     "$CzrIfZCjFMpoIlTu9WCor1VbM57VHjeXtGzVMbfInNs";

enum err
crypto_init(void)
{
	return sodium_init() < 0 ? ERR_INTERNAL : ERR_OK;
}

void
crypto_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

uint32_t
crypto_random_below(uint32_t bound)
{
	return randombytes_uniform(bound);
}

void
crypto_random_hex(char *out, size_t n)
{
	unsigned char some[32];

	out[0] = '\0';
	while (n > 0) {
		size_t now = n < sizeof(some) ? n : sizeof(some);

		randombytes_buf(some, now);
		sodium_bin2hex(out, 2 * now + 1, some, now);
		out += 2 * now;
		n -= now;
	}
	sodium_memzero(some, sizeof(some));
}

static void
hash_parts(const void *a, size_t a_len, const void *b, size_t b_len,
    char out[CRYPTO_HASH_SIZE])
{
	crypto_generichash_state st;
	unsigned char sum[HASH_BYTES];

	/* These fail on sizes out of range only, and ours are constant. */
	crypto_generichash_init(&st, NULL, 0, sizeof(sum));
	crypto_generichash_update(&st, a, a_len);
	crypto_generichash_update(&st, b, b_len);
	crypto_generichash_final(&st, sum, sizeof(sum));
	sodium_bin2hex(out, CRYPTO_HASH_SIZE, sum, sizeof(sum));
}

void
crypto_digest(const char *purpose, const char *s, char out[CRYPTO_HASH_SIZE])
{
	hash_parts(purpose, strlen(purpose) + 1, s, strlen(s), out);
}

void
crypto_checksum(const void *data, size_t n, char out[CRYPTO_HASH_SIZE])
{
	hash_parts("", 0, data, n, out);
}

bool
crypto_equal(const char *a, const char *b)
{
	size_t n = strlen(a);

	return strlen(b) == n && sodium_memcmp(a, b, n) == 0;
}

enum err
crypto_password_hash(const char *password, char out[CRYPTO_PWHASH_SIZE])
{
	if (crypto_pwhash_str(
		out, password, strlen(password), PW_PASSES, PW_MEMORY) != 0)
		return ERR_INTERNAL;
	return ERR_OK;
}

enum err
crypto_random_password_hash(const char *password, char out[CRYPTO_PWHASH_SIZE])
{
	if (crypto_pwhash_str(out, password, strlen(password),
		crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN) != 0)
		return ERR_INTERNAL;
	return ERR_OK;
}

bool
crypto_password_verify(const char *hash, const char *password)
{
	const char *against = hash != NULL ? hash : nobody;
	bool same =
	    crypto_pwhash_str_verify(against, password, strlen(password)) == 0;

	/* a cheap hash must not tell by its time that the account is there */
	if (crypto_pwhash_str_needs_rehash(against, PW_PASSES, PW_MEMORY) != 0)
		(void)!crypto_pwhash_str_verify(
		    nobody, password, strlen(password));
	return same && hash != NULL;
}
