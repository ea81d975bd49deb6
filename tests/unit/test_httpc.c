/* The HTTP client against a server of the test's own: httpc/ */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "httpc/httpc.h"
#include "httpc_server.h"

#define POLL_MS 2000

static int
setup(void **state)
{
	*state = server_start();
	return *state == NULL;
}

static int
teardown(void **state)
{
	server_stop(*state);
	return 0;
}

/* ------------------------------------------------ helpers */

struct seen {
	struct httpc_answer answer;
	char *body;
	int done;
	char streamed[64];
	size_t streamed_len;
	bool go_on;
	struct httpc *loop;
	struct httpc_call **cancel;       /* from within a callback */
	const struct httpc_target *again; /* start once more in done */
};

static void
on_done(void *arg, const struct httpc_answer *answer)
{
	struct seen *seen = arg;
	struct httpc_request req = {
	    .method = "GET", .path = "/echo", .done = on_done, .arg = arg};

	seen->answer = *answer;
	free(seen->body);
	seen->body = strndup(answer->body, answer->len);
	seen->done++;
	if (seen->cancel != NULL)
		httpc_cancel(seen->cancel);
	if (seen->again != NULL) {
		httpc_start(seen->loop, seen->again, &req);
		seen->again = NULL;
	}
}

static bool
on_data(void *arg, const char *data, size_t len)
{
	struct seen *seen = arg;

	assert_true(seen->streamed_len + len < sizeof(seen->streamed));
	memcpy(seen->streamed + seen->streamed_len, data, len);
	seen->streamed_len += len;
	if (seen->cancel != NULL)
		httpc_cancel(seen->cancel);
	return seen->go_on;
}

static struct httpc_target
target_of(const struct server *s)
{
	return (struct httpc_target){"http://engine", s->path, "", "", ""};
}

static void
poll_until_idle(struct httpc *h)
{
	while (httpc_active(h) > 0)
		httpc_poll(h, NULL, 0, POLL_MS);
}

/* Run one request to its end. */
static void
fetch(const struct server *s, struct httpc_request req, struct seen *seen)
{
	struct httpc_target target = target_of(s);
	void *mem = mem_arena(NULL);
	struct httpc *h = httpc_new(mem);

	req.done = on_done;
	req.arg = seen;
	httpc_start(h, &target, &req);
	assert_int_equal(httpc_active(h), 1);
	poll_until_idle(h);
	assert_int_equal(seen->done, 1);
	mem_free(&mem);
}

/* ------------------------------------------------ the tests */

static void
an_answer_comes_with_status_and_body(void **state)
{
	struct httpc_request req = {.method = "POST",
	    .path = "/echo?a=%20b",
	    .body = "{\"x\":1}",
	    .body_len = 7};
	struct seen seen = {0};

	fetch(*state, req, &seen);
	assert_int_equal(seen.answer.err, ERR_OK);
	assert_int_equal(seen.answer.status, 201);
	assert_non_null(strstr(seen.body, "POST /echo?a=%20b HTTP/1.1\r\n"));
	assert_non_null(strstr(seen.body, "Host: engine\r\n"));
	assert_non_null(
	    strstr(seen.body, "Content-Type: application/json\r\n"));
	assert_null(strstr(seen.body, "Expect:"));
	assert_non_null(strstr(seen.body, "\r\n\r\n{\"x\":1}"));
	free(seen.body);
}

