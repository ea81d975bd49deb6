#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"

/* Whether `result`, of a call just made, is a failure with `wanted`. */
static int
failed_with(int result, int wanted)
{
	return (result == -1 && errno == wanted);
}

static int
execs_nothing(void)
{
	static char *const argv[] = {(char *)"true", NULL};

	return (failed_with(execv("/bin/true", argv), EPERM));
}

static int
listens_nowhere(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return (fd != -1 && failed_with(listen(fd, 1), EPERM));
}

static int
mounts_nothing(void)
{
	return (failed_with(mount("none", "/tmp", "tmpfs", 0, NULL), EPERM));
}

static int
leaves_no_namespace(void)
{
	return (failed_with(unshare(CLONE_FS), EPERM));
}

static int
opens_few_families(void)
{
	static const int others[] = {AF_NETLINK, AF_PACKET, AF_ALG, AF_VSOCK,
	    AF_X25, AF_BLUETOOTH, AF_TIPC};
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!failed_with(socket(others[i], SOCK_RAW, 0), EAFNOSUPPORT))
			return (0);
	return (1);
}

static int
still_works(void)
{
	int pair[2];

	return (socket(AF_INET, SOCK_STREAM, 0) != -1 &&
		socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 &&
		open("/dev/null", O_WRONLY) != -1);
}

static int
gains_no_privileges(void)
{
	char line[256];
	int found = 0;
	FILE *f = fopen("/proc/self/status", "r");

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		found += strcmp(line, "NoNewPrivs:\t1\n") == 0 ||
			 strcmp(line, "Seccomp:\t2\n") == 0;
	return (found == 2);
}

static const struct {
	const char *what;
	int (*holds)(void);
} claims[] = {
    {"a sandboxed process executes nothing", execs_nothing},
    {"it listens nowhere", listens_nowhere},
    {"it mounts nothing", mounts_nothing},
    {"it leaves no namespace", leaves_no_namespace},
    {"it opens no socket of other families", opens_few_families},
    {"it opens files and connections", still_works},
    {"it gains no privileges", gains_no_privileges},
};

/* In a child: the filter never goes away again. */
static int
holds_in_sandbox(int (*holds)(void))
{
	struct error e = {0};
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(sandbox_enter(&e) == ERR_OK && holds() ? 0 : 1);
	return (pid != -1 && waitpid(pid, &status, 0) == pid && status == 0);
}

static void
what_a_worker_gave_up_is_refused(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		if (!holds_in_sandbox(claims[i].holds))
			fail_msg("not so: %s", claims[i].what);
}

/* Without the filter the refusals above would prove nothing. */
static void
without_it_a_program_runs(void **state)
{
	static char *const argv[] = {(char *)"true", NULL};
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execv("/bin/true", argv);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_it_a_program_runs),
	    cmocka_unit_test(what_a_worker_gave_up_is_refused),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
