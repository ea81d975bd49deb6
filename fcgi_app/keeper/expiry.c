/* Order what has expired to stop, within a second of its time. */
#include "base/mem.h"
#include "keeper/keeper_private.h"

#define LOOK_US ((int64_t)500 * USEC_PER_MSEC)

/* The next look: at the next expiry, or when rows may have changed. */
static void
plan(struct keeper *k, int64_t db_now_us, int64_t db_next_us)
{
	int64_t now_us = clock_mono_us();

	k->db_ahead_us = db_now_us - now_us;
	k->db_clock_known = true;
	if (db_next_us != 0 && db_next_us - db_now_us < LOOK_US)
		k->expiry_us =
		    now_us + (db_next_us > db_now_us
				     ? db_next_us - db_now_us + USEC_PER_MSEC
				     : 0);
}

void
expiry_tick(struct keeper *k)
{
	int64_t db_now_us = 0, db_next_us = 0;
	struct service s;
	int count = 0;
	enum err err;
	void *mem;

	if (!keeper_db_ok(k))
		return;
	if (k->expiry_us > clock_mono_us()) {
		keeper_due(k, k->expiry_us);
		return;
	}
	mem = mem_arena(NULL);
	keeper_service(k, &s, mem);
	err = work_expire(&s, &count, &db_now_us, &db_next_us);
	keeper_db_failed(k, err, &s.error);
	mem_free(&mem);
	k->expiry_us = clock_mono_us() + LOOK_US;
	if (err == ERR_OK) {
		plan(k, db_now_us, db_next_us);
		if (count > 0)
			k->claim_us = 0;
	}
	keeper_due(k, k->expiry_us);
}
