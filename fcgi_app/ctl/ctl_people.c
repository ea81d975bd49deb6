#include "ctl/ctl.h"

#include <getopt.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "service/accounts.h"

struct user_options {
	const char *name, *email, *team;
	enum role role;
	bool random_password;
};

/* What getopt_long() gives back for each. */
enum { OPT_ADMIN = 'a', OPT_EMAIL = 'e', OPT_TEAM = 't', OPT_RANDOM = 'r' };

static const struct option user_long_options[] = {
    {"admin", no_argument, NULL, OPT_ADMIN},
    {"email", required_argument, NULL, OPT_EMAIL},
    {"team", required_argument, NULL, OPT_TEAM},
    {"random-password", no_argument, NULL, OPT_RANDOM},
    {NULL, 0, NULL, 0},
};

static enum ctl_exit
read_options(struct ctl *ctl, struct user_options *o)
{
	int c;

	opterr = 0;
	while ((c = getopt_long(
		    ctl->argc, ctl->argv, "", user_long_options, NULL)) != -1)
		switch (c) {
		case OPT_ADMIN:
			o->role = ROLE_ADMIN;
			break;
		case OPT_EMAIL:
			o->email = optarg;
			break;
		case OPT_TEAM:
			o->team = optarg;
			break;
		case OPT_RANDOM:
			o->random_password = true;
			break;
		default:
			return (ctl_usage(ctl, "unknown or incomplete option"));
		}
	if (ctl->argc - optind != 1)
		return (ctl_usage(ctl, "one NAME is needed"));
	o->name = ctl->argv[optind];
	return (CTL_OK);
}

bool
ctl_read_password(char *out, size_t size)
{
	struct termios before, quiet;
	bool person = tcgetattr(STDIN_FILENO, &before) == 0, got;

	if (person) {
		fprintf(stderr, "Password: ");
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	got = fgets(out, (int)size, stdin) != NULL;
	if (person) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fprintf(stderr, "\n");
	}
	if (got)
		out[strcspn(out, "\r\n")] = '\0';
	return (got);
}

enum ctl_exit
ctl_user_add(struct ctl *ctl)
{
	struct user_options o = {.role = ROLE_PLAYER};
	char password[CTL_PASSWORD_LINE];
	struct user_id id;
	enum ctl_exit rc = read_options(ctl, &o);

	if (rc != CTL_OK)
		return (rc);
	if (o.random_password)
		crypto_random_hex(password, CTL_PASSWORD_BYTES);
	else if (!ctl_read_password(password, sizeof(password)))
		return (ctl_usage(ctl, "no password on standard input"));
	if (account_add(&ctl->svc, o.name, o.email, password, o.role, o.team,
		&id) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr, "Account \"%s\" (%s) has been made.\n", o.name,
	    role_name(o.role));
	if (o.random_password)
		printf("%s\n", password);
	return (CTL_OK);
}

enum ctl_exit
ctl_token_add(struct ctl *ctl)
{
	const char *name = ctl_one_argument(ctl);
	char token[SECRET_SIZE];
	struct account *a;

	if (name == NULL)
		return (CTL_USAGE);
	if (account_by_name(&ctl->svc, name, &a) != ERR_OK ||
	    token_add(&ctl->svc, a->id, "berthctl", 0, token, NULL) != ERR_OK)
		return (ctl_failed(ctl));
	fprintf(stderr, "A token for \"%s\", shown only now:\n", a->name);
	printf("%s\n", token);
	return (CTL_OK);
}
