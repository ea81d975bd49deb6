# web/: the application; libcmark is included by markdown.c only.

noinst_LIBRARIES += libberth_web.a
libberth_web_a_SOURCES = \
	fcgi_app/web/answer.c \
	fcgi_app/web/api.c \
	fcgi_app/web/api.h \
	fcgi_app/web/api_admin.c \
	fcgi_app/web/api_challenges.c \
	fcgi_app/web/api_contest.c \
	fcgi_app/web/api_dashboard.c \
	fcgi_app/web/api_files.c \
	fcgi_app/web/api_hints.c \
	fcgi_app/web/api_images.c \
	fcgi_app/web/api_instances.c \
	fcgi_app/web/api_lists.c \
	fcgi_app/web/api_score.c \
	fcgi_app/web/api_teams.c \
	fcgi_app/web/api_users.c \
	fcgi_app/web/auth.c \
	fcgi_app/web/auth.h \
	fcgi_app/web/containment_view.c \
	fcgi_app/web/contest_view.c \
	fcgi_app/web/dashboard.h \
	fcgi_app/web/dispatch.c \
	fcgi_app/web/handlers.h \
	fcgi_app/web/instance_card.c \
	fcgi_app/web/instance_json.c \
	fcgi_app/web/instance_view.c \
	fcgi_app/web/lists.c \
	fcgi_app/web/lists.h \
	fcgi_app/web/markdown.c \
	fcgi_app/web/openapi.c \
	fcgi_app/web/page.c \
	fcgi_app/web/page.h \
	fcgi_app/web/page_admin.c \
	fcgi_app/web/page_audit.c \
	fcgi_app/web/page_challenges.c \
	fcgi_app/web/page_contest.c \
	fcgi_app/web/page_images.c \
	fcgi_app/web/page_dashboard.c \
	fcgi_app/web/page_instance.c \
	fcgi_app/web/page_lists.c \
	fcgi_app/web/page_people.c \
	fcgi_app/web/language.c \
	fcgi_app/web/page_play.c \
	fcgi_app/web/page_start.c \
	fcgi_app/web/page_score.c \
	fcgi_app/web/page_team.c \
	fcgi_app/web/page_teams.c \
	fcgi_app/web/page_test.c \
	fcgi_app/web/page_users.c \
	fcgi_app/web/people_json.c \
	fcgi_app/web/people_json.h \
	fcgi_app/web/plugin.c \
	fcgi_app/web/route_list.c \
	fcgi_app/web/route_match.c \
	fcgi_app/web/route_match.h \
	fcgi_app/web/routes.c \
	fcgi_app/web/score.h \
	fcgi_app/web/web.h

web_libs = libberth_web.a libberth_service.a libberth_store.a \
	libberth_domain.a libberth_db.a libberth_http.a libberth_httpc.a \
	libberth_template.a libberth_json.a libberth_base.a

web_test_libs = $(web_libs) $(BERTH_LIBS) $(CTEMPLATE_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_routes
tests_unit_test_routes_SOURCES = tests/unit/test_routes.c
nodist_EXTRA_tests_unit_test_routes_SOURCES = none.cc
tests_unit_test_routes_LDADD = $(web_test_libs)

check_PROGRAMS += tests/unit/test_markdown
tests_unit_test_markdown_SOURCES = tests/unit/test_markdown.c
nodist_EXTRA_tests_unit_test_markdown_SOURCES = none.cc
tests_unit_test_markdown_LDADD = $(web_test_libs)
