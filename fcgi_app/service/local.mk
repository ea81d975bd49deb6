# service/: use cases; they own transactions.

noinst_LIBRARIES += libberth_service.a
libberth_service_a_SOURCES = \
	fcgi_app/service/accounts.c \
	fcgi_app/service/accounts.h \
	fcgi_app/service/accounts_private.h \
	fcgi_app/service/audit.c \
	fcgi_app/service/audit.h \
	fcgi_app/service/board.c \
	fcgi_app/service/board.h \
	fcgi_app/service/challenges.c \
	fcgi_app/service/challenges.h \
	fcgi_app/service/challenges_many.c \
	fcgi_app/service/challenges_private.h \
	fcgi_app/service/contest.c \
	fcgi_app/service/contest.h \
	fcgi_app/service/control.h \
	fcgi_app/service/control_client.c \
	fcgi_app/service/event.c \
	fcgi_app/service/event.h \
	fcgi_app/service/files.c \
	fcgi_app/service/files.h \
	fcgi_app/service/flags.c \
	fcgi_app/service/flags.h \
	fcgi_app/service/hints.c \
	fcgi_app/service/hints.h \
	fcgi_app/service/images.c \
	fcgi_app/service/images.h \
	fcgi_app/service/instances.c \
	fcgi_app/service/instances.h \
	fcgi_app/service/instances_private.h \
	fcgi_app/service/instances_read.c \
	fcgi_app/service/load.c \
	fcgi_app/service/load.h \
	fcgi_app/service/people.c \
	fcgi_app/service/people_private.h \
	fcgi_app/service/profile.c \
	fcgi_app/service/instances_request.c \
	fcgi_app/service/pool.c \
	fcgi_app/service/service.c \
	fcgi_app/service/service.h \
	fcgi_app/service/sessions.c \
	fcgi_app/service/settings.c \
	fcgi_app/service/settings.h \
	fcgi_app/service/submit.c \
	fcgi_app/service/teams.c \
	fcgi_app/service/teams.h \
	fcgi_app/service/teams_admin.c \
	fcgi_app/service/throttle.c \
	fcgi_app/service/throttle.h \
	fcgi_app/service/transfer.c \
	fcgi_app/service/transfer.h \
	fcgi_app/service/transfer_dir.c \
	fcgi_app/service/transfer_files.c \
	fcgi_app/service/transfer_import.c \
	fcgi_app/service/transfer_private.h \
	fcgi_app/service/transfer_yaml.c \
	fcgi_app/service/transfer_yaml_write.c \
	fcgi_app/service/users.c \
	fcgi_app/service/users.h \
	fcgi_app/service/users_import.c \
	fcgi_app/service/work.c \
	fcgi_app/service/work_claim.c \
	fcgi_app/service/work_private.h \
	fcgi_app/service/work_watch.c \
	fcgi_app/service/work.h

# They need a database: run by tests/run, not by make check.
people_fixture = $(db_test_fixture) \
	tests/integration/people_fixture.c \
	tests/integration/people_fixture.h
instances_fixture = $(db_test_fixture) \
	tests/integration/instances_fixture.c \
	tests/integration/instances_fixture.h
service_libs = libberth_service.a libberth_store.a libberth_domain.a \
	libberth_db.a libberth_httpc.a libberth_json.a libberth_yaml.a \
	libberth_tar.a libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

integration_programs += tests/integration/test_accounts
tests_integration_test_accounts_SOURCES = $(people_fixture) \
	tests/integration/test_accounts.c
tests_integration_test_accounts_LDADD = $(service_libs)

integration_programs += tests/integration/test_challenges
tests_integration_test_challenges_SOURCES = $(people_fixture) \
	tests/integration/test_challenges.c
tests_integration_test_challenges_LDADD = $(service_libs)

integration_programs += tests/integration/test_event
tests_integration_test_event_SOURCES = $(people_fixture) \
	tests/integration/test_event.c
tests_integration_test_event_LDADD = $(service_libs)

integration_programs += tests/integration/test_people
tests_integration_test_people_SOURCES = $(people_fixture) \
	tests/integration/test_people.c
tests_integration_test_people_LDADD = $(service_libs)

integration_programs += tests/integration/test_people_lists
tests_integration_test_people_lists_SOURCES = $(people_fixture) \
	tests/integration/test_people_lists.c
tests_integration_test_people_lists_LDADD = $(service_libs)

integration_programs += tests/integration/test_settings
tests_integration_test_settings_SOURCES = $(people_fixture) \
	tests/integration/test_settings.c
tests_integration_test_settings_LDADD = $(service_libs)

integration_programs += tests/integration/test_teams
tests_integration_test_teams_SOURCES = $(people_fixture) \
	tests/integration/test_teams.c
tests_integration_test_teams_LDADD = $(service_libs)

integration_programs += tests/integration/test_transfer
tests_integration_test_transfer_SOURCES = $(people_fixture) \
	tests/integration/test_transfer.c
tests_integration_test_transfer_LDADD = $(service_libs)

integration_programs += tests/integration/test_users
tests_integration_test_users_SOURCES = $(people_fixture) \
	tests/integration/test_users.c
tests_integration_test_users_LDADD = $(service_libs)

integration_programs += tests/integration/test_cockpit
tests_integration_test_cockpit_SOURCES = $(instances_fixture) \
	tests/integration/test_cockpit.c
tests_integration_test_cockpit_LDADD = $(service_libs)

integration_programs += tests/integration/test_instances
tests_integration_test_instances_SOURCES = $(instances_fixture) \
	tests/integration/test_instances.c
tests_integration_test_instances_LDADD = $(service_libs)

integration_programs += tests/integration/test_lifecycle
tests_integration_test_lifecycle_SOURCES = $(instances_fixture) \
	tests/integration/test_lifecycle.c
tests_integration_test_lifecycle_LDADD = $(service_libs)

integration_programs += tests/integration/test_pool
tests_integration_test_pool_SOURCES = $(instances_fixture) \
	tests/integration/test_pool.c
tests_integration_test_pool_LDADD = $(service_libs)

integration_programs += tests/integration/test_work
tests_integration_test_work_SOURCES = $(instances_fixture) \
	tests/integration/test_work.c
tests_integration_test_work_LDADD = $(service_libs)
