#include "domain/standings.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/scoring.h"

#define INDEX_FIRST 256
#define LIST_FIRST  256

struct board *
board_new(void *mem)
{
	return (mem_new(mem, struct board));
}

/* ------------------------------------------------ finding */

static size_t
slot_of(const struct board *b, struct account_id id)
{
	uint64_t h = (uint64_t)id.n * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(h >> 20) & (b->index_size - 1);

	while (b->index[at] != BOARD_NONE &&
	       b->accounts[b->index[at]].id.n != id.n)
		at = (at + 1) & (b->index_size - 1);
	return (at);
}

/* A table twice as large, at least half of which stays empty. */
static void
grow_index(struct board *b)
{
	size_t i, size = b->index_size > 0 ? 2 * b->index_size : INDEX_FIRST;

	b->index = mem_grow(b, b->index, size, sizeof(*b->index));
	b->index_size = size;
	for (i = 0; i < size; i++)
		b->index[i] = BOARD_NONE;
	for (i = 0; i < b->accounts_n; i++)
		b->index[slot_of(b, b->accounts[i].id)] = i;
}

size_t
board_account(const struct board *b, struct account_id id)
{
	return (b->index_size > 0 ? b->index[slot_of(b, id)] : BOARD_NONE);
}

size_t
board_challenge(const struct board *b, struct challenge_id id)
{
	size_t from = 0, to = b->challenges_n, at;

	while (from < to) {
		at = (from + to) / 2;
		if (b->challenges[at].id.n < id.n)
			from = at + 1;
		else
			to = at;
	}
	if (from < b->challenges_n && b->challenges[from].id.n == id.n)
		return (from);
	return (BOARD_NONE);
}

static int
by_id(const void *x, const void *y)
{
	int64_t a = ((const struct challenge *)x)->id.n;
	int64_t b = ((const struct challenge *)y)->id.n;

	return ((a > b) - (a < b));
}

void
board_set_challenges(struct board *b, struct challenge *list, size_t n)
{
	struct challenge_id *ids = mem_array(b, struct challenge_id, n + 1);
	size_t i;

	for (i = 0; i < n; i++)
		ids[i] = list[i].id;
	qsort(list, n, sizeof(*list), by_id);
	b->challenges = list;
	b->challenges_n = n;
	b->by_name = mem_array(b, size_t, n + 1);
	b->chains = mem_array(b, struct board_chain, n + 1);
	for (i = 0; i < n; i++) {
		b->by_name[i] = board_challenge(b, ids[i]);
		b->chains[i] = (struct board_chain){BOARD_NONE, BOARD_NONE};
	}
}

bool
board_has_solved(
    const struct board *b, struct account_id a, struct challenge_id c)
{
	size_t account = board_account(b, a), at;

	if (account == BOARD_NONE)
		return (false);
	for (at = b->accounts[account].last_solve; at != BOARD_NONE;
	     at = b->solves[at].before)
		if (b->challenges[b->solves[at].challenge].id.n == c.n)
			return (true);
	return (false);
}

bool
board_is_open(const struct board *b, struct account_id a, struct challenge_id c)
{
	size_t i;

	for (i = 0; i < b->requires_n; i++)
		if (b->requires[i].challenge.n == c.n &&
		    !board_has_solved(b, a, b->requires[i].requires))
			return (false);
	return (true);
}

/* ------------------------------------------------ building */

static void *
room(struct board *b, void *list, size_t n, size_t *size, size_t each)
{
	if (n < *size)
		return (list);
	*size = *size > 0 ? 2 * *size : LIST_FIRST;
	return (mem_grow(b, list, *size, each));
}

void
board_add_account(struct board *b, const struct board_account *a)
{
	struct board_account *at;

	b->accounts = room(b, b->accounts, b->accounts_n, &b->accounts_size,
	    sizeof(*b->accounts));
	at = &b->accounts[b->accounts_n++];
	*at = *a;
	at->last_solve = at->last_award = BOARD_NONE;
	if (2 * b->accounts_n > b->index_size)
		grow_index(b);
	else
		b->index[slot_of(b, a->id)] = b->accounts_n - 1;
}

void
board_add_solve(struct board *b, const struct board_solve *s,
    struct challenge_id c, struct account_id a)
{
	size_t challenge = board_challenge(b, c), account = board_account(b, a);
	struct board_chain *chain;
	struct board_solve *at;

