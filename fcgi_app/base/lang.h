/*
 * The languages of what people read.  English stands in the source and is the
 * key; lang/ has a catalogue of each other one, of which the build makes a
 * table (lang/catalogue).  A process speaks one language at a time, English
 * until lang_set() says otherwise: a web worker serves one request at a time,
 * and the other programs never ask for another.
 *
 * Logs, berthctl and the plugin's answers are English always.
 */
#ifndef BERTH_BASE_LANG_H
#define BERTH_BASE_LANG_H

#include <stdbool.h>
#include <stdint.h>

enum lang {
	LANG_EN,
	LANG_DE,
};
#define LANGS 2

/* gcc checks a translated format against the arguments of the original. */
#define FORMAT_ARG(n) __attribute__((format_arg(n)))

/* The code of BCP 47 ("de") and the language's name for itself ("Deutsch"). */
const char *lang_code(enum lang lang);
const char *lang_name(enum lang lang);

/* Whether `code` is one of ours, in any case, and which. */
bool lang_find(const char *code, enum lang *ret);

/* The language that tr() and templates speak from now on. */
void lang_set(enum lang lang);
enum lang lang_get(void);

/*
 * The language that the header Accept-Language (RFC 9110, 12.5.4) asks for:
 * of those that it takes the one with the highest weight, the earlier one of
 * two with the same.  A range such as "de-AT" takes "de" (RFC 4647, 3.4).
 * `otherwise` if it asks for none of ours, takes all alike ("*"), or is empty;
 * a range that is not well formed is passed over, and so is everything behind
 * the 32nd.
 */
enum lang lang_accept(const char *header, enum lang otherwise);

/*
 * `text` in the language of the process, or itself where the catalogue does
 * not have it.  Lives as long as the process or as `text`.  `text` is found by
 * lang/catalogue where it is a literal; N_() marks one that is looked up later.
 */
const char *tr(const char *text) FORMAT_ARG(1);
#define N_(text) text

/* `one` or `many`, whichever `n` things have, in the same way. */
const char *trn(const char *one, const char *many, int64_t n) FORMAT_ARG(1)
    FORMAT_ARG(2);

#endif
