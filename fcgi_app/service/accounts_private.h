/*
 * What accounts.c and sessions.c share.
 */
#ifndef BERTH_SERVICE_ACCOUNTS_PRIVATE_H
#define BERTH_SERVICE_ACCOUNTS_PRIVATE_H

#include "service/accounts.h"

/* Random bytes in a session's or token's secret. */
#define SECRET_BYTES 32

/*
 * Open a session for `user`; also inside a transaction, where `e` is the
 * body's.  The secret goes to `ret_cookie` on success only.
 */
enum err session_open(struct service *s, struct user_id user,
    const char *user_agent, char ret_cookie[SECRET_SIZE],
    struct error *e) MUST_USE;

#endif
