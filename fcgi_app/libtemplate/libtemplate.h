/*
 * The C binding of ctemplate 2.4: the one C++ file of the tree hides behind
 * this header.  Templates are files *.tpl of one folder, and of folders in it
 * that are named after the code of another language (base/lang.h) and have all
 * of them in that language.  Every one must begin with
 * {{%AUTOESCAPE context="HTML"}}; without it ctemplate escapes nothing, so
 * loading refuses the file.  Each file is escaped on its own, as HTML from
 * its first byte, whatever it is included into.  Blank lines are left out.
 *
 * No C++ exception leaves here: the one that there can be, out of memory, ends
 * the process, as in base/mem.h.
 */
#ifndef BERTH_LIBTEMPLATE_LIBTEMPLATE_H
#define BERTH_LIBTEMPLATE_LIBTEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define TPL_NOTHROW noexcept
#else
#define TPL_NOTHROW
#endif

#include "base/err.h"

/* The values of one expansion; children belong to their parent. */
struct tpl;

/*
 * Load and check every *.tpl in `dir` and in its folders of other languages,
 * which may be absent, once per process; a file that changes
 * later is not looked at again.  ERR_INTERNAL names the file that is broken or
 * has no AUTOESCAPE, and leaves what was loaded before; ctemplate itself
 * writes where a broken one is broken to standard error.
 */
enum err tpl_load(const char *dir, struct error *e) TPL_NOTHROW MUST_USE;

/* A new dictionary, freed with `mem`. */
struct tpl *tpl_new(void *mem) TPL_NOTHROW;

/*
 * Set marker {{KEY}}; the value is copied and escaped where it is printed.
 * NULL is the empty string.
 */
void tpl_str(struct tpl *t, const char *key, const char *value) TPL_NOTHROW;
void tpl_int(struct tpl *t, const char *key, int64_t value) TPL_NOTHROW;
void tpl_fmt(struct tpl *t, const char *key, const char *fmt, ...) TPL_NOTHROW
    PRINTF_LIKE(3, 4);

/*
 * Set a value that every included template sees too (ctemplate's template
 * globals): the nonce, the viewer's name.
 */
void tpl_global(struct tpl *t, const char *key, const char *value) TPL_NOTHROW;

/* Show section {{#KEY}}…{{/KEY}} once, with the values of `t`. */
void tpl_show(struct tpl *t, const char *section) TPL_NOTHROW;
/* The same if `on`. */
void tpl_show_if(struct tpl *t, const char *section, bool on) TPL_NOTHROW;

/* Show the section once more, with values of its own over those of `t`. */
struct tpl *tpl_add(struct tpl *t, const char *section) TPL_NOTHROW;

/*
 * Fill {{>KEY}} with template `file`.  It sees its own values and the globals,
 * none of the others of `t`.
 */
struct tpl *tpl_include(
    struct tpl *t, const char *key, const char *file) TPL_NOTHROW;

/*
 * Expand `file` with `t` into text under `mem`, in the language that is spoken
 * if there are templates in it, else in English.  ERR_INTERNAL if it, or a file
 * it includes, was not loaded.
 */
enum err tpl_expand(struct tpl *t, void *mem, const char *file,
    const char **ret_text, size_t *ret_len,
    struct error *e) TPL_NOTHROW MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
