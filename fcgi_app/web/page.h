/*
 * Small helpers that the page_*.c files share.
 */
#ifndef BERTH_WEB_PAGE_H
#define BERTH_WEB_PAGE_H

#include "libtemplate/libtemplate.h"
#include "service/users.h"
#include "web/web.h"

/*
 * Set `key` to a time as ISO 8601 and show `section` around it; nothing for
 * 0.  time.js turns it into the viewer's zone.
 */
void page_time(struct tpl *t, const char *key, const char *section, int64_t us);

/*
 * Set AGE, the time from `us` to `now_us` in its unit, and show that unit's
 * section: AGE_MINUTES, AGE_HOURS (from 2 on), AGE_DAYS, AGE_MONTHS, AGE_YEARS.
 */
void page_age(struct tpl *t, int64_t us, int64_t now_us);

/* A field of the form or of the query, "" if absent. */
const char *page_field(const struct web *w, const char *name);
const char *page_query(const struct web *w, const char *name);

/* Whether a box of the form is ticked: its field is not sent otherwise. */
bool page_ticked(const struct web *w, const char *name);

/*
 * What a field shows, and whether a box is ticked: as sent if the form came
 * back (for boxes, one with a name in it), otherwise as it is `known`.
 */
const char *page_value(
    const struct web *w, const char *name, const char *known);
bool page_box(const struct web *w, const char *name, bool known);

/* 303 to one of our own paths. */
enum err page_go(struct web *w, const char *path);

/*
 * Show w->svc.error in the section HAS_ERROR: {{ERROR}} is the whole sentence,
 * {{ERROR_FIELD}} and {{ERROR_TEXT}} its parts, from which forms.js says it at
 * the field.
 */
void page_show_error(struct web *w, struct tpl *page);

/* The choice of a bracket: HAS_BRACKETS and BRACKET_OPTION. */
void page_brackets(struct web *w, struct tpl *page, const char *chosen);

/*
 * The links to the page of a list before and behind (PREVIOUS and NEXT in
 * HAS_PREVIOUS and HAS_NEXT, FROM, TO, TOTAL, SEARCH), and the offset that
 * they carry.
 */
void page_pager(
    struct web *w, struct tpl *page, int offset, int shown, int total);
int page_offset(struct web *w);

/*
 * Lists of people (page_users.c): the query of the page's search, its choice
 * of a filter (ONLY_OPTION), and the rows that they give as a file to download.
 */
struct people_query page_people_query(struct web *w);
void page_people_filter(
    struct web *w, struct tpl *page, const char *const *words);
typedef enum err (*people_export_fn)(struct service *s,
    const struct people_query *q, const char **ret, size_t *ret_len);
enum err page_people_csv(
    struct web *w, people_export_fn export, const char *file);

/* Show NO_TEAM to who has none where one is needed to play; whether it is. */
bool page_no_team(struct web *w, struct tpl *page);

/* Whether a person can mend the error at the form; others are the
 * dispatcher's. */
bool page_error_is_mendable(enum err code);

/* The status a form is shown again with after `code`. */
int page_error_status(enum err code);

/* Send a form, with w->svc.error and its status if `why` is an error. */
enum err page_send_form(
    struct web *w, struct tpl *page, const char *file, enum err why);

/*
 * The values of one instance for a card or row: state, stage in words,
 * endpoints, times (instance_view.c).
 */
void instance_view(struct web *w, struct tpl *t, const struct instance *in,
    const char *hostname);

/*
 * The form for a challenge's flag, with the judgement of w->attempt
 * (contest_view.c).
 */
void flag_form_view(struct web *w, struct tpl *page, const struct challenge *c);

/* The flags of a challenge, for its admin. */
enum err flag_admin_view(
    struct web *w, struct tpl *page, const struct challenge *c) MUST_USE;

/*
 * The instance card of challenge `c` as {{>INSTANCE_CARD}} of `page`; `in` is
 * the actor's instance or the last one, NULL if there never was one.
 */
enum err instance_card(struct web *w, struct tpl *page,
    const struct challenge *c, const struct instance *in) MUST_USE;

/* The admin's test of challenge `c` as {{>TEST}} of `page` (page_test.c). */
enum err test_view(
    struct web *w, struct tpl *page, const struct challenge *c) MUST_USE;

/* A section IN_WAY of `page` per instance that keeps `c` from starting. */
enum err instance_card_in_way(
    struct web *w, struct tpl *page, const struct challenge *c) MUST_USE;

/* {{>EVENT}}: when the event begins, ends, stands still (page_score.c). */
void event_view(struct web *w, struct tpl *page);

/* The panel of who has solved `c`, if anybody has. */
enum err solves_view(
    struct web *w, struct tpl *page, const struct challenge *c) MUST_USE;

/* The hints of a challenge, for players and for its admin. */
enum err hints_view(
    struct web *w, struct tpl *page, const struct challenge *c) MUST_USE;
enum err hint_admin_view(
    struct web *w, struct tpl *page, const struct challenge *c) MUST_USE;

/* {{>CONTAINMENT}}: what its containers may do (containment_view.c). */
void containment_view(
    struct web *w, struct tpl *page, const struct challenge *c);

/* {{>FILES}} by template `file`, files.tpl or files_admin.tpl. */
enum err files_view(struct web *w, struct tpl *page, const struct challenge *c,
    const char *file) MUST_USE;

#endif
