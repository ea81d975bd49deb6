#include "domain/hint.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"

static enum err
check_line(const char *field, const char *text, size_t max, struct error *e)
{
	if (strlen(text) > max)
		return (err_set(e, ERR_INVALID, field,
		    "must be at most %zu bytes long", max));
	if (text_has_control(text))
		return (err_set(e, ERR_INVALID, field,
		    "must not have control or invisible characters"));
	return (ERR_OK);
}

enum err
hint_check(const struct hint *h, struct error *e)
{
	if (h->content[0] == '\0')
		return (
		    err_set(e, ERR_INVALID, "content", "must not be empty"));
	if (strlen(h->content) > LIMIT_HINT ||
	    !text_utf8(h->content, strlen(h->content)))
		return (err_set(e, ERR_INVALID, "content",
		    "must be text of at most %d bytes", LIMIT_HINT));
	if (h->cost < 0 || h->cost > LIMIT_VALUE)
		return (err_set(e, ERR_INVALID, "cost",
		    "must be a whole number from 0 to %d", LIMIT_VALUE));
	return (check_line("title", h->title, LIMIT_NAME, e));
}

enum err
award_check(const struct award *a, struct error *e)
{
	enum err err;

	if (a->name[0] == '\0')
		return (err_set(e, ERR_INVALID, "name", "must not be empty"));
	if (a->value == 0 || a->value > LIMIT_VALUE || a->value < -LIMIT_VALUE)
		return (err_set(e, ERR_INVALID, "value",
		    "must be a whole number from %d to %d, and not 0",
		    -LIMIT_VALUE, LIMIT_VALUE));
	err = check_line("name", a->name, LIMIT_NAME, e);
	if (err == ERR_OK)
		err = check_line("category", a->category, LIMIT_NAME, e);
	if (err == ERR_OK)
		err = check_line(
		    "description", a->description, LIMIT_AWARD_TEXT, e);
	return (err);
}
