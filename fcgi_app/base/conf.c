#include "base/conf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/capability.h"
#include "base/mem.h"
#include "base/text.h"

#define CONF_DEFAULT      BERTH_SYSCONFDIR "/berth/berth.conf"
#define DB_SOCKET         "/run/mysqld/mysqld.sock"
#define FILE_MAX          (256 * 1024)
#define PASSWORD_FILE_MAX 1024
#define HOSTNAME_SIZE     256
#define WEB_WORKERS_MAX   256
#define NAME_CHARS                                         \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV" \
	"WXYZ0123456789._-"

struct key; /* below; its table needs the readers' names */

/* The file while it is read; `seen[i]` is the line of key i, 0 if not yet. */
struct reader {
	void *scratch;
	const char *path;
	int line;
	int *seen;
	struct conf *conf;
	struct error *e;
};

typedef enum err (*read_fn)(
    struct reader *r, const struct key *k, const char *value);

static enum err read_text(struct reader *, const struct key *, const char *);
static enum err read_slug(struct reader *, const struct key *, const char *);
static enum err read_path(struct reader *, const struct key *, const char *);
static enum err read_account(struct reader *, const struct key *, const char *);
static enum err read_address(struct reader *, const struct key *, const char *);
static enum err read_number(struct reader *, const struct key *, const char *);
static enum err read_yes_no(struct reader *, const struct key *, const char *);
static enum err read_volume(struct reader *, const struct key *, const char *);
static enum err read_capabilities(
    struct reader *, const struct key *, const char *);
static enum err read_runtime(struct reader *, const struct key *, const char *);
static enum err read_host(struct reader *, const struct key *, const char *);
static enum err read_pool(struct reader *, const struct key *, const char *);

/* A key of the file: who reads its value and where it goes. */
struct key {
	const char *name;
	read_fn read;
	size_t at;        /* offset in struct conf */
	const char *dflt; /* "" = unset, NULL = none or worked out later */
	int min, max;     /* of a number; the length of a slug */
};

#define AT(member) offsetof(struct conf, member)

static const struct key keys[] = {
    {"deployment", read_slug, AT(deployment), "berth", 1, 32},
    {"db_socket", read_path, AT(db_socket), "", 0, 0},
    {"db_host", read_text, AT(db_host), "", 0, 0},
    {"db_port", read_number, AT(db_port), "3306", 1, 65535},
    {"db_name", read_text, AT(db_name), "berth", 1, 0},
    {"db_user", read_text, AT(db_user), "berth", 1, 0},
    {"db_password", read_text, AT(db_password), "", 0, 0},
    {"db_password_file", read_path, AT(db_password_file), "", 0, 0},
    {"web_db_user", read_account, AT(web_db_user), "", 0, 0},
    {"web_db_password_file", read_path, AT(web_db_password_file), "", 0, 0},
    {"db_tls_ca", read_path, AT(db_tls_ca), "", 0, 0},
    {"control_socket", read_path, AT(control_socket),
	BERTH_RUNDIR "/berth/keeper.sock", 1, 0},
    {"wake_socket", read_path, AT(wake_socket), BERTH_RUNDIR "/berth/wake.sock",
	1, 0},
    {"run_dir", read_path, AT(run_dir), BERTH_RUNDIR "/berth/web", 1, 0},
    {"templates_dir", read_path, AT(templates_dir), BERTH_DATADIR "/templates",
	1, 0},
    {"sql_dir", read_path, AT(sql_dir), BERTH_DATADIR "/sql", 1, 0},
    {"static_dir", read_path, AT(static_dir), BERTH_DATADIR "/static", 1, 0},
    {"files_dir", read_path, AT(files_dir), BERTH_STATEDIR "/berth/files", 0,
	0},
    {"web_workers", read_number, AT(web_workers), "8", 1, WEB_WORKERS_MAX},
    {"web_user", read_text, AT(web_user), "", 0, 0},
    {"secure_cookies", read_yes_no, AT(secure_cookies), "no", 0, 0},
    {"allow_host", read_host, AT(hosts), NULL, 0, 0},
    {"keeper_name", read_text, AT(keeper_name), NULL, 1, 0},
    {"instance_bind", read_address, AT(instance_bind), "0.0.0.0", 0, 0},
    {"allow_plain_tcp", read_yes_no, AT(allow_plain_tcp), "no", 0, 0},
    {"engine_tls_ca", read_path, AT(engine_tls_ca), "", 0, 0},
    {"engine_tls_cert", read_path, AT(engine_tls_cert), "", 0, 0},
    {"engine_tls_key", read_path, AT(engine_tls_key), "", 0, 0},
    {"ssh_identity", read_path, AT(ssh_identity), "", 0, 0},
    {"ssh_known_hosts", read_path, AT(ssh_known_hosts), "", 0, 0},
    {"allow_volume", read_volume, AT(volumes), NULL, 0, 0},
    {"allow_capabilities", read_capabilities, AT(capabilities), NULL, 0, 0},
    {"allow_runtime", read_runtime, AT(runtimes), NULL, 0, 0},
    {"network_pool", read_pool, AT(network_pool), "10.187.0.0/16", 8, 20},
    {"container_disk_mb", read_number, AT(disk_mb), "0", 0, 1048576},
};

