#include "ctl/ctl.h"

#include "db/migrate.h"
#include "service/accounts.h"
#include "service/challenges.h"
#include "service/control.h"
#include "service/work.h"
#include "store/grants.h"

enum ctl_exit
ctl_challenge_list(struct ctl *ctl)
{
	struct challenge *list;
	size_t i, n;

	if (challenge_list(&ctl->svc, VIEW_ADMIN, &list, &n) != ERR_OK)
		return (ctl_failed(ctl));
	printf("%6s  %-9s %-8s %6s  %-20s  %s\n", "id", "type", "state",
	    "value", "category", "name");
	for (i = 0; i < n; i++)
		printf("%6lld  %-9s %-8s %6d  %-20s  %s\n",
		    (long long)list[i].id.n, challenge_type_name(list[i].type),
		    challenge_state_name(list[i].state), list[i].value,
		    list[i].category, list[i].name);
	return (CTL_OK);
}

/* The engine as the keeper sees it; false if it is not well. */
static bool
print_engine(struct ctl *ctl)
{
	struct keeper_status k;

	if (control_status(&ctl->svc, &k) != ERR_OK) {
		printf("%-10s down: %s\n", "keeper", ctl->svc.error.message);
		return (false);
	}
	printf("%-10s ok, %lld operations under way\n", "keeper",
	    (long long)k.in_flight);
	printf("%-10s %s%s%s\n", "engine", k.engine_ok ? "ok" : "down",
	    k.engine_error[0] != '\0' ? ": " : "", k.engine_error);
	return (k.engine_ok);
}

/* What each keeper said last. */
static bool
print_keepers(struct ctl *ctl)
{
	struct keeper_row *k;
	size_t i, n;

	if (work_keepers(&ctl->svc, &k, &n) != ERR_OK)
		return (false);
	for (i = 0; i < n; i++) {
		printf("%-10s %s: heard of %d s ago, %d starts at a time",
		    "keeper", k[i].name, k[i].silent_s, k[i].starts_limit);
		if (k[i].start_ms > 0)
			printf(", %d ms each", k[i].start_ms);
		putchar('\n');
	}
	return (true);
}

enum ctl_exit
ctl_status(struct ctl *ctl)
{
	struct work_counts counts;
	int i;

	if (work_count(&ctl->svc, &counts) != ERR_OK)
		return (ctl_failed(ctl));
	for (i = 0; i < INSTANCE_STATES; i++)
		printf("%-10s %d\n",
		    instance_state_name((enum instance_state)i),
		    counts.by_state[i]);
	if (!print_keepers(ctl))
		return (ctl_failed(ctl));
	return (print_engine(ctl) ? CTL_OK : CTL_FAILED);
}

/* The server's own words, and what the administrator of it has to say. */
static enum ctl_exit
no_grants(struct ctl *ctl)
{
	const struct conf *c = ctl->conf;

	fprintf(stderr,
	    "berthctl: the tables are up to date, but %s cannot be given its "
	    "rights on them: %s\n"
	    "As the server's administrator, make that account and let %s pass "
	    "on what it may:\n"
	    "    GRANT ALL ON %s.* TO %s@localhost WITH GRANT OPTION;\n",
	    c->web_db_user,
	    ctl->svc.error.detail[0] != '\0' ? ctl->svc.error.detail
					     : ctl->svc.error.message,
	    c->db_user, c->db_name, c->db_user);
	return (CTL_FAILED);
}

enum ctl_exit
ctl_migrate(struct ctl *ctl)
{
	int applied, alike;

	if (migrate_apply(ctl->process.db, ctl->conf->sql_dir, &applied,
		&ctl->svc.error) != ERR_OK)
		return (ctl_failed(ctl));
	if (ctl->conf->web_db_user[0] != '\0' &&
	    store_grants_web(ctl->process.db, ctl->conf->web_db_user,
		&ctl->svc.error) != ERR_OK)
		return (no_grants(ctl));
	if (account_complete_names(&ctl->svc, &alike) != ERR_OK)
		return (ctl_failed(ctl));
	if (alike > 0)
		fprintf(stderr,
		    "%d old name%s like another and stay%s as they are.\n",
		    alike, alike == 1 ? " looks" : "s look",
		    alike == 1 ? "s" : "");
	fprintf(stderr, "%d migration%s applied; the tables are up to date.\n",
	    applied, applied == 1 ? "" : "s");
	return (CTL_OK);
}
