/*
 * A gate lets at most `places` holders in at once, over all processes that
 * open the same file.  Place i is byte i of the file, taken with an open file
 * description lock (fcntl F_OFD_SETLK, fcntl(2)): the kernel gives it back
 * when the holder dies, however it dies.
 *
 * One `struct gate` holds at most one place.  Open it after fork(2), never
 * before: parent and child would share the description and so the place.
 */
#ifndef BERTH_BASE_GATE_H
#define BERTH_BASE_GATE_H

#include "base/err.h"

struct gate;

/*
 * Open the gate in file `path`, made with mode 0600 if missing, with
 * `places` places (1 to 1024).  Freed with `mem`, closing the file.
 */
enum err gate_open(void *mem, const char *path, int places,
    struct gate **ret_gate, struct error *e) MUST_USE;

/*
 * Take a place now: ERR_OK, or ERR_RATE when all are taken; ERR_INTERNAL when
 * the file system cannot lock.  Entering while holding a place is a bug and
 * ends the process.
 */
enum err gate_enter(struct gate *g) MUST_USE;

/* As gate_enter(), waiting at most `wait_ms`, then ERR_TIMEOUT. */
enum err gate_wait(struct gate *g, int wait_ms) MUST_USE;

/* Give the place back; without one, nothing happens. */
void gate_leave(struct gate *g);

#endif
