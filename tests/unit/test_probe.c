/* When a port counts as answering. */
#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "keeper/probe.h"

/* A listening socket on loopback and its port. */
static int
listener(int *ret_port)
{
	struct sockaddr_in sa = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_return_code(bind(fd, (struct sockaddr *)&sa, len), 0);
	assert_return_code(listen(fd, 8), 0);
	assert_return_code(getsockname(fd, (struct sockaddr *)&sa, &len), 0);
	*ret_port = ntohs(sa.sin_port);
	return fd;
}

/* Poll until it is decided. */
static enum probe_result
outcome(struct probe *p)
{
	enum probe_result result;

	while ((result = probe_poll(p)) == PROBE_WAIT)
		poll(NULL, 0, 5);
	assert_int_equal(p->fd, -1);
	return result;
}

static void
a_connection_that_stays_open_is_an_answer(void **state)
{
	struct probe p;
	int port, fd = listener(&port);
	int64_t began_us = clock_mono_us();

	(void)state;
	probe_begin(&p, "127.0.0.1", port, PROBE_PUBLISHED);
	assert_int_equal(outcome(&p), PROBE_OPEN);
	assert_true(clock_mono_us() - began_us >= PROBE_HOLD_US);
	close(fd);
}

static void
one_that_is_accepted_and_hung_up_is_none(void **state)
{
	struct probe p;
	int port, fd = listener(&port);

	(void)state;
	probe_begin(&p, "127.0.0.1", port, PROBE_PUBLISHED);
	close(accept(fd, NULL, NULL));
	assert_int_equal(outcome(&p), PROBE_FAILED);
	close(fd);
}

static void
one_that_is_accepted_and_reset_is_none(void **state)
{
	struct linger reset = {.l_onoff = 1};
	struct probe p;
	int port, peer, fd = listener(&port);

	(void)state;
	probe_begin(&p, "127.0.0.1", port, PROBE_PUBLISHED);
	peer = accept(fd, NULL, NULL);
	setsockopt(peer, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(peer);
	assert_int_equal(outcome(&p), PROBE_FAILED);
	close(fd);
}

static void
a_banner_is_an_answer_even_when_it_hangs_up_then(void **state)
{
	struct probe p;
	int port, peer, fd = listener(&port);

	(void)state;
	probe_begin(&p, "127.0.0.1", port, PROBE_PUBLISHED);
	peer = accept(fd, NULL, NULL);
	assert_int_equal(write(peer, "hello\n", 6), 6);
	close(peer);
	assert_int_equal(outcome(&p), PROBE_OPEN);
	close(fd);
}

static void
a_closed_port_and_a_name_are_none(void **state)
{
	struct probe p;
	int port, fd = listener(&port);

	(void)state;
	close(fd);
	probe_begin(&p, "127.0.0.1", port, PROBE_PUBLISHED);
	assert_int_equal(outcome(&p), PROBE_FAILED);
	probe_begin(&p, "not an address", port, PROBE_PUBLISHED);
	assert_int_equal(outcome(&p), PROBE_FAILED);
}

static void
giving_up_closes_the_descriptor(void **state)
{
	struct probe p;
	int port, fd = listener(&port);

	(void)state;
	probe_begin(&p, "127.0.0.1", port, PROBE_PUBLISHED);
	probe_end(&p);
	assert_int_equal(p.fd, -1);
	assert_int_equal(probe_poll(&p), PROBE_FAILED);
	probe_end(&p);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_connection_that_stays_open_is_an_answer),
	    cmocka_unit_test(one_that_is_accepted_and_hung_up_is_none),
	    cmocka_unit_test(one_that_is_accepted_and_reset_is_none),
	    cmocka_unit_test(a_banner_is_an_answer_even_when_it_hangs_up_then),
	    cmocka_unit_test(a_closed_port_and_a_name_are_none),
	    cmocka_unit_test(giving_up_closes_the_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
