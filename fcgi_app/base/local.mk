# base/: what every other folder stands on.  talloc is included by mem.c only,
# libsodium by crypto.c only, ICU by unicode.c only, libseccomp by sandbox.c
# only.

noinst_LIBRARIES += libberth_base.a

libberth_base_a_SOURCES = \
	fcgi_app/base/buf.c \
	fcgi_app/base/buf.h \
	fcgi_app/base/capability.c \
	fcgi_app/base/capability.h \
	fcgi_app/base/clock.c \
	fcgi_app/base/clock.h \
	fcgi_app/base/conf.c \
	fcgi_app/base/conf.h \
	fcgi_app/base/crypto.c \
	fcgi_app/base/crypto.h \
	fcgi_app/base/csv.c \
	fcgi_app/base/csv.h \
	fcgi_app/base/err.c \
	fcgi_app/base/err.h \
	fcgi_app/base/fault.c \
	fcgi_app/base/fault.h \
	fcgi_app/base/gate.c \
	fcgi_app/base/gate.h \
	fcgi_app/base/lang.c \
	fcgi_app/base/lang.h \
	fcgi_app/base/lang_table.h \
	fcgi_app/base/limits.h \
	fcgi_app/base/log.c \
	fcgi_app/base/log.h \
	fcgi_app/base/mem.c \
	fcgi_app/base/mem.h \
	fcgi_app/base/pattern.c \
	fcgi_app/base/pattern.h \
	fcgi_app/base/sandbox.c \
	fcgi_app/base/sandbox.h \
	fcgi_app/base/text.c \
	fcgi_app/base/text.h \
	fcgi_app/base/unicode.c \
	fcgi_app/base/unicode.h

nodist_libberth_base_a_SOURCES = made/lang/de.c

check_PROGRAMS += tests/unit/test_base
tests_unit_test_base_SOURCES = tests/unit/test_base.c
tests_unit_test_base_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_text
tests_unit_test_text_SOURCES = tests/unit/test_text.c
tests_unit_test_text_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_buf
tests_unit_test_buf_SOURCES = tests/unit/test_buf.c
tests_unit_test_buf_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_log
tests_unit_test_log_SOURCES = tests/unit/test_log.c
tests_unit_test_log_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_crypto
tests_unit_test_crypto_SOURCES = tests/unit/test_crypto.c
tests_unit_test_crypto_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_gate
tests_unit_test_gate_SOURCES = tests/unit/test_gate.c
tests_unit_test_gate_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_conf
tests_unit_test_conf_SOURCES = tests/unit/test_conf.c
tests_unit_test_conf_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_csv
tests_unit_test_csv_SOURCES = tests/unit/test_csv.c
tests_unit_test_csv_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_unicode
tests_unit_test_unicode_SOURCES = tests/unit/test_unicode.c
tests_unit_test_unicode_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_sandbox
tests_unit_test_sandbox_SOURCES = tests/unit/test_sandbox.c
tests_unit_test_sandbox_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_lang
tests_unit_test_lang_SOURCES = tests/unit/test_lang.c
tests_unit_test_lang_LDADD = libberth_base.a $(BERTH_LIBS) $(CMOCKA_LIBS)
