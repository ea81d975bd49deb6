/*
 * base/lang.h: the catalogue's texts, plurals, and what Accept-Language asks
 * for.  The German sentences here are those of lang/de.po.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/lang.h"

static int
speak_english(void **state)
{
	lang_set(LANG_EN);
	return 0;
}

static void
english_is_the_key(void **state)
{
	assert_int_equal(lang_get(), LANG_EN);
	assert_string_equal(tr("must not be empty"), "must not be empty");
	assert_string_equal(tr("nobody has this"), "nobody has this");
}

static void
german_comes_from_the_catalogue(void **state)
{
	lang_set(LANG_DE);
	assert_string_equal(tr("must not be empty"), "darf nicht leer sein");
	assert_string_equal(tr("nobody has this"), "nobody has this");
	assert_string_equal(tr(""), "");
	lang_set(LANG_EN);
	assert_string_equal(tr("must not be empty"), "must not be empty");
}

static void
a_number_of_things_has_two_words(void **state)
{
	const char *one = "Incorrect. You have %d try remaining.";
	const char *many = "Incorrect. You have %d tries remaining.";
	const char *versuch = "Falsch. Du hast noch %d Versuch.";
	const char *versuche = "Falsch. Du hast noch %d Versuche.";

	assert_string_equal(trn(one, many, 1), one);
	assert_string_equal(trn(one, many, 0), many);
	lang_set(LANG_DE);
	assert_string_equal(trn(one, many, 1), versuch);
	assert_string_equal(trn(one, many, 0), versuche);
	assert_string_equal(trn(one, many, 2), versuche);
	/* not in the catalogue */
	assert_string_equal(trn("one thing", "many things", 1), "one thing");
	assert_string_equal(trn("one thing", "many things", 2), "many things");
}

static void
languages_are_found_by_their_code(void **state)
{
	enum lang lang = LANG_EN;

	assert_true(lang_find("de", &lang));
	assert_int_equal(lang, LANG_DE);
	assert_true(lang_find("EN", &lang));
	assert_int_equal(lang, LANG_EN);
	assert_false(lang_find("", &lang));
	assert_false(lang_find("deu", &lang));
	assert_false(lang_find("d", &lang));
	assert_string_equal(lang_code(LANG_DE), "de");
	assert_string_equal(lang_name(LANG_DE), "Deutsch");
}

static void
the_header_is_read_as_rfc_9110_says(void **state)
{
	static const struct {
		const char *header;
		enum lang if_english, if_german;
	} cases[] = {
	    {"", LANG_EN, LANG_DE},
	    {"de", LANG_DE, LANG_DE},
	    {"en", LANG_EN, LANG_EN},
	    {"DE-at", LANG_DE, LANG_DE},
	    {"en-GB,en;q=0.9,de;q=0.8", LANG_EN, LANG_EN},
	    {"de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", LANG_DE, LANG_DE},
	    {"fr, de;q=0.5, en;q=0.4", LANG_DE, LANG_DE},
	    {"en;q=0.4, de;q=0.5", LANG_DE, LANG_DE},
	    {"de;q=0.123, en;q=0.124", LANG_EN, LANG_EN},
	    /* the same weight: the earlier one */
	    {"de, en", LANG_DE, LANG_DE},
	    {"en, de", LANG_EN, LANG_EN},
	    {"de;q=0.7,en;q=0.7", LANG_DE, LANG_DE},
	    /* none of ours, or all alike */
	    {"fr", LANG_EN, LANG_DE},
	    {"*", LANG_EN, LANG_DE},
	    {"fr, *;q=0.1", LANG_EN, LANG_DE},
	    {"den, deu, e", LANG_EN, LANG_DE},
	    /* the star is for those that are not named */
	    {"de;q=0.2, *;q=0.9", LANG_EN, LANG_EN},
	    {"en;q=0.2, *;q=0.9", LANG_DE, LANG_DE},
	    /* weight 0 is refused */
	    {"en;q=0", LANG_EN, LANG_DE},
	    {"en;q=0, *", LANG_DE, LANG_DE},
	    {"de;q=0.000, en;q=0.001", LANG_EN, LANG_EN},
	    {"de;q=1.000", LANG_DE, LANG_DE},
	    {"de ; q=0.5 , en ; q=0.4", LANG_DE, LANG_DE},
	    /* not well formed: passed over */
	    {"de;q=2, en;q=0.1", LANG_EN, LANG_EN},
	    {"de;q=1.1, en;q=0.1", LANG_EN, LANG_EN},
	    {"de;q=0.1234, en;q=0.1", LANG_EN, LANG_EN},
	    {"de;q=, en;q=0.1", LANG_EN, LANG_EN},
	    {"de;x=1, en;q=0.1", LANG_EN, LANG_EN},
	    {"de;q=-1, en;q=0.1", LANG_EN, LANG_EN},
	    {"de;q=0.5x, en;q=0.1", LANG_EN, LANG_EN},
	    {";q=1, de", LANG_DE, LANG_DE},
	    {",,, ,de", LANG_DE, LANG_DE},
	    {",", LANG_EN, LANG_DE},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("%s\n", cases[i].header);
		assert_int_equal(
		    lang_accept(cases[i].header, LANG_EN), cases[i].if_english);
		assert_int_equal(
		    lang_accept(cases[i].header, LANG_DE), cases[i].if_german);
	}
}

