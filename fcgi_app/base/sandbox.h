/*
 * What a process that parses the internet gives up for good once it has
 * started: a bug in it then cannot run another program, look into another
 * process, reach the kernel's rarer parts or become a server of its own.
 *
 * It is a list of what is refused, not of what is allowed: what libraries
 * need differs between versions, builds and sanitizers, and a worker that
 * dies of a call nobody thought of is an outage.  The strict list is the
 * systemd unit's.
 */
#ifndef BERTH_BASE_SANDBOX_H
#define BERTH_BASE_SANDBOX_H

#include "base/err.h"

/*
 * Refuse the calls from now on, in this process and all that come from it;
 * they fail with EPERM, sockets of other families than Unix and Internet with
 * EAFNOSUPPORT.  No program started from here gains privileges either
 * (no_new_privs).  ERR_UNAVAILABLE where the kernel has no seccomp.
 */
enum err sandbox_enter(struct error *e) MUST_USE;

#endif
