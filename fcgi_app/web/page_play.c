#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "service/challenges.h"
#include "service/instances.h"
#include "web/handlers.h"
#include "web/page.h"

/* ------------------------------------------------ the board */

static const struct instance *
find_live(const struct instance *list, size_t n, struct challenge_id c)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].challenge.n == c.n)
			return (&list[i]);
	return (NULL);
}

static void
tags_view(struct web *w, struct tpl *t, const struct challenge *c)
{
	char *copy = mem_strdup(w->mem, c->tags), *save = NULL, *word;

	for (word = strtok_r(copy, ",", &save); word != NULL;
	     word = strtok_r(NULL, ",", &save))
		tpl_str(tpl_add(t, "TAG"), "TAG_NAME", text_trim(w->mem, word));
}

static void
board_card(struct web *w, struct tpl *category, const struct challenge *c,
    const struct instance *live)
{
	struct tpl *card = tpl_add(category, "CARD");

	tpl_int(card, "ID", c->id.n);
	tpl_str(card, "NAME", c->name);
	tpl_int(card, "VALUE", c->value);
	tpl_int(card, "SOLVES", c->solves);
	tpl_show_if(card, "ONE_SOLVE", c->solves == 1);
	tpl_show_if(card, "NOT_ONE_SOLVE", c->solves != 1);
	tpl_show_if(card, "IS_SOLVED", c->solved);
	tags_view(w, card, c);
	tpl_show_if(card, "IS_CONTAINER", c->type == CHALLENGE_CONTAINER);
	tpl_show_if(card, "IS_HIDDEN", c->state == CHALLENGE_HIDDEN);
	tpl_show_if(card, "NO_INSTANCE", live == NULL);
	if (live != NULL) {
		tpl_show(card, "HAS_INSTANCE");
		tpl_str(card, "STATE", instance_state_name(live->state));
		tpl_str(
		    card, "STATE_NAME", tr(instance_state_name(live->state)));
	}
}

enum err
page_board(struct web *w)
{
	struct tpl *page = page_new(w, tr("Challenges"), "BOARD"),
		   *group = NULL;
	struct challenge *list;
	struct instance *mine;
	const char *category = NULL;
	size_t i, n, n_mine;
	enum err err;

	event_view(w, page);
	err = challenge_list(&w->svc, VIEW_PLAYER, &list, &n);
	if (err == ERR_FORBIDDEN) { /* the event has not started */
		tpl_show(page, "IS_EMPTY");
		return (page_send(w, page, "board.tpl", 200));
	}
	if (err == ERR_OK)
		err = instance_mine_all(&w->svc, &mine, &n_mine);
	if (err != ERR_OK)
		return (err);
	for (i = 0; i < n; i++) {
		if (category == NULL || strcmp(category, list[i].category)) {
			category = list[i].category;
			group = tpl_add(page, "CATEGORY");
			tpl_str(group, "CATEGORY_NAME",
			    category[0] != '\0' ? category : tr("Challenges"));
		}
		board_card(
		    w, group, &list[i], find_live(mine, n_mine, list[i].id));
	}
	(void)page_no_team(w, page);
	tpl_show_if(page, "IS_EMPTY", n == 0);
	tpl_show_if(page, "IS_FULL", n > 0);
	tpl_show_if(page, "ADMIN_EMPTY", n == 0 && w->me->role == ROLE_ADMIN);
	return (page_send(w, page, "board.tpl", 200));
}

/* ------------------------------------------------ one challenge */

static enum challenge_view
view_of(const struct web *w)
{
	return (w->me->role == ROLE_ADMIN ? VIEW_ADMIN : VIEW_PLAYER);
}

static enum err
card_fill(struct web *w, struct tpl *page, const struct challenge *c)
{
	struct instance *in;
	enum err err;

	err = instance_mine(&w->svc, c->id, &in);
	if (err != ERR_OK)
		return (err);
	return (instance_card(w, tpl_add(page, "CONTAINER"), c, in));
}

