#include "domain/challenge_input.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "domain/container.h"
#include "domain/containment.h"
#include "domain/flag_template.h"
#include "domain/scoring.h"

/* How a field is read: one line of text, several, … */
enum kind {
	FIELD_TEXT,
	FIELD_LINES,
	FIELD_INT,
	FIELD_CPU,
	FIELD_NAME,
	FIELD_PORTS,
	FIELD_ID,
	FIELD_IDS,
	FIELD_TAGS
};

typedef int (*name_reader)(const char *s);

struct field {
	const char *name;
	enum kind kind;
	size_t offset;     /* in struct challenge */
	int64_t min, max;  /* of a number; max bytes of a text */
	int dflt;          /* of a number that is left empty */
	name_reader from;  /* of a name */
	const char *names; /* all of them, for the error */
};

#define AT(member) offsetof(struct challenge, member)

static const struct field fields[] = {
    {"name", FIELD_TEXT, AT(name), 0, LIMIT_NAME, 0, NULL, NULL},
    {"category", FIELD_TEXT, AT(category), 0, LIMIT_NAME, 0, NULL, NULL},
    {"description", FIELD_LINES, AT(description), 0, LIMIT_DESCRIPTION, 0, NULL,
	NULL},
    {"connection_info", FIELD_TEXT, AT(connection_info), 0,
	LIMIT_CONNECTION_INFO, 0, NULL, NULL},
    {"type", FIELD_NAME, AT(type), 0, 0, 0, challenge_type_from,
	"standard, container"},
    {"state", FIELD_NAME, AT(state), 0, 0, 0, challenge_state_from,
	"hidden, visible"},
    {"function", FIELD_NAME, AT(function), 0, 0, 0, score_function_from,
	"static, linear, logarithmic"},
    {"max_attempts", FIELD_INT, AT(max_attempts), 0, 1000000, 0, NULL, NULL},
    {"value", FIELD_INT, AT(value), 0, LIMIT_VALUE, 0, NULL, NULL},
    {"initial", FIELD_INT, AT(initial), 0, LIMIT_VALUE, 0, NULL, NULL},
    {"minimum", FIELD_INT, AT(minimum), 0, LIMIT_VALUE, 0, NULL, NULL},
    {"decay", FIELD_INT, AT(decay), 0, LIMIT_VALUE, 0, NULL, NULL},
    {"flag_logic", FIELD_NAME, AT(flag_logic), 0, 0, 0, flag_logic_from,
	"any, all"},
    {"tags", FIELD_TAGS, AT(tags), 0, LIMIT_TAGS, 0, NULL, NULL},
    {"next_id", FIELD_ID, AT(next), 0, 0, 0, NULL, NULL},
    {"requires", FIELD_IDS, 0, 0, 0, 0, NULL, NULL},
    {"stop_on_solve_min", FIELD_INT, AT(stop_on_solve_min), -1, 10080, -1, NULL,
	NULL},
    {"image", FIELD_TEXT, AT(image), 0, LIMIT_IMAGE, 0, NULL, NULL},
    {"command", FIELD_LINES, AT(command), 0, LIMIT_COMMAND, 0, NULL, NULL},
    {"volumes", FIELD_LINES, AT(volumes), 0, LIMIT_VOLUMES_JSON, 0, NULL, NULL},
    {"memory_mb", FIELD_INT, AT(memory_mb), 6, 1048576, 0, NULL, NULL},
    {"cpu", FIELD_CPU, AT(cpu_milli), 10, 1024000, 0, NULL, NULL},
    {"pids", FIELD_INT, AT(pids), 1, 100000, 0, NULL, NULL},
    {"lifetime_min", FIELD_INT, AT(lifetime_min), -1, 525600, 0, NULL, NULL},
    {"renewals_max", FIELD_INT, AT(renewals_max), -1, 1000, -1, NULL, NULL},
    {"warm", FIELD_INT, AT(warm), 0, LIMIT_WARM, 0, NULL, NULL},
    {"flag_template", FIELD_TEXT, AT(flag_template), 0, LIMIT_FLAG_TEMPLATE, 0,
	NULL, NULL},
    {"flag_env", FIELD_TEXT, AT(flag_env), 0, LIMIT_FLAG_TEMPLATE, 0, NULL,
	NULL},
    {"cap_add", FIELD_TEXT, AT(cap_add), 0, LIMIT_CAP_ADD, 0, NULL, NULL},
    {"run_as", FIELD_TEXT, AT(run_as), 0, LIMIT_RUN_AS, 0, NULL, NULL},
    {"root_fs", FIELD_NAME, AT(root_fs), 0, 0, 0, root_fs_from,
	"writable, read-only"},
    {"tmpfs", FIELD_LINES, AT(tmpfs), 0, LIMIT_TMPFS_TEXT, 0, NULL, NULL},
    {"runtime", FIELD_TEXT, AT(runtime), 0, CONF_RUNTIME_MAX, 0, NULL, NULL},
    {"egress", FIELD_NAME, AT(egress), 0, 0, 0, egress_from,
	"blocked, allowed"},
    {"network", FIELD_NAME, AT(network), 0, 0, 0, network_mode_from,
	"shared, own"},
    {"port", FIELD_PORTS, 0, 0, 0, 0, NULL, NULL},
    {"kind", FIELD_PORTS, 0, 0, 0, 0, NULL, NULL},
    {"ports", FIELD_PORTS, 0, 0, 0, 0, NULL, NULL},
};

