#include "domain/bracket.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

void
bracket_split(void *mem, const char *list, const char ***ret, size_t *ret_n)
{
	const char **names = mem_array(mem, const char *, strlen(list) + 1);
	size_t n = 0, len;
	char *name;

	for (;; list += len + 1) {
		len = strcspn(list, ",");
		name = text_trim(mem, mem_strndup(mem, list, len));
		if (name[0] != '\0')
			names[n++] = name;
		if (list[len] == '\0')
			break;
	}
	*ret = names;
	*ret_n = n;
}

int
bracket_number(void *mem, const char *list, const char *name)
{
	const char **names;
	size_t i, n;

	bracket_split(mem, list, &names, &n);
	for (i = 0; i < n; i++)
		if (text_equal_nocase(names[i], name))
			return ((int)i + 1);
	return (0);
}

enum err
bracket_list_check(void *mem, const char *field, const char *list,
    const char **ret, struct error *e)
{
	const char **names, *out = "";
	size_t i, n;

	bracket_split(mem, list, &names, &n);
	if (n > LIMIT_BRACKETS)
		return (err_set(e, ERR_INVALID, field,
		    "must be at most %d names", LIMIT_BRACKETS));
	for (i = 0; i < n; i++) {
		if (strlen(names[i]) > LIMIT_BRACKET ||
		    text_has_control(names[i]))
			return (err_set(e, ERR_INVALID, field,
			    "must be names of at most %d bytes of plain text",
			    LIMIT_BRACKET));
		if (bracket_number(mem, out, names[i]) != 0)
			return (err_set(e, ERR_INVALID, field,
			    "must have every name once"));
		out = i == 0 ? names[i]
			     : mem_printf(mem, "%s, %s", out, names[i]);
	}
	*ret = out;
	return (ERR_OK);
}

enum err
bracket_check(void *mem, const char *list, const char *name,
    enum bracket_need need, const char **ret, struct error *e)
{
	const char **names, *trimmed = text_trim(mem, name);
	size_t n;
	int at;

	bracket_split(mem, list, &names, &n);
	if (trimmed[0] == '\0' && (n == 0 || need == BRACKET_OPTIONAL)) {
		*ret = "";
		return (ERR_OK);
	}
	at = bracket_number(mem, list, trimmed);
	if (at == 0 && n == 0)
		return (err_set(e, ERR_INVALID, "bracket",
		    "must be empty: the event has no brackets"));
	if (at == 0)
		return (err_set(
		    e, ERR_INVALID, "bracket", "must be one of %s", list));
	*ret = names[at - 1];
	return (ERR_OK);
}
