/*
 * Texts of the engine for the tests of engine/, in memory of a test's own.
 */
#ifndef BERTH_TESTS_ENGINE_FIXTURE_H
#define BERTH_TESTS_ENGINE_FIXTURE_H

#include "engine/engine.h"
#include "json/json.h"

/* The memory of the test that runs. */
extern void *mem;

/* cmocka's set-up and tear-down of a test. */
int engine_setup(void **state);
int engine_teardown(void **state);

/* `text` read as what the engine sends; it must be JSON. */
struct json *parse(const char *text);

/* Whether `text`, sent in pieces of `piece` bytes, is a list of containers. */
bool read_list(const char *text, size_t piece, struct engine_reply *reply);

#endif
