# libtemplate/: the one C++ file of the tree.

noinst_LIBRARIES += libberth_template.a
libberth_template_a_SOURCES = \
	fcgi_app/libtemplate/libtemplate.cc \
	fcgi_app/libtemplate/libtemplate.h
