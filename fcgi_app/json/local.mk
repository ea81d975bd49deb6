# json/: yajl is included by json_read.c and json_write.c only.

noinst_LIBRARIES += libberth_json.a

libberth_json_a_SOURCES = \
	fcgi_app/json/json.h \
	fcgi_app/json/json_get.c \
	fcgi_app/json/json_node.h \
	fcgi_app/json/json_read.c \
	fcgi_app/json/json_write.c

check_PROGRAMS += tests/unit/test_json
tests_unit_test_json_SOURCES = tests/unit/test_json.c
tests_unit_test_json_LDADD = libberth_json.a libberth_base.a $(BERTH_LIBS) \
	$(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_json_write
tests_unit_test_json_write_SOURCES = tests/unit/test_json_write.c
tests_unit_test_json_write_LDADD = libberth_json.a libberth_base.a \
	$(BERTH_LIBS) $(CMOCKA_LIBS)
