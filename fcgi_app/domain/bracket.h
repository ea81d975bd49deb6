/*
 * Brackets: the divisions of an event, such as "Students" and "Open", in which
 * accounts are ranked apart.  The setting `brackets` is their list.
 */
#ifndef BERTH_DOMAIN_BRACKET_H
#define BERTH_DOMAIN_BRACKET_H

#include <stddef.h>

#include "base/err.h"

/*
 * Split `list`, names with commas between, into *ret under `mem`: trimmed,
 * empty ones left out.
 */
void bracket_split(
    void *mem, const char *list, const char ***ret, size_t *ret_n);

/*
 * ERR_INVALID with the field `field` unless `list` can be the setting: at most
 * LIMIT_BRACKETS plain names of at most LIMIT_BRACKET bytes, each once.  *ret
 * is the normal form, "Students, Open".
 */
enum err bracket_list_check(void *mem, const char *field, const char *list,
    const char **ret, struct error *e) MUST_USE;

/*
 * ERR_INVALID, field "bracket", unless `name` is one of `list`.  "" is right
 * where the list is empty, and with BRACKET_OPTIONAL.  *ret is the name as
 * the list spells it.
 */
enum bracket_need { BRACKET_NEEDED, BRACKET_OPTIONAL };
enum err bracket_check(void *mem, const char *list, const char *name,
    enum bracket_need need, const char **ret, struct error *e) MUST_USE;

/* The place of `name` in `list`, from 1; 0 if it is not there. */
int bracket_number(void *mem, const char *list, const char *name);

#endif
