#include "service/images.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "domain/container.h"
#include "service/audit.h"
#include "store/challenges.h"

/* Whether a challenge's reference means the image `key` or its digest. */
static bool
is_use(const struct challenge_ref *c, const char *tag_key, const char *digest)
{
	const char *at = strchr(c->image, '@');

	if (strcmp(c->image, tag_key) == 0)
		return (true);
	return (at != NULL && digest[0] != '\0' && strcmp(at + 1, digest) == 0);
}

/* All challenges with an image, their references as keys. */
static enum err
read_uses(struct service *s, struct challenge_ref **ret, size_t *ret_n)
{
	size_t i;
	enum err err;

	err = store_challenge_images(s->p->db, s->mem, ret, ret_n, &s->error);
	for (i = 0; err == ERR_OK && i < *ret_n; i++)
		(*ret)[i].image = image_name_key(s->mem, (*ret)[i].image);
	return (err);
}

static void
find_users(void *mem, struct image_row *row, const struct challenge_ref *uses,
    size_t n)
{
	struct challenge_ref *users = mem_array(mem, struct challenge_ref, n);
	const char *key = image_name_key(mem, row->info.tag);
	size_t i;

	for (i = 0; i < n; i++)
		if (is_use(&uses[i], key, row->info.digest))
			users[row->users_n++] = uses[i];
	row->users = users;
}

enum err
images_list(struct service *s, struct image_row **ret, size_t *ret_n)
{
	struct challenge_ref *uses;
	struct image_info *images;
	struct image_row *rows;
	size_t i, n, uses_n;
	enum err err;

	err = control_images(s, &images, &n);
	if (err == ERR_OK)
		err = read_uses(s, &uses, &uses_n);
	if (err != ERR_OK)
		return (err);
	rows = mem_array(s->mem, struct image_row, n + 1);
	for (i = 0; i < n; i++) {
		rows[i].info = images[i];
		find_users(s->mem, &rows[i], uses, uses_n);
	}
	*ret = rows;
	*ret_n = n;
	return (ERR_OK);
}

/* ------------------------------------------------ orders */

static enum err
check_name(struct service *s, const char *image)
{
	if (image_name_ok(image))
		return (ERR_OK);
	return (err_set(&s->error, ERR_INVALID, "image",
	    "must be an image's name, such as "
	    "registry.example.org/ctf/web:1"));
}

struct entry {
	struct service *s;
	const char *action, *object;
};

static enum err
add_entry(struct db *db, void *arg, struct error *e)
{
	const struct entry *entry = arg;

	(void)db;
	(void)e;
	return (audit_add(entry->s, entry->action, entry->object, NULL, NULL));
}

/* An order went through: say so in the log and the audit log. */
static enum err
keep(struct service *s, const char *action, const char *image)
{
	struct entry entry = {
	    s, action, mem_printf(s->mem, "image/%s", image)};

	log_write(LOG_INFO_, action, LOG_FIELDS_(LOG_STR("image", image)));
	return (db_transact(s->p->db, add_entry, &entry, &s->error));
}

enum err
images_pull(struct service *s, const char *image)
{
	enum err err = check_name(s, image);

	if (err == ERR_OK)
		err = control_pull(s, image);
	return (err == ERR_OK ? keep(s, "image.pull", image) : err);
}

enum err
images_pull_cancel(struct service *s, const char *image)
{
	enum err err = check_name(s, image);

	if (err == ERR_OK)
		err = control_pull_cancel(s, image);
	return (err == ERR_OK ? keep(s, "image.pull_cancel", image) : err);
}

/* The row of `image` in *ret. */
static enum err
find_row(struct service *s, const char *image, const struct image_row **ret)
{
	const char *key = image_name_key(s->mem, image);
	struct image_row *rows;
	size_t i, n;
	enum err err = images_list(s, &rows, &n);

	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n; i++)
		if (strcmp(image_name_key(s->mem, rows[i].info.tag), key) ==
		    0) {
			*ret = &rows[i];
			return (ERR_OK);
		}
	return (err_set(&s->error, ERR_NOT_FOUND, NULL,
	    "The engine has no image of that name."));
}

enum err
images_remove(struct service *s, const char *image)
{
	const struct image_row *row = NULL;
	enum err err = check_name(s, image);

	if (err == ERR_OK)
		err = find_row(s, image, &row);
	if (err != ERR_OK || row == NULL)
		return (err);
	if (row->users_n > 0)
		return (err_set(&s->error, ERR_CONFLICT, NULL,
		    row->users_n == 1
			? "The challenge “%s” uses this image. Give it "
			  "another one first."
			: "The challenge “%s” and others use this image. Give "
			  "them another one first.",
		    row->users[0].name));
	err = control_image_remove(s, row->info.tag);
	return (err == ERR_OK ? keep(s, "image.remove", row->info.tag) : err);
}
