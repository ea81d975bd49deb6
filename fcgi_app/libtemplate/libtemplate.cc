#include "libtemplate/libtemplate.h"

#include <cstdarg>
#include <cstring>
#include <string>

#include <dirent.h>

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

extern "C" {
#include "base/mem.h"
}

/*
 * A dictionary is owned by its root; `root` is set on the root alone.  The
 * small C handles are owned by the arena.
 */
struct tpl {
	ctemplate::TemplateDictionary *dict;
	ctemplate::TemplateDictionary *root;
	void *mem;
};

static const char escape_marker[] = "{{%AUTOESCAPE context=\"HTML\"}}";
static ctemplate::TemplateCache *cache;

static void
tpl_done(void *block)
{
	delete static_cast<struct tpl *>(block)->root;
}

static struct tpl *
handle(void *mem, ctemplate::TemplateDictionary *dict)
{
	struct tpl *t = mem_new(mem, struct tpl);

	t->dict = dict;
	t->mem = mem;
	return (t);
}

static bool
escapes(const std::string &path)
{
	char head[sizeof(escape_marker)];
	FILE *f = fopen(path.c_str(), "re");
	size_t n;

	if (f == NULL)
		return (false);
	n = fread(head, 1, sizeof(escape_marker) - 1, f);
	fclose(f);
	return (n == sizeof(escape_marker) - 1 &&
	    memcmp(head, escape_marker, n) == 0);
}

static enum err
load_one(const std::string &dir, const char *name, struct error *e)
{
	if (!escapes(dir + "/" + name))
		return (err_set(e, ERR_INTERNAL, NULL,
		    "template %s does not begin with %s", name, escape_marker));
	if (!cache->LoadTemplate(name, ctemplate::STRIP_WHITESPACE))
		return (err_set(
		    e, ERR_INTERNAL, NULL, "template %s is broken", name));
	return (ERR_OK);
}

enum err
tpl_load(const char *dir, struct error *e)
{
	enum err err = ERR_OK;
	struct dirent *ent;
	size_t len;
	int n = 0;
	DIR *d = opendir(dir);

	if (d == NULL)
		return (err_set(e, ERR_INTERNAL, "templates_dir",
		    "cannot read the folder %s", dir));
	delete cache;
	cache = new ctemplate::TemplateCache();
	cache->SetTemplateRootDirectory(dir);
	while (err == ERR_OK && (ent = readdir(d)) != NULL) {
		len = strlen(ent->d_name);
		if (len < 5 || strcmp(ent->d_name + len - 4, ".tpl") != 0)
			continue;
		err = load_one(dir, ent->d_name, e);
		n++;
	}
	closedir(d);
	if (err == ERR_OK && n == 0)
		err = err_set(e, ERR_INTERNAL, "templates_dir",
		    "the folder %s holds no template", dir);
	return (err);
}

struct tpl *
tpl_new(void *mem)
{
	struct tpl *t =
	    handle(mem, new ctemplate::TemplateDictionary("page"));

	t->root = t->dict;
	mem_on_free(t, tpl_done);
	return (t);
}

void
tpl_str(struct tpl *t, const char *key, const char *value)
{
	t->dict->SetValue(key, value != NULL ? value : "");
}

void
tpl_int(struct tpl *t, const char *key, int64_t value)
{
	t->dict->SetIntValue(key, static_cast<long>(value));
}

void
tpl_fmt(struct tpl *t, const char *key, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->dict->SetValue(key, mem_vprintf(t->mem, fmt, ap));
	va_end(ap);
}

void
tpl_global(struct tpl *t, const char *key, const char *value)
{
	t->dict->SetTemplateGlobalValue(key, value != NULL ? value : "");
}

void
tpl_show(struct tpl *t, const char *section)
{
	t->dict->ShowSection(section);
}

void
tpl_show_if(struct tpl *t, const char *section, bool on)
{
	if (on)
		t->dict->ShowSection(section);
}

struct tpl *
tpl_add(struct tpl *t, const char *section)
{
	return (handle(t->mem, t->dict->AddSectionDictionary(section)));
}

struct tpl *
tpl_include(struct tpl *t, const char *key, const char *file)
{
	ctemplate::TemplateDictionary *d = t->dict->AddIncludeDictionary(key);

	d->SetFilename(file);
	return (handle(t->mem, d));
}

enum err
tpl_expand(struct tpl *t, void *mem, const char *file, const char **ret_text,
    size_t *ret_len, struct error *e)
{
	std::string out;

	if (cache == NULL ||
	    !cache->ExpandWithData(
		file, ctemplate::STRIP_WHITESPACE, t->dict, NULL, &out))
		return (err_set(e, ERR_INTERNAL, NULL,
		    "template %s cannot be expanded", file));
	*ret_text = mem_strndup(mem, out.data(), out.size());
	*ret_len = out.size();
	return (ERR_OK);
}
