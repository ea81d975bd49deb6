/*
 * Requests end to end: worker processes serve a unix socket with http/, the
 * test speaks FastCGI to them.
 */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/http.h"
#include "fcgi_client.h"

#define WORKERS    3
#define IDLE_MS    20
#define BODY_LIMIT 1000

struct bench {
	void *mem;
	struct sockaddr_un addr;
	char dir[64];
	int listen_fd;
	int ticks[2]; /* a pipe: a worker's number per idle time-out */
	pid_t workers[WORKERS];
	int workers_n;
};

/* ------------------------------------------------ the worker */

static void
echo_body(struct http *h, struct http_request *req)
{
	const char *data, *again;
	struct error e;
	size_t len;
	enum err err;

	err = http_body_read(h, BODY_LIMIT, &data, &len, &e);
	if (err != ERR_OK) {
		http_send(h, http_status(err), "text/plain", e.message,
		    strlen(e.message));
		return;
	}
	if (http_body_read(h, BODY_LIMIT, &again, &len, &e) != ERR_OK ||
	    again != data)
		_exit(9);
	http_send(h, 200, "text/plain", data, len);
}

static void
serve_request(struct http *h, struct http_request *req)
{
	static char big[LIMIT_RESPONSE + 1];

	if (strcmp(req->path, "/hello") == 0) {
		http_header(h, "X-Bad", "a\r\nX-Accel-Redirect: /etc/passwd");
		http_header(h, "Cache-Control", "max-age=1");
		http_cookie(h, "s", "1", 60, COOKIE_SECURE);
		http_cookie(h, "t", "a;b", 60, COOKIE_PLAIN);
		http_send(h, 200, "text/plain", "hello", 5);
		http_send(h, 500, "text/plain", "twice", 5);
		if (!http_sent(h))
			_exit(9);
	} else if (strcmp(req->path, "/body") == 0) {
		echo_body(h, req);
	} else if (strcmp(req->path, "/redirect") == 0) {
		http_redirect(h, 303, "//evil.example");
	} else if (strcmp(req->path, "/nothing") == 0) {
		http_send(h, 204, NULL, NULL, 0);
	} else if (strcmp(req->path, "/unknown-status") == 0) {
		http_send(h, 299, "text/plain", "x", 1);
	} else if (strcmp(req->path, "/big") == 0) {
		http_send(h, 200, "text/plain", big, LIMIT_RESPONSE);
	} else if (strcmp(req->path, "/too-big") == 0) {
		http_send(h, 200, "text/plain", big, LIMIT_RESPONSE + 1);
	} else if (strcmp(req->path, "/slow") == 0) {
		/* the signal comes while the request is under way */
		raise(SIGTERM);
		http_send(h, 200, "text/plain", "done", 4);
	}
	/* everything else is left unanswered */
}

static void
on_term(int sig)
{
	http_stop();
}

/* Exits 0 when asked to end, with something else for everything else. */
static void
run_worker(struct bench *b, const sigset_t *mask)
{
	char number = (char)b->workers_n;
	struct sigaction sa = {.sa_handler = on_term, .sa_flags = SA_RESTART};
	struct http_request *req;
	struct http *h, *second;
	void *mem = mem_arena(NULL);
	enum err err;

	close(b->ticks[0]);
	log_to(open("/dev/null", O_WRONLY));
	sigaction(SIGTERM, &sa, NULL);
	if (http_open(mem, b->listen_fd, &h, NULL) != ERR_OK ||
	    http_open(mem, b->listen_fd, &second, NULL) != ERR_INTERNAL)
		_exit(8);
	sigprocmask(SIG_SETMASK, mask, NULL);
	while ((err = http_accept(h, IDLE_MS, &req)) == ERR_OK ||
	       err == ERR_TIMEOUT) {
		if (err == ERR_OK)
			serve_request(h, req);
		else if (write(b->ticks[1], &number, 1) != 1)
			break;
	}
	mem_free(&mem);
	_exit(err == ERR_LOST ? 0 : 7);
}

/* ------------------------------------------------ the client */

static int
connect_to(struct bench *b)
{
	int fd = fcgi_connect(b->addr.sun_path);

	assert_true(fd != -1);
	return fd;
}

static int
send_request(struct bench *b, const char *const *params, const char *body,
    enum fcgi_keep keep)
{
	int fd = connect_to(b);

