# What `make check` runs: the unit tests that the folders list, and the scripts
# that read the tree.
TESTS = $(check_PROGRAMS) $(dist_check_SCRIPTS)
dist_check_SCRIPTS = \
	tests/file-lists \
	tests/include-directions \
	tests/template-escape

EXTRA_DIST += tests/run tests/browser/package.json \
	tests/browser/package-lock.json tests/browser/.npmrc
