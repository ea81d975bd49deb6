#include "service/board.h"

#include "base/log.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/board.h"
#include "store/challenges.h"
#include "store/files.h"
#include "store/hints.h"
#include "store/solves.h"

/* A worker's copy and what it was made of. */
struct board_copy {
	struct board *board;
	int64_t version, epoch;
	int64_t last_solve, last_award;
	struct standings *live, *frozen; /* NULL: to be computed */
	int64_t frozen_until_us;
	bool teams;
};

static struct board_copy *
copy_of(struct service *s)
{
	if (s->p->board == NULL)
		s->p->board = mem_new(s->p->settings_mem, struct board_copy);
	return (s->p->board);
}

/* What the call may still hold lives as long as it. */
static void
drop_standings(struct service *s, struct board_copy *c)
{
	if (c->live != NULL)
		mem_steal(s->mem, c->live);
	if (c->frozen != NULL)
		mem_steal(s->mem, c->frozen);
	c->live = c->frozen = NULL;
}

static enum err
append(struct service *s, struct board_copy *c)
{
	struct db *db = s->p->db;
	enum err err;

	err = store_board_solves(db, c->board, &c->last_solve, &s->error);
	if (err == ERR_OK)
		err =
		    store_board_awards(db, c->board, &c->last_award, &s->error);
	return (err);
}

static enum err
read_all(struct service *s, struct board_copy *c)
{
	struct db *db = s->p->db;
	int64_t began_us = clock_mono_us();
	enum err err;

	if (c->board != NULL)
		mem_steal(s->mem, c->board);
	c->board = board_new(c);
	c->last_solve = c->last_award = c->version = 0;
	err = store_board_challenges(db, c->board, &s->error);
	if (err == ERR_OK)
		err = store_requires_all(db, c->board, &c->board->requires,
		    &c->board->requires_n, &s->error);
	if (err == ERR_OK)
		err = store_hints_all(db, c->board, &c->board->hints,
		    &c->board->hints_n, &s->error);
	if (err == ERR_OK)
		err = store_files_all(db, c->board, &c->board->files,
		    &c->board->files_n, &s->error);
	if (err == ERR_OK)
		err = store_board_accounts(db, c->board, &s->error);
	if (err == ERR_OK)
		err = append(s, c);
	if (err == ERR_OK)
		log_debug("board.read", LOG_INT("solves", c->board->solves_n),
		    LOG_INT(
			"ms", (clock_mono_us() - began_us) / USEC_PER_MSEC));
	return (err);
}

/* The version first: what changes while we read is read the next time. */
static enum err
bring_up(struct service *s, struct board_copy *c)
{
	int64_t version = 0, epoch = 0;
	enum err err;

	err = store_contest_version(
	    s->p->db, s->mem, &version, &epoch, &s->error);
	if (err != ERR_OK || (c->board != NULL && c->version == version))
		return (err);
	drop_standings(s, c);
	if (c->board == NULL || c->version == 0 || c->epoch != epoch)
		err = read_all(s, c);
	else
		err = append(s, c);
	if (err != ERR_OK) {
		c->version = 0; /* half of it may be there */
		return (err);
	}
	c->version = version;
	c->epoch = epoch;
	return (ERR_OK);
}

/* Once in a call, and again after what the call itself has written. */
static enum err
refresh(struct service *s, struct board_copy *c)
{
	uint64_t now = 1 + db_commits(s->p->db);
	enum err err;

	if (s->board_seen == now)
		return (ERR_OK);
	err = bring_up(s, c);
	if (err == ERR_OK)
		s->board_seen = now;
	return (err);
}

static enum err
frozen_until(struct service *s, int64_t *ret)
{
	int64_t now_us = 0;
	enum err err = service_now(s, &now_us);

	if (err == ERR_OK)
		*ret = event_frozen(s->p->settings, now_us)
			   ? s->p->settings->event_freeze_us
			   : 0;
	return (err);
}

static const struct standings *
live(struct board_copy *c, enum board_side side)
{
	if (c->live == NULL)
		c->live = standings_new(c, c->board, side, 0);
	return (c->live);
}

static const struct standings *
frozen(struct board_copy *c, enum board_side side)
{
	if (c->frozen_until_us == 0)
		return (live(c, side));
	if (c->frozen == NULL)
		c->frozen =
		    standings_new(c, c->board, side, c->frozen_until_us);
	return (c->frozen);
}

/* The copy as it is now, for the way the event is played now. */
static enum err
present(struct service *s, struct board_copy **ret)
{
	struct board_copy *c = copy_of(s);
	int64_t until_us = 0;
	enum err err;

	err = refresh(s, c);
	if (err == ERR_OK)
		err = frozen_until(s, &until_us);
	if (err != ERR_OK)
		return (err);
	if (c->frozen_until_us != until_us ||
	    c->teams != s->p->settings->teams_mode)
		drop_standings(s, c);
	c->frozen_until_us = until_us;
	c->teams = s->p->settings->teams_mode;
	*ret = c;
	return (ERR_OK);
}

enum err
board_get(struct service *s, const struct board **ret,
    const struct standings **ret_standings)
{
	struct board_copy *c = NULL;
	enum board_side side;
	enum err err = present(s, &c);

	if (err != ERR_OK)
		return (err);
	side = c->teams ? BOARD_TEAMS : BOARD_USERS;
	*ret = c->board;
	*ret_standings = s->actor != NULL && s->actor->role == ROLE_ADMIN
			     ? live(c, side)
			     : frozen(c, side);
	return (ERR_OK);
}

enum err
board_public(struct service *s, const struct board **ret,
    const struct standings **ret_standings)
{
	struct board_copy *c = NULL;
	enum err err = present(s, &c);

	if (err != ERR_OK)
		return (err);
	*ret = c->board;
	*ret_standings = frozen(c, c->teams ? BOARD_TEAMS : BOARD_USERS);
	return (ERR_OK);
}
