/* What a challenge's containers may do: the fields, and the verdict on them. */
#include <string.h>

#include "base/capability.h"
#include "base/lang.h"
#include "base/mem.h"
#include "domain/containment.h"
#include "domain/hardening.h"
#include "web/page.h"

/* The engine's default, the operator's, and what is chosen though it is not
 * (or no longer) among them. */
static void
runtimes_fill(struct web *w, struct tpl *t, const struct challenge *c)
{
	const struct conf *conf = w->svc.p->conf;
	const char *chosen = page_value(w, "runtime", c->runtime);
	bool found = chosen[0] == '\0';
	struct tpl *option;
	int i;

	for (i = 0; i < conf->runtimes_n; i++) {
		bool is_it = strcmp(conf->runtimes[i], chosen) == 0;

		option = tpl_add(t, "RUNTIME_OPTION");
		tpl_str(option, "RUNTIME", conf->runtimes[i]);
		tpl_show_if(option, "SELECTED", is_it);
		found |= is_it;
	}
	if (!found) {
		option = tpl_add(t, "RUNTIME_OPTION");
		tpl_str(option, "RUNTIME", chosen);
		tpl_show(option, "SELECTED");
	}
}

static void
verdict_fill(struct web *w, struct tpl *t, const struct challenge *c)
{
	static const char *const chips[] = {
	    [HARDENING_WEAK] = "chip-bad",
	    [HARDENING_FAIR] = "chip-warn",
	    [HARDENING_STRONG] = "chip-live",
	};
	struct hardening h;
	struct tpl *row;
	int i;

	hardening_of(w->mem, c, w->svc.p->settings, w->svc.p->conf, &h);
	tpl_int(t, "HARDENING_SCORE", h.score);
	tpl_str(t, "HARDENING_GRADE", tr(hardening_grade_name(h.grade)));
	tpl_str(t, "HARDENING_CHIP", chips[h.grade]);
	for (i = 0; i < h.points_n; i++) {
		row = tpl_add(t, "POINT");
		tpl_str(row, "WHAT", h.points[i].what);
		tpl_str(row, "IS", h.points[i].is);
		tpl_str(row, "WHY", h.points[i].why);
		tpl_int(row, "COST", h.points[i].cost);
		tpl_show_if(row, "IS_OPEN", h.points[i].cost > 0);
		tpl_show_if(row, "IS_SHUT", h.points[i].cost == 0);
	}
}

void
containment_view(struct web *w, struct tpl *page, const struct challenge *c)
{
	struct tpl *t = tpl_include(page, "CONTAINMENT", "containment.tpl");
	const char *root = page_value(w, "root_fs", root_fs_name(c->root_fs));
	const char *egress = page_value(w, "egress", egress_name(c->egress));
	const char *network =
	    page_value(w, "network", network_mode_name(c->network));

	tpl_show_if(t, "ROOT_READ_ONLY", strcmp(root, "read-only") == 0);
	tpl_str(t, "TMPFS", page_value(w, "tmpfs", c->tmpfs));
	tpl_str(t, "TMPFS_DEFAULT", TMPFS_DEFAULT);
	tpl_int(t, "TMPFS_VOLUME_MB", TMPFS_VOLUME_MB);
	tpl_str(t, "CAP_ADD", page_value(w, "cap_add", c->cap_add));
	tpl_str(t, "CAP_ALLOWED",
	    capability_text(w->mem, w->svc.p->conf->capabilities));
	tpl_show_if(t, "CAP_SOME", w->svc.p->conf->capabilities != 0);
	tpl_show_if(t, "CAP_NONE", w->svc.p->conf->capabilities == 0);
	tpl_str(t, "RUN_AS", page_value(w, "run_as", c->run_as));
	runtimes_fill(w, t, c);
	tpl_show_if(t, "EGRESS_ALLOWED", strcmp(egress, "allowed") == 0);
	tpl_show_if(t, "NETWORK_OWN", strcmp(network, "own") == 0);
	tpl_show_if(t, "IS_SAVED", c->id.n != 0);
	if (c->id.n != 0 && c->type == CHALLENGE_CONTAINER)
		verdict_fill(w, t, c);
}