static void
methods_without_body_send_none(void **state)
{
	static const struct {
		const char *method;
		const char *length; /* NULL: the header must be absent */
	} cases[] = {
	    {"GET", NULL},
	    {"DELETE", NULL},
	    {"POST", "Content-Length: 0\r\n"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct httpc_request req = {
		    .method = cases[i].method, .path = "/echo"};
		struct seen seen = {0};

		fetch(*state, req, &seen);
		assert_int_equal(seen.answer.err, ERR_OK);
		assert_memory_equal(
		    seen.body, cases[i].method, strlen(cases[i].method));
		if (cases[i].length == NULL)
			assert_null(strstr(seen.body, "Content-Length"));
		else
			assert_non_null(strstr(seen.body, cases[i].length));
		assert_null(strstr(seen.body, "Content-Type"));
		free(seen.body);
	}
}

static void
every_kind_of_failure_has_its_error(void **state)
{
	static const struct {
		const char *path;
		enum err err;
		int status;
	} cases[] = {
	    {"/missing", ERR_OK, 404},
	    {"/empty", ERR_OK, 204},
	    {"/hang", ERR_TIMEOUT, 0},
	    {"/break", ERR_UNCERTAIN, 0},
	    {"/cut", ERR_UNCERTAIN, 200},
	    {"/big", ERR_TOO_LARGE, 200},
	    {"/a b\r\nX: y", ERR_UNAVAILABLE, 0},
	};
	static const char *const methods[] = {"GET", "POST"};
	size_t i, m;

	for (i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct httpc_request req = {.method = methods[i % 2],
		    .path = cases[i / 2].path,
		    .total_ms = 200,
		    .max_body = 1000};
		struct seen seen = {0};

		m = i / 2;
		fetch(*state, req, &seen);
		assert_int_equal(seen.answer.err, cases[m].err);
		assert_int_equal(seen.answer.status, cases[m].status);
		assert_true(
		    cases[m].err == ERR_OK || seen.answer.detail[0] != '\0');
		assert_true(seen.answer.len <= 1000);
		free(seen.body);
	}
}

static void
a_body_up_to_its_limit_is_taken_whole(void **state)
{
	struct httpc_request req = {
	    .method = "GET", .path = "/big", .max_body = SERVER_BIG};
	struct seen seen = {0};

	fetch(*state, req, &seen);
	assert_int_equal(seen.answer.err, ERR_OK);
	assert_int_equal(seen.answer.len, SERVER_BIG);
	assert_int_equal(strspn(seen.body, "x"), SERVER_BIG);
	free(seen.body);
}

static void
nobody_listening_is_unavailable(void **state)
{
	struct server gone = *(struct server *)*state;
	struct httpc_target tcp = {"http://127.0.0.1:1", "", "", "", ""};
	struct httpc_request req = {.method = "POST", .path = "/echo"};
	struct httpc_answer answer;
	struct seen seen = {0};
	void *mem = mem_arena(NULL);

	strcat(gone.path, ".none");
	fetch(&gone, req, &seen);
	assert_int_equal(seen.answer.err, ERR_UNAVAILABLE);
	assert_int_equal(seen.answer.status, 0);
	assert_string_equal(seen.body, "");
	assert_true(seen.answer.detail[0] != '\0');

	httpc_fetch(mem, &tcp, &req, &answer);
	assert_int_equal(answer.err, ERR_UNAVAILABLE);
	mem_free(&mem);
	free(seen.body);
}

/* A socket that listens but is never accepted from, its backlog full. */
static void
a_connect_that_times_out_is_unavailable(void **state)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	struct server full = *(struct server *)*state;
	struct httpc_request req = {.method = "POST",
	    .path = "/echo",
	    .connect_ms = 100,
	    .total_ms = 200};
	struct seen seen = {0};
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	int filler = socket(AF_UNIX, SOCK_STREAM, 0);

	strcat(full.path, ".full");
	strcpy(addr.sun_path, full.path);
	assert_int_equal(
	    bind(listener, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(listener, 0), 0);
	assert_int_equal(
	    connect(filler, (struct sockaddr *)&addr, sizeof(addr)), 0);
	fetch(&full, req, &seen);
	assert_int_equal(seen.answer.err, ERR_UNAVAILABLE);
	close(filler);
	close(listener);
	unlink(full.path);
	free(seen.body);
}

static void
a_streamed_body_comes_as_it_is_sent_and_false_ends_it(void **state)
{
	struct httpc_request req = {
	    .method = "GET", .path = "/stream", .data = on_data};
	struct seen seen = {.go_on = false};

	fetch(*state, req, &seen);
	assert_int_equal(seen.answer.err, ERR_OK);
	assert_int_equal(seen.answer.status, 200);
	assert_string_equal(seen.body, "");
	assert_string_equal(seen.streamed, "one\n");
	free(seen.body);
}

static void
an_error_in_place_of_a_stream_is_buffered(void **state)
{
	struct httpc_request req = {
	    .method = "GET", .path = "/missing", .data = on_data};
	struct seen seen = {.go_on = true};

	fetch(*state, req, &seen);
	assert_int_equal(seen.answer.status, 404);
	assert_string_equal(seen.body, "no such thing");
	assert_int_equal(seen.streamed_len, 0);
	free(seen.body);
}

static void
a_cancelled_call_is_never_heard_of_again(void **state)
{
	struct httpc_target target = target_of(*state);
	struct seen seen = {.go_on = true};
	struct httpc_request req = {.method = "GET",
	    .path = "/hang",
	    .done = on_done,
	    .data = on_data,
	    .arg = &seen};
	void *mem = mem_arena(NULL);
	struct httpc *h = httpc_new(mem);
	struct httpc_call *call;

	/* before it was handed over */
	call = httpc_start(h, &target, &req);
	httpc_cancel(&call);
	assert_null(call);
	assert_int_equal(httpc_active(h), 0);
	httpc_poll(h, NULL, 0, 0);

	/* while it is under way */
	call = httpc_start(h, &target, &req);
	httpc_poll(h, NULL, 0, 50);
	assert_int_equal(httpc_active(h), 1);
	httpc_cancel(&call);
	httpc_cancel(&call);
	assert_int_equal(httpc_active(h), 0);

	/* from within its own data function */
	req.path = "/stream";
	seen.cancel = &call;
	call = httpc_start(h, &target, &req);
	poll_until_idle(h);
	assert_null(call);
	assert_string_equal(seen.streamed, "one\n");
	httpc_poll(h, NULL, 0, 0);

	assert_int_equal(seen.done, 0);
	mem_free(&mem);
}

static void
done_may_cancel_and_start_calls(void **state)
{
	struct httpc_target target = target_of(*state);
	struct seen seen = {0}, other = {0};
	struct httpc_request req = {
	    .method = "GET", .path = "/missing", .done = on_done, .arg = &seen};
	void *mem = mem_arena(NULL);
	struct httpc *h = httpc_new(mem);
	struct httpc_call *hanging;

	seen.loop = h;
	seen.again = &target;
	seen.cancel = &hanging;
	httpc_start(h, &target, &req);
	req.path = "/hang";
	req.arg = &other;
	hanging = httpc_start(h, &target, &req);
	poll_until_idle(h);
	assert_null(hanging);
	assert_int_equal(seen.done, 2);
	assert_int_equal(seen.answer.status, 201);
	assert_int_equal(other.done, 0);
	free(seen.body);
	mem_free(&mem);
}

static void
freeing_the_loop_ends_its_calls_silently(void **state)
{
	struct httpc_target target = target_of(*state);
	struct seen seen = {0};
	struct httpc_request req = {
	    .method = "GET", .path = "/hang", .done = on_done, .arg = &seen};
	void *mem = mem_arena(NULL);
	struct httpc *h = httpc_new(mem);

	httpc_start(h, &target, &req);
	httpc_poll(h, NULL, 0, 50);
	httpc_start(h, &target, &req);
	assert_int_equal(httpc_active(h), 2);
	mem_free(&mem);
	assert_int_equal(seen.done, 0);
}

/* libcurl repeats what it sent on a kept connection that turns out dead. */
static void
only_gets_share_a_connection(void **state)
{
	static const struct {
		const char *method;
		int connections;
	} cases[] = {
	    {"GET", 1}, {"GET", 1}, {"POST", 2}, {"DELETE", 3}, {"GET", 3}};
	struct server *s = *state;
	struct httpc_target target = target_of(s);
	struct seen seen = {0};
	struct httpc_request req = {
	    .path = "/echo", .done = on_done, .arg = &seen};
	void *mem = mem_arena(NULL);
	struct httpc *h = httpc_new(mem);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		req.method = cases[i].method;
		httpc_start(h, &target, &req);
		poll_until_idle(h);
		assert_int_equal(seen.done, i + 1);
		assert_int_equal(seen.answer.status, 201);
		assert_int_equal(s->threads_n, cases[i].connections);
	}
	free(seen.body);
	mem_free(&mem);
}

