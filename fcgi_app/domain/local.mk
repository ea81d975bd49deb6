# domain/: pure rules, no input or output.

noinst_LIBRARIES += libberth_domain.a
libberth_domain_a_SOURCES = \
	fcgi_app/domain/agent.c \
	fcgi_app/domain/agent.h \
	fcgi_app/domain/bracket.c \
	fcgi_app/domain/bracket.h \
	fcgi_app/domain/challenge_input.c \
	fcgi_app/domain/challenge_input.h \
	fcgi_app/domain/common_passwords.inc \
	fcgi_app/domain/container.h \
	fcgi_app/domain/containment.c \
	fcgi_app/domain/containment.h \
	fcgi_app/domain/container_spec.c \
	fcgi_app/domain/flag_template.c \
	fcgi_app/domain/flag_template.h \
	fcgi_app/domain/contest.c \
	fcgi_app/domain/contest.h \
	fcgi_app/domain/flag.c \
	fcgi_app/domain/flag.h \
	fcgi_app/domain/hardening.c \
	fcgi_app/domain/hardening.h \
	fcgi_app/domain/hint.c \
	fcgi_app/domain/hint.h \
	fcgi_app/domain/ids.h \
	fcgi_app/domain/image_name.c \
	fcgi_app/domain/instance_list.c \
	fcgi_app/domain/instance_list.h \
	fcgi_app/domain/instance_state.c \
	fcgi_app/domain/instance_state.h \
	fcgi_app/domain/model.c \
	fcgi_app/domain/model.h \
	fcgi_app/domain/moment.c \
	fcgi_app/domain/moment.h \
	fcgi_app/domain/name.c \
	fcgi_app/domain/name.h \
	fcgi_app/domain/network.c \
	fcgi_app/domain/network.h \
	fcgi_app/domain/password.c \
	fcgi_app/domain/password.h \
	fcgi_app/domain/pace.c \
	fcgi_app/domain/pace.h \
	fcgi_app/domain/requires.c \
	fcgi_app/domain/requires.h \
	fcgi_app/domain/scoring.c \
	fcgi_app/domain/scoring.h \
	fcgi_app/domain/settings.c \
	fcgi_app/domain/settings.h \
	fcgi_app/domain/settings_doc.c \
	fcgi_app/domain/shell_words.c \
	fcgi_app/domain/slot.c \
	fcgi_app/domain/slot.h \
	fcgi_app/domain/standings.c \
	fcgi_app/domain/standings.h \
	fcgi_app/domain/volumes.c

domain_test_libs = libberth_domain.a libberth_json.a libberth_base.a \
	$(BERTH_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_bracket
tests_unit_test_bracket_SOURCES = tests/unit/test_bracket.c
tests_unit_test_bracket_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_challenge_input
tests_unit_test_challenge_input_SOURCES = tests/unit/test_challenge_input.c
tests_unit_test_challenge_input_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_container_spec
tests_unit_test_container_spec_SOURCES = tests/unit/test_container_spec.c
tests_unit_test_container_spec_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_instance_state
tests_unit_test_instance_state_SOURCES = tests/unit/test_instance_state.c
tests_unit_test_instance_state_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_name
tests_unit_test_name_SOURCES = tests/unit/test_name.c
tests_unit_test_name_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_password
tests_unit_test_password_SOURCES = tests/unit/test_password.c
tests_unit_test_password_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_scoring
tests_unit_test_scoring_SOURCES = tests/unit/test_scoring.c
tests_unit_test_scoring_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_settings
tests_unit_test_settings_SOURCES = tests/unit/test_settings.c
tests_unit_test_settings_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_shell_words
tests_unit_test_shell_words_SOURCES = tests/unit/test_shell_words.c
tests_unit_test_shell_words_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_slot
tests_unit_test_slot_SOURCES = tests/unit/test_slot.c
tests_unit_test_slot_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_volumes
tests_unit_test_volumes_SOURCES = tests/unit/test_volumes.c
tests_unit_test_volumes_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_containment
tests_unit_test_containment_SOURCES = tests/unit/test_containment.c
tests_unit_test_containment_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_network
tests_unit_test_network_SOURCES = tests/unit/test_network.c
tests_unit_test_network_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_flag_template
tests_unit_test_flag_template_SOURCES = tests/unit/test_flag_template.c
tests_unit_test_flag_template_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_pace
tests_unit_test_pace_SOURCES = tests/unit/test_pace.c
tests_unit_test_pace_LDADD = $(domain_test_libs)
check_PROGRAMS += tests/unit/test_flag
tests_unit_test_flag_SOURCES = tests/unit/test_flag.c
tests_unit_test_flag_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_contest
tests_unit_test_contest_SOURCES = tests/unit/test_contest.c
tests_unit_test_contest_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_standings
tests_unit_test_standings_SOURCES = tests/unit/test_standings.c
tests_unit_test_standings_LDADD = $(domain_test_libs)

check_PROGRAMS += tests/unit/test_agent
tests_unit_test_agent_SOURCES = tests/unit/test_agent.c
tests_unit_test_agent_LDADD = $(domain_test_libs)