#define KEYS_N (sizeof(keys) / sizeof(keys[0]))

/* Refuse the value of `k` on the present line. */
static enum err PRINTF_LIKE(3, 4)
    refuse(struct reader *r, const struct key *k, const char *fmt, ...)
{
	char why[ERR_MESSAGE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	return err_set(r->e, ERR_INVALID, k->name, "%s:%d: %s: %s", r->path,
	    r->line, k->name, why);
}

static void *
member(const struct reader *r, const struct key *k)
{
	return (char *)r->conf + k->at;
}

static void
keep_string(struct reader *r, const struct key *k, const char *value)
{
	*(const char **)member(r, k) = mem_strdup(r->conf, value);
}

static enum err
read_text(struct reader *r, const struct key *k, const char *value)
{
	if (k->min > 0 && value[0] == '\0')
		return refuse(r, k, "must not be empty");
	keep_string(r, k, value);
	return ERR_OK;
}

static enum err
read_slug(struct reader *r, const struct key *k, const char *value)
{
	size_t n = strlen(value);

	if (n < (size_t)k->min || n > (size_t)k->max ||
	    strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-") != n)
		return refuse(r, k,
		    "must be %d to %d of the characters a-z, 0-9 and -", k->min,
		    k->max);
	keep_string(r, k, value);
	return ERR_OK;
}

static enum err
read_path(struct reader *r, const struct key *k, const char *value)
{
	if (value[0] == '\0' && k->min > 0)
		return refuse(r, k, "must not be empty");
	if (value[0] != '\0' && value[0] != '/')
		return refuse(r, k, "must be a path from / on");
	keep_string(r, k, value);
	return ERR_OK;
}

/* "name" or "name@host", in characters that need no quoting in SQL. */
static enum err
read_account(struct reader *r, const struct key *k, const char *value)
{
	size_t n = strspn(value, NAME_CHARS);
	const char *host = value[n] == '@' ? value + n + 1 : NULL;

	if (value[0] != '\0' &&
	    (n == 0 || (value[n] != '\0' && host == NULL) ||
		(host != NULL &&
		    (host[0] == '\0' ||
			host[strspn(host, NAME_CHARS ":%")] != '\0'))))
		return refuse(r, k,
		    "must be an account such as berth-web or "
		    "berth-web@web.example.org");
	keep_string(r, k, value);
	return ERR_OK;
}

static enum err
read_address(struct reader *r, const struct key *k, const char *value)
{
	struct in6_addr addr; /* large enough for both */

	if (inet_pton(AF_INET, value, &addr) != 1 &&
	    inet_pton(AF_INET6, value, &addr) != 1)
		return refuse(r, k, "must be an IPv4 or IPv6 address");
	keep_string(r, k, value);
	return ERR_OK;
}

static enum err
read_number(struct reader *r, const struct key *k, const char *value)
{
	int64_t n;

	if (text_int(value, k->min, k->max, &n) != ERR_OK)
		return refuse(
		    r, k, "must be a whole number %d to %d", k->min, k->max);
	*(int *)member(r, k) = (int)n;
	return ERR_OK;
}

static enum err
read_yes_no(struct reader *r, const struct key *k, const char *value)
{
	bool yes = strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0)
		return refuse(r, k, "must be yes or no");
	*(bool *)member(r, k) = yes;
	return ERR_OK;
}

/*
 * Whether `path` is spelled in the one way that prefixes are compared in:
 * absolute, no empty, "." or ".." part, no slash at the end, no ':' (which
 * separates the parts of a mount), and more than "/".
 */
static bool
is_plain_path(const char *path)
{
	if (path[0] != '/' || strchr(path, ':') != NULL)
		return false;
	while (*path == '/') {
		size_t n = strcspn(++path, "/");

		if (n == 0 || (n == 1 && path[0] == '.') ||
		    (n == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		path += n;
	}
	return true;
}

static enum err
read_volume(struct reader *r, const struct key *k, const char *value)
{
	struct conf *c = r->conf;
	size_t n = strcspn(value, " \t");
	const char *mode = value + n + strspn(value + n, " \t");
	char *prefix = mem_strndup(c, value, n);

	if (!is_plain_path(prefix))
		return refuse(r, k,
		    "must be a path below /, without '..', ':' or a slash at "
		    "the end");
	if (mode[0] != '\0' && strcmp(mode, "rw") != 0)
		return refuse(r, k, "behind the path only \"rw\" may stand");
	c->volumes = mem_grow(
	    c, c->volumes, (size_t)c->volumes_n + 1, sizeof(*c->volumes));
	c->volumes[c->volumes_n++] = (struct conf_volume){
	    .prefix = prefix,
	    .writable = mode[0] != '\0',
	};
	return ERR_OK;
}

/* The whole list, instead of the usual one. */
static enum err
read_capabilities(struct reader *r, const struct key *k, const char *value)
{
	struct error why = {0};

	if (value[0] == '\0')
		return refuse(r, k, "must be names, or none");
	if (strcmp(value, "none") == 0)
		value = "";
	if (capability_parse(k->name, value, member(r, k), &why) != ERR_OK)
		return refuse(r, k, "%s", why.message);
	return ERR_OK;
}

/* The name that the engine knows the runtime by. */
static enum err
read_runtime(struct reader *r, const struct key *k, const char *value)
{
	struct conf *c = r->conf;
	size_t n = strlen(value);

	if (n == 0 || n > CONF_RUNTIME_MAX || strspn(value, NAME_CHARS) != n)
		return refuse(r, k,
		    "must be 1 to %d of the characters a-z, A-Z, 0-9, '.', _ "
		    "and -",
		    CONF_RUNTIME_MAX);
	c->runtimes = mem_grow(
	    c, c->runtimes, (size_t)c->runtimes_n + 1, sizeof(*c->runtimes));
	c->runtimes[c->runtimes_n++] = mem_strdup(c, value);
	return ERR_OK;
}

/* "10.187.0.0/16", with no bit set behind the prefix. */
static enum err
read_pool(struct reader *r, const struct key *k, const char *value)
{
	const char *slash = strchr(value, '/');
	struct in_addr addr;
	int64_t prefix;
	uint32_t base;

	if (slash == NULL ||
	    inet_pton(AF_INET,
		mem_strndup(r->scratch, value, (size_t)(slash - value)),
		&addr) != 1 ||
	    text_int(slash + 1, k->min, k->max, &prefix) != ERR_OK)
		return refuse(r, k,
		    "must be an IPv4 network of /%d to /%d such as "
		    "10.187.0.0/16",
		    k->min, k->max);
	base = ntohl(addr.s_addr);
	if ((base & (UINT32_MAX >> prefix)) != 0)
		return refuse(r, k, "must have no bit set behind its prefix");
	*(struct conf_pool *)member(r, k) =
	    (struct conf_pool){.base = base, .prefix = (int)prefix};
	return ERR_OK;
}

/* Whether a key may stand on several lines. */
static bool
is_repeatable(const struct key *k)
{
	return k->read == read_volume || k->read == read_runtime ||
	       k->read == read_host;
}

static enum err
read_host(struct reader *r, const struct key *k, const char *value)
{
	struct conf *c = r->conf;

	if (value[0] == '\0' ||
	    value[strspn(value, "abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")] !=
		'\0')
		return refuse(r, k,
		    "must be a host's name or IPv4 address, without a port");
	c->hosts =
	    mem_grow(c, c->hosts, (size_t)c->hosts_n + 1, sizeof(*c->hosts));
	c->hosts[c->hosts_n++] = mem_strdup(c, value);
	return ERR_OK;
}

static enum err
read_pair(struct reader *r, const char *name, const char *value)
{
	for (size_t i = 0; i < KEYS_N; i++) {
		const struct key *k = &keys[i];

		if (strcmp(k->name, name) != 0)
			continue;
		if (r->seen[i] != 0 && !is_repeatable(k))
			return refuse(
			    r, k, "is already on line %d", r->seen[i]);
		r->seen[i] = r->line;
		return k->read(r, k, value);
	}
	return err_set(r->e, ERR_INVALID, NULL, "%s:%d: unknown key \"%.64s\"",
	    r->path, r->line, name);
}

/* Whether `s` has a control character other than tab, or invalid UTF-8. */
static bool
has_control(void *scratch, const char *s)
{
	char *copy = mem_strdup(scratch, s);

	for (char *tab = copy; (tab = strchr(tab, '\t')) != NULL;)
		*tab = ' ';
	return text_has_control(copy);
}

static enum err
read_line(struct reader *r, const char *line)
{
	const char *s = text_trim(r->scratch, line);
	const char *eq = strchr(s, '=');
	const char *name;

	if (s[0] == '\0' || s[0] == '#')
		return ERR_OK;
	if (eq == NULL)
		return err_set(r->e, ERR_INVALID, NULL,
		    "%s:%d: must be \"key = value\", or # for a comment",
		    r->path, r->line);
	if (has_control(r->scratch, s))
		return err_set(r->e, ERR_INVALID, NULL,
		    "%s:%d: has a control character or invalid UTF-8", r->path,
		    r->line);
	name =
	    text_trim(r->scratch, mem_strndup(r->scratch, s, (size_t)(eq - s)));
	return read_pair(r, name, text_trim(r->scratch, eq + 1));
}

/* Read the whole file into *ret_text under `mem`. */
static enum err
slurp(void *mem, const char *path, const char **ret_text, struct error *e)
{
	char *text = mem_array(mem, char, FILE_MAX + 1);
	FILE *f = fopen(path, "re");
	size_t n;
	int failed;

	if (f == NULL)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_INVALID,
		    NULL,
		    "%s: cannot open: %s; write this file or name another in "
		    "BERTH_CONF",
		    path, strerror(errno));
	n = fread(text, 1, FILE_MAX + 1, f);
	failed = ferror(f) ? errno : 0;
	fclose(f);
	if (failed != 0)
		return err_set(e, ERR_INVALID, NULL, "%s: cannot read: %s",
		    path, strerror(failed));
	if (n > FILE_MAX)
		return err_set(e, ERR_INVALID, NULL,
		    "%s: is larger than %d bytes", path, FILE_MAX);
	if (memchr(text, '\0', n) != NULL)
		return err_set(e, ERR_INVALID, NULL,
		    "%s: has a NUL byte; it must be plain text", path);
	*ret_text = text;
	return ERR_OK;
}

static enum err
read_lines(struct reader *r, const char *text)
{
	enum err err = ERR_OK;

	while (err == ERR_OK && *text != '\0') {
		size_t n = strcspn(text, "\n");

		r->line++;
		err = read_line(r, mem_strndup(r->scratch, text, n));
		text += n + (text[n] == '\n');
	}
	return err;
}

/* Give every key its default.  The table is right, so this cannot fail. */
static void
set_defaults(struct reader *r)
{
	char host[HOSTNAME_SIZE] = "";

	for (size_t i = 0; i < KEYS_N; i++)
		if (keys[i].dflt != NULL)
			(void)!keys[i].read(r, &keys[i], keys[i].dflt);
	if (gethostname(host, sizeof(host) - 1) != 0 || host[0] == '\0')
		snprintf(host, sizeof(host), "keeper");
	r->conf->keeper_name = mem_strdup(r->conf, host);
	r->conf->capabilities = capability_usual();
}

static bool
seen(const struct reader *r, const char *name)
{
	for (size_t i = 0; i < KEYS_N; i++)
		if (strcmp(keys[i].name, name) == 0)
			return r->seen[i] != 0;
	return false;
}

/* What must hold between keys. */
static enum err
check_together(struct reader *r)
{
	struct conf *c = r->conf;

	if (c->db_socket[0] != '\0' && c->db_host[0] != '\0')
		return err_set(r->e, ERR_INVALID, "db_host",
		    "%s: give db_socket or db_host, not both", r->path);
	if (c->db_socket[0] == '\0' && c->db_host[0] == '\0')
		c->db_socket = mem_strdup(c, DB_SOCKET);
	if ((c->engine_tls_cert[0] == '\0') != (c->engine_tls_key[0] == '\0'))
		return err_set(r->e, ERR_INVALID, "engine_tls_key",
		    "%s: engine_tls_cert and engine_tls_key need each other",
		    r->path);
	if (seen(r, "db_password") && seen(r, "db_password_file"))
		return err_set(r->e, ERR_INVALID, "db_password",
		    "%s: give db_password or db_password_file, not both",
		    r->path);
	return ERR_OK;
}

/* The file's first line is the password. */
static enum err
read_password(struct reader *r, const struct key *k, const char *path)
{
	char password[PASSWORD_FILE_MAX];
	enum err err = ERR_OK;
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return refuse(
		    r, k, "cannot read %s: %s", path, strerror(errno));
	if (fgets(password, sizeof(password), f) == NULL)
		err = refuse(r, k, "%s is empty", path);
	else if (strlen(password) == sizeof(password) - 1)
		err = refuse(r, k, "the first line of %s is longer than %d",
		    path, PASSWORD_FILE_MAX - 2);
	fclose(f);
	if (err != ERR_OK)
		return err;
	password[strcspn(password, "\r\n")] = '\0';
	r->conf->db_password = mem_strdup(r->conf, password);
	return ERR_OK;
}

/* Only that file is read which the program's own account needs: the other's is
 * not for it to read. */
static enum err
choose_account(struct reader *r, enum conf_program program)
{
	struct conf *c = r->conf;
	bool is_web = program == CONF_WEB && c->web_db_user[0] != '\0';
	const char *name = is_web ? "web_db_password_file" : "db_password_file";
	const char *path =
	    is_web ? c->web_db_password_file : c->db_password_file;
	const struct key *k = keys;

	if (is_web) {
		c->db_user = mem_strndup(
		    c, c->web_db_user, strcspn(c->web_db_user, "@"));
		c->db_password = "";
	}
	if (path[0] == '\0')
		return ERR_OK;
	while (strcmp(k->name, name) != 0)
		k++;
	r->line = r->seen[k - keys];
	return read_password(r, k, path);
}

/* The file to read when the caller asks for `path`, see the header. */
static const char *
choose_path(const char *path)
{
	const char *env = getenv("BERTH_CONF");

	if (path != NULL)
		return path;
	return env != NULL && env[0] != '\0' ? env : CONF_DEFAULT;
}

enum err
conf_load(void *mem, const char *path, enum conf_program program,
    struct conf **ret_conf, struct error *e)
{
	void *scratch = mem_arena(NULL);
	struct reader r = {
	    .scratch = scratch,
	    .path = choose_path(path),
	    .seen = mem_array(scratch, int, KEYS_N),
	    .conf = mem_new(mem, struct conf),
	    .e = e,
	};
	const char *text = "";
	enum err err;

	set_defaults(&r);
	err = slurp(scratch, r.path, &text, e);
	if (err == ERR_OK)
		err = read_lines(&r, text);
	if (err == ERR_OK)
		err = check_together(&r);
	if (err == ERR_OK)
		err = choose_account(&r, program);
	if (err == ERR_OK)
		*ret_conf = r.conf;
	else
		mem_free(&r.conf);
	mem_free(&scratch);
	return err;
}