	fcgi_request(b->mem, fd, params, body, strlen(body), keep);
	return fd;
}

static const char *
read_answer(struct bench *b, int fd)
{
	size_t len;
	const char *answer = fcgi_answer(b->mem, fd, &len);

	assert_non_null(answer);
	return answer;
}

/* Ask for `uri`, with `extra` parameter (may be NULL), and read the answer. */
static const char *
ask(struct bench *b, const char *method, const char *uri, const char *extra,
    const char *body)
{
	const char *params[] = {mem_printf(b->mem, "REQUEST_METHOD=%s", method),
	    mem_printf(b->mem, "REQUEST_URI=%s", uri),
	    mem_printf(b->mem, "CONTENT_LENGTH=%zu", strlen(body)), extra,
	    NULL};
	int fd = send_request(b, params, body, FCGI_CLOSE);

	return read_answer(b, fd);
}

static void
assert_answer(const char *answer, const char *status, const char *body)
{
	const char *empty_line = strstr(answer, "\r\n\r\n");

	assert_non_null(empty_line);
	if (strstr(answer, status) == NULL ||
	    strstr(answer, status) > empty_line)
		fail_msg("no \"%s\" in: %s", status, answer);
	if (body != NULL)
		assert_string_equal(empty_line + 4, body);
}

/* ------------------------------------------------ the bench */