	if (challenge == BOARD_NONE || account == BOARD_NONE)
		return;
	b->solves = room(
	    b, b->solves, b->solves_n, &b->solves_size, sizeof(*b->solves));
	at = &b->solves[b->solves_n];
	*at = *s;
	at->challenge = challenge;
	at->account = account;
	at->before = b->accounts[account].last_solve;
	at->after = BOARD_NONE;
	chain = &b->chains[challenge];
	if (chain->last != BOARD_NONE)
		b->solves[chain->last].after = b->solves_n;
	else
		chain->first = b->solves_n;
	chain->last = b->solves_n;
	b->accounts[account].last_solve = b->solves_n++;
}

void
board_add_award(
    struct board *b, const struct board_award *w, struct account_id a)
{
	size_t account = board_account(b, a);
	struct board_award *at;

	if (account == BOARD_NONE)
		return;
	b->awards = room(
	    b, b->awards, b->awards_n, &b->awards_size, sizeof(*b->awards));
	at = &b->awards[b->awards_n];
	*at = *w;
	at->account = account;
	at->before = b->accounts[account].last_award;
	b->accounts[account].last_award = b->awards_n++;
}

/* ------------------------------------------------ places */

bool
standings_count(const struct standings *st, int64_t at_us)
{
	return (st->until_us == 0 || at_us < st->until_us);
}

static bool
plays(const struct board_account *a, enum board_side side)
{
	return (a->counts && (a->id.n < 0) == (side == BOARD_TEAMS));
}

static void
set_prices(void *mem, const struct board *b, enum board_side side,
    struct standings *st)
{
	struct board_price *p;
	size_t i;

	st->prices = mem_array(mem, struct board_price, b->challenges_n + 1);
	for (i = 0; i < b->challenges_n; i++)
		st->prices[i].first = BOARD_NONE;
	for (i = 0; i < b->solves_n; i++) {
		p = &st->prices[b->solves[i].challenge];
		if (!standings_count(st, b->solves[i].at_us) ||
		    !plays(&b->accounts[b->solves[i].account], side))
			continue;
		if (p->solves++ == 0)
			p->first = i;
	}
	for (i = 0; i < b->challenges_n; i++)
		st->prices[i].value =
		    score_value(&b->challenges[i], st->prices[i].solves);
}

static void
count(struct standing *s, int value, int64_t at_us, int64_t id)
{
	if (value == 0)
		return;
	s->score += value;
	s->place = 1;
	if (at_us > s->at_us)
		s->at_us = at_us;
	if (id > s->last_id)
		s->last_id = id;
}

static int
by_rank(const void *x, const void *y)
{
	const struct standing *a = x, *b = y;

	if (a->score != b->score)
		return (a->score < b->score ? 1 : -1);
	if (a->at_us != b->at_us)
		return (a->at_us > b->at_us ? 1 : -1);
	if (a->last_id != b->last_id)
		return (a->last_id > b->last_id ? 1 : -1);
	return ((a->account > b->account) - (a->account < b->account));
}

/* Keep those that have points at all, and put them in order. */
static void
rank(const struct board *b, enum board_side side, struct standings *st)
{
	size_t i;

	for (i = 0; i < b->accounts_n; i++)
		if (st->list[i].place != 0 && plays(&b->accounts[i], side))
			st->list[st->n++] = st->list[i];
	qsort(st->list, st->n, sizeof(*st->list), by_rank);
	for (i = 0; i < st->n; i++) {
		st->list[i].place = (int)i + 1;
		st->by_account[st->list[i].account] = i;
	}
}

struct standings *
standings_new(
    void *mem, const struct board *b, enum board_side side, int64_t until_us)
{
	struct standings *st = mem_new(mem, struct standings);
	size_t i;

	st->until_us = until_us;
	st->text = mem_new(st, struct standings_text);
	st->list = mem_array(st, struct standing, b->accounts_n + 1);
	st->by_account = mem_array(st, size_t, b->accounts_n + 1);
	for (i = 0; i < b->accounts_n; i++) {
		st->list[i].account = i;
		st->by_account[i] = BOARD_NONE;
	}
	set_prices(st, b, side, st);
	for (i = 0; i < b->solves_n; i++)
		if (standings_count(st, b->solves[i].at_us))
			count(&st->list[b->solves[i].account],
			    st->prices[b->solves[i].challenge].value,
			    b->solves[i].at_us, b->solves[i].id);
	for (i = 0; i < b->awards_n; i++)
		if (standings_count(st, b->awards[i].at_us))
			count(&st->list[b->awards[i].account],
			    b->awards[i].value, b->awards[i].at_us,
			    b->awards[i].id);
	rank(b, side, st);
	return (st);
}
