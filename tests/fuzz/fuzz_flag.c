/*
 * Flags and templates of flags: whatever an admin may save can be handed in by
 * a player, and a template's randomness is all there.
 */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/challenge_input.h"
#include "domain/flag.h"
#include "domain/flag_template.h"
#include "fuzz.h"

static uint64_t drawn; /* the product of all bounds, as far as it fits */
static uint32_t draw_as;

static uint32_t
below(uint32_t bound)
{
	if (drawn < UINT64_C(1) << 48)
		drawn *= bound;
	return (draw_as % bound);
}

static void
check_submission(void *mem, const char *flag)
{
	const char *submission;

	HOLDS(flag_submission(mem, flag, &submission, NULL) == ERR_OK);
	HOLDS(strcmp(submission, flag) == 0);
}

static void
check_template(void *mem, const char *text)
{
	struct challenge *c = challenge_default(mem);
	struct error e = {0};
	const char *a, *b;
	bool known;

	if (challenge_set(mem, c, "flag_template", text, &known, &e) !=
		ERR_OK ||
	    flag_template_check(c->flag_template, &e) != ERR_OK) {
		HOLDS(strcmp(e.field, "flag_template") == 0);
		return;
	}
	text = c->flag_template;
	drawn = 1;
	draw_as = 0;
	a = flag_make(mem, text, below);
	HOLDS((a == NULL) == (text[0] == '\0'));
	if (a == NULL)
		return;
	HOLDS(drawn >= UINT64_C(1) << FLAG_BITS_MIN);
	draw_as = 1;
	b = flag_make(mem, text, below);
	HOLDS(strlen(a) == strlen(b) && strcmp(a, b) != 0);
	HOLDS(strlen(a) <= LIMIT_FLAG_MADE);
	check_submission(mem, a);
}

static void
check_flag(void *mem, enum flag_kind kind, const char *content)
{
	struct flag f = {.kind = kind, .content = content};
	struct error e = {0};

	if (flag_check(kind, content, &e) != ERR_OK) {
		HOLDS(strcmp(e.field, "content") == 0);
		HOLDS(text_utf8(e.message, strlen(e.message)));
		return;
	}
	HOLDS(strlen(content) <= LIMIT_FLAG);
	if (kind == FLAG_REGEX) {
		(void)flag_is(&f, "CTF{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}");
		return;
	}
	check_submission(mem, content);
	HOLDS(flag_is(&f, content));
	HOLDS(!flag_is(&f, mem_printf(mem, "%sx", content)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = mem_arena(NULL);
	char *text = fuzz_string(mem, data, size);

	/* as all input of a form or JSON */
	if (text_utf8(text, strlen(text))) {
		check_template(mem, text);
		check_flag(mem, FLAG_STATIC, text);
		check_flag(mem, FLAG_NOCASE, text);
		check_flag(mem, FLAG_REGEX, text);
	}
	if (flag_env_check(text, NULL) == ERR_OK)
		HOLDS(strchr(text, '=') == NULL && !fuzz_has_control(text));
	mem_free(&mem);
	return (0);
}
