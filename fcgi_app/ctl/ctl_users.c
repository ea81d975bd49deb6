/*
 * berthctl user …: accounts as the operator changes them.
 */
#include "ctl/ctl.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/text.h"
#include "service/accounts.h"
#include "service/settings.h"
#include "service/users.h"

/* The largest file of accounts: 100,000 lines of 320 bytes. */
#define FILE_MAX ((size_t)32 * 1024 * 1024)

enum { OPT_ONLY = 'o', OPT_RANDOM = 'r' };

/* Find the account that the one argument names. */
static enum ctl_exit
find(struct ctl *ctl, struct account **ret)
{
	const char *name = ctl_one_argument(ctl);

	if (name == NULL)
		return (CTL_USAGE);
	if (account_by_name(&ctl->svc, name, ret) != ERR_OK)
		return (ctl_failed(ctl));
	return (CTL_OK);
}

/* ------------------------------------------------ list, export */

/* "[--only WORD] [SEARCH]" */
static enum ctl_exit
read_query(struct ctl *ctl, struct people_query *q)
{
	static const struct option options[] = {
	    {"only", required_argument, NULL, OPT_ONLY}, {NULL, 0, NULL, 0}};
	size_t i = 0;
	int c;

	*q = (struct people_query){.search = "",
	    .only = "",
	    .view = PEOPLE_ADMIN,
	    .limit = LIMIT_PAGE};
	opterr = 0;
	while ((c = getopt_long(ctl->argc, ctl->argv, "", options, NULL)) != -1)
		if (c != OPT_ONLY)
			return (ctl_usage(ctl, "unknown or incomplete option"));
		else
			q->only = optarg;
	while (q->only[0] != '\0' && users_only[i] != NULL &&
	       strcmp(users_only[i], q->only) != 0)
		i++;
	if (q->only[0] != '\0' && users_only[i] == NULL)
		return (ctl_usage(ctl,
		    "--only takes admin, banned, hidden, verified, unverified "
		    "or teamless"));
	if (ctl->argc - optind > 1)
		return (ctl_usage(ctl, "one SEARCH is enough"));
	if (optind < ctl->argc)
		q->search = ctl->argv[optind];
	return (CTL_OK);
}

static void
print_account(const struct account *a)
{
	printf("%6lld  %-6s %-8s %-6s %-8s  %s%s%s%s%s\n", (long long)a->id.n,
	    role_name(a->role), a->verified ? "verified" : "-",
	    a->hidden ? "hidden" : "-", a->banned ? "banned" : "-", a->name,
	    a->email[0] != '\0' ? "  " : "", a->email,
	    a->team.n != 0 ? "  in " : "", a->team_name);
}

enum ctl_exit
ctl_user_list(struct ctl *ctl)
{
	struct people_query q;
	struct account *list;
	size_t i, n;
	int total;
	enum ctl_exit rc = read_query(ctl, &q);

	if (rc != CTL_OK)
		return (rc);
	do {
		if (user_list(&ctl->svc, &q, &list, &n, &total) != ERR_OK)
			return (ctl_failed(ctl));
		for (i = 0; i < n; i++)
			print_account(&list[i]);
		q.offset += (int64_t)n;
	} while (n > 0 && q.offset < total);
	return (CTL_OK);
}

enum ctl_exit
ctl_user_export(struct ctl *ctl)
{
	struct people_query q;
	const char *text;
	size_t len;
	enum ctl_exit rc = read_query(ctl, &q);

	if (rc != CTL_OK)
		return (rc);
	if (user_export(&ctl->svc, &q, &text, &len) != ERR_OK)
		return (ctl_failed(ctl));
	fwrite(text, 1, len, stdout);
	return (CTL_OK);
}

/* ------------------------------------------------ one account */

static enum ctl_exit
change(struct ctl *ctl, const struct user_change *c, const char *done)
{
	struct account *a;
	enum ctl_exit rc = find(ctl, &a);

	if (rc != CTL_OK)
		return (rc);
	if (user_update(&ctl->svc, a->id, c, &a) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr, "Account \"%s\" %s.\n", a->name, done);
	return (CTL_OK);
}

enum ctl_exit
ctl_user_ban(struct ctl *ctl)
{
	const struct user_change c = {.has_banned = true, .banned = true};

	return (change(ctl, &c, "has been banned"));
}