struct challenge *
challenge_default(void *mem)
{
	struct challenge *c = mem_new(mem, struct challenge);

	c->name = c->category = c->description = c->connection_info = "";
	c->image = c->command = c->volumes = c->tags = "";
	c->flag_template = c->flag_env = "";
	c->cap_add = c->run_as = c->tmpfs = c->runtime = "";
	c->stop_on_solve_min = -1;
	c->type = CHALLENGE_CONTAINER;
	c->state = CHALLENGE_VISIBLE;
	c->function = SCORE_STATIC;
	c->renewals_max = -1;
	return (c);
}

/* ------------------------------------------------ ports */

static enum err
port_number(const char *field, const char *text, int *ret, struct error *e)
{
	int64_t n;

	if (text_int(text, 1, 65535, &n) != ERR_OK)
		return (err_set(e, ERR_INVALID, field, "must be 1 to 65535"));
	*ret = (int)n;
	return (ERR_OK);
}

static enum err
port_kind(const char *field, const char *text, enum endpoint_kind *ret,
    struct error *e)
{
	int kind = endpoint_kind_from(text);

	if (kind < 0)
		return (err_set(e, ERR_INVALID, field,
		    "must be one of tcp, http, https, ssh, udp"));
	*ret = (enum endpoint_kind)kind;
	return (ERR_OK);
}

/* A challenge of its own array with at least one port. */
static struct challenge_port *
first_port(void *mem, struct challenge *c)
{
	struct challenge_port *ports;

	ports = mem_array(mem, struct challenge_port, LIMIT_PORTS);
	if (c->ports_n > 0)
		memcpy(ports, c->ports, sizeof(*ports) * (size_t)c->ports_n);
	else {
		ports[0].label = "";
		c->ports_n = 1;
	}
	c->ports = ports;
	return (&ports[0]);
}

/* "8080", "8080/http", "8080/http Label" */
static enum err
port_line(void *mem, char *line, struct challenge_port *ret, struct error *e)
{
	char *label = strpbrk(line, " \t"), *slash;
	enum err err;

	if (label != NULL)
		*label++ = '\0';
	slash = strchr(line, '/');
	if (slash != NULL)
		*slash++ = '\0';
	ret->label = label != NULL ? text_trim(mem, label) : "";
	ret->kind = KIND_TCP;
	if (strlen(ret->label) > LIMIT_PORT_LABEL ||
	    text_has_control(ret->label))
		return (err_set(e, ERR_INVALID, "ports",
		    "a label must be at most %d bytes of plain text",
		    LIMIT_PORT_LABEL));
	err = port_number("ports", line, &ret->port, e);
	if (err == ERR_OK && slash != NULL)
		err = port_kind("ports", slash, &ret->kind, e);
	return (err);
}

