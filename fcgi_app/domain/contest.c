#include "domain/contest.h"

enum err
contest_account(const struct settings *s, const struct account *who,
    struct account_id *ret, struct owner *ret_owner, struct error *e)
{
	struct owner owner = {.user = who->id};

	if (s->teams_mode) {
		if (who->team.n == 0)
			return (err_set(e, ERR_FORBIDDEN, NULL,
			    "This event is played by teams: create or join a "
			    "team first"));
		owner.team = who->team;
	}
	ret->n = s->teams_mode ? -owner.team.n : owner.user.n;
	*ret_owner = owner;
	return (ERR_OK);
}

enum event_phase
event_phase(const struct settings *s, int64_t now_us)
{
	if (s->event_start_us != 0 && now_us < s->event_start_us)
		return (EVENT_BEFORE);
	if (s->event_end_us != 0 && now_us >= s->event_end_us)
		return (EVENT_ENDED);
	return (EVENT_RUNNING);
}

enum err
event_allows(const struct settings *s, const struct account *who,
    enum event_deed deed, int64_t now_us, struct error *e)
{
	enum event_phase phase = event_phase(s, now_us);
	const char *name = s->value[SETTING_EVENT_NAME];

	if (who != NULL && who->role == ROLE_ADMIN)
		return (ERR_OK);
	if (phase == EVENT_BEFORE)
		return (err_set(e, ERR_FORBIDDEN, NULL,
		    "%.100s has not started yet", name));
	if (phase == EVENT_ENDED && deed == EVENT_PLAY)
		return (
		    err_set(e, ERR_FORBIDDEN, NULL, "%.100s has ended", name));
	return (ERR_OK);
}

bool
event_frozen(const struct settings *s, int64_t now_us)
{
	return (s->event_freeze_us != 0 && now_us >= s->event_freeze_us);
}
