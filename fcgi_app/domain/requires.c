#include "domain/requires.h"

#include "base/mem.h"

/* The walk: which ids were reached, and which of them are still to follow. */
struct walk {
	const struct requirement *all;
	size_t n;
	int64_t *reached;
	size_t reached_n;
};

static void
reach(struct walk *w, int64_t id)
{
	size_t i;

	for (i = 0; i < w->reached_n; i++)
		if (w->reached[i] == id)
			return;
	w->reached[w->reached_n++] = id;
}

bool
requires_circle(
    const struct requirement *all, size_t n, const struct challenge *c)
{
	void *scratch = mem_arena(NULL);
	struct walk w = {.all = all, .n = n};
	size_t i, at;
	bool found = false;

	w.reached = mem_array(scratch, int64_t, n + (size_t)c->requires_n + 1);
	for (i = 0; i < (size_t)c->requires_n; i++)
		reach(&w, c->requires[i]);
	for (at = 0; at < w.reached_n && !found; at++) {
		found = w.reached[at] == c->id.n;
		for (i = 0; i < n; i++)
			if (all[i].challenge.n == w.reached[at])
				reach(&w, all[i].requires.n);
	}
	mem_free(&scratch);
	return (found);
}
