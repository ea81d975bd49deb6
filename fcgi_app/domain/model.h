/*
 * The records that store/ fills, service/ passes on and web/ and keeper/
 * read.  Plain data; strings are owned by the arena the record was read into
 * and never NULL unless said.  Times are database time in microseconds, 0 for
 * never (base/clock.h).
 */
#ifndef BERTH_DOMAIN_MODEL_H
#define BERTH_DOMAIN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/ids.h"
#include "domain/instance_state.h"

/* ------------------------------------------------ people */

enum role { ROLE_PLAYER, ROLE_ADMIN };

struct account {
	struct user_id id;
	const char *name;
	const char *email;		/* "" if none */
	const char *password_hash;	/* argon2id; only for login */
	enum role role;
	bool banned;
	bool hidden;
	bool verified;			/* an admin knows who it is */
	const char *bracket;		/* of the setting `brackets`, "" if none */
	struct team_id team;		/* 0: no team */
	const char *team_name;		/* "" if none */
	bool team_banned;
	bool is_captain;		/* of the team */
	int64_t created_us;
};

struct team {
	struct team_id id;
	const char *name;
	struct user_id captain;		/* 0: none, the last one has gone */
	const char *captain_name;	/* "" if none */
	bool banned;
	bool hidden;
	const char *bracket;		/* "" if none */
	bool has_invite;		/* there is a link to join by */
	int members;
	int64_t created_us;
};

/* ------------------------------------------------ challenges */

enum challenge_type { CHALLENGE_STANDARD, CHALLENGE_CONTAINER };
enum challenge_state { CHALLENGE_HIDDEN, CHALLENGE_VISIBLE };
enum score_function { SCORE_STATIC, SCORE_LINEAR, SCORE_LOGARITHMIC };
enum flag_logic { FLAG_ANY, FLAG_ALL }; /* how many flags solve it */
enum root_fs { ROOT_WRITABLE, ROOT_READ_ONLY }; /* of a container */
enum egress { EGRESS_BLOCKED, EGRESS_ALLOWED }; /* what it may send out */
enum network_mode { NETWORK_SHARED, NETWORK_OWN }; /* a bridge with others */
enum endpoint_kind { KIND_TCP, KIND_HTTP, KIND_HTTPS, KIND_SSH, KIND_UDP };

/* A port inside the container that players reach. */
struct challenge_port {
	int port;			/* 1 to 65535 */
	enum endpoint_kind kind;	/* KIND_UDP is udp, all others tcp */
	const char *label;		/* "" if none */
};

struct challenge {
	struct challenge_id id;
	const char *name;
	const char *category;
	const char *description;	/* Markdown */
	const char *connection_info;	/* host name shown instead; "" if none */
	enum challenge_type type;
	enum challenge_state state;
	int max_attempts;		/* 0: no limit */

	enum score_function function;
	int value;			/* points now */
	int initial, minimum, decay;	/* of linear and logarithmic */
	int solves;			/* by accounts that count */
	bool solved;			/* by the viewer's account; lists say so */

	/* the contest */
	enum flag_logic flag_logic;
	const char *tags;		/* "web, easy"; "" if none */
	struct challenge_id next;	/* shown once solved; 0 if none */
	int64_t *requires;		/* ids that must be solved before; sorted */
	int requires_n;
	int stop_on_solve_min;		/* its instance ends so soon; -1: off */

	/* container challenges only */
	const char *image;		/* "name:tag" */
	const char *command;		/* shell words, "" for the image's own */
	const char *volumes;		/* JSON as in the plugin, "" if none */
	struct challenge_port *ports;	/* at least one, the first is the contract's */
	int ports_n;
	int memory_mb;			/* 0: the setting */
	int cpu_milli;			/* thousandths of a CPU, 0: the setting */
	int pids;			/* 0: the default */
	int lifetime_min;		/* minutes, 0: the setting; -1: never ends */
	int renewals_max;		/* -1: no limit */
	int warm;			/* instances kept ready, 0: none */
	const char *flag_template;	/* "" if its instances have no own flag */
	const char *flag_env;		/* the variable it goes in, "": FLAG */

	/* what its containers may do (domain/containment.h) */
	const char *cap_add;		/* "CHOWN KILL"; "" for none */
	const char *run_as;		/* "1000:1000"; "" for the image's user */
	enum root_fs root_fs;
	const char *tmpfs;		/* "/tmp 16, /run 1"; "" for the default */
	const char *runtime;		/* "" for the engine's default */
	enum egress egress;
	enum network_mode network;
	int64_t created_us, updated_us;
};

/* What is said of a challenge elsewhere. */
struct challenge_ref {
	struct challenge_id id;
	const char *name, *image;
};

/* A file to download; its bytes lie under `hash`, 64 hex digits. */
struct challenge_file {
	int64_t id;
	struct challenge_id challenge;
	const char *name;
	const char *hash;
	int64_t size;
};

