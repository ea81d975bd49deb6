/*
 * A whole event as one archive: settings, people, challenges with their files,
 * and all that has happened.  Numbers stay what they are, so that the board is
 * the same afterwards.  Sessions, API tokens and instances are not in it.
 */
#ifndef BERTH_SERVICE_EVENT_H
#define BERTH_SERVICE_EVENT_H

#include "service/service.h"

/* Write the event, as it is at one moment, to the new file `path`. */
enum err event_export(struct service *s, const char *path) MUST_USE;

/*
 * Read it into an installation without accounts, teams, challenges and
 * instances (ERR_CONFLICT otherwise): all of it or nothing.  ERR_INVALID,
 * ERR_TOO_LARGE with a sentence for an archive that is none of ours.  Audited.
 */
enum err event_import(struct service *s, const char *path) MUST_USE;

#endif
