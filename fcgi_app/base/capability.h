/*
 * The capabilities of Linux (capabilities(7)): which of them a container may
 * be given back after all have been dropped, and what each one costs.  Sets are
 * masks, bit n for the kernel's number n.  Pure.
 */
#ifndef BERTH_BASE_CAPABILITY_H
#define BERTH_BASE_CAPABILITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum capability_rank {
	CAPABILITY_USUAL,   /* allowed unless berth.conf says otherwise */
	CAPABILITY_ALLOWED, /* only where berth.conf names it */
	CAPABILITY_NEVER,   /* reaches the host itself */
};

#define CAPABILITY_BIT_NET_RAW (UINT64_C(1) << 13)

struct capability {
	const char *name; /* without CAP_ */
	enum capability_rank rank;
	int cost;        /* points off domain/hardening's score */
	const char *can; /* what it lets a container do, behind "can" */
};

/* Capability number `n` of the kernel, NULL past the last one we know. */
const struct capability *capability_at(int n);

/* The mask of all that are allowed where berth.conf says nothing. */
uint64_t capability_usual(void);

/*
 * Read words separated by blanks, commas or line ends, in any case, with or
 * without CAP_, into *ret.  ERR_INVALID with a sentence about the first word
 * that is no capability or one that is never given; the field is `field`.
 */
enum err capability_parse(const char *field, const char *text, uint64_t *ret,
    struct error *e) MUST_USE;

/* "CHOWN KILL" of a mask, in the kernel's order, under `mem`; "" of none. */
char *capability_text(void *mem, uint64_t mask);

#endif
