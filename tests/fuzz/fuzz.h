/*
 * What the fuzz targets share.  A target is one file with one function, which
 * libFuzzer calls with made-up bytes (./dev fuzz) and replay.c with the files
 * of its corpus (make check).  It says what must hold for any input, not only
 * that nothing crashes.
 */
#ifndef BERTH_TESTS_FUZZ_H
#define BERTH_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"

/* The target; always 0 (llvm.org/docs/LibFuzzer.html). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Say what did not hold and abort. */
void fuzz_breach(const char *what, const char *file, int line)
    __attribute__((noreturn));

#define HOLDS(condition) \
	((condition) ? (void)0 : fuzz_breach(#condition, __FILE__, __LINE__))

/* Input that is divided by NUL bytes. */
struct fuzz_input {
	void *mem;
	const char *at;
	size_t left;
};

/* The next piece as a string under in->mem; "" at the end. */
char *fuzz_piece(struct fuzz_input *in);

/* The whole input up to its first NUL as a string under `mem`. */
char *fuzz_string(void *mem, const uint8_t *data, size_t size);

/* Whether `s` has a byte below 0x20 or 0x7f. */
int fuzz_has_control(const char *s);

/* What volumes and challenge.yml are held against: /srv/ctf, /srv/ctf/rw rw. */
const struct conf *fuzz_conf(void);

#endif
