/*
 * Hints and awards: plain data, and what an admin may save.
 */
#ifndef BERTH_DOMAIN_HINT_H
#define BERTH_DOMAIN_HINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/contest.h"

struct hint {
	int64_t id;
	struct challenge_id challenge;
	const char *title;   /* "" if none */
	const char *content; /* Markdown */
	int cost;            /* points, 0 or more */
	bool unlocked;       /* by the viewer's account */
};

/* ERR_INVALID with the field: an empty or long content, a cost below 0. */
enum err hint_check(const struct hint *h, struct error *e) MUST_USE;

struct award {
	int64_t id;
	struct account_id account;
	struct owner owner; /* either is 0 where it is none */
	const char *name;
	const char *description;
	const char *category;
	int value;    /* points, also below 0 */
	int64_t hint; /* paid for it; 0 */
};

enum err award_check(const struct award *a, struct error *e) MUST_USE;

#endif
