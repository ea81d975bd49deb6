# tar/: libarchive is included here only.

noinst_LIBRARIES += libberth_tar.a

libberth_tar_a_SOURCES = \
	fcgi_app/tar/tar.c \
	fcgi_app/tar/tar.h
