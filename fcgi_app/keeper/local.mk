# keeper/: the process that reaches the engine; the only folder that includes
# libmicrohttpd.

noinst_LIBRARIES += libberth_keeper.a
libberth_keeper_a_SOURCES = \
	fcgi_app/keeper/control_images.c \
	fcgi_app/keeper/control_private.h \
	fcgi_app/keeper/control_routes.c \
	fcgi_app/keeper/control_server.c \
	fcgi_app/keeper/engine_link.c \
	fcgi_app/keeper/events.c \
	fcgi_app/keeper/expiry.c \
	fcgi_app/keeper/guard.c \
	fcgi_app/keeper/keeper.h \
	fcgi_app/keeper/keeper_private.h \
	fcgi_app/keeper/loop.c \
	fcgi_app/keeper/mounts.c \
	fcgi_app/keeper/networks.c \
	fcgi_app/keeper/networks.h \
	fcgi_app/keeper/op.c \
	fcgi_app/keeper/op.h \
	fcgi_app/keeper/probe.c \
	fcgi_app/keeper/probe.h \
	fcgi_app/keeper/pulls.c \
	fcgi_app/keeper/pulls.h \
	fcgi_app/keeper/reconcile.c \
	fcgi_app/keeper/removal.c \
	fcgi_app/keeper/sockets.c \
	fcgi_app/keeper/start.c \
	fcgi_app/keeper/tunnel.c \
	fcgi_app/keeper/usage.c

check_PROGRAMS += tests/unit/test_probe
tests_unit_test_probe_SOURCES = tests/unit/test_probe.c
tests_unit_test_probe_LDADD = libberth_keeper.a libberth_base.a \
	$(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_mounts
tests_unit_test_mounts_SOURCES = tests/unit/test_mounts.c
tests_unit_test_mounts_LDADD = libberth_keeper.a libberth_domain.a \
	libberth_json.a libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)
