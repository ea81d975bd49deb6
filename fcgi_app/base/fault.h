/*
 * Points at which a test can have the process killed, to see what the next one
 * makes of it.  There are none in a build without --enable-fault-points.
 *
 * With $BERTH_FAULT = "NAME:N" the process kills itself with SIGKILL when it
 * comes to point NAME for the N-th time.  Every point passed is a line in the
 * log, so that an undisturbed run tells which there are.
 */
#ifndef BERTH_BASE_FAULT_H
#define BERTH_BASE_FAULT_H

#ifdef BERTH_FAULT_POINTS
void fault_point(const char *name);
#else
#define fault_point(name) ((void)0)
#endif

#endif
