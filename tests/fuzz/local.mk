# Fuzz targets.  `make check` runs them over their corpora, with replay.c as
# main; a build that was configured with --enable-fuzzers has libFuzzer instead
# (./dev fuzz).

fuzz_base_libs = libberth_base.a $(BERTH_LIBS) $(FUZZ_LIBS)
fuzz_json_libs = libberth_json.a $(fuzz_base_libs)
fuzz_http_libs = libberth_http.a $(fuzz_json_libs)
fuzz_domain_libs = libberth_domain.a $(fuzz_json_libs)

fuzz_common = tests/fuzz/fuzz.c tests/fuzz/fuzz.h
if !FUZZERS
fuzz_common += tests/fuzz/replay.c
endif

fuzz_programs = \
	tests/fuzz/fuzz_archive \
	tests/fuzz/fuzz_challenge_yml \
	tests/fuzz/fuzz_csv \
	tests/fuzz/fuzz_engine \
	tests/fuzz/fuzz_flag \
	tests/fuzz/fuzz_form \
	tests/fuzz/fuzz_headers \
	tests/fuzz/fuzz_json \
	tests/fuzz/fuzz_markdown \
	tests/fuzz/fuzz_multipart \
	tests/fuzz/fuzz_pull \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_volumes \
	tests/fuzz/fuzz_words
check_PROGRAMS += $(fuzz_programs)
EXTRA_DIST += tests/fuzz/run tests/fuzz/corpus
fuzz-programs: $(fuzz_programs)
.PHONY: fuzz-programs

tests_fuzz_fuzz_archive_SOURCES = tests/fuzz/fuzz_archive.c $(fuzz_common)
tests_fuzz_fuzz_archive_LDADD = libberth_tar.a $(fuzz_base_libs)

tests_fuzz_fuzz_challenge_yml_SOURCES = tests/fuzz/fuzz_challenge_yml.c \
	$(fuzz_common)
tests_fuzz_fuzz_challenge_yml_LDADD = libberth_service.a libberth_yaml.a \
	$(fuzz_domain_libs)

tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c $(fuzz_common)
tests_fuzz_fuzz_csv_LDADD = $(fuzz_base_libs)

tests_fuzz_fuzz_engine_SOURCES = tests/fuzz/fuzz_engine.c $(fuzz_common)
tests_fuzz_fuzz_engine_LDADD = libberth_engine.a libberth_httpc.a \
	$(fuzz_json_libs)

tests_fuzz_fuzz_flag_SOURCES = tests/fuzz/fuzz_flag.c $(fuzz_common)
tests_fuzz_fuzz_flag_LDADD = $(fuzz_domain_libs)

tests_fuzz_fuzz_form_SOURCES = tests/fuzz/fuzz_form.c $(fuzz_common)
tests_fuzz_fuzz_form_LDADD = $(fuzz_http_libs)

tests_fuzz_fuzz_headers_SOURCES = tests/fuzz/fuzz_headers.c $(fuzz_common)
tests_fuzz_fuzz_headers_LDADD = $(fuzz_http_libs)

tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c $(fuzz_common)
tests_fuzz_fuzz_json_LDADD = $(fuzz_json_libs)

tests_fuzz_fuzz_markdown_SOURCES = tests/fuzz/fuzz_markdown.c $(fuzz_common)
tests_fuzz_fuzz_markdown_LDADD = libberth_web.a $(fuzz_base_libs)

tests_fuzz_fuzz_multipart_SOURCES = tests/fuzz/fuzz_multipart.c $(fuzz_common)
tests_fuzz_fuzz_multipart_LDADD = $(fuzz_http_libs)

tests_fuzz_fuzz_pull_SOURCES = tests/fuzz/fuzz_pull.c $(fuzz_common)
tests_fuzz_fuzz_pull_LDADD = libberth_engine.a libberth_httpc.a \
	$(fuzz_json_libs)

tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c $(fuzz_common)
tests_fuzz_fuzz_request_LDADD = $(fuzz_http_libs)

tests_fuzz_fuzz_volumes_SOURCES = tests/fuzz/fuzz_volumes.c $(fuzz_common)
tests_fuzz_fuzz_volumes_LDADD = $(fuzz_domain_libs)

tests_fuzz_fuzz_words_SOURCES = tests/fuzz/fuzz_words.c $(fuzz_common)
tests_fuzz_fuzz_words_LDADD = $(fuzz_domain_libs)
