#include "domain/container.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

struct splitter {
	void *mem;
	struct buf *word;
	bool in_word;
	const char **words;
	int n;
};

static bool
blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

static enum err
end_word(struct splitter *sp, struct error *e)
{
	if (!sp->in_word)
		return (ERR_OK);
	if (sp->n == LIMIT_COMMAND_WORDS)
		return (err_set(e, ERR_INVALID, "command",
		    "must have at most %d words", LIMIT_COMMAND_WORDS));
	sp->words[sp->n++] = mem_strdup(sp->mem, buf_data(sp->word));
	buf_clear(sp->word);
	sp->in_word = false;
	return (ERR_OK);
}

/* '…': everything up to the next quote.  Returns behind it, NULL if open. */
static const char *
single_quoted(struct splitter *sp, const char *p)
{
	const char *end = strchr(p, '\'');

	if (end == NULL)
		return (NULL);
	buf_add(sp->word, p, (size_t)(end - p));
	return (end + 1);
}

/*
 * "…": a backslash quotes $ ` " and \ only, and takes a newline away (POSIX
 * 2.2.3); before anything else it is a backslash.
 */
static const char *
double_quoted(struct splitter *sp, const char *p)
{
	for (; *p != '\0' && *p != '"'; p++) {
		if (*p == '\\' && p[1] == '\n') {
			p++;
			continue;
		}
		if (*p == '\\' && p[1] != '\0' &&
		    strchr("$`\"\\", p[1]) != NULL)
			p++;
		buf_char(sp->word, *p);
	}
	return (*p == '"' ? p + 1 : NULL);
}

/* One character or quoted part of a word; NULL if a quote stays open. */
static const char *
word_part(struct splitter *sp, const char *p)
{
	if (p[0] == '\\' && p[1] == '\n') /* a continued line */
		return (p + 2);
	sp->in_word = true;
	switch (*p) {
	case '\'':
		return (single_quoted(sp, p + 1));
	case '"':
		return (double_quoted(sp, p + 1));
	case '\\':
		if (p[1] == '\0')
			return (NULL);
		p++;
		break;
	default:
		break;
	}
	buf_char(sp->word, *p);
	return (p + 1);
}

enum err
shell_words(
    void *mem, const char *s, const char ***ret, int *ret_n, struct error *e)
{
	struct splitter sp = {.mem = mem};
	const char *p = s;
	enum err err = ERR_OK;

	if (strlen(s) > LIMIT_COMMAND)
		return (err_set(e, ERR_INVALID, "command",
		    "must be at most %d bytes long", LIMIT_COMMAND));
	sp.words = mem_array(mem, const char *, LIMIT_COMMAND_WORDS + 1);
	sp.word = buf_new(mem, LIMIT_COMMAND);
	while (err == ERR_OK && *p != '\0') {
		if (blank(*p)) {
			err = end_word(&sp, e);
			p++;
			continue;
		}
		p = word_part(&sp, p);
		if (p == NULL)
			return (err_set(e, ERR_INVALID, "command",
			    "has a quote or backslash with no end"));
	}
	if (err == ERR_OK)
		err = end_word(&sp, e);
	if (err == ERR_OK) {
		*ret = sp.words;
		*ret_n = sp.n;
	}
	return (err);
}
