/*
 * What the database account of the web workers may do.  They parse the
 * internet; who has taken one over holds its account, and shall neither change
 * the tables' form nor take back what the logs say.
 */
#ifndef BERTH_STORE_GRANTS_H
#define BERTH_STORE_GRANTS_H

#include "db/db.h"

/*
 * Give `account` ("name" or "name@host", as conf->web_db_user; without a host
 * that is localhost) its rights on every table: all four on rows, but what is
 * only added to, and what only the keeper writes.  The account exists and is
 * the administrator's to make; ours needs GRANT OPTION.  Right after
 * migrations, which may have brought tables.
 */
enum err store_grants_web(
    struct db *db, const char *account, struct error *e) MUST_USE;

#endif
