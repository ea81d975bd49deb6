# yaml/: libyaml is included here only.

noinst_LIBRARIES += libberth_yaml.a

libberth_yaml_a_SOURCES = \
	fcgi_app/yaml/yaml.h \
	fcgi_app/yaml/yaml_read.c \
	fcgi_app/yaml/yaml_write.c

check_PROGRAMS += tests/unit/test_yaml
tests_unit_test_yaml_SOURCES = tests/unit/test_yaml.c
tests_unit_test_yaml_LDADD = libberth_yaml.a libberth_base.a $(BERTH_LIBS) \
	$(CMOCKA_LIBS)
