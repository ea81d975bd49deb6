/*
 * Accounts and teams in CTFd's shape, and what its clients send of them.
 */
#ifndef BERTH_WEB_PEOPLE_JSON_H
#define BERTH_WEB_PEOPLE_JSON_H

#include "domain/contest.h"
#include "service/teams.h"
#include "web/api.h"

/* How much is told: to everybody, to oneself (or one's team), to admins. */
enum people_detail { DETAIL_PUBLIC, DETAIL_SELF, DETAIL_ADMIN };

/* The members of the object of an account, or a team, that is under way. */
void people_put_user(struct web *w, struct json_writer *jw,
    const struct account *a, enum people_detail how);
void people_put_team(struct web *w, struct json_writer *jw,
    const struct team *t, enum people_detail how);

/*
 * "score" and "place" of what a user, or a team, has; as the actor may see
 * them.  The place is null for who is not on the board.
 */
enum err people_put_standing(
    struct web *w, struct json_writer *jw, struct account_id id) MUST_USE;

/* "members": [ids] */
void people_put_members(
    struct json_writer *jw, const struct account *list, size_t n);

/* What the actor may see of one, and how much is told to that view. */
enum people_view people_view_of(const struct web *w);
enum people_detail people_detail_of(enum people_view view);

/*
 * What is asked of a list: CTFd shows admins what players see until they say
 * ?view=admin.  ?q= (or ?search=) searches, ?only= filters, and the pages are
 * those of `paging`.
 */
struct people_query people_query_of(
    struct web *w, const struct api_paging *paging);

/* What may be said of the bracket: its name, or CTFd's bracket_id. */
enum err people_read_bracket(struct web *w, const char **ret) MUST_USE;

#endif
