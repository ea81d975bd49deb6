# What `make check` runs: the unit tests that the folders list, and the scripts
# that read the tree.
TESTS = $(check_PROGRAMS) $(dist_check_SCRIPTS)
dist_check_SCRIPTS = \
	tests/file-lists \
	tests/include-directions \
	tests/template-escape

EXTRA_DIST += tests/run tests/support/bench.mjs \
	tests/browser/package.json tests/browser/package-lock.json \
	tests/browser/.npmrc tests/browser/bench.mjs \
	tests/browser/admin.test.mjs tests/browser/pages.test.mjs \
	tests/browser/player.test.mjs \
	tests/integration/contract.test.mjs
