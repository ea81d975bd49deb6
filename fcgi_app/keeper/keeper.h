/*
 * The keeper: the only process that reaches the container engine.  It makes
 * true what rows say shall be (service/work.h), one step at a time, in one
 * event loop.
 */
#ifndef BERTH_KEEPER_KEEPER_H
#define BERTH_KEEPER_KEEPER_H

#include "base/conf.h"
#include "base/err.h"

/*
 * Run until SIGTERM or SIGINT, then give all leases back and return ERR_OK.
 * `pid_file` may be NULL.  ERR_CONFLICT when another keeper holds this
 * folder's lock; other errors when a socket cannot be made; `e` says why.
 */
enum err keeper_run(
    const struct conf *conf, const char *pid_file, struct error *e) MUST_USE;

#endif
