/*
 * A challenge as the text of a challenge.yml.  Fields that have their default
 * are left out, except those that ctfcli wants to see.
 */
#include <string.h>

#include "base/mem.h"
#include "domain/challenge_input.h"
#include "service/transfer_private.h"
#include "yaml/yaml.h"

static void
put_text(struct yaml_writer *w, const char *key, const char *text)
{
	yaml_put_word(w, key);
	yaml_put_text(w, text);
}

static void
put_word(struct yaml_writer *w, const char *key, const char *word)
{
	yaml_put_word(w, key);
	yaml_put_word(w, word);
}

static void
put_int(struct yaml_writer *w, const char *key, int n)
{
	yaml_put_word(w, key);
	yaml_put_int(w, n);
}

/* Thousandths of a CPU as "0.5". */
static void
put_cpu(void *mem, struct yaml_writer *w, const char *key, int milli)
{
	char *text = mem_printf(mem, "%d.%03d", milli / 1000, milli % 1000);
	size_t n = strlen(text);

	while (text[n - 1] == '0')
		text[--n] = '\0';
	if (text[n - 1] == '.')
		text[--n] = '\0';
	put_word(w, key, text);
}

static void
put_key(void *mem, struct yaml_writer *w, const struct transfer_key *k,
    const struct challenge *c, const struct challenge *dflt)
{
	const char *at = (const char *)c + k->offset;
	const char *dflt_at = (const char *)dflt + k->offset;

	if (k->kind == KEY_TEXT) {
		if (strcmp(*(const char *const *)at, "") != 0)
			put_text(w, k->key, *(const char *const *)at);
	} else if (*(const int *)at == *(const int *)dflt_at)
		return;
	else if (k->kind == KEY_CPU)
		put_cpu(mem, w, k->key, *(const int *)at);
	else
		put_int(w, k->key, *(const int *)at);
}

static void
put_keys(void *mem, struct yaml_writer *w, enum transfer_place place,
    const struct challenge *c)
{
	const struct challenge *dflt = challenge_default(mem);
	size_t i;

	for (i = 0; i < transfer_keys_n; i++)
		if (transfer_keys[i].place == place)
			put_key(mem, w, &transfer_keys[i], c, dflt);
}

static void
put_ports(void *mem, struct yaml_writer *w, const struct challenge *c)
{
	const struct challenge_port *p;
	int i;

	if (c->ports_n == 0)
		return;
	yaml_put_word(w, "ports");
	yaml_begin_list(w);
	for (i = 0; i < c->ports_n; i++) {
		p = &c->ports[i];
		yaml_put_text(w, mem_printf(mem, "%d/%s%s%s", p->port,
				     endpoint_kind_name(p->kind),
				     p->label[0] != '\0' ? " " : "", p->label));
	}
	yaml_end_list(w);
}

/* Also where nothing is in it: then it says how the value is made. */
static void
put_extra(void *mem, struct yaml_writer *w, const struct challenge *c)
{
	yaml_put_word(w, "extra");
	yaml_begin_map(w);
	put_word(w, "function", score_function_name(c->function));
	put_keys(mem, w, KEY_EXTRA, c);
	if (c->root_fs != ROOT_WRITABLE)
		put_word(w, "root_fs", root_fs_name(c->root_fs));
	if (c->egress != EGRESS_BLOCKED)
		put_word(w, "egress", egress_name(c->egress));
	if (c->network != NETWORK_SHARED)
		put_word(w, "network", network_mode_name(c->network));
	put_ports(mem, w, c);
	yaml_end_map(w);
}

static void
put_flags(struct yaml_writer *w, const struct transfer_challenge *t)
{
	const struct flag *f;
	size_t i;

	if (t->flags_n == 0)
		return;
	yaml_put_word(w, "flags");
	yaml_begin_list(w);
	for (i = 0; i < t->flags_n; i++) {
		f = &t->flags[i];
		yaml_begin_map(w);
		put_word(w, "type", f->kind == FLAG_REGEX ? "regex" : "static");
		put_text(w, "content", f->content);
		if (f->kind == FLAG_NOCASE)
			put_word(w, "data", "case_insensitive");
		yaml_end_map(w);
	}
	yaml_end_list(w);
}

static void
put_hints(struct yaml_writer *w, const struct transfer_challenge *t)
{
	const struct hint *h;
	size_t i;

	if (t->hints_n == 0)
		return;
	yaml_put_word(w, "hints");
	yaml_begin_list(w);
	for (i = 0; i < t->hints_n; i++) {
		h = &t->hints[i];
		yaml_begin_map(w);
		if (h->title[0] != '\0')
			put_text(w, "title", h->title);
		put_text(w, "content", h->content);
		put_int(w, "cost", h->cost);
		yaml_end_map(w);
	}
	yaml_end_list(w);
}

static void
put_files(struct yaml_writer *w, const struct transfer_challenge *t)
{
	size_t i;

	if (t->files_n == 0)
		return;
	yaml_put_word(w, "files");
	yaml_begin_list(w);
	for (i = 0; i < t->files_n; i++)
		yaml_put_text(w, t->files[i].path);
	yaml_end_list(w);
}

/* "web, easy" as a list. */
static void
put_tags(void *mem, struct yaml_writer *w, const char *tags)
{
	char *copy = mem_strdup(mem, tags), *save = NULL, *tag;

	if (tags[0] == '\0')
		return;
	yaml_put_word(w, "tags");
	yaml_begin_list(w);
	for (tag = strtok_r(copy, ",", &save); tag != NULL;
	     tag = strtok_r(NULL, ",", &save))
		yaml_put_text(w, tag + strspn(tag, " "));
	yaml_end_list(w);
}

static void
put_others(struct yaml_writer *w, const struct transfer_challenge *t)
{
	int i;

	if (t->requires_n > 0) {
		yaml_put_word(w, "requirements");
		yaml_begin_list(w);
		for (i = 0; i < t->requires_n; i++)
			yaml_put_text(w, t->requires[i]);
		yaml_end_list(w);
	}
	if (t->next[0] != '\0')
		put_text(w, "next", t->next);
}

/* What ctfcli calls dynamic has no containers. */
static const char *
type_word(const struct challenge *c)
{
	if (c->type == CHALLENGE_STANDARD && c->function != SCORE_STATIC)
		return ("dynamic");
	return (challenge_type_name(c->type));
}

enum err
transfer_to_yaml(void *mem, const struct transfer_challenge *t,
    const char **ret, struct error *e)
{
	const struct challenge *c = t->c;
	struct yaml_writer *w = yaml_writer_new(mem);

	yaml_begin_map(w);
	put_text(w, "name", c->name);
	put_text(w, "author", "");
	put_keys(mem, w, KEY_TOP, c);
	put_int(
	    w, "value", c->function == SCORE_STATIC ? c->value : c->initial);
	put_word(w, "type", type_word(c));
	put_extra(mem, w, c);
	put_flags(w, t);
	if (c->flag_logic == FLAG_ALL)
		put_word(w, "logic", flag_logic_name(c->flag_logic));
	put_tags(mem, w, c->tags);
	put_hints(w, t);
	put_files(w, t);
	put_others(w, t);
	put_word(w, "state", challenge_state_name(c->state));
	yaml_end_map(w);
	return (yaml_written(w, ret, e));
}
