#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "base/log.h"
#include "base/mem.h"

/* The most that NFKC makes of one UTF-16 unit (U+FDFA), and a margin. */
#define EXPANSION 20

/* ICU without its data is a broken installation: nobody could log in. */
static void
must(UErrorCode status, const char *what)
{
	if (U_SUCCESS(status))
		return;
	log_error("unicode.broken", LOG_STR("call", what),
	    LOG_STR("icu", u_errorName(status)));
	abort();
}

static UChar *
to_utf16(void *mem, const char *s, int32_t *ret_n)
{
	UErrorCode status = U_ZERO_ERROR;
	size_t bytes = strlen(s);
	UChar *out = mem_array(mem, UChar, bytes + 1);

	u_strFromUTF8WithSub(out, (int32_t)bytes + 1, ret_n, s, (int32_t)bytes,
	    0xfffd, NULL, &status);
	must(status, "u_strFromUTF8WithSub");
	return (out);
}

static char *
to_utf8(void *mem, const UChar *s, int32_t n)
{
	UErrorCode status = U_ZERO_ERROR;
	/* a unit is three bytes at most: those of four are two units */
	char *out = mem_array(mem, char, 3 * (size_t)n + 1);

	u_strToUTF8(out, 3 * n + 1, NULL, s, n, &status);
	must(status, "u_strToUTF8");
	return (out);
}

char *
unicode_fold(void *mem, const char *s)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkc_cf = unorm2_getNFKCCasefoldInstance(&status);
	void *scratch = mem_arena(mem);
	int32_t n, max, folded;
	UChar *in, *out;
	char *ret;

	must(status, "unorm2_getNFKCCasefoldInstance");
	in = to_utf16(scratch, s, &n);
	max = EXPANSION * n + 1;
	out = mem_array(scratch, UChar, (size_t)max);
	folded = unorm2_normalize(nfkc_cf, in, n, out, max, &status);
	must(status, "unorm2_normalize");
	ret = to_utf8(mem, out, folded);
	mem_free(&scratch);
	return (ret);
}

/* Reads tables of some 100 kB: once per process. */
static const USpoofChecker *
checker(void)
{
	static USpoofChecker *sc;
	UErrorCode status = U_ZERO_ERROR;

	if (sc == NULL)
		sc = uspoof_open(&status);
	must(status, "uspoof_open");
	return (sc);
}

char *
unicode_skeleton(void *mem, const char *s)
{
	UErrorCode status = U_ZERO_ERROR;
	void *scratch = mem_arena(mem);
	int32_t n, max, length;
	UChar *in, *out;
	char *ret;

	in = to_utf16(scratch, s, &n);
	max = EXPANSION * n + 1;
	out = mem_array(scratch, UChar, (size_t)max);
	length = uspoof_getSkeleton(checker(), 0, in, n, out, max, &status);
	must(status, "uspoof_getSkeleton");
	ret = to_utf8(mem, out, length);
	mem_free(&scratch);
	return (ret);
}

static bool
is_plain(UChar32 c)
{
	if (c == 0xfe0e || c == 0xfe0f)
		return (true);
	if (c < 0 || U_IS_UNICODE_NONCHAR(c) ||
	    u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		return (false);
	return ((U_MASK(u_charType(c)) &
		    (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK | U_GC_CS_MASK |
			U_GC_ZL_MASK | U_GC_ZP_MASK)) == 0);
}

bool
unicode_is_plain(const char *s)
{
	const uint8_t *text = (const uint8_t *)s;
	int32_t i = 0, n = (int32_t)strlen(s);
	UChar32 c;

	while (i < n) {
		U8_NEXT(text, i, n, c);
		if (!is_plain(c))
			return (false);
	}
	return (true);
}

int
unicode_marks(const char *s)
{
	const uint8_t *text = (const uint8_t *)s;
	int32_t i = 0, n = (int32_t)strlen(s);
	int run = 0, most = 0;
	UChar32 c;

	while (i < n) {
		U8_NEXT(text, i, n, c);
		if (c != 0xfe0e && c != 0xfe0f && c >= 0 &&
		    (U_MASK(u_charType(c)) & (U_GC_MN_MASK | U_GC_ME_MASK)))
			run++;
		else
			run = 0;
		if (run > most)
			most = run;
	}
	return (most);
}
