#include "libtemplate/libtemplate.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include <dirent.h>

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_enums.h>

extern "C" {
#include "base/lang.h"
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

/*
 * Whitespace at line ends stays: STRIP_WHITESPACE takes the newline with it and
 * joins the words of two lines.
 */
static const ctemplate::Strip strip = ctemplate::STRIP_BLANK_LINES;

/*
 * One for each language, frozen once loaded: a name from elsewhere never
 * reaches the disk.  NULL where the folder has none for it.
 */
static ctemplate::TemplateCache *loaded[LANGS];

static void
tpl_done(void *block) noexcept
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

/* ------------------------------------------------ loading */

static enum err
check_marker(const std::string &path, const char *name, struct error *e)
{
	char head[sizeof(escape_marker) - 1];
	FILE *f = fopen(path.c_str(), "re");
	size_t n;

	if (f == NULL)
		return (err_set(e, ERR_INTERNAL, NULL,
		    "template %s cannot be read: %s", name, strerror(errno)));
	n = fread(head, 1, sizeof(head), f);
	fclose(f);
	if (n != sizeof(head) || memcmp(head, escape_marker, n) != 0)
		return (err_set(e, ERR_INTERNAL, NULL,
		    "template %s does not begin with %s", name, escape_marker));
	return (ERR_OK);
}

static enum err
load_one(ctemplate::TemplateCache &cache, const std::string &dir,
    const char *name, struct error *e)
{
	enum err err = check_marker(dir + "/" + name, name, e);

	if (err == ERR_OK && !cache.LoadTemplate(name, strip))
		err = err_set(
		    e, ERR_INTERNAL, NULL, "template %s is broken", name);
	return (err);
}

static bool
is_template(const char *name)
{
	size_t len = strlen(name);

	return (
	    len > 4 && name[0] != '.' && strcmp(name + len - 4, ".tpl") == 0);
}

static enum err
load_all(
    ctemplate::TemplateCache &cache, const char *dir, DIR *d, struct error *e)
{
	enum err err = ERR_OK;
	struct dirent *ent;
	int n = 0;

	while (err == ERR_OK && (ent = readdir(d)) != NULL) {
		if (!is_template(ent->d_name))
			continue;
		err = load_one(cache, dir, ent->d_name, e);
		n++;
	}
	if (err == ERR_OK && n == 0)
		err = err_set(e, ERR_INTERNAL, "templates_dir",
		    "the folder %s holds no template", dir);
	return (err);
}

static enum err
load_dir(
    const std::string &dir, ctemplate::TemplateCache **ret, struct error *e)
{
	ctemplate::TemplateCache *cache;
	enum err err;
	DIR *d = opendir(dir.c_str());

	if (d == NULL)
		return (err_set(e, ERR_INTERNAL, "templates_dir",
		    "cannot read the folder %s: %s", dir.c_str(),
		    strerror(errno)));
	cache = new ctemplate::TemplateCache();
	cache->SetTemplateRootDirectory(dir);
	err = load_all(*cache, dir.c_str(), d, e);
	closedir(d);
	if (err == ERR_OK) {
		cache->Freeze();
		std::swap(cache, *ret);
	}
	delete cache;
	return (err);
}

/* Somebody's own folder of templates may be in one language. */
static bool
is_there(const std::string &dir)
{
	DIR *d = opendir(dir.c_str());

	if (d == NULL)
		return (false);
	closedir(d);
	return (true);
}

enum err
tpl_load(const char *dir, struct error *e) noexcept
{
	ctemplate::TemplateCache *caches[LANGS] = {};
	std::string other;
	enum err err = load_dir(dir, &caches[LANG_EN], e);
	int i;

	for (i = 0; err == ERR_OK && i < LANGS; i++) {
		other = std::string(dir) + "/" +
			lang_code(static_cast<enum lang>(i));
		if (i != LANG_EN && is_there(other))
			err = load_dir(other, &caches[i], e);
	}
	if (err == ERR_OK)
		std::swap(caches, loaded);
	for (auto &cache : caches)
		delete cache;
	return (err);
}

/* ------------------------------------------------ values */

struct tpl *
tpl_new(void *mem) noexcept
{
	struct tpl *t = handle(mem, new ctemplate::TemplateDictionary("page"));

	t->root = t->dict;
	mem_on_free(t, tpl_done);
	return (t);
}

void
tpl_str(struct tpl *t, const char *key, const char *value) noexcept
{
	t->dict->SetValue(key, value != NULL ? value : "");
}

void
tpl_int(struct tpl *t, const char *key, int64_t value) noexcept
{
	t->dict->SetIntValue(key, static_cast<long>(value));
}

void
tpl_fmt(struct tpl *t, const char *key, const char *fmt, ...) noexcept
{
	va_list ap;
	char *value;

	va_start(ap, fmt);
	value = mem_vprintf(t->mem, fmt, ap);
	va_end(ap);
	t->dict->SetValue(key, value);
	mem_free(&value);
}

void
tpl_global(struct tpl *t, const char *key, const char *value) noexcept
{
	t->dict->SetTemplateGlobalValue(key, value != NULL ? value : "");
}

void
tpl_show(struct tpl *t, const char *section) noexcept
{
	t->dict->ShowSection(section);
}

void
tpl_show_if(struct tpl *t, const char *section, bool on) noexcept
{
	if (on)
		t->dict->ShowSection(section);
}

struct tpl *
tpl_add(struct tpl *t, const char *section) noexcept
{
	return (handle(t->mem, t->dict->AddSectionDictionary(section)));
}

struct tpl *
tpl_include(struct tpl *t, const char *key, const char *file) noexcept
{
	ctemplate::TemplateDictionary *d = t->dict->AddIncludeDictionary(key);

	d->SetFilename(file);
	return (handle(t->mem, d));
}

/* ------------------------------------------------ expansion */

enum err
tpl_expand(struct tpl *t, void *mem, const char *file, const char **ret_text,
    size_t *ret_len, struct error *e) noexcept
{
	ctemplate::TemplateCache *cache = loaded[lang_get()];
	std::string out;

	if (cache == NULL)
		cache = loaded[LANG_EN];
	if (cache == NULL ||
	    !cache->ExpandNoLoad(file, strip, t->dict, NULL, &out))
		return (err_set(e, ERR_INTERNAL, NULL,
		    "template %s cannot be expanded", file));
	*ret_text = mem_strndup(mem, out.data(), out.size());
	*ret_len = out.size();
	return (ERR_OK);
}