static void
descriptors_beside_the_transfers_wake_the_loop(void **state)
{
	void *mem = mem_arena(NULL);
	struct httpc *h = httpc_new(mem);
	struct httpc_fd fds[2] = {{.want_read = true}, {.want_write = true}};
	int64_t start = clock_mono_us();
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	fds[0].fd = pipes[0];
	fds[1].fd = pipes[1];
	httpc_poll(h, fds, 2, 5000);
	assert_false(fds[0].can_read);
	assert_true(fds[1].can_write);

	assert_int_equal(write(pipes[1], "x", 1), 1);
	httpc_poll(h, fds, 1, 5000);
	assert_true(fds[0].can_read);
	assert_false(fds[0].can_write);

	/* the end counts as readable: POLLHUP, which libcurl swallows */
	assert_int_equal(read(pipes[0], (char[1]){0}, 1), 1);
	close(pipes[1]);
	httpc_poll(h, fds, 1, 5000);
	assert_true(fds[0].can_read);

	assert_true(clock_mono_us() - start < 5 * USEC_PER_SEC);
	close(pipes[0]);
	mem_free(&mem);
}

static void
an_idle_poll_takes_its_time(void **state)
{
	void *mem = mem_arena(NULL);
	struct httpc *h = httpc_new(mem);
	int64_t start = clock_mono_us();

	httpc_poll(h, NULL, 0, 100);
	assert_true(clock_mono_us() - start >= 90 * USEC_PER_MSEC);
	mem_free(&mem);
}

