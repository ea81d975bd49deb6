#include "ctl/ctl.h"

#include <stdarg.h>
#include <string.h>

const struct ctl_command ctl_commands[] = {
    {NULL, "migrate", "", "bring the database's tables up to date",
	ctl_migrate},
    {"user", "add",
	"NAME [--admin] [--email ADDRESS] [--team NAME] [--random-password]",
	"make an account; its password is one line of standard input",
	ctl_user_add},
    {"user", "list", "[--only WORD] [SEARCH]",
	"accounts by name or address; WORD is admin, banned, hidden, verified, "
	"unverified or teamless",
	ctl_user_list},
    {"user", "ban", "NAME", "end an account's sessions, tokens and instances",
	ctl_user_ban},
    {"user", "unban", "NAME", "let a banned account in again", ctl_user_unban},
    {"user", "admin", "NAME", "make an account an admin", ctl_user_admin},
    {"user", "player", "NAME", "make an admin a player again", ctl_user_player},
    {"user", "password", "NAME [--random-password]",
	"change a password, which is one line of standard input",
	ctl_user_password},
    {"user", "delete", "NAME", "delete an account and stop its instances",
	ctl_user_delete},
    {"user", "import", "FILE",
	"make accounts of a CSV file (- for standard input), all or none",
	ctl_user_import},
    {"user", "export", "[--only WORD] [SEARCH]", "accounts as CSV",
	ctl_user_export},
    {"token", "add", "NAME", "make an API token for the account NAME",
	ctl_token_add},
    {"settings", "list", "", "all settings with their values",
	ctl_settings_list},
    {"settings", "help", "", "what every setting is for, as Markdown",
	ctl_settings_help},
    {"settings", "get", "KEY", "the value of one setting", ctl_settings_get},
    {"settings", "set", "KEY VALUE", "change a setting; no restart needed",
	ctl_settings_set},
    {"challenge", "list", "", "all challenges", ctl_challenge_list},
    {"challenge", "import", "[--dry-run] DIR",
	"make the challenges as the challenge.yml files of a folder say, all "
	"or none",
	ctl_challenge_import},
    {"challenge", "export", "DIR",
	"write all challenges to a new folder as challenge.yml files",
	ctl_challenge_export},
    {"event", "export", "FILE", "write the whole event to a new archive",
	ctl_event_export},
    {"event", "import", "FILE",
	"read such an archive into an empty installation, all or nothing",
	ctl_event_import},
    {NULL, "status", "", "instances by state, and the engine", ctl_status},
    {NULL, "doctor", "", "look for what is wrong and say what to do",
	ctl_doctor},
};
const size_t ctl_commands_n = sizeof(ctl_commands) / sizeof(ctl_commands[0]);

const struct ctl_command *
ctl_find(int argc, char **argv, int *ret_words)
{
	const struct ctl_command *c;
	size_t i;
	int words;

	for (i = 0; i < ctl_commands_n; i++) {
		c = &ctl_commands[i];
		words = c->group != NULL ? 2 : 1;
		if (argc < words || strcmp(argv[words - 1], c->word) != 0 ||
		    (c->group != NULL && strcmp(argv[0], c->group) != 0))
			continue;
		*ret_words = words;
		return (c);
	}
	return (NULL);
}

static void
print_words(FILE *out, const struct ctl_command *c)
{
	fprintf(out, "%s%s%s%s%s", c->group != NULL ? c->group : "",
	    c->group != NULL ? " " : "", c->word, c->usage[0] ? " " : "",
	    c->usage);
}

void
ctl_help(FILE *out)
{
	size_t i;

	fprintf(out, "usage: berthctl [--config FILE] COMMAND …\n"
		     "       berthctl --help | --version\n\ncommands:\n");
	for (i = 0; i < ctl_commands_n; i++) {
		fprintf(out, "  ");
		print_words(out, &ctl_commands[i]);
		fprintf(out, "\n      %s\n", ctl_commands[i].help);
	}
	fprintf(out, "\nWithout --config, $BERTH_CONF or " BERTH_SYSCONFDIR
		     "/berth/berth.conf is read.\n"
		     "Exit status: 0 done, 1 failed, 2 wrong usage.\n");
}

void
ctl_help_one(FILE *out, const struct ctl_command *c)
{
	fprintf(out, "usage: berthctl [--config FILE] ");
	print_words(out, c);
	fprintf(out, "\n%s\n", c->help);
}

enum ctl_exit
ctl_usage(const struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "berthctl: ");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	ctl_help_one(stderr, ctl->command);
	return (CTL_USAGE);
}

enum ctl_exit
ctl_failed(const struct ctl *ctl)
{
	const struct error *e = &ctl->svc.error;

	fprintf(stderr, "berthctl: %s%s%s\n", e->field,
	    e->field[0] != '\0' ? ": " : "", e->message);
	if (e->detail[0] != '\0')
		fprintf(stderr, "          (%s)\n", e->detail);
	return (CTL_FAILED);
}

const char *
ctl_one_argument(const struct ctl *ctl)
{
	if (ctl->argc == 2)
		return (ctl->argv[1]);
	ctl_usage(ctl, "one argument is needed, not %d", ctl->argc - 1);
	return (NULL);
}