static enum err
ports_text(void *mem, struct challenge *c, const char *value, struct error *e)
{
	char *copy = mem_strdup(mem, value), *save = NULL, *line;
	struct challenge_port *ports;
	enum err err;
	int n = 0;

	ports = mem_array(mem, struct challenge_port, LIMIT_PORTS);
	for (line = strtok_r(copy, "\r\n,", &save); line != NULL;
	     line = strtok_r(NULL, "\r\n,", &save)) {
		line = text_trim(mem, line);
		if (line[0] == '\0')
			continue;
		if (n == LIMIT_PORTS)
			return (err_set(e, ERR_INVALID, "ports",
			    "must be at most %d", LIMIT_PORTS));
		err = port_line(mem, line, &ports[n++], e);
		if (err != ERR_OK)
			return (err);
	}
	c->ports = ports;
	c->ports_n = n;
	return (ERR_OK);
}

/*
 * An empty port is 0, which challenge_check() refuses of a container and
 * drops of anything else: the form sends the field for both.
 */
static enum err
set_port(void *mem, struct challenge *c, const char *value, struct error *e)
{
	const char *text = text_trim(mem, value);
	enum err err = ERR_OK;
	int number = 0;

	if (text[0] != '\0')
		err = port_number("port", text, &number, e);
	if (err == ERR_OK)
		first_port(mem, c)->port = number;
	return (err);
}

static enum err
set_ports(void *mem, struct challenge *c, const char *field, const char *value,
    struct error *e)
{
	enum endpoint_kind kind;
	enum err err;

	if (strcmp(field, "ports") == 0)
		return (ports_text(mem, c, value, e));
	if (strcmp(field, "port") == 0)
		return (set_port(mem, c, value, e));
	err = port_kind(field, value, &kind, e);
	if (err == ERR_OK)
		first_port(mem, c)->kind = kind;
	return (err);
}

/* ------------------------------------------------ the other kinds */

/*
 * Whether `s` is text of several lines.  Invisible characters are fine here:
 * emoji and right-to-left scripts need them.
 */
static bool
lines_ok(const char *s)
{
	const char *p;

	for (p = s; *p != '\0'; p++)
		if (((unsigned char)*p < ' ' && strchr("\t\r\n", *p) == NULL) ||
		    *p == 0x7f)
			return (false);
	return (text_utf8(s, strlen(s)));
}

static enum err
set_text(void *mem, void *at, const struct field *f, const char *value,
    struct error *e)
{
	if ((int64_t)strlen(value) > f->max)
		return (err_set(e, ERR_TOO_LARGE, f->name,
		    "must be at most %lld bytes long", (long long)f->max));
	if (f->kind == FIELD_TEXT ? text_has_control(value) : !lines_ok(value))
		return (err_set(e, ERR_INVALID, f->name,
		    "must not have control or invisible characters"));
	/* the first line of a description may be indented code */
	*(const char **)at = f->kind == FIELD_TEXT ? text_trim(mem, value)
						   : mem_strdup(mem, value);
	return (ERR_OK);
}

static enum err
number_wrong(const struct field *f, struct error *e)
{
	/* where a number has a default, 0 asks for it */
	bool zero = f->min > 0;

	if (f->kind == FIELD_CPU)
		return (err_set(e, ERR_INVALID, f->name,
		    zero ? "must be 0 or a number from %g to %g"
			 : "must be a number from %g to %g",
		    (double)f->min / 1000, (double)f->max / 1000));
	return (err_set(e, ERR_INVALID, f->name,
	    zero ? "must be 0 or a whole number from %lld to %lld"
		 : "must be a whole number from %lld to %lld",
	    (long long)f->min, (long long)f->max));
}

static enum err
set_number(void *mem, void *at, const struct field *f, const char *value,
    struct error *e)
{
	const char *s = text_trim(mem, value);
	int64_t n = 0;
	enum err err = ERR_OK;

	if (s[0] == '\0')
		n = f->dflt;
	else if (strcmp(s, "0") != 0)
		err = f->kind == FIELD_CPU
			  ? text_scaled(s, 3, f->min, f->max, &n)
			  : text_int(s, f->min, f->max, &n);
	if (err != ERR_OK)
		return (number_wrong(f, e));
	*(int *)at = (int)n;
	return (ERR_OK);
}