static void
fetch_copies_the_body(void **state)
{
	struct httpc_target target = target_of(*state);
	struct httpc_request req = {.method = "GET", .path = "/missing"};
	struct httpc_answer answer;
	void *mem = mem_arena(NULL);

	httpc_fetch(mem, &target, &req, &answer);
	assert_int_equal(answer.err, ERR_OK);
	assert_int_equal(answer.status, 404);
	assert_string_equal(answer.body, "no such thing");
	mem_free(&mem);
}

static void
fetch_streams_to_the_callers_function(void **state)
{
	struct httpc_target target = target_of(*state);
	struct seen seen = {.go_on = false};
	struct httpc_request req = {
	    .method = "GET", .path = "/stream", .data = on_data, .arg = &seen};
	struct httpc_answer answer;
	void *mem = mem_arena(NULL);

	httpc_fetch(mem, &target, &req, &answer);
	assert_int_equal(answer.err, ERR_OK);
	assert_string_equal(seen.streamed, "one\n");
	mem_free(&mem);
}

static void
all_but_unreserved_characters_are_encoded(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"", ""},
	    {"aZ09-._~", "aZ09-._~"},
	    {"a b/c?d&e=f%", "a%20b%2Fc%3Fd%26e%3Df%25"},
	    {"\xc3\xa4\r\n", "%C3%A4%0D%0A"},
	};
	void *mem = mem_arena(NULL);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    httpc_encode(mem, cases[i].in), cases[i].out);
	mem_free(&mem);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(an_answer_comes_with_status_and_body),
	    T(methods_without_body_send_none),
	    T(every_kind_of_failure_has_its_error),
	    T(a_body_up_to_its_limit_is_taken_whole),
	    T(nobody_listening_is_unavailable),
	    T(a_connect_that_times_out_is_unavailable),
	    T(a_streamed_body_comes_as_it_is_sent_and_false_ends_it),
	    T(an_error_in_place_of_a_stream_is_buffered),
	    T(a_cancelled_call_is_never_heard_of_again),
	    T(done_may_cancel_and_start_calls),
	    T(freeing_the_loop_ends_its_calls_silently),
	    T(only_gets_share_a_connection),
	    cmocka_unit_test(descriptors_beside_the_transfers_wake_the_loop),
	    cmocka_unit_test(an_idle_poll_takes_its_time),
	    T(fetch_copies_the_body),
	    T(fetch_streams_to_the_callers_function),
	    cmocka_unit_test(all_but_unreserved_characters_are_encoded),
	};

	return cmocka_run_group_tests_name("httpc", tests, NULL, NULL);
}
