/*
 * berthctl: the operator's commands.  One constant table says what there is;
 * main_ctl.c finds the row and runs it.  Results go to standard output, words
 * about them to standard error.
 */
#ifndef BERTH_CTL_CTL_H
#define BERTH_CTL_CTL_H

#include <stdio.h>

#include "service/service.h"

enum ctl_exit { CTL_OK = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

/* What a command gets. */
struct ctl {
	void *mem;
	const char *conf_path; /* NULL: the default */
	struct conf *conf;
	struct service_process process;
	struct service svc; /* acting as "berthctl" */
	const struct ctl_command *command;
	int argc;    /* what stands behind the command; */
	char **argv; /* argv[0] is its last word */
};

struct ctl_command {
	const char *group; /* "user", NULL for a single word */
	const char *word;  /* "add", "status" */
	const char *usage; /* behind the words: "NAME [--admin]" */
	const char *help;  /* one line */
	enum ctl_exit (*run)(struct ctl *ctl);
};

extern const struct ctl_command ctl_commands[];
extern const size_t ctl_commands_n;

/* The row that `argv` (argv[0]: first word) names; *ret_words is how many
 * words that took.  NULL for none. */
const struct ctl_command *ctl_find(int argc, char **argv, int *ret_words);

/* All commands, or one. */
void ctl_help(FILE *out);
void ctl_help_one(FILE *out, const struct ctl_command *c);

/* Say what is wrong with the arguments and how they should be. */
enum ctl_exit ctl_usage(const struct ctl *ctl, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* Say what went wrong (svc.error) on standard error. */
enum ctl_exit ctl_failed(const struct ctl *ctl);

/* The one argument a command takes, NULL (and a word) if it is not one. */
const char *ctl_one_argument(const struct ctl *ctl);

/* Bytes in a random password: 96 bits. */
#define CTL_PASSWORD_BYTES 12
/* A line of one: four bytes of UTF-8 a character at most. */
#define CTL_PASSWORD_LINE (4 * LIMIT_PASSWORD_MAX + 2)

/* One line from standard input, not shown where a person types it; false if
 * there is none. */
bool ctl_read_password(char *out, size_t size);

enum ctl_exit ctl_user_add(struct ctl *ctl);
enum ctl_exit ctl_user_list(struct ctl *ctl);
enum ctl_exit ctl_user_ban(struct ctl *ctl);
enum ctl_exit ctl_user_unban(struct ctl *ctl);
enum ctl_exit ctl_user_admin(struct ctl *ctl);
enum ctl_exit ctl_user_player(struct ctl *ctl);
enum ctl_exit ctl_user_password(struct ctl *ctl);
enum ctl_exit ctl_user_delete(struct ctl *ctl);
enum ctl_exit ctl_user_import(struct ctl *ctl);
enum ctl_exit ctl_user_export(struct ctl *ctl);
enum ctl_exit ctl_token_add(struct ctl *ctl);
enum ctl_exit ctl_settings_list(struct ctl *ctl);
enum ctl_exit ctl_settings_help(struct ctl *ctl);
enum ctl_exit ctl_settings_get(struct ctl *ctl);
enum ctl_exit ctl_settings_set(struct ctl *ctl);
enum ctl_exit ctl_challenge_list(struct ctl *ctl);
enum ctl_exit ctl_challenge_import(struct ctl *ctl);
enum ctl_exit ctl_challenge_export(struct ctl *ctl);
enum ctl_exit ctl_event_export(struct ctl *ctl);
enum ctl_exit ctl_event_import(struct ctl *ctl);
enum ctl_exit ctl_status(struct ctl *ctl);
enum ctl_exit ctl_migrate(struct ctl *ctl);
enum ctl_exit ctl_doctor(struct ctl *ctl);

#endif
