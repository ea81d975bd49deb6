/*
 * The C binding of ctemplate 2.4: the one C++ file of the tree hides behind
 * this header.  Templates are files *.tpl of one folder.  Every one must begin
 * with {{%AUTOESCAPE context="HTML"}}; without it ctemplate escapes nothing,
 * so loading refuses the file.
 */
#ifndef BERTH_LIBTEMPLATE_LIBTEMPLATE_H
#define BERTH_LIBTEMPLATE_LIBTEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "base/err.h"

/* The values of one expansion; children belong to their parent. */
struct tpl;

/*
 * Load and check every *.tpl in `dir`, once per process.  ERR_INTERNAL names
 * the file that is broken or has no AUTOESCAPE.
 */
enum err tpl_load(const char *dir, struct error *e) MUST_USE;

/* A new dictionary, freed with `mem`. */
struct tpl *tpl_new(void *mem);

/* Set marker {{KEY}}; the value is copied and escaped where it is printed. */
void tpl_str(struct tpl *t, const char *key, const char *value);
void tpl_int(struct tpl *t, const char *key, int64_t value);
void tpl_fmt(struct tpl *t, const char *key, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/*
 * Set a value that every included template sees too (ctemplate's template
 * globals): the nonce, the viewer's name.
 */
void tpl_global(struct tpl *t, const char *key, const char *value);

/* Show section {{#KEY}}…{{/KEY}} once, with the values of `t`. */
void tpl_show(struct tpl *t, const char *section);
/* The same if `on`. */
void tpl_show_if(struct tpl *t, const char *section, bool on);

/* Show the section once more, with values of its own. */
struct tpl *tpl_add(struct tpl *t, const char *section);

/* Fill {{>KEY}} with template `file`; values of its own over those of `t`. */
struct tpl *tpl_include(struct tpl *t, const char *key, const char *file);

/*
 * Expand `file` with `t` into text under `mem`.  ERR_INTERNAL if the file was
 * not loaded.
 */
enum err tpl_expand(struct tpl *t, void *mem, const char *file,
    const char **ret_text, size_t *ret_len, struct error *e) MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
