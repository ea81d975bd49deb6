/*
 * What a challenge is worth after so many solves (CONTRACT.md, "Scoring"):
 * n = solves, minus 1 if above 0; decay 0 counts as 1;
 * logarithmic: ceil(initial + (minimum − initial)/decay² · n²);
 * linear: ceil(initial − decay·n); never below minimum.
 */
#ifndef BERTH_DOMAIN_SCORING_H
#define BERTH_DOMAIN_SCORING_H

#include "domain/model.h"

/* Points of `c` (function, value, initial, minimum, decay) after `solves`
 * solves by accounts that count.  Exact integer arithmetic, no rounding. */
int score_value(const struct challenge *c, int solves);

#endif
