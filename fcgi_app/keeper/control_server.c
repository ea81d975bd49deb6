/*
 * The control socket: HTTP over a unix socket for web workers and berthctl,
 * with libmicrohttpd in the keeper's own loop (its epoll descriptor).  A
 * request that waits for the engine is suspended; nothing blocks.
 */
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/log.h"
#include "base/mem.h"
#include "json/json.h"
#include "keeper/control_private.h"

#define CONNECTIONS_MAX 256
#define TIMEOUT_S       30

struct control {
	struct keeper *k;
	struct MHD_Daemon *daemon;
	int fd; /* libmicrohttpd's epoll descriptor */
	uid_t web_uid;
	struct control_request *requests;
};

static void
free_request(void *block)
{
	struct control_request *r = block;

	engine_cancel(&r->call);
	if (r->prev != NULL)
		r->prev->next = r->next;
	else
		r->control->requests = r->next;
	if (r->next != NULL)
		r->next->prev = r->prev;
}

static struct control_request *
request_new(struct control *c, struct MHD_Connection *connection)
{
	struct control_request *r = mem_new(c->k->mem, struct control_request);

	r->control = c;
	r->k = c->k;
	r->connection = connection;
	r->next = c->requests;
	if (r->next != NULL)
		r->next->prev = r;
	c->requests = r;
	mem_on_free(r, free_request);
	return r;
}

void
control_answer(struct control_request *r, int status, const char *body)
{
	r->status = status;
	r->body = body;
	if (r->suspended) {
		r->suspended = false;
		MHD_resume_connection(r->connection);
		keeper_due(r->k, clock_mono_us());
	}
}

void
control_error(struct control_request *r, int status, const char *sentence)
{
	struct json_writer *w = json_writer_new(r);

	json_begin_object(w);
	json_set_string(w, "error", sentence);
	json_end_object(w);
	control_answer(r, status, json_text(w, NULL));
}

void
control_error_of(struct control_request *r, int status, const char *sentence,
    const char *first, const char *second)
{
	struct json_writer *w = json_writer_new(r);

	json_begin_object(w);
	json_set_string(w, "error", sentence);
	json_key(w, "of");
	json_begin_array(w);
	json_put_string(w, first);
	if (second != NULL)
		json_put_string(w, second);
	json_end_array(w);
	json_end_object(w);
	control_answer(r, status, json_text(w, NULL));
}

/*
 * The mode of the socket keeps others out; this holds even where the mode
 * cannot say it (the socket's group has more members).
 */
static bool
is_allowed(const struct control *c, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (info == NULL || getsockopt(info->connect_fd, SOL_SOCKET,
				SO_PEERCRED, &peer, &len) == -1)
		return false;
	return peer.uid == 0 || peer.uid == geteuid() || peer.uid == c->web_uid;
}

const char *
control_argument(const struct control_request *r, const char *name)
{
	return MHD_lookup_connection_value(
	    r->connection, MHD_GET_ARGUMENT_KIND, name);
}

static enum MHD_Result
send_answer(struct control_request *r)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
	    strlen(r->body), (void *)(uintptr_t)r->body, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (response == NULL)
		return MHD_NO;
	MHD_add_response_header(
	    response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
	result =
	    MHD_queue_response(r->connection, (unsigned)r->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result
handle(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *upload,
    size_t *upload_size, void **state)
{
	struct control *c = cls;
	struct control_request *r = *state;

	(void)version;
	(void)upload;
	if (r == NULL) {
		r = *state = request_new(c, connection);
		r->method = mem_strdup(r, method);
		return MHD_YES;
	}
	if (*upload_size != 0) {
		*upload_size = 0; /* nothing here takes a body */
		return MHD_YES;
	}
	if (r->status == 0) {
		if (!is_allowed(c, connection))
			control_error(r, 403,
			    "This user may not ask the "
			    "keeper; see web_user in berth.conf.");
		else
			control_route(r, url);
	}
	if (r->status != 0)
		return send_answer(r);
	r->suspended = true;
	MHD_suspend_connection(connection);
	return MHD_YES;
}

static void
completed(void *cls, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct control_request *r = *state;

	(void)cls;
	(void)connection;
	(void)why;
	*state = NULL;
	mem_free(&r);
}

static uid_t
uid_of(const char *user)
{
	struct passwd *pw = user[0] != '\0' ? getpwnam(user) : NULL;

	return pw != NULL ? pw->pw_uid : geteuid();
}

enum err
control_open(struct keeper *k, struct error *e)
{
	struct control *c = mem_new(k->mem, struct control);
	const union MHD_DaemonInfo *info;
	int listen_fd = -1;
	enum err err;

	c->k = k;
	c->web_uid = uid_of(k->conf->web_user);
	err = keeper_control_socket(k->conf, &listen_fd, e);
	if (err != ERR_OK)
		return err;
	c->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME,
	    0, NULL, NULL, handle, c, MHD_OPTION_LISTEN_SOCKET, listen_fd,
	    MHD_OPTION_NOTIFY_COMPLETED, completed, NULL,
	    MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_S, MHD_OPTION_END);
	info = c->daemon == NULL
		   ? NULL
		   : MHD_get_daemon_info(c->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (info == NULL) {
		close(listen_fd);
		return err_set(e, ERR_INTERNAL, NULL,
		    "The control socket cannot be served (libmicrohttpd).");
	}
	c->fd = info->epoll_fd;
	k->control = c;
	return ERR_OK;
}

int
control_fd(const struct control *c)
{
	return c->fd;
}

void
control_tick(struct control *c)
{
	struct control_request *r, *next;

	MHD_run(c->daemon);
	for (r = c->requests; r != NULL; r = next) {
		next = r->next;
		control_route_tick(r);
	}
}

void
control_abandon(struct control *c)
{
	struct control_request *r;

	for (r = c->requests; r != NULL; r = r->next) {
		if (!r->suspended || r->other != NULL)
			continue;
		engine_cancel(&r->call);
		control_error(r, 502, "The engine was changed meanwhile.");
	}
}

/* libmicrohttpd insists that no connection is suspended when it stops. */
void
control_close(struct control **ref)
{
	struct control *c = *ref;
	struct control_request *r;

	*ref = NULL;
	for (r = c->requests; r != NULL; r = r->next) {
		if (r->suspended)
			control_error(r, 502, "The keeper is stopping.");
	}
	MHD_run(c->daemon);
	MHD_stop_daemon(c->daemon);
}
