#include "domain/model.h"

#include <string.h>

#include "base/lang.h"

#define NAME_COUNT(names) ((int)(sizeof(names) / sizeof((names)[0])))

static const char *const role_names[] = {
    [ROLE_PLAYER] = "player",
    [ROLE_ADMIN] = "admin",
};
static const char *const challenge_type_names[] = {
    [CHALLENGE_STANDARD] = "standard",
    [CHALLENGE_CONTAINER] = "container",
};
static const char *const challenge_state_names[] = {
    [CHALLENGE_HIDDEN] = N_("hidden"),
    [CHALLENGE_VISIBLE] = N_("visible"),
};
static const char *const score_function_names[] = {
    [SCORE_STATIC] = "static",
    [SCORE_LINEAR] = "linear",
    [SCORE_LOGARITHMIC] = "logarithmic",
};
static const char *const flag_logic_names[] = {
    [FLAG_ANY] = "any",
    [FLAG_ALL] = "all",
};
static const char *const root_fs_names[] = {
    [ROOT_WRITABLE] = "writable",
    [ROOT_READ_ONLY] = "read-only",
};
static const char *const egress_names[] = {
    [EGRESS_BLOCKED] = "blocked",
    [EGRESS_ALLOWED] = "allowed",
};
static const char *const network_mode_names[] = {
    [NETWORK_SHARED] = "shared",
    [NETWORK_OWN] = "own",
};
static const char *const endpoint_kind_names[] = {
    [KIND_TCP] = "tcp",
    [KIND_HTTP] = "http",
    [KIND_HTTPS] = "https",
    [KIND_SSH] = "ssh",
    [KIND_UDP] = "udp",
};
static const char *const end_reason_names[] = {
    [END_NONE] = "",
    [END_STOPPED] = N_("stopped"),
    [END_EXPIRED] = N_("expired"),
    [END_KILLED] = N_("killed"),
    [END_PURGED] = N_("purged"),
    [END_DIED] = N_("died"),
    [END_FAILED] = N_("failed"),
    [END_CHALLENGE_GONE] = N_("challenge_gone"),
    [END_EVICTED] = N_("evicted"),
};

/* The index of `s` in `names`, -1 if it is not there; NULL counts as "". */
static int
index_of(const char *const *names, int n, const char *s)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], s != NULL ? s : "") == 0)
			return (i);
	return (-1);
}

const char *
role_name(enum role r)
{
	return (role_names[r]);
}

int
role_from(const char *s)
{
	return (index_of(role_names, NAME_COUNT(role_names), s));
}

const char *
challenge_type_name(enum challenge_type t)
{
	return (challenge_type_names[t]);
}

int
challenge_type_from(const char *s)
{
	return (index_of(
	    challenge_type_names, NAME_COUNT(challenge_type_names), s));
}

const char *
challenge_state_name(enum challenge_state s)
{
	return (challenge_state_names[s]);
}

int
challenge_state_from(const char *s)
{
	return (index_of(
	    challenge_state_names, NAME_COUNT(challenge_state_names), s));
}

const char *
score_function_name(enum score_function f)
{
	return (score_function_names[f]);
}

int
score_function_from(const char *s)
{
	return (index_of(
	    score_function_names, NAME_COUNT(score_function_names), s));
}

const char *
flag_logic_name(enum flag_logic l)
{
	return (flag_logic_names[l]);
}

int
flag_logic_from(const char *s)
{
	return (index_of(flag_logic_names, NAME_COUNT(flag_logic_names), s));
}

const char *
root_fs_name(enum root_fs r)
{
	return (root_fs_names[r]);
}

int
root_fs_from(const char *s)
{
	return (index_of(root_fs_names, NAME_COUNT(root_fs_names), s));
}

const char *
egress_name(enum egress e)
{
	return (egress_names[e]);
}

int
egress_from(const char *s)
{
	return (index_of(egress_names, NAME_COUNT(egress_names), s));
}

const char *
network_mode_name(enum network_mode m)
{
	return (network_mode_names[m]);
}

int
network_mode_from(const char *s)
{
	return (
	    index_of(network_mode_names, NAME_COUNT(network_mode_names), s));
}

const char *
endpoint_kind_name(enum endpoint_kind k)
{
	return (endpoint_kind_names[k]);
}

int
endpoint_kind_from(const char *s)
{
	return (
	    index_of(endpoint_kind_names, NAME_COUNT(endpoint_kind_names), s));
}

const char *
end_reason_name(enum end_reason r)
{
	return (end_reason_names[r]);
}

int
end_reason_from(const char *s)
{
	return (index_of(end_reason_names, NAME_COUNT(end_reason_names), s));
}
