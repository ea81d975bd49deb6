#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <talloc.h>

#include "base/log.h"

/*
 * What mem_on_free() keeps of a block.  A talloc destructor is a function
 * alone, so its block must lead us here: the block's name is the `name` in
 * this record, and the record a child of the block.
 */
struct hook {
	void (*fn)(void *block);
	char name[];
};

/* talloc found a block that is broken or freed twice. */
static void
corrupted(const char *reason)
{
	log_error("mem.corrupted", LOG_STR("reason", reason));
	abort();
}

/* The log writes from the stack, so this works without memory. */
static void __attribute__((noreturn)) exhausted(size_t size)
{
	log_error("mem.exhausted", LOG_INT("bytes", size));
	_exit(EX_OSERR);
}

static void *
checked(void *block, size_t size)
{
	if (block == NULL)
		exhausted(size);
	return block;
}

static size_t
array_size(size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		exhausted(SIZE_MAX);
	return total;
}

void *
mem_arena(void *parent)
{
	/* Every tree starts at an arena without parent, so here is in time. */
	if (parent == NULL)
		talloc_set_abort_fn(corrupted);
	return checked(talloc_named_const(parent, 0, "arena"), 0);
}

void *
mem_zalloc(void *mem, size_t size, const char *name)
{
	void *block = checked(talloc_named_const(mem, size, name), size);

	memset(block, 0, size);
	return block;
}

void *
mem_zarray(void *mem, size_t n, size_t size, const char *name)
{
	return mem_zalloc(mem, array_size(n, size), name);
}

void *
mem_grow(void *mem, void *old, size_t n, size_t size)
{
	size_t total = array_size(n, size);

	/* talloc_realloc_size() to 0 would free the block. */
	if (total == 0)
		total = 1;
	return checked(talloc_realloc_size(mem, old, total), total);
}

char *
mem_strdup(void *mem, const char *s)
{
	return s == NULL ? NULL : mem_strndup(mem, s, strlen(s));
}

char *
mem_strndup(void *mem, const char *s, size_t n)
{
	char *copy;

	if (n == SIZE_MAX)
		exhausted(n);
	copy = checked(talloc_named_const(mem, n + 1, "string"), n + 1);
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *
mem_vprintf(void *mem, const char *fmt, va_list ap)
{
	return checked(talloc_vasprintf(mem, fmt, ap), 0);
}

char *
mem_printf(void *mem, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = mem_vprintf(mem, fmt, ap);
	va_end(ap);
	return s;
}

void *
mem_steal(void *mem, void *block)
{
	return talloc_steal(mem, block);
}

static int
run_hook(void *block)
{
	const char *name = talloc_get_name(block);
	const struct hook *h =
	    (const void *)(name - offsetof(struct hook, name));

	h->fn(block);
	return 0;
}

void
mem_on_free(void *block, void (*fn)(void *block))
{
	const char *name = talloc_get_name(block);
	size_t len = strlen(name) + 1;
	struct hook *h = mem_zalloc(block, sizeof(*h) + len, "hook");

	h->fn = fn;
	memcpy(h->name, name, len);
	talloc_set_name_const(block, h->name);
	talloc_set_destructor(block, run_hook);
}

/*
 * `p` points to a pointer of some other type; memcpy() may look at that where
 * `*p` may not (C17 6.5p7).
 */
void
mem_free_at(void **p)
{
	void *block;

	memcpy(&block, p, sizeof(block));
	if (block == NULL)
		return;
	talloc_free(block);
	block = NULL;
	memcpy(p, &block, sizeof(block));
}

size_t
mem_total(const void *mem)
{
	return talloc_total_size(mem);
}
