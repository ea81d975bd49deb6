# libtemplate/: the one C++ file of the tree.

noinst_LIBRARIES += libberth_template.a
libberth_template_a_SOURCES = \
	fcgi_app/libtemplate/libtemplate.cc \
	fcgi_app/libtemplate/libtemplate.h

# The source that does not exist makes automake link with the C++ compiler.
check_PROGRAMS += tests/unit/test_libtemplate
tests_unit_test_libtemplate_SOURCES = tests/unit/test_libtemplate.c
nodist_EXTRA_tests_unit_test_libtemplate_SOURCES = dummy.cc
tests_unit_test_libtemplate_LDADD = libberth_template.a libberth_base.a \
	$(BERTH_LIBS) $(CMOCKA_LIBS)
