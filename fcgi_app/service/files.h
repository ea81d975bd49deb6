/*
 * Files to download with a challenge.  They lie in berth.conf's files_dir
 * under the BLAKE2b of their bytes, so that the same file is there once and
 * its name in the file system is nobody's input; nginx serves them after it
 * has asked whether the caller may see the challenge.
 */
#ifndef BERTH_SERVICE_FILES_H
#define BERTH_SERVICE_FILES_H

#include "base/crypto.h"
#include "service/service.h"

/* The files of a challenge, which the caller has been allowed to see. */
enum err file_list(struct service *s, struct challenge_id c,
    struct challenge_file **ret, size_t *ret_n) MUST_USE;

/*
 * The file if the actor may see its challenge and `hash` is its own;
 * ERR_FORBIDDEN otherwise, whatever the reason.
 */
enum err file_get(struct service *s, int64_t id, const char *hash,
    struct challenge_file **ret) MUST_USE;

/* Store `len` bytes as `name`.  ERR_INVALID (field "name") for a name that is
 * none or there already; audited. */
enum err file_add(struct service *s, struct challenge_id c, const char *name,
    const char *data, size_t len, struct challenge_file **ret) MUST_USE;

/* Forget a file; its bytes go with the last row that has them. */
enum err file_delete(
    struct service *s, int64_t id, struct challenge_id *ret) MUST_USE;

/* ------------------------------------------------ for transfer */

/* ERR_INVALID (field "name") for what can be no file's name. */
enum err file_check_name(const char *name, struct error *e) MUST_USE;

/* Store bytes that are about to get a row. */
enum err file_keep(struct service *s, const char *data, size_t len,
    char ret_hash[CRYPTO_HASH_SIZE]) MUST_USE;

/* Remove the bytes of `hash` if no row has it. */
void file_drop(struct service *s, const char *hash);

/* The bytes of `f` under `mem`; ERR_NOT_FOUND if they are not there whole. */
enum err file_read(struct service *s, void *mem, const struct challenge_file *f,
    const char **ret, size_t *ret_len) MUST_USE;

#endif
