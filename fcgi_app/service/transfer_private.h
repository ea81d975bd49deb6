/*
 * Shared by the files of transfer: what a challenge is between database and
 * folder, where other challenges are named instead of numbered.
 */
#ifndef BERTH_SERVICE_TRANSFER_PRIVATE_H
#define BERTH_SERVICE_TRANSFER_PRIVATE_H

#include "domain/flag.h"
#include "domain/hint.h"
#include "service/transfer.h"

/* A file to download. */
struct transfer_file {
	struct challenge_file f; /* name, hash and size */
	const char *path;        /* below the challenge's folder */
	int line;
};

struct transfer_challenge {
	const char *path; /* of its file; "" from the database */
	struct challenge *c;
	const char **requires; /* names */
	int requires_n;
	int requires_line;
	const char *next; /* a name, "" for none */
	int next_line;
	struct flag *flags;
	size_t flags_n;
	struct hint *hints;
	size_t hints_n;
	struct transfer_file *files;
	size_t files_n;
};

/* Every challenge of the database, by id. */
struct transfer_stock {
	struct transfer_challenge *list;
	size_t n;
};

/* All challenges with all that belongs to them, locked: six statements inside
 * a transaction. */
enum err transfer_load(struct db *db, void *mem, struct transfer_stock *ret,
    struct error *e) MUST_USE;

/* What is passed over, for people to read. */
struct transfer_notes {
	void *mem;
	const char **list;
	size_t n, room;
};

void transfer_note(struct transfer_notes *notes, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* "PATH:LINE: sentence", with the field that `e` names in front; the code
 * stays. */
enum err transfer_wrong(void *mem, const char *path, int line, struct error *e);

/* Bytes of a path that a sentence shows. */
#define TRANSFER_SHOWN 240

/* ------------------------------------------------ transfer_yaml.c */

/* A field of challenge.yml that is one scalar. */
enum transfer_place { KEY_TOP, KEY_EXTRA };
enum transfer_kind { KEY_TEXT, KEY_INT, KEY_CPU };
struct transfer_key {
	const char *key;
	enum transfer_place place;
	const char *field; /* of challenge_set() */
	enum transfer_kind kind;
	size_t offset; /* in struct challenge */
};
extern const struct transfer_key transfer_keys[];
extern const size_t transfer_keys_n;

/*
 * The text of a challenge.yml as a challenge that has passed
 * challenge_check(), flag_check() and hint_check().
 */
enum err transfer_from_yaml(void *mem, const char *path, const char *data,
    size_t len, const struct conf *conf, struct transfer_challenge *ret,
    struct transfer_notes *notes, struct error *e) MUST_USE;

/* The other way (transfer_yaml_write.c).  Two challenges are alike when their
 * texts are. */
enum err transfer_to_yaml(void *mem, const struct transfer_challenge *t,
    const char **ret, struct error *e) MUST_USE;

/* ------------------------------------------------ transfer_dir.c */

#define TRANSFER_FILE  "challenge.yml"
#define TRANSFER_FILES "files" /* the folder of files to download */

/* Whether `path` is relative and has no part that is empty, "." or "..". */
bool transfer_is_below(const char *path);

/* Open `dir` for the functions below. */
enum err transfer_open(const char *dir, int *ret_fd, struct error *e) MUST_USE;

/* The paths of the challenge.yml files below, sorted. */
enum err transfer_find(void *mem, int dir_fd, const char ***ret, size_t *ret_n,
    struct error *e) MUST_USE;

/*
 * Read the plain file `path` below: ERR_INVALID with a sentence if that leads
 * out of the folder (an absolute path, "..", a link), is no file or cannot be
 * read, ERR_TOO_LARGE past `max` bytes.
 */
enum err transfer_read(void *mem, int dir_fd, const char *path, size_t max,
    const char **ret, size_t *ret_len, struct error *e) MUST_USE;

/* A folder in the making beside `dir`, which it becomes at the end. */
struct transfer_out;

enum err transfer_out_open(void *mem, const char *dir,
    struct transfer_out **ret, struct error *e) MUST_USE;

/* Make a folder for a challenge, which is called after category and name. */
enum err transfer_out_challenge(struct transfer_out *out, const char *category,
    const char *name, const char **ret, struct error *e) MUST_USE;
enum err transfer_out_folder(
    struct transfer_out *out, const char *path, struct error *e) MUST_USE;
enum err transfer_out_file(struct transfer_out *out, const char *path,
    const char *data, size_t len, struct error *e) MUST_USE;

/* Put it in its place; or remove what was made. */
enum err transfer_out_finish(
    struct transfer_out *out, struct error *e) MUST_USE;
void transfer_out_abandon(struct transfer_out *out);

/* ------------------------------------------------ transfer_files.c */

/* Find out name, hash and size of what `t` lists.  Wrong is what leads out of
 * the challenge's folder or cannot be read. */
enum err transfer_files_look(void *mem, int dir_fd,
    struct transfer_challenge *t, struct error *e) MUST_USE;

/* Put the bytes into files_dir; or take out again what no row has. */
enum err transfer_files_keep(
    struct service *s, int dir_fd, const struct transfer_challenge *t) MUST_USE;
void transfer_files_drop(struct service *s, const struct transfer_challenge *t);

/* Write the rows of `t`, of challenge `id`, over those of `was` (NULL: none).
 */
enum err transfer_files_write(struct db *db,
    const struct transfer_challenge *was, const struct transfer_challenge *t,
    struct challenge_id id, struct error *e) MUST_USE;

/* Copy the files of `t` to its folder. */
enum err transfer_files_export(struct service *s, struct transfer_out *out,
    const char *folder, const struct transfer_challenge *t) MUST_USE;

#endif
