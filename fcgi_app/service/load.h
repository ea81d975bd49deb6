/*
 * How things stand as a whole, now and in the last hour: what the dashboard
 * shows above the list.  Keepers write it down, web workers read it.
 */
#ifndef BERTH_SERVICE_LOAD_H
#define BERTH_SERVICE_LOAD_H

#include "service/service.h"

/* Minutes that are shown. */
#define LOAD_MINUTES 60

/* The load now, with the minutes of the last hour; two statements. */
enum err load_read(struct service *s, struct load *ret) MUST_USE;

/* Write the load down for this minute (one statement); and forget what is
 * older than a day.  For keepers. */
enum err load_sample(struct service *s) MUST_USE;
enum err load_trim(struct service *s) MUST_USE;

#endif
