/*
 * Challenges in and out as a folder of ctfcli's challenge.yml files
 * (github.com/CTFd/ctfcli, spec/challenge-example.yml), with our own fields
 * under `extra`.
 *
 * A challenge is found again by its name.  A file says the whole challenge:
 * what it leaves out has its default afterwards.  Challenges without a file
 * stay as they are.
 */
#ifndef BERTH_SERVICE_TRANSFER_H
#define BERTH_SERVICE_TRANSFER_H

#include "service/service.h"

enum transfer_change {
	TRANSFER_UNCHANGED,
	TRANSFER_ADDED,
	TRANSFER_CHANGED,
};
#define TRANSFER_CHANGES 3

/* "unchanged", "added", "changed" */
const char *transfer_change_name(enum transfer_change c);

struct transfer_item {
	const char *name; /* of the challenge */
	const char *path; /* of its file, below the folder */
	enum transfer_change change;
};

struct transfer_summary {
	struct transfer_item *items; /* in the order of their paths */
	size_t n;
	int count[TRANSFER_CHANGES];
	const char **notes; /* "PATH:LINE: …": what was passed over */
	size_t notes_n;
};

enum transfer_mode { TRANSFER_APPLY, TRANSFER_DRY_RUN };

/*
 * Read every challenge.yml of `dir`, of its folders and of theirs, and make
 * the challenges so: all of it or nothing.  TRANSFER_DRY_RUN does the same
 * and takes it back.  ERR_INVALID, ERR_TOO_LARGE with "PATH:LINE: sentence";
 * ERR_NOT_FOUND if there is no such folder or no file in it.  Audited.
 */
enum err transfer_import(struct service *s, const char *dir,
    enum transfer_mode mode, struct transfer_summary *ret) MUST_USE;

/*
 * Write all challenges to `dir`, which is made and must not be there or be
 * empty, as CATEGORY/NAME/challenge.yml: all of it or nothing.
 */
enum err transfer_export(
    struct service *s, const char *dir, int *ret_n) MUST_USE;

#endif
