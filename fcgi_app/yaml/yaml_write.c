#include "yaml/yaml.h"

#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

struct yaml_writer {
	yaml_emitter_t emitter;
	struct buf *out;
	bool bad;
};

static int
take(void *arg, unsigned char *data, size_t len)
{
	struct yaml_writer *w = arg;

	buf_add(w->out, data, len);
	return (!buf_full(w->out));
}

static void
done(void *block)
{
	struct yaml_writer *w = block;

	yaml_emitter_delete(&w->emitter);
}

/* `made`: whether the event could be made; the emitter owns it then. */
static void
emit(struct yaml_writer *w, yaml_event_t *ev, int made)
{
	if (!made)
		w->bad = true;
	else if (w->bad)
		yaml_event_delete(ev);
	else if (!yaml_emitter_emit(&w->emitter, ev))
		w->bad = true;
}

struct yaml_writer *
yaml_writer_new(void *mem)
{
	struct yaml_writer *w = mem_new(mem, struct yaml_writer);
	yaml_event_t ev;

	w->out = buf_new(w, LIMIT_YAML);
	w->bad = !yaml_emitter_initialize(&w->emitter);
	mem_on_free(w, done);
	yaml_emitter_set_output(&w->emitter, take, w);
	yaml_emitter_set_encoding(&w->emitter, YAML_UTF8_ENCODING);
	yaml_emitter_set_unicode(&w->emitter, 1);
	yaml_emitter_set_width(&w->emitter, -1);
	emit(w, &ev,
	    yaml_stream_start_event_initialize(&ev, YAML_UTF8_ENCODING));
	emit(w, &ev,
	    yaml_document_start_event_initialize(&ev, NULL, NULL, NULL, 1));
	return (w);
}

void
yaml_begin_map(struct yaml_writer *w)
{
	yaml_event_t ev;

	emit(w, &ev,
	    yaml_mapping_start_event_initialize(
		&ev, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

void
yaml_end_map(struct yaml_writer *w)
{
	yaml_event_t ev;

	emit(w, &ev, yaml_mapping_end_event_initialize(&ev));
}

void
yaml_begin_list(struct yaml_writer *w)
{
	yaml_event_t ev;

	emit(w, &ev,
	    yaml_sequence_start_event_initialize(
		&ev, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
}

void
yaml_end_list(struct yaml_writer *w)
{
	yaml_event_t ev;

	emit(w, &ev, yaml_sequence_end_event_initialize(&ev));
}

static void
scalar(struct yaml_writer *w, const char *text, yaml_scalar_style_t style)
{
	int plain = style == YAML_PLAIN_SCALAR_STYLE;
	yaml_event_t ev;

	emit(w, &ev,
	    yaml_scalar_event_initialize(&ev, NULL, NULL,
		(const yaml_char_t *)text, (int)strlen(text), plain, !plain,
		style));
}

/*
 * How `text` comes back byte for byte: a block would lose CR, NEL and the line
 * separators of Unicode, and needs hints where it begins with white space.
 */
static yaml_scalar_style_t
style_of(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	if (strchr(text, '\n') == NULL || strchr(" \t\n", text[0]) != NULL)
		return (YAML_DOUBLE_QUOTED_SCALAR_STYLE);
	if (strstr(text, "\u2028") != NULL || strstr(text, "\u2029") != NULL ||
	    strstr(text, "\xc2\x85") != NULL || strstr(text, "\ufeff") != NULL)
		return (YAML_DOUBLE_QUOTED_SCALAR_STYLE);
	for (; *p != '\0'; p++)
		if ((*p < ' ' && *p != '\n') || *p == 0x7f)
			return (YAML_DOUBLE_QUOTED_SCALAR_STYLE);
	return (YAML_LITERAL_SCALAR_STYLE);
}

void
yaml_put_text(struct yaml_writer *w, const char *text)
{
	scalar(w, text, style_of(text));
}

void
yaml_put_word(struct yaml_writer *w, const char *word)
{
	scalar(w, word, YAML_PLAIN_SCALAR_STYLE);
}

void
yaml_put_int(struct yaml_writer *w, long long n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", n);
	yaml_put_word(w, text);
}

enum err
yaml_written(struct yaml_writer *w, const char **ret, struct error *e)
{
	yaml_event_t ev;

	emit(w, &ev, yaml_document_end_event_initialize(&ev, 1));
	emit(w, &ev, yaml_stream_end_event_initialize(&ev));
	if (buf_full(w->out))
		return (err_set(e, ERR_TOO_LARGE, NULL,
		    "is longer than %d bytes", LIMIT_YAML));
	if (w->bad)
		return (err_set(
		    e, ERR_INTERNAL, NULL, "could not be written as YAML"));
	*ret = buf_data(w->out);
	return (ERR_OK);
}
