/*
 * secrets PURPOSE N: make N secrets as the service does, for the bench's
 * people.  A line is "SECRET HASH"; the hash is what the tables api_tokens
 * (PURPOSE "token") and sessions ("session") keep.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/crypto.h"

#define SECRET_BYTES 20

int
main(int argc, char **argv)
{
	char secret[2 * SECRET_BYTES + 1], hash[CRYPTO_HASH_SIZE];
	long n;

	if (argc != 3) {
		fputs("usage: secrets PURPOSE N\n", stderr);
		return 2;
	}
	if (crypto_init() != ERR_OK)
		return EXIT_FAILURE;
	for (n = strtol(argv[2], NULL, 10); n > 0; n--) {
		crypto_random_hex(secret, SECRET_BYTES);
		crypto_digest(argv[1], secret, hash);
		printf("%s %s\n", secret, hash);
	}
	return EXIT_SUCCESS;
}
