#include "base/clock.h"

#include <stdio.h>
#include <time.h>

/* 9999-12-31T23:59:59.999999Z, the last that CLOCK_ISO_SIZE holds. */
#define ISO_MAX INT64_C(253402300799999999)

static int64_t
read_us(clockid_t id)
{
	struct timespec ts;

	/* Cannot fail: both clocks exist on every Linux and ts is ours. */
	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * USEC_PER_SEC + ts.tv_nsec / 1000;
}

int64_t
clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t
clock_wall_us(void)
{
	return read_us(CLOCK_REALTIME);
}

void
clock_iso(int64_t us, char out[CLOCK_ISO_SIZE])
{
	char text[96]; /* what gcc believes the numbers could need */
	struct tm tm;
	time_t sec;

	us = us < 0 ? 0 : us > ISO_MAX ? ISO_MAX : us;
	sec = (time_t)(us / USEC_PER_SEC);
	gmtime_r(&sec, &tm);
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, (int)(us % USEC_PER_SEC));
	snprintf(out, CLOCK_ISO_SIZE, "%.*s", CLOCK_ISO_SIZE - 1, text);
}
