/*
 * The hardening verdict: what of a challenge's containers is shut, what is
 * open and why that matters, and one number over it.  Pure; for admins only.
 */
#ifndef BERTH_DOMAIN_HARDENING_H
#define BERTH_DOMAIN_HARDENING_H

#include "base/conf.h"
#include "domain/model.h"
#include "domain/settings.h"

#define HARDENING_POINTS 16 /* at most */

struct hardening_point {
	const char *what; /* "Root file system" */
	const char *is;   /* "read-only" */
	const char *why;  /* what is open, and what would shut it; "" if shut */
	int cost;         /* points off the score; 0: shut */
};

enum hardening_grade { HARDENING_WEAK, HARDENING_FAIR, HARDENING_STRONG };

struct hardening {
	int score; /* 0 to 100: 100 less the costs */
	enum hardening_grade grade;
	struct hardening_point points[HARDENING_POINTS];
	int points_n;
};

/* The verdict over a container challenge; strings under `mem`. */
void hardening_of(void *mem, const struct challenge *c,
    const struct settings *s, const struct conf *conf, struct hardening *ret);

/* "weak", "fair", "strong" */
const char *hardening_grade_name(enum hardening_grade g);

#endif
