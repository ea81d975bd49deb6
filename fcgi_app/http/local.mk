# http/: libfcgi is included by server.c and response.c only.

noinst_LIBRARIES += libberth_http.a
libberth_http_a_SOURCES = \
	fcgi_app/http/cookie.c \
	fcgi_app/http/cookie.h \
	fcgi_app/http/form.c \
	fcgi_app/http/form_private.h \
	fcgi_app/http/header_block.c \
	fcgi_app/http/header_block.h \
	fcgi_app/http/http.h \
	fcgi_app/http/http_private.h \
	fcgi_app/http/multipart.c \
	fcgi_app/http/request.c \
	fcgi_app/http/request_parse.h \
	fcgi_app/http/response.c \
	fcgi_app/http/server.c \
	fcgi_app/http/urlcode.c \
	fcgi_app/http/urlcode.h

http_test_libs = libberth_http.a libberth_json.a libberth_base.a \
	$(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_http_cookie
tests_unit_test_http_cookie_SOURCES = tests/unit/test_http_cookie.c
tests_unit_test_http_cookie_LDADD = $(http_test_libs)

check_PROGRAMS += tests/unit/test_http_form
tests_unit_test_http_form_SOURCES = tests/unit/test_http_form.c
tests_unit_test_http_form_LDADD = $(http_test_libs)

check_PROGRAMS += tests/unit/test_http_request
tests_unit_test_http_request_SOURCES = tests/unit/test_http_request.c
tests_unit_test_http_request_LDADD = $(http_test_libs)

check_PROGRAMS += tests/unit/test_http_response
tests_unit_test_http_response_SOURCES = tests/unit/test_http_response.c
tests_unit_test_http_response_LDADD = $(http_test_libs)

check_PROGRAMS += tests/unit/test_http_server
tests_unit_test_http_server_SOURCES = tests/unit/test_http_server.c \
	tests/unit/fcgi_client.c tests/unit/fcgi_client.h
tests_unit_test_http_server_LDADD = $(http_test_libs)
