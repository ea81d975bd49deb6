/*
 * The engine's images for admins: which there are and which challenges use
 * them, pulling, removing.  The keeper does it (control.h); here is what needs
 * the database: who uses an image, and the audit log.
 */
#ifndef BERTH_SERVICE_IMAGES_H
#define BERTH_SERVICE_IMAGES_H

#include "service/control.h"

struct image_row {
	struct image_info info;
	const struct challenge_ref *users; /* challenges, by name */
	size_t users_n;
};

/* Every tag, sorted; ERR_UNAVAILABLE without the keeper or the engine. */
enum err images_list(
    struct service *s, struct image_row **ret, size_t *ret_n) MUST_USE;

/*
 * Begin to pull `image` (":latest" where it names neither tag nor digest), or
 * share the pull that is under way.  ERR_INVALID (field "image") for what is
 * no image's name, ERR_CONFLICT when as many as may be are under way.
 */
enum err images_pull(struct service *s, const char *image) MUST_USE;

/* Stop a pull; ERR_NOT_FOUND when it is not under way. */
enum err images_pull_cancel(struct service *s, const char *image) MUST_USE;

/*
 * Take a tag away, and the image with its last one.  ERR_INVALID as above,
 * ERR_NOT_FOUND, ERR_CONFLICT when a challenge or a container uses it.
 */
enum err images_remove(struct service *s, const char *image) MUST_USE;

#endif
