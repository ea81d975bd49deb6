# db/: MariaDB; mysql.h is included through db_private.h only.

noinst_LIBRARIES += libberth_db.a
libberth_db_a_SOURCES = \
	fcgi_app/db/db.c \
	fcgi_app/db/db.h \
	fcgi_app/db/db_private.h \
	fcgi_app/db/migrate.c \
	fcgi_app/db/migrate.h \
	fcgi_app/db/rows.c \
	fcgi_app/db/stmt.c \
	fcgi_app/db/transact.c

# These need a database: run by tests/run, not by make check.
db_test_fixture = tests/integration/db_fixture.c \
	tests/integration/db_fixture.h
db_test_libs = libberth_db.a libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

integration_programs += tests/integration/test_db
tests_integration_test_db_SOURCES = tests/integration/test_db.c \
	$(db_test_fixture)
tests_integration_test_db_LDADD = $(db_test_libs)

integration_programs += tests/integration/test_db_transact
tests_integration_test_db_transact_SOURCES = \
	tests/integration/test_db_transact.c \
	tests/integration/cut_proxy.c tests/integration/cut_proxy.h \
	$(db_test_fixture)
tests_integration_test_db_transact_LDADD = $(db_test_libs)

integration_programs += tests/integration/test_migrate
tests_integration_test_migrate_SOURCES = tests/integration/test_migrate.c \
	$(db_test_fixture)
tests_integration_test_migrate_LDADD = $(db_test_libs)
