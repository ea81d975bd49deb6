/*
 * A value of a tree, for json/ itself: json_read.c makes them, json_get.c
 * answers questions about them, json_write.c copies them.
 */
#ifndef BERTH_JSON_JSON_NODE_H
#define BERTH_JSON_JSON_NODE_H

#include "json/json.h"

struct json {
	enum json_type type;
	uint32_t n;      /* elements or members */
	const char *key; /* as a member of an object */
	union {
		int64_t i;          /* JSON_INT, JSON_BOOL */
		double d;           /* JSON_REAL */
		const char *s;      /* JSON_STRING */
		struct json *items; /* JSON_ARRAY, JSON_OBJECT */
	} u;
};

#endif
