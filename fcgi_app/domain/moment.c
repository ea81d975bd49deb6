#include "domain/moment.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#define LAST_S   INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define MINUTE_S 60
#define DAY_S    (24 * 3600)

/* `n` digits at *at as a number from `min` to `max`; -1 if there are none. */
static int
digits(const char **at, int n, int min, int max)
{
	int i, value = 0;

	for (i = 0; i < n; i++) {
		if ((*at)[i] < '0' || (*at)[i] > '9')
			return (-1);
		value = value * 10 + ((*at)[i] - '0');
	}
	*at += n;
	return (value < min || value > max ? -1 : value);
}

static int
skip(const char **at, char c)
{
	if (**at != c)
		return (0);
	(*at)++;
	return (1);
}

/* "10:00[:00[.123]]"; *ret_unit_s is a minute or a second. */
static enum err
read_clock(const char **at, struct tm *tm, int *ret_unit_s)
{
	tm->tm_hour = digits(at, 2, 0, 23);
	if (tm->tm_hour < 0 || !skip(at, ':'))
		return (ERR_INVALID);
	tm->tm_min = digits(at, 2, 0, 59);
	if (tm->tm_min < 0)
		return (ERR_INVALID);
	*ret_unit_s = MINUTE_S;
	if (!skip(at, ':'))
		return (ERR_OK);
	*ret_unit_s = 1;
	tm->tm_sec = digits(at, 2, 0, 59);
	if (tm->tm_sec < 0)
		return (ERR_INVALID);
	if (skip(at, '.'))
		*at += strspn(*at, "0123456789");
	return (ERR_OK);
}

/* "", "Z", "+01:00": seconds east of Greenwich */
static enum err
read_zone(const char **at, int *ret_s)
{
	int sign = **at == '-' ? -1 : 1, hours, minutes;

	*ret_s = 0;
	if (**at == '\0' || skip(at, 'Z') || skip(at, 'z'))
		return (ERR_OK);
	if (!skip(at, '+') && !skip(at, '-'))
		return (ERR_INVALID);
	hours = digits(at, 2, 0, 14);
	(void)skip(at, ':');
	minutes = digits(at, 2, 0, 59);
	if (hours < 0 || minutes < 0)
		return (ERR_INVALID);
	*ret_s = sign * (hours * 3600 + minutes * 60);
	return (ERR_OK);
}

/* timegm() turns the 31st of February into March: no such day. */
static enum err
read_date(const char **at, struct tm *tm)
{
	struct tm day = {0}, again;
	time_t when;

	day.tm_year = digits(at, 4, 1970, 9999) - 1900;
	if (day.tm_year < 0 || !skip(at, '-'))
		return (ERR_INVALID);
	day.tm_mon = digits(at, 2, 1, 12) - 1;
	if (day.tm_mon < 0 || !skip(at, '-'))
		return (ERR_INVALID);
	day.tm_mday = digits(at, 2, 1, 31);
	if (day.tm_mday < 0)
		return (ERR_INVALID);
	*tm = day;
	when = timegm(&day);
	if (gmtime_r(&when, &again) == NULL || again.tm_mday != tm->tm_mday)
		return (ERR_INVALID);
	return (ERR_OK);
}

/* ISO 8601 at `at`: the first second, and how many are meant. */
static enum err
read_iso(const char *at, int64_t *ret_s, int *ret_unit_s)
{
	struct tm tm = {0};
	int zone = 0;

	if (read_date(&at, &tm) != ERR_OK)
		return (ERR_INVALID);
	*ret_unit_s = DAY_S;
	if (*at != '\0' && ((!skip(&at, 'T') && !skip(&at, ' ')) ||
			       read_clock(&at, &tm, ret_unit_s) != ERR_OK ||
			       read_zone(&at, &zone) != ERR_OK || *at != '\0'))
		return (ERR_INVALID);
	*ret_s = (int64_t)timegm(&tm) - zone;
	return (ERR_OK);
}

static enum err
read_any(const char *at, int64_t *ret_s, int *ret_unit_s)
{
	*ret_unit_s = 1;
	if (text_int(at, 1, LAST_S, ret_s) != ERR_OK &&
	    read_iso(at, ret_s, ret_unit_s) != ERR_OK)
		return (ERR_INVALID);
	return (*ret_s < 1 || *ret_s > LAST_S ? ERR_INVALID : ERR_OK);
}

enum err
moment_read(void *mem, const char *text, int64_t *ret_us)
{
	const char *at = text_trim(mem, text);
	int64_t seconds;
	int unit_s;

	if (at[0] == '\0') {
		*ret_us = 0;
		return (ERR_OK);
	}
	if (read_any(at, &seconds, &unit_s) != ERR_OK || unit_s == DAY_S)
		return (ERR_INVALID);
	*ret_us = seconds * USEC_PER_SEC;
	return (ERR_OK);
}

enum err
moment_span(
    void *mem, const char *text, int64_t *ret_from_us, int64_t *ret_until_us)
{
	const char *at = text_trim(mem, text);
	int64_t seconds, until;
	int unit_s;

	if (at[0] == '\0') {
		*ret_from_us = *ret_until_us = 0;
		return (ERR_OK);
	}
	if (read_any(at, &seconds, &unit_s) != ERR_OK)
		return (ERR_INVALID);
	until = seconds + unit_s;
	*ret_from_us = seconds * USEC_PER_SEC;
	*ret_until_us = (until < LAST_S ? until : LAST_S) * USEC_PER_SEC;
	return (ERR_OK);
}

const char *
moment_text(void *mem, int64_t us)
{
	char iso[CLOCK_ISO_SIZE];

	if (us == 0)
		return ("");
	clock_iso(us, iso);
	return (mem_printf(mem, "%.19sZ", iso));
}
