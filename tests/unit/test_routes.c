#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "web/route_match.h"
#include "web/web.h"

#define PATH_SIZE 256

/* `pattern` with 7 for {id} and abc_1 for {key}. */
static void
example(const char *pattern, char out[PATH_SIZE])
{
	size_t n = 0;

	while (*pattern != '\0') {
		assert_true(n + 8 < PATH_SIZE);
		if (*pattern != '{') {
			out[n++] = *pattern++;
			continue;
		}
		if (strncmp(pattern, "{id}", 4) == 0) {
			memcpy(out + n, "7", 1);
			n += 1;
		} else {
			assert_int_equal(strncmp(pattern, "{key}", 5), 0);
			memcpy(out + n, "abc_1", 5);
			n += 5;
		}
		pattern = strchr(pattern, '}') + 1;
	}
	out[n] = '\0';
}

static void
every_pattern_matches_itself(void **state)
{
	struct route_params p;
	char path[PATH_SIZE];
	const char *pattern;
	size_t i;

	for (i = 0; i < web_routes_n; i++) {
		pattern = web_routes[i].pattern;
		example(pattern, path);
		assert_true(route_match(pattern, path, &p));
		assert_int_equal(p.id, strstr(pattern, "{id}") ? 7 : 0);
		assert_string_equal(
		    p.key, strstr(pattern, "{key}") ? "abc_1" : "");
	}
}

static void
no_two_rows_collide(void **state)
{
	struct route_params p;
	char path[PATH_SIZE];
	size_t i, j;

	for (i = 0; i < web_routes_n; i++) {
		example(web_routes[i].pattern, path);
		for (j = 0; j < web_routes_n; j++) {
			if (i == j ||
			    !route_match(web_routes[j].pattern, path, &p))
				continue;
			assert_string_equal(
			    web_routes[i].pattern, web_routes[j].pattern);
			assert_int_not_equal(
			    web_routes[i].method, web_routes[j].method);
		}
	}
}

static void
a_row_changes_something_if_and_only_if_it_is_no_get(void **state)
{
	size_t i;

	for (i = 0; i < web_routes_n; i++)
		assert_int_equal(
		    web_routes[i].csrf, web_routes[i].method != HTTP_GET);
}

/* Everything else asks who is there. */
static const char *const open_to_anyone[] = {"/containers/login",
    "/containers/register", "/containers/logout", "/api/v1/openapi.json",
    "/containers/scoreboard", "/containers/scoreboard/csv",
    "/containers/accounts/users/{id}", "/containers/accounts/teams/{id}",
    "/api/v1/scoreboard", "/api/v1/scoreboard/top/{id}", "/api/v1/ctftime",
    "/containers/language"};

static void
only_the_way_in_is_open_to_anyone(void **state)
{
	size_t i, j, n = sizeof(open_to_anyone) / sizeof(open_to_anyone[0]);

	for (i = 0; i < web_routes_n; i++) {
		if (web_routes[i].access != ACCESS_ANYONE)
			continue;
		for (j = 0; j < n; j++)
			if (!strcmp(open_to_anyone[j], web_routes[i].pattern))
				break;
		if (j == n)
			fail_msg("%s is open", web_routes[i].pattern);
	}
}

static void
paths_of_admins_are_for_admins(void **state)
{
	static const char *const prefixes[] = {"/containers/admin/",
	    "/containers/dashboard", "/containers/settings", "/api/v1/admin/",
	    "/api/v1/engine/", "/api/kill", "/api/purge", "/api/images",
	    "/api/settings/", "/containers/api/kill", "/containers/api/purge",
	    "/containers/api/images", "/containers/api/settings/"};
	size_t i, j;

	for (i = 0; i < web_routes_n; i++)
		for (j = 0; j < sizeof(prefixes) / sizeof(prefixes[0]); j++)
			if (!strncmp(web_routes[i].pattern, prefixes[j],
				strlen(prefixes[j])))
				assert_int_equal(
				    web_routes[i].access, ACCESS_ADMIN);
}