static void
start_worker(struct bench *b)
{
	sigset_t asked_to_end, mask;
	pid_t pid;

	/* until the worker's handlers stand */
	sigemptyset(&asked_to_end);
	sigaddset(&asked_to_end, SIGTERM);
	sigaddset(&asked_to_end, SIGUSR1);
	sigprocmask(SIG_BLOCK, &asked_to_end, &mask);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		run_worker(b, &mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	b->workers[b->workers_n++] = pid;
}

static int
setup(void **state)
{
	void *mem = mem_arena(NULL);
	struct bench *b = mem_new(mem, struct bench);

	b->mem = mem;
	strcpy(b->dir, "/tmp/test_http.XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	b->addr.sun_family = AF_UNIX;
	snprintf(
	    b->addr.sun_path, sizeof(b->addr.sun_path), "%s/socket", b->dir);
	b->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
	    bind(b->listen_fd, (struct sockaddr *)&b->addr, sizeof(b->addr)),
	    0);
	assert_int_equal(listen(b->listen_fd, 512), 0);
	assert_int_equal(pipe(b->ticks), 0);
	*state = b;
	return 0;
}

static int
setup_one(void **state)
{
	setup(state);
	start_worker(*state);
	return 0;
}

/* The exit status of a worker that ends by itself. */
static int
wait_worker(struct bench *b)
{
	int status;

	assert_int_equal(waitpid(b->workers[b->workers_n - 1], &status, 0),
	    b->workers[b->workers_n - 1]);
	b->workers_n--;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Every worker must end cleanly when asked to. */
static int
teardown(void **state)
{
	struct bench *b = *state;
	void *mem = b->mem;
	int i, failed = 0;

	for (i = 0; i < b->workers_n; i++)
		kill(b->workers[i], SIGTERM);
	while (b->workers_n > 0)
		failed += wait_worker(b) != 0;
	close(b->listen_fd);
	close(b->ticks[0]);
	close(b->ticks[1]);
	unlink(b->addr.sun_path);
	rmdir(b->dir);
	mem_free(&mem);
	return failed;
}

/* ------------------------------------------------ the tests */

static void
a_response_is_whole_and_sent_once(void **state)
{
	const char *answer = ask(*state, "GET", "/hello", NULL, "");

	assert_answer(answer, "Status: 200 OK\r\n", "hello");
	assert_answer(answer, "Content-Length: 5\r\n", NULL);
	assert_answer(answer, "Content-Type: text/plain\r\n", NULL);
	assert_answer(answer, "Cache-Control: max-age=1\r\n", NULL);
	assert_answer(answer, "Content-Security-Policy: ", NULL);
	assert_answer(answer, "X-Request-Id: ", NULL);
	assert_answer(answer, "Set-Cookie: s=1; ", NULL);
	assert_null(strstr(answer, "Set-Cookie: t="));
	assert_null(strstr(answer, "X-Accel"));
}

static void
head_has_the_headers_of_get_and_no_body(void **state)
{
	const char *answer = ask(*state, "HEAD", "/hello", NULL, "");

	assert_answer(answer, "Status: 200 OK\r\n", "");
	assert_answer(answer, "Content-Length: 5\r\n", "");
}

static void
each_path_is_answered_as_it_should_be(void **state)
{
	static const struct {
		const char *uri, *header, *body;
	} cases[] = {
	    {"/nothing", "Status: 204 No Content\r\n", ""},
	    {"/redirect", "Status: 303 See Other\r\n", ""},
	    {"/redirect", "Location: /containers/\r\n", ""},
	    {"/redirect", "Cache-Control: no-store\r\n", ""},
	    {"/unknown-status", "Status: 500 ", ""},
	    {"/too-big", "Status: 500 ", ""},
	    {"/a/../b", "Status: 404 ", "There is nothing at this address.\n"},
	    {"/%zz", "Content-Type: text/plain; charset=utf-8\r\n",
		"The address of this request is not valid.\n"},
	    {"/api/%zz", "Status: 400 Bad Request\r\n",
		"{\"message\":\"The address of this request is not valid.\"}"},
	    {"/containers/api/%00", "Content-Type: application/json\r\n",
		"{\"message\":\"The address of this request is not valid.\"}"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_answer(ask(*state, "GET", cases[i].uri, NULL, ""),
		    cases[i].header, cases[i].body);
	assert_null(
	    strstr(ask(*state, "GET", "/nothing", NULL, ""), "Content-Length"));
}

static void
an_unanswered_request_gets_500(void **state)
{
	assert_answer(ask(*state, "GET", "/forgotten", NULL, ""),
	    "Status: 500 ", "Something went wrong here.\n");
	assert_answer(ask(*state, "GET", "/api/forgotten", NULL, ""),
	    "Status: 500 ", "{\"message\":\"Something went wrong here.\"}");
}

static void
a_body_is_read_up_to_its_limit(void **state)
{
	char body[BODY_LIMIT + 2] = {0};

	assert_answer(ask(*state, "POST", "/body", NULL, ""), "200 OK", "");
	memset(body, 'x', BODY_LIMIT);
	assert_answer(ask(*state, "POST", "/body", NULL, body), "200 OK", body);
	body[BODY_LIMIT] = 'x';
	assert_answer(
	    ask(*state, "POST", "/body", NULL, body), "Status: 413 ", NULL);
}

/* The worker must not close with bytes unread, or nginx sees a reset. */
static void
a_body_nobody_reads_does_not_cost_the_answer(void **state)
{
	static char body[2 * LIMIT_BODY + 1];

	memset(body, 'x', LIMIT_BODY);
	assert_answer(
	    ask(*state, "POST", "/hello", NULL, body), "200 OK", "hello");
	memset(body, 'x', 2 * LIMIT_BODY);
	assert_answer(ask(*state, "POST", "/api/body", NULL, body),
	    "Status: 413 ", "{\"message\":\"The request is too large.\"}");
}

static void
a_body_that_ends_early_is_an_error(void **state)
{
	static const char *const params[] = {"REQUEST_METHOD=POST",
	    "REQUEST_URI=/body", "CONTENT_LENGTH=10", NULL};
	struct bench *b = *state;
	int fd = send_request(b, params, "12345", FCGI_CLOSE);

	assert_answer(read_answer(b, fd), "Status: 400 ",
	    "The body of this request ends early.");
}

static void
the_largest_response_arrives_whole(void **state)
{
	static const char *const params[] = {
	    "REQUEST_METHOD=GET", "REQUEST_URI=/big", NULL};
	struct bench *b = *state;
	const char *answer;
	size_t len;

	answer =
	    fcgi_answer(b->mem, send_request(b, params, "", FCGI_CLOSE), &len);
	assert_non_null(answer);
	len -= (size_t)(strstr(answer, "\r\n\r\n") + 4 - answer);
	assert_int_equal(len, LIMIT_RESPONSE);
}

/* A kept connection would pin the worker to it. */
static void
a_connection_is_closed_even_if_asked_to_be_kept(void **state)
{
	static const char *const params[] = {
	    "REQUEST_METHOD=GET", "REQUEST_URI=/hello", NULL};
	struct bench *b = *state;

	assert_answer(read_answer(b, send_request(b, params, "", FCGI_KEEP)),
	    "200 OK", "hello");
	assert_answer(ask(b, "GET", "/hello", NULL, ""), "200 OK", "hello");
}

static void
a_client_that_leaves_or_talks_nonsense_costs_nothing(void **state)
{
	static const char *const params[] = {
	    "REQUEST_METHOD=GET", "REQUEST_URI=/big", NULL};
	struct bench *b = *state;
	int fd;

	close(connect_to(b));
	fd = connect_to(b);
	fcgi_write(fd, "GET / HTTP/1.1\r\n\r\n", 18);
	close(fd);
	close(send_request(b, params, "", FCGI_CLOSE));
	assert_answer(ask(b, "GET", "/hello", NULL, ""), "200 OK", "hello");
}

/* Wait until each worker has been idle once more. */
static void
assert_all_tick(struct bench *b)
{
	struct pollfd fd = {.fd = b->ticks[0], .events = POLLIN};
	bool ticked[WORKERS] = {false};
	char number, old[65536];
	int left = b->workers_n;

	while (poll(&fd, 1, 0) == 1)
		assert_true(read(fd.fd, old, sizeof(old)) > 0);
	while (left > 0) {
		assert_int_equal(poll(&fd, 1, 10000), 1);
		assert_int_equal(read(fd.fd, &number, 1), 1);
		left -= !ticked[(int)number];
		ticked[(int)number] = true;
	}
}

static void
an_idle_worker_gets_its_time(void **state)
{
	assert_all_tick(*state);
	assert_answer(
	    ask(*state, "GET", "/hello", NULL, ""), "200 OK", "hello");
	assert_all_tick(*state);
}

/*
 * Each connection wakes all workers and one gets it.  Were the socket
 * blocking, the others would now be stuck in accept(2).
 */
static void
workers_that_lose_the_race_still_get_their_time(void **state)
{
	struct bench *b = *state;
	int i;

	while (b->workers_n < WORKERS)
		start_worker(b);
	assert_all_tick(b);
	for (i = 0; i < 200; i++)
		assert_answer(
		    ask(b, "GET", "/hello", NULL, ""), "200 OK", "hello");
	assert_all_tick(b);
}

static void
a_request_under_way_is_finished_before_the_worker_ends(void **state)
{
	struct bench *b = *state;

	assert_answer(ask(b, "GET", "/slow", NULL, ""), "200 OK", "done");
	assert_int_equal(wait_worker(b), 0);
}

static void
a_worker_ends_on_the_signal_of_fastcgi_too(void **state)
{
	struct bench *b = *state;

	kill(b->workers[0], SIGUSR1);
	assert_int_equal(wait_worker(b), 0);
}

static void
only_a_listening_socket_is_served(void **state)
{
	struct bench *b = *state;
	struct http *h;
	struct error e;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	err_clear(&e);
	assert_int_equal(http_open(b->mem, fd, &h, &e), ERR_INTERNAL);
	assert_int_equal(http_open(b->mem, b->ticks[0], &h, &e), ERR_INTERNAL);
	assert_true(e.message[0] != '\0');
	assert_int_equal(http_open(b->mem, -1, &h, &e), ERR_INTERNAL);
	close(fd);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_one, teardown)
	const struct CMUnitTest tests[] = {
	    T(a_response_is_whole_and_sent_once),
	    T(head_has_the_headers_of_get_and_no_body),
	    T(each_path_is_answered_as_it_should_be),
	    T(an_unanswered_request_gets_500),
	    T(a_body_is_read_up_to_its_limit),
	    T(a_body_nobody_reads_does_not_cost_the_answer),
	    T(a_body_that_ends_early_is_an_error),
	    T(the_largest_response_arrives_whole),
	    T(a_connection_is_closed_even_if_asked_to_be_kept),
	    T(a_client_that_leaves_or_talks_nonsense_costs_nothing),
	    T(an_idle_worker_gets_its_time),
	    T(workers_that_lose_the_race_still_get_their_time),
	    T(a_request_under_way_is_finished_before_the_worker_ends),
	    T(a_worker_ends_on_the_signal_of_fastcgi_too),
	    cmocka_unit_test_setup_teardown(
		only_a_listening_socket_is_served, setup, teardown),
	};

	return cmocka_run_group_tests_name("http_server", tests, NULL, NULL);
}
