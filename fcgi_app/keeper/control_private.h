/*
 * The parts of the control socket: control_server.c speaks HTTP over
 * libmicrohttpd, control_routes.c and control_images.c know the operations of
 * service/control.h.
 */
#ifndef BERTH_KEEPER_CONTROL_PRIVATE_H
#define BERTH_KEEPER_CONTROL_PRIVATE_H

#include "keeper/keeper_private.h"

struct MHD_Connection;

/* One request; an arena of its own. */
struct control_request {
	struct control *control;
	struct keeper *k;
	struct control_request *prev, *next;
	struct MHD_Connection *connection;
	const char *method;
	const char *image; /* of an operation on one */
	bool suspended;    /* until it has an answer */
	struct engine_call *call;
	const char *ref; /* the container of a call for one */
	int status; /* 0: no answer yet */
	const char *body;

	/* "Test connection" of another engine */
	struct engine *other;
	struct tunnel *tunnel;
	int64_t deadline_us;
};

/* Begin to answer `path`: at once or later, through control_answer(). */
void control_route(struct control_request *r, const char *path);

/* The operations on images (control_images.c); true if `path` is one. */
bool control_route_images(struct control_request *r, const char *path);

/* A parameter of the query, NULL without; lives as long as the request. */
const char *control_argument(
    const struct control_request *r, const char *name);

/* true if the engine's reply was an error, which has been answered. */
bool control_refused(
    struct control_request *r, const struct engine_reply *reply);

/* The engine in use, or NULL with the answer given. */
struct engine *control_engine(struct control_request *r);

/* What a request that waits for a tunnel has to do now. */
void control_route_tick(struct control_request *r);

/* Give the answer; `body` is JSON in the request's arena. */
void control_answer(struct control_request *r, int status, const char *body);

/* An answer {"error": sentence}. */
void control_error(struct control_request *r, int status, const char *sentence);
/* The same with up to two texts, each for a %s of the sentence. */
void control_error_of(struct control_request *r, int status,
    const char *sentence, const char *first, const char *second);

#endif
