/*
 * berth.conf: what the operator of the machine decides and a web admin may
 * not: database, sockets, folders, engine credentials, allow-lists.  Lines of
 * `key = value`; `#` starts a comment line; blank lines are fine; a key that
 * may repeat says so.  Everything else is a setting (domain/settings.h).
 * Unknown and repeated keys, and values out of range, are errors that name
 * file and line.
 */
#ifndef BERTH_BASE_CONF_H
#define BERTH_BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * A path prefix that challenges may mount: absolute, never "/" alone, and in
 * one spelling (no ".", "..", ':', doubled or trailing slash), so that
 * prefixes compare as strings, part by part.
 */
struct conf_volume {
	const char *prefix;
	bool writable; /* "rw" behind it; read-only without */
};

/* The IPv4 network base/prefix. */
struct conf_pool {
	uint32_t base;
	int prefix;
};

#define CONF_RUNTIME_MAX 64 /* bytes of a runtime's name */

/* All strings are owned by the structure and never NULL ("" if unset). */
struct conf {
	/* The deployment's name, in labels and names of containers:
	 * [a-z0-9-]{1,32}, default "berth". */
	const char *deployment;

	/*
	 * Database.  A unix socket or host and port, not both; without either,
	 * Debian's socket /run/mysqld/mysqld.sock.
	 */
	const char *db_socket;
	const char *db_host;
	int db_port;         /* default 3306 */
	const char *db_name; /* default "berth" */
	const char *db_user; /* default "berth" */
	/* Or db_password_file = PATH, whose first line it is. */
	const char *db_password;
	const char *db_password_file; /* "" if not given */
	/*
	 * The account of the web workers, "name" or "name@host" (its host
	 * matters to `berthctl migrate` only, which gives it its rights); "":
	 * the one above.  Without a file it has no password (unix_socket).
	 */
	const char *web_db_user;
	const char *web_db_password_file;
	const char *db_tls_ca; /* "" = no TLS */

	/* Sockets and folders; all absolute. */

	/* The keeper's, default $runstatedir/berth/keeper.sock. */
	const char *control_socket;
	/* The keeper's datagram socket, default …/berth/wake.sock. */
	const char *wake_socket;
	/* Gates and locks of the web workers, default …/berth/web. */
	const char *run_dir;
	const char *templates_dir; /* default $pkgdatadir/templates */
	const char *sql_dir;
	const char *static_dir;
	/* Files of challenges; berth-web writes, nginx reads. */
	const char *files_dir;

	/* Web. */

	/* How many serve at once, 1 to 256, default 8; half may wait. */
	int web_workers;
	/* Whom the control socket accepts; "" = own user only. */
	const char *web_user;
	bool secure_cookies; /* yes behind TLS: __Host- cookies */

	/* `allow_host = ctf.example.org`, repeats: the names, without a port,
	 * that requests may come to; none: any. */
	const char **hosts;
	int hosts_n;

	/* Keeper. */

	/* One per running keeper; default the host's name. */
	const char *keeper_name;
	/* The address endpoints are published on, default 0.0.0.0. */
	const char *instance_bind;
	bool allow_plain_tcp; /* tcp:// to other than loopback */

	/* For https:// engines: PEM files; cert and key need each other. */
	const char *engine_tls_ca;
	const char *engine_tls_cert;
	const char *engine_tls_key;

	/* For ssh:// engines: "" = ssh's default. */
	const char *ssh_identity;
	const char *ssh_known_hosts;

	/* What containers may be and have; everything else is refused. */

	/* `allow_volume = /srv/ctf [rw]`, repeats. */
	struct conf_volume *volumes;
	int volumes_n;
	/*
	 * `allow_capabilities = NAME…` or `none`: the mask of those that a
	 * challenge may ask for (base/capability.h).
	 */
	uint64_t capabilities;
	/* `allow_runtime = NAME`, repeats: runtimes that the engine has. */
	const char **runtimes;
	int runtimes_n;
	/*
	 * `network_pool = 10.187.0.0/16`: the addresses of our networks, at
	 * least a /20; host order.
	 */
	struct conf_pool network_pool;
	/*
	 * Bound of what one container may write to its root file system, in
	 * MB; 0: none.  Not every storage driver can (SECURITY.md).
	 */
	int disk_mb;
};

/* Who reads: in CONF_WEB db_user and db_password are those of web_db_user. */
enum conf_program { CONF_WEB, CONF_OTHERS };

/*
 * Read `path` (NULL: $BERTH_CONF, otherwise the compiled-in
 * SYSCONFDIR/berth/berth.conf) into a new structure under `mem`.  ERR_INVALID
 * or ERR_NOT_FOUND with a message that says file, line and what to do.
 */
enum err conf_load(void *mem, const char *path, enum conf_program program,
    struct conf **ret_conf, struct error *e) MUST_USE;

#endif
