/* base/gate.h */
#include "base/gate.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"

static char dir[] = "/tmp/test_gate.XXXXXX";
static char path[64];

static int
setup_dir(void **state)
{
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/gate", dir);
	return 0;
}

static int
teardown_dir(void **state)
{
	return rmdir(dir);
}

static int
setup(void **state)
{
	*state = mem_arena(NULL);
	return 0;
}

static int
teardown(void **state)
{
	mem_free(state);
	unlink(path);
	return 0;
}

/* Another holder: its own description, as another process would have. */
static struct gate *
open_gate(void *mem, int places)
{
	struct gate *g;
	struct error e;

	assert_int_equal(gate_open(mem, path, places, &g, &e), ERR_OK);
	return g;
}

static void
gate_lets_in_as_many_as_it_has_places(void **state)
{
	struct gate *g[4];

	for (int i = 0; i < 4; i++)
		g[i] = open_gate(*state, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(gate_enter(g[i]), ERR_OK);
	assert_int_equal(gate_enter(g[3]), ERR_RATE);
	gate_leave(g[1]);
	assert_int_equal(gate_enter(g[3]), ERR_OK);
	assert_int_equal(gate_enter(g[1]), ERR_RATE);
}

static void
leaving_without_a_place_changes_nothing(void **state)
{
	struct gate *in = open_gate(*state, 1), *out = open_gate(*state, 1);

	assert_int_equal(gate_enter(in), ERR_OK);
	gate_leave(out);
	assert_int_equal(gate_enter(out), ERR_RATE);
	gate_leave(in);
	gate_leave(in);
	assert_int_equal(gate_enter(out), ERR_OK);
}

static void
freeing_the_gate_gives_the_place_back(void **state)
{
	struct gate *in = open_gate(*state, 1), *next = open_gate(*state, 1);

	assert_int_equal(gate_enter(in), ERR_OK);
	mem_free(&in);
	assert_int_equal(gate_enter(next), ERR_OK);
}

static void
wait_gives_up_in_time(void **state)
{
	struct gate *in = open_gate(*state, 1), *late = open_gate(*state, 1);
	int64_t start = clock_mono_us(), took;

	assert_int_equal(gate_enter(in), ERR_OK);
	assert_int_equal(gate_wait(late, 50), ERR_TIMEOUT);
	took = clock_mono_us() - start;
	assert_in_range(took, 50 * USEC_PER_MSEC, 5 * USEC_PER_SEC);
	assert_int_equal(gate_wait(late, 0), ERR_TIMEOUT);
}

/* A process that takes the place, says so on a pipe, and stays. */
static pid_t
start_holder(void)
{
	int fds[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		struct gate *g;
		struct error e;

		if (gate_open(NULL, path, 1, &g, &e) != ERR_OK ||
		    gate_enter(g) != ERR_OK || write(fds[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_true(pid > 0);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	close(fds[0]);
	close(fds[1]);
	return pid;
}

static void
killed_process_gives_its_place_back(void **state)
{
	struct gate *g = open_gate(*state, 1);
	pid_t pid = start_holder();

	assert_int_equal(gate_enter(g), ERR_RATE);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(gate_wait(g, 10000), ERR_OK);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void
file_is_private_and_bad_arguments_are_refused(void **state)
{
	struct gate *g = open_gate(*state, 1);
	struct stat st;
	struct error e;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(gate_open(*state, path, 0, &g, &e), ERR_INVALID);
	assert_int_equal(gate_open(*state, path, 1025, &g, &e), ERR_INVALID);
	assert_int_equal(
	    gate_open(*state, "/nonexistent/gate", 1, &g, &e), ERR_INTERNAL);
	assert_string_equal(e.message,
	    "Cannot open /nonexistent/gate: No such file or directory.");
}

int
main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(gate_lets_in_as_many_as_it_has_places),
	    T(leaving_without_a_place_changes_nothing),
	    T(freeing_the_gate_gives_the_place_back),
	    T(wait_gives_up_in_time),
	    T(killed_process_gives_its_place_back),
	    T(file_is_private_and_bad_arguments_are_refused),
	};

	return cmocka_run_group_tests(tests, setup_dir, teardown_dir);
}
