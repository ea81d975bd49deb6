/*
 * What lang/catalogue makes of a catalogue for lang.c: entries, and a table of
 * their numbers by the hash of their English text.
 */
#ifndef BERTH_BASE_LANG_TABLE_H
#define BERTH_BASE_LANG_TABLE_H

struct lang_entry {
	const char *id; /* the English text */
	const char
	    *text; /* its translation, the singular where there are two */
	const char *many; /* the plural, NULL if there is none */
};

/*
 * slots[hash & mask] and the ones behind it, around the end, hold one more than
 * an entry's number, until the first 0.
 */
struct lang_table {
	const struct lang_entry *entries;
	const unsigned short *slots;
	unsigned mask;
};

extern const struct lang_table lang_de;

#endif