enum err
page_challenge_show(struct web *w, enum err why)
{
	struct error said = w->svc.error;
	struct challenge_id id = {w->id};
	struct challenge *c;
	struct tpl *page;
	enum err err;

	err = challenge_get(&w->svc, id, view_of(w), &c);
	if (err != ERR_OK)
		return (err);
	page = page_new(w, c->name, "BOARD");
	(void)page_no_team(w, page);
	tpl_str(page, "NAME", c->name);
	tpl_int(page, "ID", c->id.n);
	tpl_str(page, "CATEGORY", c->category);
	tpl_int(page, "VALUE", c->value);
	tpl_str(page, "DESCRIPTION", markdown_html(w->mem, c->description));
	tpl_show_if(page, "IS_HIDDEN", c->state == CHALLENGE_HIDDEN);
	tpl_show_if(page, "CAN_EDIT", w->me->role == ROLE_ADMIN);
	tpl_int(page, "SOLVES", c->solves);
	tpl_show_if(page, "ONE_SOLVE", c->solves == 1);
	tpl_show_if(page, "NOT_ONE_SOLVE", c->solves != 1);
	tpl_show_if(page, "IS_SOLVED", c->solved);
	tags_view(w, page, c);
	event_view(w, page);
	if (c->solved && c->next.n != 0) {
		tpl_int(page, "NEXT_ID", c->next.n);
		tpl_show(page, "HAS_NEXT");
	}
	flag_form_view(w, page, c);
	err = files_view(w, page, c, "files.tpl");
	if (err == ERR_OK)
		err = hints_view(w, page, c);
	if (err == ERR_OK)
		err = solves_view(w, page, c);
	if (err != ERR_OK)
		return (err);
	if (c->type == CHALLENGE_CONTAINER)
		err = card_fill(w, page, c);
	if (err == ERR_OK && why == ERR_CONFLICT)
		err = instance_card_in_way(w, page, c);
	if (err != ERR_OK)
		return (err);
	if (why != ERR_OK) {
		w->svc.error = said;
		page_show_error(w, page);
	}
	return (page_send(w, page, "challenge.tpl",
	    why == ERR_OK ? 200 : page_error_status(why)));
}

enum err
page_challenge(struct web *w)
{
	return (page_challenge_show(w, ERR_OK));
}

static enum err
do_start(struct web *w, struct challenge_id c, struct instance **ret)
{
	enum request_outcome outcome;

	return (instance_request(&w->svc, c, &outcome, ret));
}

static enum err
do_renew(struct web *w, struct challenge_id c, struct instance **ret)
{
	return (instance_renew(&w->svc, c, ret));
}

static enum err
do_reset(struct web *w, struct challenge_id c, struct instance **ret)
{
	return (instance_reset(&w->svc, c, ret));
}

static enum err
do_stop(struct web *w, struct challenge_id c, struct instance **ret)
{
	return (instance_stop(&w->svc, c, ret));
}

/*
 * Stop the instance of the form's challenge `other` and start one of `c`.  The
 * slot is free once the engine has confirmed the removal, which is waited for
 * as the plugin's clients wait for a start.
 */
static enum err
do_swap(struct web *w, struct challenge_id c, struct instance **ret)
{
	struct challenge_id other = {0};
	enum err err;

	err = text_int(page_field(w, "other"), 1, INT64_MAX, &other.n);
	if (err != ERR_OK)
		return (err_set(&w->svc.error, ERR_NOT_FOUND, NULL,
		    "There is no such challenge"));
	err = instance_stop(&w->svc, other, ret);
	if (err == ERR_OK)
		err = instance_wait(&w->svc, *ret, WAIT_GONE,
		    w->svc.p->settings->request_wait_s, ret);
	if (err == ERR_TIMEOUT)
		return (err_set(&w->svc.error, ERR_CONFLICT, NULL,
		    "The other instance is still being removed. Press Start "
		    "again in a moment."));
	/* gone by itself meanwhile is as good */
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return (err);
	return (do_start(w, c, ret));
}

static const struct {
	const char *name;
	enum err (*run)(
	    struct web *w, struct challenge_id c, struct instance **ret);
} actions[] = {
    {"start", do_start},
    {"renew", do_renew},
    {"reset", do_reset},
    {"stop", do_stop},
    {"swap", do_swap},
};

enum err
page_challenge_action(struct web *w)
{
	struct challenge_id c = {w->id};
	struct instance *in;
	enum err err;
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].name, w->key) != 0)
			continue;
		err = actions[i].run(w, c, &in);
		if (err == ERR_CONFLICT || err == ERR_NOT_FOUND)
			return (page_challenge_show(w, err));
		if (err != ERR_OK)
			return (err);
		return (
		    page_go(w, mem_printf(w->mem, "/containers/challenges/%lld",
				   (long long)w->id)));
	}
	return (err_set(
	    &w->svc.error, ERR_NOT_FOUND, NULL, "There is no such action"));
}

/* ------------------------------------------------ my instances */

enum err
page_instances(struct web *w)
{
	struct tpl *page = page_new(w, tr("My instances"), "INSTANCES");
	struct instance *mine;
	size_t i, n;
	enum err err;

	err = instance_mine_all(&w->svc, &mine, &n);
	if (err != ERR_OK)
		return (err);
	tpl_show_if(page, "IS_EMPTY", n == 0);
	tpl_show_if(page, "IS_FULL", n > 0);
	for (i = 0; i < n; i++)
		instance_view(w, tpl_add(page, "INSTANCE"), &mine[i],
		    instance_hostname(w, mine[i].connection_info));
	return (page_send(w, page, "instances.tpl", 200));
}
