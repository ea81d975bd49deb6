/*
 * What the pages and answers about the board share (api_score.c,
 * page_score.c).
 */
#ifndef BERTH_WEB_SCORE_H
#define BERTH_WEB_SCORE_H

#include "base/buf.h"
#include "domain/standings.h"
#include "web/web.h"

/* "/containers/accounts/users/42", "/containers/accounts/teams/7" */
const char *score_account_path(void *mem, struct account_id id);

/* One solve or award of an account in the order of time. */
struct score_step {
	const struct board_solve *solve; /* NULL: an award */
	const struct board_award *award;
	int64_t at_us;
	int64_t value;
};

/* The steps of account `at` that `st` counts, under w->mem. */
size_t score_steps(struct web *w, const struct board *b,
    const struct standings *st, size_t at, struct score_step **ret);

/*
 * The solves of challenge `c` that `st` counts, by accounts that count, in the
 * order of time: the first; the first from `at` on.  BOARD_NONE at the end.
 */
size_t score_solve_first(
    const struct board *b, const struct standings *st, struct challenge_id c);
size_t score_solve_next(
    const struct board *b, const struct standings *st, size_t at);

/* Send `b` as a file for a spreadsheet; ERR_TOO_LARGE if it is full. */
enum err score_send_csv(struct web *w, const char *file, struct buf *b);

#endif