static void
a_long_header_is_read_up_to_its_32nd_range(void **state)
{
	char header[8 * 40] = "";
	size_t len = 0;
	int i;

	for (i = 0; i < 31; i++, len += 3)
		memcpy(header + len, "fr,", 4);
	memcpy(header + len, "de", 3);
	assert_int_equal(lang_accept(header, LANG_EN), LANG_DE);
	memcpy(header + len, "fr,de", 6);
	assert_int_equal(lang_accept(header, LANG_EN), LANG_EN);
}

static void
an_error_is_said_in_the_language_and_logged_in_english(void **state)
{
	struct error e;

	(void)err_set(&e, ERR_INVALID, "name", "must be at most %d", 7);
	assert_string_equal(e.message, "must be at most 7");
	assert_string_equal(err_said(&e), "must be at most 7");
	lang_set(LANG_DE);
	(void)err_set(&e, ERR_INVALID, "name", "must be at most %d", 7);
	assert_string_equal(e.message, "must be at most 7");
	assert_string_equal(err_said(&e), "darf höchstens 7 sein");
	(void)err_say(&e, ERR_INVALID, "name", "must not be empty");
	assert_string_equal(e.message, "must not be empty");
	assert_string_equal(err_said(&e), "darf nicht leer sein");
	assert_string_equal(e.field, "name");
	/* what is no format stays as it is */
	(void)err_say(&e, ERR_INVALID, "name", "100%s");
	assert_string_equal(err_said(&e), "100%s");
	err_clear(&e);
	assert_string_equal(err_said(&e), "");
}

static void
a_sentence_of_the_keeper_is_filled_without_printf(void **state)
{
	const char *format = "The container engine at %s cannot be reached: %s";
	const char *const texts[] = {"tcp://a:1", "no %s, no %n"};
	struct error e;

	lang_set(LANG_DE);
	err_say_of(&e, ERR_UNAVAILABLE, NULL, format, texts, 2);
	assert_string_equal(e.message, "The container engine at tcp://a:1 "
				       "cannot be reached: no %s, no %n");
	assert_string_equal(err_said(&e),
	    "Die Container-Engine unter tcp://a:1 ist nicht erreichbar: no "
	    "%s, no %n");
	err_say_of(&e, ERR_UNAVAILABLE, NULL, "%s%d%s", texts, 1);
	assert_string_equal(e.message, "tcp://a:1%d");
	lang_set(LANG_EN);
	err_say_of(&e, ERR_UNAVAILABLE, NULL, format, NULL, 0);
	assert_string_equal(
	    err_said(&e), "The container engine at  cannot be reached: ");
}

static void
a_mistake_gets_its_place_in_front(void **state)
{
	struct error e;

	lang_set(LANG_DE);
	(void)err_set(&e, ERR_INVALID, "name", "must not be empty");
	err_prefix(&e, "line %d: ", 7);
	assert_string_equal(e.message, "line 7: must not be empty");
	assert_string_equal(err_said(&e), "line 7: darf nicht leer sein");
	assert_string_equal(e.field, "name");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(english_is_the_key, speak_english),
	    cmocka_unit_test_setup(
		german_comes_from_the_catalogue, speak_english),
	    cmocka_unit_test_setup(
		a_number_of_things_has_two_words, speak_english),
	    cmocka_unit_test(languages_are_found_by_their_code),
	    cmocka_unit_test(the_header_is_read_as_rfc_9110_says),
	    cmocka_unit_test(a_long_header_is_read_up_to_its_32nd_range),
	    cmocka_unit_test_setup(
		an_error_is_said_in_the_language_and_logged_in_english,
		speak_english),
	    cmocka_unit_test_setup(
		a_sentence_of_the_keeper_is_filled_without_printf,
		speak_english),
	    cmocka_unit_test_setup(
		a_mistake_gets_its_place_in_front, speak_english),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
