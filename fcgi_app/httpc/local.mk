# httpc/: the only folder that includes libcurl.

noinst_LIBRARIES += libberth_httpc.a
libberth_httpc_a_SOURCES = \
	fcgi_app/httpc/httpc.c \
	fcgi_app/httpc/httpc.h \
	fcgi_app/httpc/httpc_call.c \
	fcgi_app/httpc/httpc_private.h \
	fcgi_app/httpc/httpc_util.c

check_PROGRAMS += tests/unit/test_httpc
tests_unit_test_httpc_SOURCES = tests/unit/test_httpc.c \
	tests/unit/httpc_server.c tests/unit/httpc_server.h
tests_unit_test_httpc_LDADD = libberth_httpc.a libberth_base.a \
	$(BERTH_LIBS) $(CMOCKA_LIBS)
