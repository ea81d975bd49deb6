# engine/: the container engine's API as typed calls.

noinst_LIBRARIES += libberth_engine.a
libberth_engine_a_SOURCES = \
	fcgi_app/engine/docker.c \
	fcgi_app/engine/docker_body.c \
	fcgi_app/engine/docker_images.c \
	fcgi_app/engine/docker_list.c \
	fcgi_app/engine/docker_log.c \
	fcgi_app/engine/docker_networks.c \
	fcgi_app/engine/docker_private.h \
	fcgi_app/engine/docker_read.c \
	fcgi_app/engine/docker_usage.c \
	fcgi_app/engine/engine.c \
	fcgi_app/engine/engine.h

# Texts of the engine are read by all three.
engine_fixture = tests/unit/engine_fixture.c tests/unit/engine_fixture.h
engine_test_libs = libberth_engine.a libberth_httpc.a libberth_json.a \
	libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_engine_body
tests_unit_test_engine_body_SOURCES = $(engine_fixture) tests/unit/test_engine_body.c
tests_unit_test_engine_body_LDADD = $(engine_test_libs)

check_PROGRAMS += tests/unit/test_engine_disk
tests_unit_test_engine_disk_SOURCES = $(engine_fixture) tests/unit/test_engine_disk.c
tests_unit_test_engine_disk_LDADD = $(engine_test_libs)

check_PROGRAMS += tests/unit/test_engine_json
tests_unit_test_engine_json_SOURCES = $(engine_fixture) tests/unit/test_engine_json.c
tests_unit_test_engine_json_LDADD = $(engine_test_libs)
