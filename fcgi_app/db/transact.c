#include "db/db_private.h"

#include <assert.h>
#include <time.h>

#include "base/crypto.h"
#include "base/fault.h"

#define TRANSACTION_TRIES 4 /* the first and three more */
#define RETRY_PAUSE_MS    20

/* Begin; a connection that broke just now is opened anew, once. */
static enum err
begin(struct db *db, struct error *e)
{
	enum err err;
	int try;

	for (try = 0; try < 2; try++) {
		err = db_connect(db, e);
		if (err != ERR_OK)
			return (err);
		err = db_plain(db, "START TRANSACTION", DB_HARMLESS, e);
		if (err == ERR_OK)
			db->tx = DB_TX_OPEN;
		db->tx_wrote = false;
		if (err == ERR_OK || db->my != NULL)
			return (err);
	}
	return (err);
}

/* The look at the connection comes first: what was not sent is not done. */
static enum err
commit(struct db *db, struct error *e)
{
	enum err err = db_connect(db, e);

	if (err != ERR_OK)
		return (err);
	if (db->tx_wrote)
		fault_point("commit.before");
	db->tx = DB_TX_COMMITTING;
	db->commits++;
	err = db_plain(db, "COMMIT", DB_CHANGES, e);
	if (err == ERR_OK)
		db->tx = DB_TX_NONE;
	if (db->tx_wrote)
		fault_point("commit.after");
	return (err);
}

/* A connection that cannot roll back is closed, which does the same. */
static void
roll_back(struct db *db)
{
	if (db->my != NULL &&
	    db_plain(db, "ROLLBACK", DB_HARMLESS, NULL) != ERR_OK)
		db_drop(db);
	db->tx = DB_TX_NONE;
}

/*
 * Run `body` once.  It may have overlooked the error of one of its statements,
 * so the transaction's own state has the last word.
 */
static enum err
attempt(struct db *db, db_body body, void *arg, struct error *e,
    enum db_tx *ret_end)
{
	enum err err = begin(db, e);

	*ret_end = DB_TX_NONE;
	if (err != ERR_OK)
		return (err);
	err = body(db, arg, e);
	if (err == ERR_OK && db->tx == DB_TX_LOST)
		err = db_out_of_reach(e);
	if (err == ERR_OK && db->tx == DB_TX_RETRY)
		err = db_busy(e);
	if (err == ERR_OK)
		err = commit(db, e);
	*ret_end = db->tx;
	if (err != ERR_OK)
		roll_back(db);
	return (err);
}

/* Random, so that two that ran into each other do not do it again. */
static void
pause_before(int try)
{
	uint32_t ms = 1 + crypto_random_below((uint32_t)(RETRY_PAUSE_MS * try));
	struct timespec ts = {0, (long)ms * 1000000};

	nanosleep(&ts, NULL);
}

enum err
db_transact(struct db *db, db_body body, void *arg, struct error *e)
{
	enum db_tx end = DB_TX_RETRY;
	enum err err = ERR_INTERNAL;
	int try;

	assert(db->tx == DB_TX_NONE);
	for (try = 0; end == DB_TX_RETRY && try < TRANSACTION_TRIES; try++) {
		if (try > 0)
			pause_before(try);
		err = attempt(db, body, arg, e, &end);
	}
	return (err);
}

bool
db_in_transaction(const struct db *db)
{
	return (db->tx != DB_TX_NONE);
}