enum ctl_exit
ctl_user_unban(struct ctl *ctl)
{
	const struct user_change c = {.has_banned = true};

	return (change(ctl, &c, "is no longer banned"));
}

enum ctl_exit
ctl_user_admin(struct ctl *ctl)
{
	const struct user_change c = {.has_role = true, .role = ROLE_ADMIN};

	return (change(ctl, &c, "is an admin now"));
}

enum ctl_exit
ctl_user_player(struct ctl *ctl)
{
	const struct user_change c = {.has_role = true, .role = ROLE_PLAYER};

	return (change(ctl, &c, "is a player now"));
}

enum ctl_exit
ctl_user_delete(struct ctl *ctl)
{
	struct account *a;
	enum ctl_exit rc = find(ctl, &a);

	if (rc != CTL_OK)
		return (rc);
	if (user_delete(&ctl->svc, a->id) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr, "Account \"%s\" has been deleted.\n", a->name);
	return (CTL_OK);
}

enum ctl_exit
ctl_user_password(struct ctl *ctl)
{
	static const struct option options[] = {
	    {"random-password", no_argument, NULL, OPT_RANDOM},
	    {NULL, 0, NULL, 0}};
	char password[CTL_PASSWORD_LINE];
	struct user_change c = {.password = password};
	struct account *a;
	int option, made = 0;

	opterr = 0;
	while ((option = getopt_long(
		    ctl->argc, ctl->argv, "", options, NULL)) != -1)
		if (option != OPT_RANDOM)
			return (ctl_usage(ctl, "unknown option"));
		else
			made = 1;
	if (ctl->argc - optind != 1)
		return (ctl_usage(ctl, "one NAME is needed"));
	if (made)
		crypto_random_hex(password, CTL_PASSWORD_BYTES);
	else if (!ctl_read_password(password, sizeof(password)))
		return (ctl_usage(ctl, "no password on standard input"));
	if (account_by_name(&ctl->svc, ctl->argv[optind], &a) != ERR_OK ||
	    user_update(&ctl->svc, a->id, &c, &a) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr,
	    "The password of \"%s\" has been changed, its sessions ended.\n",
	    a->name);
	if (made)
		printf("%s\n", password);
	return (CTL_OK);
}

/* ------------------------------------------------ in bulk */

/* A file's text, or that of standard input for "-"; NULL and a word. */
static const char *
read_file(struct ctl *ctl, const char *path)
{
	struct buf *b = buf_new(ctl->mem, FILE_MAX);
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char block[4096];
	size_t n;
	int failed;

	if (f == NULL) {
		fprintf(stderr, "berthctl: %s: %s\n", path, strerror(errno));
		return (NULL);
	}
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		buf_add(b, block, n);
	failed = ferror(f);
	if (f != stdin)
		fclose(f);
	if (failed || buf_full(b)) {
		fprintf(stderr, "berthctl: %s: %s\n", path,
		    failed ? "cannot be read" : "is too large");
		return (NULL);
	}
	if (!text_utf8(buf_data(b), buf_len(b))) {
		fprintf(stderr, "berthctl: %s: is not UTF-8 text\n", path);
		return (NULL);
	}
	return (buf_data(b));
}

/* Name and password of each, to hand out. */
static void
print_made(struct ctl *ctl, const struct import_result *r)
{
	struct buf *b = buf_new(ctl->mem, FILE_MAX);

	user_import_csv(b, r);
	fwrite(buf_data(b), 1, buf_len(b), stdout);
	fprintf(stderr, "%zu accounts and %d teams have been made.\n",
	    r->made_n, r->teams);
}

enum ctl_exit
ctl_user_import(struct ctl *ctl)
{
	const char *path = ctl_one_argument(ctl), *csv;
	struct import_result r = {0};
	size_t i;

	if (path == NULL)
		return (CTL_USAGE);
	csv = read_file(ctl, path);
	if (csv == NULL)
		return (CTL_FAILED);
	if (settings_refresh(&ctl->svc, NULL) == ERR_OK &&
	    user_import(&ctl->svc, csv, IMPORT_OPERATOR, &r) == ERR_OK) {
		print_made(ctl, &r);
		return (CTL_OK);
	}
	for (i = 0; i < r.problems_n; i++)
		fprintf(stderr, "line %d: %s\n", r.problems[i].line,
		    r.problems[i].message);
	return (ctl_failed(ctl));
}