static enum err
set_name(void *at, const struct field *f, const char *value, struct error *e)
{
	int n = f->from(value);

	if (n < 0)
		return (err_set(
		    e, ERR_INVALID, f->name, "must be one of %s", f->names));
	*(int *)at = n;
	return (ERR_OK);
}

/* Whether `tag` is one of "web, easy". */
static bool
tags_have(const char *tags, const char *tag)
{
	size_t n = strlen(tag), len;

	for (; *tags != '\0'; tags += len + strspn(tags + len, ", ")) {
		len = strcspn(tags, ",");
		if (len == n && strncmp(tags, tag, n) == 0)
			return (true);
	}
	return (false);
}

/* ------------------------------------------------ other challenges */

static enum err
read_id(const struct field *f, const char *text, int64_t *ret, struct error *e)
{
	if (text_int(text, 1, INT64_MAX, ret) != ERR_OK)
		return (err_set(e, ERR_INVALID, f->name,
		    "must be a challenge's number"));
	return (ERR_OK);
}

static enum err
set_id(void *mem, void *at, const struct field *f, const char *value,
    struct error *e)
{
	const char *text = text_trim(mem, value);

	*(int64_t *)at = 0;
	if (text[0] == '\0' || strcmp(text, "0") == 0)
		return (ERR_OK);
	return (read_id(f, text, at, e));
}

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return ((x > y) - (x < y));
}

/* "3, 5 8": sorted, each once. */
static enum err
set_requires(void *mem, struct challenge *c, const struct field *f,
    const char *value, struct error *e)
{
	char *copy = mem_strdup(mem, value), *save = NULL, *word;
	int64_t *ids = mem_array(mem, int64_t, LIMIT_REQUIRES);
	int i, n = 0, kept = 0;
	enum err err;

	for (word = strtok_r(copy, ", \t\r\n", &save); word != NULL;
	     word = strtok_r(NULL, ", \t\r\n", &save)) {
		if (n == LIMIT_REQUIRES)
			return (err_set(e, ERR_INVALID, f->name,
			    "must be at most %d", LIMIT_REQUIRES));
		err = read_id(f, word, &ids[n++], e);
		if (err != ERR_OK)
			return (err);
	}
	qsort(ids, (size_t)n, sizeof(*ids), by_value);
	for (i = 0; i < n; i++)
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	c->requires = ids;
	c->requires_n = kept;
	return (ERR_OK);
}

/* "web,  easy,web" becomes "web, easy". */
static enum err
set_tags(void *mem, void *at, const struct field *f, const char *value,
    struct error *e)
{
	char *copy = mem_strdup(mem, value), *save = NULL, *word;
	struct buf *out = buf_new(mem, LIMIT_TAGS);

	if (text_has_control(value))
		return (err_set(e, ERR_INVALID, f->name,
		    "must not have control or invisible characters"));
	for (word = strtok_r(copy, ",", &save); word != NULL;
	     word = strtok_r(NULL, ",", &save)) {
		word = text_trim(mem, word);
		if (word[0] == '\0' || tags_have(buf_data(out), word))
			continue;
		buf_printf(out, "%s%s", buf_len(out) > 0 ? ", " : "", word);
	}
	if (buf_full(out))
		return (err_set(e, ERR_INVALID, f->name,
		    "must be at most %d bytes long", LIMIT_TAGS));
	*(const char **)at = buf_data(out);
	return (ERR_OK);
}

enum err
challenge_set(void *mem, struct challenge *c, const char *field,
    const char *value, bool *ret_known, struct error *e)
{
	const struct field *f = NULL;
	void *at;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i].name, field) == 0)
			f = &fields[i];
	*ret_known = f != NULL;
	if (f == NULL)
		return (ERR_OK);
	at = (char *)c + f->offset;
	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_LINES:
		return (set_text(mem, at, f, value, e));
	case FIELD_INT:
	case FIELD_CPU:
		return (set_number(mem, at, f, value, e));
	case FIELD_NAME:
		return (set_name(at, f, value, e));
	case FIELD_ID:
		return (set_id(mem, at, f, value, e));
	case FIELD_IDS:
		return (set_requires(mem, c, f, value, e));
	case FIELD_TAGS:
		return (set_tags(mem, at, f, value, e));
	case FIELD_PORTS:
		return (set_ports(mem, c, field, value, e));
	}
	return (ERR_INTERNAL);
}

