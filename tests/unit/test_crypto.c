/* base/crypto.h */
#include "base/crypto.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static int
setup(void **state)
{
	return crypto_init() == ERR_OK ? 0 : -1;
}

/* Expected sums are those of b2sum -l 256 (coreutils). */
static void
checksum_is_blake2b_256(void **state)
{
	char out[CRYPTO_HASH_SIZE];

	crypto_checksum("", 0, out);
	assert_string_equal(out,
	    "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	crypto_checksum("abc", 3, out);
	assert_string_equal(out,
	    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void
digest_is_of_purpose_nul_and_string(void **state)
{
	char a[CRYPTO_HASH_SIZE], b[CRYPTO_HASH_SIZE];

	crypto_digest("session", "xyz", a);
	crypto_checksum("session\0xyz", 11, b);
	assert_string_equal(a, b);
	crypto_digest("csrf", "xyz", b);
	assert_string_not_equal(a, b);
	/* the NUL keeps the parts apart */
	crypto_digest("a", "bc", a);
	crypto_digest("ab", "c", b);
	assert_string_not_equal(a, b);
}

static void
random_hex_is_lower_case_and_never_the_same(void **state)
{
	char a[2 * 100 + 1], b[2 * 100 + 1];

	crypto_random_hex(a, 100);
	crypto_random_hex(b, 100);
	assert_int_equal(strlen(a), 200);
	assert_int_equal(strspn(a, "0123456789abcdef"), 200);
	assert_string_not_equal(a, b);
	crypto_random_hex(a, 0);
	assert_string_equal(a, "");
	crypto_random_hex(a, 32);
	assert_int_equal(strlen(a), 64);
}

static void
random_below_reaches_every_number_below(void **state)
{
	int seen[5] = {0};

	for (int i = 0; i < 1000; i++)
		seen[crypto_random_below(5)]++;
	for (int i = 0; i < 5; i++)
		assert_in_range(seen[i], 100, 300);
	assert_int_equal(crypto_random_below(1), 0);
}

static void
random_fills_all_bytes(void **state)
{
	unsigned char zero[64] = {0}, out[66] = {0};

	crypto_random(out + 1, 64);
	assert_memory_not_equal(out + 1, zero, 64);
	assert_int_equal(out[0] + out[65], 0);
}

static void
equal_compares_whole_strings(void **state)
{
	assert_true(crypto_equal("", ""));
	assert_true(crypto_equal("abc", "abc"));
	assert_false(crypto_equal("abc", "abd"));
	assert_false(crypto_equal("abc", "abcd"));
	assert_false(crypto_equal("abc", ""));
}

static void
password_verifies_and_wrong_ones_do_not(void **state)
{
	char hash[CRYPTO_PWHASH_SIZE], again[CRYPTO_PWHASH_SIZE];

	assert_int_equal(crypto_password_hash("s3cret", hash), ERR_OK);
	assert_int_equal(crypto_password_hash("s3cret", again), ERR_OK);
	assert_string_not_equal(hash, again);
	assert_int_equal(
	    strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0);
	assert_true(crypto_password_verify(hash, "s3cret"));
	assert_false(crypto_password_verify(hash, "S3cret"));
	assert_false(crypto_password_verify(hash, ""));
}

static void
no_hash_and_broken_hashes_verify_nothing(void **state)
{
	assert_false(crypto_password_verify(NULL, ""));
	assert_false(crypto_password_verify(NULL, "s3cret"));
	assert_false(crypto_password_verify("", ""));
	assert_false(crypto_password_verify("$argon2id$", "x"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(checksum_is_blake2b_256),
	    cmocka_unit_test(digest_is_of_purpose_nul_and_string),
	    cmocka_unit_test(random_hex_is_lower_case_and_never_the_same),
	    cmocka_unit_test(random_below_reaches_every_number_below),
	    cmocka_unit_test(random_fills_all_bytes),
	    cmocka_unit_test(equal_compares_whole_strings),
	    cmocka_unit_test(password_verifies_and_wrong_ones_do_not),
	    cmocka_unit_test(no_hash_and_broken_hashes_verify_nothing),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