static void
every_row_is_whole(void **state)
{
	const struct web_route *r;

	for (r = web_routes; r < web_routes + web_routes_n; r++) {
		assert_true(r->handler != NULL);
		assert_true(r->summary != NULL && r->summary[0] != '\0');
		assert_true(strncmp(r->pattern, "/containers/", 12) == 0 ||
			    strncmp(r->pattern, "/api/", 5) == 0);
		assert_int_equal(
		    r->shape == SHAPE_PAGE && r->method == HTTP_POST,
		    r->shape == SHAPE_PAGE && (r->body == BODY_FORM ||
						  r->body == BODY_FILES));
	}
}

static const struct web_route *
find(enum http_method method, const char *pattern)
{
	size_t i;

	for (i = 0; i < web_routes_n; i++)
		if (web_routes[i].method == method &&
		    strcmp(web_routes[i].pattern, pattern) == 0)
			return (&web_routes[i]);
	fail_msg("no route %s", pattern);
	return (NULL);
}

static void
the_contract_is_there_under_both_prefixes(void **state)
{
	static const struct {
		enum http_method method;
		const char *name;
		enum web_access access;
	} contract[] = {
	    {HTTP_POST, "running", ACCESS_PLAYER},
	    {HTTP_POST, "request", ACCESS_PLAYER},
	    {HTTP_POST, "renew", ACCESS_PLAYER},
	    {HTTP_POST, "reset", ACCESS_PLAYER},
	    {HTTP_POST, "stop", ACCESS_PLAYER},
	    {HTTP_POST, "kill", ACCESS_ADMIN},
	    {HTTP_POST, "purge", ACCESS_ADMIN},
	    {HTTP_GET, "images", ACCESS_ADMIN},
	    {HTTP_POST, "settings/update", ACCESS_ADMIN},
	};
	const struct web_route *a, *b;
	char path[PATH_SIZE];
	size_t i;

	for (i = 0; i < sizeof(contract) / sizeof(contract[0]); i++) {
		snprintf(path, sizeof(path), "/api/%s", contract[i].name);
		a = find(contract[i].method, path);
		snprintf(
		    path, sizeof(path), "/containers/api/%s", contract[i].name);
		b = find(contract[i].method, path);
		assert_int_equal(a->access, contract[i].access);
		assert_int_equal(b->access, contract[i].access);
		assert_int_equal(a->shape, SHAPE_PLUGIN);
		assert_int_equal(b->shape, SHAPE_PLUGIN);
		assert_int_equal(a->body, b->body);
		assert_int_equal(a->rate, b->rate);
		assert_ptr_equal(a->handler, b->handler);
	}
}

static void
only_whole_and_clean_paths_match(void **state)
{
	static const struct {
		const char *pattern, *path;
	} no[] = {
	    {"/a/{id}", "/a/"},
	    {"/a/{id}", "/a/-1"},
	    {"/a/{id}", "/a/1e3"},
	    {"/a/{id}", "/a/ 1"},
	    {"/a/{id}", "/a/1/"},
	    {"/a/{id}", "/a/9223372036854775808"},
	    {"/a/{id}", "/a/11111111111111111111"},
	    {"/a/{id}/b", "/a/1"},
	    {"/a/{key}", "/a/A"},
	    {"/a/{key}", "/a/a-b"},
	    {"/a/{key}", "/a/../b"},
	    {"/a/{key}",
		"/a/0123456789012345678901234567890123456789012345678901234567"
		"8901234"},
	    {"/a", "/a/"},
	    {"/a/", "/a"},
	    {"/a", ""},
	};
	struct route_params p = {.id = 42};
	size_t i;

	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (route_match(no[i].pattern, no[i].path, &p))
			fail_msg("%s matches %s", no[i].path, no[i].pattern);
	assert_int_equal(p.id, 42);
	assert_true(route_match("/a/{id}", "/a/9223372036854775807", &p));
	assert_true(p.id == INT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_pattern_matches_itself),
	    cmocka_unit_test(no_two_rows_collide),
	    cmocka_unit_test(
		a_row_changes_something_if_and_only_if_it_is_no_get),
	    cmocka_unit_test(only_the_way_in_is_open_to_anyone),
	    cmocka_unit_test(paths_of_admins_are_for_admins),
	    cmocka_unit_test(every_row_is_whole),
	    cmocka_unit_test(the_contract_is_there_under_both_prefixes),
	    cmocka_unit_test(only_whole_and_clean_paths_match),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
