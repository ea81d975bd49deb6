#include <stdio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "domain/container.h"
#include "domain/containment.h"
#include "domain/flag_template.h"

#define LABELS 5

void
container_name(const char *deployment, const char *public_id, int generation,
    char out[CONTAINER_NAME_SIZE])
{
	snprintf(out, CONTAINER_NAME_SIZE, "berth-%s-%s-g%d", deployment,
	    public_id, generation);
}

static void
labels_make(void *mem, const struct challenge *c, const struct instance *in,
    const struct conf *conf, struct container_spec *ret)
{
	struct container_label *l =
	    mem_array(mem, struct container_label, LABELS);
	char iso[CLOCK_ISO_SIZE] = "never";

	if (in->expires_us != 0)
		clock_iso(in->expires_us, iso);
	l[0] = (struct container_label){"berth.deployment", conf->deployment};
	l[1] = (struct container_label){"berth.instance", in->public_id};
	l[2] = (struct container_label){
	    "berth.generation", mem_printf(mem, "%d", in->generation)};
	l[3] = (struct container_label){
	    "berth.challenge", mem_printf(mem, "%lld", (long long)c->id.n)};
	l[4] = (struct container_label){"berth.expires", mem_strdup(mem, iso)};
	ret->labels = l;
	ret->labels_n = LABELS;
}

/* The instance's own flag, if it has one. */
static void
env_make(void *mem, const struct challenge *c, const struct instance *in,
    struct container_spec *ret)
{
	struct container_env *env;

	if (in->flag[0] == '\0')
		return;
	env = mem_new(mem, struct container_env);
	env->name = c->flag_env[0] != '\0' ? c->flag_env : FLAG_ENV_DEFAULT;
	env->value = in->flag;
	ret->env = env;
	ret->env_n = 1;
}

static enum err
ports_check(const struct challenge *c, struct error *e)
{
	int i;

	if (c->ports_n < 1)
		return (err_set(e, ERR_INVALID, "port", "is missing"));
	for (i = 0; i < c->ports_n; i++)
		if (c->ports[i].port < 1 || c->ports[i].port > 65535)
			return (err_set(
			    e, ERR_INVALID, "port", "must be 1 to 65535"));
	return (ERR_OK);
}

static enum err
command_make(
    void *mem, const char *text, struct container_spec *ret, struct error *e)
{
	const char **words;
	int n;
	enum err err = shell_words(mem, text, &words, &n, e);

	if (err == ERR_OK)
		ret->command = n > 0 ? words : NULL;
	return (err);
}

static enum err
mounts_make(void *mem, const struct challenge *c, const struct conf *conf,
    struct container_spec *ret, struct error *e)
{
	struct container_mount *mounts;
	enum err err =
	    volumes_parse(mem, c->volumes, conf, &mounts, &ret->mounts_n, e);

	if (err == ERR_OK)
		ret->mounts = mounts;
	return (err);
}

static int64_t
or_default(int own, int dflt)
{
	return (own > 0 ? own : dflt);
}

enum err
container_spec_make(void *mem, const struct challenge *c,
    const struct instance *in, const struct settings *s,
    const struct conf *conf, struct container_spec *ret, struct error *e)
{
	char name[CONTAINER_NAME_SIZE];
	struct container_spec spec = {0};
	enum err err;

	if (!image_name_ok(c->image))
		return (err_set(e, ERR_INVALID, "image",
		    "\"%.200s\" is no image name", c->image));
	err = ports_check(c, e);
	if (err == ERR_OK)
		err = flag_env_check(c->flag_env, e);
	if (err != ERR_OK)
		return (err);
	container_name(conf->deployment, in->public_id, in->generation, name);
	spec.name = mem_strdup(mem, name);
	spec.image = mem_strdup(mem, c->image);
	spec.ports = c->ports;
	spec.ports_n = c->ports_n;
	spec.bind_ip = conf->instance_bind;
	spec.port_range = s->value[SETTING_PORT_RANGE];
	spec.memory_bytes =
	    or_default(c->memory_mb, s->memory_mb) * 1024 * 1024;
	spec.nano_cpus = or_default(c->cpu_milli, s->cpu_milli) * 1000000;
	spec.pids = (int)or_default(c->pids, CONTAINER_PIDS);
	labels_make(mem, c, in, conf, &spec);
	env_make(mem, c, in, &spec);
	err = command_make(mem, c->command, &spec, e);
	if (err == ERR_OK)
		err = mounts_make(mem, c, conf, &spec, e);
	if (err == ERR_OK)
		err = containment_spec(mem, c, conf, &spec, e);
	if (err == ERR_OK)
		*ret = spec;
	return (err);
}
