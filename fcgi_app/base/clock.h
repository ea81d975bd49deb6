/*
 * Clocks.  Wall-clock times come from the database (UTC, see db/db.h) and are
 * int64_t microseconds since 1970-01-01T00:00:00Z, named *_us; 0 means never.
 * The process's own clock is for measuring spans and for log lines only.
 */
#ifndef BERTH_BASE_CLOCK_H
#define BERTH_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define USEC_PER_SEC  ((int64_t)1000000)
#define USEC_PER_MSEC ((int64_t)1000)

/* "2026-11-24T09:30:00.123456Z" and its NUL. */
#define CLOCK_ISO_SIZE 28

/* Monotonic time in microseconds, for spans. */
int64_t clock_mono_us(void);

/* This machine's wall clock; only for log lines. */
int64_t clock_wall_us(void);

/*
 * Write `us` as ISO 8601 in UTC with microseconds into `out`.  Times before
 * 1970 are written as 1970's first instant, those after 9999 as 9999's last.
 */
void clock_iso(int64_t us, char out[CLOCK_ISO_SIZE]);

#endif
