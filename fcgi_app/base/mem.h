/*
 * Memory: arenas over talloc.  Any block can be the parent of others; freeing
 * it frees them all.  A request has one arena, freed once at its end.
 *
 * Nothing here returns NULL: out of memory ends the process with a line in
 * the log, and the supervisor starts it again.
 */
#ifndef BERTH_BASE_MEM_H
#define BERTH_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

#include "base/err.h"

/* A new arena under `parent`; NULL makes one that stands alone. */
void *mem_arena(void *parent);

/* A zeroed block of `size` bytes under `mem`.  `name` is for reports. */
void *mem_zalloc(void *mem, size_t size, const char *name);

/* A zeroed array of `n` elements of `size` bytes; overflow ends the process. */
void *mem_zarray(void *mem, size_t n, size_t size, const char *name);

/*
 * `old` (NULL, or an array from here) grown to `n` elements, under `mem`.
 * The new part is not zeroed.
 */
void *mem_grow(void *mem, void *old, size_t n, size_t size);

/* A zeroed `type`, or array of `type`, under `mem`. */
#define mem_new(mem, type) ((type *)mem_zalloc((mem), sizeof(type), #type))
#define mem_array(mem, type, n) \
	((type *)mem_zarray((mem), (n), sizeof(type), #type))

/* A copy of the string `s` under `mem`; NULL gives NULL. */
char *mem_strdup(void *mem, const char *s);

/* A copy of `n` bytes of `s` with a NUL behind them. */
char *mem_strndup(void *mem, const char *s, size_t n);

/* A formatted string under `mem`. */
char *mem_printf(void *mem, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *mem_vprintf(void *mem, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);

/* Move `block` from its parent to `mem`; returns `block`. */
void *mem_steal(void *mem, void *block);

/*
 * Call `fn` on `block` when it is freed, before its children are.  A block has
 * one such function; a second call replaces the first.
 */
void mem_on_free(void *block, void (*fn)(void *block));

/* Free `*p` with everything under it and set it to NULL; NULL is fine. */
void mem_free_at(void **p);
#define mem_free(p) mem_free_at((void **)(p))

/* Bytes in `mem` and everything under it, for tests and reports. */
size_t mem_total(const void *mem);

#endif