/* ------------------------------------------------ the whole */

static bool
same_port(const struct challenge_port *a, const struct challenge_port *b)
{
	return (a->port == b->port &&
		(a->kind == KIND_UDP) == (b->kind == KIND_UDP));
}

static enum err
check_ports(const struct challenge *c, struct error *e)
{
	int i, j;

	if (c->ports_n == 0 || c->ports[0].port == 0)
		return (err_set(e, ERR_INVALID, "port", "must be 1 to 65535"));
	for (i = 1; i < c->ports_n; i++)
		for (j = 0; j < i; j++)
			if (same_port(&c->ports[i], &c->ports[j]))
				return (err_set(e, ERR_INVALID, "ports",
				    "%d is there twice", c->ports[i].port));
	return (ERR_OK);
}

static enum err
check_container(
    void *mem, struct challenge *c, const struct conf *conf, struct error *e)
{
	struct container_mount *mounts;
	const char **words;
	int n;
	enum err err;

	if (c->image[0] == '\0')
		return (err_set(e, ERR_INVALID, "image", "must not be empty"));
	if (!image_name_ok(c->image))
		return (err_set(e, ERR_INVALID, "image",
		    "must be an image name such as registry/name:tag"));
	err = check_ports(c, e);
	if (err == ERR_OK)
		err = shell_words(mem, c->command, &words, &n, e);
	if (err == ERR_OK)
		err = volumes_parse(mem, c->volumes, conf, &mounts, &n, e);
	if (err == ERR_OK)
		err = containment_check(mem, c, mounts, n, conf, e);
	if (err == ERR_OK)
		err = flag_template_check(c->flag_template, e);
	if (err == ERR_OK)
		err = flag_env_check(c->flag_env, e);
	return (err);
}

enum err
challenge_check(
    void *mem, struct challenge *c, const struct conf *conf, struct error *e)
{
	if (c->name[0] == '\0')
		return (err_set(e, ERR_INVALID, "name", "must not be empty"));
	if (c->function != SCORE_STATIC) {
		if (c->minimum > c->initial)
			return (err_set(e, ERR_INVALID, "minimum",
			    "must not be above initial"));
		c->value = score_value(c, c->solves);
	}
	if (c->type == CHALLENGE_CONTAINER)
		return (check_container(mem, c, conf, e));
	if (c->ports_n > 0 && c->ports[0].port == 0)
		c->ports_n = 0;
	return (ERR_OK);
}

bool
challenge_same_container(const struct challenge *a, const struct challenge *b)
{
	int i;

	if (a->ports_n != b->ports_n)
		return (false);
	for (i = 0; i < a->ports_n; i++)
		if (a->ports[i].port != b->ports[i].port ||
		    a->ports[i].kind != b->ports[i].kind ||
		    strcmp(a->ports[i].label, b->ports[i].label) != 0)
			return (false);
	return (a->type == b->type && a->memory_mb == b->memory_mb &&
		a->cpu_milli == b->cpu_milli && a->pids == b->pids &&
		strcmp(a->image, b->image) == 0 &&
		strcmp(a->command, b->command) == 0 &&
		strcmp(a->volumes, b->volumes) == 0 &&
		strcmp(a->flag_template, b->flag_template) == 0 &&
		strcmp(a->flag_env, b->flag_env) == 0 &&
		a->root_fs == b->root_fs && a->egress == b->egress &&
		a->network == b->network &&
		strcmp(a->cap_add, b->cap_add) == 0 &&
		strcmp(a->run_as, b->run_as) == 0 &&
		strcmp(a->tmpfs, b->tmpfs) == 0 &&
		strcmp(a->runtime, b->runtime) == 0);
}
