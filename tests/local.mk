# What `make check` runs: the unit tests that the folders list, and the scripts
# that read the tree.
TESTS = $(check_PROGRAMS) $(dist_check_SCRIPTS)
dist_check_SCRIPTS = \
	tests/file-lists \
	tests/include-directions \
	tests/manuals \
	tests/tarball \
	tests/template-escape

# One a line, so that people who add tests at the same time do not meet here.
EXTRA_DIST += \
	tests/run \
	tests/catalogue \
	tests/integration/nginx.test \
	tests/integration/firewall.test \
	tests/integration/units.test \
	tests/browser/.npmrc \
	tests/browser/admin.test.mjs \
	tests/browser/bench.mjs \
	tests/browser/german.test.mjs \
	tests/browser/card.test.mjs \
	tests/browser/editor.test.mjs \
	tests/browser/images.test.mjs \
	tests/browser/cockpit.test.mjs \
	tests/browser/keyboard.test.mjs \
	tests/browser/live.test.mjs \
	tests/browser/package-lock.json \
	tests/browser/package.json \
	tests/browser/pages.test.mjs \
	tests/browser/people.test.mjs \
	tests/browser/player.test.mjs \
	tests/browser/swap.test.mjs \
	tests/integration/bad_input.test.mjs \
	tests/integration/containment.test.mjs \
	tests/integration/cockpit.test.mjs \
	tests/integration/contest.test.mjs \
	tests/integration/contract.test.mjs \
	tests/integration/demo.test.mjs \
	tests/integration/event.test.mjs \
	tests/integration/files.test.mjs \
	tests/integration/language.test.mjs \
	tests/integration/flags.test.mjs \
	tests/integration/images.test.mjs \
	tests/integration/lifecycle.test.mjs \
	tests/integration/log.test.mjs \
	tests/integration/outages.test.mjs \
	tests/integration/people.test.mjs \
	tests/security/flood.test.mjs \
	tests/security/guards.test.mjs \
	tests/integration/try.test.mjs \
	tests/security/hostile.test.mjs \
	tests/hostile/Dockerfile \
	tests/hostile/hostile.c \
	tests/security/idor.test.mjs \
	tests/security/known.test.mjs \
	tests/security/process.test.mjs \
	tests/security/routes.test.mjs \
	tests/security/scan \
	tests/security/tls.test.mjs \
	tests/support/bench.mjs

# The stub engine of the fault tests and the bench; nothing runs it by itself.
integration_programs += tests/support/stub_engine
tests_support_stub_engine_SOURCES = \
	tests/support/stub.h \
	tests/support/stub_api.c \
	tests/support/stub_call.c \
	tests/support/stub_containers.c \
	tests/support/stub_control.c \
	tests/support/stub_disk.c \
	tests/support/stub_engine.c \
	tests/support/stub_events.c \
	tests/support/stub_networks.c \
	tests/support/stub_pull.c
tests_support_stub_engine_LDADD = libberth_json.a libberth_base.a $(BERTH_LIBS)

# A player without the web.
integration_programs += tests/support/player
tests_support_player_SOURCES = tests/support/player.c
tests_support_player_LDADD = libberth_service.a libberth_store.a \
	libberth_domain.a libberth_db.a libberth_httpc.a libberth_json.a \
	libberth_base.a $(BERTH_LIBS)

EXTRA_DIST += \
	tests/faults/crash.test.mjs \
	tests/faults/database.test.mjs \
	tests/faults/disk.test.mjs \
	tests/faults/engine.test.mjs \
	tests/faults/keepers.test.mjs \
	tests/faults/networks.test.mjs \
	tests/faults/race.test.mjs \
	tests/faults/stub.test.mjs \
	tests/faults/web.test.mjs \
	tests/support/invariants.mjs \
	tests/support/registry.mjs \
	tests/support/rig.mjs \
	tests/support/routes.mjs
