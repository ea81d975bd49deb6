/*
 * Teams: what members do, and what admins do.
 *
 * What a team has started, solved and been awarded is the team's, whoever of
 * it did so: members who leave take nothing with them and members who join
 * find it all.  Only when the last member has left are the team's instances
 * stopped and its invite closed; the team itself stays for the record.
 */
#ifndef BERTH_SERVICE_TEAMS_H
#define BERTH_SERVICE_TEAMS_H

#include "service/users.h"

/* An invite's secret as hex and its NUL: it stands in a link. */
#define INVITE_SIZE 49

/* Whether anything in this event is played by teams. */
bool team_in_use(const struct service *s);

/* ------------------------------------------------ members */

/* The actor's team and its members; ERR_NOT_FOUND without a team. */
enum err team_mine(struct service *s, struct team **ret,
    struct account **ret_members, size_t *ret_n) MUST_USE;

/*
 * Make a team of which the actor is captain.  ERR_FORBIDDEN where teams are
 * not in use; ERR_CONFLICT for who is in a team already and for a name that
 * is taken; ERR_RATE after ten in an hour.
 */
enum err team_create(struct service *s, const char *name, const char *bracket,
    struct team_id *ret) MUST_USE;

/* The team that a link's secret opens, for the page before joining.
 * ERR_NOT_FOUND; ERR_RATE after twenty wrong ones in a minute. */
enum err team_of_invite(
    struct service *s, const char *secret, struct team **ret) MUST_USE;

/* Join it.  ERR_CONFLICT when it is full, or the actor is in a team. */
enum err team_join(
    struct service *s, const char *secret, struct team_id *ret) MUST_USE;

enum err team_leave(struct service *s) MUST_USE;

/* What only the captain does; ERR_FORBIDDEN for others. */

/* A new link, in place of the old one: only its hash is kept. */
enum err team_invite(struct service *s, char ret[INVITE_SIZE]) MUST_USE;
/* No link opens the team any more. */
enum err team_invite_close(struct service *s) MUST_USE;
enum err team_remove_member(struct service *s, struct user_id member) MUST_USE;
/* Rename the team (NULL: not) and make a member captain (0: not), both or
 * neither. */
enum err team_edit(
    struct service *s, const char *name, struct user_id captain) MUST_USE;

/* ------------------------------------------------ everybody, and admins */

enum err team_list(struct service *s, const struct people_query *q,
    struct team **ret, size_t *ret_n, int *ret_total) MUST_USE;
enum err team_export(struct service *s, const struct people_query *q,
    const char **ret, size_t *ret_len) MUST_USE;

/* ERR_NOT_FOUND where there is none, or none for PEOPLE_PUBLIC, who are also
 * shown no member that is hidden or banned. */
enum err team_get(struct service *s, struct team_id id, enum people_view view,
    struct team **ret, struct account **ret_members, size_t *ret_n) MUST_USE;

/* What is to change; NULL and !has_x: as it is. */
struct team_change {
	const char *name, *bracket;
	bool has_captain, has_banned, has_hidden;
	struct user_id captain; /* a member */
	bool banned, hidden;
};

enum err team_add(struct service *s, const struct team_change *c,
    struct team_id *ret) MUST_USE;

/* A ban stops the team's instances. */
enum err team_update(
    struct service *s, struct team_id id, const struct team_change *c) MUST_USE;

/* Take a member out of the team; ERR_NOT_FOUND if not one. */
enum err team_drop_member(
    struct service *s, struct team_id id, struct user_id member) MUST_USE;

/* The team with this name; ERR_INVALID, field "team". */
enum err team_by_name(
    struct service *s, const char *name, struct team_id *ret) MUST_USE;

/* Delete a team, stopping its instances; its members stay without one. */
enum err team_delete(struct service *s, struct team_id id) MUST_USE;

#endif
