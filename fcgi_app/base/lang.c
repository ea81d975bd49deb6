#include "base/lang.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/lang_table.h"

#define RANGES_MAX 32
#define WEIGHT_MAX 1000

static const struct {
	const char *code;
	const char *name;
	const struct lang_table *table;
} langs[LANGS] = {
    [LANG_EN] = {"en", "English", NULL},
    [LANG_DE] = {"de", "Deutsch", &lang_de},
};

static enum lang spoken;

const char *
lang_code(enum lang lang)
{
	return langs[lang].code;
}

const char *
lang_name(enum lang lang)
{
	return langs[lang].name;
}

/* Whether the `n` bytes at `code` are one of ours. */
static bool
find(const char *code, size_t n, enum lang *ret)
{
	size_t i;

	for (i = 0; i < LANGS; i++) {
		if (strlen(langs[i].code) == n &&
		    strncasecmp(langs[i].code, code, n) == 0) {
			*ret = (enum lang)i;
			return true;
		}
	}
	return false;
}

bool
lang_find(const char *code, enum lang *ret)
{
	return find(code, strlen(code), ret);
}

void
lang_set(enum lang lang)
{
	spoken = lang;
}

enum lang
lang_get(void)
{
	return spoken;
}

/* ------------------------------------------------ Accept-Language */

/*
 * The weight of a range in thousandths, from what stands behind its name: "",
 * or ";q=" and 0 to 1 with at most three decimals.  -1: not well formed.
 */
static int
weight(const char *s, size_t n)
{
	const char *end = s + n;
	int value, scale = WEIGHT_MAX;

	s += strspn(s, " \t");
	if (s >= end)
		return WEIGHT_MAX;
	if (*s++ != ';')
		return -1;
	s += strspn(s, " \t");
	if (end - s < 3 || strncasecmp(s, "q=", 2) != 0 ||
	    (s[2] != '0' && s[2] != '1'))
		return -1;
	value = (s[2] - '0') * scale;
	s += 3;
	if (s < end && *s == '.') {
		for (s++; s < end && *s >= '0' && *s <= '9'; s++) {
			scale /= 10;
			value += (*s - '0') * scale;
		}
	}
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s == end && scale > 0 && value <= WEIGHT_MAX ? value : -1;
}

/* The best of `weights`; `otherwise` where none is better than it. */
static enum lang
best(const int weights[LANGS], const int places[LANGS], enum lang otherwise)
{
	enum lang lang = otherwise;
	size_t i;

	for (i = 0; i < LANGS; i++) {
		if (weights[i] > weights[lang] ||
		    (weights[i] == weights[lang] && weights[i] > 0 &&
			places[i] < places[lang]))
			lang = (enum lang)i;
	}
	return lang;
}

enum lang
lang_accept(const char *header, enum lang otherwise)
{
	int weights[LANGS], places[LANGS], any = 0, w, place;
	const char *p = header;
	enum lang lang;
	size_t i, n, tag;

	for (i = 0; i < LANGS; i++) {
		weights[i] = -1;
		places[i] = RANGES_MAX;
	}
	for (place = 0; *p != '\0' && place < RANGES_MAX; place++) {
		p += strspn(p, " \t,");
		n = strcspn(p, ",");
		tag = strcspn(p, " \t;,");
		w = weight(p + tag, n - tag);
		if (tag == 1 && *p == '*' && w >= 0)
			any = w;
		else if (w >= 0 && find(p, strcspn(p, "- \t;,"), &lang) &&
			 w > weights[lang]) {
			weights[lang] = w;
			places[lang] = place;
		}
		p += n;
	}
	for (i = 0; i < LANGS; i++)
		if (weights[i] < 0)
			weights[i] = any;
	return best(weights, places, otherwise);
}

/* ------------------------------------------------ the catalogue */

/* FNV-1a, as lang/catalogue has it. */
static unsigned
hash(const char *s)
{
	unsigned h = 2166136261U;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619U;
	return h;
}

static const struct lang_entry *
look_up(const char *text)
{
	const struct lang_table *t = langs[spoken].table;
	const struct lang_entry *e;
	unsigned at;

	if (t == NULL)
		return NULL;
	for (at = hash(text) & t->mask; t->slots[at] != 0;
	     at = (at + 1) & t->mask) {
		e = &t->entries[t->slots[at] - 1];
		if (strcmp(e->id, text) == 0)
			return e;
	}
	return NULL;
}

const char *
tr(const char *text)
{
	const struct lang_entry *e = look_up(text);

	return e != NULL ? e->text : text;
}

/* English and German have the same rule; the header of a catalogue says it. */
const char *
trn(const char *one, const char *many, int64_t n)
{
	const struct lang_entry *e = look_up(one);

	if (e == NULL || e->many == NULL)
		return n == 1 ? one : many;
	return n == 1 ? e->text : e->many;
}