/* `challenge` is closed to an account until it has solved `requires`. */
struct requirement {
	struct challenge_id challenge, requires;
};

/* ------------------------------------------------ instances */

/* Where a player reaches one port of an instance. */
struct endpoint {
	int port;			/* inside */
	enum endpoint_kind kind;
	const char *label;
	const char *host_ip;		/* as the engine published it */
	int host_port;
};

enum end_reason {
	END_NONE,
	END_STOPPED,			/* by its owner */
	END_EXPIRED,
	END_KILLED,			/* by an admin */
	END_PURGED,
	END_DIED,			/* the container ended by itself */
	END_FAILED,			/* could not be started */
	END_CHALLENGE_GONE,		/* its challenge was deleted */
	END_EVICTED,			/* wrote more than it may */
};

struct instance {
	struct instance_id id;
	const char *public_id;		/* 16 hex digits */
	struct challenge_id challenge;	/* 0 once the challenge is deleted */
	const char *challenge_name;
	const char *connection_info;	/* the challenge's, "" if none */
	const char *image;		/* as of its start, "" before */
	bool pool;			/* warm or on the way to it; nobody's yet */
	const char *slot;		/* the owner's claim, "" if none */
	int64_t turn;			/* in the queue */
	struct user_id user;		/* who started it; 0 in the pool, and
					 * of a test */
	struct user_id tester;		/* the admin who tries the challenge, 0
					 * if it is no test */
	const char *user_name;		/* or the tester's */
	struct team_id team;		/* 0 outside team mode */
	const char *team_name;
	enum instance_state state;
	enum instance_desired desired;
	bool restart;			/* start again once it is gone */
	int generation;			/* from 1; grows with every restart */
	const char *container_id;	/* the engine's full id, "" if none */
	bool own_network;		/* this generation has one */
	bool wants_own_network;		/* so its challenge says now */
	const char *flag;		/* put into the container, "" if none */
	int64_t requested_us, ready_us, expires_us, ended_us;
	int64_t claimed_us;		/* 0: no keeper has begun; there is no
					 * container */
	int renewals;			/* done */
	int renewals_max;		/* -1: no limit */
	int attempt;			/* of the step under way, from 0 */
	int64_t not_before_us;
	enum end_reason end_reason;
	bool has_exit_code;
	int exit_code;
	bool oom_killed;
	const char *error_player;	/* a sentence for the player, "" if none */
	const char *error_admin;	/* what the engine said */
	struct endpoint *endpoints;	/* only where the query says so */
	int endpoints_n;
	int queue_place;		/* from 1 while queued, otherwise 0 */
	int wait_s;			/* expected while queued; -1: not known */
	bool is_unserved;		/* queued, and no keeper reaches the engine */
};

struct instance_event {
	int64_t at_us;
	int generation;
	enum instance_state state;	/* entered */
	const char *cause;		/* "requested", "engine said 500" … */
	const char *actor;		/* a user's name, "keeper" */
};

/* One minute of the load. */
struct load_minute {
	int64_t at_us;			/* its first moment */
	int running, queued, starting, warm, stopping;	/* at its end */
	int failed;			/* ended in it, failed or died */
	int starts;			/* ready for players in it */
	int start_ms;			/* median of the last starts; -1: none */
};

/* How things stand as a whole. */
struct load {
	int by_state[INSTANCE_STATES];	/* as shown: to be stopped is stopping */
	int live, with_error;
	int64_t memory_mb, cpu_milli;	/* promised to what has a container */
	int starts;			/* in the last 60 s */
	int failed;			/* or died, in the last hour */
	int start_ms;			/* median, -1: not known */
	struct load_minute *minutes;	/* oldest first, with gaps */
	size_t minutes_n;
};

/* What a keeper says of itself. */
struct keeper_row {
	const char *name;
	int64_t seen_us;
	int silent_s;			/* since then; only read */
	bool engine_ok;
	const char *engine_error;	/* "" if none */
	int starts_limit;		/* starts at a time, now */
	int start_ms;			/* of one in its slot; 0: none yet */
};

/* Names as stored and shown; the reverse answers -1 for an unknown name. */
const char *role_name(enum role r);
const char *challenge_type_name(enum challenge_type t);
const char *challenge_state_name(enum challenge_state s);
const char *score_function_name(enum score_function f);
const char *flag_logic_name(enum flag_logic l);
const char *root_fs_name(enum root_fs r);
const char *egress_name(enum egress e);
const char *network_mode_name(enum network_mode m);
const char *endpoint_kind_name(enum endpoint_kind k);
const char *end_reason_name(enum end_reason r);
int role_from(const char *s);
int challenge_type_from(const char *s);
int challenge_state_from(const char *s);
int score_function_from(const char *s);
int flag_logic_from(const char *s);
int root_fs_from(const char *s);
int egress_from(const char *s);
int network_mode_from(const char *s);
int endpoint_kind_from(const char *s);
int end_reason_from(const char *s);

#endif
