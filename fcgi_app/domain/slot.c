#include "domain/slot.h"

#include <stdio.h>

static enum err
no_team(struct error *e)
{
	return (err_set(e, ERR_CONFLICT, NULL, "User not a member of a team"));
}

enum err
slot_make(const struct settings *s, const struct account *who,
    struct challenge_id c, struct owner *ret_owner, char ret_slot[SLOT_SIZE],
    struct error *e)
{
	bool by_team = s->assignment == ASSIGN_TEAM ||
		       (s->assignment == ASSIGN_UNLIMITED && s->teams_mode);
	struct owner owner = {.user = who->id};
	int n;

	if (by_team && who->team.n == 0)
		return (no_team(e));
	if (by_team)
		owner.team = who->team;
	n = snprintf(ret_slot, SLOT_SIZE, "%c%lld", by_team ? 't' : 'u',
	    (long long)(by_team ? owner.team.n : owner.user.n));
	if (s->assignment == ASSIGN_UNLIMITED)
		snprintf(ret_slot + n, SLOT_SIZE - (size_t)n, ":c%lld",
		    (long long)c.n);
	*ret_owner = owner;
	return (ERR_OK);
}

void
slot_test(struct user_id who, struct challenge_id c, char ret_slot[SLOT_SIZE])
{
	snprintf(ret_slot, SLOT_SIZE, "x%lld:c%lld", (long long)who.n,
	    (long long)c.n);
}

int
slot_quota(const struct settings *s)
{
	return (s->assignment == ASSIGN_UNLIMITED ? 1 : s->quota);
}

void
slot_number(const char *slot, int n, char ret_slot[SLOT_SIZE])
{
	if (n == 1)
		snprintf(ret_slot, SLOT_SIZE, "%s", slot);
	else
		snprintf(ret_slot, SLOT_SIZE, "%s#%d", slot, n);
}
