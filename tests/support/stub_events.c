/* The event stream: one JSON object per line, to whoever asked for it. */
#include <string.h>
#include <sys/types.h>

#include "base/mem.h"
#include "stub.h"

#define PENDING_MAX ((size_t)1024 * 1024)

static bool
is_in(const struct json *list, const char *value)
{
	size_t i;

	if (list == NULL)
		return true;
	for (i = 0; i < json_count(list); i++) {
		if (strcmp(json_string(json_at(list, i)), value) == 0)
			return true;
	}
	return false;
}

static const char *
event_line(
    void *mem, const struct container *c, const char *action, size_t *ret_len)
{
	struct json_writer *w = json_writer_new(mem);
	int64_t now_us = clock_wall_us();
	size_t i;

	json_begin_object(w);
	json_set_string(w, "status", action);
	json_set_string(w, "id", c->id);
	json_set_string(w, "from", c->image);
	json_set_string(w, "Type", "container");
	json_set_string(w, "Action", action);
	json_key(w, "Actor");
	json_begin_object(w);
	json_set_string(w, "ID", c->id);
	json_key(w, "Attributes");
	json_begin_object(w);
	for (i = 0; i < c->labels_n; i++)
		json_set_string(w, c->labels[i].key, c->labels[i].value);
	if (strcmp(action, "die") == 0)
		json_set_string(
		    w, "exitCode", mem_printf(mem, "%d", c->exit_code));
	json_set_string(w, "image", c->image);
	json_set_string(w, "name", c->name);
	json_end_object(w);
	json_end_object(w);
	json_set_string(w, "scope", "local");
	json_set_int(w, "time", now_us / USEC_PER_SEC);
	json_set_int(w, "timeNano", now_us * 1000);
	json_end_object(w);
	return json_text(w, ret_len);
}

static void
wake(struct stream *t)
{
	if (!t->suspended)
		return;
	t->suspended = false;
	stub_resume(t->s, t->connection);
}

void
event_emit(struct stub *s, const struct container *c, const char *action)
{
	void *scratch = mem_arena(NULL);
	struct stream *t;
	const char *line;
	size_t len;

	if (s->streams != NULL && !s->config.silent) {
		line = event_line(scratch, c, action, &len);
		for (t = s->streams; t != NULL; t = t->next) {
			if (!is_in(json_get(t->filters, "event"), action) ||
			    !api_has_labels(c, t->filters))
				continue;
			buf_add(t->pending, line, len);
			buf_char(t->pending, '\n');
			wake(t);
		}
	}
	mem_free(&scratch);
}

/* Nothing to tell: sleep until there is. */
static ssize_t
read_stream(void *cls, uint64_t pos, char *out, size_t max)
{
	struct stream *t = cls;
	size_t n = buf_len(t->pending);

	(void)pos;
	if (t->ended || buf_full(t->pending))
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (n == 0) {
		t->suspended = true;
		MHD_suspend_connection(t->connection);
		return 0;
	}
	if (n > max)
		n = max;
	memcpy(out, buf_data(t->pending), n);
	buf_consume(t->pending, n);
	return (ssize_t)n;
}

static void
free_stream(void *cls)
{
	struct stream *t = cls;

	if (t->prev != NULL)
		t->prev->next = t->next;
	else
		t->s->streams = t->next;
	if (t->next != NULL)
		t->next->prev = t->prev;
	mem_free(&t);
}

enum MHD_Result
stream_open(struct call *c)
{
	struct stub *s = c->s;
	struct stream *t = mem_new(s->mem, struct stream);
	const char *filters = MHD_lookup_connection_value(
	    c->connection, MHD_GET_ARGUMENT_KIND, "filters");
	struct MHD_Response *response;
	enum MHD_Result result;

	t->s = s;
	t->connection = c->connection;
	t->pending = buf_new(t, PENDING_MAX);
	if (filters != NULL &&
	    json_parse(t, filters, strlen(filters), &json_limits_engine,
		&t->filters, NULL) != ERR_OK)
		t->filters = NULL;
	t->next = s->streams;
	if (t->next != NULL)
		t->next->prev = t;
	s->streams = t;
	response = MHD_create_response_from_callback(
	    MHD_SIZE_UNKNOWN, 16384, read_stream, t, free_stream);
	MHD_add_response_header(
	    response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
	result = MHD_queue_response(c->connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return result;
}

void
streams_close(struct stub *s)
{
	struct stream *t;

	for (t = s->streams; t != NULL; t = t->next) {
		t->ended = true;
		wake(t);
	}
}
